"""Domain values to JSON and back are the same values, whatever they hold."""

from __future__ import annotations

import math
import types
import typing
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, NewType, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.documents import KeptAnswer, KeptCase, KeptJudgement, KeptReport, read, write
from tests.tracer.doubles import a_case
from tracer.case import Case, HumanJudgement
from tracer.errors import IntegrityFailure
from tracer.lawful import Allowance
from tracer.outcome import Answer
from tracer.report import TraceReport

PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: st.text(max_size=6),
    int: st.integers(-(2**53), 2**53),
    float: st.floats(allow_nan=False),
    bool: st.booleans(),
    bytes: st.binary(max_size=6),
    date: st.dates(),
    datetime: st.datetimes(timezones=st.just(UTC)),
    Decimal: st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=0),
    type(None): st.none(),
}


def values(kind: Any, depth: int = 0) -> st.SearchStrategy[Any]:
    """Values of a type, from its annotations."""
    if isinstance(kind, NewType):
        return values(kind.__supertype__, depth)
    if kind in PLAIN:
        return PLAIN[kind]
    if get_origin(kind) in (Union, types.UnionType):
        return st.one_of([values(arm, depth) for arm in get_args(kind)])
    if get_origin(kind) is tuple:
        first, *rest = get_args(kind)
        if rest == [Ellipsis]:
            return st.lists(values(first, depth), max_size=2).map(tuple)
        return st.tuples(*(values(part, depth) for part in get_args(kind)))
    if kind is Allowance:
        return st.builds(Allowance, PLAIN[int], PLAIN[int])
    if isinstance(kind, type) and issubclass(kind, Enum):
        return st.sampled_from(kind)
    assert is_dataclass(kind), kind
    hints = get_type_hints(kind)
    return st.deferred(
        lambda: st.builds(kind, **{f.name: values(hints[f.name], depth + 1) for f in fields(kind)})
    )


LAW = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@LAW
@given(values(Case))
def test_a_case_reads_back_as_it_was(case: Case):
    assert read(KeptCase, write(KeptCase, case)) == case


@LAW
@given(values(Answer))
def test_an_answer_reads_back_as_it_was(answer: Answer):
    assert read(KeptAnswer, write(KeptAnswer, answer)) == answer


@LAW
@given(values(HumanJudgement))
def test_a_judgement_reads_back_as_it_was(judgement: HumanJudgement):
    assert read(KeptJudgement, write(KeptJudgement, judgement)) == judgement


@LAW
@given(values(TraceReport))
def test_a_report_with_its_sealed_values_reads_back_as_it_was(report: TraceReport):
    assert read(KeptReport, write(KeptReport, report)) == report


def test_an_endless_number_is_kept():
    budget = replace(a_case().budget, deadline_seconds=math.inf)
    case = replace(a_case(), budget=budget)
    assert read(KeptCase, write(KeptCase, case)) == case


def test_a_document_that_does_not_read_back_names_no_value():
    spoilt = write(KeptCase, a_case()).replace(b"1840.00", b"canary-value")
    with pytest.raises(IntegrityFailure) as failed:
        read(KeptCase, spoilt)
    assert "canary-value" not in str(failed.value)
    assert failed.value.__cause__ is None
    assert typing.cast(Any, failed.value).__suppress_context__
