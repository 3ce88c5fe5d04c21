"""The report of a trace as it leaves: screened, asked, found, decided, offered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal

from pydantic import Field

from api.schemas.identity import MatchOut
from api.schemas.lawful import Out, PermitOut, ProposalOut, RefusalOut, TextOut
from tracer.lawful import LawfulBasis, Purpose
from tracer.outcome import Outcome, Question, Reason, SourceOutcome
from tracer.proposal import ContactProposal
from tracer.report import TraceReport, TraceStatus
from tracer.screening import Finding, InsolvencyState, Stop, StopKind


class StopOut(Out):
    """One circumstance that was looked at before anything else."""

    kind: StopKind
    finding: Finding
    text: TextOut
    source: str
    state: InsolvencyState | None
    since: date | None
    claim_deadline: date | None
    records: tuple[str, ...] = Field(
        description="records of the source that a person may judge, as candidates are"
    )

    @classmethod
    def of(cls, stop: Stop) -> StopOut:
        """From the domain."""
        return cls(
            kind=stop.kind,
            finding=stop.finding,
            text=TextOut.of(stop.text),
            source=stop.source,
            state=stop.state,
            since=stop.since,
            claim_deadline=stop.claim_deadline,
            records=stop.records,
        )


class CoverageOut(Out):
    """How one question to one source ended."""

    source: str
    question: Question
    about: str | None = Field(description="the entity asked about, if not the debtor himself")
    outcome: Outcome
    records: int
    calls: int
    cost: Decimal = Field(description="euros, of the calls that were paid for")
    complete: bool
    reason: Reason | None
    rules: tuple[str, ...]
    said: TextOut | None
    detail: str | None = Field(description="for operators, in English")
    receipt: int | None = Field(description="journal sequence of the permit or refusal")
    unread_fields: tuple[str, ...]
    why: TextOut | None = Field(description="why it was asked at its place in the plan")

    @classmethod
    def of(cls, outcome: SourceOutcome) -> CoverageOut:
        """From the domain; a duration is for operators and stays behind."""
        shared = {name: getattr(outcome, name) for name in cls.model_fields}
        said = {
            name: TextOut.of(text) if text else None
            for name, text in (("said", outcome.said), ("why", outcome.why))
        }
        return cls(**shared | said)


class ReportOut(Out):
    """The account of one trace: screened, asked, found, decided, offered."""

    schema_version: str = "tracer-report/1"
    case: str
    reference: str
    mandate: str | None
    creditor: str | None
    purpose: Purpose | None
    basis: LawfulBasis | None
    status: TraceStatus
    partial: bool
    started_at: datetime
    opening: PermitOut | None
    refusal: RefusalOut | None
    screening: tuple[StopOut, ...]
    coverage: tuple[CoverageOut, ...]
    match: MatchOut | None
    proposals: tuple[ProposalOut, ...]
    refusals: tuple[RefusalOut, ...]

    @classmethod
    def of(cls, report: TraceReport, opened: Mapping[str, str] | None = None) -> ReportOut:
        """From the domain; `opened` holds the values that were opened, by contact point id."""
        case, values = report.case, opened or {}
        return cls(
            case=case.id,
            reference=case.reference,
            mandate=case.mandate.reference if case.mandate else None,
            creditor=case.mandate.creditor.name if case.mandate else None,
            purpose=case.basis.purpose if case.basis else None,
            basis=case.basis.basis if case.basis else None,
            status=report.status,
            partial=report.partial,
            started_at=report.started_at,
            opening=PermitOut.of(report.opening) if report.opening else None,
            refusal=RefusalOut.of(report.refusal) if report.refusal else None,
            screening=tuple(StopOut.of(stop) for stop in report.screening.stops),
            coverage=tuple(CoverageOut.of(outcome) for outcome in report.coverage),
            match=MatchOut.of(report.match) if report.match else None,
            proposals=tuple(proposals(report.ladder, values)),
            refusals=tuple(RefusalOut.of(refusal) for refusal in report.refusals),
        )


def proposals(
    ladder: Iterable[ContactProposal], opened: Mapping[str, str]
) -> Iterable[ProposalOut]:
    """The permitted channels, numbered in the order to use them."""
    for step, proposal in enumerate(ladder, start=1):
        yield ProposalOut.of(step, proposal, opened.get(proposal.point.id))
