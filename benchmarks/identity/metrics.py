"""What is counted: links per debtor, pairs, clusters, calibration, and who a wrong link is.

Recall is over what is really there, found by a candidate search or not. Equal scores stand or fall
together, so no figure depends on the order of rows.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
BINS = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Best:
    """The best candidate of each query that has one alone at the top, one row a query."""

    query: Ints
    row: Ints
    score: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongLinks:
    """How many links were confirmed, and whom the wrong ones point at. The kinds overlap."""

    links: int
    wrong: int
    same_household: int
    absent: int
    name_only: int
    name_only_links: int

    @property
    def rate(self) -> float:
        return self.wrong / self.links if self.links else 0.0

    @property
    def household_share(self) -> float:
        return self.same_household / self.wrong if self.wrong else 0.0

    @property
    def bound(self) -> float:
        """95 % upper bound of the wrong-person rate."""
        return upper_bound(self.wrong, self.links)


def best_of_each(query: Ints, score: Floats) -> Best:
    """Each query's top candidate; a query whose top score is shared has no answer."""
    order = np.lexsort((-score, query))
    asked, scored = query[order], score[order]
    first = np.flatnonzero(np.r_[True, asked[1:] != asked[:-1]][: len(asked)])
    following = first + 1
    inside = following < len(asked)
    shared = np.zeros(len(first), dtype=bool)
    at = following[inside]
    shared[inside] = (asked[at] == asked[at - 1]) & (scored[at] == scored[at - 1])
    kept = first[~shared]
    return Best(query=asked[kept], row=order[kept], score=scored[kept])


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


def best_f1(score: Floats, correct: Bools, positives: int) -> tuple[float, float, float]:
    """The best F1 over all thresholds, with its precision and recall."""
    _, right, made = curve(score, correct)
    if not len(right) or not positives:
        return 0.0, 0.0, 0.0
    f1 = 2 * right / (made + positives)
    at = int(np.argmax(f1))
    return float(f1[at]), float(right[at] / made[at]), float(right[at] / positives)


def f1_at(score: Floats, correct: Bools, positives: int, threshold: float) -> float:
    """F1 of linking everything at or above a threshold that was fixed beforehand."""
    linked = score >= threshold
    return float(2 * (correct & linked).sum() / max(1, linked.sum() + positives))


def average_precision(score: Floats, correct: Bools, positives: int) -> float:
    """Precision averaged over the steps of recall."""
    _, right, made = curve(score, correct)
    gained = np.diff(np.r_[0, right])
    return float((gained * right / made).sum() / positives) if positives else 0.0


def calibration_error(probability: Floats, correct: Bools) -> float:
    """Expected calibration error: 15 bins of equal width, weighted by how many pairs each holds."""
    bins = np.minimum((probability * BINS).astype(np.int64), BINS - 1)
    said = np.bincount(bins, weights=probability, minlength=BINS)
    seen = np.bincount(bins, weights=correct.astype(np.float64), minlength=BINS)
    return float(np.abs(said - seen).sum() / max(1, len(probability)))


def brier(probability: Floats, correct: Bools) -> float:
    """Mean squared error of the probability."""
    return float(np.mean((probability - correct) ** 2)) if len(probability) else 0.0


def cluster_f1(cluster: Sequence[str], entity: Sequence[str]) -> tuple[float, float, float]:
    """F1, precision and recall over all pairs of a file that were put together."""
    _, put = np.unique(np.asarray(cluster), return_inverse=True)
    _, gold = np.unique(np.asarray(entity), return_inverse=True)
    _, both = np.unique(np.stack([put, gold]), axis=1, return_counts=True)
    together, truly, right = couples(np.bincount(put)), couples(np.bincount(gold)), couples(both)
    precision = right / together if together else 1.0
    recall = right / truly if truly else 1.0
    return 2 * right / max(1, together + truly), precision, recall


def couples(sizes: Ints) -> int:
    return int((sizes * (sizes - 1) // 2).sum())


def wrong_links(
    *, correct: Bools, same_household: Bools, present: Bools, name_only: Bools
) -> WrongLinks:
    """Count confirmed links, one row a link; `present` says whether the true person is there."""
    wrong = ~correct
    return WrongLinks(
        links=len(correct),
        wrong=int(wrong.sum()),
        same_household=int((wrong & same_household).sum()),
        absent=int((wrong & ~present).sum()),
        name_only=int((wrong & name_only).sum()),
        name_only_links=int(name_only.sum()),
    )


def upper_bound(errors: int, trials: int, confidence: float = 0.95) -> float:
    """Clopper–Pearson one-sided upper bound of a rate."""
    if errors >= trials:
        return 1.0
    k = np.arange(errors + 1)
    ways = np.array(
        [math.lgamma(trials + 1) - math.lgamma(i + 1) - math.lgamma(trials - i + 1) for i in k]
    )
    low, high = errors / trials, 1.0
    for _ in range(80):
        rate = (low + high) / 2
        terms = ways + k * math.log(rate) + (trials - k) * math.log1p(-rate) if rate else ways * 0
        if np.exp(terms).sum() > 1 - confidence:
            low = rate
        else:
            high = rate
    return high
