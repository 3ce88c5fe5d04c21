"""The second person in the pages: a case is assigned to a colleague and approved by one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse

from api.auth import Scope
from api.console.page import PageRoute, WriterDep, need
from api.deps import OpaqueId, ServicesDep
from api.reading import checked
from api.safeguards import assignments
from api.safeguards.seeing import seen
from api.safeguards.watch import Watch
from api.schemas.safeguards import AssignmentBody

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondPerson:
    """Whether the reader opened the case himself, and whether somebody else approved it."""

    own: bool
    approved: bool


async def second_person(watch: Watch, case: str, operator: str) -> SecondPerson:
    """How a case stands for one reader."""
    return SecondPerson(
        own=operator == await assignments.opener(watch, case),
        approved=await assignments.approved(watch, case),
    )


@router.post("/cases/{case_id}/approval")
async def approve(services: ServicesDep, session: WriterDep, case_id: OpaqueId) -> Response:
    """The button by which somebody else than who opened a case approves it."""
    need(session, Scope.CASES_APPROVE)
    who = session.principal
    found = await seen(services, who, case_id)
    await assignments.approve(services.watch, found.id, by=who.id, desk=who.desk)
    return RedirectResponse(f"/cases/{case_id}#second-person", status_code=303)


@router.post("/cases/{case_id}/assignments")
async def assign(
    services: ServicesDep,
    session: WriterDep,
    case_id: OpaqueId,
    operator: Annotated[str, Form()] = "",
) -> Response:
    """The form that assigns a case to a colleague, by the id of his key."""
    need(session, Scope.CASES_ASSIGN)
    who = session.principal
    body = checked(lambda: AssignmentBody.model_validate({"operator": operator.strip()}))
    found = await seen(services, who, case_id)
    await assignments.assign(services.watch, found.id, body.operator, by=who.id, desk=who.desk)
    return RedirectResponse(f"/cases/{case_id}#second-person", status_code=303)
