"""One LEI record as a record of ours, and who consolidates it, or why nobody is named.

No status is drawn from it: an entity stays ACTIVE in liquidation, and a LAPSED registration is an
unpaid fee. The way GLEIF writes legal forms (ELF) is not the one used here, and is not kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from connectors.answer import Fetched
from connectors.base import Payload, value_or_masked
from connectors.drawn import Drawn, calendar_day
from connectors.world.gleif_number import identified
from connectors.world.gleif_payload import (
    ExceptionDocument,
    LegalEntity,
    LeiRecord,
    RelationshipDocument,
)
from tracer.entities import EntityId, EntityKind, LinkType, Property, Record

P = TypeVar("P", bound=Payload)
ROLES = {"direct": "direct consolidating parent", "ultimate": "ultimate consolidating parent"}
DISSOLVED = "DISSOLVED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told(Generic[P]):
    """A part of an answer, the answer it came in, and the names of what nobody here knows in it."""

    part: P
    fetched: Fetched
    unread: tuple[str, ...]


def company_of(lei_record: LeiRecord) -> tuple[EntityId, str | None]:
    """The id of the company of a record, and its number as its register knows it."""
    said = lei_record.attributes
    authority = said.entity.registeredAt.id if said.entity.registeredAt else None
    return identified(said.entity.registeredAs, country_of(said.entity), authority, said.lei)


def country_of(entity: LegalEntity) -> str:
    """The country of the register: a jurisdiction may be a part of one, US-DE."""
    office = entity.legalAddress.country if entity.legalAddress else None
    return (entity.jurisdiction or office or "")[:2].upper()


def record_of(told: Told[LeiRecord], company: EntityId | None = None) -> Record:
    """The company and its offices; `company` is the id it is known by, where it is known."""
    lei = told.part.attributes.lei
    drawn = Drawn(told.fetched.provenance(lei))
    draw_company(told.part, company, drawn)
    return drawn.record(lei, unread=told.unread)


def draw_company(lei_record: LeiRecord, known_as: EntityId | None, drawn: Drawn) -> EntityId:
    """The company and its offices."""
    lei, entity = lei_record.attributes.lei, lei_record.attributes.entity
    own_id, number = company_of(lei_record)
    names = [entity.legalName, *(entity.otherNames or [])]
    said = [value_or_masked(name.name, drawn.provenance.source) for name in names]
    ended = entity.expiration
    company = drawn.add(
        known_as or own_id,
        EntityKind.COMPANY,
        [
            (Property.NAME, said[0]),
            *((Property.ALIAS, alias) for alias in said[1:]),
            (Property.LEI, lei),
            (Property.REGISTRATION_NUMBER, number),
            (Property.JURISDICTION, country_of(entity) or None),
            (Property.INCORPORATION_DATE, calendar_day(entity.creationDate)),
            (
                Property.DISSOLUTION_DATE,
                calendar_day(ended.date) if ended and ended.reason == DISSOLVED else None,
            ),
            *((Property.SIGNAL, f"flag: succeeded_by {heir}") for heir in heirs_of(entity)),
        ],
    )
    draw_offices(entity, lei, company, drawn)
    return company


def heirs_of(entity: LegalEntity) -> tuple[str, ...]:
    """Who took the company over, each once: by the LEI, or by the name where there is none."""
    said = (entity.successorEntity, *(entity.successorEntities or []))
    known = (heir.lei or " ".join((heir.name or "").split()) for heir in said if heir)
    return tuple(dict.fromkeys(heir for heir in known if heir))


def draw_offices(entity: LegalEntity, lei: str, company: EntityId, drawn: Drawn) -> None:
    """The legal address, and the headquarters where they are elsewhere."""
    known: set[str] = set()
    for which, place in (("legal", entity.legalAddress), ("hq", entity.headquartersAddress)):
        whole = value_or_masked(place.whole, drawn.provenance.source) if place else None
        if place is None or not isinstance(whole, str) or whole.casefold() in known:
            continue
        known.add(whole.casefold())
        office = drawn.add(
            EntityId(f"lei-{which}-{lei}"),
            EntityKind.ADDRESS,
            [
                (Property.FULL, whole),
                (Property.POSTAL_CODE, place.postalCode),
                (Property.CITY, place.city),
                (Property.COUNTRY, place.country),
            ],
        )
        drawn.link(company, LinkType.LOCATED_AT, office)


def parent_record(
    side: str,
    child: EntityId,
    relationship: Told[RelationshipDocument],
    parent: Told[LeiRecord],
) -> Record:
    """A company that consolidates another: itself from its record, the link from the relationship."""
    consolidation = relationship.part.data.attributes.relationship
    lei, period = parent.part.attributes.lei, consolidation.period
    drawn = Drawn(parent.fetched.provenance(lei))
    company = draw_company(parent.part, None, drawn)
    linked = Drawn(relationship.fetched.provenance(f"{consolidation.startNode.id} {side}"))
    linked.add(child, EntityKind.COMPANY, [(Property.LEI, consolidation.startNode.id)])
    linked.link(
        company,
        LinkType.OWNERSHIP,
        child,
        ROLES[side],
        start=calendar_day(period.startDate) if period else None,
        end=calendar_day(period.endDate) if period else None,
        current=consolidation.status == "ACTIVE",
    )
    drawn.entities.update(linked.entities)
    drawn.links.update(linked.links)
    return drawn.record(f"{lei} {side}", unread=(*parent.unread, *relationship.unread))


def exception_record(
    side: str, lei: str, child: EntityId, silent: Told[ExceptionDocument]
) -> Record:
    """Why no parent is named, as a signal: it is not known that there is none."""
    reason = silent.part.data.attributes.reason.lower()
    drawn = Drawn(silent.fetched.provenance(f"{lei} {side}"))
    drawn.add(child, EntityKind.COMPANY, [(Property.SIGNAL, f"{side}_parent_{reason}")])
    return drawn.record(f"{lei} {side}", unread=silent.unread)
