"""A journal in memory, chained like the durable one: for tests and trials, lost with the process."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

from policies.chain import START, Head, RawEntry, check, linked
from tracer.errors import Conflict, IntegrityFailure, JournalUnavailable, NotFound
from tracer.lawful import Grant, Receipt
from tracer.ports import Clock, JournalEntry, StoredEntry, Verification

TOLERANCE = timedelta(seconds=2)
"""How far the clock may step back between two entries; beyond, nothing is written."""


def not_before(now: datetime, latest: datetime | None) -> datetime:
    """The time of the next entry: never before the last. Raises JournalUnavailable beyond tolerance."""
    if latest is None or now >= latest:
        return now
    if latest - now > TOLERANCE:
        raise JournalUnavailable("the clock went backwards")
    return latest


class MemoryJournal:
    """Append-only and chained per case, in memory."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._entries: list[RawEntry] = []
        self._heads: dict[str | None, Head] = {}
        self._snapshots: dict[int, tuple[str | None, bytes]] = {}
        self._grants: dict[str, Grant] = {}
        self._used: set[str] = set()
        self._lock = asyncio.Lock()

    async def append(
        self, entry: JournalEntry, *, snapshot: bytes | None = None, grant: Grant | None = None
    ) -> Receipt:
        """Write one entry with its snapshot and grant, or raise JournalUnavailable."""
        async with self._lock:
            if grant is not None and grant.id in self._grants:
                raise JournalUnavailable("there is already a grant of this id")
            receipt = self._write(entry)
            if snapshot is not None:
                self._snapshots[receipt.sequence] = (entry.case, snapshot)
            if grant is not None:
                self._grants[grant.id] = replace(grant, decision=receipt.sequence)
            return receipt

    async def use(self, grant: Grant, entry: JournalEntry) -> Receipt:
        """Use a grant up; NotFound, Conflict or IntegrityFailure as the port says."""
        async with self._lock:
            kept = self._grants.get(grant.id)
            if kept is None:
                raise NotFound("there is no such grant")
            if kept != grant:
                raise IntegrityFailure("the grant is not the one that was written")
            if grant.id in self._used:
                raise Conflict("the grant was used")
            receipt = self._write(entry)
            self._used.add(grant.id)
            return receipt

    async def unused(self, before: datetime) -> tuple[Grant, ...]:
        """Grants never used whose term ended before an instant."""
        return tuple(
            grant
            for grant in self._grants.values()
            if grant.id not in self._used and grant.expires_at < before
        )

    async def snapshot(self, sequence: int) -> bytes | None:
        """The sealed snapshot beside an entry, if it is still there."""
        return self._snapshots.get(sequence, (None, None))[1]

    async def forget(self, case: str) -> int:
        """Remove the snapshots of a case; how many went."""
        going = [sequence for sequence, (owner, _) in self._snapshots.items() if owner == case]
        for sequence in going:
            del self._snapshots[sequence]
        return len(going)

    async def prove(self, sequence: int) -> StoredEntry:
        """One entry with what chains it; NotFound if there is none."""
        if not 1 <= sequence <= len(self._entries):
            raise NotFound("no such journal entry")
        return self._entries[sequence - 1].stored()

    async def read(
        self, case: str | None = None, *, after: int = 0, limit: int | None = None
    ) -> tuple[StoredEntry, ...]:
        """Entries in order, all or those of one case, from the one that follows `after`."""
        found = [raw for raw in self._entries[max(after, 0) :] if case is None or raw.case == case]
        return tuple(raw.stored() for raw in found[:limit])

    async def verify(self) -> Verification:
        """Rebuild everything from the raw entries."""
        return check(self._entries)

    def _write(self, entry: JournalEntry) -> Receipt:
        latest = self._entries[-1].stored().receipt.at if self._entries else None
        at = not_before(self._clock.now(), latest)
        head = self._heads.get(entry.case, START)
        try:
            raw = linked(entry, len(self._entries) + 1, head, at)
        except (TypeError, ValueError) as error:
            raise JournalUnavailable("the entry is not plain data") from error
        self._entries.append(raw)
        self._heads[entry.case] = Head(place=raw.place, entry_hash=raw.entry_hash)
        return Receipt(sequence=raw.sequence, entry_hash=raw.entry_hash, at=at)
