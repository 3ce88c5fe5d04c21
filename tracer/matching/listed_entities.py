"""Two entries of lists or registers: names on one line, and the birth, country and numbers they state.

A fact one side does not state says nothing. Nobody is confirmed here: that is for `decision`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tracer.matching.dates import births_contradict
from tracer.matching.listed_findings import ListedComparison, WordFinding
from tracer.matching.listed_names import compare_listed_names
from tracer.matching.listed_organisations import compare_listed_organisations
from tracer.matching.name_words import NameWords
from tracer.normalise.names import name_key
from tracer.subject import PartialDate

IDENTIFIER_EQUAL_BITS, IDENTIFIER_DIFFERENT_BITS = 25.0, -2.0
BIRTH_EQUAL_BITS = {"year": 4.0, "month": 7.5, "day": 12.0}
BIRTH_NEAR_BITS, BIRTH_DIFFERENT_BITS = 0.0, -8.0
YEARS_NEAR = 2
"""Lists often guess the year of birth: two years apart says nothing against."""
COUNTRY_EQUAL_BITS, COUNTRY_DIFFERENT_BITS = 2.0, -1.0


class ListedKind(StrEnum):
    """What an entry is about."""

    PERSON = "person"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedEntity:
    """An entry: any of its names may be meant. Identifiers are pairs of a scheme and a value."""

    kind: ListedKind
    names: tuple[str, ...]
    birth: PartialDate | None = None
    countries: frozenset[str] = frozenset()
    identifiers: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class EntityComparison:
    """The names that agree best, and what else is stated; `veto` is a fact that excludes."""

    name: ListedComparison
    other: tuple[WordFinding, ...]
    veto: str | None = None

    @property
    def bits(self) -> float:
        """Everything together. A veto is not counted here: it excludes."""
        return round(self.name.bits + sum(finding.bits for finding in self.other), 6)

    @property
    def plausible(self) -> bool:
        """Whether the entries may be one: worth a person's look, never a confirmation."""
        return self.veto is None and bool(self.name.findings) and self.bits >= self.name.threshold


def compare_listed_entities(
    ours: ListedEntity, theirs: ListedEntity, words: NameWords
) -> EntityComparison:
    """What two entries say about being one person or body."""
    if ours.kind is not theirs.kind:
        return EntityComparison(ListedComparison(()), (), veto="kinds_differ")
    name = best_name(ours, theirs, words)
    other = [
        found
        for found in (identifiers(ours, theirs), births(ours, theirs), countries(ours, theirs))
        if found is not None
    ]
    veto = "birth_dates_contradict" if births_contradict(ours.birth, theirs.birth) else None
    return EntityComparison(name, tuple(other), veto)


def best_name(ours: ListedEntity, theirs: ListedEntity, words: NameWords) -> ListedComparison:
    """The pair of names that agrees best; no evidence when one side has none that can be read."""
    person = ours.kind is ListedKind.PERSON
    compare = compare_listed_names if person else compare_listed_organisations
    found = [compare(a, b, words) for a in ours.names for b in theirs.names]
    return max(
        (one for one in found if one.findings),
        key=lambda one: one.bits,
        default=ListedComparison(()),
    )


def identifiers(ours: ListedEntity, theirs: ListedEntity) -> WordFinding | None:
    """A number of one scheme on both sides: the same, or different."""
    keys = [
        {(scheme.lower(), name_key(value).replace(" ", "")) for scheme, value in side.identifiers}
        for side in (ours, theirs)
    ]
    a, b = ({key for key in side if key[1]} for side in keys)
    if shared := sorted(a & b):
        value = shared[0][1]
        return WordFinding("identifier_equal", value, value, IDENTIFIER_EQUAL_BITS)
    schemes = {scheme for scheme, _ in a} & {scheme for scheme, _ in b}
    if not schemes:
        return None
    scheme = min(schemes)
    first, second = (min(v for s, v in side if s == scheme) for side in (a, b))
    return WordFinding("identifier_different", first, second, IDENTIFIER_DIFFERENT_BITS)


def births(ours: ListedEntity, theirs: ListedEntity) -> WordFinding | None:
    """The dates of birth, as far as both sides know them."""
    a, b = ours.birth, theirs.birth
    if a is None or b is None:
        return None
    texts = (str(a), str(b))
    if abs(a.year - b.year) > YEARS_NEAR:
        return WordFinding("birth_differs", *texts, BIRTH_DIFFERENT_BITS)
    if a.year != b.year:
        return WordFinding("birth_year_near", *texts, BIRTH_NEAR_BITS)
    known = "year"
    if a.month is not None and b.month is not None:
        if a.month != b.month:
            return WordFinding("birth_year_equal", *texts, BIRTH_NEAR_BITS)
        known = "day" if a.day is not None and a.day == b.day else "month"
    return WordFinding(f"birth_{known}_equal", *texts, BIRTH_EQUAL_BITS[known])


def countries(ours: ListedEntity, theirs: ListedEntity) -> WordFinding | None:
    """The countries both sides state: one in common, or none."""
    a = {country.casefold() for country in ours.countries if country}
    b = {country.casefold() for country in theirs.countries if country}
    if not a or not b:
        return None
    texts = (" ".join(sorted(a)), " ".join(sorted(b)))
    if a & b:
        return WordFinding("country_equal", *texts, COUNTRY_EQUAL_BITS)
    return WordFinding("country_different", *texts, COUNTRY_DIFFERENT_BITS)
