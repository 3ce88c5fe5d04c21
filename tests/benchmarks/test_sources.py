"""The benchmark of the sources counts what hangs, raises or says no known word; it never hangs itself."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from benchmarks.sources import HUNG, UNTYPED, ending, typed
from tests.tracer.doubles import NOW, a_case
from tracer.outcome import Answer, Outcome, Question, SourceOutcome
from tracer.report import TraceReport, TraceStatus

ASKED = SourceOutcome(source="test.register", question=Question.THE_COMPANY, outcome=Outcome.FOUND)


def report(status: Any = TraceStatus.PROPOSED, **changes: Any) -> TraceReport:
    answer = Answer(outcome=replace(ASKED, **changes))
    return TraceReport(case=a_case(), started_at=NOW, status=status, answers=(answer,))


async def told(said: TraceReport) -> TraceReport:
    return said


async def failing(error: Exception) -> TraceReport:
    raise error


async def hanging() -> TraceReport:
    await asyncio.Event().wait()
    raise AssertionError


async def test_a_trace_that_hangs_is_cut_off_and_counted() -> None:
    assert await ending(hanging(), 0.01) == HUNG


@pytest.mark.parametrize(
    "error", [ValueError("x"), TimeoutError(), ExceptionGroup("x", [KeyError()])]
)
async def test_a_trace_that_raises_is_counted_by_what_it_raised(error: Exception) -> None:
    assert await ending(failing(error), 5.0) == type(error).__name__


@pytest.mark.parametrize(
    "said",
    [
        report(TraceStatus.RUNNING),
        report("proposed"),
        report(outcome=None),
        report(outcome="found"),
        report(reason="busy"),
    ],
)
async def test_what_is_no_known_word_is_untyped(said: TraceReport) -> None:
    assert await ending(told(said), 5.0) == UNTYPED


@pytest.mark.parametrize("status", [s for s in TraceStatus if s is not TraceStatus.RUNNING])
async def test_a_known_word_is_counted_as_it_is(status: TraceStatus) -> None:
    assert await ending(told(report(status)), 5.0) == status


def test_only_known_endings_count_as_typed() -> None:
    ended = Counter(
        {"proposed": 3, "refused": 2, HUNG: 4, UNTYPED: 5, "ValueError": 6, "running": 7}
    )
    assert typed(ended) == 5
