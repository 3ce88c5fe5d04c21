"""The second person: assignments, approvals, waivers, break-glass and locks."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel

from api.auth import Principal, Scope
from api.deps import (
    CaseReader,
    CaseWriter,
    OnceDep,
    OpaqueId,
    ServicesDep,
    either,
    holding,
    holding_either,
)
from api.repeats import Claim
from api.routes.responses import CREATES_IN, KEYED, ONE, may_fail
from api.safeguards import assignments, break_glass, operators, waivers
from api.safeguards.seeing import seen
from api.schemas.cases import CaseOut
from api.schemas.safeguards import (
    AssignmentBody,
    DoneOut,
    GlassBody,
    GlassesOut,
    GlassOut,
    LockOut,
    ReviewBody,
    WaiverBody,
)
from tracer.case import CaseId
from tracer.errors import Invalid

router = APIRouter(prefix="/v1", tags=["safeguards"])

Assigner = Annotated[Principal, holding(Scope.CASES_ASSIGN)]
Approver = Annotated[Principal, holding(Scope.CASES_APPROVE)]
Overrider = Annotated[Principal, holding(Scope.POLICY_OVERRIDE)]
WITHDRAW = (Scope.CASES_WRITE, Scope.POLICY_OVERRIDE)
Withdrawer = Annotated[Principal, holding_either(*WITHDRAW)]
Warden = Annotated[Principal, holding(Scope.OPERATORS_WRITE)]
CHANGES = ONE | may_fail(409)


@router.post(
    "/cases/{case_id}/assignments", status_code=201, response_model=DoneOut, responses=CREATES_IN
)
async def assign(
    case_id: OpaqueId, body: AssignmentBody, who: Assigner, services: ServicesDep, once: OnceDep
) -> Response:
    """Let a colleague of the desk see and work a case. Nobody assigns one to himself."""

    async def make(_: Claim) -> tuple[int, str, BaseModel]:
        watch = services.watch
        await assignments.assign(watch, case_id, body.operator, by=who.id, desk=who.desk)
        return 201, f"/v1/cases/{case_id}", DoneOut(id=case_id, done="assigned")

    return await once.answer(who, make)


@router.get("/cases/{case_id}/approval", responses=ONE)
async def read_to_approve(case_id: OpaqueId, who: Approver, services: ServicesDep) -> CaseOut:
    """The case file as the second person reads it: what was declared, nothing that was found."""
    case = await services.store.visible(CaseId(case_id), who.desk)
    await services.watch.note("look", who.id, case.id, what="approval")
    return CaseOut.of(case, ())


@router.post("/cases/{case_id}/approval", responses=ONE)
async def approve(case_id: OpaqueId, who: Approver, services: ServicesDep) -> DoneOut:
    """Approve a case that somebody else opened. Without it, who opened it is shown no channel."""
    await assignments.approve(services.watch, case_id, by=who.id, desk=who.desk)
    return DoneOut(id=case_id, done="approved")


@router.post(
    "/cases/{case_id}/waivers", status_code=201, response_model=DoneOut, responses=CREATES_IN
)
async def ask_waiver(
    case_id: OpaqueId, body: WaiverBody, who: CaseWriter, services: ServicesDep, once: OnceDep
) -> Response:
    """Ask that an overridable rule be set aside in a case, in writing, for a time."""
    rule = services.rule(body.rule)
    if rule is None or not rule.overridable:
        raise Invalid("body.rule", "no rule in force of this id may be set aside")

    async def make(claim: Claim) -> tuple[int, str, BaseModel]:
        case = await seen(services, who, case_id)
        made = claim.mint("wai")
        await waivers.ask(
            services.watch, made, case.id, body.rule, body.reason, body.until, by=who.id
        )
        return 201, f"/v1/cases/{case_id}", DoneOut(id=made, done="asked", until=body.until)

    return await once.answer(who, make)


@router.post("/cases/{case_id}/waivers/{waiver_id}/approval", responses=CHANGES)
async def approve_waiver(
    case_id: OpaqueId, waiver_id: OpaqueId, who: Overrider, services: ServicesDep
) -> DoneOut:
    """Set the rule aside. Who asked cannot."""
    await assignments.of_desk(services.watch, case_id, who.desk)
    await waivers.approve(services.watch, waiver_id, case_id, by=who.id)
    return DoneOut(id=waiver_id, done="approved")


@router.delete(
    "/cases/{case_id}/waivers/{waiver_id}",
    status_code=204,
    responses=CHANGES,
    openapi_extra=either(*WITHDRAW),
)
async def withdraw_waiver(
    case_id: OpaqueId, waiver_id: OpaqueId, who: Withdrawer, services: ServicesDep
) -> None:
    """End a waiver at once and for good: who asked, who approved, or a holder of policy:override."""
    await assignments.of_desk(services.watch, case_id, who.desk)
    overrides = Scope.POLICY_OVERRIDE in who.scopes
    await waivers.withdraw(services.watch, waiver_id, case_id, by=who.id, overrides=overrides)


@router.post(
    "/cases/{case_id}/break-glass", status_code=201, response_model=DoneOut, responses=CREATES_IN
)
async def ask_break_glass(
    case_id: OpaqueId, body: GlassBody, who: CaseReader, services: ServicesDep, once: OnceDep
) -> Response:
    """Ask to see a case that is not one's own. The answer does not tell whether there is one."""

    async def make(claim: Claim) -> tuple[int, str, BaseModel]:
        made = claim.mint("bre")
        await operators.admit(services.watch, who.id)
        await break_glass.ask(
            services.watch, made, case_id, body.code, body.reason, by=who.id, desk=who.desk
        )
        return 201, "/v1/break-glass", DoneOut(id=made, done="asked")

    return await once.answer(who, make)


@router.get("/break-glass", responses=KEYED)
async def list_break_glass(who: Approver, services: ServicesDep) -> GlassesOut:
    """Those that wait for their approval or their review. That they were read is journalled first."""
    await services.watch.note("break_glass_read", who.id)
    found = await break_glass.waiting(services.watch, who.desk)
    return GlassesOut(items=tuple(GlassOut.of(glass) for glass in found))


@router.post("/break-glass/{glass_id}/approval", responses=CHANGES)
async def approve_break_glass(glass_id: OpaqueId, who: Approver, services: ServicesDep) -> DoneOut:
    """Let the case be seen for thirty minutes. Who asked cannot."""
    until = await break_glass.approve(services.watch, glass_id, by=who.id, desk=who.desk)
    return DoneOut(id=glass_id, done="approved", until=until)


@router.post("/break-glass/{glass_id}/review", responses=CHANGES)
async def review_break_glass(
    glass_id: OpaqueId, body: ReviewBody, who: Approver, services: ServicesDep
) -> DoneOut:
    """Say what was found, within a day. A third person does; otherwise who asked is locked."""
    await break_glass.review(services.watch, glass_id, body.finding, by=who.id, desk=who.desk)
    return DoneOut(id=glass_id, done="reviewed")


@router.post("/operators/{operator_id}/lock", responses=ONE)
async def lock(operator_id: OpaqueId, who: Warden, services: ServicesDep) -> LockOut:
    """Lock a key of the desk at once."""
    await assignments.key_of_desk(services.watch, operator_id, who.desk)
    await operators.lock(services.watch, operator_id, "by_hand", by=who.id)
    return await _locked(services, operator_id)


@router.post("/operators/{operator_id}/unlock", responses=ONE)
async def unlock(operator_id: OpaqueId, who: Warden, services: ServicesDep) -> LockOut:
    """Unlock a key of the desk after looking into it. Nobody unlocks his own."""
    await assignments.key_of_desk(services.watch, operator_id, who.desk)
    await operators.unlock(services.watch, operator_id, by=who.id)
    return await _locked(services, operator_id)


async def _locked(services: ServicesDep, operator: str) -> LockOut:
    return LockOut(operator=operator, reasons=await operators.locks(services.watch, operator))
