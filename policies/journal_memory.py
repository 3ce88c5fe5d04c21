"""A journal in memory, chained like the durable one: for tests and trials, lost with the process."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

from policies.chain import START, Head, RawEntry, check, linked
from tracer.errors import JournalUnavailable, NotFound
from tracer.lawful import Receipt
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
    """Append-only and hash-chained, in memory."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._entries: list[RawEntry] = []
        self._last: Receipt | None = None
        self._lock = asyncio.Lock()

    async def append(self, entry: JournalEntry) -> Receipt:
        """Write one entry, or raise JournalUnavailable."""
        async with self._lock:
            last = self._last
            at = not_before(self._clock.now(), last.at if last else None)
            head = Head(sequence=last.sequence, entry_hash=last.entry_hash) if last else START
            try:
                raw = linked(entry, head, at)
            except (TypeError, ValueError) as error:
                raise JournalUnavailable("the entry is not plain data") from error
            self._entries.append(raw)
            self._last = Receipt(sequence=raw.sequence, entry_hash=raw.entry_hash, at=at)
            return self._last

    async def prove(self, sequence: int) -> StoredEntry:
        """One entry with what chains it; NotFound if there is none."""
        if not 1 <= sequence <= len(self._entries):
            raise NotFound("no such journal entry")
        return self._entries[sequence - 1].stored()

    async def read(self, case: str | None = None) -> tuple[StoredEntry, ...]:
        """Entries in order, all or those of one case."""
        return tuple(raw.stored() for raw in self._entries if case is None or raw.case == case)

    async def verify(self) -> Verification:
        """Rebuild the whole chain from the raw entries."""
        return check(replace(raw) for raw in self._entries)
