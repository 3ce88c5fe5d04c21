""" "This is not me": who says so is told to nobody again until a person has settled it."""

from __future__ import annotations

from fastapi import APIRouter, Response
from pydantic import BaseModel

from api.deps import OnceDep, OpaqueId, RightsWriter, ServicesDep
from api.repeats import Claim
from api.rights.bodies import SettlementBody, WrongPersonBody
from api.rights.wrong_person import report_wrong_person, settle
from api.routes.responses import CREATES_IN
from api.schemas.rights import WrongPersonOut

router = APIRouter(prefix="/v1", tags=["rights"])


@router.post(
    "/cases/{case_id}/wrong-person",
    status_code=201,
    response_model=WrongPersonOut,
    responses=CREATES_IN,
)
async def write_wrong_person(
    case_id: OpaqueId,
    body: WrongPersonBody,
    who: RightsWriter,
    services: ServicesDep,
    once: OnceDep,
) -> Response:
    """ "This is not me": every case that may reach whoever says so stops before this answers."""

    async def make(claim: Claim) -> tuple[int, str, BaseModel]:
        about, stopped = await report_wrong_person(
            services,
            who,
            case_id,
            claim.mint("wrg"),
            channel=body.channel,
            candidate=body.candidate,
            note=body.note,
        )
        return 201, f"/v1/wrong-person/{about.id}", WrongPersonOut.of(about, stopped)

    return await once.answer(who, make)


@router.post(
    "/wrong-person/{report_id}/settlement",
    status_code=201,
    response_model=WrongPersonOut,
    responses=CREATES_IN,
)
async def write_settlement(
    report_id: OpaqueId,
    body: SettlementBody,
    who: RightsWriter,
    services: ServicesDep,
    once: OnceDep,
) -> Response:
    """Settle a report in writing, by somebody else than who wrote it down."""

    async def make(_: Claim) -> tuple[int, str, BaseModel]:
        about = await settle(services, who, report_id, body.outcome, body.reasons)
        return 201, f"/v1/wrong-person/{about.id}", WrongPersonOut.of(about)

    return await once.answer(who, make)
