"""The journal, the sources and the rules as they leave."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pydantic import Field

from api.schemas.lawful import Out, TextOut
from policies.describe import RuleText
from tracer.lawful import Authority, Obligation, Operation
from tracer.ports import StoredEntry, Verification
from tracer.source import SourceCard, SourceKind, Visibility


class EntryOut(Out):
    """One line of the journal. It names nobody."""

    sequence: int
    at: datetime
    kind: str
    case: str | None
    subject: str | None
    operator: str | None
    body: dict[str, Any]
    entry_hash: str
    previous_hash: str

    @classmethod
    def of(cls, stored: StoredEntry) -> EntryOut:
        """From the journal."""
        entry, receipt = stored.entry, stored.receipt
        return cls(
            sequence=receipt.sequence,
            at=receipt.at,
            kind=entry.kind,
            case=entry.case,
            subject=entry.subject,
            operator=entry.operator,
            body=dict(entry.body),
            entry_hash=receipt.entry_hash,
            previous_hash=stored.previous_hash,
        )


class EntriesOut(Out):
    """Entries in the order they were written."""

    items: tuple[EntryOut, ...]
    next: int | None


class ConsultationOut(Out):
    """That somebody saw something of a person: when, who by an opaque id, and what."""

    sequence: int
    at: datetime
    operator: str | None
    kind: str = Field(description="`look`, or `opening` of a channel")
    what: str | None = Field(description="what was looked at, or the kind of channel")

    @classmethod
    def of(cls, stored: StoredEntry) -> ConsultationOut:
        """From the journal."""
        entry, receipt = stored.entry, stored.receipt
        return cls(
            sequence=receipt.sequence,
            at=receipt.at,
            operator=entry.operator,
            kind=entry.kind,
            what=entry.body.get("what") or entry.body.get("channel"),
        )


class ConsultationsOut(Out):
    """Consultations of a case in the order they happened."""

    items: tuple[ConsultationOut, ...]
    next: int | None


class FactsOut(Out):
    """The facts a decision was taken on, as they were then; null is what nobody knew."""

    sequence: int
    packs: tuple[str, ...]
    subject_kind: str
    facts: dict[str, bool | int | float | str | None]

    @classmethod
    def of(cls, sequence: int, snapshot: Mapping[str, Any]) -> FactsOut:
        """From the snapshot beside the entry."""
        return cls(
            sequence=sequence,
            packs=tuple(snapshot["codes"]),
            subject_kind=snapshot["kind"],
            facts=snapshot["facts"],
        )


class TextReceiptOut(Out):
    """A receipt that is verified without us."""

    sequence: int
    proof: str = Field(description="C2SP tlog-proof: place, path to the root, signed checkpoint")


class VerificationOut(Out):
    """What rebuilding the chain from the raw entries found."""

    entries: int
    intact: bool
    head: str
    broken_at: int | None
    problem: str | None

    @classmethod
    def of(cls, found: Verification) -> VerificationOut:
        """From the journal."""
        return cls(
            entries=found.entries,
            intact=found.intact,
            head=found.head,
            broken_at=found.broken_at,
            problem=found.problem,
        )


class SourceOut(Out):
    """What is known about a source before it is asked."""

    id: str
    title: str
    publisher: str
    kind: SourceKind
    country: str
    connected: bool
    licence: str
    attribution: str
    terms_url: str
    terms_reviewed_on: date
    visibility: Visibility
    login_required: bool
    fields_read: tuple[str, ...]
    fields_dropped: tuple[str, ...]
    rate_per_second: float
    ttl_seconds: int
    intrusiveness: int
    cost_per_call: Decimal
    legal_notes: str

    @classmethod
    def of(cls, card: SourceCard, *, connected: bool) -> SourceOut:
        """From the card."""
        shared = {name: getattr(card, name) for name in cls.model_fields if name != "connected"}
        return cls(**shared, connected=connected)


class SourcesOut(Out):
    """Every source an investigator may think of, connected or not."""

    items: tuple[SourceOut, ...]


class FactOut(Out):
    """A fact a rule reads, and what it means."""

    name: str
    text: TextOut


class PolicyOut(Out):
    """One rule in force, in the words of its pack."""

    rule: str
    version: int
    title: TextOut
    effect: str
    operations: tuple[Operation, ...]
    obligations: tuple[Obligation, ...]
    authority: Authority
    citation: str
    identifier: str | None
    to_be_confirmed: bool
    valid_from: date
    valid_to: date | None
    message: TextOut
    remedy: TextOut | None
    condition: str
    facts: tuple[FactOut, ...]

    @classmethod
    def of(cls, rule: RuleText) -> PolicyOut:
        """From the packs."""
        return cls(
            rule=rule.id,
            version=rule.version,
            title=TextOut.of(rule.title),
            effect=rule.effect,
            operations=rule.operations,
            obligations=rule.obligations,
            authority=rule.authority,
            citation=f"{rule.citation.instrument} {rule.citation.article}".strip(),
            identifier=rule.citation.identifier,
            to_be_confirmed=not rule.citation.checked,
            valid_from=rule.valid_from,
            valid_to=rule.valid_to,
            message=TextOut.of(rule.message),
            remedy=TextOut.of(rule.remedy) if rule.remedy else None,
            condition=rule.condition,
            facts=tuple(FactOut(name=fact.name, text=TextOut.of(fact.text)) for fact in rule.facts),
        )


class PoliciesOut(Out):
    """Every rule in force."""

    items: tuple[PolicyOut, ...]
