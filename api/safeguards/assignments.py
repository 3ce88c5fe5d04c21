"""Who may see a case: whoever opened it, whom it was assigned to, and a break-glass while it lasts."""

from __future__ import annotations

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from api.errors import SecondPersonNeeded
from api.safeguards.tables import case_approvals, case_assignments
from api.safeguards.watch import Watch
from api.tables import api_keys, cases
from tracer.errors import NotFound

NOTHING_HERE = "there is no such case or operator"


async def of_desk(watch: Watch, case: str, desk: str) -> None:
    """NotFound unless the desk has such a case."""
    asked = select(cases.c.n).where(cases.c.id == case, cases.c.desk == desk)
    async with watch.reader.connect() as connection:
        if (await connection.execute(asked)).first() is None:
            raise NotFound(NOTHING_HERE)


async def assign(watch: Watch, case: str, operator: str, *, by: str, desk: str) -> None:
    """Let an operator of the desk see a case; nobody assigns one to himself."""
    if operator == by:
        raise SecondPersonNeeded("nobody assigns a case to himself")
    await of_desk(watch, case, desk)
    await key_of_desk(watch, operator, desk)
    await watch.note("case_assigned", by, case, to=operator)
    row = {"case_id": case, "operator": operator, "assigned_by": by}
    try:
        async with watch.engine.begin() as connection:
            await connection.execute(
                insert(case_assignments).values(assigned_at=watch.clock.now(), **row)
            )
    except IntegrityError:  # it was his already
        return


async def key_of_desk(watch: Watch, operator: str, desk: str) -> None:
    """NotFound unless the desk has such a key, not revoked."""
    asked = select(api_keys.c.id).where(
        api_keys.c.id == operator, api_keys.c.desk == desk, api_keys.c.revoked_at.is_(None)
    )
    async with watch.reader.connect() as connection:
        if (await connection.execute(asked)).first() is None:
            raise NotFound(NOTHING_HERE)


async def opener(watch: Watch, case: str) -> str | None:
    """Who opened a case, if it is kept."""
    asked = select(case_assignments.c.operator).where(
        case_assignments.c.case_id == case,
        case_assignments.c.operator == case_assignments.c.assigned_by,
    )
    async with watch.reader.connect() as connection:
        return (await connection.execute(asked)).scalar_one_or_none()


async def approve(watch: Watch, case: str, *, by: str, desk: str) -> None:
    """Say that a case may be worked, by somebody else than who opened it."""
    await of_desk(watch, case, desk)
    if by == await opener(watch, case):
        raise SecondPersonNeeded("who opened the case does not approve it")
    await watch.note("case_approved", by, case)
    row = {"case_id": case, "approved_by": by, "approved_at": watch.clock.now()}
    try:
        async with watch.engine.begin() as connection:
            await connection.execute(insert(case_approvals).values(**row))
    except IntegrityError:  # approved already
        return


async def approved(watch: Watch, case: str) -> bool:
    """Whether somebody else than who opened the case approved it."""
    asked = select(case_approvals.c.approved_by).where(case_approvals.c.case_id == case)
    async with watch.reader.connect() as connection:
        return (await connection.execute(asked)).first() is not None
