"""What every safeguard stands on, and the one way each of them raises the alarm."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncEngine

from api.documents import DocumentVault
from api.store import SqlStore
from policies.safeguards import PLANTED_SHARE
from tracer.ports import Clock, Journal, JournalEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """The tables, the keyed hashes, the journal and the time. `strict` is the production profile.

    `planted_share` is how many of the searches that ask for a judgement get a planted wrong match.
    """

    engine: AsyncEngine
    vault: DocumentVault
    journal: Journal
    store: SqlStore
    clock: Clock
    strict: bool = False
    planted_share: float = PLANTED_SHARE

    @property
    def reader(self) -> AsyncEngine:
        """The same tables, to read only."""
        return self.engine.execution_options(reading=True)

    async def note(
        self, kind: str, operator: str | None, case: str | None = None, **body: object
    ) -> int:
        """Write down what a safeguard did, by whom, in which case; the entry's place."""
        entry = JournalEntry(kind=kind, case=case, subject=None, operator=operator, body=body)
        return (await self.journal.append(entry)).sequence

    async def alert(self, alert: str, operator: str | None, case: str | None = None) -> int:
        """Raise the alarm in the service's own chain, where those who work the case do not read."""
        return await self.note("alert", operator, alert=alert, about_case=case)
