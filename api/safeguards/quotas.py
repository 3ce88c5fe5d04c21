"""How many persons an operator may look at in a day, and how many channels he may open in an hour."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from sqlalchemy import func, insert, select

from api.errors import QuotaReached
from api.safeguards.tables import channel_openings, subject_views
from api.safeguards.watch import Watch
from policies.safeguards import OPENINGS_AN_HOUR, SUBJECTS_A_DAY
from policies.whom import whom
from tracer.subject import Subject

HOUR = timedelta(hours=1)
ALERTED = "alerted"
"""Stands among a day's persons once the day's quota raised its alert."""


async def count_subject(watch: Watch, operator: str, subject: Subject) -> None:
    """Count a person an operator is about to see today; QuotaReached past the day's quota."""
    now, person = watch.clock.now(), watch.vault.pseudonym(whom(subject))
    row = {"operator": operator, "day": now.date()}
    async with watch.engine.begin() as connection:
        asked = select(subject_views.c.subject).filter_by(**row)
        seen = {found.subject for found in await connection.execute(asked)}
        within = person in seen or len(seen - {ALERTED}) < SUBJECTS_A_DAY
        new = person if within else ALERTED
        if new not in seen:
            await connection.execute(insert(subject_views).values(subject=new, **row))
    if within:
        return
    if ALERTED not in seen:
        await watch.alert("subjects_quota", operator)
    midnight = datetime.combine(now.date() + timedelta(days=1), time(), UTC)
    raise QuotaReached(f"{SUBJECTS_A_DAY} persons a day", int((midnight - now).total_seconds()) + 1)


async def count_opening(watch: Watch, operator: str) -> None:
    """Count a channel an operator is about to open; QuotaReached past the hour's quota."""
    now = watch.clock.now()
    opened = select(channel_openings.c.at).where(
        channel_openings.c.operator == operator, channel_openings.c.at > now - HOUR
    )
    async with watch.engine.begin() as connection:
        times = [row.at for row in await connection.execute(opened)]
        if len(times) < OPENINGS_AN_HOUR:
            await connection.execute(insert(channel_openings).values(operator=operator, at=now))
            return
    await watch.alert("openings_quota", operator)
    wait = sorted(times)[-OPENINGS_AN_HOUR] + HOUR - now
    raise QuotaReached(f"{OPENINGS_AN_HOUR} channels an hour", int(wait.total_seconds()) + 1)


async def subjects_today(watch: Watch, operator: str) -> int:
    """How many different persons an operator looked at today."""
    asked = select(func.count()).where(
        subject_views.c.operator == operator,
        subject_views.c.day == watch.clock.now().date(),
        subject_views.c.subject != ALERTED,
    )
    async with watch.reader.connect() as connection:
        return (await connection.execute(asked)).scalar_one()


async def openings_last_hour(watch: Watch, operator: str) -> int:
    """How many channels an operator opened in the last sixty minutes."""
    asked = select(func.count()).where(
        channel_openings.c.operator == operator,
        channel_openings.c.at > watch.clock.now() - HOUR,
    )
    async with watch.reader.connect() as connection:
        return (await connection.execute(asked)).scalar_one()
