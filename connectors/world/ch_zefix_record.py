"""One Swiss company as a record: names, form, state, office, and who took it over."""

from __future__ import annotations

from collections.abc import Iterator

from stdnum.ch import uid

from connectors.answer import Fetched
from connectors.base import unread_fields, value_or_masked
from connectors.drawn import Drawn, calendar_day, opaque
from connectors.world.ch_zefix_payload import Company, Other, Place
from tracer.entities import EntityId, EntityKind, LinkType, Masked, Property, Record

COUNTRY = "CH"
STATES = {"ACTIVE": "active", "BEING_CANCELLED": "active", "CANCELLED": "closed"}

Said = list[tuple[Property, str | Masked | None]]


def company_id(number: str) -> EntityId:
    """The id of the company of that UID (CHE and nine digits), whichever source speaks of it."""
    return EntityId(f"ch-uid-{number}")


def numbered(number: str) -> Said:
    """What makes sources meet on one company."""
    return [(Property.REGISTRATION_NUMBER, number), (Property.JURISDICTION, COUNTRY)]


def record_of(company: Company, number: str, fetched: Fetched) -> Record:
    """The record of one company. A state nobody here knows is reported as unread."""
    drawn = Drawn(fetched.provenance(number))
    by = drawn.provenance.source
    unread = list(unread_fields(company))
    state = STATES.get(company.status or "")
    if company.status and state is None:
        unread.append("status")
    said: Said = [
        (Property.NAME, value_or_masked(company.name, by)),
        *numbered(number),
        (Property.LEGAL_FORM, company.legalForm.uid if company.legalForm else None),
        (Property.STATUS, state),
        (Property.DISSOLUTION_DATE, calendar_day(company.deletionDate)),
        (Property.LAST_ACTIVITY, calendar_day(company.sogcDate)),
    ]
    if company.status == "BEING_CANCELLED":
        said.append((Property.SIGNAL, "flag: liquidation"))
    aliases = dict.fromkeys(value_or_masked(name, by) for name in other_names(company))
    said += [(Property.ALIAS, name) for name in aliases]
    held = drawn.add(company_id(number), EntityKind.COMPANY, said)
    draw_office(company.address, company.legalSeat, held, drawn)
    for role, others in (
        ("head office", company.headOffices),
        ("took it over (merger)", company.wasTakenOverBy),
    ):
        for other in others or []:
            draw_other(other, role, held, drawn)
    return drawn.record(number, unread=unread)


def other_names(company: Company) -> Iterator[str]:
    """Names in other languages, and past ones."""
    yield from company.translation or []
    for old in company.oldNames or []:
        yield from (name for name in (old.name, *(old.translation or [])) if name)


def draw_other(other: Other, role: str, held: EntityId, drawn: Drawn) -> None:
    """A company that stands over this one; without a valid UID it is not known which."""
    if not uid.is_valid(other.uid or ""):
        return
    number = str(uid.compact(other.uid or ""))
    said: Said = [(Property.NAME, value_or_masked(other.name, drawn.provenance.source))]
    over = drawn.add(company_id(number), EntityKind.COMPANY, [*said, *numbered(number)])
    drawn.link(over, LinkType.OWNERSHIP, held, role)


def draw_office(place: Place | None, seat: str | None, held: EntityId, drawn: Drawn) -> None:
    """The office in one line; the commune alone where no address is written."""
    place = place or Place()
    street = " ".join(part for part in (place.street, place.houseNumber) if part)
    box = f"Postfach {place.poBox}" if place.poBox else None
    town = " ".join(part for part in (place.swissZipCode, place.city or seat) if part)
    full = ", ".join(part for part in (street, place.addon, box, town) if part)
    if not full:
        return
    office = drawn.add(
        opaque("ch-sitz-", full),
        EntityKind.ADDRESS,
        [
            (Property.FULL, full),
            (Property.POSTAL_CODE, place.swissZipCode),
            (Property.CITY, place.city or seat),
            (Property.COUNTRY, COUNTRY),
        ],
    )
    drawn.link(held, LinkType.LOCATED_AT, office)
