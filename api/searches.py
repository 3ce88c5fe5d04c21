"""Searches at rest: queued, running, finished or failed, each with its sealed report once it has one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from api.documents import DocumentVault, KeptReport, read, write
from api.errors import SearchStopped
from api.rights.persons import index_report
from api.safeguards.sight import sees
from api.tables import cases, searches
from tracer.case import CaseId
from tracer.errors import Conflict, NotFound
from tracer.ports import Clock
from tracer.report import TraceReport

NO_SEARCH = "there is no such search"


class SearchState(StrEnum):
    """Where a search stands. Queued and running ones are run again when the process starts."""

    QUEUED = "queued"
    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"


NOT_OVER = (SearchState.QUEUED, SearchState.RUNNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """One run of a trace. `error` is the code of what went wrong, never its words."""

    id: str
    case: CaseId
    asked_by: str
    state: SearchState
    created_at: datetime
    finished_at: datetime | None = None
    error: str | None = None


class SqlSearches:
    """Searches over one engine; reports are sealed under the key of the case's subject."""

    def __init__(self, engine: AsyncEngine, vault: DocumentVault, clock: Clock) -> None:
        self._engine = engine
        self._reader = engine.execution_options(reading=True)
        self._vault = vault
        self._clock = clock

    async def add(self, search: str, case: CaseId, asked_by: str) -> Search:
        """Queue a search; Conflict if the case has another that is not over.

        Asked again under the same id, the answer is the search that is there.
        """
        row = {
            "id": search,
            "case_id": case,
            "asked_by": asked_by,
            "state": SearchState.QUEUED,
            "created_at": self._clock.now(),
        }
        waiting = select(searches.c.id).where(
            searches.c.case_id == case,
            searches.c.id != search,
            searches.c.state.in_(NOT_OVER),
        )
        try:
            async with self._engine.begin() as connection:
                if (await connection.execute(waiting)).first() is not None:
                    raise Conflict("a search of this case is not over yet; wait for it")
                await connection.execute(insert(searches).values(**row))
        except IntegrityError:
            there = await self.get(search)
            if there.case != case:
                raise Conflict("there is already a search of this id") from None
            return there
        return await self.get(search)

    async def get(self, search: str) -> Search:
        """The search of that id, or NotFound."""
        asked = select(searches).where(searches.c.id == search)
        async with self._reader.connect() as connection:
            row = (await connection.execute(asked)).one_or_none()
        if row is None:
            raise NotFound(NO_SEARCH)
        return as_search(row)

    async def visible(self, search: str, desk: str, operator: str) -> Search:
        """The search, if this operator may see its case; NotFound like none at all otherwise."""
        seen = sees(operator, self._clock.now())
        asked = select(searches).join(cases)
        asked = asked.where(searches.c.id == search, cases.c.desk == desk, seen)
        async with self._reader.connect() as connection:
            row = (await connection.execute(asked)).one_or_none()
        if row is None:
            raise NotFound(NO_SEARCH)
        return as_search(row)

    async def of_case(self, case: CaseId) -> tuple[Search, ...]:
        """Every search of a case, newest first."""
        asked = select(searches).where(searches.c.case_id == case).order_by(searches.c.n.desc())
        async with self._reader.connect() as connection:
            return tuple(as_search(row) for row in (await connection.execute(asked)).all())

    async def unfinished(self) -> tuple[Search, ...]:
        """Every search that is not over, oldest first."""
        asked = select(searches).where(searches.c.state.in_(NOT_OVER)).order_by(searches.c.n)
        async with self._reader.connect() as connection:
            return tuple(as_search(row) for row in (await connection.execute(asked)).all())

    async def mark_running(self, search: str) -> None:
        """The search has begun."""
        async with self._engine.begin() as connection:
            await connection.execute(
                update(searches)
                .where(searches.c.id == search, searches.c.state.in_(NOT_OVER))
                .values(state=SearchState.RUNNING)
            )

    async def finish(self, search: str, report: TraceReport) -> None:
        """Keep the report, sealed, and say that the search is over."""
        sealed = self._vault.seal_bytes(
            report.case.id, f"report|{search}", write(KeptReport, report)
        )
        now = self._clock.now()
        async with self._engine.begin() as connection:
            over = await connection.execute(
                update(searches)
                .where(searches.c.id == search, searches.c.state.in_(NOT_OVER))
                .values(state=SearchState.FINISHED, finished_at=now, error=None, document=sealed)
            )
            if over.rowcount:  # otherwise it was stopped meanwhile, and what it found is dropped
                await index_report(connection, self._vault, report, now)

    async def fail(self, search: str, code: str) -> None:
        """Say that the search failed, by the code of what went wrong, unless it is over."""
        async with self._engine.begin() as connection:
            await connection.execute(
                update(searches)
                .where(searches.c.id == search, searches.c.state.in_(NOT_OVER))
                .values(state=SearchState.FAILED, finished_at=self._clock.now(), error=code)
            )

    async def retire(self, case: CaseId, code: str = SearchStopped.code) -> None:
        """Take back what every search of a case found: it was about somebody else."""
        async with self._engine.begin() as connection:
            await connection.execute(
                update(searches)
                .where(searches.c.case_id == case)
                .values(
                    state=SearchState.FAILED,
                    finished_at=self._clock.now(),
                    error=code,
                    document=None,
                )
            )

    async def report(self, search: str) -> TraceReport | None:
        """The report of a search, or None while it has none."""
        asked = select(searches.c.case_id, searches.c.document).where(searches.c.id == search)
        async with self._reader.connect() as connection:
            row = (await connection.execute(asked)).one_or_none()
        if row is None or row.document is None:
            return None
        return read(
            KeptReport, self._vault.open_bytes(row.case_id, f"report|{search}", row.document)
        )

    async def latest_report(self, case: CaseId) -> TraceReport | None:
        """The report of the case's last finished search."""
        finished = (s.id for s in await self.of_case(case) if s.state is SearchState.FINISHED)
        last = next(finished, None)
        return await self.report(last) if last else None


def as_search(row: Row[Any]) -> Search:
    """A row as a search."""
    return Search(
        id=row.id,
        case=CaseId(row.case_id),
        asked_by=row.asked_by,
        state=SearchState(row.state),
        created_at=row.created_at,
        finished_at=row.finished_at,
        error=row.error,
    )
