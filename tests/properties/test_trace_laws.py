"""What holds for every trace, whatever the sources do, the rules withhold and the budget allows."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

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
from tracer.case import Case, HumanJudgement
from tracer.entities import EntityKind, LinkType, Subgraph
from tracer.errors import (
    JournalUnavailable,
    SourceBusy,
    SourceChanged,
    SourceForbidden,
    SourceUnsupported,
)
from tracer.evidence import Judgement
from tracer.lawful import Operation, Receipt
from tracer.matching.population import load_population
from tracer.matching.scorer import FellegiSunter
from tracer.outcome import Outcome, Reason
from tracer.proposal import ContactProposal, Refusal
from tracer.report import TraceReport, TraceStatus
from tracer.source import SourceKind
from tracer.subject import PartialDate, PersonName, SubjectKind
from tracer.trace import Toolkit, trace

MATCHER = FellegiSunter(load_population())
DEBTOR, TWIN, NAMESAKE, UNDATED = (
    trader("1"),
    trader("2"),
    trader("3", "1961-11"),
    trader("4", None),
)
STANDING = record(
    "n", (entity("c1", EntityKind.COMPANY, insolvency_state="liquidation_judiciaire"),)
)
MASKED = record("m", (), withheld=True)

answers = st.lists(
    st.sampled_from([DEBTOR, TWIN, NAMESAKE, UNDATED, STANDING, MASKED]), max_size=3, unique=True
).map(tuple)
failures = st.sampled_from(
    [
        *([None] * 12),
        SourceBusy("s", "429", retry_after=1.0),
        SourceChanged("s", "a field is gone"),
        SourceForbidden("s", "403"),
        SourceUnsupported("s", "no such question"),
        TimeoutError(),
        ConnectionResetError(),
        RuntimeError("a bug"),
        KeyError("a bug"),
    ]
)
KINDS = (
    SourceKind.COMPANY_REGISTER,
    SourceKind.COMPANY_REGISTER,
    SourceKind.INSOLVENCY_NOTICES,
    SourceKind.ADDRESS_FILE,
    SourceKind.DEATH_FILE,
    SourceKind.SOCIAL_NETWORK,
)


@dataclass
class Gate(FakeGate):
    """As the fake, and its journal stops being writable after some entries."""

    holds: int | None = None
    written: list[Receipt] = field(default_factory=list)

    def receipt(self) -> Receipt:
        if self.holds is not None and len(self.written) >= self.holds:
            raise JournalUnavailable("the disk is full")
        self.written.append(Receipt(sequence=len(self.written) + 1, entry_hash="0" * 64, at=NOW))
        return self.written[-1]


@st.composite
def sources(draw: st.DrawFn) -> tuple[FakeConnector, ...]:
    expands = st.sets(st.sampled_from([EntityKind.COMPANY, EntityKind.ADDRESS]))
    return tuple(
        FakeConnector(
            card(
                f"s{n}",
                kind=kind,
                expands=frozenset(draw(expands)),
                deadline_seconds=draw(st.sampled_from([20.0] * 5 + [0.002])),
            ),
            records=draw(answers),
            failure=draw(failures),
            wait=draw(st.sampled_from([0.0] * 5 + [0.004])),
            calls_each=draw(st.integers(0, 3)),
        )
        for n, kind in enumerate(KINDS)
        if draw(st.sampled_from([True, True, False]))
    )


@st.composite
def cases(draw: st.DrawFn) -> Case:
    person = a_subject(
        names=(
            PersonName(
                surname=draw(st.sampled_from(["Quervalec"] * 3 + ["Martin"])), given=("Maëlle",)
            ),
        ),
        birth=draw(st.sampled_from([PartialDate(year=1979, month=3)] * 3 + [None])),
        addresses=draw(st.sampled_from([(), (TOWN,)])),
        phones=draw(st.sampled_from([(), ("06 39 98 00 01",)])),
    )
    company = a_subject(
        kind=SubjectKind.COMPANY, names=(), birth=None, company_name="Atelier 1", siren="123456782"
    )
    return a_case(
        subject=draw(st.sampled_from([person, person, person, company])),
        budget=a_budget(
            max_calls=draw(st.sampled_from([60] * 6 + [0, 1, 2, 5])),
            max_calls_per_source=draw(st.sampled_from([25] * 6 + [0, 1, 2])),
            deadline_seconds=draw(st.sampled_from([60.0] * 8 + [0.0, 0.001])),
        ),
    )


@st.composite
def gates(draw: st.DrawFn) -> Gate:
    every = [f"s{n}" for n in range(len(KINDS))]
    closed = draw(st.just(frozenset()) | st.sets(st.sampled_from(every), max_size=2))
    stopped = draw(st.sampled_from([None] * 20 + [*Operation]))
    channels = draw(st.integers(0, 2))

    def refused(situation: Any) -> bool:
        if situation.source is not None:
            return situation.source.id in closed or stopped is Operation.COLLECT
        if situation.point is not None:
            return len(situation.point.id) % 3 < channels
        return situation.operation is stopped

    return Gate(refused=refused, holds=draw(st.sampled_from([None] * 12 + [0, 1, 3, 6])))


def toolkit(found: tuple[FakeConnector, ...], gate: Gate) -> Toolkit:
    return Toolkit(
        gate=gate,
        connectors={source.card.id: source for source in found},
        closed=(card("closed", kind=SourceKind.BENEFICIAL_OWNERS),),
        graph=MemoryGraphStore(),
        matcher=MATCHER,
        vault=FakeVault(),
        answers=FakeAnswers(),
        clock=FixedClock(),
    )


def run(case: Case, kit: Toolkit) -> TraceReport | None:
    """The report, or None when the journal could not be written; anything else is a fault."""
    try:
        return asyncio.run(trace(case, kit))
    except JournalUnavailable:
        return None


def keeps_its_word(report: TraceReport, case: Case, kit: Toolkit, gate: Gate) -> None:
    """Every law a report must hold to, of a first search and of any other."""
    assert isinstance(report.status, TraceStatus)
    assert report.status is not TraceStatus.RUNNING
    for outcome in report.coverage:
        assert outcome.outcome in set(Outcome)
        assert (outcome.records > 0) == (outcome.outcome in (Outcome.FOUND, Outcome.WITHHELD))
        if outcome.outcome is Outcome.NOT_ASKED:
            assert outcome.calls == 0
            assert outcome.reason in (Reason.RULE, Reason.BUDGET, Reason.DEADLINE)
            assert bool(outcome.rules) == (outcome.reason is Reason.RULE)
        if outcome.outcome is Outcome.UNAVAILABLE:
            assert outcome.reason is not None
            assert report.partial
        if outcome.outcome is Outcome.EMPTY and outcome.complete:
            assert outcome.reason is None
    if report.status is TraceStatus.PROPOSED:
        assert report.match is not None
        assert report.match.confirmed
        assert report.refusal is None
    else:
        assert report.offers == ()
    if report.status is TraceStatus.REFUSED and report.refusal is None:
        assert all(outcome.reason is Reason.RULE for outcome in report.coverage)
    permitted = [s for s in gate.asked if s.operation is Operation.COMBINE]
    asked = [s.operation for s in gate.asked]
    for offer in report.offers:
        assert isinstance(offer, ContactProposal | Refusal)
        assert len(permitted) == 1
        assert offer.receipt.sequence > asked.index(Operation.COMBINE) + 1
    assert len({offer.receipt.sequence for offer in report.offers}) == len(report.offers)
    assert {*report.ladder, *report.refusals} == set(report.offers)
    assert "rue Fictive" not in repr(asyncio.run(kit.graph.export_subject(case.id)))


def same_as(held: Subgraph) -> int:
    return sum(link.type is LinkType.SAME_AS for link in held.links)


def within_its_share(report: TraceReport, most: int) -> bool:
    """Whether no source was called more than its share, in the search or in what followed it."""
    phases: dict[tuple[str, bool], int] = {}
    for outcome in report.coverage:
        at = (outcome.source, outcome.about is not None)
        phases[at] = phases.get(at, 0) + outcome.calls
    return all(calls <= most for calls in phases.values())


@settings(max_examples=150, deadline=None)
@given(cases(), sources(), gates())
def test_a_trace_always_ends_in_a_report_that_keeps_its_word(
    case: Case, found: tuple[FakeConnector, ...], gate: Gate
) -> None:
    kit = toolkit(found, gate)
    report = run(case, kit)
    if report is None:
        assert gate.holds is not None
        assert len(gate.written) == gate.holds
        assert sum(source.searched for source in found) <= gate.holds
        return
    keeps_its_word(report, case, kit, gate)
    combined = any(situation.operation is Operation.COMBINE for situation in gate.asked)
    if not combined or report.refusal is not None:
        assert same_as(asyncio.run(kit.graph.export_subject(case.id))) == 0
    decided = {
        (receipt.sequence, situation.source and situation.source.id)
        for receipt, situation in zip(gate.written, gate.asked, strict=True)
    }
    spent: dict[str, int] = {}
    for outcome in report.coverage:
        assert (outcome.receipt, outcome.source) in decided
        spent[outcome.source] = spent.get(outcome.source, 0) + outcome.calls
    assert sum(spent.values()) <= case.budget.max_calls
    assert within_its_share(report, case.budget.max_calls_per_source)


@settings(max_examples=60, deadline=None)
@given(cases(), sources(), gates(), st.sampled_from(Judgement))
def test_a_trace_run_again_after_a_judgement_keeps_its_word_too(
    case: Case, found: tuple[FakeConnector, ...], gate: Gate, judgement: Judgement
) -> None:
    kit = toolkit(found, replace(gate, holds=None))
    first = run(case, kit)
    assert first is not None
    if first.match is None or first.match.best is None:
        return
    who = first.match.best.candidate.id
    said = HumanJudgement(
        candidate=who, judgement=judgement, reason="seen", decided_by="op-2", decided_at=NOW
    )
    again, judged = (
        replace(gate, holds=None, asked=[], written=[]),
        replace(case, judgements=(said,)),
    )
    kit = replace(kit, gate=again)
    report = run(judged, kit)
    assert report is not None
    keeps_its_word(report, judged, kit, again)
    if report.match is None or report.match.best is None:
        return
    if not report.match.confirmed:
        assert same_as(asyncio.run(kit.graph.export_subject(case.id))) == 0
    if judgement is Judgement.SAME and report.match.best.candidate.id == who:
        assert report.match.confirmed
        assert report.match.decided_by == "op-2"
    if judgement is not Judgement.SAME:
        assert not (report.match.confirmed and report.match.best.candidate.id == who)
