"""The counts that the identity figures rest on, by hand-made cases."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.identity import metrics


def floats(*values: float) -> metrics.Floats:
    return np.array(values, dtype=np.float64)


def bools(*values: int) -> metrics.Bools:
    return np.array(values, dtype=bool)


def test_a_query_whose_top_score_is_shared_has_no_answer() -> None:
    best = metrics.best_of_each(np.array([1, 1, 2, 2, 3]), floats(9, 9, 4, 5, 1))
    assert best.query.tolist() == [2, 3]
    assert best.at.tolist() == [3, 4]
    assert best.score.tolist() == [5, 1]


def test_the_best_of_nothing_is_nothing() -> None:
    best = metrics.best_of_each(np.array([], dtype=np.int64), floats())
    assert len(best.query) == len(best.at) == 0


def test_recall_counts_those_never_found() -> None:
    score, correct = floats(5, 4, 3, 2), bools(1, 1, 0, 1)
    assert metrics.recall_at_precision(score, correct, 10, 0.99) == 0.2
    assert metrics.recall_at_precision(score, correct, 10, 0.75) == pytest.approx(0.3)


def test_equal_scores_stand_or_fall_together() -> None:
    score, correct = floats(1, 1, 1, 1), bools(1, 1, 1, 0)
    assert metrics.recall_at_precision(score, correct, 3, 0.99) == 0
    backwards = metrics.best_f1(score, correct[::-1], 3)
    assert metrics.best_f1(score, correct, 3) == backwards == (pytest.approx(6 / 7), 0.75, 1.0)


def test_recall_at_precision_goes_past_an_early_mistake() -> None:
    correct = np.r_[False, np.ones(999, dtype=bool)]
    assert metrics.recall_at_precision(np.arange(1000.0)[::-1], correct, 999, 0.99) == 1


def test_f1_at_a_fixed_threshold_is_not_the_best_one() -> None:
    score, correct = floats(0.9, 0.8, 0.2), bools(1, 0, 1)
    assert metrics.f1_at(score, correct, 2, 0.5) == 0.5
    assert metrics.best_f1(score, correct, 2)[0] == pytest.approx(0.8)


def test_average_precision_of_a_perfect_order_is_what_was_found() -> None:
    assert metrics.average_precision(floats(3, 2, 1), bools(1, 1, 0), 2) == 1
    assert metrics.average_precision(floats(3, 2, 1), bools(1, 1, 0), 4) == 0.5


def test_a_probability_that_says_what_happens_has_no_calibration_error() -> None:
    said = np.full(100, 0.25)
    happened = np.arange(100) < 25
    assert metrics.calibration_error(said, happened) == pytest.approx(0)
    assert metrics.calibration_error(said, ~happened) == pytest.approx(0.5)
    assert metrics.brier(floats(1, 0), bools(1, 1)) == 0.5


def test_cluster_f1_counts_pairs() -> None:
    assert metrics.cluster_f1(["a", "a", "b"], ["x", "x", "y"]) == (1, 1, 1)
    f1, precision, recall = metrics.cluster_f1(["a", "a", "a", "a"], ["x", "x", "y", "y"])
    assert (precision, recall) == (pytest.approx(1 / 3), 1)
    assert f1 == pytest.approx(0.5)
    assert metrics.cluster_f1(["a", "b"], ["x", "x"])[2] == 0


def test_wrong_links_are_told_apart() -> None:
    told = metrics.wrong_links(
        correct=bools(1, 1, 0, 0),
        same_household=bools(1, 1, 1, 0),
        present=bools(1, 1, 0, 0),
        name_only=bools(1, 0, 0, 1),
    )
    assert (told.links, told.wrong, told.same_household, told.absent) == (4, 2, 1, 2)
    assert (told.name_only, told.name_only_links) == (1, 2)
    assert told.rate == 0.5
    assert told.household_share == 0.5


def test_the_bound_of_no_error_is_about_three_over_n() -> None:
    assert metrics.upper_bound(0, 3000) == pytest.approx(0.000998079, rel=1e-5)
    assert metrics.upper_bound(3, 5000) == pytest.approx(0.00154999, rel=1e-5)
    assert metrics.upper_bound(10, 10) == metrics.upper_bound(0, 0) == 1
