"""Rights exercised by the person, step by step: each step is in the journal before it takes effect."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from api.auth import Principal
from api.rights.erasure import erase
from api.rights.register import RequestNotes
from api.searches import NOT_OVER
from api.services import Services
from policies.rights import Ground, RequestState, RightKind, RightsRequest
from policies.same_person import one_person
from tracer.case import Case, CaseId
from tracer.errors import Conflict, Invalid, NotFound
from tracer.lawful import Receipt
from tracer.ports import JournalEntry
from tracer.subject import Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A right as the person exercised it. Only a rectification carries a correction."""

    kind: RightKind
    received_on: date
    identity_doubtful: bool = False
    notes: str | None = None
    correction: Subject | None = None


async def receive(
    services: Services, who: Principal, case: str, told: Received, request_id: str
) -> RightsRequest:
    """Write a request down. An objection, a restriction and a contested accuracy stop at once."""
    found = await services.store.visible(CaseId(case), who.desk)
    today = services.clock.now().date()
    if told.received_on > today:
        raise Invalid("received_on", "a request is written down once it has come")
    if (told.kind is RightKind.RECTIFICATION) is not (told.correction is not None):
        raise Invalid("correction", "a rectification, and nothing else, says what is right")
    state = RequestState.IDENTITY_CHECK if told.identity_doubtful else RequestState.RECEIVED
    request = RightsRequest(
        id=request_id,
        case=found.id,
        kind=told.kind,
        received_on=told.received_on,
        recorded_by=who.id,
        state=state,
    )
    await step(services, who, request, "right_received")
    notes = RequestNotes(notes=told.notes, correction=told.correction)
    kept = await services.rights.add(request, notes, found.subject, who.desk)
    if request.stops_objection or request.restricts:
        await stop_searches(services, await about_person(services, found))
    return kept


async def identified(services: Services, who: Principal, request_id: str) -> RightsRequest:
    """The person is who they say they are: the request is being worked on."""
    request = await services.rights.get(request_id, who.desk)
    return await moved(services, who, request, RequestState.IN_PROGRESS)


async def doubt(services: Services, who: Principal, request_id: str) -> RightsRequest:
    """There are reasonable doubts: more was asked, without delay (GDPR art. 12(6))."""
    request = await services.rights.get(request_id, who.desk)
    return await moved(services, who, request, RequestState.IDENTITY_CHECK)


async def moved(
    services: Services, who: Principal, request: RightsRequest, state: RequestState
) -> RightsRequest:
    """The request in another open state."""
    then = request.moved(state)
    await step(services, who, then, "right_moved")
    await services.rights.save(then)
    return then


async def extend(
    services: Services, who: Principal, request_id: str, told_on: date, reason: str
) -> RightsRequest:
    """Two months more: the person was told so, and why, within the first month."""
    request = await services.rights.get(request_id, who.desk)
    if told_on > services.clock.now().date():
        raise Invalid("told_on", "an extension is written down once the person was told")
    then = request.extended(told_on, reason)
    await step(services, who, then, "right_extended")
    notes = replace(await services.rights.notes(request), extension=reason)
    await services.rights.save(then, notes)
    return then


async def refuse(
    services: Services, who: Principal, request_id: str, ground: Ground, reasons: str
) -> RightsRequest:
    """Refuse a request in writing. An objection refused lets the case go on."""
    request = await services.rights.get(request_id, who.desk)
    then = request.refused(who.id, services.clock.now().date(), ground, reasons)
    await step(services, who, then, "right_refused")
    notes = replace(await services.rights.notes(request), reasons=reasons)
    await services.rights.save(then, notes)
    return then


async def grant(services: Services, who: Principal, request_id: str) -> RightsRequest:
    """Grant a request and do what it asks, before this returns."""
    request = await services.rights.get(request_id, who.desk)
    then = request.granted(who.id, services.clock.now().date())
    found = await services.store.visible(CaseId(request.case), who.desk)
    receipt = await step(services, who, then, "right_granted")
    desk = services.rights
    mandates = [found.mandate.reference] if found.mandate else []
    match request.kind:
        case RightKind.OBJECTION:
            about = [found, *await others(services, found)]
            await desk.suppress([one.subject for one in about], RightKind.OBJECTION)
            await stop_searches(services, [one.id for one in about])
        case RightKind.RECTIFICATION:
            correction = (await desk.notes(request)).correction
            if correction is None:
                raise Conflict("the request does not say what is right")
            await rectify(services, found, correction, request.id, receipt)
            await desk.owe_telling(request.id, mandates)
        case RightKind.RESTRICTION:
            await desk.owe_telling(request.id, mandates)
        case RightKind.ERASURE:
            about = [found, *await others(services, found)]
            mandates = [one.mandate.reference for one in about if one.mandate]
            await desk.suppress([one.subject for one in about], RightKind.ERASURE)
            await desk.owe_telling(request.id, mandates)
            await erase(services, then, [one.id for one in about], who.id)
            return then
        case RightKind.ACCESS:
            pass  # the bundle was handed over: see api.rights.access
    await desk.save(then)
    return then


async def lift(services: Services, who: Principal, request_id: str, told_on: date) -> RightsRequest:
    """Lift a restriction; the person was told before (GDPR art. 18(3))."""
    request = await services.rights.get(request_id, who.desk)
    today = services.clock.now().date()
    if told_on > today:
        raise Invalid("told_on", "the person is told before the restriction is lifted")
    then = request.lifted(today)
    await step(services, who, then, "restriction_lifted")
    await services.rights.save(then)
    return then


async def told(services: Services, who: Principal, request_id: str, mandate: str) -> None:
    """A recipient was told of a rectification, an erasure or a restriction (GDPR art. 19)."""
    request = await services.rights.get(request_id, who.desk)
    await step(services, who, request, "recipient_told")
    await services.rights.told(request.id, mandate)


async def rectify(
    services: Services, case: Case, subject: Subject, version: str, receipt: Receipt
) -> None:
    """Correct whom a case is about. What was found about the person wrongly declared goes."""
    await stop_searches(services, [case.id])
    await services.searches.retire(case.id)
    await services.kit.graph.erase_subject(case.id)
    await services.rights.rectify(version, case, subject, receipt.sequence)


async def others(services: Services, case: Case) -> list[Case]:
    """The other cases of the agency that surely are about the same person, whatever their desk."""
    found = []
    for one in await services.rights.sharing(case.subject, certain=True):
        if one != case.id:
            try:
                other = await services.store.get(one)
            except NotFound:  # erased meanwhile
                continue
            if one_person(case.subject, other.subject):
                found.append(other)
    return found


async def about_person(services: Services, case: Case) -> list[CaseId]:
    """The case and the others that surely are about the same person."""
    return [case.id, *(one.id for one in await others(services, case))]


async def stop_searches(services: Services, cases: list[CaseId]) -> int:
    """Stop every search of those cases that is not over; how many there were."""
    stopped = 0
    for case in cases:
        for search in await services.searches.of_case(case):
            if search.state in NOT_OVER:
                await services.runner.stop(search.id)
                stopped += 1
    return stopped


async def step(services: Services, who: Principal, request: RightsRequest, kind: str) -> Receipt:
    """Write a step in the journal: which right, where it stands, until when. No word of the person."""
    return await services.journal.append(
        JournalEntry(
            kind=kind,
            case=request.case,
            subject=None,
            operator=who.id,
            body={
                "request": request.id,
                "right": str(request.kind),
                "state": str(request.state),
                "received_on": request.received_on.isoformat(),
                "due_on": request.due_on.isoformat(),
                "ground": str(request.ground) if request.ground else None,
            },
        )
    )
