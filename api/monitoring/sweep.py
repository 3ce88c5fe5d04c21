"""Polls the watches: leave first, then the sources, then what is new, kept at once with where it stands.

A poll that is stopped anywhere is done again whole; what was already found makes no second event.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta

import structlog

from api.confirmed import confirmed_by
from api.monitoring.asking import end_watch, write_down
from api.monitoring.reading import (
    GAZETTE,
    REGISTERS,
    gazette_of,
    published_since,
    registered,
    stirred,
)
from api.monitoring.store import Heard, WatchEnd, WatchState, WatchStore, told, watch_store
from api.safeguards.standing import with_standing
from api.services import Services
from api.sweeping import stopping
from tracer.case import Case
from tracer.entities import EntityId, Record
from tracer.errors import Conflict, JournalUnavailable, TracerError
from tracer.lawful import Allowance, Operation, Permit
from tracer.monitoring import (
    OVERLAP,
    EventKind,
    WatchedCompany,
    WatchEvent,
    differences,
    facts_of,
    known_after,
    node_id,
    own_companies,
    served,
    serves,
)
from tracer.proposal import Refusal
from tracer.report import TraceReport
from tracer.situation import Situation
from tracer.source import SourceCard

log = structlog.get_logger(__name__)

EVERY = timedelta(hours=12)
LOOK_SECONDS = 900.0
UNCONFIRMED = "unconfirmed"
"""Why a watch is not polled when the last search confirms nobody who has the companies."""


async def watch_companies(services: Services, every: timedelta = EVERY) -> None:
    """Poll the watches that were not polled for so long, again and again, until cancelled."""
    while True:
        try:
            await poll_due(services, every)
        except TracerError as error:
            log.error("watches-not-polled", error=error.code)
        if stopping():
            return
        await asyncio.sleep(LOOK_SECONDS)


async def poll_due(services: Services, every: timedelta | None = None) -> int:
    """Poll the watches not polled for so long, or every one; how many new events there are.

    Without a journal nothing is asked: JournalUnavailable ends it. Another failure ends one poll.
    """
    before = services.clock.now() - every if every is not None else None
    events = 0
    for watch in await watch_store(services).running(before):
        try:
            events += len(await poll(services, watch))
        except JournalUnavailable:
            raise
        except TracerError as error:
            log.error("watch-not-polled", watch=watch, error=error.code)
        except Exception as error:  # noqa: BLE001 - a fault ends one poll, not the sweep
            log.error("watch-fault", watch=watch, error=type(error).__name__)
    return events


async def heed(services: Services, lines: Iterable[bytes]) -> int:
    """Poll the watches of the companies that lines of Companies House's stream tell a change of."""
    store = watch_store(services)
    running = [(await store.get(watch)).watch for watch in await store.running()]
    changed = set(stirred(lines, (one for watch in running for one in watch.companies)))
    events = 0
    for watch in running:
        if changed.intersection(watch.companies):
            events += len(await poll(services, watch.id))
    return events


async def poll(services: Services, watch_id: str) -> tuple[WatchEvent, ...]:
    """Ask the sources of one watch what is new; the new events.

    Past its last day, or once the claim is closed, the watch ends and nothing is asked. When the
    policy withholds leave, that is the event, and the watch stays until its end.
    """
    store = watch_store(services)
    found = await store.get(watch_id)
    if found.ended_at is not None:
        return ()
    watch, today = found.watch, services.clock.now().date()
    if today > watch.until:
        await end_watch(services, watch, WatchEnd.TERM, None)
        return ()
    case = await services.store.get(watch.case)
    if case.claim.closed_on is not None:
        await end_watch(services, watch, WatchEnd.CLOSED, None)
        return ()
    report = await services.searches.latest_report(case.id)
    own = confirmed_companies(report, case)
    asked = tuple(company for company in watch.companies if company in own)
    worked = await with_standing(services, case, watch.created_by)
    round_ = Poll(services=services, store=store, case=worked, state=found.state, report=report)
    if asked:
        await round_.gazette([company for company in asked if company.country == "FR"])
        for country, source in REGISTERS.items():
            await round_.register(source, [one for one in asked if one.country == country])
    else:
        round_.withhold(UNCONFIRMED, ())
    heard = tuple(sorted(round_.heard.items()))
    state = replace(round_.state, heard=heard)
    return await write_down(services, store, state, round_.events)


def confirmed_companies(report: TraceReport | None, case: Case) -> frozenset[WatchedCompany]:
    """The companies of whom the last search confirmed; none if nobody is, or not any more."""
    try:
        return own_companies(confirmed_by(report, case))
    except Conflict:
        return frozenset()


@dataclass(slots=True, kw_only=True)
class Poll:
    """One poll under way: what was heard, and the state it leads to. Nothing is kept before its end."""

    services: Services
    store: WatchStore
    case: Case
    state: WatchState
    report: TraceReport | None
    events: list[WatchEvent] = field(default_factory=list)
    heard: dict[str, Heard] = field(default_factory=dict)
    withheld: bool = False

    async def gazette(self, companies: list[WatchedCompany]) -> None:
        """What was published since the last day that was read whole."""
        gazette = gazette_of(self.services.kit)
        if not companies:
            return
        if gazette is None:
            self.heard[GAZETTE] = Heard.NOT_ASKED
            return
        permit = await self.leave(gazette.card)
        if permit is None:
            return
        since = self.state.seen_to - OVERLAP
        said, heard = await published_since(gazette, since, permit, companies)
        self.heard[GAZETTE] = heard
        for one in said:
            if not self.serves(one.about):
                continue
            self.events.append(
                WatchEvent(
                    id=self.event_id(GAZETTE, one.record),
                    kind=one.kind,
                    companies=one.companies,
                    on=one.on,
                    source=GAZETTE,
                    record=one.record,
                    url=one.url,
                    after=one.after,
                    correction=one.correction,
                    cancels=one.cancels,
                )
            )
        if heard is Heard.ANSWERED:
            self.state = replace(self.state, seen_to=self.services.clock.now().date())

    async def register(self, source: str, companies: list[WatchedCompany]) -> None:
        """What a register says now of each company, against what it said before."""
        if not companies or self.withheld:
            return
        register = self.services.kit.connectors.get(source)
        if register is None:
            self.heard[source] = Heard.NOT_ASKED
            return
        permit = await self.leave(register.card)
        if permit is None:
            return
        at = self.services.clock.now()
        for company in companies:
            records, heard = await registered(register, company, permit, at)
            if heard is Heard.ANSWERED:
                self.compare(source, company, records)
            if self.heard.get(source, Heard.ANSWERED) is Heard.ANSWERED:
                self.heard[source] = heard

    def compare(self, source: str, company: WatchedCompany, records: list[Record]) -> None:
        """Make an event of each fact that changed, and remember what is known now."""
        purposes = self.state.watch.purposes
        facts = served(facts_of(records, company, self.mentions()), purposes)
        last = self.state.snapshot(company)
        if last is not None:
            for kind, before, after in differences(last.facts, facts):
                record = f"{node_id(company)}:{kind}:{last.times + 1}"
                event = WatchEvent(
                    id=self.event_id(source, record),
                    kind=kind,
                    companies=(company,),
                    on=self.services.clock.now().date(),
                    source=source,
                    record=record,
                    url=records[0].provenance.url,
                    before=before,
                    after=after,
                )
                self.events.append(event)
            facts = known_after(last.facts, facts)
        self.state = told(self.state, company, facts)

    async def leave(self, card: SourceCard) -> Permit | None:
        """A permit to ask a source for this case, or None: then that is what happened."""
        screening = self.report.screening if self.report else None
        situation = Situation(
            case=self.case, operation=Operation.COLLECT, screening=screening, source=card
        )
        budget = self.case.budget
        allowance = Allowance(budget.max_calls_per_source, max_cost=budget.max_cost)
        leave = await self.services.kit.gate.authorise(situation, allowance)
        if isinstance(leave, Refusal):
            self.heard[card.id] = Heard.WITHHELD
            self.withhold(card.id, tuple(str(rule.rule) for rule in leave.rules))
            return None
        return leave

    def withhold(self, source: str, rules: tuple[str, ...]) -> None:
        """Nothing may be asked today."""
        self.withheld, today = True, self.services.clock.now().date()
        record = f"withheld:{today.isoformat()}"
        event = WatchEvent(
            id=self.event_id(source, record),
            kind=EventKind.WITHHELD,
            companies=(),
            on=today,
            source=source,
            record=record,
            rules=rules,
        )
        self.events.append(event)

    def serves(self, kind: EventKind) -> bool:
        """Whether an event of this kind serves a purpose of the watch."""
        return serves(kind, self.state.watch.purposes)

    def mentions(self) -> tuple[EntityId, ...]:
        """The debtor in the registers."""
        best = self.report.match.best if self.report and self.report.match else None
        return best.candidate.mentions if best else ()

    def event_id(self, source: str, record: str) -> str:
        """The id of an event of this watch."""
        return self.store.event_id(self.state.watch.id, source, record)
