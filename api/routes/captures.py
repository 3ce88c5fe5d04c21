"""Pages looked at: the intent first, then the capture or the note, then what was kept."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response
from pydantic import BaseModel

from api.captures.checking import verified
from api.captures.intents import noted, write_intent
from api.captures.notes import notes_of, write_note
from api.captures.store import NO_CAPTURE, CaptureStore
from api.captures.taking import Capturer, page_capturer, take_capture
from api.deps import IdentityReader, OnceDep, OpaqueId, SearchRunner, ServicesDep, look
from api.repeats import Claim
from api.routes.responses import CREATES_IN, ONE
from api.schemas.captures import (
    CaptureBody,
    CapturedOut,
    CaptureOut,
    CapturesOut,
    IntentBody,
    IntentOut,
    NoteBody,
    NotedOut,
    NoteOut,
)
from tracer.errors import NotFound

router = APIRouter(prefix="/v1/cases/{case_id}", tags=["captures"])


def capturer(services: ServicesDep) -> Capturer | None:
    """What captures pages here, if anything does."""
    return page_capturer(services)


CapturerDep = Annotated[Capturer | None, Depends(capturer)]
FileName = Annotated[str, Path(pattern=r"^[a-z0-9-]{1,20}(\.[a-z]{2,5}){1,2}$")]


@router.post("/capture-intents", status_code=201, response_model=IntentOut, responses=CREATES_IN)
async def intend(
    case_id: OpaqueId,
    body: IntentBody,
    who: SearchRunner,
    services: ServicesDep,
    once: OnceDep,
) -> Response:
    """Say what you mean to look at and why. The answer says how far you may go; it lasts an hour."""

    async def make(claim: Claim) -> tuple[int, str, BaseModel]:
        intent = await write_intent(
            services,
            who,
            case_id,
            claim.mint("cai"),
            url=body.url,
            target=body.target,
            purpose=body.purpose,
            necessity=body.necessity,
        )
        return 201, f"/v1/cases/{case_id}/captures", IntentOut.of(intent)

    return await once.answer(who, make)


@router.post("/captures", status_code=201, response_model=CapturedOut, responses=CREATES_IN)
async def capture(
    case_id: OpaqueId,
    body: CaptureBody,
    who: SearchRunner,
    services: ServicesDep,
    by: CapturerDep,
    once: OnceDep,
) -> Response:
    """Keep a page as evidence, for an open intent. Without one the answer is `no-capture-intent`."""

    async def make(claim: Claim) -> tuple[int, str, BaseModel]:
        made = await take_capture(
            services,
            who,
            case_id,
            claim.mint("cap"),
            intent_id=body.intent_id,
            uploads=body.files,
            attested=body.attestation.model_dump() if body.attestation else None,
            capturer=by,
        )
        return 201, f"/v1/cases/{case_id}/captures", CapturedOut.of(made)

    return await once.answer(who, make)


@router.post("/notes", status_code=201, response_model=NotedOut, responses=CREATES_IN)
async def note(
    case_id: OpaqueId,
    body: NoteBody,
    who: SearchRunner,
    services: ServicesDep,
    once: OnceDep,
) -> Response:
    """Note what you saw yourself, from the closed list of facts, for an open intent."""

    async def make(claim: Claim) -> tuple[int, str, BaseModel]:
        kept = await write_note(
            services,
            who,
            case_id,
            claim.mint("not"),
            intent_id=body.intent_id,
            said=body.facts.model_dump(exclude_none=True),
            attested=body.attestation.model_dump(),
        )
        made = NotedOut(id=kept.id, receipt=kept.receipt, keep_until=kept.keep_until)
        return 201, f"/v1/cases/{case_id}/captures", made

    return await once.answer(who, make)


@router.get("/captures", responses=ONE)
async def list_captures(
    case_id: OpaqueId, who: IdentityReader, services: ServicesDep
) -> CapturesOut:
    """The manifests and the notes of a case, within their term."""
    case = await look(services, case_id, who, "captures")
    store, now = CaptureStore.of(services), services.clock.now()
    return CapturesOut(
        items=tuple(CaptureOut.of(one) for one in await store.captures(case.id, now)),
        notes=tuple(NoteOut.of(one) for one in await notes_of(store, case.id, now)),
    )


@router.get(
    "/captures/{capture_id}/file/{name}",
    responses={**ONE, 200: {"content": {"application/octet-stream": {}}}},
    response_class=Response,
)
async def open_file(
    case_id: OpaqueId,
    capture_id: OpaqueId,
    name: FileName,
    who: IdentityReader,
    services: ServicesDep,
) -> Response:
    """One file of a capture, verified first, to be saved and never shown here. It is journalled."""
    case = await look(services, case_id, who, "capture")
    _, files, _ = await verified(services, case.id, capture_id)
    if name not in files:
        raise NotFound(NO_CAPTURE)
    opened: dict[str, object] = {"id": capture_id, "file": name}
    await services.journal.append(noted("capture_opened", case.id, who.id, opened))
    return Response(
        files[name],
        media_type="application/octet-stream",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
