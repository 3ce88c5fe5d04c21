"""Finds the few records a query may be, among millions: hashed keys in one sorted column.

A key is something two records of one person usually share, such as the sound of the surname with a
given name. Keys too many records share say nothing and are not kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from tracer.matching.records import (
    BIRTH,
    G0,
    GIVEN,
    NUMBER,
    POSTCODE,
    S0,
    S1,
    STREET,
    TOWN,
    Array,
    Records,
    feature,
    halves_of,
    unpack_birth,
)
from tracer.matching.vocabulary import Vocabulary

Keys = npt.NDArray[np.uint64]
Sounds = npt.NDArray[np.uint32]
ROW_BITS = 28
"""A key and a row share 64 bits: 36 for the key, 28 for the row, so 268 million rows at most."""
ROW_MASK = np.uint64((1 << ROW_BITS) - 1)
KEY_MASK = ~ROW_MASK
MOST_SHARED = 200
"""A key more records than this share is not kept: it would bring strangers, not the person."""
BLOCK = 4_000_000
NO_DIRECTORY = np.zeros(0, np.uint32)
NEAR, MOST_BITS = 16, 24
"""Entries read for one key, and the size of the directory: 64 MB at most."""
KINDS = (
    "surname sound, given name sound",
    "surname sound, initial",
    "surname sound, birth month",
    "surname sound, postcode",
    "given name sound, birth day",
    "given name sound, birth month",
    "given name sound, postcode",
    "given name sound, address",
    "birth month, postcode",
    "address",
    "e-mail or telephone",
)
(
    SURNAME_GIVEN,
    SURNAME_INITIAL,
    SURNAME_MONTH,
    SURNAME_POSTCODE,
    GIVEN_DAY,
    GIVEN_MONTH,
    GIVEN_POSTCODE,
    GIVEN_ADDRESS,
    MONTH_POSTCODE,
    ADDRESS,
    CONTACT,
) = range(len(KINDS))


@dataclass(frozen=True, slots=True)
class KeyIndex:
    """Keys with their rows, sorted; may be a memory map. `dropped` keys were too common to keep."""

    entries: Keys
    dropped: int = 0
    directory: npt.NDArray[np.uint32] = field(default_factory=lambda: NO_DIRECTORY)
    """Where the entries of each value of a key's first bits begin, and the end of the last."""

    def __post_init__(self) -> None:
        if self.directory is NO_DIRECTORY:
            object.__setattr__(self, "directory", directory_of(self.entries))

    @classmethod
    def build(cls, keys: Keys, rows: npt.NDArray[np.integer], most: int = MOST_SHARED) -> KeyIndex:
        """Sort keys with their rows and leave out those more than `most` rows share."""
        entries = (keys & KEY_MASK) | rows.astype(np.uint64)
        entries.sort()
        return cls.of_sorted(entries, most)

    @classmethod
    def of_sorted(cls, entries: Keys, most: int = MOST_SHARED) -> KeyIndex:
        """An index of entries already sorted, which it takes over: kept ones move up in place."""
        if len(entries) <= most:
            return cls(entries)
        common = shared_by_many(entries, most)
        if len(common) == 0:
            return cls(entries)
        low = np.searchsorted(entries, common)
        high = np.searchsorted(entries, common | ROW_MASK, side="right")
        end = int(low[0])
        for after, stop in zip(high.tolist(), [*low[1:].tolist(), len(entries)], strict=True):
            entries[end : end + stop - after] = entries[after:stop]
            end += stop - after
        return cls(entries[:end], len(common))

    def find(self, keys: Keys) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Where the rows of each key begin and how many there are; only those near it are read."""
        first_bits = np.uint64(64 - (len(self.directory) - 1).bit_length() + 1)
        bucket = (keys >> first_bits).astype(np.int64)
        low = self.directory[bucket].astype(np.int64)
        near = self.directory[bucket + 1] - low
        owner = np.repeat(np.arange(len(keys)), near)
        before = np.cumsum(near) - near
        place = np.arange(len(owner)) + np.repeat(low - before, near)
        shift = np.uint64(ROW_BITS)
        held = self.entries[place] >> shift == keys[owner] >> shift
        owner, place = owner[held], place[held]
        count = np.bincount(owner, minlength=len(keys)).astype(np.int64)
        start = np.zeros(len(keys), np.int64)
        start[owner[::-1]] = place[::-1]
        return start, count

    def rows(
        self, start: npt.NDArray[np.int64], count: npt.NDArray[np.int64]
    ) -> npt.NDArray[np.int64]:
        """The rows of several keys, one key after the other."""
        before = np.cumsum(count) - count
        places = np.arange(count.sum()) + np.repeat(start - before, count)
        found: npt.NDArray[np.int64] = (self.entries[places] & ROW_MASK).astype(np.int64)
        return found


def directory_of(entries: Keys) -> npt.NDArray[np.uint32]:
    """Where each value of the first bits begins, for about `NEAR` entries each."""
    bits = min(max(len(entries) // NEAR, 2).bit_length() - 1, MOST_BITS)
    heads = np.arange(1 << bits, dtype=np.uint64) << np.uint64(64 - bits)
    starts: npt.NDArray[np.uint32] = np.empty(len(heads) + 1, np.uint32)
    starts[:-1], starts[-1] = np.searchsorted(entries, heads), len(entries)
    return starts


def shared_by_many(entries: Keys, most: int) -> Keys:
    """The keys, sorted entries given, that more than `most` rows share; read in blocks."""
    shift = np.uint64(ROW_BITS)
    found = []
    for start in range(0, len(entries) - most, BLOCK):
        block = entries[start : start + BLOCK + most] >> shift
        over = np.flatnonzero(block[most:] == block[:-most])
        found.append(np.unique(block[over]))
    return np.unique(np.concatenate(found)) << shift


def mix(kind: int, *parts: npt.NDArray[np.integer]) -> Keys:
    """One 64-bit key from its kind and parts: a sum of odd multiples, scattered as splitmix64 does."""
    state = np.full(len(parts[0]), (kind + 1) * SPREAD[0] & 0xFFFFFFFFFFFFFFFF, np.uint64)
    for part, spread in zip(parts, SPREAD[1:], strict=False):
        state += part.astype(np.int64).view(np.uint64) * np.uint64(spread)
    state ^= state >> np.uint64(32)
    state *= np.uint64(0xBF58476D1CE4E5B9)
    state ^= state >> np.uint64(29)
    return state


SPREAD = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5)


@dataclass(frozen=True, slots=True)
class Sounding:
    """Rows by their sounds: what keys are made of."""

    surnames: tuple[Sounds, ...]  # sounds of both surnames and of their halves; 0 for none
    given: tuple[Sounds, ...]  # sounds of the given names, then of the halves of the first
    initial: npt.NDArray[np.uint8]
    rows: Array
    extras: dict[str, Array]

    def with_surname(self, at: npt.NDArray[np.int64], sounds: npt.NDArray[np.uint32]) -> Sounding:
        """Some rows with one other surname."""
        none = np.zeros_like(sounds)
        return Sounding(
            surnames=(sounds, *(none for _ in self.surnames[1:])),
            given=tuple(given[at] for given in self.given),
            initial=self.initial[at],
            rows=self.rows[at],
            extras=self.no_extras(len(at)),
        )

    def with_given(
        self,
        at: npt.NDArray[np.int64],
        sounds: npt.NDArray[np.uint32],
        initials: npt.NDArray[np.uint8],
    ) -> Sounding:
        """Some rows with one other given name."""
        none = np.zeros_like(sounds)
        return Sounding(
            surnames=tuple(surname[at] for surname in self.surnames),
            given=(sounds, *(none for _ in self.given[1:])),
            initial=initials,
            rows=self.rows[at],
            extras=self.no_extras(len(at)),
        )

    def no_extras(self, size: int) -> dict[str, Array]:
        """The extra columns, saying nothing."""
        return {name: np.full(size, -1, np.int32) for name in self.extras}

    @classmethod
    def all(cls, parts: Sequence[Sounding]) -> Sounding:
        """Several, one after the other."""
        first = parts[0]
        return cls(
            surnames=tuple(
                np.concatenate([part.surnames[at] for part in parts])
                for at in range(len(first.surnames))
            ),
            given=tuple(
                np.concatenate([part.given[at] for part in parts]) for at in range(len(first.given))
            ),
            initial=np.concatenate([part.initial for part in parts]),
            rows=np.concatenate([part.rows for part in parts]),
            extras={
                name: np.concatenate([part.extras[name] for part in parts]) for name in first.extras
            },
        )


def sounding(rows: Array, names: Vocabulary, extras: dict[str, Array] | None = None) -> Sounding:
    """The sounds of some rows."""
    sound = names.sounds
    full = [rows[:, S0], rows[:, S1]]
    halves = [halves_of(names, name, which) for name in full for which in (0, 1)]
    first = rows[:, G0]
    given = [rows[:, G0 + rank] for rank in range(GIVEN)]
    given += [halves_of(names, first, which) for which in (0, 1)]
    return Sounding(
        surnames=tuple(feature(sound, name) for name in (*full, *halves)),
        given=tuple(feature(sound, name) for name in given),
        initial=feature(names.initials, first),
        rows=rows,
        extras=extras or {},
    )


def row_keys(of: Sounding) -> Iterator[tuple[int, Keys, npt.NDArray[np.int64]]]:
    """Every key of every row: its kind, the keys, and the places of the rows they belong to."""
    year, month, day = unpack_birth(of.rows[:, BIRTH])
    by_month = year * 16 + month
    by_day = by_month * 32 + day
    postcode, street, number = of.rows[:, POSTCODE], of.rows[:, STREET], of.rows[:, NUMBER]
    place = np.where(postcode >= 0, postcode, -2 - of.rows[:, TOWN])
    placed = (postcode >= 0) | (of.rows[:, TOWN] >= 0)
    address = mix(ADDRESS, place, street, number)
    addressed = placed & (street >= 0) & (number >= 0)
    address_part = address.view(np.int64)

    def some(
        kind: int, where: npt.NDArray[np.bool_], *parts: npt.NDArray[np.integer]
    ) -> Iterator[tuple[int, Keys, npt.NDArray[np.int64]]]:
        at = np.flatnonzero(where)
        if len(at):
            yield kind, mix(kind, *(part[at] for part in parts)), at

    for surname in of.surnames:
        borne = surname != 0
        if not borne.any():
            continue
        for given in (*of.given[:2], *of.given[GIVEN:]):
            yield from some(SURNAME_GIVEN, borne & (given != 0), surname, given)
        yield from some(SURNAME_INITIAL, borne & (of.initial != 0), surname, of.initial)
        yield from some(SURNAME_MONTH, borne & (month > 0), surname, by_month)
        yield from some(SURNAME_POSTCODE, borne & placed, surname, place)
    for given in (of.given[0], of.given[1], of.given[GIVEN]):
        borne = given != 0
        yield from some(GIVEN_DAY, borne & (day > 0), given, by_day)
        yield from some(GIVEN_MONTH, borne & (month > 0), given, by_month)
    for given in (of.given[0], of.given[GIVEN]):
        borne = given != 0
        yield from some(GIVEN_POSTCODE, borne & placed, given, place)
        yield from some(GIVEN_ADDRESS, borne & addressed, given, address_part)
    yield from some(MONTH_POSTCODE, (month > 0) & placed, by_month, place)
    yield from some(ADDRESS, addressed, address_part)
    for name in ("email", "phone"):
        if name in of.extras:
            term = of.extras[name]
            yield from some(CONTACT, term >= 0, term)


def build_index(records: Records, most: int = MOST_SHARED) -> KeyIndex:
    """The index of some records; row numbers are places in them."""
    of = sounding(records.rows, records.names, records.extras)
    keys: list[Keys] = []
    rows: list[npt.NDArray[np.int64]] = []
    for _, some, at in row_keys(of):
        keys.append(some)
        rows.append(at)
    if not keys:
        return KeyIndex(np.empty(0, np.uint64))
    return KeyIndex.build(np.concatenate(keys), np.concatenate(rows), most)
