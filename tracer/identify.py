"""Is it the right person? Gathers mentions into candidates, weighs each, and decides or asks a human."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from tracer.case import HumanJudgement
from tracer.entities import (
    SOLE_TRADER_FORM,
    Entity,
    EntityId,
    EntityKind,
    LinkType,
    Property,
    Subgraph,
)
from tracer.evidence import Candidate, Judgement, Match, Office
from tracer.matching.decision import decide, latest
from tracer.normalise.dates import parse_partial
from tracer.normalise.names import name_key
from tracer.ports import Matcher
from tracer.relevance import country_of
from tracer.subject import NameRole, PersonName, PostalAddress, Subject

MOST_NAMESAKES_TOGETHER = 0.1
"""Product default: below this, two directors of one name and birth month are taken for one person.

About one adult in ten holds an office in a company, so fewer than 0.01 other *directors* are then
expected to bear the name and the month.
"""


def identify(
    subject: Subject,
    found: Subgraph,
    matcher: Matcher,
    judgements: Iterable[HumanJudgement] = (),
) -> Match:
    """The match: every candidate weighed, best first, with what a person already judged applied."""
    people, judged = united(candidates(subject, found, matcher), tuple(judgements), found)
    return decide(subject, matcher.compare_all(subject, people), judged)


def united(
    people: tuple[Candidate, ...], judgements: tuple[HumanJudgement, ...], found: Subgraph
) -> tuple[tuple[Candidate, ...], tuple[HumanJudgement, ...]]:
    """The candidates a person judged to be the debtor taken together as one, judged so.

    A common name has a candidate per company; a person may recognise the debtor in several.
    """
    said = latest(judgements)
    same = [one for one in people if one.id in said and said[one.id].judgement is Judgement.SAME]
    if len(same) < 2:
        return people, judgements
    mentions = [found.entity(mention) for one in same for mention in one.mentions]
    together = person_candidate([mention for mention in mentions if mention], found)
    verdict = max((said[one.id] for one in same), key=lambda judged: judged.decided_at)
    kept = tuple(one for one in people if one not in same)
    if together.id not in said:
        judgements = (*judgements, replace(verdict, candidate=together.id))
    return (*kept, together), judgements


def candidates(subject: Subject, found: Subgraph, matcher: Matcher) -> tuple[Candidate, ...]:
    """Everybody the sources mention who may be the subject, each mentioned person once."""
    kind = EntityKind.COMPANY if subject.is_company else EntityKind.PERSON
    mentioned = [e for e in found.entities if e.kind is kind]
    if subject.is_company:
        units = [e for e in mentioned if e.text(Property.NAME)]
        return tuple(company_candidate(entity, found) for entity in units)
    named = [entity for entity in mentioned if surname_keys(entity)]
    groups = same_person(named)
    together = [person_candidate(group, found) for group in groups]
    common = are_common(
        subject,
        [one for one, group in zip(together, groups, strict=True) if len(group) > 1],
        matcher,
    )
    people: list[Candidate] = []
    for one, group in zip(together, groups, strict=True):
        if one.id in common:
            people += [person_candidate([mention], found) for mention in group]
        else:
            people.append(one)
    return tuple(people)


def are_common(subject: Subject, several: Sequence[Candidate], matcher: Matcher) -> set[str]:
    """Those whose name and birth month so many share that two mentions may be two people.

    The offices are left out of the weighing: it is they that are in question.
    """
    bare = [replace(one, places=(), offices=()) for one in several]
    return {
        weighed.candidate.id
        for weighed in matcher.compare_all(subject, bare)
        if weighed.namesakes is None or weighed.namesakes.expected >= MOST_NAMESAKES_TOGETHER
    }


def same_person(mentions: Iterable[Entity]) -> list[list[Entity]]:
    """Mentions grouped by person: same first given name, same birth month, a surname in common.

    Registers repeat a director with unequal given names, and under the usage name here and the
    birth name there. Without a birth date nothing says that two mentions are one: each stands alone.
    """
    groups: dict[tuple[str, str], list[tuple[set[str], list[Entity]]]] = defaultdict(list)
    for entity in sorted(mentions, key=lambda entity: entity.id):
        born = entity.text(Property.BIRTH_DATE)
        given = name_key((entity.text(Property.FIRST_NAME) or "").split(" ")[0])
        near = groups[given, born[:7] if born else f"undated {entity.id}"]
        surnames, together = surname_keys(entity), [entity]
        for group in [group for group in near if group[0] & surnames]:
            near.remove(group)
            surnames, together = surnames | group[0], [*group[1], *together]
        near.append((surnames, together))
    return [group for near in groups.values() for _, group in near]


def surname_keys(entity: Entity) -> set[str]:
    """The comparable forms of the surnames a mention gives."""
    said = (*entity.texts(Property.LAST_NAME), *entity.texts(Property.BIRTH_NAME))
    return {name_key(name) for name in said} - {""}


def person_candidate(mentions: list[Entity], found: Subgraph) -> Candidate:
    """One candidate from the mentions that describe one person."""
    ids = tuple(sorted(mention.id for mention in mentions))
    names = [
        PersonName(surname=surname, given=tuple((given or "").split()), role=role)
        for mention in mentions
        for given in [mention.text(Property.FIRST_NAME)]
        for prop, role in (
            (Property.BIRTH_NAME, NameRole.BIRTH),
            (Property.LAST_NAME, NameRole.USAGE),
        )
        for surname in mention.texts(prop)
    ]
    births = [mention.text(Property.BIRTH_DATE) for mention in mentions]
    born = max((birth for birth in births if birth), key=len, default=None)
    offices = tuple(office for mention in ids for office in offices_of(mention, found))
    places = [
        place for office in offices if office.sole_trader for place in [office.place] if place
    ]
    return Candidate(
        id=candidate_id(ids),
        mentions=ids,
        names=tuple(dict.fromkeys(names)),
        birth=parse_partial(born) if born else None,
        places=tuple(dict.fromkeys(places)),
        offices=offices,
        sources=sources_of(mentions),
    )


def company_candidate(entity: Entity, found: Subgraph) -> Candidate:
    """One candidate from one legal unit."""
    place = place_of(entity.id, found)
    return Candidate(
        id=candidate_id((entity.id,)),
        mentions=(entity.id,),
        company_name=entity.text(Property.NAME),
        siren=entity.text(Property.REGISTRATION_NUMBER),
        country=country_of(entity),
        places=(place,) if place else (),
        offices=(office_at(entity, None, found),),
        sources=sources_of([entity]),
    )


def candidate_id(mentions: Iterable[EntityId]) -> str:
    """Stable for the same mentions, and says nothing about whom they mention."""
    return "can_" + hashlib.sha256("|".join(sorted(mentions)).encode()).hexdigest()[:16]


def offices_of(person: EntityId, found: Subgraph) -> Iterable[Office]:
    """The roles a mention holds, in the order of the companies' numbers."""
    held = [
        (company, link.role)
        for link in found.links
        if link.type is LinkType.DIRECTORSHIP
        and link.source == person
        and link.current is not False
        for company in [found.entity(link.target)]
        if company is not None
    ]
    for company, role in sorted(held, key=lambda item: item[0].id):
        yield office_at(company, role, found)


def office_at(company: Entity, role: str | None, found: Subgraph) -> Office:
    """One role in one company."""
    status = company.text(Property.STATUS)
    form = company.text(Property.LEGAL_FORM)
    return Office(
        company=company.id,
        siren=company.text(Property.REGISTRATION_NUMBER),
        company_name=company.text(Property.NAME),
        role=role,
        legal_form=form,
        place=place_of(company.id, found),
        active=None if status is None else status == "active",
        sole_trader=form == SOLE_TRADER_FORM,
    )


def place_of(entity: EntityId, found: Subgraph) -> PostalAddress | None:
    """The postcode and town an entity is located at, if one is said in clear."""
    for link in found.links:
        here = link.type is LinkType.LOCATED_AT and link.source == entity
        if here and link.current is not False:
            address = found.entity(link.target)
            if address is not None:
                return PostalAddress(
                    postcode=address.text(Property.POSTAL_CODE),
                    city=address.text(Property.CITY),
                    country=address.text(Property.COUNTRY) or "FR",
                )
    return None


def sources_of(mentions: Iterable[Entity]) -> tuple[str, ...]:
    """The sources that mention the candidate, each once."""
    return tuple(sorted({s.provenance.source for mention in mentions for s in mention.statements}))
