"""The list of cases and the page of one case: what was found, why, and what may be done."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from api.alike import asked, withheld
from api.auth import Scope, Session
from api.bodies import DecisionBody
from api.casework import decide, open_channel, run_search
from api.console.page import PageRoute, ReaderDep, WriterDep, fresh_id, need, show
from api.console.proof import JournalCheck
from api.console.second_person import second_person
from api.deps import OpaqueId, ServicesDep, look
from api.opening import Opened
from api.reading import checked
from api.safeguards.operators import admit
from api.schemas.cases import CaseLineOut, CaseOut
from api.schemas.report import ReportOut
from api.schemas.working import DecisionsOut
from api.searches import SearchState
from api.services import Services
from tracer.evidence import Judgement
from tracer.outcome import Outcome
from tracer.report import TraceReport

router = APIRouter(route_class=PageRoute, include_in_schema=False)
PAGE = 50


@router.get("/cases")
async def list_page(
    request: Request,
    services: ServicesDep,
    session: ReaderDep,
    after: Annotated[str | None, Query(pattern=r"^[A-Za-z0-9_.:-]{1,120}$")] = None,
) -> Response:
    """The desk's cases."""
    need(session, Scope.CASES_READ)
    who = session.principal
    await admit(services.watch, who.id)
    found = await services.store.lines(who.desk, who.id, after=after, limit=PAGE + 1)
    return show(
        request,
        "cases.html",
        session=session,
        cases=[CaseLineOut.of(line) for line in found[:PAGE]],
        older=found[PAGE - 1].id if len(found) > PAGE else None,
    )


@router.get("/cases/{case_id}")
async def case_page(
    request: Request, services: ServicesDep, session: ReaderDep, case_id: OpaqueId
) -> Response:
    """One case."""
    return await page_of(request, services, session, case_id, {})


@router.post("/cases/{case_id}/searches")
async def start_search(services: ServicesDep, session: WriterDep, case_id: OpaqueId) -> Response:
    """The button that runs the search."""
    need(session, Scope.SEARCH_RUN)
    await run_search(services, session.principal, case_id, fresh_id("sea"))
    return RedirectResponse(f"/cases/{case_id}", status_code=303)


@router.post("/cases/{case_id}/decisions")
async def write_decision(
    services: ServicesDep,
    session: WriterDep,
    case_id: OpaqueId,
    candidate: Annotated[str, Form()] = "",
    judgement: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
) -> Response:
    """The form that judges a candidate."""
    need(session, Scope.IDENTITY_DECIDE)
    told = {"candidate": candidate, "judgement": judgement, "reason": reason}
    body = checked(lambda: DecisionBody.model_validate(told))
    await decide(services, session.principal, case_id, body, fresh_id("dec"))
    return RedirectResponse(f"/cases/{case_id}#decision", status_code=303)


@router.post("/cases/{case_id}/contact-proposals/{channel_id}/open")
async def open_one(
    request: Request,
    services: ServicesDep,
    session: WriterDep,
    case_id: OpaqueId,
    channel_id: OpaqueId,
) -> Response:
    """The button that opens a channel: shown on this answer only, and kept nowhere in clear."""
    need(session, Scope.CONTACT_READ)
    found = await open_channel(services, session.principal, case_id, channel_id)
    return await page_of(request, services, session, case_id, {channel_id: found})


async def page_of(
    request: Request,
    services: Services,
    session: Session,
    case_id: str,
    opened: dict[str, Opened],
) -> Response:
    """The page of a case, with the channels that were just opened."""
    need(session, Scope.CASES_READ)
    case = await look(services, case_id, session.principal, "page")
    searches = await services.searches.of_case(case.id)
    report = await services.searches.latest_report(case.id)
    waits = bool(searches) and searches[0].state in (SearchState.QUEUED, SearchState.RUNNING)
    decisions = DecisionsOut.of(await services.store.judged(case.id))
    check: JournalCheck = request.app.state.journal_check
    values = {channel: found.value for channel, found in opened.items()}
    told = ReportOut.of(report, values) if report else None
    weighed = told.match if told and Scope.IDENTITY_READ in session.principal.scopes else None
    page = show(
        request,
        "case.html",
        session=session,
        case=CaseOut.of(case, searches),
        report=told,
        openings={channel: found.receipt for channel, found in opened.items()},
        questions=asked(told.coverage, weighed) if told else (),
        withheld=withheld(told.refusals) if told else (),
        refused=withheld([told.refusal]) if told and told.refusal else (),
        decisions=decisions,
        judged={made.candidate: made for made in decisions.items if made.in_force},
        judgements=tuple(Judgement),
        unasked=unanswered(report),
        masked=told is not None and any(a.outcome is Outcome.WITHHELD for a in told.coverage),
        search=searches[0] if searches else None,
        waits=waits,
        judged_since=report is not None
        and any(judged.decided_at > report.started_at for judged in case.judgements),
        second=await second_person(services.watch, case.id, session.principal.id),
        rules={rule.id: rule for rule in services.rules},
        journal=await check.latest() if Scope.AUDIT_READ in session.principal.scopes else None,
    )
    if waits:
        page.headers["Refresh"] = "2"
    return page


def unanswered(report: TraceReport | None) -> int:
    """How many questions to sources ended without a usable answer."""
    useless = (Outcome.UNAVAILABLE, Outcome.UNSUPPORTED, Outcome.NOT_ASKED)
    return sum(one.outcome in useless for one in report.coverage) if report else 0
