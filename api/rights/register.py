"""The register of requests about rights, and of "this is not me" reports, at rest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from api.documents import Kept, KeptSubject, read, write
from api.rights.persons import cases_sharing, index_case
from api.rights.standing import person_keys, suppression_kept
from api.rights.tables import (
    case_closings,
    case_subjects,
    request_cases,
    request_keys,
    request_recipients,
    rights_requests,
    suppressions,
)
from api.tables import cases
from policies.rights import (
    OPEN,
    TELL_RECIPIENTS_WITHIN,
    Ground,
    RequestState,
    RightKind,
    RightsRequest,
)
from policies.vault import Vault
from tracer.case import Case, CaseId
from tracer.errors import NotFound
from tracer.ports import Clock
from tracer.subject import Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestNotes:
    """What a request says in words: sealed, and gone with the case."""

    notes: str | None = None
    correction: Subject | None = None
    extension: str | None = None
    reasons: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToTell:
    """A recipient who must be told of a rectification, erasure or restriction (GDPR art. 19)."""

    request: str
    mandate: str
    tell_by: datetime
    told_at: datetime | None


KeptNotes = Kept[RequestNotes]


class RightsRegister:
    """Requests and what follows from them, over one engine. `folder` is where the files lie."""

    def __init__(self, engine: AsyncEngine, vault: Vault, clock: Clock, folder: Path) -> None:
        self.engine = engine
        self.reader = engine.execution_options(reading=True)
        self.vault = vault
        self.clock = clock
        self.folder = folder

    async def add(
        self, request: RightsRequest, notes: RequestNotes, subject: Subject, desk: str
    ) -> RightsRequest:
        """Keep a request; the one that is there when it was kept before."""
        sealed = self.vault.seal_bytes(request.case, f"right|{request.id}", write(KeptNotes, notes))
        keys = person_keys(self.vault, subject)
        try:
            async with self.engine.begin() as connection:
                row = {**row_of(request), "desk": desk, "document": sealed}
                await connection.execute(insert(rights_requests).values(**row))
                if keys:
                    rows = [{"request_id": request.id, "key": key} for key in keys]
                    await connection.execute(insert(request_keys), rows)
        except IntegrityError:
            return await self.get(request.id, desk)
        return request

    async def save(
        self,
        request: RightsRequest,
        notes: RequestNotes | None = None,
        erasing: Iterable[CaseId] = (),
    ) -> None:
        """Keep where a request stands now, at once with the cases that are to be erased by it."""
        row = row_of(request)
        if not request.open:
            row["decided_at"] = self.clock.now()
        if notes is not None:
            row["document"] = self.vault.seal_bytes(
                request.case, f"right|{request.id}", write(KeptNotes, notes)
            )
        async with self.engine.begin() as connection:
            await connection.execute(
                update(rights_requests).where(rights_requests.c.id == request.id).values(**row)
            )
            if taken := [{"request_id": request.id, "case_id": one} for one in erasing]:
                await connection.execute(insert(request_cases), taken)

    async def get(self, request: str, desk: str) -> RightsRequest:
        """The request, if it is of this desk; NotFound otherwise."""
        asked = select(rights_requests).where(
            rights_requests.c.id == request, rights_requests.c.desk == desk
        )
        async with self.reader.connect() as connection:
            row = (await connection.execute(asked)).one_or_none()
        if row is None:
            raise NotFound("there is no such request")
        return as_request(row)

    async def notes(self, request: RightsRequest) -> RequestNotes:
        """What a request says in words; nothing once its case was erased."""
        asked = select(rights_requests.c.document).where(rights_requests.c.id == request.id)
        async with self.reader.connect() as connection:
            sealed = (await connection.execute(asked)).scalar_one_or_none()
        if sealed is None:
            return RequestNotes()
        return read(KeptNotes, self.vault.open_bytes(request.case, f"right|{request.id}", sealed))

    async def requests(
        self, desk: str, *, case: str | None = None, open_only: bool = False
    ) -> tuple[RightsRequest, ...]:
        """A desk's requests, oldest first."""
        asked = select(rights_requests).where(rights_requests.c.desk == desk)
        if case is not None:
            asked = asked.where(rights_requests.c.case_id == case)
        if open_only:
            asked = asked.where(rights_requests.c.state.in_(OPEN))
        async with self.reader.connect() as connection:
            rows = (await connection.execute(asked.order_by(rights_requests.c.n))).all()
        return tuple(as_request(row) for row in rows)

    async def sharing(self, subject: Subject, *, certain: bool) -> tuple[CaseId, ...]:
        """Every case of the agency that surely is about this person, or that only may be."""
        async with self.reader.connect() as connection:
            return await cases_sharing(connection, self.vault, subject, certain=certain)

    async def desk_of(self, case: CaseId) -> str | None:
        """Which desk a case is of."""
        asked = select(cases.c.desk).where(cases.c.id == case)
        async with self.reader.connect() as connection:
            return (await connection.execute(asked)).scalar_one_or_none()

    async def suppress(self, subjects: Iterable[Subject], reason: RightKind) -> None:
        """Put people on the suppression list. They stay there; only keyed hashes are kept."""
        keys = sorted({key for one in subjects for key in suppression_kept(self.vault, one)})
        today = self.clock.now().date()
        async with self.engine.begin() as connection:
            asked = select(suppressions.c.key).where(suppressions.c.key.in_(keys))
            there = {row.key for row in await connection.execute(asked)}
            rows = [
                {"key": key, "reason": reason, "since": today} for key in keys if key not in there
            ]
            if rows:
                await connection.execute(insert(suppressions), rows)

    async def rectify(self, version: str, case: Case, subject: Subject, receipt: int) -> None:
        """Keep a new version of whom a case is about, once, and find it by that from now on."""
        now = self.clock.now()
        sealed = self.vault.seal_bytes(case.id, f"subject|{version}", write(KeptSubject, subject))
        async with self.engine.begin() as connection:
            asked = select(case_subjects.c.n).where(case_subjects.c.id == version)
            if (await connection.execute(asked)).first() is None:
                await connection.execute(
                    insert(case_subjects).values(
                        id=version,
                        case_id=case.id,
                        receipt=receipt,
                        created_at=now,
                        document=sealed,
                    )
                )
            await index_case(connection, self.vault, case.id, subject, now)

    async def close(self, case: CaseId, closed_on: date, receipt: int) -> None:
        """Keep the day a claim was closed, in place of the one before."""
        async with self.engine.begin() as connection:
            await connection.execute(delete(case_closings).where(case_closings.c.case_id == case))
            await connection.execute(
                insert(case_closings).values(case_id=case, closed_on=closed_on, receipt=receipt)
            )

    async def owe_telling(self, request: str, mandates: Iterable[str]) -> None:
        """Keep who must be told of what a request changed, within 72 hours."""
        tell_by = self.clock.now() + TELL_RECIPIENTS_WITHIN
        async with self.engine.begin() as connection:
            asked = select(request_recipients.c.mandate).where(
                request_recipients.c.request_id == request
            )
            there = {row.mandate for row in await connection.execute(asked)}
            rows = [
                {"request_id": request, "mandate": mandate, "tell_by": tell_by}
                for mandate in sorted(set(mandates) - there)
            ]
            if rows:
                await connection.execute(insert(request_recipients), rows)

    async def told(self, request: str, mandate: str) -> None:
        """A recipient was told; NotFound if he is not among those to tell."""
        async with self.engine.begin() as connection:
            done = await connection.execute(
                update(request_recipients)
                .where(
                    request_recipients.c.request_id == request,
                    request_recipients.c.mandate == mandate,
                )
                .values(told_at=self.clock.now())
            )
        if done.rowcount == 0:
            raise NotFound("there is no such recipient to tell")

    async def to_tell(self, desk: str) -> tuple[ToTell, ...]:
        """Every recipient of a desk's requests who must be told or was."""
        asked = (
            select(request_recipients)
            .join(rights_requests)
            .where(rights_requests.c.desk == desk)
            .order_by(request_recipients.c.tell_by)
        )
        async with self.reader.connect() as connection:
            rows = (await connection.execute(asked)).all()
        return tuple(
            ToTell(
                request=row.request_id,
                mandate=row.mandate,
                tell_by=row.tell_by,
                told_at=row.told_at,
            )
            for row in rows
        )

    async def to_erase(self) -> tuple[tuple[str, CaseId], ...]:
        """Cases a granted erasure took and that are not wholly gone yet."""
        async with self.reader.connect() as connection:
            rows = (await connection.execute(select(request_cases))).all()
        return tuple((row.request_id, CaseId(row.case_id)) for row in rows)


def row_of(request: RightsRequest) -> dict[str, Any]:
    """A request as its row."""
    return {
        "id": request.id,
        "case_id": request.case,
        "kind": request.kind,
        "state": request.state,
        "received_on": request.received_on,
        "recorded_by": request.recorded_by,
        "extended_on": request.extended_on,
        "decided_on": request.decided_on,
        "decided_by": request.decided_by,
        "ground": request.ground,
        "lifted_on": request.lifted_on,
    }


def as_request(row: Row[Any]) -> RightsRequest:
    """A row as a request."""
    return RightsRequest(
        id=row.id,
        case=row.case_id,
        kind=RightKind(row.kind),
        state=RequestState(row.state),
        received_on=row.received_on,
        recorded_by=row.recorded_by,
        extended_on=row.extended_on,
        decided_on=row.decided_on,
        decided_by=row.decided_by,
        ground=Ground(row.ground) if row.ground else None,
        lifted_on=row.lifted_on,
    )
