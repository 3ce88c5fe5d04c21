"""Many names against a list: candidates by sounds and by letters, each then weighed word by word.

A hit is a reason for a person to look, never a finding that somebody is on the list.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process

from tracer.matching.listed_findings import ListedComparison
from tracer.matching.listed_names import compare_read_names
from tracer.matching.listed_words import ListedName, NameWord, WordRole, read_listed_name
from tracer.matching.name_words import NameWords
from tracer.matching.spelling import VOWELS, sounds

SCREENING_BITS = 4.0
"""From here on a name is a hit. Chosen on negatives kept apart from those that measure."""
MOST_CANDIDATES = 12
LEAST_LETTERS_ALIKE = 78
"""Names are also candidates when this share of their letters, in per cent, is in the same order."""
FOLDED = str.maketrans("$zcZxGVWBj", "SSKSKKFFPJ", "HJ")
NUMBERS = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Hit:
    """One entry of the list that a name agrees with: its place in the list, and why."""

    place: int
    comparison: ListedComparison

    @property
    def bits(self) -> float:
        """How strongly it agrees."""
        return self.comparison.bits


class ListIndex:
    """The people's names of one list, ready to be searched. Built once, then only read."""

    def __init__(self, names: Sequence[str], words: NameWords) -> None:
        self._words = words
        self._names = [read_listed_name(name) for name in names]
        self._letters = [letters(name) for name in self._names]
        self._counts = np.array([len(name.names) for name in self._names], dtype=np.int32)
        places: dict[str, list[int]] = {}
        for place, name in enumerate(self._names):
            for key in {key for word in name.names for key in keys(word, words)}:
                places.setdefault(key, []).append(place)
        self._places = {key: np.array(found, dtype=np.int32) for key, found in places.items()}

    def search(self, name: str, least_bits: float = SCREENING_BITS) -> tuple[Hit, ...]:
        """The entries a name agrees with by at least so many bits, best first."""
        read = read_listed_name(name)
        hits = [
            Hit(place, compare_read_names(read, self._names[place], self._words))
            for place in self.candidates(read)
        ]
        found = (hit for hit in hits if hit.comparison.findings and hit.bits >= least_bits)
        return tuple(sorted(found, key=lambda hit: (-hit.bits, hit.place)))

    def screen(
        self, names: Iterable[str], least_bits: float = SCREENING_BITS
    ) -> Iterator[tuple[Hit, ...]]:
        """The hits of each name, in the order of the names."""
        for name in names:
            yield self.search(name, least_bits)

    def candidates(self, name: ListedName) -> list[int]:
        """The places in the list worth weighing, likeliest first."""
        if not name.words or not self._names:
            return []
        shared = np.zeros(len(self._names), dtype=np.float32)
        for word in name.names:
            found = self.holding(word)
            if found is not None:
                shared[found] += 1.0
        least = np.minimum(2, np.minimum(self._counts, max(len(name.names), 1)))
        alike = process.cdist(
            [letters(name)],
            self._letters,
            scorer=fuzz.ratio,
            score_cutoff=LEAST_LETTERS_ALIKE,
            dtype=np.uint8,
        )[0]
        score = np.where(shared >= least, shared / np.maximum(self._counts, 1), 0.0)
        score = score + shared * 0.5 * (score > 0) + alike / 50.0
        places = np.flatnonzero(score)
        best = places[np.argsort(-score[places], kind="stable")][:MOST_CANDIDATES]
        return [int(place) for place in best]

    def holding(self, word: NameWord) -> NUMBERS | None:
        """The places of the names that hold a word, in any spelling or form."""
        found = [self._places[key] for key in keys(word, self._words) if key in self._places]
        if len(found) < 2:
            return found[0] if found else None
        return np.unique(np.concatenate(found))


def keys(word: NameWord, words: NameWords) -> tuple[str, ...]:
    """What a word is found by: its consonants as they sound, and the names it is a form of."""
    if word.role is not WordRole.NAME:
        return ()
    groups = (*words.forms.get(word.text, ()),)
    return (consonants(word.text), *(str(group) for group in groups))


@lru_cache(maxsize=1 << 16)
def consonants(word: str) -> str:
    """The consonants of a word as they sound, near ones as one; its vowels where it has no other."""
    heard = sounds(word)
    bare = "".join(letter for letter in heard[1:] if letter not in VOWELS).translate(FOLDED)
    first = "A" if heard[:1] in VOWELS else heard[:1].translate(FOLDED)
    return first + bare if bare else heard


def letters(name: ListedName) -> str:
    """The words of a name run together, in alphabetical order."""
    return "".join(sorted(word.text for word in name.words))
