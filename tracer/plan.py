"""Which sources to ask about a case, in which order and why: the least intrusive first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tracer.case import Case
from tracer.entities import Entity, EntityKind
from tracer.evidence import Match
from tracer.outcome import Answer
from tracer.source import SourceCard, SourceKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One question to one source: a search for the subject, or more about an entity already found."""

    card: SourceCard
    question: str
    entity: Entity | None = None


def plan(case: Case, cards: Iterable[SourceCard]) -> tuple[Step, ...]:
    """One search per source that may know where the debtor is, least intrusive and cheapest first."""
    what = "the company" if case.subject.is_company else "companies of the person"
    words = {
        SourceKind.COMPANY_REGISTER: what,
        SourceKind.SOCIAL_NETWORK: "public profiles",
        SourceKind.BENEFICIAL_OWNERS: "beneficial owners",
    }
    return tuple(
        Step(card=card, question=words[card.kind]) for card in ordered(cards) if card.kind in words
    )


def screening_steps(cards: Iterable[SourceCard]) -> tuple[Step, ...]:
    """What to ask before anything else: is the debtor dead, or in insolvency?"""
    words = {
        SourceKind.DEATH_FILE: "death of the debtor",
        SourceKind.INSOLVENCY_NOTICES: "insolvency of the debtor's own registration",
    }
    return tuple(
        Step(card=card, question=words[card.kind]) for card in ordered(cards) if card.kind in words
    )


def ordered(cards: Iterable[SourceCard]) -> list[SourceCard]:
    """Least intrusive first, then cheapest, then by name so that the order never changes."""
    return sorted(cards, key=lambda card: (card.intrusiveness, card.cost_per_call, card.id))


def expansions(
    case: Case, match: Match, answers: Iterable[Answer], cards: Iterable[SourceCard]
) -> tuple[Step, ...]:
    """What more to ask once the person is confirmed: the standing of his companies, and addresses.

    Only entities of the confirmed candidate are expanded, never those of namesakes.
    """
    if match.best is None:
        return ()
    own = {office.company for office in match.best.candidate.offices}
    own |= set(match.best.candidate.mentions)
    records = [record for answer in answers for record in answer.records]
    near = own | {link.target for record in records for link in record.links if link.source in own}
    entities = {
        entity.id: entity for record in records for entity in record.entities if entity.id in near
    }
    words = {
        EntityKind.COMPANY: "insolvency and strike-off of a company",
        EntityKind.ADDRESS: "normalisation of an address",
    }
    steps = [
        Step(card=card, question=words[entity.kind], entity=entity)
        for card in ordered(cards)
        for entity in entities.values()
        if entity.kind in card.expands and entity.kind in words
    ]
    if case.subject.addresses:
        steps += [
            Step(card=card, question="normalisation of the declared addresses")
            for card in ordered(cards)
            if card.kind is SourceKind.ADDRESS_FILE
        ]
    return tuple(steps)
