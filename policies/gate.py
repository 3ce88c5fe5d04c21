"""The only maker of permits, refusals, proposals and grants. Decide, write it down, only then grant.

If the journal cannot be written, JournalUnavailable passes through and nothing was granted or shown.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from policies.engine import Engine
from policies.entries import about, body_of
from policies.rejected_file import named_fields
from policies.snapshot import seal_facts
from policies.term import GRANT_EXPIRED, LONGEST_GRANT, PROPOSAL_EXPIRED, term
from policies.vault import Vault
from policies.whom import whom
from tracer.errors import Conflict, IntegrityFailure, NotFound, Refused, TracerError
from tracer.lawful import (
    Allowance,
    DecidingRule,
    Decision,
    Effect,
    Grant,
    Operation,
    Permit,
    Receipt,
)
from tracer.ports import Clock, Journal, JournalEntry
from tracer.proposal import ContactPoint, ContactProposal, Refusal
from tracer.situation import Situation


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
        receipt = await self._record(situation, decision)
        if decision.effect is not Effect.PERMIT:
            return refusal_of(situation, decision.effect, decision.rules, receipt)
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
        """Leave to show that there is a channel, masked, for some days; or why not."""
        point = own_point(situation)
        situation = replace(situation, opening=False)
        now = self._clock.now()
        decision = self._engine.decide(situation, now)
        expires_at = term(situation, now)
        receipt = await self._record(situation, decision, expires_at=expires_at.isoformat())
        if decision.effect is not Effect.PERMIT:
            return refusal_of(situation, decision.effect, decision.rules, receipt)
        return ContactProposal(
            point=point,
            receipt=receipt,
            obligations=decision.obligations,
            rules=decision.rules,
            case=situation.case.id,
            expires_at=expires_at,
        )

    async def grant(
        self, situation: Situation, operator: str, *, until: datetime | None = None
    ) -> Grant | Refusal:
        """Leave for one person to open one channel once, decided afresh, or why not.

        `until` is the term of the proposal that is opened. The decision and the grant are written
        together; the grant ends ten minutes later at most.
        """
        point = own_point(situation)
        situation = replace(situation, opening=True)
        now = self._clock.now()
        if until is not None and now >= until:
            receipt = await self._journal.append(
                JournalEntry(
                    kind="opening_refused",
                    case=situation.case.id,
                    subject=self._pseudonym(situation),
                    operator=operator,
                    body={"rule": PROPOSAL_EXPIRED.rule, "point": point.value.fingerprint},
                )
            )
            return refusal_of(situation, Effect.FORBID, (PROPOSAL_EXPIRED,), receipt)
        decision = self._engine.decide(situation, now)
        if decision.effect is not Effect.PERMIT:
            receipt = await self._record(situation, decision, operator=operator)
            return refusal_of(situation, decision.effect, decision.rules, receipt)
        ends = [now + LONGEST_GRANT, term(situation, now)]
        granted = Grant(
            id=secrets.token_hex(16),
            decision=0,
            case=situation.case.id,
            subject=self._pseudonym(situation),
            point=point.value.fingerprint,
            operator=operator,
            expires_at=min(ends if until is None else [*ends, until]),
        )
        receipt = await self._record(
            situation,
            decision,
            operator=operator,
            granted=granted,
            grant=granted.id,
            expires_at=granted.expires_at.isoformat(),
        )
        return replace(granted, decision=receipt.sequence)

    async def open(self, grant: Grant, point: ContactPoint) -> str:
        """The clear value of a granted channel. The grant is used up, and the opening written with
        it, before anything is decrypted; a value that then cannot be decrypted is written too.

        Raises Refused past the grant's term, Conflict when it was used, IntegrityFailure when the
        journal did not grant exactly this channel, NotFound when the subject was forgotten.
        """
        await self._granted(grant, point)
        if self._clock.now() >= grant.expires_at:
            receipt = await self._journal.append(
                about(grant, "opening_refused", rule=GRANT_EXPIRED.rule)
            )
            raise Refused(
                Refusal(
                    effect=Effect.FORBID,
                    case=grant.case,
                    operation=Operation.DISCLOSE,
                    receipt=receipt,
                    rules=(GRANT_EXPIRED,),
                    source=point.source,
                    point=point,
                )
            )
        receipt = await self._journal.use(
            grant, about(grant, "opening", channel=point.channel.value)
        )
        try:
            return self._vault.open(point.value, receipt)
        except Exception as error:
            code = error.code if isinstance(error, TracerError) else TracerError.code
            failed = about(grant, "opening_failed", opening=receipt.sequence, error=code)
            await self._journal.append(failed)
            raise

    async def sweep(self) -> int:
        """Write down every grant that ended without being used; how many there were."""
        swept = 0
        for grant in await self._journal.unused(self._clock.now()):
            with suppress(Conflict):  # another process was first
                await self._journal.use(grant, about(grant, "grant_unused"))
                swept += 1
        return swept

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
        self,
        situation: Situation,
        decision: Decision,
        *,
        operator: str | None = None,
        granted: Grant | None = None,
        **more: str,
    ) -> Receipt:
        """Write a decision with the facts it rests on, sealed beside it, and the grant it makes."""
        case = situation.case
        kept = seal_facts(self._vault, case.id, case.subject.kind, decision.codes, decision.facts)
        body = {
            **body_of(situation, decision),
            "facts_hash": kept.facts_hash,
            "snapshot_hash": kept.snapshot_hash,
            **more,
        }
        entry = JournalEntry(
            kind="decision",
            case=case.id,
            subject=self._pseudonym(situation),
            operator=operator if operator is not None else case.operator,
            body=body,
        )
        return await self._journal.append(entry, snapshot=kept.sealed, grant=granted)

    def _pseudonym(self, situation: Situation) -> str:
        return self._vault.pseudonym(whom(situation.case.subject))

    async def _granted(self, grant: Grant, point: ContactPoint) -> None:
        """Raise IntegrityFailure unless the journal's own decision makes this grant of this point."""
        try:
            stored = await self._journal.prove(grant.decision)
        except NotFound:
            raise IntegrityFailure("the journal holds no decision for this grant") from None
        entry, fingerprint = stored.entry, point.value.fingerprint
        wanted = {
            "operation": Operation.DISCLOSE.value,
            "effect": Effect.PERMIT.value,
            "opening": True,
            "point": grant.point,
            "channel": point.channel.value,
            "grant": grant.id,
            "expires_at": grant.expires_at.isoformat(),
        }
        same = (
            entry.kind == "decision"
            and entry.case == grant.case == point.value.subject
            and entry.subject == grant.subject
            and entry.operator == grant.operator
            and grant.point == fingerprint
            and all(entry.body.get(name) == value for name, value in wanted.items())
        )
        if not same:
            raise IntegrityFailure("the journal did not grant exactly this channel in this case")


def own_point(situation: Situation) -> ContactPoint:
    """The contact point a disclosure is about. Raises ValueError when it is none, or another case's."""
    point = situation.point
    if situation.operation is not Operation.DISCLOSE or point is None:
        raise ValueError("a proposal or grant is about disclosing one contact point")
    if point.value.subject != situation.case.id:
        raise ValueError("the contact point belongs to another case")
    return point


def refusal_of(
    situation: Situation, effect: Effect, rules: tuple[DecidingRule, ...], receipt: Receipt
) -> Refusal:
    """Leave withheld, as the journal has it."""
    return Refusal(
        effect=effect,
        case=situation.case.id,
        operation=situation.operation,
        receipt=receipt,
        rules=rules,
        source=situation.source.id if situation.source else None,
        point=situation.point,
    )
