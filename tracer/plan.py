"""Which sources to ask about a case, in which order and why: the least intrusive first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tracer.case import Case
from tracer.entities import Entity, EntityKind
from tracer.evidence import Match
from tracer.outcome import Answer, Question
from tracer.source import SourceCard, SourceKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One question to one source: a search for the subject, or more about an entity already found."""

    card: SourceCard
    question: Question
    entity: Entity | None = None


def plan(case: Case, cards: Iterable[SourceCard]) -> tuple[Step, ...]:
    """One search per source that may know where the debtor is, least intrusive and cheapest first."""
    what = Question.THE_COMPANY if case.subject.is_company else Question.COMPANIES_OF_THE_PERSON
    questions = {
        SourceKind.COMPANY_REGISTER: what,
        SourceKind.SOCIAL_NETWORK: Question.PUBLIC_PROFILES,
        SourceKind.BENEFICIAL_OWNERS: Question.BENEFICIAL_OWNERS,
    }
    return tuple(
        Step(card=card, question=questions[card.kind])
        for card in ordered(cards)
        if card.kind in questions
    )


def screening_steps(cards: Iterable[SourceCard]) -> tuple[Step, ...]:
    """What to ask before anything else: is the debtor dead, or in insolvency?"""
    questions = {
        SourceKind.DEATH_FILE: Question.DEATH,
        SourceKind.INSOLVENCY_NOTICES: Question.OWN_INSOLVENCY,
    }
    return tuple(
        Step(card=card, question=questions[card.kind])
        for card in ordered(cards)
        if card.kind in questions
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
    questions = {
        EntityKind.COMPANY: Question.STANDING_OF_A_COMPANY,
        EntityKind.ADDRESS: Question.AN_ADDRESS,
    }
    steps = [
        Step(card=card, question=questions[entity.kind], entity=entity)
        for card in ordered(cards)
        for entity in entities.values()
        if entity.kind in card.expands and entity.kind in questions
    ]
    if case.subject.addresses:
        steps += [
            Step(card=card, question=Question.DECLARED_ADDRESSES)
            for card in ordered(cards)
            if card.kind is SourceKind.ADDRESS_FILE
        ]
    return tuple(steps)
