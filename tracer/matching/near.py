"""How near two names are in sound and spelling, for pairs of vocabulary numbers."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA, JaroWinkler
from rapidfuzz.process import cpdist

from tracer.matching.records import Array
from tracer.matching.vocabulary import NONE, Bridge, Vocabulary
from tracer.normalise.diminutives import formal_names, same_given

CLOSE_ENOUGH = 0.9
"""Jaro-Winkler likeness (Winkler 1990) from which two names are called close."""
LETTERS_A_SLIP = 4
"""Streets and towns are alike with one edit in so many letters."""
Bools = npt.NDArray[np.bool_]


class Nearness(IntEnum):
    """Nearest first after FAR."""

    FAR = 0
    SOUND = 1
    ONE_LETTER = 2
    TWO_LETTERS = 3
    CLOSE = 4


ORDER = np.array([9, 1, 2, 3, 4], np.int8)


def nearness(names: Bridge, ours: Array, theirs: Array) -> npt.NDArray[np.int8]:
    """The nearness of pairs of unequal names; FAR where one is missing. Each pair is read once."""
    found = np.zeros(len(ours), np.int8)
    at = np.flatnonzero((ours >= 0) & (theirs >= 0))
    if len(at) == 0:
        return found
    code = ours[at].astype(np.int64) << 32 | theirs[at]
    distinct, which = np.unique(code, return_inverse=True)
    a, b = (distinct >> 32).astype(np.int32), (distinct & 0xFFFFFFFF).astype(np.int32)
    left, right = names.left.spelled(a), names.right.spelled(b)
    shortest = np.minimum(names.left.letters[a], names.right.letters[b])
    edits = cpdist(left, right, scorer=OSA.distance, score_cutoff=2, dtype=np.uint8)
    likeness = cpdist(
        left, right, scorer=JaroWinkler.similarity, score_cutoff=CLOSE_ENOUGH, dtype=np.float32
    )
    near = np.zeros(len(distinct), np.int8)
    near[likeness >= CLOSE_ENOUGH] = Nearness.CLOSE
    near[(edits == 2) & (shortest >= 6)] = Nearness.TWO_LETTERS
    near[(edits <= 1) & (shortest >= 4)] = Nearness.ONE_LETTER
    sound = names.left.sounds[a]
    near[(sound == names.right.sounds[b]) & (sound != 0) & (shortest >= 3)] = Nearness.SOUND
    found[at] = near[which]
    return found


def best_near(
    names: Bridge, pairs: Sequence[tuple[Array, Array]]
) -> tuple[npt.NDArray[np.int8], Array, Array]:
    """The nearest of several pairs of names for each row, with that pair; the first of equals."""
    ours = np.stack([a for a, _ in pairs])
    theirs = np.stack([b for _, b in pairs])
    near = nearness(names, ours.ravel(), theirs.ravel()).reshape(ours.shape)
    best = np.argmin(ORDER[near], axis=0)
    rows = np.arange(ours.shape[1])
    found = near[best, rows]
    far = found == Nearness.FAR
    a, b = ours[best, rows], theirs[best, rows]
    return found, np.where(far, NONE, a).astype(np.int32), np.where(far, NONE, b).astype(np.int32)


def alike(names: Bridge, ours: Array, theirs: Array, where: Bools) -> Bools:
    """Where streets or towns are a slip apart: one edit in each `LETTERS_A_SLIP` letters at most."""
    found = np.zeros(len(ours), bool)
    at = np.flatnonzero(where & (ours >= 0) & (theirs >= 0))
    if len(at) == 0:
        return found
    a, b = names.left.letters[ours[at]], names.right.letters[theirs[at]]
    allowed = np.maximum(a, b) // LETTERS_A_SLIP
    at = at[np.abs(a.astype(np.int16) - b) <= allowed]
    if len(at) == 0:
        return found
    distinct, which = np.unique(ours[at].astype(np.int64) << 32 | theirs[at], return_inverse=True)
    likeness = cpdist(
        names.left.spelled(distinct >> 32),
        names.right.spelled(distinct & 0xFFFFFFFF),
        scorer=OSA.normalized_distance,
        score_cutoff=1 / LETTERS_A_SLIP,
        dtype=np.float32,
    )
    found[at] = (likeness <= 1 / LETTERS_A_SLIP)[which]
    return found


def short_forms(names: Bridge, ours: Array, theirs: Array) -> npt.NDArray[np.bool_]:
    """Whether one given name may be short for the other, or both for a third."""
    possible = has_forms(names.left, ours) | has_forms(names.right, theirs)
    found = np.zeros(len(ours), bool)
    at = np.flatnonzero(possible)
    code = ours[at].astype(np.int64) << 32 | theirs[at]
    distinct, which = np.unique(code, return_inverse=True)
    left = names.left.spelled(distinct >> 32)
    right = names.right.spelled(distinct & 0xFFFFFFFF)
    meant = [same_given(a, b) for a, b in zip(left, right, strict=True)]
    found[at] = np.array(meant, bool)[which]
    return found


def has_forms(names: Vocabulary, numbers: Array) -> npt.NDArray[np.bool_]:
    """Whether given names are short or other forms of one at all."""
    distinct, which = np.unique(numbers, return_inverse=True)
    held = [len(formal_names(key)) > 1 for key in names.spelled(distinct)]
    return np.array(held, bool)[which]
