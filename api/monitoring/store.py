"""The watches and their events at rest, sealed like every document of a case.

An event is written with the state of its watch, in one transaction: a stop loses neither and
repeats neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from api.documents import DocumentVault, Kept, read, write
from api.monitoring.tables import watch_events, watches
from tracer.case import CaseId
from tracer.errors import NotFound
from tracer.monitoring import CompanyFacts, CompanyWatch, WatchedCompany, WatchEvent
from tracer.ports import Clock

if TYPE_CHECKING:
    from api.services import Services


class WatchEnd(StrEnum):
    """Why a watch is over."""

    TERM = "term"
    CLOSED = "closed"  # the claim was
    ASKED = "asked"
    NOT_THE_PERSON = "not_the_person"  # "this is not me" was settled that way


class Heard(StrEnum):
    """How the last question to a source ended. What did not answer says nothing of the company."""

    ANSWERED = "answered"
    WITHHELD = "withheld"  # the policy, or the register, does not let it be known
    UNAVAILABLE = "unavailable"
    NOT_ASKED = "not_asked"  # no such source is connected


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What a register last told of a company, and how many times it was told."""

    company: WatchedCompany
    facts: CompanyFacts
    times: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchState:
    """A watch and where its polls are. `seen_to` is the day to which the gazette was read whole."""

    watch: CompanyWatch
    seen_to: date
    snapshots: tuple[Snapshot, ...] = ()
    heard: tuple[tuple[str, Heard], ...] = ()  # by source, the last time

    def snapshot(self, company: WatchedCompany) -> Snapshot | None:
        """What is known of a company, if its register told."""
        return next((one for one in self.snapshots if one.company == company), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredWatch:
    """A watch, its state, and the journal entry that has it."""

    state: WatchState
    receipt: int
    polled_at: datetime | None = None
    ended_at: datetime | None = None
    end: WatchEnd | None = None

    @property
    def watch(self) -> CompanyWatch:
        """As it was asked for."""
        return self.state.watch


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEvent:
    """An event, of which watch, when it was found, and the journal entry that has it."""

    event: WatchEvent
    watch: str
    found_at: datetime
    receipt: int = field(default=0)


KeptState = Kept[WatchState]
KeptEvent = Kept[WatchEvent]


class WatchStore:
    """Watches over one engine."""

    def __init__(self, engine: AsyncEngine, vault: DocumentVault, clock: Clock) -> None:
        self._engine = engine
        self._reader = engine.execution_options(reading=True)
        self._vault = vault
        self._clock = clock

    async def add(self, state: WatchState, receipt: int) -> StoredWatch:
        """Keep a new watch; the one that is there when it was kept before."""
        watch = state.watch
        row = {
            "id": watch.id,
            "case_id": watch.case,
            "receipt": receipt,
            "until": watch.until,
            "document": self._sealed(state),
        }
        try:
            async with self._engine.begin() as connection:
                await connection.execute(insert(watches).values(**row))
        except IntegrityError:
            return await self.get(watch.id)
        return StoredWatch(state=state, receipt=receipt)

    async def get(self, watch: str) -> StoredWatch:
        """The watch of that id, or NotFound."""
        async with self._reader.connect() as connection:
            asked = select(watches).where(watches.c.id == watch)
            row = (await connection.execute(asked)).one_or_none()
        if row is None:
            raise NotFound("there is no such watch")
        return self._read(row)

    async def of_case(self, case: CaseId) -> tuple[StoredWatch, ...]:
        """Every watch of a case, oldest first, those that are over too."""
        asked = select(watches).where(watches.c.case_id == case).order_by(watches.c.n)
        async with self._reader.connect() as connection:
            return tuple(self._read(row) for row in (await connection.execute(asked)).all())

    async def running(self, polled_before: datetime | None = None) -> tuple[str, ...]:
        """The ids of the watches that are not over, or those of them not polled since an instant."""
        asked = select(watches.c.id).where(watches.c.ended_at.is_(None)).order_by(watches.c.n)
        if polled_before is not None:
            never = watches.c.polled_at.is_(None)
            asked = asked.where(never | (watches.c.polled_at <= polled_before))
        async with self._reader.connect() as connection:
            return tuple((await connection.execute(asked)).scalars())

    async def known(self, watch: str) -> frozenset[str]:
        """The ids of the events a watch already has."""
        asked = select(watch_events.c.id).where(watch_events.c.watch_id == watch)
        async with self._reader.connect() as connection:
            return frozenset((await connection.execute(asked)).scalars())

    async def polled(self, state: WatchState, events: Sequence[StoredEvent]) -> None:
        """Keep what a poll brought and where it stands now, all or nothing.

        A watch that ended or went with its case meanwhile is left as it is.
        """
        watch, now = state.watch, self._clock.now()
        async with self._engine.begin() as connection:
            moved = await connection.execute(
                update(watches)
                .where(watches.c.id == watch.id, watches.c.ended_at.is_(None))
                .values(polled_at=now, document=self._sealed(state))
            )
            if not moved.rowcount:
                return
            there = select(watch_events.c.id).where(watch_events.c.watch_id == watch.id)
            known = set((await connection.execute(there)).scalars())
            rows = [self._row(watch, one) for one in events if one.event.id not in known]
            if rows:
                await connection.execute(insert(watch_events), rows)

    async def end(self, watch: str, why: WatchEnd) -> None:
        """End a watch; one that is over stays as it ended."""
        async with self._engine.begin() as connection:
            await connection.execute(
                update(watches)
                .where(watches.c.id == watch, watches.c.ended_at.is_(None))
                .values(ended_at=self._clock.now(), end=why)
            )

    async def forget(self, case: CaseId, why: WatchEnd) -> int:
        """End the watches of a case, without their companies or what was told; how many events went."""
        async with self._engine.begin() as connection:
            of = watches.c
            asked = select(watches).where(of.case_id == case)
            for kept in [self._read(row) for row in (await connection.execute(asked)).all()]:
                bare = replace(kept.watch, companies=())
                values: dict[str, Any] = {
                    "document": self._sealed(WatchState(watch=bare, seen_to=kept.state.seen_to))
                }
                if kept.ended_at is None:
                    values |= {"ended_at": self._clock.now(), "end": why}
                await connection.execute(update(watches).where(of.id == bare.id).values(**values))
            events = delete(watch_events).where(watch_events.c.case_id == case)
            return (await connection.execute(events)).rowcount

    async def events(self, case: CaseId) -> tuple[StoredEvent, ...]:
        """Every event of a case, in the order they were found."""
        asked = select(watch_events).where(watch_events.c.case_id == case)
        async with self._reader.connect() as connection:
            rows = (await connection.execute(asked.order_by(watch_events.c.n))).all()
        return tuple(
            StoredEvent(
                event=read(
                    KeptEvent,
                    self._vault.open_bytes(case, f"watch-event|{row.id}", row.document),
                ),
                watch=row.watch_id,
                found_at=row.found_at,
                receipt=row.receipt,
            )
            for row in rows
        )

    def event_id(self, watch: str, source: str, record: str) -> str:
        """The id of what a record of a source is to a watch: opaque, the same each time."""
        return "eve_" + self._vault.pseudonym(f"watch|{watch}|{source}|{record}")[:24]

    def _sealed(self, state: WatchState) -> bytes:
        watch = state.watch
        return self._vault.seal_bytes(watch.case, f"watch|{watch.id}", write(KeptState, state))

    def _row(self, watch: CompanyWatch, stored: StoredEvent) -> dict[str, Any]:
        event = stored.event
        document = write(KeptEvent, event)
        return {
            "id": event.id,
            "watch_id": watch.id,
            "case_id": watch.case,
            "receipt": stored.receipt,
            "found_at": stored.found_at,
            "document": self._vault.seal_bytes(watch.case, f"watch-event|{event.id}", document),
        }

    def _read(self, row: Row[Any]) -> StoredWatch:
        document = self._vault.open_bytes(row.case_id, f"watch|{row.id}", row.document)
        return StoredWatch(
            state=read(KeptState, document),
            receipt=row.receipt,
            polled_at=row.polled_at,
            ended_at=row.ended_at,
            end=WatchEnd(row.end) if row.end else None,
        )


def watch_store(services: Services) -> WatchStore:
    """The watches beside the other papers of the cases."""
    return WatchStore(services.rights.engine, services.rights.vault, services.clock)


def told(state: WatchState, company: WatchedCompany, facts: CompanyFacts) -> WatchState:
    """The state once a register told of a company again."""
    before = state.snapshot(company)
    now = Snapshot(company=company, facts=facts, times=before.times + 1 if before else 1)
    others = tuple(one for one in state.snapshots if one.company != company)
    return replace(state, snapshots=(*others, now))
