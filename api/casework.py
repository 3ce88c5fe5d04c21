"""What can be done in a case, once, for the API and the pages alike."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from api.auth import Principal
from api.bodies import CaseBody, DecisionBody
from api.casefile import HistoryIn
from api.opening import Opened, opened
from api.safeguards.plants import judged, may_decide
from api.safeguards.quotas import count_opening
from api.safeguards.seeing import seen
from api.safeguards.standing import with_standing
from api.searches import Search
from api.services import Services
from api.store import StoredHistory, StoredJudgement, Taken
from tracer.case import Case, HumanJudgement
from tracer.errors import Conflict, Invalid, NotFound, Refused
from tracer.lawful import Operation, Permit
from tracer.ports import JournalEntry
from tracer.proposal import Refusal
from tracer.report import TraceReport
from tracer.situation import Situation


async def open_case(
    services: Services, who: Principal, body: CaseBody, case_id: str
) -> tuple[Case, Permit]:
    """Put a case before the gate and keep it if it may be opened; Refused if not, nothing kept."""
    try:
        mandate = await services.store.mandate(body.mandate_id, who.desk)
    except NotFound:
        raise Invalid("body.mandate_id", "no such mandate; write it down first") from None
    try:
        basis = await services.store.basis(body.basis_record_id, who.desk)
    except NotFound:
        raise Invalid("body.basis_record_id", "no such basis record; write it down first") from None
    today = services.clock.now().date()
    case = replace(body.read(case_id, who.id, mandate, basis), opened_on=today)
    worked = await with_standing(services, case, who.id)
    leave = await services.kit.gate.authorise(Situation(case=worked, operation=Operation.RECORD))
    if isinstance(leave, Refusal):
        raise Refused(leave)
    with suppress(Taken):  # the process died after keeping it and before answering
        await services.store.add(case, who.desk)
    return case, leave


async def run_search(services: Services, who: Principal, case: str, search_id: str) -> Search:
    """Queue a search of a case and start it; Conflict while another one is not over."""
    found = await seen(services, who, case)
    search = await services.searches.add(search_id, found.id, who.id)
    await services.runner.start(search.id)
    return search


async def decide(
    services: Services, who: Principal, case: str, body: DecisionBody, decision_id: str
) -> StoredJudgement:
    """Write a person's decision down, in the journal first. It takes effect in the next search."""
    found = await seen(services, who, case)
    for made in await services.store.judged(found.id):
        if made.id == decision_id:  # the process died after keeping it and before answering
            return made
    await may_decide(services.watch, who.id, found.id)
    report = await services.searches.latest_report(found.id)
    if body.candidate not in candidates(report):
        raise Invalid("body.candidate", "not a candidate of the last search of this case")
    judgement = HumanJudgement(
        candidate=body.candidate,
        judgement=body.judgement,
        reason=body.reason,
        decided_by=who.id,
        decided_at=services.clock.now(),
    )
    entry = JournalEntry(
        kind="judgement",
        case=found.id,
        subject=None,
        operator=who.id,
        body={"judgement": str(body.judgement), "id": decision_id},
    )
    receipt = await services.journal.append(entry)
    stored = StoredJudgement(id=decision_id, receipt=receipt.sequence, judgement=judgement)
    await services.store.judge(found.id, stored)
    await judged(services.watch, who.id, found.id, body.judgement)
    return stored


async def tell_history(
    services: Services, who: Principal, case: str, body: HistoryIn, history_id: str
) -> StoredHistory:
    """Write down what was tried since, in the journal first. It takes effect in the next search."""
    found = await seen(services, who, case)
    entry = JournalEntry(
        kind="history", case=found.id, subject=None, operator=who.id, body={"id": history_id}
    )
    receipt = await services.journal.append(entry)
    told = StoredHistory(
        id=history_id,
        receipt=receipt.sequence,
        told_at=services.clock.now(),
        history=body.read(),
    )
    with suppress(Taken):  # the process died after keeping it and before answering
        await services.store.tell(found.id, told)
    return told


async def open_channel(services: Services, who: Principal, case: str, channel: str) -> Opened:
    """A proposed channel in clear. It is decided again with the case as it is now; the decision,
    then the opening, are journalled first.

    Refused when it is now withheld. Conflict once somebody has judged a candidate, or who the
    debtor is was told otherwise, after the search: it may have found somebody else.
    """
    found = await seen(services, who, case)
    report = await services.searches.latest_report(found.id)
    ladder = report.ladder if report else ()
    offer = next((each for each in ladder if each.point.id == channel), None)
    if report is None or offer is None:
        raise NotFound("there is no such channel among those permitted")
    if any(judged.decided_at > report.started_at for judged in found.judgements):
        raise Conflict("a candidate was judged after this search; run a new search")
    if found.subject != report.case.subject:
        raise Conflict("who the debtor is was told otherwise after this search; run a new search")
    await count_opening(services.watch, who.id)
    answer = await opened(services, found, report, offer, who.id)
    if isinstance(answer, Refusal):
        raise Refused(answer)
    return answer


def candidates(report: TraceReport | None) -> frozenset[str]:
    """The ids of everybody a report weighs, and of the deaths it asks a person about."""
    if report is None:
        return frozenset()
    deaths = frozenset(one for stop in report.screening.stops for one in stop.records)
    if report.match is None:
        return deaths
    best = (report.match.best,) if report.match.best else ()
    return deaths | frozenset(weighed.candidate.id for weighed in (*best, *report.match.others))
