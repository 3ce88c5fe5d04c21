"""Each rule of a decision holds back by itself, whatever else agrees."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from tests.tracer.matching.test_levels import BASE, CROWD, table
from tracer.matching.answers import Answers, answer
from tracer.matching.certificate import Certificate, Stratum
from tracer.matching.parameters import load_parameters
from tracer.matching.reading import Reader, read_table
from tracer.matching.register import Register
from tracer.matching.verdicts import BIT, CONFIRMED, REVIEW, judge

BY = load_parameters()
CERTIFIED = Certificate(
    id="for tests",
    issued="2026-01-01",
    model=BY.hash,
    data=(),
    size=10**9,
    profile={},
    strata=(Stratum(name="birth_day", decided=5_000, wrong=0, bound=0.0006, least_bits=5.0),),
)


def answered(*people: dict[str, str]) -> Answers:
    reader = Reader()
    reader.add(table(*({"id": f"p{at}", **one} for at, one in enumerate(people)), *CROWD))
    query = read_table(table({"id": "q", **BASE}))
    return answer(Register.of(reader.records()), query, BY, CERTIFIED)


def judged(answers: Answers, **changed: np.ndarray) -> tuple[int, int]:
    """Decision and reasons of the best pair, with some of its weights changed."""
    size = len(answers)
    found = judge(
        answers.levels,
        replace(answers.weights, **changed),
        answers.query,
        least_bits=np.full(size, 5.0),
        unreadable=np.zeros(size, bool),
    )
    return int(found.decision[0]), int(found.reasons[0])


def test_the_person_alone_is_confirmed() -> None:
    answers = answered(BASE)
    assert answers.pairing.right.ids.take(pa.array(answers.row))[0].as_py() == "p0"
    assert judged(answers) == (CONFIRMED, 0)


def test_two_who_agree_as_well_are_for_a_person() -> None:
    answers = answered(BASE, BASE)
    assert answers.verdicts.decision[0] == REVIEW
    assert answers.verdicts.reasons[0] & BIT["second_too_close"]


@pytest.mark.parametrize(
    ("part", "value", "reason"),
    [
        ("odds_over_relative", 9.9, "relative_not_excluded"),
        ("namesakes", 0.011, "too_many_namesakes"),
        ("birth", -60.0, "too_weak"),
    ],
)
def test_each_rule_holds_back_alone(part: str, value: float, reason: str) -> None:
    answers = answered(BASE)
    decision, reasons = judged(answers, **{part: np.full(len(answers), value)})
    assert decision == REVIEW
    assert reasons == BIT[reason]
