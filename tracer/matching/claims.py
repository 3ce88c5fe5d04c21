"""What a case file or source states of somebody, as rows the engine compares: one for each reading.

Several spellings, given names or places are several rows; the best pair of rows speaks. What is
stated twice is one row, so that copies of one origin add nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import product

import numpy as np

from tracer.matching.fields import LONGEST, contact_key, mixes_scripts, read_given, read_sex
from tracer.matching.places import Spot
from tracer.matching.records import (
    BIRTH,
    COLUMNS,
    GIVEN,
    POSTCODE,
    SEX,
    TOWN,
    Array,
    Records,
    packed,
)
from tracer.matching.vocabulary import NONE, VocabularyBuilder, strings
from tracer.normalise.names import is_initials, name_key, surname_key, surname_parts
from tracer.subject import PartialDate, PersonName


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One reading of what is stated, as written; None or empty where nothing is."""

    surname: str | None
    given: tuple[str, ...]
    place: Spot | None
    contact: str | None


def claims(
    names: Sequence[PersonName], places: Sequence[Spot], contacts: Sequence[str] = ()
) -> tuple[Claim, ...]:
    """Every reading, in an order that does not depend on the order of the names."""
    return tuple(
        Claim(surname=surname, given=given, place=place, contact=contact)
        for surname, given, place, contact in product(
            surnames(names) or (None,), given_lists(names) or ((),), places or (None,),
            sorted(set(contacts)) or (None,),
        )
    )  # fmt: skip


def surnames(names: Iterable[PersonName]) -> tuple[str, ...]:
    """Each surname once, as first written in alphabetical order; those without letters are left out."""
    found: dict[str, str] = {}
    for written in sorted(name.surname for name in names):
        key = surname_key(written)
        if key and len(written) <= LONGEST and not mixes_scripts(written):
            found.setdefault(key, written.strip())
    return tuple(found[key] for key in sorted(found))


def given_lists(names: Iterable[PersonName]) -> tuple[tuple[str, ...], ...]:
    """Each list of given names once."""
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for written in sorted(name.given for name in names):
        said = tuple(given.strip() for given in written if name_key(given))
        if said:
            found.setdefault(tuple(map(name_key, said)), said)
    return tuple(found[key] for key in sorted(found))


@dataclass(slots=True)
class Sheet:
    """Collects rows of both sides under one vocabulary, and where its towns are."""

    names: VocabularyBuilder = field(default_factory=VocabularyBuilder)
    towns: VocabularyBuilder = field(default_factory=lambda: VocabularyBuilder(sounding=False))
    terms: VocabularyBuilder = field(default_factory=lambda: VocabularyBuilder(sounding=False))
    where: dict[int, Spot] = field(default_factory=dict)
    read: dict[tuple[str | None, tuple[str, ...]], Named] = field(default_factory=dict)

    def add(
        self, stated: Sequence[Claim], birth: PartialDate | None, sex: str | None = None
    ) -> Rows:
        """The rows of one side."""
        rows = np.full((len(stated), len(COLUMNS)), NONE, np.int32)
        rows[:, BIRTH], rows[:, SEX] = packed(birth), read_sex(sex or "")
        for at, claim in enumerate(stated):
            if claim.place is not None:
                rows[at, POSTCODE], rows[at, TOWN] = claim.place.code, self.town(claim.place)
        turned = rows.copy()
        for at, claim in enumerate(stated):
            rows[at, :BIRTH], turned[at, :BIRTH] = self.named(claim.surname, claim.given)
        contacts = [self.contact(claim.contact) for claim in stated]
        return Rows(rows, turned, np.array(contacts, np.int32).reshape(-1, 2))

    def named(self, surname: str | None, given: tuple[str, ...]) -> Named:
        """The names of a row, and the same with surname and given names exchanged."""
        found = self.read.get((surname, given))
        if found is None:
            as_written = self.columns(surname or "", given)
            turned = [NONE] * BIRTH
            if surname and given:
                turned = self.columns(" ".join(given), name_key(surname).split())
            found = self.read[surname, given] = (as_written, turned)
        return found

    def columns(self, surname: str, given: Sequence[str]) -> list[int]:
        """A surname with its halves if it is double, and the first four given names.

        Initials count one by one, as J.-P. stands for two names.
        """
        said: list[str] = []
        for name in given:
            key = name_key(name)
            said += key.split() if is_initials(key) else [name]
        first = self.names.add(
            surname_key(surname), [surname_key(part) for part in surname_parts(surname)]
        )
        numbers = [number for name in said if (number := read_given(name, self.names)) != NONE]
        return [first, NONE, *numbers[:GIVEN], *[NONE] * (GIVEN - len(numbers))]

    def town(self, spot: Spot) -> int:
        """A town, told apart from others of its name."""
        number = self.towns.add(spot.key)
        self.where.setdefault(number, spot)
        return number

    def contact(self, value: str | None) -> tuple[int, int]:
        """A telephone number or an e-mail address, in that order."""
        if not value:
            return (NONE, NONE)
        if "@" in value:
            return (NONE, self.terms.add(contact_key("email", value)))
        return (self.terms.add(contact_key("tel", value)), NONE)

    def records(self, sides: Sequence[Rows]) -> tuple[Records, ...]:
        """The sides as records that share their vocabularies."""
        names, towns, terms = self.names.build(), self.towns.build(), self.terms.build()
        streets = VocabularyBuilder(sounding=False).build()
        return tuple(
            Records(
                ids=strings([""] * len(side.rows)),
                rows=side.rows,
                names=names,
                streets=streets,
                towns=towns,
                terms=terms,
                extras={"phone": side.contacts[:, 0], "email": side.contacts[:, 1]}
                if len(terms)
                else {},
            )
            for side in sides
        )


Named = tuple[list[int], list[int]]


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one side, the same with surname and given names exchanged, and phone and e-mail."""

    rows: Array
    turned: Array
    contacts: Array

    def joined(self, others: Sequence[Rows]) -> Rows:
        """These rows and those of others, one after the other."""
        every = (self, *others)
        return Rows(
            np.concatenate([one.rows for one in every]),
            np.concatenate([one.turned for one in every]),
            np.concatenate([one.contacts for one in every]),
        )
