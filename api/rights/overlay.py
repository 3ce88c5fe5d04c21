"""A case as it stands once the rights desk has had its say: who is sought, and what stops."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from api.documents import DocumentVault, KeptSubject, read
from api.rights.standing import person_keys
from api.rights.tables import (
    case_closings,
    case_subjects,
    request_keys,
    request_recipients,
    rights_requests,
)
from policies.rights import OPEN, RequestState, RightKind
from tracer.case import Case, ContactHistory


async def as_it_stands(
    connection: AsyncConnection,
    vault: DocumentVault,
    case: Case,
    told_at: datetime | None,
    now: datetime,
) -> Case:
    """The case with its subject as last rectified, its closing if it was told, and its history as
    the rights in force make it.
    """
    closing = select(case_closings.c.closed_on).where(case_closings.c.case_id == case.id)
    closed_on = (await connection.execute(closing)).scalar_one_or_none()
    if closed_on is not None:
        case = replace(case, claim=replace(case.claim, closed_on=closed_on))
    asked = select(case_subjects).where(case_subjects.c.case_id == case.id)
    row = (await connection.execute(asked.order_by(case_subjects.c.n.desc()).limit(1))).first()
    if row is not None:
        document = vault.open_bytes(case.id, f"subject|{row.id}", row.document)
        case = replace(case, subject=read(KeptSubject, document))
    return replace(case, history=await in_force(connection, vault, case, told_at, now))


async def in_force(
    connection: AsyncConnection,
    vault: DocumentVault,
    case: Case,
    told_at: datetime | None,
    now: datetime,
) -> ContactHistory:
    """The history with what the rights desk knows better than whoever told it.

    An objection stops from its receipt until it is ruled, whatever is told meanwhile; ruled away,
    it stays so until the case system tells of another. A restriction holds until it is lifted.
    """
    kinds = (RightKind.OBJECTION, RightKind.RESTRICTION, RightKind.RECTIFICATION)
    of_person = select(request_keys.c.request_id).where(
        request_keys.c.key.in_(person_keys(vault, case.subject))
    )
    asked = select(rights_requests).where(
        rights_requests.c.kind.in_(kinds),
        or_(rights_requests.c.case_id == case.id, rights_requests.c.id.in_(of_person)),
    )
    late = select(request_recipients.c.request_id).join(rights_requests)
    late = late.where(
        rights_requests.c.case_id == case.id,
        request_recipients.c.told_at.is_(None),
        request_recipients.c.tell_by < now,
    )
    requests = (await connection.execute(asked)).all()
    history = case.history
    objections = [row for row in requests if row.kind == RightKind.OBJECTION]
    if any(row.state in (*OPEN, RequestState.GRANTED) for row in objections):
        history = replace(history, objection_open=True)
    elif any(told_at is None or row.decided_at >= told_at for row in objections):
        history = replace(history, objection_open=False)
    if any(
        row.state in OPEN
        or (
            row.kind == RightKind.RESTRICTION
            and row.state == RequestState.GRANTED
            and row.lifted_on is None
        )
        for row in requests
        if row.kind != RightKind.OBJECTION
    ):
        history = replace(history, restricted=True)
    if (await connection.execute(late)).first() is not None:
        history = replace(history, correction_untold=True)
    return history
