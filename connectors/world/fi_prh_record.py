"""One Finnish company as a record: its names, form, situation, addresses and website."""

from __future__ import annotations

from datetime import date

from connectors.answer import Fetched
from connectors.base import unread_fields, value_or_masked
from connectors.drawn import Drawn, calendar_day, has_come, opaque
from connectors.fr.published_contacts import websites
from connectors.world.fi_prh_payload import Company, Name, Place
from tracer.entities import EntityId, EntityKind, LinkType, Masked, Property, Record

COUNTRY = "FI"
CURRENT_NAME, FINNISH = "1", "1"
IN_FORCE = "2"
SITUATIONS = {
    "KONK": "flag: bankruptcy",
    "SELTILA": "flag: liquidation",
    "SANE": "flag: restructuring",
}
"""What a situation that has not ended asks somebody to look at."""


def company_id(number: str) -> EntityId:
    """The id of the company of that Y-tunnus, whichever source speaks of it."""
    return EntityId(f"fi-ytunnus-{number}")


def record_of(company: Company, number: str, fetched: Fetched) -> Record:
    """The record of one company. Codes nobody here knows are reported as unread."""
    drawn = Drawn(fetched.provenance(number))
    by, today = drawn.provenance.source, fetched.retrieved_at.date()
    unread = list(unread_fields(company))
    name = name_in_use(company.names)
    said: list[tuple[Property, str | Masked | None]] = [
        (Property.NAME, value_or_masked(name.name, by) if name else None),
        (Property.REGISTRATION_NUMBER, number),
        (Property.JURISDICTION, COUNTRY),
        (Property.LEGAL_FORM, legal_form(company)),
        (Property.STATUS, status(company, today)),
        (Property.INCORPORATION_DATE, calendar_day(company.registrationDate)),
        (Property.DISSOLUTION_DATE, calendar_day(company.endDate)),
    ]
    others = [value_or_masked(other.name, by) for other in company.names if other is not name]
    said += [(Property.ALIAS, other) for other in dict.fromkeys(others)]
    for situation in company.companySituations or []:
        if has_come(situation.endDate, today):
            continue
        flag = SITUATIONS.get(situation.type or "")
        said.append((Property.SIGNAL, flag or "flag: unknown_situation"))
        if flag is None:
            unread.append("companySituations.type")
    held = drawn.add(company_id(number), EntityKind.COMPANY, said)
    for place in company.addresses or []:
        draw_place(place, held, drawn)
    draw_website(company, held, drawn)
    return drawn.record(number, unread=unread)


def name_in_use(names: list[Name]) -> Name | None:
    """The company's own name: not ended, or for a company that has ended the latest version."""
    own = [name for name in names if name.type == CURRENT_NAME]
    return min(own, key=lambda name: (name.endDate is not None, name.version or 0), default=None)


def legal_form(company: Company) -> str | None:
    """The form in use, in Finnish; its code where it is not worded."""
    forms = [form for form in company.companyForms or [] if form.endDate is None]
    if not forms:
        return None
    words = (w for w in forms[0].descriptions or [] if w.languageCode == FINNISH)
    return next((w.description for w in words if w.description), forms[0].type)


def status(company: Company, today: date) -> str | None:
    """Active or closed; a code nobody here knows says neither."""
    if has_come(company.endDate, today):
        return "closed"
    return "active" if company.status == IN_FORCE else None


def draw_place(place: Place, held: EntityId, drawn: Drawn) -> None:
    """An address in one line, in the Finnish town's name; without a street or a box, none."""
    line = line_of(place)
    if not line:
        return
    city = city_of(place)
    postcode = place.postCode or None
    town = " ".join(part for part in (postcode, city) if part)
    full = ", ".join(part for part in (line, town) if part)
    office = drawn.add(
        opaque("fi-osoite-", full),
        EntityKind.ADDRESS,
        [
            (Property.FULL, full),
            (Property.POSTAL_CODE, postcode),
            (Property.CITY, city),
            (Property.COUNTRY, place.country or (COUNTRY if postcode else None)),
        ],
    )
    drawn.link(held, LinkType.LOCATED_AT, office)


def line_of(place: Place) -> str:
    """Street and number, a box (PL), or the free line with its underscores undone."""
    box = f"PL {place.postOfficeBox}" if place.postOfficeBox else None
    flat = "".join(part for part in (place.apartmentNumber, place.apartmentIdSuffix) if part)
    street = (place.street, place.buildingNumber, place.entrance, flat) if place.street else ()
    free = (place.freeAddressLine or "").replace("_", " ")
    parts = (" ".join(part for part in (*street, box) if part) or free).split()
    return " ".join(parts)


def city_of(place: Place) -> str | None:
    """The town in Finnish, or in the language it is given in."""
    offices = [office for office in place.postOffices or [] if office.city]
    first = sorted(offices, key=lambda office: office.languageCode != FINNISH)
    return first[0].city if first else None


def draw_website(company: Company, held: EntityId, drawn: Drawn) -> None:
    """The website as a whole address; the register holds most without a scheme."""
    for url in websites([company.website.url] if company.website else []):
        site = drawn.add(opaque("website-", url), EntityKind.WEBSITE, [(Property.WEBSITE, url)])
        drawn.link(held, LinkType.PUBLISHES, site)
