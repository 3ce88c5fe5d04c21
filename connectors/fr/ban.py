"""Base Adresse Nationale: an address made whole, with how sure and how precise the file is.

It is told where, never who.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from typing import ClassVar

from connectors.answer import Declined, Fetched
from connectors.base import (
    Payload,
    dropped_by,
    fields_of,
    read,
    statements,
    unread_fields,
    value_or_masked,
)
from connectors.fr.ban_query import question
from connectors.session import Session
from tracer.entities import Entity, EntityId, EntityKind, Masked, Property, Record
from tracer.errors import SourceUnsupported
from tracer.lawful import Permit
from tracer.reach import declared_address_id
from tracer.source import Means, SourceCard, SourceKind, Visibility
from tracer.subject import Subject

SURE = 0.7  # below it an answer is an area, whatever its type; to be calibrated on real answers
OVERSEAS = ("97", "98")  # their postcodes fail as filters


class Place(Payload):
    """The properties of an answer; `type` may be absent."""

    DROPPED: ClassVar[frozenset[str]] = frozenset(
        {
            "banId",
            "_type",
            "citycode",
            "context",
            "depcode",
            "district",
            "extrafields",
            "housenumber",
            "id",
            "importance",
            "locality",
            "municipality",
            "name",
            "oldcity",
            "oldcitycode",
            "population",
            "street",
            "x",
            "y",
        }
    )

    label: str
    score: float
    type: str | None = None
    postcode: str | None = None
    city: str | None = None


class Feature(Payload):
    """One answer, best first."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"geometry", "type"})

    properties: Place


class Collection(Payload):
    """The answers; none is an empty list, with status 200."""

    DROPPED: ClassVar[frozenset[str]] = frozenset(
        {"type", "version", "attribution", "licence", "query", "filters", "limit", "center"}
    )

    features: list[Feature]


CARD = SourceCard(
    id="fr.ban",
    title="Base Adresse Nationale, géocodage de la Géoplateforme",
    publisher="IGN et DINUM",
    kind=SourceKind.ADDRESS_FILE,
    country="FR",
    base_url="https://data.geopf.fr/geocodage",
    licence="Licence Ouverte 2.0",
    attribution="Base Adresse Nationale (ETALAB-2.0)",
    terms_url="https://geoservices.ign.fr/documentation/services/services-geoplateforme/geocodage",
    terms_reviewed_on=date(2026, 11, 1),
    visibility=Visibility.EVERYONE,
    means=Means.PUBLISHED,
    login_required=False,
    fields_read=fields_of(Collection)[0],
    fields_dropped=dropped_by(Collection),
    personal_parameters=("q", "postcode"),
    rate_per_second=40.0,  # the limit is 50, and hammering prolongs a block of five seconds
    ttl_seconds=7 * 86_400,
    intrusiveness=0,
    legal_notes=(
        "An address file, without persons. Names are taken off before anything is sent; coordinates "
        "are dropped: a letter needs none (GDPR art. 5(1)(c))."
    ),
    expands=frozenset({EntityKind.ADDRESS}),
)


class Ban:
    """The address file over a session."""

    def __init__(self, session: Session) -> None:
        self.session = session

    @property
    def card(self) -> SourceCard:
        """What is known about the source."""
        return CARD

    async def search(self, subject: Subject, permit: Permit) -> AsyncIterator[Record]:
        """Each declared French address, made whole. The record keeps the declared address's place."""
        names = [subject.company_name or ""]
        names += [word for name in subject.names for word in (name.surname, *name.given)]
        asked = False
        for position, address in enumerate(subject.addresses):
            if address.country != "FR":
                continue
            parts = (address.line, address.postcode, address.city)
            text = question(", ".join(part for part in parts if part), names)
            if text is None:
                continue
            asked = True
            found = await self._best(text, address.postcode, permit)
            if found is not None:
                entity = declared_address_id(position)
                yield record_of(entity, *found, whole=True)
        if not asked:
            raise SourceUnsupported(CARD.id, "no French address is declared")

    async def expand(self, entity: Entity, permit: Permit) -> AsyncIterator[Record]:
        """How precise a registered address is, said of the same entity.

        Its wording stays the register's: the file knows no building, floor or letter box.
        """
        full = entity.text(Property.FULL)
        foreign = entity.text(Property.COUNTRY) not in (None, "FR")
        if entity.kind is not EntityKind.ADDRESS or full is None or foreign:
            raise SourceUnsupported(CARD.id, "no clear French address to normalise")
        text = question(full)
        if text is None or isinstance(value_or_masked(full, CARD.id), Masked):
            raise SourceUnsupported(CARD.id, "no clear French address to normalise")
        found = await self._best(text, entity.text(Property.POSTAL_CODE), permit)
        if found is not None:
            yield record_of(entity.id, *found, whole=False)

    async def _best(
        self, text: str, postcode: str | None, permit: Permit
    ) -> tuple[Feature, Fetched, tuple[str, ...]] | None:
        """The best answer, if there is one; overseas it is asked again without the postcode."""
        filters = [{"postcode": postcode}] if postcode else []
        if not postcode or postcode.startswith(OVERSEAS):
            filters.append({})
        for narrow in filters:
            answer = await self.session.get("/search", {"q": text, "limit": "1", **narrow}, permit)
            if isinstance(answer, Declined):
                continue  # too long, or not an address to this file: it has nothing to say
            page = read(Collection, answer.body, CARD.id)
            if page.features:
                return page.features[0], answer, unread_fields(page)
        return None


def precision(place: Place) -> str | None:
    """How precise an answer is, honestly: a house number the file is not sure of is a street.

    Below `SURE`, or of any other type than housenumber, it is an area and not an address.
    """
    if place.type == "housenumber" and place.score < SURE:
        return "street"
    return place.type


def record_of(
    entity: EntityId, feature: Feature, fetched: Fetched, unread: tuple[str, ...], *, whole: bool
) -> Record:
    """What the file says of one address. `whole` adds its own wording of it."""
    place = feature.properties
    provenance = fetched.provenance(entity)
    wording = [
        (Property.FULL, place.label),
        (Property.POSTAL_CODE, place.postcode),
        (Property.CITY, place.city),
        (Property.COUNTRY, "FR"),
    ]
    said = [
        *(wording if whole else []),
        (Property.PRECISION, precision(place)),
        (Property.SCORE, f"{place.score:.3f}"),
    ]
    return Record(
        key=entity,
        entities=(
            Entity(id=entity, kind=EntityKind.ADDRESS, statements=statements(said, provenance)),
        ),
        links=(),
        provenance=provenance,
        unread_fields=unread,
    )


def connect(session: Session) -> Ban:
    """The connector over a session."""
    return Ban(session)
