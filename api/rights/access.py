"""The access bundle (GDPR art. 15): all that is held about a person, and every consultation of it.

It names no operator: whoever consulted is not owed to the person (CJEU C-579/21). It has nothing of
other people the comparison met.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from api.auth import Principal
from api.errors import SecondPersonNeeded
from api.rights.held import held
from api.rights.looked_at import looked_at
from api.rights.requests import others
from api.rights.words import LOGIC, entry_words
from api.services import Services
from policies.notice import Datum
from policies.retention import RETENTION
from policies.rights import RequestState, RightKind, RightsRequest
from tracer.case import Case, CaseId, HumanJudgement
from tracer.errors import Conflict
from tracer.lawful import Sealed, Text
from tracer.ports import JournalEntry
from tracer.report import TraceReport

WORKED_ON = (RequestState.IN_PROGRESS, RequestState.GRANTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consultation:
    """One use of the data, as the journal has it: when, what, and what for."""

    at: datetime
    what: Text
    purpose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """How the person was recognised: what agreed or not, in bits."""

    text: Text
    ours: str | None
    theirs: str | None
    bits: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseHeld:
    """What one case holds about the person."""

    reference: str
    creditor: str
    mandate: str
    purpose: str
    basis: str
    opened_on: date | None
    claim: str
    history: tuple[str, ...]
    data: tuple[Datum, ...]
    not_shown: int
    screened: tuple[Text, ...]
    compared: tuple[Compared, ...]
    decided: tuple[str, ...]  # by a person, with the reason
    sources: tuple[str, ...]  # what was asked about the person
    looked_at: tuple[str, ...]  # intents, captures, notes, watches and what they told
    requests: tuple[str, ...]
    consultations: tuple[Consultation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessBundle:
    """Everything, for one person."""

    made_at: datetime
    language: str
    request: str
    controller: str | None
    dpo: str | None
    cases: tuple[CaseHeld, ...]
    recipients: tuple[str, ...]
    retention: tuple[Text, ...]
    logic: tuple[Text, ...]


async def access_bundle(services: Services, who: Principal, case: str) -> AccessBundle:
    """The bundle for a request of access whose person was identified; Conflict without one.

    Whoever recorded the request does not take it: SecondPersonNeeded. It covers every case of the
    desk that surely is about the same person. The journal has it first.
    """
    found = await services.store.visible(CaseId(case), who.desk)
    request = await access_request(services, found.id, who.desk)
    if request.recorded_by == who.id:  # nobody invents a request to read what he may not
        raise SecondPersonNeeded("whoever recorded the request does not take its bundle")
    about = [found, *await others(services, found)]
    mine = [one for one in about if await services.rights.desk_of(one.id) == who.desk]
    parts = [await case_held(services, who, one, request) for one in mine]
    settings = services.settings
    return AccessBundle(
        made_at=services.clock.now(),
        language=found.subject.language,
        request=request.id,
        controller=settings.agency,
        dpo=settings.dpo,
        cases=tuple(parts),
        recipients=tuple(sorted({part.creditor for part in parts if part.creditor})),
        retention=tuple(kept.text for kept in RETENTION.values()),
        logic=LOGIC,
    )


async def access_request(services: Services, case: str, desk: str) -> RightsRequest:
    """The request of access that is being worked on or was granted; Conflict when there is none."""
    for request in reversed(await services.rights.requests(desk, case=case)):
        if request.kind is RightKind.ACCESS and request.state in WORKED_ON:
            return request
    raise Conflict("no identified person has asked for access in this case")


async def case_held(
    services: Services, who: Principal, case: Case, request: RightsRequest
) -> CaseHeld:
    """What one case holds; reading it is a consultation like another."""
    receipt = await services.journal.append(
        JournalEntry(
            kind="access_bundle",
            case=case.id,
            subject=None,
            operator=who.id,
            body={"request": request.id},
        )
    )
    vault = services.rights.vault

    def opened(sealed: Sealed) -> str:
        return vault.open(sealed, receipt)

    report = await services.searches.latest_report(case.id)
    everything = await held(services, case, report, opened)
    purpose = str(case.basis.purpose) if case.basis else ""
    entries = await services.journal.read(case.id)
    requests = await services.rights.requests(who.desk, case=case.id)
    return CaseHeld(
        reference=case.reference,
        creditor=case.mandate.creditor.name if case.mandate else "",
        mandate=case.mandate.reference if case.mandate else "",
        purpose=purpose,
        basis=str(case.basis.basis) if case.basis else "",
        opened_on=case.opened_on,
        claim=f"{case.claim.amount} {case.claim.currency}, {case.claim.nature}, {case.claim.due_on}",
        history=history_lines(case),
        data=everything.data,
        not_shown=everything.not_shown,
        screened=tuple(stop.text for stop in report.screening.stops) if report else (),
        compared=compared(report),
        decided=tuple(
            decision_line(made.judgement, report) for made in await services.store.judged(case.id)
        ),
        sources=tuple(dict.fromkeys(one.source for one in report.coverage)) if report else (),
        looked_at=await looked_at(services, case.id),
        requests=tuple(
            f"{one.kind}, {one.received_on.isoformat()}, {one.state}" for one in requests
        ),
        consultations=tuple(
            Consultation(at=stored.receipt.at, what=entry_words(stored.entry), purpose=purpose)
            for stored in entries
        ),
    )


def decision_line(made: HumanJudgement, report: TraceReport | None) -> str:
    """What a person decided; why, only of who is confirmed: other reasons may speak of other people."""
    match = report.match if report else None
    own = match is not None and match.confirmed and match.best is not None
    said = str(made.judgement)
    if own and match is not None and match.best and made.candidate == match.best.candidate.id:
        said = f"{said}: {made.reason}"
    return f"{said} ({made.decided_at.date().isoformat()})"


def history_lines(case: Case) -> tuple[str, ...]:
    """What was already tried."""
    history = case.history
    lines = [f"letter, {history.first_letter_on.isoformat()}"] if history.first_letter_on else []
    lines += [
        ", ".join(part for part in (str(a.channel), a.at.isoformat(), a.outcome) if part)
        for a in history.attempts
    ]
    return tuple(lines)


def compared(report: TraceReport | None) -> tuple[Compared, ...]:
    """What spoke for the confirmed person being the person sought, and against."""
    match = report.match if report else None
    if match is None or not match.confirmed or match.best is None:
        return ()
    return tuple(
        Compared(text=one.text, ours=one.ours, theirs=one.theirs, bits=one.bits)
        for one in match.best.evidence
    )
