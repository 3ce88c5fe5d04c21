"""Which sources to ask about a case, in which order and why: the least intrusive first.

What must be known is asked at once. What would only be more ways to reach the debtor is asked one
source after the other, and no further than until there is one (GDPR art. 5(1)(c)).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from tracer.case import Case
from tracer.entities import (
    Entity,
    EntityId,
    EntityKind,
    LinkType,
    Property,
    Provenance,
    Record,
    Statement,
)
from tracer.evidence import Match
from tracer.lawful import Text
from tracer.outcome import Answer, Question
from tracer.relevance import concerns_case, concerns_entity, is_declared
from tracer.source import SourceCard, SourceKind

PUBLIC_LAW = "7"
"""First figure of the legal forms of public law (INSEE, catégories juridiques, niveau I)."""

MORE_WAYS = (
    SourceKind.CONTACT_DIRECTORY,
    SourceKind.PUBLIC_BODIES,
    SourceKind.COMPANY_WEBSITE,
    SourceKind.SOCIAL_NETWORK,
)
"""Kinds of source that are asked only while no published way to the debtor's enterprise is known."""

ENTERPRISE_ALONE = (*MORE_WAYS, SourceKind.IDENTIFIER_REGISTER)
"""Kinds of source that are asked about the debtor's own enterprise, not about one he only directs:

others answer there, and the debt is none of theirs.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One question to one source: a search for the subject, or more about an entity already found.

    `wave` is when: all steps of a wave are asked together, and a later one only if need be.
    """

    card: SourceCard
    question: Question
    entity: Entity | None = None
    wave: int = 0

    @property
    def why(self) -> Text:
        """Why it is asked at this place, in the words of who works the case."""
        card = self.card
        cost_fr = f"{card.cost_per_call} € l'appel" if card.cost_per_call else "gratuite"
        cost_en = f"€{card.cost_per_call} a call" if card.cost_per_call else "free"
        return Text(
            fr=f"intrusion {card.intrusiveness} sur 5, rendement attendu "
            f"{card.expected_yield:.0%}, {cost_fr}, à jour à {card.lag_days:g} jour(s) près",
            en=f"intrusiveness {card.intrusiveness} of 5, expected yield "
            f"{card.expected_yield:.0%}, {cost_en}, up to {card.lag_days:g} day(s) old",
        )


def plan(case: Case, cards: Iterable[SourceCard]) -> tuple[Step, ...]:
    """One search per source that may know where the debtor is, in the order of `ordered`."""
    what = Question.THE_COMPANY if case.subject.is_company else Question.COMPANIES_OF_THE_PERSON
    questions = {
        SourceKind.COMPANY_REGISTER: what,
        SourceKind.SOCIAL_NETWORK: Question.PUBLIC_PROFILES,
        SourceKind.BENEFICIAL_OWNERS: Question.BENEFICIAL_OWNERS,
    }
    return searches(case, cards, questions)


def screening_steps(case: Case, cards: Iterable[SourceCard]) -> tuple[Step, ...]:
    """What to ask before anything else: is the debtor dead, or in insolvency?"""
    questions = {
        SourceKind.DEATH_FILE: Question.DEATH,
        SourceKind.INSOLVENCY_NOTICES: Question.OWN_INSOLVENCY,
    }
    return searches(case, cards, questions)


def searches(
    case: Case, cards: Iterable[SourceCard], questions: dict[SourceKind, Question]
) -> tuple[Step, ...]:
    """One search at each source of those kinds that has to do with the case."""
    return tuple(
        Step(card=card, question=questions[card.kind])
        for card in ordered(cards)
        if card.kind in questions and concerns_case(card, case)
    )


def ordered(cards: Iterable[SourceCard]) -> list[SourceCard]:
    """Least intrusive first, then likeliest to know, cheapest, freshest; by name where all are equal."""
    return sorted(
        cards,
        key=lambda card: (
            card.intrusiveness,
            -card.expected_yield,
            card.cost_per_call,
            card.lag_days,
            card.id,
        ),
    )


ABOUT_A_COMPANY = {
    SourceKind.COMPANY_REGISTER: Question.DETAILS_OF_A_COMPANY,
    SourceKind.INSOLVENCY_NOTICES: Question.STANDING_OF_A_COMPANY,
    SourceKind.IDENTIFIER_REGISTER: Question.IDENTIFIERS_OF_A_COMPANY,
    SourceKind.CONTACT_DIRECTORY: Question.CONTACTS_OF_A_COMPANY,
    SourceKind.PUBLIC_BODIES: Question.CONTACTS_OF_A_COMPANY,
    SourceKind.COMPANY_WEBSITE: Question.WEBSITE_OF_A_COMPANY,
    SourceKind.SOCIAL_NETWORK: Question.PROFILES_OF_A_COMPANY,
}


def question_about(card: SourceCard, entity: Entity) -> Question | None:
    """What a source is asked about an entity; None if it is not asked about such a one."""
    if entity.kind not in card.expands or not concerns_entity(card, entity):
        return None
    public = (entity.text(Property.LEGAL_FORM) or "").startswith(PUBLIC_LAW)
    if card.kind is SourceKind.PUBLIC_BODIES and not public:
        return None
    if entity.kind in (EntityKind.COMPANY, EntityKind.PROFILE):
        return ABOUT_A_COMPANY.get(card.kind)
    return Question.AN_ADDRESS if entity.kind is EntityKind.ADDRESS else None


def expansions(
    case: Case, match: Match, answers: Iterable[Answer], cards: Iterable[SourceCard]
) -> tuple[Step, ...]:
    """What more to ask once the person is confirmed: the standing of his companies, and addresses.

    Only what belongs to the confirmed candidate is asked about, never what belongs to namesakes.
    Sources that only give more ways to reach somebody have a wave each.
    """
    if match.best is None:
        return ()
    candidate = match.best.candidate
    own = {*candidate.mentions, *(office.company for office in candidate.offices)}
    enterprise = enterprise_of(match)
    records = [record for answer in answers for record in answer.records]
    entities = known_of(case, own, records)
    if records:
        entities += declared_profiles(case, records[0].provenance.retrieved_at)
    in_order = ordered(cards)
    waves = [card.id for card in in_order if card.kind in MORE_WAYS]
    steps = [
        Step(
            card=card,
            question=question,
            entity=entity,
            wave=waves.index(card.id) + 1 if card.kind in MORE_WAYS else 0,
        )
        for card in in_order
        for entity in entities
        if (question := question_about(card, entity)) is not None
        and (card.kind not in ENTERPRISE_ALONE or is_of(entity, enterprise))
    ]
    if case.subject.addresses:
        steps += [
            Step(card=card, question=Question.DECLARED_ADDRESSES)
            for card in in_order
            if card.kind is SourceKind.ADDRESS_FILE
        ]
    return tuple(steps)


def enterprise_of(match: Match) -> set[EntityId]:
    """The company that owes, or the businesses of a sole trader; not those he only directs."""
    if match.best is None:
        return set()
    candidate = match.best.candidate
    own = (office.company for office in candidate.offices if office.sole_trader)
    return {*candidate.mentions, *own}


def is_of(entity: Entity, enterprise: set[EntityId]) -> bool:
    """Whether something is the debtor's own enterprise, or is no enterprise at all (a profile)."""
    return entity.kind is not EntityKind.COMPANY or entity.id in enterprise


def known_of(case: Case, own: set[EntityId], records: Sequence[Record]) -> tuple[Entity, ...]:
    """What is the debtor's own, with all that was said of each; a company has its websites as well."""
    links = [link for record in records for link in record.links if link.source in own]
    near = own | {link.target for link in links if link.type is not LinkType.OWNERSHIP}
    kinds: dict[EntityId, EntityKind] = {}
    said: dict[EntityId, list[Statement]] = {}
    for record in records:
        for entity in record.entities:
            kinds.setdefault(entity.id, entity.kind)
            said.setdefault(entity.id, []).extend(entity.statements)
    for link in links:
        if link.type is LinkType.PUBLISHES and kinds.get(link.target) is EntityKind.WEBSITE:
            sites = [one for one in said[link.target] if one.prop is Property.WEBSITE]
            said.setdefault(link.source, []).extend(sites)
    known = [
        Entity(id=id_, kind=kind, statements=tuple(dict.fromkeys(said[id_])))
        for id_, kind in kinds.items()
        if id_ in near
    ]
    return tuple(with_declared_site(entity, case) for entity in known)


def with_declared_site(entity: Entity, case: Case) -> Entity:
    """The debtor's company with the websites the case file gives, beside those others gave."""
    subject = case.subject
    if not subject.websites or not is_declared(entity, subject):
        return entity
    at = entity.statements[0].provenance.retrieved_at
    sites = (declared(Property.WEBSITE, site, case, at) for site in subject.websites)
    return replace(entity, statements=(*entity.statements, *sites))


def declared_profiles(case: Case, at: datetime) -> tuple[Entity, ...]:
    """The profiles whose links the case file gives; the network of each link knows it as its own."""
    return tuple(
        Entity(
            id=EntityId(f"declared-profile-{n}"),
            kind=EntityKind.PROFILE,
            statements=(declared(Property.WEBSITE, link, case, at),),
        )
        for n, link in enumerate(case.subject.profiles)
    )


def declared(prop: Property, value: str, case: Case, at: datetime) -> Statement:
    """What the case file says, with itself as its source."""
    told = Provenance(
        source="case file", record=case.id, url="", retrieved_at=at, body_sha256="", licence=""
    )
    return Statement(prop=prop, value=value, provenance=told)
