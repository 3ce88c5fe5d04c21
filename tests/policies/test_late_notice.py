"""A person may let the letter go that ends a breach of GDPR art. 14, and nothing else by it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from tests.policies.situations import (
    ENGINE,
    NOW,
    TODAY,
    after_first_letter,
    bench,
    collecting,
    declared_point,
    disclosing,
)
from tracer.lawful import ChannelKind, Effect, Obligation, RuleId
from tracer.proposal import ContactProposal, Refusal
from tracer.standing import Standing, Waiver

LATE = RuleId("EU-14-NOTICE-LATE")
DECIDED = Waiver(
    rule=LATE,
    requested_by="operator-1",
    approved_by="officer-1",
    until=NOW + timedelta(hours=1),
)
OLD = after_first_letter(days=40)
UNTOLD = replace(OLD, history=replace(OLD.history, notice_sent_on=None))
ALLOWED = replace(UNTOLD, standing=Standing(waivers=(DECIDED,)))


def test_once_decided_the_letter_is_permitted_and_carries_the_notice():
    assert ENGINE.decide(disclosing(case=UNTOLD), NOW).effect is Effect.REFER
    decision = ENGINE.decide(disclosing(case=ALLOWED), NOW)
    assert decision.effect is Effect.PERMIT
    assert Obligation.ART14_NOTICE in decision.obligations


def test_the_decision_opens_no_search_and_no_other_channel():
    assert ENGINE.decide(collecting(ALLOWED), NOW).effect is Effect.FORBID
    for channel in set(ChannelKind) - {ChannelKind.LETTER}:
        other = disclosing(declared_point(channel), ALLOWED)
        assert ENGINE.decide(other, NOW).effect is Effect.FORBID


async def test_the_late_letter_is_proposed_and_goes_out_the_same_day():
    desk = bench()
    point = declared_point(vault=desk.vault)
    refusal = await desk.gate.propose(disclosing(point, UNTOLD))
    assert isinstance(refusal, Refusal)
    assert refusal.effect is Effect.REFER
    proposal = await desk.gate.propose(disclosing(point, ALLOWED))
    assert isinstance(proposal, ContactProposal)
    assert proposal.expires_at == datetime.combine(TODAY, time.max, tzinfo=UTC)
