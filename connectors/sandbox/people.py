"""The inhabitants: households of couples, parents, children and siblings, and many namesakes."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date
from functools import cached_property
from itertools import accumulate
from random import Random
from typing import Literal, Protocol

from connectors.sandbox.model import Person
from connectors.sandbox.places import STREETS, Address, Commune, communes

Sex = Literal["F", "M"]
NAMESAKE_GROUPS = 0.02  # of the population
USAGE_NAME_RATE = 0.75  # of married women
_NAME = re.compile(r"[^\W\d_]+(?:[-' ][^\W\d_]+)*")
SURNAMES_DRAWN = 40_000  # the most frequent; rarer ones add size and no variety


class NameTables(Protocol):
    """National counts of names, as `tracer.matching.population` gives them."""

    def surnames(self) -> Iterator[tuple[str, int]]:
        """Every surname with its count."""
        ...

    def given_names(self, sex: Sex, decade: int) -> Iterator[tuple[str, int]]:
        """Every given name borne by a sex in a decade of birth, with its count."""
        ...


class Census:
    """Invents people one household at a time; same tables and same seed, same people."""

    def __init__(self, tables: NameTables, rng: Random) -> None:
        self._tables = tables
        self._rng = rng
        self._given: dict[tuple[Sex, int], tuple[tuple[str, ...], list[int]]] = {}
        self._people: list[Person] = []
        self._households = 0

    def invent(self, count: int) -> tuple[Person, ...]:
        """About `count` people; the last household may go one or two beyond."""
        namesakes = max(1, round(count * NAMESAKE_GROUPS))
        while len(self._people) < count - 3 * namesakes:
            self._household()
        for _ in range(namesakes):
            self._namesakes_of(self._rng.choice(self._people))
        while len(self._people) < count:
            self._household()
        return tuple(self._people)

    def address(self, commune: Commune | None = None) -> Address:
        """An invented address, in a given commune or in one drawn by population."""
        rng = self._rng
        place = commune or rng.choices(communes(), [c.population for c in communes()])[0]
        kind, street = STREETS[(rng.randrange(12) + int(place.code[-3:])) % len(STREETS)]
        roll = rng.random()
        return Address(
            commune=place.code,
            number=str(rng.randint(1, 120)),
            repeat="B" if roll < 0.02 else "T" if roll < 0.03 else None,
            street_type=kind,
            street=street,
            complement=rng.choice(("BATIMENT B", "RESIDENCE LES OURSELLES", "ESCALIER 2"))
            if roll > 0.94
            else None,
        )

    def _household(self) -> None:
        self._households += 1
        rng, home = self._rng, self.address()
        surname = self._surname()
        kind = rng.choices(("single", "couple", "family", "siblings"), (35, 25, 28, 12))[0]
        year = rng.randint(1945, 2002)
        if kind == "single":
            self._add(self._sex(), surname, year, home)
        elif kind == "siblings":
            for _ in range(rng.choice((2, 2, 3))):
                self._add(self._sex(), surname, year + rng.randint(-4, 4), home)
        else:
            year = min(year, 1975) if kind == "family" else year
            self._couple(surname, year, home)
            for _ in range(rng.choice((1, 1, 2)) if kind == "family" else 0):
                self._add(self._sex(), surname, min(2006, year + rng.randint(22, 34)), home)

    def _couple(self, surname: str, year: int, home: Address) -> None:
        self._add("M", surname, year, home)
        usage = surname if self._rng.random() < USAGE_NAME_RATE else None
        self._add("F", self._surname(), year + self._rng.randint(-5, 5), home, usage=usage)

    def _namesakes_of(self, person: Person) -> None:
        """Others with the same surname and first given name, some born the same month."""
        rng = self._rng
        sex: Sex = "F" if person.sex == "F" else "M"
        for _ in range(rng.choice((1, 2, 3))):
            self._households += 1
            same_month = rng.random() < 0.3
            year = person.born.year if same_month else person.born.year + rng.randint(-15, 15)
            year = max(1940, min(2006, year))
            month = person.born.month if same_month else None
            given = (person.given[0], *self._given_names(sex, year)[1:])
            self._add(sex, person.birth_surname, year, self.address(), given=given, month=month)

    def _add(
        self,
        sex: Sex,
        surname: str,
        year: int,
        home: Address,
        *,
        usage: str | None = None,
        given: tuple[str, ...] | None = None,
        month: int | None = None,
    ) -> None:
        birth_month = month or self._rng.randint(1, 12)
        day = self._rng.randint(1, calendar.monthrange(year, birth_month)[1])
        self._people.append(
            Person(
                id=len(self._people),
                sex=sex,
                birth_surname=surname,
                usage_surname=usage if usage != surname else None,
                given=given or self._given_names(sex, year),
                born=date(year, birth_month, day),
                home=home,
                household=self._households,
            )
        )

    def _sex(self) -> Sex:
        return "F" if self._rng.random() < 0.5 else "M"

    def _surname(self) -> str:
        names, weights = self._surnames
        return self._rng.choices(names, cum_weights=weights)[0].upper()

    def _given_names(self, sex: Sex, year: int) -> tuple[str, ...]:
        """One to three given names; the later ones are those of the generation before."""
        decades = (year, year - 30, year - 55)[: self._rng.choices((1, 2, 3), (30, 35, 35))[0]]
        return tuple(dict.fromkeys(self._given_name(sex, max(1900, when)) for when in decades))

    def _given_name(self, sex: Sex, year: int) -> str:
        key = (sex, year // 10 * 10)
        if key not in self._given:
            self._given[key] = _cumulative(self._tables.given_names(*key), 3_000)
        names, weights = self._given[key]
        return self._rng.choices(names, cum_weights=weights)[0].upper().replace(" ", "-")

    @cached_property
    def _surnames(self) -> tuple[tuple[str, ...], list[int]]:
        return _cumulative(self._tables.surnames(), SURNAMES_DRAWN)


def _cumulative(counts: Iterator[tuple[str, int]], keep: int) -> tuple[tuple[str, ...], list[int]]:
    """The most frequent names with running totals. The order does not depend on the table's."""
    ranked = sorted(
        ((name, round(count)) for name, count in counts if _is_a_name(name)),
        key=lambda pair: (-pair[1], pair[0]),
    )[:keep]
    if not ranked:
        raise ValueError("the name table is empty")
    return tuple(name for name, _ in ranked), list(accumulate(count for _, count in ranked))


def _is_a_name(text: str) -> bool:
    """Whether a line of the table is a name and not a remainder such as "AUTRES NOMS"."""
    return len(text) > 1 and "AUTRES" not in text and bool(_NAME.fullmatch(text))
