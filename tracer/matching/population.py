"""How many other people bear a name: INSEE births turned into shares and expected namesakes.

Surname, given name, birth and place are taken as independent. They are not: names go with region,
origin and generation, so the real number of namesakes is higher. `DEPENDENCE` allows for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from tracer.evidence import Namesakes
from tracer.matching.tables import TOTALS, SortedLines
from tracer.matching.towns import RESIDENTS, Towns
from tracer.matching.wording import namesakes_text
from tracer.normalise.names import name_key
from tracer.subject import PartialDate

UNLISTED_SURNAME_BIRTHS = 30
"""INSEE lists a surname from 30 births on (1891-2000); 7.5 % of births bear an unlisted one."""
UNLISTED_GIVEN_BIRTHS = 25
"""Births in five years granted to a given name INSEE does not list: rare, or brought from abroad."""
DEPENDENCE = 2.0
"""Namesakes are this many times what independence says. Measured: in a real file of 26,879 deceased
people, two of those born before 1951 share surname and first given name with a chance of 2.87e-6;
these tables and independence say 1.51e-6, so 1.9 times less."""
FIRST_YEAR, LAST_YEAR, SPAN = 1900, 2024, 5
ERAS = (1941, 1971)  # the surname table counts births before, between and from these years
MONTHS, DAYS = 12, 365.25 / 12
PARTICLES = ("DE LA", "DE", "DU", "DES", "D", "LE", "LA", "L", "LES", "EL", "AL", "BEN", "SAINT")


@dataclass(frozen=True)
class Population:
    """The people among whom the subject is sought, and how often each name is borne there."""

    surname_births: SortedLines
    given_births: SortedLines
    year_births: SortedLines
    towns: Towns
    size: int = RESIDENTS

    def surname_share(self, surname: str, birth_year: int | None = None) -> float:
        """The share of people who bear a surname, among those born around a year if it is known.

        Particles glued or apart are one surname. An unlisted surname gets the share of the rarest
        listed one: never zero.
        """
        era = sum(birth_year >= year for year in ERAS) if birth_year is not None else None
        totals = self.surname_totals
        born = sum(self.surname_count(spelling, era) for spelling in spellings(name_key(surname)))
        share = born / (totals[era] if era is not None else totals[1] + totals[2])
        return max(share, UNLISTED_SURNAME_BIRTHS / sum(totals))

    def given_share(
        self, given: str, sex: str | None = None, birth_year: int | None = None
    ) -> float:
        """The share of people of a sex, or of both, who bear a given name as their first.

        Of those born in the same five years if the year is known. Never zero.
        """
        sexes = (sex,) if sex in {"F", "M"} else ("F", "M")
        born = sum(self.given_count(given, each, birth_year) for each in sexes)
        column = span_column(birth_year) if birth_year is not None else None
        everyone = sum(self.given_totals[each][column] for each in sexes)
        spans = 1 if birth_year is not None else (LAST_YEAR + 1 - FIRST_YEAR) // SPAN
        return min(1.0, max(born, UNLISTED_GIVEN_BIRTHS * spans) / everyone)

    def birth_share(self, birth: PartialDate) -> float:
        """The share of people born on a day, in a month or in a year, as far as it is known.

        Births of the year over people living now. The dead are not taken off, as registers keep
        them. Days and months of a year are taken as equal.
        """
        year = min(max(birth.year, self.years[0]), self.years[1])
        share = sum(int(count) for count in self.year_births.row(str(year))) / RESIDENTS
        if birth.month is not None:
            share /= MONTHS
            if birth.day is not None:
                share /= DAYS
        return share

    def expected_namesakes(
        self,
        *,
        surname: str,
        given: str | None = None,
        sex: str | None = None,
        birth: PartialDate | None = None,
        place_share: float | None = None,
    ) -> Namesakes:
        """How many other people are expected to agree on everything that is given here."""
        year = birth.year if birth else None
        expected = self.size * self.surname_share(surname, year)
        held = ["surname"]
        if given:
            of_sex = 0.5 if sex in {"F", "M"} else 1.0
            expected *= min(1.0, DEPENDENCE * of_sex * self.given_share(given, sex, year))
            held.append("given name")
        if birth:
            expected *= self.birth_share(birth)
            held.append(precision(birth))
        if place_share is not None:
            expected *= place_share
            held.append("place")
        text = namesakes_text(expected, None)
        return Namesakes(expected=expected, given=tuple(held), population=self.size, text=text)

    def surnames(self) -> Iterator[tuple[str, int]]:
        """Every listed surname with its births from 1891 to 2000, in alphabetical order."""
        for name, *births in self.surname_births.rows():
            yield name, sum(int(count) for count in births)

    def given_names(self, sex: str, decade: int) -> Iterator[tuple[str, int]]:
        """Every given name borne by someone of a sex born in a decade, with its births."""
        start = span_column(decade)
        for name, of, *births in self.given_births.rows():
            if of == sex:
                count = sum(int(count or 0) for count in births[start : start + 10 // SPAN])
                if count:
                    yield name, count

    def sex_share(self, given: str, sex: str) -> float | None:
        """The share of the bearers of a given name who are of a sex; None if too few are listed."""
        counts = {each: self.given_count(given, each, None) for each in ("F", "M")}
        everyone = sum(counts.values())
        return counts[sex] / everyone if everyone >= 100 else None

    def surname_count(self, key: str, era: int | None) -> int:
        """Births under one spelling in one era; without one, in those whose people are alive."""
        row = self.surname_births.row(key) if key else ()
        if not row:
            return 0
        return int(row[era]) if era is not None else int(row[1]) + int(row[2])

    def given_count(self, given: str, sex: str, birth_year: int | None) -> int:
        """Births under a given name in the five years of a year, or in all."""
        key = name_key(given)
        row = self.given_births.row(key, sex) if key else ()
        if not row:
            return 0
        if birth_year is None:
            return sum(int(count) for count in row if count)
        return int(row[span_column(birth_year)] or 0)

    @cached_property
    def given_totals(self) -> dict[str, dict[int | None, int]]:
        """All births of a sex by column, and in all under None."""
        totals: dict[str, dict[int | None, int]] = {}
        for sex in ("F", "M"):
            counts = [int(count) for count in self.given_births.row(TOTALS, sex)]
            totals[sex] = {None: sum(counts), **dict(enumerate(counts))}
        return totals

    @cached_property
    def surname_totals(self) -> tuple[int, int, int]:
        """All births in the three eras, unlisted surnames included."""
        first, second, third = self.surname_births.row(TOTALS)
        return int(first), int(second), int(third)

    @cached_property
    def years(self) -> tuple[int, int]:
        """The first and last year with births."""
        listed = [int(row[0]) for row in self.year_births.rows()]
        return listed[0], listed[-1]


def load_population(size: int = RESIDENTS) -> Population:
    """The population of France, from the tables that ship with the package."""
    return Population(
        surname_births=SortedLines.load("surnames.tsv.gz"),
        given_births=SortedLines.load("given_names.tsv.gz"),
        year_births=SortedLines.load("births.tsv.gz"),
        towns=Towns(SortedLines.load("towns.tsv.gz")),
        size=size,
    )


def precision(birth: PartialDate) -> str:
    """How much of a birth date is known."""
    if birth.month is None:
        return "birth year"
    return "birth month" if birth.day is None else "birth day"


def span_column(year: int) -> int:
    """The column of the given-name table a year falls in; the nearest one beyond its ends."""
    return (min(max(year, FIRST_YEAR), LAST_YEAR) - FIRST_YEAR) // SPAN


def spellings(key: str) -> set[str]:
    """A surname key with its first particle glued and apart."""
    found = {key, key.replace(" ", "")}
    for particle in PARTICLES:
        glued = particle.replace(" ", "")
        rest = key.removeprefix(glued)
        if rest != key and len(rest) >= 3 and not rest.startswith(" "):
            found.add(f"{particle} {rest}")
    return found
