"""The straight line: each step has its leave, in order, and nothing follows a refusal."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from decimal import Decimal
from time import monotonic
from typing import Any

import httpx

from connectors.buckets import Buckets
from connectors.courtesy import Courtesy
from connectors.session import Session
from graph.memory import MemoryGraphStore
from tests.tracer.doubles import (
    NOW,
    FakeAnswers,
    FakeConnector,
    FakeGate,
    FakeVault,
    FixedClock,
    a_budget,
    a_case,
    a_subject,
    card,
    entity,
    record,
    trader,
)
from tests.tracer.people import TOWN
from tracer.case import HumanJudgement
from tracer.entities import EntityKind, LinkType, Record
from tracer.evidence import Judgement, MatchDecision
from tracer.lawful import ChannelKind, Operation, Permit, Sealed
from tracer.matching.population import load_population
from tracer.matching.scorer import FellegiSunter
from tracer.outcome import Outcome, Question, Reason
from tracer.proposal import Owner
from tracer.report import TraceStatus
from tracer.screening import Finding, StopKind
from tracer.situation import Situation
from tracer.source import SourceCard, SourceKind
from tracer.subject import Subject
from tracer.trace import Toolkit, trace

MATCHER = FellegiSunter(load_population())
REGISTER = card("register")
NOTICES = card(
    "notices", kind=SourceKind.INSOLVENCY_NOTICES, expands=frozenset({EntityKind.COMPANY})
)
SOCIAL = card("social", kind=SourceKind.SOCIAL_NETWORK)


def toolkit(*sources: FakeConnector, gate: FakeGate | None = None, **changes: Any) -> Toolkit:
    return Toolkit(
        gate=gate or FakeGate(),
        connectors={source.card.id: source for source in sources},
        graph=MemoryGraphStore(),
        matcher=MATCHER,
        vault=FakeVault(),
        answers=FakeAnswers(),
        clock=FixedClock(),
        **{"closed": ()} | changes,
    )


def register(*records: Record) -> FakeConnector:
    return FakeConnector(REGISTER, records or (trader(),))


def notices(state: str = "none") -> FakeConnector:
    """The gazette on one company, by its number."""
    company = entity(
        "c1", EntityKind.COMPANY, registration_number="123456782", insolvency_state=state
    )
    return FakeConnector(NOTICES, (record("n", (company,)),))


def refusing(operation: Operation) -> FakeGate:
    return FakeGate(refused=lambda situation: situation.operation is operation)


def of(gate: FakeGate, operation: Operation) -> list[Situation]:
    return [situation for situation in gate.asked if situation.operation is operation]


async def test_every_step_is_allowed_before_the_next_and_offers_come_last() -> None:
    gate = FakeGate()
    report = await trace(a_case(), toolkit(register(), notices(), gate=gate))
    assert report.status is TraceStatus.PROPOSED
    assert [
        (situation.operation, situation.source and situation.source.id) for situation in gate.asked
    ] == [
        (Operation.RECORD, None),
        (Operation.COLLECT, "notices"),
        (Operation.COLLECT, "register"),
        (Operation.COMBINE, None),
        (Operation.COLLECT, "notices"),
        (Operation.DISCLOSE, None),
        (Operation.DISCLOSE, None),
    ]
    assert [(o.source, o.question, o.outcome, o.about) for o in report.coverage] == [
        ("notices", Question.OWN_INSOLVENCY, Outcome.FOUND, None),
        ("register", Question.COMPANIES_OF_THE_PERSON, Outcome.FOUND, None),
        ("notices", Question.STANDING_OF_A_COMPANY, Outcome.FOUND, "c1"),
    ]
    assert [offer.receipt.sequence for offer in report.offers] == [6, 7]
    assert report.opening is not None
    assert report.opening.receipt.sequence == 1
    assert report.started_at == NOW


async def test_a_case_that_may_not_be_opened_asks_nobody() -> None:
    source = register()
    report = await trace(a_case(), toolkit(source, gate=refusing(Operation.RECORD)))
    assert report.status is TraceStatus.REFUSED
    assert report.refusal is not None
    assert report.opening is None
    assert report.coverage == ()
    assert source.searched == 0


async def test_a_confirmed_person_is_not_linked_without_leave() -> None:
    kit = toolkit(register(trader("1"), trader("2")), gate=refusing(Operation.COMBINE))
    case = a_case()
    report = await trace(case, kit)
    assert report.status is TraceStatus.REFUSED
    assert report.match is not None
    assert report.match.confirmed
    assert report.offers == ()
    held = await kit.graph.export_subject(case.id)
    assert not [link for link in held.links if link.type is LinkType.SAME_AS]


async def test_a_confirmed_person_is_linked_under_the_receipt_of_that_leave() -> None:
    gate = FakeGate()
    kit, case = toolkit(register(trader("1"), trader("2")), gate=gate), a_case()
    report = await trace(case, kit)
    assert report.status is TraceStatus.PROPOSED
    held = await kit.graph.export_subject(case.id)
    [link] = [link for link in held.links if link.type is LinkType.SAME_AS]
    combining = gate.asked.index(of(gate, Operation.COMBINE)[0]) + 1
    assert link.provenance.url == f"journal:{combining}"
    assert {link.source, link.target} == {"p1", "p2"}


async def test_somebody_in_doubt_is_neither_linked_nor_offered() -> None:
    gate = FakeGate()
    undated = a_case(subject=a_subject(birth=None))
    report = await trace(undated, toolkit(register(), gate=gate))
    assert report.status is TraceStatus.NEEDS_REVIEW
    assert report.match is not None
    assert report.match.decision is MatchDecision.REVIEW
    assert report.offers == ()
    assert not of(gate, Operation.COMBINE) + of(gate, Operation.DISCLOSE)


async def test_a_judgement_on_the_case_is_followed_and_a_no_takes_the_link_back() -> None:
    kit, case = toolkit(register(trader("1"), trader("2"))), a_case()
    first = await trace(case, kit)
    assert first.match is not None
    assert first.match.best is not None
    said = HumanJudgement(
        candidate=first.match.best.candidate.id,
        judgement=Judgement.DIFFERENT,
        reason="seen",
        decided_by="op-2",
        decided_at=NOW,
    )
    report = await trace(replace(case, judgements=(said,)), kit)
    assert report.status is TraceStatus.NO_MATCH
    held = await kit.graph.export_subject(case.id)
    assert not [link for link in held.links if link.type is LinkType.SAME_AS]


async def test_every_decision_sees_what_was_screened_and_who_was_matched() -> None:
    gate = FakeGate()
    told = notices("liquidation_judiciaire")
    report = await trace(a_case(), toolkit(register(), told, gate=gate))
    [combining] = of(gate, Operation.COMBINE)
    assert combining.screening is not None
    assert combining.screening.finding(StopKind.DECEASED) is Finding.NO
    assert combining.screening.finding(StopKind.INSOLVENCY) is Finding.UNKNOWN
    assert combining.match is report.match
    for collecting in of(gate, Operation.COLLECT):
        assert collecting.screening is not None
        assert collecting.screening.finding(StopKind.DECEASED) is Finding.NO
    disclosing = of(gate, Operation.DISCLOSE)
    assert disclosing
    for offered in disclosing:
        assert offered.match is report.match
        assert offered.point is not None
        assert offered.screening is not None
        assert offered.screening.finding(StopKind.INSOLVENCY) is Finding.YES
    assert report.screening.finding(StopKind.INSOLVENCY) is Finding.YES
    assert {p.point.holder_insolvent for p in report.ladder if p.point.holder} == {True}


async def test_a_source_nobody_connected_is_still_put_before_the_rules_and_listed() -> None:
    gate = FakeGate(refused=lambda situation: situation.source is SOCIAL)
    report = await trace(a_case(), toolkit(register(), gate=gate, closed=(SOCIAL,)))
    social = next(o for o in report.coverage if o.source == "social")
    assert social.outcome is Outcome.NOT_ASKED
    assert social.reason is Reason.RULE
    report = await trace(a_case(), toolkit(register(), closed=(SOCIAL,)))
    assert Outcome.UNSUPPORTED in {o.outcome for o in report.coverage if o.source == "social"}


async def test_the_whole_search_has_one_budget_of_calls() -> None:
    case = a_case(budget=a_budget(max_calls=2))
    report = await trace(case, toolkit(register(), notices()))
    assert sum(outcome.calls for outcome in report.coverage) == 2
    [standing] = [o for o in report.coverage if o.question is Question.STANDING_OF_A_COMPANY]
    assert (standing.outcome, standing.reason) == (Outcome.NOT_ASKED, Reason.BUDGET)


async def test_the_whole_search_has_one_deadline() -> None:
    slow = FakeConnector(REGISTER, (trader(),), wait=5.0)
    started = monotonic()
    report = await trace(a_case(budget=a_budget(deadline_seconds=0.05)), toolkit(slow))
    assert monotonic() - started < 2
    [asked] = report.coverage
    assert asked.reason is Reason.DEADLINE
    assert report.status is TraceStatus.INCOMPLETE


async def test_what_reaches_somebody_is_sealed_in_the_graph() -> None:
    kit, case = toolkit(register()), a_case()
    await trace(case, kit)
    held = await kit.graph.export_subject(case.id)
    [address] = [e for e in held.entities if e.kind is EntityKind.ADDRESS]
    assert any(isinstance(statement.value, Sealed) for statement in address.statements)
    assert "rue Fictive" not in repr(held)


async def test_the_ladder_begins_with_a_letter_and_ends_with_the_registered_one() -> None:
    declared = a_subject(
        addresses=(TOWN,), phones=("06 39 98 00 01",), emails=("m@quervalec.example",)
    )
    report = await trace(a_case(subject=declared), toolkit(register()))
    steps = [(offer.point.channel, offer.point.owner) for offer in report.ladder]
    assert steps == [
        (ChannelKind.LETTER, Owner.SUBJECT_PERSONAL),
        (ChannelKind.LETTER, Owner.SUBJECT_WORK),
        (ChannelKind.EMAIL, Owner.SUBJECT_PERSONAL),
        (ChannelKind.SMS, Owner.SUBJECT_PERSONAL),
        (ChannelKind.CALL, Owner.SUBJECT_PERSONAL),
        (ChannelKind.REGISTERED_LETTER, Owner.SUBJECT_PERSONAL),
        (ChannelKind.REGISTERED_LETTER, Owner.SUBJECT_WORK),
    ]
    assert set(steps) == {(o.point.channel, o.point.owner) for o in report.offers if o.point}


async def test_a_withheld_channel_is_a_refusal_in_the_report_and_not_on_the_ladder() -> None:
    gate = FakeGate(
        refused=lambda s: s.point is not None and s.point.channel is ChannelKind.REGISTERED_LETTER
    )
    report = await trace(a_case(), toolkit(register(), gate=gate))
    assert [offer.point.channel for offer in report.ladder] == [ChannelKind.LETTER]
    [refused] = report.refusals
    assert refused.point is not None
    assert refused.point.channel is ChannelKind.REGISTERED_LETTER
    assert len(report.offers) == 2


async def test_what_is_learnt_of_the_debtors_own_enterprise_stops_what_follows() -> None:
    """The gazette knew nobody by name; asked about his enterprise, it tells of the procedure."""
    gate = FakeGate()
    [told] = notices("liquidation_judiciaire").records
    gazette = FakeConnector(NOTICES, (), beyond=(told,))
    report = await trace(a_case(), toolkit(register(), gazette, gate=gate))
    assert report.screening.finding(StopKind.INSOLVENCY) is Finding.YES
    [combining] = of(gate, Operation.COMBINE)
    assert combining.screening is not None
    assert combining.screening.finding(StopKind.INSOLVENCY) is Finding.UNKNOWN
    for offered in of(gate, Operation.DISCLOSE):
        assert offered.screening is report.screening


@dataclass
class Paid:
    """A source that is asked four times a search, over a line that keeps a ledger."""

    card: SourceCard
    session: Session

    async def search(self, subject: Subject, permit: Permit) -> AsyncIterator[Record]:
        for n in range(4):
            await self.session.get("/search", {"page": str(n)}, permit)
            await asyncio.sleep(0.01)
            yield record(f"r{n}")


async def test_two_searches_of_one_case_together_spend_no_more_than_it_has() -> None:
    dear, left = card("dear", cost_per_call=Decimal(1)), []

    def respond(request: httpx.Request) -> httpx.Response:
        left.append(request)
        return httpx.Response(200, json=[])

    buckets = Buckets()
    line = Session(
        dear,
        clock=FixedClock(),
        courtesy=Courtesy(rates={dear.id: 1e4}, buckets=buckets),
        contact="https://tracer.example/contact",
        transport=httpx.MockTransport(respond),
    )
    case = a_case(budget=a_budget(max_cost=Decimal(3)))
    kit = toolkit(Paid(dear, line), ledger=buckets)  # type: ignore[arg-type]
    reports = await asyncio.gather(trace(case, kit), trace(case, kit))
    assert (len(left), buckets.spent_on(case.id)) == (3, 3)
    told = [one for report in reports for one in report.coverage if one.source == "dear"]
    assert [one.reason for one in told] == [Reason.COST, Reason.COST]
    assert sum(one.calls for one in told) == 3
