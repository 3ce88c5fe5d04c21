"""Watches on the companies of a confirmed debtor, and what came of them."""

from __future__ import annotations

from fastapi import APIRouter, Response
from pydantic import BaseModel

from api.deps import IdentityReader, OnceDep, OpaqueId, SearchRunner, ServicesDep, look
from api.monitoring.asking import open_watch, stop_watch
from api.monitoring.store import watch_store
from api.repeats import Claim
from api.routes.responses import CREATES_IN, ONE
from api.safeguards.seeing import seen
from api.schemas.monitoring import EventsOut, WatchBody, WatchesOut, WatchMadeOut, WatchOut

router = APIRouter(prefix="/v1/cases/{case_id}", tags=["monitoring"])


@router.post("/watches", status_code=201, response_model=WatchMadeOut, responses=CREATES_IN)
async def create_watch(
    case_id: OpaqueId, body: WatchBody, who: SearchRunner, services: ServicesDep, once: OnceDep
) -> Response:
    """Watch companies of the confirmed debtor, for a purpose and to a day.

    409 when the last search confirmed nobody, 422 when a company is not the debtor's own.
    """

    async def make(claim: Claim) -> tuple[int, str, BaseModel]:
        made = await open_watch(
            services,
            who,
            case_id,
            body.companies,
            body.purposes,
            body.until,
            claim.mint("wat"),
        )
        told = WatchMadeOut(id=made.watch.id, until=made.watch.until, receipt=made.receipt)
        return 201, f"/v1/cases/{case_id}/watches", told

    return await once.answer(who, make)


@router.get("/watches", responses=ONE)
async def list_watches(case_id: OpaqueId, who: IdentityReader, services: ServicesDep) -> WatchesOut:
    """The watches of a case, those that are over too, and how the sources last answered."""
    case = await look(services, case_id, who, "watches")
    found = await watch_store(services).of_case(case.id)
    return WatchesOut(items=tuple(WatchOut.of(one) for one in found))


@router.delete("/watches/{watch_id}", status_code=204, responses=ONE)
async def end_watch(
    case_id: OpaqueId, watch_id: OpaqueId, who: SearchRunner, services: ServicesDep
) -> None:
    """End a watch. What it found stays with the case."""
    case = await seen(services, who, case_id)
    await stop_watch(services, who, case.id, watch_id)


@router.get("/events", responses=ONE)
async def list_events(case_id: OpaqueId, who: IdentityReader, services: ServicesDep) -> EventsOut:
    """What the watches of a case found, in the order it was found, and whether it still holds."""
    case = await look(services, case_id, who, "events")
    return EventsOut.of(await watch_store(services).events(case.id))
