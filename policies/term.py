"""When leave ends: a proposal lives long and masked, a grant to open it lives minutes."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from policies.facts_history import INSISTENT, notice_due_on, notice_sent
from tracer.lawful import Authority, Citation, DecidingRule, Effect, RuleId, Text
from tracer.situation import Situation

LONGEST = timedelta(days=30)
"""A letter's proposal lives at most so long; what it rests on may end it earlier."""

LONGEST_INSISTENT = timedelta(days=1)
"""A call's or message's: whether there may be one more depends on the day (product default)."""

LONGEST_GRANT = timedelta(minutes=10)
"""A grant's: long enough for one person to open one channel, too short to keep (product default)."""

DEFAULT = Citation(
    instrument="Tracer", article="default", identifier=None, checked=False, checked_on=None
)

PROPOSAL_EXPIRED = DecidingRule(
    rule=RuleId("X-PROPOSAL-EXPIRED"),
    version=1,
    title=Text(fr="Proposition périmée", en="Proposal expired"),
    effect=Effect.FORBID,
    authority=Authority.PRODUCT_DEFAULT,
    citation=DEFAULT,
    message=Text(
        fr="Cette proposition n'est plus valable : ce qui la permettait a pu changer.",
        en="This proposal is no longer valid: what permitted it may have changed.",
    ),
    remedy=Text(fr="Relancez la recherche.", en="Run the trace again."),
)
"""What refuses to open a proposal past its term."""

GRANT_EXPIRED = DecidingRule(
    rule=RuleId("X-GRANT-EXPIRED"),
    version=1,
    title=Text(fr="Autorisation d'ouvrir périmée", en="Leave to open expired"),
    effect=Effect.FORBID,
    authority=Authority.PRODUCT_DEFAULT,
    citation=DEFAULT,
    message=Text(
        fr="L'autorisation d'ouvrir ce moyen de contact n'a pas servi à temps.",
        en="The leave to open this channel was not used in time.",
    ),
    remedy=Text(fr="Demandez de nouveau à l'ouvrir.", en="Ask to open it again."),
)
"""What refuses to open a channel on a grant past its term."""


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
    if not notice_sent(situation, now):  # past due, the letter that tells goes out the same day
        days.append(max(notice_due_on(situation, now), now.date()))
    ends = (datetime.combine(day, time.max, tzinfo=UTC) for day in days if day is not None)
    insistent = point is not None and point.channel in INSISTENT
    return min((now + (LONGEST_INSISTENT if insistent else LONGEST), *ends))
