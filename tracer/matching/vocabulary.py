"""Every distinct name of a file once, with what comparing needs: its sound, its halves, its letters.

Records hold numbers into a vocabulary, so that a million rows compare as integers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tracer.normalise.phonetics import french_phonetic

Ids = npt.NDArray[np.int32]
NONE = -1
"""No name: the record does not state one."""
UNKNOWN_THERE = -2
"""A name the other vocabulary does not hold: equal to nothing there."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Distinct keys, numbered from 0. Arrays are aligned with the numbers and may be memory maps."""

    keys: pa.StringArray
    hashes: npt.NDArray[np.uint64]  # of the key
    by_hash: Ids  # numbers in the order of their hashes
    sounds: npt.NDArray[np.uint32]  # hash of the phonetic code; 0 where there is none
    halves: Ids  # [n, 2]: the first and last part of a double name, NONE for a simple one
    letters: npt.NDArray[np.uint8]  # length of the key, 255 at most
    initials: npt.NDArray[np.uint8]  # code of the first letter

    def __len__(self) -> int:
        return len(self.keys)

    def find(self, hashes: npt.NDArray[np.uint64]) -> Ids:
        """The numbers of keys by their hashes; UNKNOWN_THERE for those that are not held."""
        if len(self) == 0 or len(hashes) == 0:
            return np.full(len(hashes), UNKNOWN_THERE, np.int32)
        order = np.argsort(hashes, kind="stable")
        at = np.empty(len(hashes), np.int64)
        at[order] = np.searchsorted(self.hashes, hashes[order], sorter=self.by_hash)
        at = np.minimum(at, len(self) - 1)
        found = self.by_hash[at]
        return np.where(self.hashes[found] == hashes, found, UNKNOWN_THERE).astype(np.int32)

    def spelled(self, numbers: npt.NDArray[np.integer]) -> list[str]:
        """The keys of some numbers, all of them held."""
        wanted = np.ascontiguousarray(numbers, np.int64)
        places = pa.Array.from_buffers(pa.int64(), len(wanted), [None, pa.py_buffer(wanted)])
        taken = self.keys.take(places)
        return taken.to_pylist()  # type: ignore[no-any-return]


@dataclass(slots=True)
class VocabularyBuilder:
    """Collects distinct keys and numbers them in the order they come."""

    sounding: bool = True  # streets and towns are not compared by sound
    numbers: dict[str, int] = field(default_factory=dict)
    parts: list[tuple[int, int]] = field(default_factory=list)

    def add(self, key: str, parts: Sequence[str] = ()) -> int:
        """The number of a key, new or not; a double name brings its halves with it."""
        if not key:
            return NONE
        number = self.numbers.get(key)
        if number is None:
            number = self.numbers[key] = len(self.parts)
            self.parts.append((NONE, NONE))
        if len(parts) > 1 and self.parts[number][0] == NONE:
            self.parts[number] = (self.add(parts[0]), self.add(parts[-1]))
        return number

    def build(self) -> Vocabulary:
        """What was collected, with its sounds and halves."""
        keys = list(self.numbers)
        hashes = hashed(keys)
        sounds = np.zeros(len(keys), np.uint32)
        if self.sounding:
            sounds = sound_hashes(keys)
        return Vocabulary(
            keys=strings(keys),
            hashes=hashes,
            by_hash=np.argsort(hashes, kind="stable").astype(np.int32),
            sounds=sounds,
            halves=np.array(self.parts, np.int32).reshape(-1, 2),
            letters=np.array([min(len(key), 255) for key in keys], np.uint8),
            initials=np.array([ord(key[0]) & 0xFF for key in keys], np.uint8),
        )


@dataclass(frozen=True)
class Bridge:
    """Two vocabularies side by side: what a number on the left is called on the right."""

    left: Vocabulary
    right: Vocabulary

    @cached_property
    def across(self) -> Ids:
        """For each number on the left, the number on the right, or UNKNOWN_THERE."""
        if self.left is self.right:
            return np.arange(len(self.left), dtype=np.int32)
        return self.right.find(self.left.hashes)

    def over(self, numbers: Ids) -> Ids:
        """Numbers of the left as numbers of the right; NONE stays NONE."""
        if len(self.left) == 0:
            return numbers
        return np.where(numbers >= 0, self.across[np.maximum(numbers, 0)], numbers).astype(np.int32)


def strings(texts: Sequence[str]) -> pa.StringArray:
    """Texts as a column. `pa.array` would load pandas, where it is installed, for half a second."""
    said = [text.encode() for text in texts]
    ends = np.cumsum([0, *map(len, said)], dtype=np.int32)
    return pa.StringArray.from_buffers(len(said), pa.py_buffer(ends), pa.py_buffer(b"".join(said)))


def hashed(keys: Iterable[str]) -> npt.NDArray[np.uint64]:
    """A 64-bit hash of each key, the same on every machine and in every run."""
    joined = b"".join(blake2b(key.encode(), digest_size=8).digest() for key in keys)
    return np.frombuffer(joined, "<u8").copy()


def sound_hashes(keys: Iterable[str]) -> npt.NDArray[np.uint32]:
    """A 32-bit hash of each key's French phonetic code; never 0 where there is a code."""
    codes = [french_phonetic(key) for key in keys]
    joined = b"".join(blake2b(code.encode(), digest_size=4).digest() for code in codes)
    hashes = np.frombuffer(joined, "<u4") | np.uint32(1)
    return np.where(np.array([bool(code) for code in codes], bool), hashes, 0).astype(np.uint32)
