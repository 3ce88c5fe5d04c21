"""What is known across cases when a decision is taken, gathered afresh for each one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tracer.case import Case
from tracer.standing import Standing

if TYPE_CHECKING:
    from api.services import Services


async def with_standing(services: Services, case: Case, operator: str) -> Case:
    """The case as this operator works it now: to be asked for before every decision."""
    return replace(case, operator=operator, standing=await standing_of(services, case, operator))


async def standing_of(services: Services, case: Case, operator: str) -> Standing:
    """What other cases say of the person, and what is known of the operator."""
    return Standing()
