"""What is counted: links per debtor, pairs, clusters, calibration, and who a wrong link is.

Recall is over what is really there, found by a candidate search or not. Equal scores stand or fall
together, so no figure depends on the order of rows.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tracer.matching.certificate import upper_bound
from tracer.matching.evaluate import (
    Bools,
    Floats,
    Ints,
    best_of_each,
    brier,
    calibration_error,
    curve,
    recall_at_precision,
    wrong_links,
)

__all__ = [
    "Bools",
    "Floats",
    "Ints",
    "average_precision",
    "best_f1",
    "best_of_each",
    "brier",
    "calibration_error",
    "cluster_f1",
    "curve",
    "f1_at",
    "recall_at_precision",
    "upper_bound",
    "wrong_links",
]


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
