"""How often a person was contacted, whoever did it and in whichever case (C. pén. 222-33-2-2)."""

from __future__ import annotations

from datetime import timedelta

from api.rights.persons import cases_sharing
from api.safeguards.watch import Watch
from policies.facts_history import INSISTENT
from tracer.case import Case
from tracer.errors import NotFound


async def contacts(watch: Watch, case: Case) -> tuple[int, int]:
    """Calls and messages of the last 24 hours and of the last seven days, told in any case that may
    be about the same person; one that two cases tell alike counts once.
    """
    async with watch.reader.connect() as connection:
        shared = await cases_sharing(connection, watch.vault, case.subject, certain=False)
    told = set(case.history.attempts)
    for other in shared:
        if other != case.id:
            try:
                told |= set((await watch.store.get(other)).history.attempts)
            except NotFound:  # erased meanwhile
                continue
    now = watch.clock.now()
    at = {(item.channel, item.at) for item in told if item.channel in INSISTENT}
    day = sum(1 for _, when in at if now - when < timedelta(hours=24))
    return day, sum(1 for _, when in at if now - when < timedelta(days=7))
