"""How a trace ended is said by what stopped it: a rule, the budget, or nobody to find."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.tracer.doubles import NOW, FakeConnector, a_case, card, record
from tests.tracer.test_collect import Kit, answers
from tracer.evidence import Match, MatchDecision
from tracer.outcome import Answer, Outcome, Question, Reason, SourceOutcome
from tracer.report import TraceReport, TraceStatus

NOBODY = Match(decision=MatchDecision.NO_CANDIDATE, best=None, others=(), reasons=())


def ended(*outcomes: tuple[Outcome, Reason | None], match: Match = NOBODY) -> TraceStatus:
    told = tuple(
        Answer(
            outcome=SourceOutcome(
                source="s",
                question=Question.THE_COMPANY,
                outcome=outcome,
                reason=reason,
                complete=reason in (None, Reason.RULE, Reason.CANNOT),
            )
        )
        for outcome, reason in outcomes
    )
    report = TraceReport(case=a_case(), started_at=NOW, answers=told, match=match)
    return report.needs_review().status


RULE = (Outcome.NOT_ASKED, Reason.RULE)
BUDGET = (Outcome.NOT_ASKED, Reason.BUDGET)
EMPTY = (Outcome.EMPTY, None)
MASKED = (Outcome.WITHHELD, None)
DOWN = (Outcome.UNAVAILABLE, Reason.UNREACHABLE)


@pytest.mark.parametrize(
    ("outcomes", "status"),
    [
        ((RULE, RULE), TraceStatus.REFUSED),
        ((BUDGET, BUDGET), TraceStatus.INCOMPLETE),
        ((RULE, BUDGET), TraceStatus.INCOMPLETE),
        ((EMPTY, RULE), TraceStatus.NO_MATCH),
        ((EMPTY, DOWN), TraceStatus.INCOMPLETE),
        ((DOWN, DOWN), TraceStatus.INCOMPLETE),
        ((EMPTY, EMPTY), TraceStatus.NO_MATCH),
        ((EMPTY, MASKED), TraceStatus.WITHHELD),
        ((DOWN, MASKED), TraceStatus.INCOMPLETE),
    ],
)
def test_finding_nobody_has_as_many_names_as_it_has_causes(
    outcomes: tuple[tuple[Outcome, Reason | None], ...], status: TraceStatus
) -> None:
    assert ended(*outcomes) is status


def test_somebody_in_doubt_is_for_a_person_and_somebody_else_is_no_match() -> None:
    review = replace(NOBODY, decision=MatchDecision.REVIEW)
    assert ended(EMPTY, match=review) is TraceStatus.NEEDS_REVIEW
    rejected = replace(NOBODY, decision=MatchDecision.REJECTED)
    assert ended(EMPTY, match=rejected) is TraceStatus.NO_MATCH


async def test_the_time_of_the_whole_search_bounds_every_source() -> None:
    slow = card("slow", deadline_seconds=20.0)
    kit = Kit(FakeConnector(slow, (record("1"),), wait=5.0))
    [answer] = await answers(kit, slow, seconds=0.05)
    assert answer.outcome.reason is Reason.DEADLINE
    assert answer.outcome.seconds < 1


async def test_a_source_whose_turn_comes_when_the_time_is_over_is_not_asked() -> None:
    late = card()
    [answer] = await answers(Kit(FakeConnector(late, wait=0.2)), late, seconds=-1)
    assert answer.outcome.outcome is Outcome.NOT_ASKED
    assert answer.outcome.reason is Reason.DEADLINE


def test_somebody_found_is_told_though_another_source_failed() -> None:
    review = replace(NOBODY, decision=MatchDecision.REVIEW)
    assert ended(EMPTY, DOWN, match=review) is TraceStatus.NEEDS_REVIEW
    rejected = replace(NOBODY, decision=MatchDecision.REJECTED)
    assert ended(EMPTY, DOWN, match=rejected) is TraceStatus.NO_MATCH


def test_nothing_asked_is_not_a_refusal() -> None:
    assert ended() is not TraceStatus.REFUSED


@pytest.mark.parametrize(
    ("outcome", "complete", "partial"),
    [
        (Outcome.FOUND, True, False),
        (Outcome.FOUND, False, True),
        (Outcome.EMPTY, False, True),
        (Outcome.UNAVAILABLE, True, True),
        (Outcome.UNSUPPORTED, True, False),
        (Outcome.WITHHELD, True, False),
    ],
)
def test_a_trace_is_partial_when_a_source_did_not_say_all_it_knows(
    outcome: Outcome, complete: bool, partial: bool
) -> None:
    told = SourceOutcome(
        source="s", question=Question.THE_COMPANY, outcome=outcome, complete=complete
    )
    report = TraceReport(case=a_case(), started_at=NOW).asked([Answer(outcome=told)])
    assert report.partial is partial


def test_what_was_asked_later_is_added_to_what_was_asked_before() -> None:
    one, two = (
        Answer(outcome=SourceOutcome(source=s, question=Question.DEATH, outcome=Outcome.EMPTY))
        for s in "ab"
    )
    report = TraceReport(case=a_case(), started_at=NOW).asked([one]).asked([two])
    assert [outcome.source for outcome in report.coverage] == ["a", "b"]
