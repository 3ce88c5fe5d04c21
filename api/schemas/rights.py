"""Requests about rights, notices, access bundles and reports as they leave."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import Field

from api.rights.access import AccessBundle, CaseHeld
from api.rights.notices import Notice
from api.rights.register import ToTell
from api.rights.reports import Outcome, WrongPerson
from api.schemas.lawful import Out, TextOut
from policies.notice import Datum, DatumKind, Section
from policies.rights import Ground, RequestState, RightKind, RightsRequest


class RightsRequestOut(Out):
    """One request: nothing about whom it is of."""

    id: str
    case: str
    kind: RightKind
    state: RequestState
    received_on: date
    due_on: date
    extended_on: date | None
    overdue: bool
    alert: bool
    recorded_by: str
    decided_by: str | None
    decided_on: date | None
    ground: Ground | None
    lifted_on: date | None

    @classmethod
    def of(cls, request: RightsRequest, today: date) -> RightsRequestOut:
        """From the domain."""
        return cls(
            id=request.id,
            case=request.case,
            kind=request.kind,
            state=request.state,
            received_on=request.received_on,
            due_on=request.due_on,
            extended_on=request.extended_on,
            overdue=request.overdue(today),
            alert=request.alert(today),
            recorded_by=request.recorded_by,
            decided_by=request.decided_by,
            decided_on=request.decided_on,
            ground=request.ground,
            lifted_on=request.lifted_on,
        )


class ToTellOut(Out):
    """A recipient to tell of a change, by the reference of his mandate."""

    request: str
    mandate: str
    tell_by: datetime
    told_at: datetime | None

    @classmethod
    def of(cls, owed: ToTell) -> ToTellOut:
        """From the register."""
        return cls(
            request=owed.request,
            mandate=owed.mandate,
            tell_by=owed.tell_by,
            told_at=owed.told_at,
        )


class RightsRequestsOut(Out):
    """A desk's requests, oldest first, and who must be told of what they changed."""

    items: tuple[RightsRequestOut, ...]
    to_tell: tuple[ToTellOut, ...]


class ClosingOut(Out):
    """The closing of a case, and the last day its data is kept."""

    case: str
    closed_on: date
    kept_until: date


class WrongPersonOut(Out):
    """A report, and how many cases it stopped."""

    id: str
    case: str
    reported_at: datetime
    outcome: Outcome | None
    settled_at: datetime | None
    cases_stopped: int | None

    @classmethod
    def of(cls, about: WrongPerson, stopped: int | None = None) -> WrongPersonOut:
        """From the domain."""
        return cls(
            id=about.id,
            case=about.case,
            reported_at=about.reported_at,
            outcome=about.outcome,
            settled_at=about.settled_at,
            cases_stopped=stopped,
        )


class DatumOut(Out):
    """One thing held, with its exact source; the last day to tell the person of it, in a notice."""

    kind: DatumKind
    source: str
    record: str | None
    collected_on: date
    publicly_accessible: bool
    value: str | None
    tell_by: date | None

    @classmethod
    def of(cls, datum: Datum, tell_by: date | None = None) -> DatumOut:
        """From the domain."""
        return cls(
            kind=datum.kind,
            source=datum.source,
            record=datum.record,
            collected_on=datum.collected_on,
            publicly_accessible=datum.public,
            value=datum.value,
            tell_by=tell_by,
        )


class SectionOut(Out):
    """A heading and what stands under it."""

    title: str
    lines: tuple[str, ...]

    @classmethod
    def of(cls, section: Section) -> SectionOut:
        """From the domain."""
        return cls(title=section.title, lines=section.lines)


class NoticeOut(Out):
    """The notice of a case, ready to print, and when it is due."""

    language: str
    due_on: date | None
    sent_on: date | None
    overdue: bool
    data: tuple[DatumOut, ...]
    sections: tuple[SectionOut, ...]

    @classmethod
    def of(cls, notice: Notice) -> NoticeOut:
        """From the domain."""
        return cls(
            language=notice.language,
            due_on=notice.due_on,
            sent_on=notice.sent_on,
            overdue=notice.overdue,
            data=tuple(DatumOut.of(datum, day) for datum, day in notice.data),
            sections=tuple(SectionOut.of(section) for section in notice.sections),
        )


class ConsultationOut(Out):
    """One use of the data: when, what, what for. Never by whom."""

    at: datetime
    what: TextOut
    purpose: str


class ComparedOut(Out):
    """What spoke for the person being the one sought, or against, in bits."""

    text: TextOut
    ours: str | None
    theirs: str | None
    bits: float


class CaseHeldOut(Out):
    """What one case holds about the person."""

    reference: str
    creditor: str
    mandate: str
    purpose: str
    basis: str
    opened_on: date | None
    claim: str
    history: tuple[str, ...]
    data: tuple[DatumOut, ...]
    not_shown: int
    screened: tuple[TextOut, ...]
    compared: tuple[ComparedOut, ...]
    decided: tuple[str, ...]
    sources: tuple[str, ...]
    looked_at: tuple[str, ...] = Field(description="captures, notes, watches and what they told")
    requests: tuple[str, ...]
    consultations: tuple[ConsultationOut, ...]

    @classmethod
    def of(cls, case: CaseHeld) -> CaseHeldOut:
        """From the domain."""
        return cls(
            reference=case.reference,
            creditor=case.creditor,
            mandate=case.mandate,
            purpose=case.purpose,
            basis=case.basis,
            opened_on=case.opened_on,
            claim=case.claim,
            history=case.history,
            data=tuple(DatumOut.of(datum) for datum in case.data),
            not_shown=case.not_shown,
            screened=tuple(TextOut.of(text) for text in case.screened),
            compared=tuple(
                ComparedOut(
                    text=TextOut.of(one.text), ours=one.ours, theirs=one.theirs, bits=one.bits
                )
                for one in case.compared
            ),
            decided=case.decided,
            sources=case.sources,
            looked_at=case.looked_at,
            requests=case.requests,
            consultations=tuple(
                ConsultationOut(at=one.at, what=TextOut.of(one.what), purpose=one.purpose)
                for one in case.consultations
            ),
        )


class AccessBundleOut(Out):
    """All that is held about a person, and every consultation of it (GDPR art. 15)."""

    made_at: datetime
    language: str
    request: str
    controller: str | None
    dpo: str | None
    cases: tuple[CaseHeldOut, ...]
    recipients: tuple[str, ...]
    retention: tuple[TextOut, ...]
    logic: tuple[TextOut, ...]

    @classmethod
    def of(cls, bundle: AccessBundle) -> AccessBundleOut:
        """From the domain."""
        return cls(
            made_at=bundle.made_at,
            language=bundle.language,
            request=bundle.request,
            controller=bundle.controller,
            dpo=bundle.dpo,
            cases=tuple(CaseHeldOut.of(case) for case in bundle.cases),
            recipients=bundle.recipients,
            retention=tuple(TextOut.of(text) for text in bundle.retention),
            logic=tuple(TextOut.of(text) for text in bundle.logic),
        )
