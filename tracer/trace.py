"""The straight line: screen, plan, collect, identify, then propose. One screen, read from top to bottom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from time import monotonic

from tracer.case import Case
from tracer.collect import collect, waterfall
from tracer.entities import Subgraph
from tracer.identify import identify
from tracer.lawful import Allowance, Operation
from tracer.plan import plan
from tracer.ports import (
    AnswerStore,
    Clock,
    Connector,
    DeathFile,
    Gate,
    GraphStore,
    Ledger,
    Matcher,
    Vault,
)
from tracer.proposal import Refusal
from tracer.reach import contact_points
from tracer.report import TraceReport
from tracer.same_as import same_as_links, severed
from tracer.screen import restate, screen, watchful
from tracer.sealing import sealed
from tracer.situation import Situation
from tracer.source import SourceCard


@dataclass(frozen=True, slots=True, kw_only=True)
class Toolkit:
    """Everything a trace is given; `api/wiring.py` builds it. `closed` are sources without connector."""

    gate: Gate
    connectors: Mapping[str, Connector]
    closed: tuple[SourceCard, ...]
    graph: GraphStore
    matcher: Matcher
    vault: Vault
    answers: AnswerStore
    clock: Clock
    deaths: DeathFile | None = None
    ledger: Ledger | None = None

    @property
    def cards(self) -> tuple[SourceCard, ...]:
        """Every source an investigator may think of, connected or not."""
        return (*(connector.card for connector in self.connectors.values()), *self.closed)


async def trace(case: Case, kit: Toolkit) -> TraceReport:
    """Find a lawful way to the debtor, or say why there is none.

    Each decision is in the journal before what it allows happens. Raises JournalUnavailable when
    it cannot be written: then nothing is asked and nothing is shown.
    """
    report = TraceReport(case=case, started_at=kit.clock.now())
    leave = await kit.gate.authorise(Situation(case=case, operation=Operation.RECORD))
    if isinstance(leave, Refusal):
        return report.refused(leave)
    budget = case.budget
    late = monotonic() + budget.deadline_seconds
    spent = kit.ledger.spent_on(case.id) if kit.ledger else Decimal(0)
    purse = Allowance(budget.max_calls, until=late, max_cost=budget.max_cost, cost=spent)
    screening, screened = await screen(case, kit, purse)  # death, insolvency, objection, ...: first
    report = replace(report, opening=leave, screening=screening, answers=screened)

    answers = await collect(plan(case, kit.cards), case, kit, purse, screening)
    report = report.asked(answers)
    found = await merge(case, report, kit)
    match = identify(case.subject, found, kit.matcher, case.judgements)
    screening = watchful(screening, report.answers)
    report = replace(report, match=match, screening=screening)
    for a, b in severed(match, found):
        await kit.graph.unlink(case.id, a, b)
    if not match.confirmed:  # a person decides; the report names the one fact that would settle it
        return report.needs_review()
    situation = Situation(case=case, operation=Operation.COMBINE, screening=screening, match=match)
    leave = await kit.gate.authorise(situation)
    if isinstance(leave, Refusal):
        return report.refused(leave)
    for link in same_as_links(match, leave, kit.clock.now()):
        await kit.graph.link_same_as(case.id, link)

    more = await waterfall(case, kit, purse, screening, match, report.answers)
    report = report.asked(more)
    found = await merge(case, report, kit)
    screening = restate(watchful(screening, report.answers), case, match, found)
    points = await contact_points(case, match, kit.graph, kit.vault)
    offers = [
        await kit.gate.propose(
            replace(situation, operation=Operation.DISCLOSE, screening=screening, point=point)
        )
        for point in points
    ]
    return replace(report, screening=screening).proposed(offers)


async def merge(case: Case, report: TraceReport, kit: Toolkit) -> Subgraph:
    """Put what was collected into the graph, sealed; every record there was collected under a permit."""
    records = [record for answer in report.answers for record in answer.records]
    return await kit.graph.merge(case.id, sealed(records, case.id, kit.vault))
