"""The candidates of each query: what its keys bring, spelling slips and short names allowed for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from tracer.matching.blocking import (
    ROW_BITS,
    ROW_MASK,
    KeyIndex,
)
from tracer.matching.frequencies import Counts, Frequencies
from tracer.matching.keys import Keys, Sounding, row_keys, sounding
from tracer.matching.records import G0, S0, STREET, TOWN, Array, Pairing
from tracer.matching.spelling_index import SpellingIndex, scattered
from tracer.matching.vocabulary import NONE, Vocabulary, hashed
from tracer.normalise.diminutives import formal_names

MOST_CANDIDATES = 100
"""At most so many are compared for one query; on average far fewer are."""
MOST_SPELLINGS = 6
RARE_SURNAME, RARE_GIVEN = 2e-5, 5e-4
"""Names borne by fewer of the register than this may be slips: their neighbours are tried too."""
WORTH = np.array([5.6, 4.2, 4.9, 1.7, 4.1, 5.9, 4.9, 4.8, 2.8, 2.5, 6.0])
"""What sharing a key of each kind (`blocking.KINDS`) is worth in choosing whom to compare, as fitted
on FR-SYNTH dev; `COMMON` is taken off for each doubling of those who share it. No evidence: the
comparison starts anew."""
COMMON = 0.5
FINENESS = 1.9
"""How many people share a key is kept in four bits beside it: steps of 1.9 to the doubling."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Pairs to compare: the place of the query and the row of the register, query by query."""

    query: npt.NDArray[np.int64]
    row: npt.NDArray[np.int64]


NOBODY = Candidates(np.empty(0, np.int64), np.empty(0, np.int64))


def find_candidates(
    pairing: Pairing,
    inverted: Array,
    index: KeyIndex,
    spellings: SpellingIndex,
    frequencies: Frequencies,
    most: int = MOST_CANDIDATES,
) -> Candidates:
    """The best `most` candidates of every query by how rare the keys they share are."""
    of, owner = readings(pairing, inverted, spellings, frequencies)
    found = row_keys(of)
    owners = owner[found.at]
    once = np.unique(found.keys ^ scattered(owners.astype(np.uint64)), return_index=True)[1]
    return ranked(index, found.keys[once], found.kinds[once], owners[once], most)


def readings(
    pairing: Pairing, inverted: Array, spellings: SpellingIndex, frequencies: Frequencies
) -> tuple[Sounding, npt.NDArray[np.int64]]:
    """Every way a query may be meant, as sounds, and the query each belongs to.

    As written; surname and given name exchanged; with the surnames, then the given names, one slip
    away; with the names a short form may stand for.
    """
    left, right = pairing.left, pairing.right
    everyone = np.arange(len(left))
    rows = np.concatenate([left.rows, inverted])
    rows[:, STREET] = pairing.streets.over(rows[:, STREET])
    rows[:, TOWN] = pairing.towns.over(rows[:, TOWN])
    extras = {
        name: np.concatenate([pairing.terms.over(column), np.full(len(left), NONE, np.int32)])
        for name, column in left.extras.items()
        if name in right.extras
    }
    base = sounding(rows, left.names, extras)
    owner = np.concatenate([everyone, everyone])
    size = frequencies.size
    surname = near_names(
        pairing, left.rows[:, S0], spellings, frequencies.surname, RARE_SURNAME * size
    )
    given = near_names(pairing, left.rows[:, G0], spellings, frequencies.given, RARE_GIVEN * size)
    short = meant_names(left.names, left.rows[:, G0], right.names)
    parts = [base]
    owners = [owner]
    for at, number in (surname,):
        parts.append(base.with_surname(at, right.names.sounds[number]))
        owners.append(at)
    for at, number in (given, short):
        sound, initial = right.names.sounds[number], right.names.initials[number]
        parts.append(base.with_given(at, sound, initial))
        owners.append(at)
    return Sounding.all(parts), np.concatenate(owners)


def near_names(
    pairing: Pairing,
    numbers: Array,
    spellings: SpellingIndex,
    counts: Counts,
    rare: float,
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The names of the register one slip away from a rare name: the query, and the name's number."""
    there = pairing.names.over(numbers)
    borne = np.where(there >= 0, counts[np.maximum(there, 0)], 0.0)
    at = np.flatnonzero((numbers >= 0) & (borne < rare))
    if len(at) == 0:
        return at, at
    wanted, which = np.unique(numbers[at], return_inverse=True)
    spelled = pairing.left.names.spelled(wanted)
    place, near = spellings.near(spelled)
    others = pairing.names.over(wanted.astype(np.int32))[place] != near
    place, near = place[others], near[others]
    close = cpdist(
        [spelled[one] for one in place],
        pairing.right.names.spelled(near),
        scorer=OSA.distance,
        score_cutoff=1,
        dtype=np.int32,
    )
    kept = (close <= 1) & (counts[near] > 0)
    place, near = place[kept], near[kept]
    order = np.lexsort((near, -counts[near], place))
    place, near = place[order], near[order]
    rank = np.arange(len(place)) - np.searchsorted(place, place)
    place, near = place[rank < MOST_SPELLINGS], near[rank < MOST_SPELLINGS]
    return expand(at, which, place, near)


def meant_names(
    names: Vocabulary, numbers: Array, right: Vocabulary
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The given names a short form may stand for: the query, and the name's number."""
    at = np.flatnonzero(numbers >= 0)
    if len(at) == 0:
        return at, at
    wanted, which = np.unique(numbers[at], return_inverse=True)
    pairs = [
        (place, formal.replace(" ", ""))
        for place, key in enumerate(names.spelled(wanted))
        for formal in sorted(formal_names(key))
        if formal.replace(" ", "") != key
    ]
    if not pairs:
        return at[:0], at[:0]
    place = np.array([one for one, _ in pairs], np.int64)
    near = right.find(hashed([formal for _, formal in pairs])).astype(np.int64)
    return expand(at, which, place[near >= 0], near[near >= 0])


def expand(
    at: npt.NDArray[np.int64],
    which: npt.NDArray[np.int64],
    place: npt.NDArray[np.int64],
    near: npt.NDArray[np.int64],
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """From distinct names back to the queries that bear them."""
    low, high = np.searchsorted(place, which), np.searchsorted(place, which, side="right")
    count = high - low
    before = np.cumsum(count) - count
    taken = np.arange(count.sum()) + np.repeat(low - before, count)
    return np.repeat(at, count), near[taken]


def ranked(
    index: KeyIndex,
    keys: Keys,
    kinds: npt.NDArray[np.int8],
    owners: npt.NDArray[np.int64],
    most: int,
) -> Candidates:
    """Rows that share keys, each query's best first, at most `most` each."""
    start, count = index.find(keys)
    hit = np.flatnonzero(count)
    if len(hit) == 0:
        return NOBODY
    start, count, kinds, owners = start[hit], count[hit], kinds[hit], owners[hit]
    row = index.rows(start, count)
    shared = np.rint(FINENESS * np.log2(count)).astype(np.int64)
    tail = np.repeat(kinds.astype(np.int64) << 4 | shared, count)
    code = (np.repeat(owners, count) << ROW_BITS | row) << 8 | tail
    code.sort()
    kind, shared = code >> 4 & 15, code & 15
    worth = np.maximum(WORTH[kind] - COMMON * shared / FINENESS, 0.5)
    first_of_kind = np.r_[True, code[1:] >> 4 != code[:-1] >> 4]
    pair = code >> 8
    first = np.flatnonzero(np.r_[True, pair[1:] != pair[:-1]])
    total = np.add.reduceat(worth * first_of_kind, first)
    query, row = pair[first] >> ROW_BITS, pair[first] & int(ROW_MASK)
    order = np.lexsort((row, -total, query))
    query, row = query[order], row[order]
    begin = np.searchsorted(query, query)
    kept = np.arange(len(query)) - begin < most
    return Candidates(query[kept], row[kept])
