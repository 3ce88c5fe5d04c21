"""The profiles of a confirmed debtor's enterprise, weighed on what the case holds now."""

from __future__ import annotations

from fastapi import APIRouter

from api.deps import IdentityReader, OpaqueId, ServicesDep, look
from api.profiles import profiles_of
from api.routes.responses import ONE, may_fail
from api.schemas.profiles import ProfilesOut

router = APIRouter(prefix="/v1/cases/{case_id}", tags=["identity"])


@router.get("/profiles", responses=ONE | may_fail(409))
async def list_profiles(
    case_id: OpaqueId, who: IdentityReader, services: ServicesDep
) -> ProfilesOut:
    """Each profile the case holds of the confirmed debtor's enterprise, with every reason for the advice.

    That it was looked at is journalled first. Whether anything may be written there is for the gate.
    """
    case = await look(services, case_id, who, "profiles")
    return ProfilesOut(items=await profiles_of(services, case))
