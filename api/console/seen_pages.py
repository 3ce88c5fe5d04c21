"""The page of what was seen: events of the watches, profiles, pages looked at and what is kept of them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response, UploadFile
from fastapi.responses import RedirectResponse

from api.auth import Scope
from api.captures.checklist import CHECKLIST
from api.captures.intents import Purpose, Target, takes_notes, write_intent
from api.captures.notes import notes_of, write_note
from api.captures.store import CaptureStore
from api.captures.taking import take_capture
from api.confirmed import confirmed
from api.console.locale import chosen
from api.console.page import PageRoute, ReaderDep, WriterDep, fresh_id, need, show
from api.console.seen_words import word
from api.deps import OpaqueId, ServicesDep, look
from api.monitoring.asking import open_watch, stop_watch
from api.monitoring.store import watch_store
from api.profiles import profiles_of
from api.reading import checked
from api.routes.captures import CapturerDep
from api.safeguards.seeing import seen
from api.schemas.captures import AttestationIn, CaptureOut, FactsIn, IntentBody, NoteOut
from api.schemas.monitoring import EventsOut, WatchBody, WatchOut
from api.schemas.profiles import ProfileOut
from api.services import Services
from policies.human_note import ANSWERS, NOTED, TEXTS, LastActivity
from policies.platforms import PERMITS, Act, Mode
from tracer.case import Case
from tracer.errors import Conflict
from tracer.monitoring import WatchedCompany, WatchPurpose, last_day, own_companies

router = APIRouter(prefix="/cases/{case_id}", route_class=PageRoute, include_in_schema=False)
ATTESTED = tuple(AttestationIn.model_fields)


@router.get("/seen")
async def seen_page(
    request: Request, services: ServicesDep, session: ReaderDep, case_id: OpaqueId
) -> Response:
    """What was seen of a case. That it was looked at is in the journal first."""
    need(session, Scope.IDENTITY_READ)
    case = await look(services, case_id, session.principal, "seen")
    now = services.clock.now()
    store, watches = CaptureStore.of(services), watch_store(services)
    own, profiles = await of_the_confirmed(services, case)
    language = chosen(request)
    return show(
        request,
        "seen.html",
        session=session,
        case=case,
        word=lambda value: word(value, language),
        events=EventsOut.of(await watches.events(case.id)).items,
        watches=[WatchOut.of(one) for one in await watches.of_case(case.id)],
        own=own,
        watch_purposes=tuple(WatchPurpose),
        last_day=last_day(case, now.date()),
        profiles=profiles,
        captures=[CaptureOut.of(one) for one in await store.captures(case.id, now)],
        notes=[NoteOut.of(one) for one in await notes_of(store, case.id, now)],
        intents=[
            (intent, CHECKLIST[intent.mode])
            for intent in await store.open_intents(case.id, session.principal.id, now)
        ],
        copied=PERMITS[Act.CAPTURE],
        by_program=Mode.API_OPEN,
        takes_notes=takes_notes,
        targets=tuple(Target),
        purposes=tuple(Purpose),
        facts=NOTED,
        texts=TEXTS,
        answers=ANSWERS,
        activities=tuple(LastActivity),
        attested=ATTESTED,
    )


async def of_the_confirmed(
    services: Services, case: Case
) -> tuple[list[WatchedCompany] | None, tuple[ProfileOut, ...]]:
    """The companies that may be watched and the profiles; None and nothing where nobody is confirmed."""
    try:
        debtor = await confirmed(services, case)
        own = sorted(own_companies(debtor), key=lambda one: (one.country, one.number))
        return own, await profiles_of(services, case)
    except Conflict:
        return None, ()


def back(case_id: str, part: str) -> Response:
    """The page again, at one of its parts."""
    return RedirectResponse(f"/cases/{case_id}/seen#{part}", status_code=303)


@router.post("/watches")
async def watch(
    services: ServicesDep,
    session: WriterDep,
    case_id: OpaqueId,
    until: Annotated[str, Form()] = "",
    companies: Annotated[tuple[str, ...], Form()] = (),
    purposes: Annotated[tuple[str, ...], Form()] = (),
) -> Response:
    """The form that watches companies of the confirmed debtor to a day."""
    need(session, Scope.SEARCH_RUN)
    told = {"companies": companies, "purposes": purposes, "until": until}
    body = checked(lambda: WatchBody.model_validate(told))
    who = session.principal
    await open_watch(
        services, who, case_id, body.companies, body.purposes, body.until, fresh_id("wat")
    )
    return back(case_id, "watches")


@router.post("/watches/{watch_id}/end")
async def end(
    services: ServicesDep, session: WriterDep, case_id: OpaqueId, watch_id: OpaqueId
) -> Response:
    """The button that ends a watch."""
    need(session, Scope.SEARCH_RUN)
    case = await seen(services, session.principal, case_id)
    await stop_watch(services, session.principal, case.id, watch_id)
    return back(case_id, "watches")


@router.post("/seen/intents")
async def intend(
    services: ServicesDep,
    session: WriterDep,
    case_id: OpaqueId,
    url: Annotated[str, Form()] = "",
    target: Annotated[str, Form()] = "",
    purpose: Annotated[str, Form()] = "",
    necessity: Annotated[str, Form()] = "",
) -> Response:
    """The form by which somebody says what to look at and why; the answer says how far to go."""
    need(session, Scope.SEARCH_RUN)
    told = {"url": url.strip(), "target": target, "purpose": purpose, "necessity": necessity}
    body = checked(lambda: IntentBody.model_validate(told))
    await write_intent(
        services,
        session.principal,
        case_id,
        fresh_id("cai"),
        url=body.url,
        target=body.target,
        purpose=body.purpose,
        necessity=body.necessity,
    )
    return back(case_id, "looked-at")


@router.post("/seen/captures")
async def capture(
    services: ServicesDep,
    session: WriterDep,
    case_id: OpaqueId,
    by: CapturerDep,
    intent_id: Annotated[str, Form()] = "",
    files: tuple[UploadFile, ...] = (),
    attested: Annotated[tuple[str, ...], Form()] = (),
) -> Response:
    """The button that captures a page, or the form that brings a copy of what a person saw."""
    need(session, Scope.SEARCH_RUN)
    brought = tuple([body for one in files if (body := await one.read())])
    await take_capture(
        services,
        session.principal,
        case_id,
        fresh_id("cap"),
        intent_id=intent_id,
        uploads=brought,
        attested=dict.fromkeys(attested, True) if attested else None,
        capturer=by,
    )
    return back(case_id, "looked-at")


@router.post("/seen/notes")
async def note(
    request: Request, services: ServicesDep, session: WriterDep, case_id: OpaqueId
) -> Response:
    """The form that notes the closed list of facts, each of which may be left out."""
    need(session, Scope.SEARCH_RUN)
    form = await request.form()
    typed = {name: str(value) for name in NOTED if (value := form.get(name))}
    said = {
        name: {"yes": True, "no": False}.get(value, value) if name in ANSWERS else value
        for name, value in typed.items()
    }
    facts = checked(lambda: FactsIn.model_validate(said))
    await write_note(
        services,
        session.principal,
        case_id,
        fresh_id("not"),
        intent_id=str(form.get("intent_id") or ""),
        said=facts.model_dump(exclude_none=True),
        attested={str(line): True for line in form.getlist("attested")},
    )
    return back(case_id, "looked-at")
