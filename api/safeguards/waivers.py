"""Overridable rules set aside in one case: asked by one, approved by another, in writing, for a time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select, update

from api.errors import SecondPersonNeeded
from api.safeguards.assignments import NOTHING_HERE
from api.safeguards.tables import waivers
from api.safeguards.watch import Watch
from policies.safeguards import LONGEST_WAIVER
from tracer.errors import Conflict, Invalid, NotFound
from tracer.lawful import RuleId
from tracer.standing import Waiver


async def ask(
    watch: Watch, waiver: str, case: str, rule: str, reason: str, until: datetime, *, by: str
) -> None:
    """Ask that a rule be set aside in a case until an instant. Nothing changes until it is approved."""
    now = watch.clock.now()
    if not now < until <= now + LONGEST_WAIVER:
        raise Invalid("body.until", f"in the future, at most {LONGEST_WAIVER.days} days from now")
    await watch.note("waiver_asked", by, case, waiver=waiver, rule=rule, until=until.isoformat())
    async with watch.engine.begin() as connection:
        await connection.execute(
            insert(waivers).values(
                id=waiver,
                case_id=case,
                rule=rule,
                document=watch.vault.seal_bytes(case, f"waiver|{waiver}", reason.encode()),
                until=until,
                requested_by=by,
            )
        )


async def approve(watch: Watch, waiver: str, case: str, *, by: str) -> None:
    """Set the rule aside: by somebody else than who asked."""
    asked = select(waivers).where(waivers.c.id == waiver, waivers.c.case_id == case)
    async with watch.reader.connect() as connection:
        row = (await connection.execute(asked)).one_or_none()
    if row is None:
        raise NotFound(NOTHING_HERE)
    if row.requested_by == by:
        raise SecondPersonNeeded("who asks for a waiver does not approve it")
    if row.approved_by is not None:
        raise Conflict("the waiver is approved already")
    await watch.note("waiver_approved", by, case, waiver=waiver, rule=row.rule)
    async with watch.engine.begin() as connection:
        await connection.execute(
            update(waivers).where(waivers.c.id == waiver).values(approved_by=by)
        )


async def in_force(watch: Watch, case: str) -> tuple[Waiver, ...]:
    """The waivers of a case that are approved and not over."""
    asked = select(waivers).where(
        waivers.c.case_id == case,
        waivers.c.approved_by.is_not(None),
        waivers.c.until > watch.clock.now(),
    )
    async with watch.reader.connect() as connection:
        rows = (await connection.execute(asked.order_by(waivers.c.n))).all()
    return tuple(
        Waiver(
            rule=RuleId(row.rule),
            requested_by=row.requested_by,
            approved_by=row.approved_by,
            until=row.until,
        )
        for row in rows
    )
