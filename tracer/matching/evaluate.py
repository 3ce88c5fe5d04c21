"""What labelled files say of the engine: links found, wrong persons, calibration. Numbers only.

Recall is over everybody who is really there, whether a candidate search found him or not. Equal
scores stand or fall together, so no figure depends on the order of rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tracer.matching.certificate import upper_bound

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
BINS = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Best:
    """The best candidate of each query that has one alone at the top: the query, the pair, its score."""

    query: Ints
    at: Ints
    score: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongLinks:
    """How many links there are and whom the wrong ones point at. The kinds overlap."""

    links: int
    wrong: int
    same_household: int
    absent: int  # the true person is not in the register
    name_only: int
    name_only_links: int  # right or wrong

    @property
    def household_share(self) -> float:
        """The share of the wrong ones that are of the same household."""
        return self.same_household / self.wrong if self.wrong else 0.0

    @property
    def rate(self) -> float:
        """The share of wrong persons."""
        return self.wrong / self.links if self.links else 0.0

    @property
    def bound(self) -> float:
        """The 95 % upper bound of that share (Clopper and Pearson 1934)."""
        return upper_bound(self.wrong, self.links)


def best_of_each(query: Ints, score: Floats) -> Best:
    """Each query's top candidate; a query whose top score is shared has no answer."""
    order = np.lexsort((-score, query))
    asked, scored = query[order], score[order]
    first = np.flatnonzero(np.r_[True, asked[1:] != asked[:-1]][: len(asked)])
    following = np.minimum(first + 1, max(len(asked) - 1, 0))
    shared = (asked[following] == asked[first]) & (scored[following] == scored[first])
    kept = first[~shared | (following == first)]
    return Best(query=asked[kept], at=order[kept], score=scored[kept])


def curve(score: Floats, correct: Bools) -> tuple[Floats, Ints, Ints]:
    """Distinct scores from high to low, with how many are right and how many there are above each."""
    order = np.argsort(-score, kind="stable")
    ranked, right = score[order], np.cumsum(correct[order], dtype=np.int64)
    last = np.flatnonzero(np.r_[ranked[1:] != ranked[:-1], True][: len(ranked)])
    return ranked[last], right[last], last + 1


def recall_at_precision(score: Floats, correct: Bools, positives: int, floor: float) -> float:
    """The most that can be found with at least `floor` of what is linked right."""
    _, right, made = curve(score, correct)
    reached = right[right >= floor * made]
    return float(reached.max() / positives) if len(reached) and positives else 0.0


def calibration_error(probability: Floats, correct: Bools) -> float:
    """Expected calibration error: 15 bins of equal width, weighted by how many pairs each holds."""
    bins = np.minimum((probability * BINS).astype(np.int64), BINS - 1)
    said = np.bincount(bins, weights=probability, minlength=BINS)
    seen = np.bincount(bins, weights=correct.astype(np.float64), minlength=BINS)
    return float(np.abs(said - seen).sum() / max(1, len(probability)))


def brier(probability: Floats, correct: Bools) -> float:
    """Mean squared error of the probability (Brier 1950)."""
    return float(np.mean((probability - correct) ** 2)) if len(probability) else 0.0


def wrong_links(
    *, correct: Bools, same_household: Bools, present: Bools, name_only: Bools
) -> WrongLinks:
    """Count links, one row a link; `present` says whether the true person is in the register."""
    wrong = ~correct
    return WrongLinks(
        links=len(correct),
        wrong=int(wrong.sum()),
        same_household=int((wrong & same_household).sum()),
        absent=int((wrong & ~present).sum()),
        name_only=int((wrong & name_only).sum()),
        name_only_links=int(name_only.sum()),
    )
