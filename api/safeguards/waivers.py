"""Overridable rules set aside in one case: asked by one, approved by another, in writing, for a time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.exc import IntegrityError

from api.errors import SecondPersonNeeded
from api.safeguards.assignments import NOTHING_HERE
from api.safeguards.operators import locked
from api.safeguards.tables import waiver_withdrawals, waivers
from api.safeguards.watch import Watch
from policies.safeguards import LONGEST_WAIVER
from tracer.errors import Conflict, Invalid, NotFound
from tracer.lawful import RuleId
from tracer.standing import Waiver

WITHDRAWN = "the waiver is withdrawn"


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
    """Set the rule aside: by somebody else than who asked. Conflict once approved or withdrawn."""
    row = await kept(watch, waiver, case)
    if row is None:
        raise NotFound(NOTHING_HERE)
    if row.requested_by == by:
        raise SecondPersonNeeded("who asks for a waiver does not approve it")
    if row.withdrawn_by is not None:
        raise Conflict(WITHDRAWN)
    if row.approved_by is not None:
        raise Conflict("the waiver is approved already")
    await watch.note("waiver_approved", by, case, waiver=waiver, rule=row.rule)
    async with watch.engine.begin() as connection:
        await connection.execute(
            update(waivers).where(waivers.c.id == waiver).values(approved_by=by)
        )


async def withdraw(watch: Watch, waiver: str, case: str, *, by: str, overrides: bool) -> None:
    """End a waiver at once and for good, approved or not.

    `overrides` is whether who withdraws may approve waivers; otherwise only its two persons may
    withdraw it, and it is NotFound for anybody else. Conflict when it was withdrawn already.
    """
    row = await kept(watch, waiver, case)
    if row is None or not (overrides or by in (row.requested_by, row.approved_by)):
        raise NotFound(NOTHING_HERE)
    if row.withdrawn_by is not None:
        raise Conflict(WITHDRAWN)
    await watch.note("waiver_withdrawn", by, case, waiver=waiver, rule=row.rule)
    told = {"waiver": waiver, "withdrawn_by": by, "withdrawn_at": watch.clock.now()}
    try:
        async with watch.engine.begin() as connection:
            await connection.execute(insert(waiver_withdrawals).values(**told))
    except IntegrityError:  # somebody else was first
        return


async def kept(watch: Watch, waiver: str, case: str) -> Row[Any] | None:
    """A waiver of a case, and by whom it was withdrawn if it was."""
    asked = (
        select(waivers, waiver_withdrawals.c.withdrawn_by)
        .outerjoin(waiver_withdrawals, waiver_withdrawals.c.waiver == waivers.c.id)
        .where(waivers.c.id == waiver, waivers.c.case_id == case)
    )
    async with watch.reader.connect() as connection:
        return (await connection.execute(asked)).one_or_none()


async def in_force(watch: Watch, case: str) -> tuple[Waiver, ...]:
    """The waivers of a case that are approved, not over and not withdrawn.

    One counts only while neither of its two persons is locked and neither's key is revoked.
    """
    asked = select(waivers).where(
        waivers.c.case_id == case,
        waivers.c.approved_by.is_not(None),
        waivers.c.until > watch.clock.now(),
        waivers.c.id.not_in(select(waiver_withdrawals.c.waiver)),
    )
    async with watch.reader.connect() as connection:
        rows = (await connection.execute(asked.order_by(waivers.c.n))).all()
    people = {who for row in rows for who in (row.requested_by, row.approved_by)}
    out = {who for who in sorted(people) if await locked(watch, who)}
    return tuple(
        Waiver(
            rule=RuleId(row.rule),
            requested_by=row.requested_by,
            approved_by=row.approved_by,
            until=row.until,
        )
        for row in rows
        if not out & {row.requested_by, row.approved_by}
    )
