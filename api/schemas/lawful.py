"""Rules, permits, refusals and proposals as they leave."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from tracer.lawful import (
    Authority,
    ChannelKind,
    DecidingRule,
    Effect,
    Obligation,
    Operation,
    Permit,
    Receipt,
    Text,
)
from tracer.proposal import ContactProposal, Origin, Owner, Refusal


class Out(BaseModel):
    """Something that leaves; it has exactly these fields."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class TextOut(Out):
    """The same sentence in French and English."""

    fr: str
    en: str

    @classmethod
    def of(cls, text: Text) -> TextOut:
        """From the domain."""
        return cls(fr=text.fr, en=text.en)


class ReceiptOut(Out):
    """A place in the journal: where the decision was written before it took effect."""

    sequence: int
    entry_hash: str
    at: datetime

    @classmethod
    def of(cls, receipt: Receipt) -> ReceiptOut:
        """From the domain."""
        return cls(sequence=receipt.sequence, entry_hash=receipt.entry_hash, at=receipt.at)


class RuleOut(Out):
    """One rule that decided. `to_be_confirmed`: counsel has not confirmed the reading yet."""

    rule: str
    version: int
    title: TextOut
    effect: Effect
    authority: Authority
    citation: str
    identifier: str | None
    to_be_confirmed: bool
    message: TextOut
    remedy: TextOut | None
    unknown_facts: tuple[str, ...]
    fields: tuple[str, ...] = Field(description="of the case file, that the rule looked at")

    @classmethod
    def of(cls, rule: DecidingRule) -> RuleOut:
        """From the domain."""
        return cls(
            rule=rule.rule,
            version=rule.version,
            title=TextOut.of(rule.title),
            effect=rule.effect,
            authority=rule.authority,
            citation=f"{rule.citation.instrument} {rule.citation.article}".strip(),
            identifier=rule.citation.identifier,
            to_be_confirmed=rule.authority is not Authority.PRODUCT_DEFAULT
            and not rule.citation.checked,
            message=TextOut.of(rule.message),
            remedy=TextOut.of(rule.remedy) if rule.remedy else None,
            unknown_facts=rule.unknown_facts,
            fields=rule.fields,
        )


class PermitOut(Out):
    """Leave that was given, with the rules it rests on."""

    operation: Operation
    rules: tuple[RuleOut, ...]
    obligations: tuple[Obligation, ...]
    receipt: ReceiptOut

    @classmethod
    def of(cls, permit: Permit) -> PermitOut:
        """From the domain."""
        return cls(
            operation=permit.operation,
            rules=tuple(RuleOut.of(rule) for rule in permit.rules),
            obligations=permit.obligations,
            receipt=ReceiptOut.of(permit.receipt),
        )


class RefusalOut(Out):
    """Leave that was withheld: forbidden, or referred to a person."""

    effect: Effect
    operation: Operation
    channel: ChannelKind | None
    owner: Owner | None
    target: str | None = Field(description="masked; enough to recognise, too little to use")
    source: str | None
    rules: tuple[RuleOut, ...]
    receipt: ReceiptOut

    @classmethod
    def of(cls, refusal: Refusal) -> RefusalOut:
        """From the domain."""
        point = refusal.point
        return cls(
            effect=refusal.effect,
            operation=refusal.operation,
            channel=point.channel if point else None,
            owner=point.owner if point else None,
            target=point.hint if point else None,
            source=refusal.source,
            rules=tuple(RuleOut.of(rule) for rule in refusal.rules),
            receipt=ReceiptOut.of(refusal.receipt),
        )


class ProposalOut(Out):
    """A channel that may be used, in its place on the ladder, with its conditions.

    `value` is there only where it was opened, and then the journal has the opening.
    """

    step: int
    id: str
    channel: ChannelKind
    owner: Owner
    origin: Origin
    holder: str | None
    target: str
    value: str | None
    precision: str | None
    source: str | None
    record: str | None
    seen_at: datetime | None
    obligations: tuple[Obligation, ...]
    rules: tuple[RuleOut, ...]
    receipt: ReceiptOut
    expires_at: datetime

    @classmethod
    def of(cls, step: int, proposal: ContactProposal, value: str | None) -> ProposalOut:
        """From the domain."""
        point = proposal.point
        return cls(
            step=step,
            id=point.id,
            channel=point.channel,
            owner=point.owner,
            origin=point.origin,
            holder=point.holder_name,
            target=point.hint,
            value=value,
            precision=point.precision,
            source=point.source,
            record=point.record,
            seen_at=point.seen_at,
            obligations=proposal.obligations,
            rules=tuple(RuleOut.of(rule) for rule in proposal.rules),
            receipt=ReceiptOut.of(proposal.receipt),
            expires_at=proposal.expires_at,
        )
