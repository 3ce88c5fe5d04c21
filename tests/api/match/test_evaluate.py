"""The validation report on invented labels, and the certificate it bears out."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from api.match.evaluate import Evaluation, evaluate
from api.match.validation import Validation
from tests.api.match.invented import STRANGER, parquet, people, silent, sought
from tracer.errors import Invalid
from tracer.matching import evaluate as counting
from tracer.matching.certificate import read_certificate, written

TODAY = date(2026, 1, 1)


def evaluated(folder: Path, **how: Path) -> Validation:
    register = people(600)
    queries = sought(register, 200)
    queries.append(STRANGER | {"entity": 10_000, "hh": 10_000})
    asked = Evaluation(
        queries=parquet(folder / "q.parquet", queries),
        against=parquet(folder / "r.parquet", [one for one in register if one["entity"] % 10]),
        **how,
    )
    return evaluate(asked, TODAY, silent)


def test_the_report_counts_against_everybody_who_is_there(tmp_path: Path) -> None:
    found = evaluated(tmp_path)
    assert found.queries == found.read == 201
    assert 150 < found.positives < 200
    assert found.candidate_recall > 0.9
    assert found.recall[0] >= found.recall[1] > 0.5
    assert found.no_birth_positives < 40
    assert sum(sum(kind.decided) for kind in found.kinds) + found.no_candidate == 201
    assert found.confirmable.links > 50
    assert found.confirmable.name_only == 0
    assert found.confirmable.wrong <= found.confirmable.links
    assert 0 <= found.calibration < 0.1
    assert len(found.data) == 2


def test_the_certificate_is_the_same_every_time_and_reads_back(tmp_path: Path) -> None:
    first = evaluated(tmp_path).measured
    assert first == evaluated(tmp_path).measured
    assert read_certificate(written(first)) == first
    assert first.issued == "2026-01-01"
    assert {one.name for one in first.strata} == {"birth_day", "birth_month"}
    assert not first.objections(
        model=first.model, size=first.size, profile={k: v[0] for k, v in first.profile.items()},
        queries=100,
    )  # fmt: skip


def test_a_file_without_gold_is_refused(tmp_path: Path) -> None:
    rows = [{"id": "1", "nom": "MOREL"}]
    asked = Evaluation(
        queries=parquet(tmp_path / "q.parquet", rows), against=parquet(tmp_path / "r.parquet", rows)
    )
    with pytest.raises(Invalid, match=r"queries\.entity"):
        evaluate(asked, TODAY, silent)


def test_a_column_that_is_compared_is_no_gold(tmp_path: Path) -> None:
    path = parquet(tmp_path / "q.parquet", [{"id": "1", "nom": "MOREL"}])
    with pytest.raises(Invalid, match="gold"):
        evaluate(Evaluation(queries=path, against=path, gold="nom"), TODAY, silent)


def test_equal_scores_stand_or_fall_together() -> None:
    score = np.array([3.0, 2.0, 2.0, 1.0])
    correct = np.array([True, True, False, True])
    assert counting.recall_at_precision(score, correct, 4, 1.0) == 0.25
    assert counting.recall_at_precision(score, correct, 4, 0.75) == 0.75
    best = counting.best_of_each(np.array([0, 0, 1, 1]), np.array([2.0, 1.0, 5.0, 5.0]))
    assert best.query.tolist() == [0]
    assert counting.best_of_each(np.empty(0, np.int64), np.empty(0)).query.tolist() == []


def test_calibration_is_weighed_by_pairs() -> None:
    probability, correct = np.array([0.9, 0.9, 0.0, 0.0]), np.array([True, False, False, False])
    assert counting.calibration_error(probability, correct) == pytest.approx(0.2)
    assert counting.brier(probability, correct) == pytest.approx((0.01 + 0.81) / 4)
