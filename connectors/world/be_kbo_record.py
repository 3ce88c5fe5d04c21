"""One Belgian enterprise of the local index as a record: names, form, seat, and how to reach it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from phonenumbers import (
    NumberParseException,
    PhoneNumberFormat,
    PhoneNumberType,
    format_number,
    is_possible_number,
    number_type,
    parse,
)

from connectors.base import value_or_masked
from connectors.drawn import Drawn, opaque
from connectors.fr.published_contacts import email_use, emails, websites
from tracer.entities import (
    ContactUse,
    EntityId,
    EntityKind,
    LinkType,
    Masked,
    Property,
    Provenance,
    Record,
)
from tracer.source import SourceCard

COUNTRY = "BE"
OWN_NAME, NATURAL_PERSON = "001", "1"
NORMAL_SITUATION = ("000", "", None)
SWITCHBOARD = frozenset(
    {PhoneNumberType.FIXED_LINE, PhoneNumberType.TOLL_FREE, PhoneNumberType.SHARED_COST}
)
STATES = {"AC": "active", "ST": "closed"}

Values = Mapping[str, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Enterprise:
    """The rows of one enterprise, as the index keeps them, and the extract they are of."""

    number: str
    extract: str
    snapshot: str  # ISO day
    enterprise: Values
    denominations: tuple[Values, ...] = ()
    addresses: tuple[Values, ...] = ()
    contacts: tuple[Values, ...] = ()

    @property
    def sha256(self) -> str:
        """The hash of the rows, which stands for that of a body."""
        rows = [self.enterprise, *self.denominations, *self.addresses, *self.contacts]
        said = json.dumps([dict(row) for row in rows], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()


def company_id(number: str) -> EntityId:
    """The id of the enterprise of that number, whichever source speaks of it."""
    return EntityId(f"be-kbo-{number}")


def record_of(held: Enterprise, card: SourceCard) -> Record:
    """The record of one enterprise, dated by the file it stands in."""
    drawn = Drawn(
        Provenance(
            source=card.id,
            record=f"{held.number}, extract {held.extract}",
            url=card.base_url,
            retrieved_at=datetime.fromisoformat(held.snapshot).replace(tzinfo=UTC),
            body_sha256=held.sha256,
            licence=card.licence,
        )
    )
    unit, alone = held.enterprise, held.enterprise["kind"] == NATURAL_PERSON
    situation = unit["situation"]
    said: list[tuple[Property, str | Masked | None]] = [
        *names(held, card.id),
        (Property.REGISTRATION_NUMBER, held.number),
        (Property.JURISDICTION, COUNTRY),
        (Property.LEGAL_FORM, unit["wording"] or unit["form"] or None),
        (Property.STATUS, STATES.get(unit["status"] or "")),
        (Property.INCORPORATION_DATE, unit["start"]),
    ]
    if situation not in NORMAL_SITUATION:
        said.append((Property.SIGNAL, f"flag: juridical_situation_{situation}"))
    said += [
        (Property.SIGNAL, "flag: address_struck_off")
        for place in held.addresses
        if place["struck_off"]
    ]
    company = drawn.add(company_id(held.number), EntityKind.COMPANY, said)
    for place in held.addresses:
        draw_seat(place, company, drawn)
    for contact in held.contacts:
        draw_contact(contact["type"] or "", contact["value"] or "", company, drawn, alone=alone)
    return drawn.record(held.number)


def names(held: Enterprise, by: str) -> list[tuple[Property, str | Masked | None]]:
    """The enterprise's own names, one for each language it is written in; the others are aliases."""
    said = [
        (
            Property.NAME if name["type"] == OWN_NAME else Property.ALIAS,
            value_or_masked(name["name"], by),
        )
        for name in held.denominations
    ]
    return list(dict.fromkeys(said))


def draw_seat(place: Values, company: EntityId, drawn: Drawn) -> None:
    """The seat in one line; one that was struck off is no longer where the enterprise is."""
    door = f"boîte {place['box']}" if place["box"] else None
    line = " ".join(part for part in (place["street"], place["house"], door) if part)
    town = " ".join(part for part in (place["postcode"], place["city"]) if part)
    full = ", ".join(part for part in (line, town, place["country"]) if part)
    if not full:
        return
    seat = drawn.add(
        opaque("be-siege-", full),
        EntityKind.ADDRESS,
        [
            (Property.FULL, full),
            (Property.POSTAL_CODE, place["postcode"] or None),
            (Property.CITY, place["city"] or None),
            (Property.COUNTRY, None if place["country"] else COUNTRY),
        ],
    )
    end = place["struck_off"]
    drawn.link(company, LinkType.LOCATED_AT, seat, end=end, current=end is None)


def draw_contact(kind: str, value: str, company: EntityId, drawn: Drawn, *, alone: bool) -> None:
    """What the enterprise declared to be reached at. That of a natural person is private."""
    if kind == "WEB":
        for url in websites([value]):
            site = drawn.add(opaque("website-", url), EntityKind.WEBSITE, [(Property.WEBSITE, url)])
            drawn.link(company, LinkType.PUBLISHES, site)
        return
    uses: list[tuple[Property, str, ContactUse]] = []
    if kind == "TEL":
        uses = [(Property.PHONE, *phone) for phone in telephone(value)]
    elif kind == "EMAIL":
        uses = [(Property.EMAIL, box, email_use(box, one_person=alone)) for box in emails([value])]
    for prop, reached, use in uses:
        contact = drawn.add(
            opaque("be-contact-", company, prop, reached),
            EntityKind.CONTACT,
            [(prop, reached), (Property.USE, ContactUse.PERSONAL if alone else use)],
        )
        drawn.link(company, LinkType.REACHED_AT, contact)


def telephone(value: str) -> list[tuple[str, ContactUse]]:
    """A number in E.164 and its use; one that no one can dial is none.

    Only what is surely no mobile is a switchboard's.
    """
    try:
        number = parse(value, COUNTRY)
    except NumberParseException:
        return []
    if not is_possible_number(number):
        return []
    use = ContactUse.ROLE if number_type(number) in SWITCHBOARD else ContactUse.NOMINATIVE
    return [(format_number(number, PhoneNumberFormat.E164), use)]
