"""Finds the names of a vocabulary one slip of the pen away from a name, without reading them all.

Two names one edit apart share a name from which one letter was taken out (after SymSpell, Garbe 2012).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tracer.matching.blocking import KeyIndex
from tracer.matching.keys import Keys
from tracer.matching.vocabulary import Vocabulary

SHORTEST, LONGEST = 4, 24
"""Shorter names have too many neighbours; longer ones are cut."""
BASE = np.uint64(0x100000001B3)
MOST_SHARED = 200


@dataclass(frozen=True, slots=True)
class SpellingIndex:
    """Every name of a vocabulary under itself and under itself less one letter."""

    index: KeyIndex

    @classmethod
    def of(cls, names: Vocabulary) -> SpellingIndex:
        """The index of a vocabulary."""
        keys, numbers = shortened(names.keys.to_pylist())
        return cls(KeyIndex.build(keys, numbers, MOST_SHARED))

    def near(self, spelled: Sequence[str]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """For each name, the numbers of names that may be one slip away: places, then numbers."""
        keys, places = shortened(spelled)
        start, count = self.index.find(keys)
        found = self.index.rows(start, count)
        pairs = np.unique(np.repeat(places, count) << 32 | found)
        return pairs >> 32, pairs & 0xFFFFFFFF


def shortened(spelled: Sequence[str]) -> tuple[Keys, npt.NDArray[np.int64]]:
    """Hashes of each name and of each name less one letter, with the places of the names."""
    letters = np.zeros((len(spelled), LONGEST), np.uint8)
    for at, name in enumerate(spelled):
        code = name.encode("ascii", "ignore")[:LONGEST]
        letters[at, : len(code)] = np.frombuffer(code, np.uint8)
    length = (letters > 0).sum(axis=1)
    long = np.flatnonzero(length >= SHORTEST)
    letters, length = letters[long].astype(np.uint64), length[long]
    powers = BASE ** np.arange(LONGEST + 1, dtype=np.uint64)
    weighted = letters * powers[:LONGEST]
    before = np.cumsum(weighted, axis=1, dtype=np.uint64)
    whole = before[:, -1]
    keys, places = [whole], [long]
    inverse = np.uint64(pow(int(BASE), -1, 1 << 64))
    for gone in range(LONGEST):
        has = np.flatnonzero(length > gone)
        if len(has) == 0:
            break
        head = before[has, gone] - weighted[has, gone]
        tail = (whole[has] - before[has, gone]) * inverse
        keys.append(head + tail)
        places.append(long[has])
    return scattered(np.concatenate(keys)), np.concatenate(places)


def scattered(keys: Keys) -> Keys:
    """Hashes whose high bits are as good as their low ones (the finaliser of splitmix64)."""
    keys = (keys ^ (keys >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    keys = (keys ^ (keys >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return keys ^ (keys >> np.uint64(31))
