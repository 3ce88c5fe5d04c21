"""One British company as records: the company and its office, and how it stands.

Every record is of one answer of the register, and carries that answer's provenance.
"""

from __future__ import annotations

from collections.abc import Iterable

from connectors.answer import Fetched
from connectors.base import unread_fields
from connectors.drawn import Drawn, calendar_day
from connectors.gb.companies_house_found import CompanyHit
from connectors.gb.companies_house_insolvency import UNCLEAR, Standing
from connectors.gb.companies_house_names import tidy
from connectors.gb.companies_house_payload import Address, Insolvency, Profile
from tracer.entities import EntityId, EntityKind, LinkType, Masked, Property, Record
from tracer.normalise.names import name_key

COUNTRY = "GB"
CLOSED = frozenset({"dissolved", "closed", "converted-closed", "removed"})
STATES = {
    **dict.fromkeys(CLOSED, "closed"),
    "active": "active",
    "administration": "active",
    "insolvency-proceedings": "active",
    "liquidation": "active",
    "open": "active",  # as UK establishments are
    "receivership": "active",
    "registered": "active",
    "voluntary-arrangement": "active",
}
"""A company in liquidation still exists: its insolvency is said apart."""
COUNTRIES = {
    "ENGLAND": "GB",
    "SCOTLAND": "GB",
    "WALES": "GB",
    "NORTHERN IRELAND": "GB",
    "UNITED KINGDOM": "GB",
    "GREAT BRITAIN": "GB",
    "ENGLAND WALES": "GB",
    "GIBRALTAR": "GI",
    "GUERNSEY": "GG",
    "JERSEY": "JE",
    "ISLE OF MAN": "IM",
    "IRELAND": "IE",
    "FRANCE": "FR",
}
UNKNOWN = "ZZ"  # user-assigned in ISO 3166-1: abroad, and we cannot say where
AT_HOME = frozenset(
    {"england-wales", "wales", "scotland", "northern-ireland", "united-kingdom", "england"}
)
DEFAULT_BOX, DEFAULT_POSTCODE = "4385", "CF14 8LH"
"""The register's own box, where it puts a company whose address was false: nobody is there."""

Said = tuple[Property, str | Masked | None]


def company_id(number: str) -> EntityId:
    """The id of the company of that number, whichever source speaks of it."""
    return EntityId(f"gb-crn-{number}")


def draw_company(number: str, drawn: Drawn, said: Iterable[Said] = ()) -> EntityId:
    """The company with its number and the register it is in, and what else is said."""
    return drawn.add(
        company_id(number),
        EntityKind.COMPANY,
        [(Property.REGISTRATION_NUMBER, number), (Property.JURISDICTION, COUNTRY), *said],
    )


def state_of(status: str | None) -> str | None:
    """ "active" or "closed"; None when the register gives no status, or one nobody here knows."""
    return STATES.get(status or "")


def unknown_status(status: str | None) -> tuple[str, ...]:
    """The field's name when its value is one that nobody here knows."""
    return ("company_status",) if status and status not in STATES else ()


def profile_record(profile: Profile, number: str, fetched: Fetched) -> Record:
    """The company of a profile and its registered office."""
    drawn = Drawn(fetched.provenance(number))
    former = [tidy(previous.name) for previous in profile.previous_company_names or []]
    office = profile.registered_office_address
    company = draw_company(
        number,
        drawn,
        [
            (Property.NAME, tidy(profile.company_name)),
            *((Property.ALIAS, name) for name in dict.fromkeys(former)),
            (Property.LEGAL_FORM, profile.type),
            (Property.STATUS, state_of(profile.company_status)),
            (Property.INCORPORATION_DATE, calendar_day(profile.date_of_creation)),
            (Property.DISSOLUTION_DATE, calendar_day(profile.date_of_cessation)),
            (Property.SIGNAL, "flag: no_effective_office" if is_default(office) else None),
        ],
    )
    flags = [
        flag
        for flag, raised in (
            ("flag: office_in_dispute", profile.registered_office_is_in_dispute),
            ("flag: office_undeliverable", profile.undeliverable_registered_office_address),
        )
        if raised
    ]
    draw_office(company, office, profile.jurisdiction, drawn, flags)
    unread = [*unread_fields(profile), *unknown_status(profile.company_status)]
    return drawn.record(number, unread=unread)


def hit_record(
    hit: CompanyHit, number: str, alias: str | None, fetched: Fetched, unread: Iterable[str] = ()
) -> Record:
    """A company as a search by name gives it; `alias` is the former name that was asked."""
    drawn = Drawn(fetched.provenance(number))
    company = draw_company(
        number,
        drawn,
        [
            (Property.NAME, tidy(hit.title) if hit.title else None),
            (Property.ALIAS, alias),
            (Property.LEGAL_FORM, hit.company_type),
            (Property.STATUS, state_of(hit.company_status)),
            (Property.INCORPORATION_DATE, calendar_day(hit.date_of_creation)),
            (Property.DISSOLUTION_DATE, calendar_day(hit.date_of_cessation)),
        ],
    )
    draw_office(company, hit.address, None, drawn)
    return drawn.record(number, unread=[*unread, *unknown_status(hit.company_status)])


def insolvency_record(
    found: Standing, number: str, insolvency: Insolvency | None, fetched: Fetched
) -> Record:
    """How the company stands, with the answer that says so."""
    drawn = Drawn(fetched.provenance(f"{number}/insolvency"))
    draw_company(
        number,
        drawn,
        [
            (Property.INSOLVENCY_STATE, found.state),
            (Property.INSOLVENCY_SINCE, found.since.isoformat() if found.since else None),
            (Property.INSOLVENCY_NOTICE, f"{number}/{found.case}" if found.case else None),
            (Property.SIGNAL, UNCLEAR if found.unclear else None),
        ],
    )
    unread = unread_fields(insolvency) if insolvency else ()
    return drawn.record(f"{number}/insolvency", unread=unread)


def draw_office(
    company: EntityId,
    address: Address | None,
    jurisdiction: str | None,
    drawn: Drawn,
    flags: Iterable[str] = (),
) -> None:
    """The registered office, unless the register itself put it at its own box."""
    full = written(address)
    if address is None or full is None or is_default(address):
        return
    office = drawn.add(
        EntityId(company.replace("gb-crn-", "gb-office-")),
        EntityKind.ADDRESS,
        [
            (Property.FULL, full),
            (Property.POSTAL_CODE, tidy(address.postal_code or "") or None),
            (Property.CITY, tidy(address.locality or "") or None),
            (Property.COUNTRY, country_of(address.country, jurisdiction)),
            *((Property.SIGNAL, flag) for flag in flags),
        ],
    )
    drawn.link(company, LinkType.LOCATED_AT, office)


def written(address: Address | None) -> str | None:
    """The address on one line, the number and its street together; None when nothing is said."""
    if address is None:
        return None
    premises, street = tidy(address.premises or ""), tidy(address.address_line_1 or "")
    door = (
        f"{premises} {street}"
        if premises[:1].isdigit()
        else ", ".join(filter(None, (premises, street)))
    )
    lines = (
        tidy(address.care_of or ""),
        f"PO Box {tidy(address.po_box)}" if address.po_box else "",
        door.strip(),
        tidy(address.address_line_2 or ""),
        tidy(address.locality or ""),
        tidy(address.region or ""),
        tidy(address.postal_code or ""),
    )
    return ", ".join(dict.fromkeys(line for line in lines if line)) or None


def is_default(address: Address | None) -> bool:
    """Whether an address is the register's own box."""
    if address is None or tidy(address.postal_code or "") != DEFAULT_POSTCODE:
        return False
    return DEFAULT_BOX in name_key(written(address) or "").split()


def country_of(said: str | None, jurisdiction: str | None) -> str | None:
    """The country of an office. It is free text; where it is not said, a company of the United

    Kingdom has its office there (Companies Act 2006 s. 86), and of another nothing is known.
    """
    if said and name_key(said):
        return COUNTRIES.get(name_key(said).replace(" AND ", " "), UNKNOWN)
    return COUNTRY if jurisdiction in AT_HOME else None
