"""Whether the journal holds, checked at most once a minute however many pages ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from tracer.ports import Clock, Journal, Verification

GOOD_FOR = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What the check found, and when it was made."""

    found: Verification
    at: datetime


class JournalCheck:
    """The last check of the whole chain; it costs time in proportion to the journal."""

    def __init__(self, journal: Journal, clock: Clock) -> None:
        self._journal = journal
        self._clock = clock
        self._last: Checked | None = None

    async def latest(self) -> Checked:
        """The check made within the last minute, or a new one."""
        now = self._clock.now()
        if self._last is None or now - self._last.at >= GOOD_FOR:
            self._last = Checked(found=await self._journal.verify(), at=now)
        return self._last
