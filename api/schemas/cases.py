"""Mandates, basis records, cases and searches as they leave."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from api.schemas.lawful import Out, PermitOut
from api.schemas.report import ReportOut
from api.searches import Search, SearchState
from api.store import CaseLine, StoredHistory
from tracer.case import (
    ApprovalStatus,
    Assessment,
    BasisRecord,
    Case,
    ClaimNature,
    Mandate,
    MandateRole,
)
from tracer.lawful import LawfulBasis, Permit, Purpose
from tracer.report import TraceReport
from tracer.subject import SubjectKind


class MandateOut(Out):
    """A mandate that is written down."""

    id: str
    reference: str
    creditor: str
    creditor_siren: str | None
    signed_on: date
    expires_on: date
    power_to_receive: bool | None
    amounts_itemised: bool | None
    purposes: tuple[Purpose, ...]
    role: MandateRole
    processing_agreement: bool | None

    @classmethod
    def of(cls, paper_id: str, mandate: Mandate) -> MandateOut:
        """From the domain."""
        return cls(
            id=paper_id,
            reference=mandate.reference,
            creditor=mandate.creditor.name,
            creditor_siren=mandate.creditor.siren,
            signed_on=mandate.signed_on,
            expires_on=mandate.expires_on,
            power_to_receive=mandate.power_to_receive,
            amounts_itemised=mandate.amounts_itemised,
            purposes=mandate.purposes,
            role=mandate.role,
            processing_agreement=mandate.processing_agreement,
        )


class MandatesOut(Out):
    """Every mandate of the desk."""

    items: tuple[MandateOut, ...]


class AssessmentOut(Out):
    """An assessment by its reference and where it stands."""

    reference: str
    status: ApprovalStatus
    expires_on: date | None

    @classmethod
    def of(cls, assessment: Assessment) -> AssessmentOut:
        """From the domain."""
        return cls(
            reference=assessment.reference,
            status=assessment.status,
            expires_on=assessment.expires_on,
        )


class BasisOut(Out):
    """A lawful basis that is written down."""

    id: str
    purpose: Purpose
    basis: LawfulBasis
    recorded_on: date
    expires_on: date
    lia: AssessmentOut | None
    dpia: AssessmentOut | None
    licence: str | None
    licence_valid_until: date | None
    social_sources: bool

    @classmethod
    def of(cls, paper_id: str, basis: BasisRecord) -> BasisOut:
        """From the domain."""
        return cls(
            id=paper_id,
            purpose=basis.purpose,
            basis=basis.basis,
            recorded_on=basis.recorded_on,
            expires_on=basis.expires_on,
            lia=AssessmentOut.of(basis.lia) if basis.lia else None,
            dpia=AssessmentOut.of(basis.dpia) if basis.dpia else None,
            licence=basis.licence.reference if basis.licence else None,
            licence_valid_until=basis.licence.valid_until if basis.licence else None,
            social_sources=basis.social_sources,
        )


class BasesOut(Out):
    """Every basis record of the desk."""

    items: tuple[BasisOut, ...]


class CaseLineOut(Out):
    """One case in a list: nothing about whom it is."""

    id: str
    reference: str
    state: str
    created_at: datetime

    @classmethod
    def of(cls, line: CaseLine) -> CaseLineOut:
        """From the store."""
        return cls(
            id=line.id, reference=line.reference, state=line.state, created_at=line.created_at
        )


class CasesOut(Out):
    """A page of cases, newest first. `next` is what to send as `after` for the following page."""

    items: tuple[CaseLineOut, ...]
    next: str | None


class OpenedCaseOut(Out):
    """A case that was opened, and the permit it was opened under."""

    id: str
    reference: str
    opening: PermitOut

    @classmethod
    def of(cls, case: Case, permit: Permit) -> OpenedCaseOut:
        """From the domain."""
        return cls(id=case.id, reference=case.reference, opening=PermitOut.of(permit))


class TownOut(Out):
    """Where the debtor is said to live: the town, never the street."""

    postcode: str | None
    city: str | None
    country: str


class DebtorOut(Out):
    """The debtor as declared, without any value that reaches him: only how many there are."""

    kind: SubjectKind
    names: tuple[str, ...]
    birth: str | None
    birth_place: str | None
    company: str | None
    siren: str | None
    towns: tuple[TownOut, ...]
    phones: int
    emails: int


class ClaimOut(Out):
    """What is owed."""

    nature: ClaimNature
    amount: Decimal
    currency: str
    due_on: date
    disputed: bool | None


class CaseOut(Out):
    """One case: who is sought, for what, and on which papers."""

    id: str
    reference: str
    operator: str
    mandate: str | None
    creditor: str | None
    purpose: Purpose | None
    basis: LawfulBasis | None
    claim: ClaimOut
    debtor: DebtorOut
    searches: tuple[str, ...]

    @classmethod
    def of(cls, case: Case, searches: tuple[Search, ...]) -> CaseOut:
        """From the domain."""
        claim, subject = case.claim, case.subject
        return cls(
            id=case.id,
            reference=case.reference,
            operator=case.operator,
            mandate=case.mandate.reference if case.mandate else None,
            creditor=case.mandate.creditor.name if case.mandate else None,
            purpose=case.basis.purpose if case.basis else None,
            basis=case.basis.basis if case.basis else None,
            claim=ClaimOut(
                nature=claim.nature,
                amount=claim.amount,
                currency=claim.currency,
                due_on=claim.due_on,
                disputed=claim.disputed,
            ),
            debtor=DebtorOut(
                kind=subject.kind,
                names=tuple(f"{' '.join(n.given)} {n.surname}".strip() for n in subject.names),
                birth=str(subject.birth) if subject.birth else None,
                birth_place=subject.birth_place,
                company=subject.company_name,
                siren=subject.siren,
                towns=tuple(
                    TownOut(postcode=a.postcode, city=a.city, country=a.country)
                    for a in subject.addresses
                ),
                phones=len(subject.phones),
                emails=len(subject.emails),
            ),
            searches=tuple(search.id for search in searches),
        )


class SearchOut(Out):
    """One search; `report` once it is finished, `error` if it failed."""

    id: str
    case: str
    state: SearchState
    created_at: datetime
    finished_at: datetime | None
    error: str | None
    report: ReportOut | None

    @classmethod
    def of(cls, search: Search, report: TraceReport | None = None) -> SearchOut:
        """From the store; no value in the report is opened."""
        return cls(
            id=search.id,
            case=search.case,
            state=search.state,
            created_at=search.created_at,
            finished_at=search.finished_at,
            error=search.error,
            report=ReportOut.of(report) if report else None,
        )


class HistoryToldOut(Out):
    """That a history was written down, and the journal entry that has it."""

    id: str
    told_at: datetime
    receipt: int

    @classmethod
    def of(cls, told: StoredHistory) -> HistoryToldOut:
        """From the store; what was tried stays there."""
        return cls(id=told.id, told_at=told.told_at, receipt=told.receipt)
