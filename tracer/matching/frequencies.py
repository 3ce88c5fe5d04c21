"""How many people bear a name, live in a place or were born in a year: the reference for rarity.

Counts come from the register itself, so that they are exact there, or from the national tables.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from tracer.matching.records import (
    BIRTH,
    DETAILS,
    FEMALE,
    G0,
    MALE,
    POSTCODE,
    S0,
    S1,
    SEX,
    STREET,
    TOWN,
    UNSTATED,
    Records,
    halves_of,
)

Counts = npt.NDArray[np.float32]
COUNTED = (*DETAILS, "email", "phone")
FIRST_YEAR, SPAN, SPANS = 1900, 5, 26
YEARS = 2101
FEW = 3.0
"""Fewer bearers of known sex than this say nothing about a given name."""
ONE_SEX = 0.97
NO_TERM = np.full(1, -1, np.int32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frequencies:
    """Counts by the numbers of the right-hand vocabularies, among `size` people.

    `own` is 1 when the candidate himself is among those counted, 0 when only others are.
    """

    size: float
    own: float
    surname: Counts
    surname_or_half: Counts
    given: Counts
    given_by_span: Counts  # [names, SPANS]: by five years of birth
    people_by_span: Counts
    women: Counts  # bearers of a first given name whose sex is stated
    men: Counts
    people_by_year: Counts
    postcodes: npt.NDArray[np.int32]  # sorted
    people_by_postcode: Counts
    people_by_town: Counts
    people_by_street: Counts
    people_by_term: Counts = field(
        default_factory=lambda: np.zeros(1, np.float32)
    )  # of details and contacts

    def postcode_count(self, postcode: npt.NDArray[np.int32]) -> Counts:
        """People by postcode; 0 for one nobody lives in."""
        if len(self.postcodes) == 0:
            return np.zeros(len(postcode), np.float32)
        at = np.minimum(np.searchsorted(self.postcodes, postcode), len(self.postcodes) - 1)
        return np.where(self.postcodes[at] == postcode, self.people_by_postcode[at], 0)

    def sex_of(self, numbers: npt.NDArray[np.int32]) -> npt.NDArray[np.int8]:
        """The sex nearly all bearers of a given name have; UNSTATED when there are few or both."""
        women, men = self.women[np.maximum(numbers, 0)], self.men[np.maximum(numbers, 0)]
        known = (women + men >= FEW) & (numbers >= 0)
        share = (women + 0.5) / (women + men + 1.0)
        sex = np.where(share >= ONE_SEX, FEMALE, np.where(share <= 1 - ONE_SEX, MALE, UNSTATED))
        return np.where(known, sex, UNSTATED).astype(np.int8)


def count_register(records: Records) -> Frequencies:
    """The counts of a register, from its own rows."""
    rows, names = records.rows, records.names
    size = len(names)
    full = [rows[:, S0], rows[:, S1]]
    halves = [halves_of(names, name, which) for name in full for which in (0, 1)]
    surname = np.sum([count(name, size) for name in full], axis=0)
    half = np.sum([count(half, size) for half in halves], axis=0)
    first = rows[:, G0]
    year = rows[:, BIRTH] >> 9
    span = span_of(year)
    spans = np.zeros((size, SPANS), np.float32)
    dated = (first >= 0) & (year > 0)
    if dated.any():
        code = first[dated].astype(np.int64) * SPANS + span[dated]
        spans = count(code, size * SPANS).reshape(size, SPANS)
    postcodes, people = np.unique(rows[rows[:, POSTCODE] >= 0, POSTCODE], return_counts=True)
    sex = rows[:, SEX]
    return Frequencies(
        size=float(len(rows)),
        own=1.0,
        surname=surname,
        surname_or_half=surname + half,
        given=count(first, size),
        given_by_span=spans,
        people_by_span=count(span[year > 0], SPANS),
        women=count(first[sex == FEMALE], size),
        men=count(first[sex == MALE], size),
        people_by_year=count(np.minimum(year, YEARS - 1), YEARS),
        postcodes=postcodes.astype(np.int32),
        people_by_postcode=people.astype(np.float32),
        people_by_town=count(rows[:, TOWN], len(records.towns)),
        people_by_street=count(rows[:, STREET], len(records.streets)),
        people_by_term=count(
            np.concatenate([NO_TERM, *(records.extras.get(name, NO_TERM) for name in COUNTED)]),
            max(len(records.terms), 1),
        ),
    )


def count(numbers: npt.NDArray[np.integer], size: int) -> Counts:
    """How often each number occurs; negative ones are not counted."""
    return np.bincount(numbers[numbers >= 0], minlength=size)[:size].astype(np.float32)


def span_of(year: npt.NDArray[np.integer]) -> npt.NDArray[np.int64]:
    """The five years a birth year falls in; the nearest beyond the ends."""
    return np.clip((year.astype(np.int64) - FIRST_YEAR) // SPAN, 0, SPANS - 1)
