"""The channels a search proposes, masked, and the opening of one."""

from __future__ import annotations

from fastapi import APIRouter

from api.casework import open_channel
from api.deps import ContactReader, OpaqueId, ServicesDep, look
from api.routes.responses import ONE, may_fail
from api.schemas.lawful import RefusalOut
from api.schemas.report import proposals
from api.schemas.working import ChannelsOut, OpenedOut

router = APIRouter(prefix="/v1/cases/{case_id}/contact-proposals", tags=["contact"])


@router.get("", responses=ONE)
async def list_channels(
    case_id: OpaqueId, who: ContactReader, services: ServicesDep
) -> ChannelsOut:
    """The channels of the last finished search: permitted ones in order, and withheld ones."""
    case = await look(services, case_id, who, "channels")
    report = await services.searches.latest_report(case.id)
    return ChannelsOut(
        proposals=tuple(proposals(report.ladder, {})) if report else (),
        refusals=tuple(RefusalOut.of(refusal) for refusal in report.refusals) if report else (),
    )


@router.post("/{channel_id}/open", responses=ONE | may_fail(409))
async def open_one(
    case_id: OpaqueId, channel_id: OpaqueId, who: ContactReader, services: ServicesDep
) -> OpenedOut:
    """One channel in clear. It is decided again, and the opening is in the journal before it is shown."""
    return OpenedOut.of(await open_channel(services, who, case_id, channel_id))
