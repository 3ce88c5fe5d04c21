"""The rights desk: requests of persons, notices, access bundles and closings."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from api.deps import OnceDep, OpaqueId, RightsReader, RightsWriter, ServicesDep
from api.repeats import Claim
from api.rights import requests as desk
from api.rights.access import access_bundle
from api.rights.bodies import (
    ClosingBody,
    ExtensionBody,
    IdentityBody,
    LiftingBody,
    RequestBody,
    RulingBody,
    ToldBody,
)
from api.rights.closing import close_case
from api.rights.notices import notice
from api.rights.readable import bundle_sections, page
from api.routes.responses import CREATES_IN, KEYED, ONE, may_fail
from api.schemas.rights import (
    AccessBundleOut,
    ClosingOut,
    NoticeOut,
    RightsRequestOut,
    RightsRequestsOut,
    ToTellOut,
)
from api.services import Services
from policies.notice import plain_text
from policies.rights import RightsRequest
from tracer.errors import Invalid

router = APIRouter(prefix="/v1", tags=["rights"])

Format = Annotated[Literal["json", "html", "text"], Query(alias="format")]
READABLE = (
    ONE
    | may_fail(409)
    | {200: {"content": {"text/html": {"schema": {"type": "string"}}, "text/plain": {}}}}
)


@router.post(
    "/cases/{case_id}/rights-requests",
    status_code=201,
    response_model=RightsRequestOut,
    responses=CREATES_IN,
)
async def write_request(
    case_id: OpaqueId, body: RequestBody, who: RightsWriter, services: ServicesDep, once: OnceDep
) -> Response:
    """Write down a right the person exercised. An objection or a restriction stops the case at once."""

    async def make(claim: Claim) -> tuple[int, str, BaseModel]:
        made = await desk.receive(services, who, case_id, body.read(), claim.mint("rig"))
        return 201, f"/v1/rights-requests/{made.id}", told(services, made)

    return await once.answer(who, make)


@router.get("/rights-requests", responses=KEYED)
async def list_requests(
    who: RightsReader,
    services: ServicesDep,
    open_only: Annotated[bool, Query(alias="open")] = False,
) -> RightsRequestsOut:
    """The desk's requests, oldest first, with their last days, and who must be told of a change."""
    await services.watch.note("rights_read", who.id)
    found = await services.rights.requests(who.desk, open_only=open_only)
    owed = await services.rights.to_tell(who.desk)
    return RightsRequestsOut(
        items=tuple(told(services, one) for one in found),
        to_tell=tuple(ToTellOut.of(one) for one in owed),
    )


@router.get("/rights-requests/{request_id}", responses=ONE)
async def read_request(
    request_id: OpaqueId, who: RightsReader, services: ServicesDep
) -> RightsRequestOut:
    """Where one request stands, and its last day."""
    found = await services.rights.get(request_id, who.desk)
    await services.watch.note("rights_read", who.id, request=found.id)
    return told(services, found)


@router.post(
    "/rights-requests/{request_id}/identity",
    status_code=201,
    response_model=RightsRequestOut,
    responses=CREATES_IN,
)
async def write_identity(
    request_id: OpaqueId,
    body: IdentityBody,
    who: RightsWriter,
    services: ServicesDep,
    once: OnceDep,
) -> Response:
    """The person is identified and the request worked on; or more was asked. The clock goes on."""

    async def make(_: Claim) -> tuple[int, str, BaseModel]:
        step = desk.identified if body.identified else desk.doubt
        return at(services, await step(services, who, request_id))

    return await once.answer(who, make)


@router.post(
    "/rights-requests/{request_id}/extension",
    status_code=201,
    response_model=RightsRequestOut,
    responses=CREATES_IN,
)
async def write_extension(
    request_id: OpaqueId,
    body: ExtensionBody,
    who: RightsWriter,
    services: ServicesDep,
    once: OnceDep,
) -> Response:
    """Two months more, told to the person with the reason within the first month."""

    async def make(_: Claim) -> tuple[int, str, BaseModel]:
        return at(services, await desk.extend(services, who, request_id, body.told_on, body.reason))

    return await once.answer(who, make)


@router.post(
    "/rights-requests/{request_id}/decision",
    status_code=201,
    response_model=RightsRequestOut,
    responses=CREATES_IN,
)
async def write_ruling(
    request_id: OpaqueId, body: RulingBody, who: RightsWriter, services: ServicesDep, once: OnceDep
) -> Response:
    """Grant, and do what was asked; or refuse, by a second person, on a ground and in writing."""

    async def make(_: Claim) -> tuple[int, str, BaseModel]:
        if body.granted:
            return at(services, await desk.grant(services, who, request_id))
        if body.ground is None or body.reasons is None:
            raise Invalid("body.ground", "a refusal states its ground and its reasons")
        return at(
            services,
            await desk.refuse(services, who, request_id, body.ground, body.reasons),
        )

    return await once.answer(who, make)


@router.post(
    "/rights-requests/{request_id}/lifting",
    status_code=201,
    response_model=RightsRequestOut,
    responses=CREATES_IN,
)
async def write_lifting(
    request_id: OpaqueId,
    body: LiftingBody,
    who: RightsWriter,
    services: ServicesDep,
    once: OnceDep,
) -> Response:
    """Lift a restriction of which the person was told before."""

    async def make(_: Claim) -> tuple[int, str, BaseModel]:
        return at(services, await desk.lift(services, who, request_id, body.told_on))

    return await once.answer(who, make)


@router.post(
    "/rights-requests/{request_id}/recipients",
    status_code=201,
    response_model=RightsRequestOut,
    responses=CREATES_IN,
)
async def write_told(
    request_id: OpaqueId, body: ToldBody, who: RightsWriter, services: ServicesDep, once: OnceDep
) -> Response:
    """The creditor of a mandate was told of what the request changed."""

    async def make(_: Claim) -> tuple[int, str, BaseModel]:
        await desk.told(services, who, request_id, body.mandate)
        return at(services, await services.rights.get(request_id, who.desk))

    return await once.answer(who, make)


@router.get("/cases/{case_id}/notice", response_model=NoticeOut, responses=READABLE)
async def read_notice(
    case_id: OpaqueId, who: RightsReader, services: ServicesDep, shape: Format = "json"
) -> Response:
    """The article 14 notice of a case in the person's language, and when each datum must be told."""
    made = await notice(services, who, case_id)
    if shape == "json":
        return Response(NoticeOut.of(made).model_dump_json(), media_type="application/json")
    if shape == "text":
        return Response(plain_text(made.sections), media_type="text/plain")
    return Response(page("notice", made.sections, made.language), media_type="text/html")


@router.get("/cases/{case_id}/access-bundle", response_model=AccessBundleOut, responses=READABLE)
async def read_access_bundle(
    case_id: OpaqueId, who: RightsWriter, services: ServicesDep, shape: Format = "json"
) -> Response:
    """All that is held about a person who asked for access and was identified."""
    made = await access_bundle(services, who, case_id)
    if shape == "json":
        return Response(AccessBundleOut.of(made).model_dump_json(), media_type="application/json")
    sections = bundle_sections(made)
    if shape == "text":
        return Response(plain_text(sections), media_type="text/plain")
    return Response(page("title", sections, made.language), media_type="text/html")


@router.post(
    "/cases/{case_id}/closing",
    status_code=201,
    response_model=ClosingOut,
    responses=CREATES_IN,
)
async def write_closing(
    case_id: OpaqueId, body: ClosingBody, who: RightsWriter, services: ServicesDep, once: OnceDep
) -> Response:
    """The claim was paid, given up or taken back: nothing is traced any more, and retention begins."""

    async def make(_: Claim) -> tuple[int, str, BaseModel]:
        until = await close_case(services, who, case_id, body.closed_on)
        closed = ClosingOut(case=case_id, closed_on=body.closed_on, kept_until=until)
        return 201, f"/v1/cases/{case_id}", closed

    return await once.answer(who, make)


def told(services: Services, request: RightsRequest) -> RightsRequestOut:
    """A request as it leaves, today."""
    return RightsRequestOut.of(request, services.clock.now().date())


def at(services: Services, request: RightsRequest) -> tuple[int, str, BaseModel]:
    """The answer to a step of a request."""
    return 201, f"/v1/rights-requests/{request.id}", told(services, request)
