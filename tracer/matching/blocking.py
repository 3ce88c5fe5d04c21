"""Finds the few records a query may be, among millions: hashed keys in one sorted column.

Keys too many records share say nothing and are not kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from tracer.matching.keys import Keys, row_keys, sounding
from tracer.matching.records import Records

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


def build_index(records: Records, most: int = MOST_SHARED) -> KeyIndex:
    """The index of some records; row numbers are places in them."""
    of = sounding(records.rows, records.names, records.extras)
    found = row_keys(of)
    return KeyIndex.build(found.keys, found.at, most)
