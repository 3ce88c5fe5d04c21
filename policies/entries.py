"""What the journal says of decisions and of grants: what the rules made of the facts, never a fact."""

from __future__ import annotations

from typing import Any

from policies.vocabulary import named
from tracer.lawful import Decision, Grant
from tracer.ports import JournalEntry
from tracer.situation import Situation


def body_of(situation: Situation, decision: Decision) -> dict[str, Any]:
    """What the journal says of a decision: no fact, only what the rules made of them."""
    point = situation.point
    return {
        "operation": situation.operation.value,
        "source": situation.source.id if situation.source else None,
        "point": point.value.fingerprint if point else None,
        "channel": point.channel.value if point else None,
        "opening": situation.opening,
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
        "waived": [rule.rule for rule in decision.waived],
        "obligations": [obligation.value for obligation in decision.obligations],
        "pack_hash": decision.pack_hash,
        "law_on": decision.law_on.isoformat(),
        "engine": decision.engine,
        "terms": terms_of(situation, decision),
    }


def terms_of(situation: Situation, decision: Decision) -> dict[str, str | None]:
    """The same in the words of the W3C Data Privacy Vocabulary, for whoever reads many journals."""
    basis, point = situation.case.basis, situation.point
    return {
        "outcome": named(decision.effect).id,
        "processing": named(situation.operation).id,
        "purpose": named(basis.purpose).id if basis else None,
        "legal_basis": named(basis.basis).id if basis else None,
        "data_category": named(point.channel).id if point else None,
    }


def about(grant: Grant, kind: str, **more: str | int) -> JournalEntry:
    """An entry about what became of a grant, tied to the decision that made it."""
    return JournalEntry(
        kind=kind,
        case=grant.case,
        subject=grant.subject,
        operator=grant.operator,
        body={"decision": grant.decision, "grant": grant.id, "point": grant.point, **more},
    )
