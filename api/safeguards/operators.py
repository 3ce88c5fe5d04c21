"""Who may work at all: operators declare what may tie them to a debtor, are locked and unlocked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from api.errors import OperatorLocked, OperatorUndeclared, SecondPersonNeeded
from api.safeguards.tables import (
    break_glass,
    operator_declarations,
    operator_locks,
    operator_marks,
)
from api.safeguards.watch import Watch
from api.tables import api_keys
from policies.safeguards import REVIEW_WITHIN, subject_lines
from tracer.errors import NotFound
from tracer.subject import Subject

SUSPENDED = "plants_missed"
"""The one lock that leaves an operator everything but deciding who is who."""


async def declare(watch: Watch, operator: str, lines: Iterable[str]) -> None:
    """Keep what an operator says of himself, in place of what he said before; only keyed hashes."""
    marks = sorted({mark(watch, line) for line in lines})
    await watch.note("operator_declared", operator)
    async with watch.engine.begin() as connection:
        for table in (operator_marks, operator_declarations):
            await connection.execute(delete(table).where(table.c.operator == operator))
        await connection.execute(
            insert(operator_declarations).values(operator=operator, declared_at=watch.clock.now())
        )
        if marks:
            rows = [{"operator": operator, "mark": one} for one in marks]
            await connection.execute(insert(operator_marks), rows)


async def related(watch: Watch, operator: str, subject: Subject) -> bool:
    """Whether a debtor bears the operator's surname, address or mail domain."""
    marks = [mark(watch, line) for line in subject_lines(subject)]
    asked = select(operator_marks.c.mark).where(
        operator_marks.c.operator == operator, operator_marks.c.mark.in_(marks)
    )
    async with watch.reader.connect() as connection:
        return (await connection.execute(asked)).first() is not None


async def admit(watch: Watch, operator: str) -> None:
    """Let an operator work: OperatorLocked when locked, OperatorUndeclared in production before he
    declared.
    """
    if await locked(watch, operator):
        raise OperatorLocked("a second person looks into it first")
    asked = select(operator_declarations.c.operator).where(
        operator_declarations.c.operator == operator
    )
    if watch.strict:
        async with watch.reader.connect() as connection:
            if (await connection.execute(asked)).first() is None:
                raise OperatorUndeclared("nothing was declared for this key")


async def locked(watch: Watch, operator: str) -> bool:
    """Whether an operator is locked. A review left undone locks here, at his next step; a revoked
    key stays locked for good.
    """
    if await revoked(watch, operator) or any(
        reason != SUSPENDED for reason in await locks(watch, operator)
    ):
        return True
    overdue = select(break_glass.c.id).where(
        break_glass.c.operator == operator,
        break_glass.c.reviewed_at.is_(None),
        break_glass.c.approved_at < watch.clock.now() - REVIEW_WITHIN,
    )
    async with watch.reader.connect() as connection:
        late = (await connection.execute(overdue)).first() is not None
    if late:
        await lock(watch, operator, "review_overdue")
    return late


async def revoked(watch: Watch, operator: str) -> bool:
    """Whether an operator's key was revoked; who works without a key has none to revoke."""
    asked = select(api_keys.c.id).where(
        api_keys.c.id == operator, api_keys.c.revoked_at.is_not(None)
    )
    async with watch.reader.connect() as connection:
        return (await connection.execute(asked)).first() is not None


async def locks(watch: Watch, operator: str) -> tuple[str, ...]:
    """Why an operator is locked, oldest reason first."""
    asked = select(operator_locks.c.reason).where(
        operator_locks.c.operator == operator, operator_locks.c.unlocked_at.is_(None)
    )
    async with watch.reader.connect() as connection:
        rows = await connection.execute(asked.order_by(operator_locks.c.n))
        return tuple(row.reason for row in rows)


async def lock(
    watch: Watch, operator: str, reason: str, *, by: str | None = None, case: str | None = None
) -> None:
    """Lock an operator, with an alert in the journal first; once for each reason."""
    if reason in await locks(watch, operator):
        return
    await watch.note(
        "alert", operator, alert="operator_locked", reason=reason, by=by, about_case=case
    )
    async with watch.engine.begin() as connection:
        await connection.execute(
            insert(operator_locks).values(
                operator=operator, reason=reason, locked_by=by, locked_at=watch.clock.now()
            )
        )


async def unlock(watch: Watch, operator: str, *, by: str) -> None:
    """Unlock, by somebody else: SecondPersonNeeded otherwise, NotFound when nothing is locked."""
    if operator == by:
        raise SecondPersonNeeded("nobody unlocks himself")
    if not await locks(watch, operator):
        raise NotFound("there is no such locked operator")
    await watch.note("operator_unlocked", by, unlocked=operator)
    async with watch.engine.begin() as connection:
        await connection.execute(
            update(operator_locks)
            .where(operator_locks.c.operator == operator, operator_locks.c.unlocked_at.is_(None))
            .values(unlocked_by=by, unlocked_at=watch.clock.now())
        )


async def unlocked_at(watch: Watch, operator: str, reason: str) -> datetime | None:
    """When an operator was last unlocked of a reason, if ever."""
    asked = (
        select(operator_locks.c.unlocked_at)
        .where(operator_locks.c.operator == operator, operator_locks.c.reason == reason)
        .order_by(operator_locks.c.n.desc())
        .limit(1)
    )
    async with watch.reader.connect() as connection:
        return (await connection.execute(asked)).scalar_one_or_none()


def mark(watch: Watch, line: str) -> str:
    """The keyed hash of one declared line; no other list holds the same."""
    return watch.vault.pseudonym(f"operator|{line}")
