"""Wrong matches planted among the searches that ask for a judgement, to see whether anybody reads.

A plant is a case of its own about nobody: an invented debtor, and one invented register record that
bears his name, in his town, and another year of birth. No source is asked, no real case is
touched, and the case is gone for the reviewer once it is judged: nothing of it can be worked.
"""

from __future__ import annotations

import secrets
from dataclasses import replace

from sqlalchemy import delete, func, insert, select, update

from api.documents import DocumentVault
from api.errors import OperatorLocked
from api.safeguards.assignments import opener
from api.safeguards.operators import SUSPENDED, lock, locks, unlocked_at
from api.safeguards.tables import case_assignments, plants, shown_pages
from api.safeguards.watch import Watch
from api.safeguards.wrong_match import invented, planted
from api.searches import Search, SqlSearches
from api.tables import cases
from policies.safeguards import SHORTEST_LOOK, suspended
from tracer.case import Case, CaseId
from tracer.evidence import Judgement
from tracer.report import TraceReport, TraceStatus
from tracer.trace import Toolkit, trace


async def plant_sometimes(
    watch: Watch, kit: Toolkit, searches: SqlSearches, search: Search, report: TraceReport
) -> None:
    """After a search that asks for a judgement, now and then, plant a wrong match for its reviewer."""
    if report.status is not TraceStatus.NEEDS_REVIEW:
        return
    if drawn(watch.vault, search.id) >= watch.planted_share:
        return
    if await is_plant(watch, search.case):
        return
    from_whom = await opener(watch, search.case) or search.asked_by
    await plant(watch, kit, searches, replace(report.case, operator=from_whom), search.asked_by)


def drawn(vault: DocumentVault, search: str) -> float:
    """A number from 0 to 1 for a search: always the same one, and nobody without the key knows it."""
    return int(vault.pseudonym(f"plant|{search}")[:12], 16) / 16**12


async def plant(
    watch: Watch, kit: Toolkit, searches: SqlSearches, like: Case, reviewer: str
) -> CaseId:
    """An invented case with its wrong match, on the papers of another, assigned to a reviewer."""
    case = invented(like)
    desk = select(cases.c.desk).where(cases.c.id == like.id)
    async with watch.engine.begin() as connection:
        home = (await connection.execute(desk)).scalar_one()
        now = watch.clock.now()
        row = {"case_id": case.id, "operator": reviewer, "planted_at": now}
        await connection.execute(insert(plants).values(**row))
    await watch.note("match_planted", reviewer, about_case=case.id)
    await watch.store.add(case, home)
    if reviewer != case.operator:
        row = {"case_id": case.id, "operator": reviewer, "assigned_by": case.operator}
        async with watch.engine.begin() as connection:
            await connection.execute(insert(case_assignments).values(assigned_at=now, **row))
    search = f"sea_{secrets.token_hex(12)}"
    await searches.add(search, case.id, reviewer)
    await searches.finish(search, await trace(case, planted(kit, case)))
    return case.id


async def is_plant(watch: Watch, case: str) -> bool:
    """Whether a case is a plant."""
    asked = select(plants.c.case_id).where(plants.c.case_id == case)
    async with watch.reader.connect() as connection:
        return (await connection.execute(asked)).first() is not None


async def may_decide(watch: Watch, operator: str, case: str) -> None:
    """OperatorLocked for a suspended reviewer; a decision too soon after the page is flagged."""
    if SUSPENDED in await locks(watch, operator):
        raise OperatorLocked("suspended from deciding: too many planted matches were missed")
    asked = select(shown_pages.c.shown_at).filter_by(operator=operator, case_id=case)
    async with watch.reader.connect() as connection:
        at = (await connection.execute(asked)).scalar_one_or_none()
    if at is None or watch.clock.now() - at < SHORTEST_LOOK:
        await watch.alert("decided_unread", operator, case)


async def judged(watch: Watch, operator: str, case: str, judgement: Judgement) -> None:
    """If the case was a plant: keep how it was judged, take it away, suspend who misses too many."""
    if not await is_plant(watch, case):
        return
    missed = judgement is Judgement.SAME
    async with watch.engine.begin() as connection:
        await connection.execute(
            update(plants)
            .where(plants.c.case_id == case, plants.c.judged_at.is_(None))
            .values(judged_at=watch.clock.now(), missed=missed)
        )
        await connection.execute(delete(case_assignments).where(case_assignments.c.case_id == case))
    if missed:
        await watch.alert("plant_missed", operator, case)
    if suspended(*await tally(watch, operator)):
        await lock(watch, operator, SUSPENDED)


async def tally(watch: Watch, operator: str) -> tuple[int, int]:
    """Plants a reviewer judged, and missed, since he was last allowed to decide again."""
    asked = select(func.count(), func.count().filter(plants.c.missed)).where(
        plants.c.operator == operator, plants.c.judged_at.is_not(None)
    )
    since = await unlocked_at(watch, operator, SUSPENDED)
    if since is not None:
        asked = asked.where(plants.c.judged_at > since)
    async with watch.reader.connect() as connection:
        row = (await connection.execute(asked)).one()
    return row[0], row[1]
