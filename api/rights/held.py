"""What is held about the person of a case, datum by datum, each with its exact source."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from api.services import Services
from policies.notice import Datum, DatumKind
from tracer.case import Case
from tracer.entities import (
    Entity,
    EntityId,
    EntityKind,
    LinkType,
    Masked,
    Property,
    Statement,
    Subgraph,
)
from tracer.lawful import Sealed
from tracer.normalise.names import name_key
from tracer.reach import declared_address_id
from tracer.report import TraceReport
from tracer.source import Visibility
from tracer.subject import Subject

Opener = Callable[[Sealed], str]

KINDS = {
    Property.NAME: DatumKind.NAME,
    Property.ALIAS: DatumKind.NAME,
    Property.FIRST_NAME: DatumKind.NAME,
    Property.LAST_NAME: DatumKind.NAME,
    Property.BIRTH_NAME: DatumKind.NAME,
    Property.BIRTH_DATE: DatumKind.BIRTH,
    Property.FULL: DatumKind.ADDRESS,
    Property.STREET: DatumKind.ADDRESS,
    Property.POSTAL_CODE: DatumKind.ADDRESS,
    Property.CITY: DatumKind.ADDRESS,
    Property.COUNTRY: DatumKind.ADDRESS,
    Property.PHONE: DatumKind.PHONE,
    Property.EMAIL: DatumKind.EMAIL,
    Property.INSOLVENCY_STATE: DatumKind.STANDING,
    Property.INSOLVENCY_SINCE: DatumKind.STANDING,
    Property.INSOLVENCY_NOTICE: DatumKind.STANDING,
    Property.CLAIM_DEADLINE: DatumKind.STANDING,
    Property.WEBSITE: DatumKind.WEBSITE,
}
"""What a statement of a source tells; of a company, anything else is about the office held in it."""


PUBLISHED = {EntityKind.WEBSITE: DatumKind.WEBSITE, EntityKind.PROFILE: DatumKind.PROFILE}
"""What everything said of a website or a profile is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Everything held about the person, and how many records are about nobody sure."""

    declared: tuple[Datum, ...]
    found: tuple[Datum, ...]
    not_shown: int  # entities found that are not known to be this person

    @property
    def data(self) -> tuple[Datum, ...]:
        """All of it."""
        return (*self.declared, *self.found)


async def held(
    services: Services, case: Case, report: TraceReport | None, opener: Opener | None = None
) -> Held:
    """What is held; with an opener, the values too."""
    graph = await services.kit.graph.export_subject(case.id)
    sure = of_person(case, report, graph)
    titles = {card.id: (card.title, card.publisher, card.visibility) for card in services.kit.cards}
    found: dict[tuple[object, ...], Datum] = {}
    for entity in graph.entities:
        if entity.id not in sure:
            continue
        for statement in entity.statements:
            if names_another(statement, case.subject):
                continue
            by = statement.provenance
            title, publisher, seen = titles.get(by.source, (by.source, "", Visibility.RESTRICTED))
            source = f"{title} ({publisher})" if publisher else title
            respelled = entity.id in declared_addresses(case)
            datum = Datum(
                kind=kind_of(entity, statement),
                source=f"{creditor_of(case)}; {source}" if respelled else source,
                record=by.record,
                collected_on=by.retrieved_at.date(),
                public=seen is Visibility.EVERYONE and not respelled,
                value=value_of(statement, opener) if opener else None,
            )
            found.setdefault((datum.kind, datum.source, datum.record, datum.value), datum)
    return Held(
        declared=tuple(declared(case, services.clock.now().date(), values=opener is not None)),
        found=tuple(found.values()),
        not_shown=len([e for e in graph.entities if e.id not in sure]),
    )


def of_person(case: Case, report: TraceReport | None, graph: Subgraph) -> set[EntityId]:
    """The entities that surely are the person's: a confirmed match, the offices, their addresses and
    what they publish, and every profile that nobody else publishes.
    """
    sure = declared_addresses(case)
    match = report.match if report else None
    if match is not None and match.confirmed and match.best is not None:
        best = match.best.candidate
        sure |= {*best.mentions, *(office.company for office in best.offices)}
        kinds = {entity.id: entity.kind for entity in graph.entities}
        sure |= {
            link.target
            for link in graph.links
            if link.type is LinkType.LOCATED_AT
            and link.source in sure
            and kinds.get(link.target) is EntityKind.ADDRESS
        }
    published = [link for link in graph.links if link.type is LinkType.PUBLISHES]
    own = {link.target for link in published if link.source in sure}
    profiles = {entity.id for entity in graph.entities if entity.kind is EntityKind.PROFILE}
    return sure | own | (profiles - {link.target for link in published})


def declared_addresses(case: Case) -> set[EntityId]:
    """The addresses the creditor gave, as the address file spells them: it did not find them."""
    return {declared_address_id(n) for n in range(len(case.subject.addresses))}


def creditor_of(case: Case) -> str:
    """Who declared what the case file says."""
    return case.mandate.creditor.name if case.mandate else case.reference


def names_another(statement: Statement, subject: Subject) -> bool:
    """Whether a website names, as who answers for it, nobody of the person's surname."""
    if statement.prop is not Property.PUBLICATION_DIRECTOR:
        return False
    surnames = {word for name in subject.names for word in name_key(name.surname).split()}
    return surnames.isdisjoint(name_key(str(statement.value)).split())


def kind_of(entity: Entity, statement: Statement) -> DatumKind:
    """What a statement is about, for the person."""
    if entity.kind in PUBLISHED:
        return PUBLISHED[entity.kind]
    if entity.kind is EntityKind.ADDRESS:
        return DatumKind.ADDRESS
    if entity.kind is EntityKind.COMPANY and KINDS.get(statement.prop) is DatumKind.NAME:
        return DatumKind.OFFICE
    return KINDS.get(statement.prop, DatumKind.OFFICE)


def value_of(statement: Statement, opener: Opener) -> str | None:
    """The value in clear; nothing when the source withholds it."""
    match statement.value:
        case Sealed():
            return opener(statement.value)
        case Masked():
            return None
    return statement.value


def declared(case: Case, today: date, *, values: bool) -> Iterable[Datum]:
    """What the creditor declared, received on the day the case was opened."""
    subject, mandate = case.subject, case.mandate
    names = [" ".join((*name.given, name.surname)) for name in subject.names]
    told: dict[DatumKind, list[str]] = {
        DatumKind.NAME: [*names, *([subject.company_name] if subject.company_name else [])],
        DatumKind.BIRTH: [
            one for one in (str(subject.birth or ""), subject.birth_place or "") if one
        ],
        DatumKind.ADDRESS: [
            ", ".join(part for part in (a.line, a.postcode, a.city, a.country) if part)
            for a in subject.addresses
        ],
        DatumKind.PHONE: list(subject.phones),
        DatumKind.EMAIL: list(subject.emails),
        DatumKind.WEBSITE: list(subject.websites),
        DatumKind.PROFILE: list(subject.profiles),
        DatumKind.OFFICE: [
            *([subject.siren] if subject.siren else []),
            *(" ".join(part for part in (r.siren, r.role) if part) for r in subject.roles),
        ],
        DatumKind.CLAIM: [f"{case.claim.amount} {case.claim.currency}"],
    }
    for kind, held_values in told.items():
        for value in held_values if values else held_values[:1]:
            yield Datum(
                kind=kind,
                source=creditor_of(case),
                record=mandate.reference if mandate else None,
                collected_on=case.opened_on or today,
                public=False,
                value=value if values else None,
            )
