"""GLEIF: who has a Legal Entity Identifier, where it is registered, and who consolidates it.

Contract: API v1 (JSON:API), `/lei-records`, by number, by name or by LEI. Parents are read by
following the links of a record: a relationship, or the exception that says why there is none.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import date
from typing import TypeVar

from stdnum import lei as lei_number
from stdnum.fr import siren as siren_number

from connectors.answer import Declined
from connectors.base import Payload, dropped_by, read, unread_fields
from connectors.session import Session
from connectors.world.gleif_company import NUMBERED_APART, is_named, is_number, of_one_company
from connectors.world.gleif_number import spellings
from connectors.world.gleif_payload import (
    ExceptionDocument,
    LeiDocument,
    LeiPage,
    LeiRecord,
    RelationshipDocument,
)
from connectors.world.gleif_record import (
    Told,
    exception_record,
    parent_record,
    record_of,
)
from tracer.entities import SOLE_TRADER_FORM, Entity, EntityId, EntityKind, Property, Record
from tracer.errors import SourceChanged, SourceUnsupported
from tracer.lawful import Permit
from tracer.source import Means, SourceCard, SourceKind, Visibility
from tracer.subject import Subject

PAGE = "50"
LINK = re.compile(r"/lei-records/([0-9A-Z]{20})(?:/([a-z-]+))?")
P = TypeVar("P", bound=Payload)

CARD = SourceCard(
    id="gleif",
    title="Global LEI Index",
    publisher="Global Legal Entity Identifier Foundation (GLEIF)",
    kind=SourceKind.IDENTIFIER_REGISTER,
    country="CH",
    base_url="https://api.gleif.org/api/v1",
    licence="CC0 1.0",
    attribution="GLEIF, Global LEI Index",
    terms_url="https://www.gleif.org/en/meta/lei-data-terms-of-use",
    terms_reviewed_on=date(2026, 11, 1),
    visibility=Visibility.EVERYONE,
    means=Means.PUBLISHED,
    login_required=False,
    fields_read=(
        "lei",
        "entity.legalName",
        "entity.otherNames",
        "entity.legalAddress",
        "entity.headquartersAddress",
        "entity.registeredAt",
        "entity.registeredAs",
        "entity.jurisdiction",
        "entity.category",
        "entity.creationDate",
        "entity.expiration",
        "entity.successorEntity",
        "entity.successorEntities",
        "direct-parent",
        "ultimate-parent",
    ),
    fields_dropped=(
        *dropped_by(LeiPage, LeiDocument, RelationshipDocument, ExceptionDocument),
        "children",
    ),
    personal_parameters=("filter[entity.registeredAs]", "filter[entity.legalName]", "lei"),
    rate_per_second=0.9,
    limits=((50, 60.0),),  # sixty a minute by the publisher's word
    ttl_seconds=3600,
    intrusiveness=0,
    legal_notes=(
        "Data in the public domain (CC0); the terms forbid posing as GLEIF. Legal persons only: a "
        "sole proprietor who has an LEI is a natural person and is not kept, and a number that "
        "may be somebody's national number is not sent. `status` stays ACTIVE in liquidation and "
        "`registration` LAPSED is an unpaid fee: neither tells of distress, both are dropped. "
        "Children, events, securities codes and mail routing are dropped: they do not locate the "
        "debtor (GDPR art. 5(1)(c)). Who took a company over is a signal. In Germany, Canada and "
        "the United States a number counts only with the name: each court or state has its own."
    ),
    expands=frozenset({EntityKind.COMPANY}),
    expected_yield=0.15,  # few small companies have one
)


class Gleif:
    """The index over a session."""

    def __init__(self, session: Session) -> None:
        self.session = session

    @property
    def card(self) -> SourceCard:
        """What is known about the source."""
        return CARD

    async def search(self, subject: Subject, permit: Permit) -> AsyncIterator[Record]:
        """The company sought: by its declared number, else by its whole name in its country."""
        country, name = subject.country, subject.company_name
        number = subject.siren if country == "FR" else subject.registration
        asked = spellings(number or "", country)
        names = (name,) if name else ()
        if not subject.is_company or not (number or name):
            raise SourceUnsupported(CARD.id, "only a company can be asked for, by number or name")
        if number and not asked:
            raise SourceUnsupported(
                CARD.id, "the number is none of its register, or may be a person's"
            )
        found = await self._by_number(asked, country, names, permit)
        if not found and name:
            found = await self._by_name(name, asked, country, permit)
        for told in found:
            yield record_of(told)

    async def expand(self, entity: Entity, permit: Permit) -> AsyncIterator[Record]:
        """A company already found, by its LEI or its number, with its direct and ultimate parents."""
        if entity.kind is not EntityKind.COMPANY or SOLE_TRADER_FORM in entity.texts(
            Property.LEGAL_FORM
        ):
            raise SourceUnsupported(CARD.id, "only a company can be asked for")
        lei = lei_of(entity)
        number, country = number_of(entity)
        asked = spellings(number, country)
        if lei is not None:
            found = await self._by_lei(lei, permit)
        elif asked:
            names = (*entity.texts(Property.NAME), *entity.texts(Property.ALIAS))
            found = await self._by_number(asked, country, names, permit)
        else:
            raise SourceUnsupported(CARD.id, "the company has no LEI nor a number it may send")
        for told in found:
            yield record_of(told, entity.id)
            async for record in self._parents(told.part, entity.id, permit):
                yield record

    async def _by_lei(self, lei: str, permit: Permit) -> list[Told[LeiRecord]]:
        """The record of an LEI, if there is one."""
        told = await self._document("/lei-records/{lei}", {"lei": lei}, LeiDocument, permit)
        return [in_document(told)] if told and not told.part.data.is_a_person else []

    async def _by_number(
        self, asked: tuple[str, ...], country: str, names: tuple[str, ...], permit: Permit
    ) -> list[Told[LeiRecord]]:
        """The records of a number: in each of its spellings until one is known, or, where several

        companies of the country may bear it, in all of them.
        """
        found: dict[str, Told[LeiRecord]] = {}
        for spelling in asked:
            page = await self._page({"filter[entity.registeredAs]": spelling}, permit)
            of_number = (hit for hit in page if is_number(hit.part, asked, country))
            found |= {hit.part.attributes.lei: hit for hit in of_number}
            if found and country not in NUMBERED_APART:
                break
        kept = of_one_company(list(found.values()), names, country)
        if found and not kept:
            raise SourceUnsupported(
                CARD.id, "several registers may give the number, and no name tells whose it is"
            )
        return kept

    async def _by_name(
        self, name: str, numbers: tuple[str, ...], country: str, permit: Permit
    ) -> list[Told[LeiRecord]]:
        """The records of that very name in that country, and of no other number than the declared."""
        page = await self._page({"filter[entity.legalName]": name}, permit)
        named = [hit for hit in page if is_named(hit.part, name, country)]
        return [hit for hit in named if not numbers or is_number(hit.part, numbers, country)]

    async def _page(self, narrow: dict[str, str], permit: Permit) -> list[Told[LeiRecord]]:
        """The records of a question, natural persons aside."""
        answer = await self.session.get("/lei-records", {**narrow, "page[size]": PAGE}, permit)
        if isinstance(answer, Declined):
            raise SourceChanged(CARD.id, f"refuses the question ({answer.status})")
        page = read(LeiPage, answer.body, CARD.id)
        unread = unread_fields(page)
        hits = [hit for hit in page.data if not hit.is_a_person]
        return [Told(part=hit, fetched=answer, unread=unread) for hit in hits]

    async def _parents(
        self, lei_record: LeiRecord, child: EntityId, permit: Permit
    ) -> AsyncIterator[Record]:
        """Each parent, or why none is named; what is gone meanwhile says nothing."""
        sides = lei_record.relationships
        known: dict[str, Told[LeiRecord]] = {}
        for side, parent in (
            ("direct", sides.direct if sides else None),
            ("ultimate", sides.ultimate if sides else None),
        ):
            if parent is None:
                continue
            relationship = await self._follow(
                parent.links.relationship, RelationshipDocument, permit
            )
            if relationship is not None:
                lei = relationship.part.data.attributes.relationship.endNode.id
                if lei not in known:
                    document = await self._follow(parent.links.record, LeiDocument, permit)
                    if document is None or document.part.data.is_a_person:
                        continue
                    known[lei] = in_document(document)
                yield parent_record(side, child, relationship, known[lei])
            silent = await self._follow(parent.links.exception, ExceptionDocument, permit)
            if silent is not None:
                yield exception_record(side, lei_record.attributes.lei, child, silent)

    async def _follow(self, link: str | None, model: type[P], permit: Permit) -> Told[P] | None:
        """What a link leads to, within this source alone; None where there is no link or no more."""
        if link is None:
            return None
        parts = LINK.fullmatch(link.removeprefix(CARD.base_url))
        if parts is None:
            raise SourceChanged(CARD.id, "a link leads elsewhere")
        lei, side = parts.groups()
        if side is None:
            return await self._document("/lei-records/{lei}", {"lei": lei}, model, permit)
        asked = {"lei": lei, "side": side}
        return await self._document("/lei-records/{lei}/{side}", asked, model, permit)

    async def _document(
        self, path: str, asked: dict[str, str], model: type[P], permit: Permit
    ) -> Told[P] | None:
        """One document by its own address; None where there is none, or no more."""
        answer = await self.session.get(path, asked, permit)
        if isinstance(answer, Declined):
            if answer.status not in (404, 410):
                raise SourceChanged(CARD.id, f"refuses the question ({answer.status})")
            return None
        document = read(model, answer.body, CARD.id)
        return Told(part=document, fetched=answer, unread=unread_fields(document))


def in_document(told: Told[LeiDocument]) -> Told[LeiRecord]:
    """The record of a document."""
    return Told(part=told.part.data, fetched=told.fetched, unread=told.unread)


def lei_of(entity: Entity) -> str | None:
    """The LEI a company states, if it is one."""
    stated = [*entity.texts(Property.LEI), entity.id.removeprefix("lei-")]
    return next((lei_number.compact(lei) for lei in stated if lei_number.is_valid(lei)), None)


def number_of(entity: Entity) -> tuple[str, str]:
    """The number of a company and the country of its register; both empty where they are not known."""
    number = entity.text(Property.REGISTRATION_NUMBER) or ""
    french = entity.id.startswith("fr-siren-") and siren_number.is_valid(number)
    country = "FR" if french else entity.text(Property.JURISDICTION) or ""
    return (number, country) if country else ("", "")


def connect(session: Session) -> Gleif:
    """The connector over a session."""
    return Gleif(session)
