"""Mandates, basis records, cases and judgements at rest. What tells about a person is sealed.

A desk is a circle of colleagues: what belongs to another desk does not exist for the reader.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Table, insert, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from api.documents import (
    DocumentVault,
    Kept,
    KeptBasis,
    KeptCase,
    KeptHistory,
    KeptJudgement,
    KeptMandate,
    read,
    write,
)
from api.rights.overlay import as_it_stands
from api.rights.persons import admit
from api.safeguards.sight import sees
from api.safeguards.tables import case_assignments
from api.tables import basis_records, cases, histories, judgements, mandates, metadata, searches
from tracer.case import BasisRecord, Case, CaseId, ContactHistory, HumanJudgement, Mandate
from tracer.errors import Conflict, NotFound
from tracer.ports import Clock

MAIN_DESK = "main"
Paper = TypeVar("Paper", Mandate, BasisRecord)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """One case in a list: nothing about whom it is."""

    id: CaseId
    reference: str
    created_at: datetime
    state: str  # ready, or the state of its last search


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredJudgement:
    """A judgement with its id and the journal entry that has it."""

    id: str
    receipt: int
    judgement: HumanJudgement


class Taken(Conflict):
    """The id is taken. An id comes from the request that made it: the same request made it before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredHistory:
    """What was tried, as it was told on a day, and the journal entry that has it."""

    id: str
    receipt: int
    told_at: datetime
    history: ContactHistory


class SqlStore:
    """Cases and the papers they rest on, over one engine; satisfies `tracer.ports.CaseStore`."""

    def __init__(self, engine: AsyncEngine, vault: DocumentVault, clock: Clock) -> None:
        self._engine = engine
        self._reader = engine.execution_options(reading=True)
        self._vault = vault
        self._clock = clock

    async def prepare(self) -> None:
        """Make the tables that are not there yet."""
        async with self._engine.begin() as connection:
            await connection.run_sync(metadata.create_all)

    async def ping(self) -> None:
        """Raises when the database does not answer."""
        async with self._reader.connect() as connection:
            await connection.execute(text("SELECT 1"))

    async def add_mandate(self, paper_id: str, mandate: Mandate, desk: str = MAIN_DESK) -> None:
        """Keep a mandate; Conflict if its id is taken."""
        await self._add_paper(mandates, KeptMandate, paper_id, mandate, desk)

    async def mandate(self, paper_id: str, desk: str = MAIN_DESK) -> Mandate:
        """The mandate of that id, or NotFound."""
        return await self._paper(mandates, KeptMandate, paper_id, desk)

    async def mandates(self, desk: str = MAIN_DESK) -> tuple[tuple[str, Mandate], ...]:
        """Every mandate of a desk with its id, oldest first."""
        return await self._papers(mandates, KeptMandate, desk)

    async def add_basis(self, paper_id: str, basis: BasisRecord, desk: str = MAIN_DESK) -> None:
        """Keep a basis record; Conflict if its id is taken."""
        await self._add_paper(basis_records, KeptBasis, paper_id, basis, desk)

    async def basis(self, paper_id: str, desk: str = MAIN_DESK) -> BasisRecord:
        """The basis record of that id, or NotFound."""
        return await self._paper(basis_records, KeptBasis, paper_id, desk)

    async def bases(self, desk: str = MAIN_DESK) -> tuple[tuple[str, BasisRecord], ...]:
        """Every basis record of a desk with its id, oldest first."""
        return await self._papers(basis_records, KeptBasis, desk)

    async def add(self, case: Case, desk: str = MAIN_DESK) -> None:
        """Keep a new case; Conflict if its id is taken."""
        document = write(KeptCase, replace(case, judgements=()))
        row = {
            "id": case.id,
            "desk": desk,
            "reference": case.reference,
            "created_at": self._clock.now(),
            "document": self._vault.seal_bytes(case.id, "case", document),
        }
        opened = {"case_id": case.id, "operator": case.operator, "assigned_by": case.operator}
        try:
            async with self._engine.begin() as connection:
                await connection.execute(insert(cases).values(**row))
                now = self._clock.now()
                await connection.execute(insert(case_assignments).values(assigned_at=now, **opened))
                await admit(connection, self._vault, case, now)
        except IntegrityError:
            raise Taken("there is already a case of this id") from None

    async def get(self, case: CaseId) -> Case:
        """The case of that id with its judgements and what is in force of it, or NotFound."""
        asked = select(cases.c.document).where(cases.c.id == case)
        async with self._reader.connect() as connection:
            sealed = (await connection.execute(asked)).scalar_one_or_none()
        if sealed is None:
            raise NotFound("there is no such case")
        found = read(KeptCase, self._vault.open_bytes(case, "case", sealed))
        newer = await self.history(case)
        if newer is not None:
            found = replace(found, history=newer.history)
        last = {stored.judgement.candidate: stored.judgement for stored in await self.judged(case)}
        found = replace(found, judgements=tuple(last.values()))
        told_at, now = newer.told_at if newer else None, self._clock.now()
        async with self._reader.connect() as connection:
            return await as_it_stands(connection, self._vault, found, told_at, now)

    async def visible(self, case: CaseId, desk: str) -> Case:
        """The case, if it is of this desk; another desk's case is NotFound like none at all."""
        asked = select(cases.c.n).where(cases.c.id == case, cases.c.desk == desk)
        async with self._reader.connect() as connection:
            if (await connection.execute(asked)).first() is None:
                raise NotFound("there is no such case")
        return await self.get(case)

    async def assigned(self, case: CaseId, desk: str, operator: str) -> Case:
        """The case, if this operator of this desk may see it; NotFound like none at all otherwise."""
        seen = sees(operator, self._clock.now())
        asked = select(cases.c.n).where(cases.c.id == case, cases.c.desk == desk, seen)
        async with self._reader.connect() as connection:
            if (await connection.execute(asked)).first() is None:
                raise NotFound("there is no such case")
        return await self.get(case)

    async def lines(
        self, desk: str, operator: str, *, after: str | None = None, limit: int = 100
    ) -> tuple[CaseLine, ...]:
        """The cases an operator may see, newest first; `after` is the last id of the page before."""
        state = (
            select(searches.c.state)
            .where(searches.c.case_id == cases.c.id)
            .order_by(searches.c.n.desc())
            .limit(1)
            .scalar_subquery()
        )
        asked = (
            select(cases.c.id, cases.c.reference, cases.c.created_at, state.label("state"))
            .where(cases.c.desk == desk, sees(operator, self._clock.now()))
            .order_by(cases.c.n.desc())
            .limit(limit)
        )
        if after is not None:
            place = select(cases.c.n).where(cases.c.id == after, cases.c.desk == desk)
            asked = asked.where(cases.c.n < place.scalar_subquery())
        async with self._reader.connect() as connection:
            rows = (await connection.execute(asked)).all()
        return tuple(
            CaseLine(
                id=CaseId(row.id),
                reference=row.reference,
                created_at=row.created_at,
                state=row.state or "ready",
            )
            for row in rows
        )

    async def judge(self, case: CaseId, stored: StoredJudgement) -> None:
        """Append a judgement. An earlier one on the same candidate stays and is no longer in force."""
        document = write(KeptJudgement, stored.judgement)
        row = {
            "id": stored.id,
            "case_id": case,
            "receipt": stored.receipt,
            "document": self._vault.seal_bytes(case, f"judgement|{stored.id}", document),
        }
        await self._insert(judgements, row, "there is already a judgement of this id")

    async def judged(self, case: CaseId) -> tuple[StoredJudgement, ...]:
        """Every judgement of a case, oldest first."""
        asked = select(judgements).where(judgements.c.case_id == case).order_by(judgements.c.n)
        async with self._reader.connect() as connection:
            rows = (await connection.execute(asked)).all()
        return tuple(
            StoredJudgement(
                id=row.id,
                receipt=row.receipt,
                judgement=read(
                    KeptJudgement,
                    self._vault.open_bytes(case, f"judgement|{row.id}", row.document),
                ),
            )
            for row in rows
        )

    async def tell(self, case: CaseId, told: StoredHistory) -> None:
        """Append what was tried since. It supersedes what the case was opened with; nothing goes."""
        document = write(KeptHistory, told.history)
        row = {
            "id": told.id,
            "case_id": case,
            "receipt": told.receipt,
            "created_at": told.told_at,
            "document": self._vault.seal_bytes(case, f"history|{told.id}", document),
        }
        await self._insert(histories, row, "there is already a history of this id")

    async def history(self, case: CaseId) -> StoredHistory | None:
        """The history in force, if one was told after the case was opened."""
        asked = select(histories).where(histories.c.case_id == case)
        async with self._reader.connect() as connection:
            latest = asked.order_by(histories.c.n.desc()).limit(1)
            row = (await connection.execute(latest)).one_or_none()
        if row is None:
            return None
        document = self._vault.open_bytes(case, f"history|{row.id}", row.document)
        return StoredHistory(
            id=row.id,
            receipt=row.receipt,
            told_at=row.created_at,
            history=read(KeptHistory, document),
        )

    async def _add_paper(
        self, table: Table, kind: type[Kept[Paper]], paper_id: str, paper: Paper, desk: str
    ) -> None:
        row = {
            "id": paper_id,
            "desk": desk,
            "created_at": self._clock.now(),
            "document": write(kind, paper).decode(),
        }
        await self._insert(table, row, "there is already one of this id")

    async def _paper(
        self, table: Table, kind: type[Kept[Paper]], paper_id: str, desk: str
    ) -> Paper:
        asked = select(table.c.document).where(table.c.id == paper_id, table.c.desk == desk)
        async with self._reader.connect() as connection:
            document = (await connection.execute(asked)).scalar_one_or_none()
        if document is None:
            raise NotFound("there is no such record")
        return read(kind, document.encode())

    async def _papers(
        self, table: Table, kind: type[Kept[Paper]], desk: str
    ) -> tuple[tuple[str, Paper], ...]:
        asked = select(table.c.id, table.c.document).where(table.c.desk == desk).order_by(table.c.n)
        async with self._reader.connect() as connection:
            rows = (await connection.execute(asked)).all()
        return tuple((row.id, read(kind, row.document.encode())) for row in rows)

    async def _insert(self, table: Table, row: dict[str, object], taken: str) -> None:
        try:
            async with self._engine.begin() as connection:
                await connection.execute(insert(table).values(**row))
        except IntegrityError:
            raise Taken(taken) from None
