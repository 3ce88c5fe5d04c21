"""Persons nobody may find here: a case about one ends like a search that found nothing.

The same steps run, the same rules decide, the same entries are written; only no source is asked.
That a search was about such a person is sealed in an entry that every search leaves alike.
"""

from __future__ import annotations

import asyncio
import random
from collections import deque
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from time import monotonic

from sqlalchemy import delete, insert, select

from api.rights.persons import cases_sharing
from api.safeguards.tables import protected_keys
from api.safeguards.watch import Watch
from api.searches import SqlSearches
from api.tables import answers
from policies.same_person import asked_lines, kept_lines
from tracer.case import Case
from tracer.deaths import DeathAnswer
from tracer.entities import Entity, Record
from tracer.errors import BudgetExhausted, TracerError
from tracer.lawful import Allowance, Permit
from tracer.ports import Connector, DeathFile
from tracer.report import TraceReport
from tracer.source import SourceCard
from tracer.subject import Subject
from tracer.trace import Toolkit, trace

LIST = "protected"  # whose key seals the verdicts
USUAL = (1, 0.3)
"""Calls and seconds of a question, as long as nothing was measured in this process."""

NOTHING: tuple[Record, ...] = ()
NOBODY = "Xqzwyxk"  # a name nobody bears


async def protect(
    watch: Watch, searches: SqlSearches, person: str, subject: Subject, *, by: str
) -> None:
    """Put a person on the list, as keyed hashes. What was found about them before is taken back."""
    await watch.note("protected_added", by, person=person)
    rows = [{"key": key, "person": person} for key in keys(watch, kept_lines(subject))]
    async with watch.engine.begin() as connection:
        there = select(protected_keys.c.key).where(
            protected_keys.c.key.in_([row["key"] for row in rows])
        )
        known = set((await connection.execute(there)).scalars())
        if new := [row for row in rows if row["key"] not in known]:
            await connection.execute(insert(protected_keys), new)
        shared = await cases_sharing(connection, watch.vault, subject, certain=False)
        await connection.execute(delete(answers).where(answers.c.case_id.in_(shared)))
    for case in shared:
        await searches.retire(case, TracerError.code)


async def unprotect(watch: Watch, person: str, *, by: str) -> int:
    """Take an entry off the list; how many hashes went."""
    await watch.note("protected_removed", by, person=person)
    async with watch.engine.begin() as connection:
        gone = await connection.execute(
            delete(protected_keys).where(protected_keys.c.person == person)
        )
    return gone.rowcount


async def listed(watch: Watch, subject: Subject) -> bool:
    """Whether somebody who may be this person is on the list."""
    asked = select(protected_keys.c.key).where(
        protected_keys.c.key.in_(keys(watch, asked_lines(subject)))
    )
    async with watch.reader.connect() as connection:
        return (await connection.execute(asked)).first() is not None


def keys(watch: Watch, lines: Iterable[str]) -> list[str]:
    """Keyed hashes of lines; no other list holds the same."""
    return [watch.vault.pseudonym(f"protected|{line}") for line in sorted(lines)]


async def guarded(watch: Watch, kit: Toolkit, case: Case) -> TraceReport:
    """The trace of a case; of a protected person, with sources that are never asked."""
    hidden = await listed(watch, case.subject)
    verdict = watch.vault.seal_bytes(LIST, f"verdict|{case.id}", b"1" if hidden else b"0")
    await watch.note("protection_checked", None, about_case=case.id, verdict=verdict.hex())
    return await trace(case, silent(kit) if hidden else kit)


async def alerts(watch: Watch) -> tuple[tuple[datetime, str, int], ...]:
    """The searches about protected persons, for compliance: when, which case, which entry."""
    found = []
    for stored in await watch.journal.read():
        entry = stored.entry
        if entry.kind == "protection_checked":
            case, verdict = entry.body["about_case"], bytes.fromhex(entry.body["verdict"])
            if watch.vault.open_bytes(LIST, f"verdict|{case}", verdict) == b"1":
                found.append((stored.receipt.at, case, stored.receipt.sequence))
    return tuple(found)


def silent(kit: Toolkit) -> Toolkit:
    """The same kit, where no source and no file is asked and each takes its usual time."""
    connectors = {source: Silent(asked) for source, asked in kit.connectors.items()}
    return replace(kit, connectors=connectors, deaths=kit.deaths and SilentDeaths(kit.deaths))


def paced(connectors: Mapping[str, Connector]) -> dict[str, Connector]:
    """The same sources, with what each question costs remembered in this process."""
    return {source: Paced(asked) for source, asked in connectors.items()}


@dataclass(frozen=True, slots=True)
class Paced:
    """A source that remembers how many calls and seconds its last questions took."""

    inner: Connector
    costs: deque[tuple[int, float]] = field(default_factory=lambda: deque(maxlen=64))

    @property
    def card(self) -> SourceCard:
        """The source's own."""
        return self.inner.card

    def search(self, subject: Subject, permit: Permit) -> AsyncIterator[Record]:
        """The source's own answer."""
        return self._timed(self.inner.search(subject, permit), permit)

    def expand(self, entity: Entity, permit: Permit) -> AsyncIterator[Record]:
        """The source's own answer."""
        return self._timed(self.inner.expand(entity, permit), permit)

    async def _timed(self, records: AsyncIterator[Record], permit: Permit) -> AsyncIterator[Record]:
        started, before = monotonic(), permit.allowance.calls
        async for record in records:
            yield record
        if permit.allowance.calls > before:
            self.costs.append((permit.allowance.calls - before, monotonic() - started))


@dataclass(frozen=True, slots=True)
class Silent:
    """Stands in for a source: it refuses what the source would refuse, and finds nothing."""

    inner: Connector

    @property
    def card(self) -> SourceCard:
        """The source's own."""
        return self.inner.card

    def search(self, subject: Subject, permit: Permit) -> AsyncIterator[Record]:
        """Nothing, after the usual time."""
        return self._nothing(self.inner.search(subject, stopped(permit)), permit)

    def expand(self, entity: Entity, permit: Permit) -> AsyncIterator[Record]:
        """Nothing, after the usual time."""
        return self._nothing(self.inner.expand(entity, stopped(permit)), permit)

    async def _nothing(
        self, records: AsyncIterator[Record], permit: Permit
    ) -> AsyncIterator[Record]:
        try:  # whatever the source refuses before it asks, it refuses here in the same words
            async for _ in records:
                pass
        except BudgetExhausted:  # it was about to ask
            costs = self.inner.costs if isinstance(self.inner, Paced) else ()
            calls, seconds = random.choice(tuple(costs) or (USUAL,))  # noqa: S311 - no secret
            for _ in range(calls):
                permit.allowance.take()
                await asyncio.sleep(seconds / calls)
        for record in NOTHING:
            yield record


def stopped(permit: Permit) -> Permit:
    """The same permit for no call at all: nothing can leave under it."""
    return replace(permit, allowance=Allowance(0))


@dataclass(frozen=True, slots=True)
class SilentDeaths:
    """Stands in for the file of deceased persons: nobody in it may be this one."""

    inner: DeathFile

    @property
    def card(self) -> SourceCard:
        """The file's own."""
        return self.inner.card

    @property
    def installed(self) -> bool:
        """Whether there is a file to ask."""
        return self.inner.installed

    def look_up(self, subject: Subject, today: date, alive_on: date | None) -> DeathAnswer:
        """What the file says of a person who is not in it."""
        nobody = tuple(replace(name, surname=NOBODY, given=(NOBODY,)) for name in subject.names)
        return self.inner.look_up(replace(subject, names=nobody), today, alive_on)
