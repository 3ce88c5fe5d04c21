"""The only maker of permits, refusals and proposals. Decide, write it down durably, only then grant.

If the journal cannot be written, JournalUnavailable passes through and nothing was granted or shown.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any

from policies.engine import Engine
from policies.facts_history import INSISTENT, notice_due_on, notice_sent
from policies.rejected_file import named_fields
from policies.vault import Vault
from policies.whom import whom
from tracer.errors import IntegrityFailure, NotFound, Refused
from tracer.lawful import (
    Allowance,
    Authority,
    Citation,
    DecidingRule,
    Decision,
    Effect,
    Operation,
    Permit,
    Receipt,
    RuleId,
    Text,
)
from tracer.ports import Clock, Journal, JournalEntry
from tracer.proposal import ContactProposal, Refusal
from tracer.situation import Situation

LONGEST = timedelta(days=30)
"""A letter's proposal lives at most so long; what it rests on may end it earlier."""

LONGEST_INSISTENT = timedelta(days=1)
"""A call's or message's: whether there may be one more depends on the day (product default)."""

EXPIRED = DecidingRule(
    rule=RuleId("X-PROPOSAL-EXPIRED"),
    version=1,
    title=Text(fr="Proposition périmée", en="Proposal expired"),
    effect=Effect.FORBID,
    authority=Authority.PRODUCT_DEFAULT,
    citation=Citation(
        instrument="Tracer", article="default", identifier=None, checked=False, checked_on=None
    ),
    message=Text(
        fr="Cette proposition n'est plus valable : ce qui la permettait a pu changer.",
        en="This proposal is no longer valid: what permitted it may have changed.",
    ),
    remedy=Text(fr="Relancez la recherche.", en="Run the trace again."),
)
"""What refuses to open a proposal past its term."""


class PolicyGate:
    """Asks the engine, writes the journal, then grants. It satisfies `tracer.ports.Gate`."""

    def __init__(self, engine: Engine, journal: Journal, vault: Vault, clock: Clock) -> None:
        self._engine = engine
        self._journal = journal
        self._vault = vault
        self._clock = clock

    async def authorise(
        self, situation: Situation, allowance: Allowance | None = None
    ) -> Permit | Refusal:
        """Leave to record, collect or combine, or why not. A channel goes through `propose`."""
        if situation.operation is Operation.DISCLOSE:
            raise ValueError("a channel is disclosed by a proposal, not by a permit")
        decision = self._engine.decide(situation, self._clock.now())
        receipt = await self._record(situation, decision, {})
        if decision.effect is not Effect.PERMIT:
            return refusal_of(situation, decision, receipt)
        return Permit(
            receipt=receipt,
            case=situation.case.id,
            operation=situation.operation,
            source=situation.source.id if situation.source else None,
            obligations=decision.obligations,
            rules=decision.rules,
            allowance=allowance if allowance is not None else Allowance(0),
        )

    async def propose(self, situation: Situation) -> ContactProposal | Refusal:
        """Leave to show one contact point, or why not."""
        point = situation.point
        if situation.operation is not Operation.DISCLOSE or point is None:
            raise ValueError("a proposal is about disclosing one contact point")
        if point.value.subject != situation.case.id:
            raise ValueError("the contact point belongs to another case")
        now = self._clock.now()
        decision = self._engine.decide(situation, now)
        expires_at = term(situation, now)
        receipt = await self._record(situation, decision, {"expires_at": expires_at.isoformat()})
        if decision.effect is not Effect.PERMIT:
            return refusal_of(situation, decision, receipt)
        return ContactProposal(
            point=point,
            receipt=receipt,
            obligations=decision.obligations,
            rules=decision.rules,
            case=situation.case.id,
            expires_at=expires_at,
        )

    async def open(self, proposal: ContactProposal) -> str:
        """The clear value of a proposed channel; the opening is journalled before it is returned.

        Raises Refused past its term, IntegrityFailure if the journal holds no permit of exactly
        this channel in this case, NotFound if the subject was forgotten.
        """
        decided = await self._permit_of(proposal)
        if self._clock.now() >= proposal.expires_at:
            raise Refused(await self._expired(proposal, decided))
        receipt = await self._journal.append(about(decided, "opening", proposal))
        return self._vault.open(proposal.point.value, receipt)

    async def refuse_file(
        self, problems: Sequence[tuple[str, str]], operator: str | None = None
    ) -> Receipt:
        """Write down that a case file was turned away: field names and problem codes, no value."""
        body = {
            "problems": [{"field": field, "code": code} for field, code in named_fields(problems)]
        }
        entry = JournalEntry(
            kind="file_refused", case=None, subject=None, operator=operator, body=body
        )
        return await self._journal.append(entry)

    async def _record(
        self, situation: Situation, decision: Decision, more: dict[str, Any]
    ) -> Receipt:
        case, point = situation.case, situation.point
        body = {
            "operation": situation.operation.value,
            "source": situation.source.id if situation.source else None,
            "point": point.value.fingerprint if point else None,
            "channel": point.channel.value if point else None,
            "effect": decision.effect.value,
            "rules": [
                {
                    "rule": rule.rule,
                    "version": rule.version,
                    "effect": rule.effect.value,
                    "unknown_facts": list(rule.unknown_facts),
                }
                for rule in decision.rules
            ],
            "obligations": [obligation.value for obligation in decision.obligations],
            "facts": dict(decision.facts),
            "facts_hash": decision.facts_hash,
            "pack_hash": decision.pack_hash,
            "law_on": decision.law_on.isoformat(),
            "engine": decision.engine,
            **more,
        }
        return await self._journal.append(
            JournalEntry(
                kind="decision",
                case=case.id,
                subject=self._vault.pseudonym(whom(case.subject)),
                operator=case.operator,
                body=body,
            )
        )

    async def _permit_of(self, proposal: ContactProposal) -> JournalEntry:
        """The journal's own permit of this proposal, or IntegrityFailure."""
        try:
            stored = await self._journal.prove(proposal.receipt.sequence)
        except NotFound:
            raise IntegrityFailure("the journal holds no decision for this proposal") from None
        entry, point = stored.entry, proposal.point
        wanted = {
            "operation": Operation.DISCLOSE.value,
            "effect": Effect.PERMIT.value,
            "point": point.value.fingerprint,
            "channel": point.channel.value,
            "expires_at": proposal.expires_at.isoformat(),
            "obligations": [obligation.value for obligation in proposal.obligations],
        }
        same = (
            hmac.compare_digest(stored.receipt.entry_hash, proposal.receipt.entry_hash)
            and entry.kind == "decision"
            and entry.case == proposal.case == point.value.subject
            and all(entry.body.get(name) == value for name, value in wanted.items())
        )
        if not same:
            raise IntegrityFailure("the journal did not permit exactly this channel in this case")
        return entry

    async def _expired(self, proposal: ContactProposal, decided: JournalEntry) -> Refusal:
        receipt = await self._journal.append(about(decided, "opening_refused", proposal))
        return Refusal(
            effect=Effect.FORBID,
            case=proposal.case,
            operation=Operation.DISCLOSE,
            receipt=receipt,
            rules=(EXPIRED,),
            source=proposal.point.source,
            point=proposal.point,
        )


def refusal_of(situation: Situation, decision: Decision, receipt: Receipt) -> Refusal:
    """Leave withheld, as the journal has it."""
    return Refusal(
        effect=decision.effect,
        case=situation.case.id,
        operation=situation.operation,
        receipt=receipt,
        rules=decision.rules,
        source=situation.source.id if situation.source else None,
        point=situation.point,
    )


def about(decided: JournalEntry, kind: str, proposal: ContactProposal) -> JournalEntry:
    """An entry about the opening of a proposal, tied to the decision that permitted it."""
    return JournalEntry(
        kind=kind,
        case=decided.case,
        subject=decided.subject,
        operator=decided.operator,
        body={
            "decision": proposal.receipt.sequence,
            "decision_hash": proposal.receipt.entry_hash,
            "point": proposal.point.value.fingerprint,
            "channel": proposal.point.channel.value,
        },
    )


def term(situation: Situation, now: datetime) -> datetime:
    """When a proposal made now ends: with the first thing it rests on, or after its longest life."""
    case, point = situation.case, situation.point
    mandate, basis = case.mandate, case.basis
    days = [mandate.expires_on if mandate else None]
    if basis is not None:
        licence = basis.licence
        days += [
            basis.expires_on,
            *(paper.expires_on for paper in (basis.lia, basis.dpia) if paper),
        ]
        days += [licence.valid_until, licence.insured_until] if licence else []
    if not notice_sent(situation, now):
        days.append(notice_due_on(situation, now))
    ends = (datetime.combine(day, time.max, tzinfo=UTC) for day in days if day is not None)
    insistent = point is not None and point.channel in INSISTENT
    return min((now + (LONGEST_INSISTENT if insistent else LONGEST), *ends))
