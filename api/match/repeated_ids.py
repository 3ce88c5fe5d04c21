"""Finds ids that were there before, over any number of rows, in eight bytes an id."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tracer.matching.texts import MISSING

Hashes = npt.NDArray[np.uint64]
Bools = npt.NDArray[np.bool_]
WORD = 8
SEED, FIRST_FACTOR, SECOND_FACTOR = (
    np.uint64(0x9E3779B97F4A7C15),
    np.uint64(0xBF58476D1CE4E5B9),
    np.uint64(0x94D049BB133111EB),
)
"""Of splitmix64 (Steele, Lea and Flood 2014). Among thirty million ids one pair collides once in
forty thousand files."""


@dataclass(slots=True)
class SeenIds:
    """The ids met so far, as sorted runs of hashes that are merged as they grow."""

    runs: list[Hashes] = field(default_factory=list)

    def again(self, ids: Any) -> Bools:
        """Whether each id of a block stood before it, in the block or earlier; empty ones never."""
        ids = ids.cast(pa.string())
        empty = pc.is_in(pc.utf8_trim_whitespace(pc.fill_null(ids, "")), pa.array(sorted(MISSING)))
        stated: Bools = ~empty.to_numpy(zero_copy_only=False)
        hashes = hashed(pc.fill_null(ids, ""))
        order = np.argsort(hashes, kind="stable")
        ranked = hashes[order]
        follows = np.r_[False, ranked[1:] == ranked[:-1]][: len(ranked)]
        for run in self.runs:
            at = np.minimum(np.searchsorted(run, ranked), len(run) - 1)
            follows |= run[at] == ranked
        again = np.zeros(len(hashes), bool)
        again[order] = follows
        self.add(ranked[~follows & stated[order]])
        return again & stated

    def add(self, ranked: Hashes) -> None:
        """Keep sorted hashes; runs no longer than the new one are merged into it."""
        while self.runs and len(self.runs[-1]) <= len(ranked):
            ranked = np.sort(np.concatenate([self.runs.pop(), ranked]), kind="stable")
        if len(ranked):
            self.runs.append(ranked)


def hashed(ids: Any) -> Hashes:
    """A 64-bit hash of each string of an array without nulls."""
    if len(ids) == 0:
        return np.empty(0, np.uint64)
    _, offsets, data = ids.buffers()
    start = np.frombuffer(offsets, np.int32)[ids.offset : ids.offset + len(ids) + 1].astype(
        np.int64
    )
    length = np.diff(start)
    letters = np.frombuffer(data or b"", np.uint8)
    letters = np.r_[letters, np.zeros(WORD, np.uint8)]
    found = mixed(length.astype(np.uint64) + SEED)
    for at in range(0, int(length.max()), WORD):
        rows = np.flatnonzero(length > at)
        left = np.minimum(length[rows] - at, WORD)
        word = letters[(start[rows] + at)[:, None] + np.arange(WORD)]
        word = np.where(np.arange(WORD) < left[:, None], word, 0).astype(np.uint8)
        found[rows] = mixed(found[rows] ^ np.ascontiguousarray(word).view("<u8")[:, 0])
    return found


def mixed(values: Hashes) -> Hashes:
    """Every bit of each value spread over all of them."""
    values = (values + SEED).astype(np.uint64)
    values = (values ^ (values >> np.uint64(30))) * FIRST_FACTOR
    values = (values ^ (values >> np.uint64(27))) * SECOND_FACTOR
    return values ^ (values >> np.uint64(31))
