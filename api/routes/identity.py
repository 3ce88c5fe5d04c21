"""Candidates, why, and what a person decides about them."""

from __future__ import annotations

from fastapi import APIRouter, Response
from pydantic import BaseModel

from api.bodies import DecisionBody
from api.casework import decide
from api.deps import IdentityDecider, IdentityReader, OnceDep, OpaqueId, ServicesDep, look
from api.repeats import Claim
from api.routes.responses import CREATES_IN, ONE
from api.schemas.identity import MatchOut
from api.schemas.working import CandidatesOut, DecisionMadeOut, DecisionsOut, WhyOut
from tracer.errors import NotFound

router = APIRouter(prefix="/v1/cases/{case_id}", tags=["identity"])


@router.get("/candidates", responses=ONE)
async def list_candidates(
    case_id: OpaqueId, who: IdentityReader, services: ServicesDep
) -> CandidatesOut:
    """Everybody the last finished search found, weighed, best first."""
    case = await look(services, case_id, who, "candidates")
    report = await services.searches.latest_report(case.id)
    match = MatchOut.of(report.match) if report and report.match else None
    return CandidatesOut(
        decision=match.decision if match else None,
        reasons=match.reasons if match else (),
        items=match.candidates if match else (),
        settle=match.settle if match else None,
    )


@router.get("/candidates/{candidate_id}/why", responses=ONE)
async def explain_candidate(
    case_id: OpaqueId, candidate_id: OpaqueId, who: IdentityReader, services: ServicesDep
) -> WhyOut:
    """What speaks for one candidate, against, and what is absent, in bits."""
    case = await look(services, case_id, who, "why")
    report = await services.searches.latest_report(case.id)
    weighed = MatchOut.of(report.match).candidates if report and report.match else ()
    for candidate in weighed:
        if candidate.id == candidate_id:
            return WhyOut.of(candidate)
    raise NotFound("there is no such candidate in the last search")


@router.post("/decisions", status_code=201, response_model=DecisionMadeOut, responses=CREATES_IN)
async def write_decision(
    case_id: OpaqueId,
    body: DecisionBody,
    who: IdentityDecider,
    services: ServicesDep,
    request: OnceDep,
) -> Response:
    """Decide about one candidate, with a reason. A later decision supersedes; none is removed."""

    async def make(claim: Claim) -> tuple[int, str, BaseModel]:
        stored = await decide(services, who, case_id, body, claim.mint("dec"))
        return 201, f"/v1/cases/{case_id}/decisions", DecisionMadeOut.of(stored)

    return await request.answer(who, make)


@router.get("/decisions", responses=ONE)
async def list_decisions(
    case_id: OpaqueId, who: IdentityReader, services: ServicesDep
) -> DecisionsOut:
    """Every decision of a case, oldest first."""
    case = await look(services, case_id, who, "decisions")
    return DecisionsOut.of(await services.store.judged(case.id))
