"""A Norwegian unit and its roles as records: the company, its offices and contacts, who acts for it.

`konkurs` and a trustee in office are a bankruptcy: the state is the one French law calls
liquidation judiciaire. That neither is there proves nothing: `rekonstruksjon` is not in the register.
"""

from __future__ import annotations

from collections.abc import Iterator

from phonenumbers import Leniency, PhoneNumberFormat, PhoneNumberMatcher, format_number

from connectors.answer import Fetched
from connectors.base import unread_fields, value_or_masked
from connectors.drawn import Drawn, calendar_day, has_come, opaque
from connectors.fr.published_contacts import email_use, emails, websites
from connectors.world.no_brreg_payload import (
    TRUSTEE,
    Person,
    Place,
    Role,
    RoleGroup,
    Roles,
    Unit,
)
from tracer.entities import (
    SOLE_TRADER_FORM,
    ContactUse,
    EntityId,
    EntityKind,
    LinkType,
    Property,
    Record,
)
from tracer.normalise.names import name_key
from tracer.screening import InsolvencyState

ACTING = {
    **dict.fromkeys(
        ("BEST", "DAGL", "FFØR", "INNH", "KOMP", "LEDE", "MEDL", "NEST", "REPR"),
        LinkType.DIRECTORSHIP,
    ),
    **dict.fromkeys(("DTPR", "DTSO"), LinkType.OWNERSHIP),
}
"""Roles of those who act for a unit, and of partners, who answer for its debts."""
NOT_ACTING = frozenset(
    {
        "ADOS", "DEPU", "EIKM", "FGRP", "HFOR", "HLSE", "KDEB", "KENK", "KIRK", "KONT", "KTRF",
        "OBS", "OPMV", "ORGL", "REGN", "REVI", "VARA",
    }
)  # fmt: skip
"""Deputies, observers, contact persons, auditors, accountants, units above: they direct nothing."""
FUNCTIONS = frozenset({"faktura", "firma", "firmapost", "kundeservice", "post", "regnskap"})
CLOSED_BY_COURT = "under_compulsory_dissolution"
CLOSED_BY_ITSELF = "under_voluntary_liquidation"


def unit_id(number: str) -> EntityId:
    """The id of the Norwegian unit of that number, whichever source speaks of it."""
    return EntityId(f"no-orgnr-{number}")


def unit_record(unit: Unit, fetched: Fetched, unread: tuple[str, ...], *, own: bool) -> Record:
    """One unit. `own`: it was sought; else a sole trader's name, address and contacts are left out."""
    number, by = unit.organisasjonsnummer, fetched.source
    drawn = Drawn(fetched.provenance(number))
    shown = own or not unit.is_sole_trader
    ceased = calendar_day(unit.nedleggelsesdato)
    closed = unit.is_deleted or has_come(ceased, fetched.retrieved_at.date())
    company = drawn.add(
        unit_id(number),
        EntityKind.COMPANY,
        [
            (Property.NAME, value_or_masked(unit.navn, by) if shown else None),
            (Property.REGISTRATION_NUMBER, number),
            (Property.JURISDICTION, "NO"),
            (Property.LEGAL_FORM, legal_form(unit)),
            (Property.STATUS, "closed" if closed else "active"),
            (Property.INCORPORATION_DATE, calendar_day(unit.stiftelsesdato or unit.oppstartsdato)),
            (Property.DISSOLUTION_DATE, calendar_day(unit.slettedato) or ceased),
            (Property.STRUCK_OFF_ON, calendar_day(unit.slettedato)),
            (Property.INSOLVENCY_STATE, InsolvencyState.LIQUIDATION if unit.konkurs else None),
            (Property.INSOLVENCY_SINCE, calendar_day(unit.konkursdato) if unit.konkurs else None),
            (
                Property.SIGNAL,
                CLOSED_BY_COURT if unit.underTvangsavviklingEllerTvangsopplosning else None,
            ),
            (Property.SIGNAL, CLOSED_BY_ITSELF if unit.underAvvikling else None),
        ],
    )
    if unit.overordnetEnhet:
        parent = drawn.add(
            unit_id(unit.overordnetEnhet),
            EntityKind.COMPANY,
            [(Property.REGISTRATION_NUMBER, unit.overordnetEnhet), (Property.JURISDICTION, "NO")],
        )
        drawn.link(parent, LinkType.OWNERSHIP, company, "unit it belongs to")
    if shown:
        draw_places(unit, company, drawn)
        draw_contacts(unit, company, drawn)
    return drawn.record(number, unread=unread)


def legal_form(unit: Unit) -> str:
    """The register's code; a sole trader's is the one every rule here knows."""
    return SOLE_TRADER_FORM if unit.is_sole_trader else unit.organisasjonsform.kode


def draw_places(unit: Unit, company: EntityId, drawn: Drawn) -> None:
    """Where it does business, and where it has its mail sent if that is elsewhere."""
    business = unit.forretningsadresse or unit.beliggenhetsadresse
    known: set[str] = set()
    for which, place in (("business", business), ("mail", unit.postadresse)):
        if place is not None and place.whole and place.whole not in known:
            known.add(place.whole)
            office = EntityId(f"no-{which}-{unit.organisasjonsnummer}")
            said = [
                (Property.FULL, value_or_masked(place.whole, drawn.provenance.source)),
                (Property.POSTAL_CODE, place.postnummer),
                (Property.CITY, place.poststed),
                (Property.COUNTRY, place.landkode),
            ]
            drawn.link(company, LinkType.LOCATED_AT, drawn.add(office, EntityKind.ADDRESS, said))


def draw_contacts(unit: Unit, company: EntityId, drawn: Drawn) -> None:
    """Its telephones, mailbox and website. A sole trader's are his own."""
    alone = unit.is_sole_trader
    line = ContactUse.PERSONAL if alone else ContactUse.ROLE
    mobile = ContactUse.PERSONAL if alone else ContactUse.NOMINATIVE
    contacts = [
        *((Property.PHONE, number, line) for number in phones(unit.telefon)),
        *((Property.PHONE, number, mobile) for number in phones(unit.mobil)),
        *(
            (Property.EMAIL, box, ContactUse.PERSONAL if alone else box_use(box))
            for box in emails([unit.epostadresse])
        ),
    ]
    for prop, value, use in contacts:
        contact = drawn.add(
            opaque("no-contact-", company, prop, value),
            EntityKind.CONTACT,
            [(prop, value), (Property.USE, use)],
        )
        drawn.link(company, LinkType.REACHED_AT, contact)
    for url in websites([unit.hjemmeside]):
        site = drawn.add(opaque("website-", url), EntityKind.WEBSITE, [(Property.WEBSITE, url)])
        drawn.link(company, LinkType.PUBLISHES, site)


def box_use(box: str) -> ContactUse:
    """Whose a company's mailbox is: a function's, also under its Norwegian names, or somebody's."""
    norwegian = box.partition("@")[0] in FUNCTIONS
    return ContactUse.ROLE if norwegian else email_use(box, one_person=False)


def phones(text: str | None) -> list[str]:
    """Every telephone number of a field, in E.164."""
    found = PhoneNumberMatcher(text or "", "NO", leniency=Leniency.POSSIBLE)
    return [format_number(match.number, PhoneNumberFormat.E164) for match in found]


def roles_record(roles: Roles, number: str, fetched: Fetched) -> Record:
    """Who acts for a unit, and who did. A trustee in office means that it is bankrupt."""
    drawn = Drawn(fetched.provenance(f"{number} roller"))
    trustees = [role for group, role in rows(roles) if is_trustee(group, role) and role.is_current]
    company = drawn.add(
        unit_id(number),
        EntityKind.COMPANY,
        [
            (Property.REGISTRATION_NUMBER, number),
            (Property.JURISDICTION, "NO"),
            (Property.INSOLVENCY_STATE, InsolvencyState.LIQUIDATION if trustees else None),
        ],
    )
    for role in trustees:
        draw_trustee(role, number, company, drawn)
    unread = list(unread_fields(roles))
    for group, role in rows(roles):
        if is_trustee(group, role) or {group.type.kode, role.type.kode} & NOT_ACTING:
            continue
        if role.type.kode in ACTING:
            draw_role(role, number, company, drawn)
        else:
            unread.append("rollegrupper.roller.type")
    return drawn.record(f"{number} roller", unread=unread)


def rows(roles: Roles) -> Iterator[tuple[RoleGroup, Role]]:
    """Every role with the group it stands in."""
    return ((group, role) for group in roles.rollegrupper for role in group.roller)


def is_trustee(group: RoleGroup, role: Role) -> bool:
    """Whether a role is the trustee's, whichever kind of actor holds it."""
    return TRUSTEE in (group.type.kode, role.type.kode) or role.bostyrer is not None


def draw_role(role: Role, number: str, company: EntityId, drawn: Drawn) -> None:
    """One role, held by a person or a unit."""
    holder = None
    if role.person is not None:
        holder = draw_person(role.person, number, drawn)
    elif role.enhet is not None:
        holder = drawn.add(
            unit_id(role.enhet.organisasjonsnummer),
            EntityKind.COMPANY,
            [
                (Property.NAME, value_or_masked(role.enhet.name, drawn.provenance.source)),
                (Property.REGISTRATION_NUMBER, role.enhet.organisasjonsnummer),
                (Property.JURISDICTION, "NO"),
                (Property.STATUS, "closed" if role.enhet.erSlettet else None),
            ],
        )
    if holder is not None:
        label = role.type.beskrivelse or role.type.kode
        drawn.link(holder, ACTING[role.type.kode], company, label, current=role.is_current)


def draw_person(person: Person, number: str, drawn: Drawn) -> EntityId | None:
    """A natural person, once whatever the number of roles."""
    by = drawn.provenance.source
    name = person.navn
    surname = value_or_masked(name.etternavn, by)
    if not isinstance(surname, str):
        return None
    given = name.given
    key = (name_key(surname), name_key(given), person.fodselsdato or "")
    return drawn.add(
        opaque("no-pp-", number, *key),
        EntityKind.PERSON,
        [
            (Property.LAST_NAME, surname),
            (Property.FIRST_NAME, value_or_masked(given, by)),
            (Property.BIRTH_DATE, person.fodselsdato),
            (Property.DECEASED, "yes" if person.erDoed else None),
        ],
    )


def draw_trustee(role: Role, number: str, company: EntityId, drawn: Drawn) -> None:
    """The trustee to whom a claim is sent, at the address of the estate where one is given."""
    name = value_or_masked(holder_name(role), drawn.provenance.source)
    if not isinstance(name, str):
        return
    label = role.type.beskrivelse or role.type.kode
    place = (role.bostyrer.postadresse if role.bostyrer else None) or Place()
    organ = drawn.add(
        opaque("no-organ-", number, name_key(name)),
        EntityKind.PRACTITIONER,
        [
            (Property.NAME, name),
            (Property.ROLE, label),
            (Property.FULL, place.whole),
            (Property.POSTAL_CODE, place.postnummer),
            (Property.CITY, place.poststed),
        ],
    )
    drawn.link(organ, LinkType.APPOINTED_TO, company, label)


def holder_name(role: Role) -> str | None:
    """The name of whoever holds a role, on one line."""
    if role.bostyrer is not None:
        return role.bostyrer.navn
    if role.person is not None:
        return role.person.navn.whole
    return role.enhet.name if role.enhet else None
