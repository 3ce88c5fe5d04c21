"""What is known across cases when a decision is taken, gathered afresh for each one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from api.monitoring.insolvency import watched_insolvency
from api.rights.standing import rights_standing
from api.safeguards.assignments import approved, opener
from api.safeguards.contacts import contacts
from api.safeguards.operators import locked, related
from api.safeguards.quotas import openings_last_hour, subjects_today
from api.safeguards.waivers import in_force
from api.safeguards.watch import Watch
from tracer.case import Case
from tracer.standing import Standing

if TYPE_CHECKING:
    from api.services import Services


async def with_standing(services: Services, case: Case, operator: str) -> Case:
    """The case as this operator works it now: to be asked for before every decision."""
    return await as_worked(services.watch, case, operator)


async def as_worked(watch: Watch, case: Case, operator: str) -> Case:
    """The same, over the safeguards alone."""
    return replace(case, operator=operator, standing=await standing_of(watch, case, operator))


async def standing_of(watch: Watch, case: Case, operator: str) -> Standing:
    """What other cases and the watches say of the person, and what is known of the operator."""
    suppressed, wrong, oldest = await rights_standing(watch.engine, watch.vault, case)
    day, week = await contacts(watch, case)
    return Standing(
        suppressed=suppressed,
        wrong_person_reported=wrong,
        oldest_open_request_on=oldest,
        attempts_24h=day,
        attempts_7d=week,
        insolvency=await watched_insolvency(watch, case),
        operator_related=await related(watch, operator, case.subject),
        opened_by_operator=await opener(watch, case.id) == operator,
        second_person=await approved(watch, case.id),
        subjects_today=await subjects_today(watch, operator),
        openings_last_hour=await openings_last_hour(watch, operator),
        locked=await locked(watch, operator),
        waivers=await in_force(watch, case.id),
    )
