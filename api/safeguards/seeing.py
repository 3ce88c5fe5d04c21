"""The one way to a case for whoever works it: admitted, assigned, counted, and never a canary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from api.errors import OperatorLocked
from api.safeguards.operators import admit, lock
from api.safeguards.quotas import count_subject
from api.safeguards.tables import canaries, shown_pages
from api.safeguards.watch import Watch
from tracer.case import Case, CaseId

if TYPE_CHECKING:
    from api.auth import Principal
    from api.services import Services


async def seen(services: Services, who: Principal, case: str) -> Case:
    """The case, for an operator to whom it is assigned.

    NotFound when it is not, as when there is none. OperatorLocked when he is locked, or by this
    very step when the case is a canary. QuotaReached past the day's persons.
    """
    watch = services.watch
    await admit(watch, who.id)
    bait = await is_canary(watch, case)
    if bait:
        await lock(watch, who.id, "canary", case=case)
    found = await services.store.assigned(CaseId(case), who.desk, who.id)
    if bait:
        raise OperatorLocked("a second person looks into it first")
    await count_subject(watch, who.id, found.subject)
    return found


async def is_canary(watch: Watch, case: str) -> bool:
    """Whether a case was planted for nobody to have a reason to open it."""
    asked = select(canaries.c.case_id).where(canaries.c.case_id == case)
    async with watch.reader.connect() as connection:
        return (await connection.execute(asked)).first() is not None


async def plant_canary(watch: Watch, case: Case, desk: str, *, by: str) -> None:
    """Keep an invented case that locks whoever opens it. Nobody has it until it is assigned."""
    await watch.note("canary_planted", by, about_case=case.id)
    async with watch.engine.begin() as connection:
        row = {"case_id": case.id, "planted_by": by}
        await connection.execute(insert(canaries).values(**row))
    await watch.store.add(case, desk)


async def shown(watch: Watch, operator: str, case: str) -> None:
    """Remember when an operator was last shown the candidates of a case."""
    row = {"operator": operator, "case_id": case}
    async with watch.engine.begin() as connection:
        await connection.execute(delete(shown_pages).filter_by(**row))
        await connection.execute(insert(shown_pages).values(shown_at=watch.clock.now(), **row))
