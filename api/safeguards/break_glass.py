"""Seeing a case that is not one's own for thirty minutes: asked, approved, and reviewed by another.

It sets no rule aside: it only lets somebody see. Whoever leaves the review undone is locked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import insert, select, update

from api.errors import SecondPersonNeeded
from api.safeguards.assignments import NOTHING_HERE, of_desk
from api.safeguards.tables import break_glass
from api.safeguards.watch import Watch
from policies.safeguards import BREAK_GLASS_LASTS
from tracer.errors import Conflict, NotFound


class Emergency(StrEnum):
    """Why somebody must see a case that is not assigned to him. There are no other reasons."""

    DANGER = "danger"  # somebody may be hurt
    COURT = "court"  # a judge or an authority asks, with a deadline
    ABSENCE = "absence"  # whoever works the case cannot be reached, and a term ends
    BREACH = "breach"  # data may have leaked (GDPR art. 33)


@dataclass(frozen=True, slots=True, kw_only=True)
class Glass:
    """One break-glass, as those who approve and review it read it."""

    id: str
    case: str
    operator: str
    code: Emergency
    reason: str
    requested_at: datetime
    approved_by: str | None
    approved_at: datetime | None
    reviewed_by: str | None
    reviewed_at: datetime | None


async def ask(
    watch: Watch, glass: str, case: str, code: Emergency, reason: str, *, by: str, desk: str
) -> None:
    """Ask for it. The answer is the same whether there is such a case or not: nothing is shown yet."""
    await watch.note("break_glass_asked", by, about_case=case, break_glass=glass, code=code.value)
    async with watch.engine.begin() as connection:
        await connection.execute(
            insert(break_glass).values(
                id=glass,
                case_id=case,
                desk=desk,
                operator=by,
                code=code.value,
                document=watch.vault.seal_bytes(glass, "reason", reason.encode()),
                requested_at=watch.clock.now(),
            )
        )


async def waiting(watch: Watch, desk: str) -> tuple[Glass, ...]:
    """What a desk has to approve or to review, oldest first."""
    asked = select(break_glass).where(
        break_glass.c.desk == desk, break_glass.c.reviewed_at.is_(None)
    )
    async with watch.reader.connect() as connection:
        rows = (await connection.execute(asked.order_by(break_glass.c.n))).all()
    return tuple(
        Glass(
            id=row.id,
            case=row.case_id,
            operator=row.operator,
            code=Emergency(row.code),
            reason=watch.vault.open_bytes(row.id, "reason", row.document).decode(),
            requested_at=row.requested_at,
            approved_by=row.approved_by,
            approved_at=row.approved_at,
            reviewed_by=row.reviewed_by,
            reviewed_at=row.reviewed_at,
        )
        for row in rows
    )


async def approve(watch: Watch, glass: str, *, by: str, desk: str) -> datetime:
    """Let the case be seen from now on, by another than who asked; when that ends."""
    found = await one(watch, glass, desk)
    if found.operator == by:
        raise SecondPersonNeeded("who asks does not approve")
    if found.approved_by is not None:
        raise Conflict("it is approved already; ask anew")
    await of_desk(watch, found.case, desk)
    now = watch.clock.now()
    await watch.note(
        "alert", by, found.case, alert="break_glass", break_glass=glass, seen_by=found.operator
    )
    async with watch.engine.begin() as connection:
        await connection.execute(
            update(break_glass)
            .where(break_glass.c.id == glass, break_glass.c.approved_by.is_(None))
            .values(approved_by=by, approved_at=now)
        )
    return now + BREAK_GLASS_LASTS


async def review(watch: Watch, glass: str, finding: str, *, by: str, desk: str) -> None:
    """Say what was found afterwards: by a third person, neither who asked nor who approved."""
    found = await one(watch, glass, desk)
    if found.approved_by is None:
        raise Conflict("it was never approved: there is nothing to review")
    if by in (found.operator, found.approved_by):
        raise SecondPersonNeeded("somebody who neither asked nor approved reviews it")
    await watch.note("break_glass_reviewed", by, found.case, break_glass=glass, finding=finding)
    async with watch.engine.begin() as connection:
        await connection.execute(
            update(break_glass)
            .where(break_glass.c.id == glass)
            .values(reviewed_by=by, reviewed_at=watch.clock.now())
        )


async def one(watch: Watch, glass: str, desk: str) -> Glass:
    """One that is not reviewed yet, or NotFound."""
    for found in await waiting(watch, desk):
        if found.id == glass:
            return found
    raise NotFound(NOTHING_HERE)
