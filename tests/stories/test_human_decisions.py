"""A person decides what the evidence cannot, and may take it back: nothing of a wrong yes is left."""

from __future__ import annotations

from dataclasses import replace

from api.services import Services
from connectors.sandbox.scenarios import FREQUENT_NAME, NAMESAKES_ONLY, RARE_NAME
from tests.stories.conftest import case_of, traced
from tests.tracer.doubles import NOW
from tracer.case import Case, HumanJudgement
from tracer.entities import LinkType
from tracer.evidence import Judgement, MatchDecision
from tracer.report import TraceReport, TraceStatus


def weighed(report: TraceReport) -> list[str]:
    assert report.match is not None
    assert report.match.best is not None
    return [one.candidate.id for one in (report.match.best, *report.match.others)]


def judged(case: Case, candidate: str, judgement: Judgement) -> Case:
    said = HumanJudgement(
        candidate=candidate,
        judgement=judgement,
        reason="papers seen",
        decided_by="op-2",
        decided_at=NOW,
    )
    return replace(case, judgements=(*case.judgements, said))


async def same_as(services: Services, case: Case) -> int:
    held = await services.kit.graph.export_subject(case.id)
    return sum(link.type is LinkType.SAME_AS for link in held.links)


async def test_a_yes_confirms_one_namesake_and_leaves_the_others_out(services: Services) -> None:
    case = case_of(FREQUENT_NAME)
    first, *_ = weighed(await traced(services, case))
    report = await traced(services, judged(case, first, Judgement.SAME))
    assert report.status is TraceStatus.PROPOSED
    assert report.match is not None
    assert report.match.decided_by == "op-2"
    assert report.match.best is not None
    assert len(report.match.best.candidate.offices) == 1


async def test_yes_to_two_candidates_makes_them_one_person_with_both_companies(
    services: Services,
) -> None:
    case = case_of(FREQUENT_NAME)
    first, second, third = weighed(await traced(services, case))
    case = judged(judged(case, first, Judgement.SAME), second, Judgement.SAME)
    report = await traced(services, case)
    assert report.match is not None
    assert report.match.best is not None
    assert len(report.match.best.candidate.offices) == 2
    assert [one.candidate.id for one in report.match.others] == [third]
    assert await same_as(services, case) == 1
    again = judged(case, second, Judgement.DIFFERENT)
    again = replace(again, judgements=(again.judgements[0], again.judgements[-1]))
    report = await traced(services, again)
    assert report.match is not None
    assert report.match.best is not None
    assert [report.match.best.candidate.id, report.match.confirmed] == [first, True]
    assert await same_as(services, case) == 0


async def test_a_no_takes_back_a_confirmation_and_its_links(services: Services) -> None:
    case = case_of(RARE_NAME)
    report = await traced(services, case)
    assert report.status is TraceStatus.PROPOSED
    assert await same_as(services, case) == 2
    case = judged(case, weighed(report)[0], Judgement.DIFFERENT)
    report = await traced(services, case)
    assert report.status is TraceStatus.NO_MATCH
    assert report.offers == ()
    assert await same_as(services, case) == 0


async def test_unsure_stays_with_a_person(services: Services) -> None:
    case = case_of(NAMESAKES_ONLY)
    first, *_ = weighed(await traced(services, case))
    report = await traced(services, judged(case, first, Judgement.UNSURE))
    assert report.match is not None
    assert report.match.decision is MatchDecision.REVIEW
    assert report.offers == ()


async def test_one_of_two_yeses_taken_back_takes_back_what_it_joined(services: Services) -> None:
    case = case_of(FREQUENT_NAME)
    first, second, _ = weighed(await traced(services, case))
    case = judged(judged(case, first, Judgement.SAME), second, Judgement.SAME)
    await traced(services, case)
    assert await same_as(services, case) == 1
    case = judged(case, second, Judgement.DIFFERENT)
    report = await traced(services, case)
    assert report.match is not None
    assert report.match.best is not None
    assert len(report.match.best.candidate.offices) == 1
    assert await same_as(services, case) == 0


async def test_unsure_of_whom_was_confirmed_takes_the_links_back(services: Services) -> None:
    case = case_of(RARE_NAME)
    report = await traced(services, case)
    assert await same_as(services, case) == 2
    report = await traced(services, judged(case, weighed(report)[0], Judgement.UNSURE))
    assert report.status is TraceStatus.NEEDS_REVIEW
    assert await same_as(services, case) == 0
