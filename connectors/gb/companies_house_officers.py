"""Who directs a British company, and which companies an officer directs, as records.

The register repeats one person under several officer ids, and its person numbers prove nothing
either: persons are nodes of one company, or of one list of appointments, and never merged here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from connectors.answer import Fetched
from connectors.base import unread_fields
from connectors.drawn import Drawn, calendar_day, has_come, opaque
from connectors.gb.companies_house_found import Disqualified
from connectors.gb.companies_house_names import (
    Written,
    birth_month,
    company_number,
    known_month,
    listed_name,
    parts_of,
    spoken_name,
    tidy,
)
from connectors.gb.companies_house_payload import (
    Appointment,
    AppointmentPage,
    Identification,
    Names,
    Officer,
    OfficerPage,
)
from connectors.gb.companies_house_record import (
    CLOSED,
    COUNTRIES,
    draw_company,
    state_of,
    unknown_status,
)
from tracer.entities import EntityId, EntityKind, LinkType, Property, Record
from tracer.normalise.names import name_key

CORPORATE = "corporate-"
STEM = 8  # of a person number's twelve digits; the others change from one filing to the next
BRITISH = re.compile(
    r"(?<!NEW )(?<!SOUTH )\b(?:COMPANIES HOUSE|ENGLAND|WALES|SCOTLAND|NORTHERN IRELAND|UNITED KINGDOM"
    r"|GREAT BRITAIN|UK|CARDIFF|EDINBURGH|BELFAST)\b"
)
ABROAD = re.compile(
    r"(?<!NEW )(?<!NORTHERN )\b(GIBRALTAR|GUERNSEY|JERSEY|ISLE OF MAN|IRELAND|FRANCE)\b"
)
"""Gibraltar's register is a Companies House too; New Jersey and New South Wales are elsewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """From when to when an office is held; `current` is None where the register does not tell."""

    start: str | None
    end: str | None
    current: bool | None


def term(office: Officer | Appointment, by: date, *, company_is_closed: bool) -> Term:
    """The term of an office. Who was in office when the company was dissolved has no resignation,

    and holds no office for all that. Before 1992 the day of an appointment is not known.
    """
    start, end = calendar_day(office.appointed_on), calendar_day(office.resigned_on)
    running = runs(start, office.resigned_on, by)
    current = None if running and company_is_closed else running
    return Term(start=start, end=end, current=current)


def runs(start: str | None, end: str | None, by: date) -> bool | None:
    """Whether what begins and ends on those days runs on a day; None for an end that is no day."""
    if has_come(end, by) or (start and not has_come(start, by)):
        return False
    return None if end and not calendar_day(end) else True


def officers_record(
    page: OfficerPage, number: str, status: str | None, fetched: Fetched, start: int = 0
) -> Record:
    """The officers of one page of a company's list. `inactive_count` counts those of a dissolved one."""
    drawn = Drawn(fetched.provenance(f"{number}/officers"))
    company = draw_company(number, drawn)
    closed = status in CLOSED or (bool(page.inactive_count) and not page.active_count)
    for officer in page.items:
        held = term(officer, fetched.retrieved_at.date(), company_is_closed=closed)
        draw_officer(officer, number, company, held, drawn)
    return drawn.record(f"{number}/officers/{start}", unread=unread_fields(page))


def draw_officer(
    officer: Officer, number: str, company: EntityId, held: Term, drawn: Drawn
) -> None:
    """One office: who holds it, a person or a company, and when."""
    role = officer.officer_role.removeprefix(CORPORATE)
    if officer.officer_role.startswith(CORPORATE) or officer.identification:
        holder = draw_legal_person(officer.name, officer.identification, number, drawn)
    else:
        holder = draw_person(officer, number, drawn)
    drawn.link(
        holder,
        LinkType.DIRECTORSHIP,
        company,
        role,
        start=held.start,
        end=held.end,
        current=held.current,
    )


def draw_person(officer: Officer, number: str, drawn: Drawn) -> EntityId:
    """A natural person. A director who is also the secretary is one, by his person number and name;

    without a number, by his name and birth month. The office that says the birth month is kept.
    """
    name, month = listed_name(officer.name), birth_month(officer.date_of_birth)
    stem = officer.person_number[:STEM] if officer.person_number else month or ""
    person = opaque("gb-pp-", number, name_key(name.surname), name.first, stem)
    known = drawn.entities.get(person)
    if known and month and not known.text(Property.BIRTH_DATE):
        del drawn.entities[person]
    return add_person(person, name, month, drawn)


def add_person(person: EntityId, name: Written, month: str | None, drawn: Drawn) -> EntityId:
    """A person's node: names, and the birth month."""
    return drawn.add(
        person,
        EntityKind.PERSON,
        [
            (Property.LAST_NAME, name.surname),
            (Property.FIRST_NAME, name.given),
            (Property.BIRTH_DATE, month),
        ],
    )


def draw_legal_person(
    name: str, identification: Identification | None, number: str, drawn: Drawn
) -> EntityId:
    """A company that holds an office or a share. Its number makes it a company of this register

    only when it is said to be registered here; otherwise it is kept as said, a node of its own.
    """
    said = identification or Identification()
    number_said = tidy(said.registration_number or "") or None
    place = name_key(f"{said.country_registered or ''} {said.place_registered or ''}")
    abroad = ABROAD.search(place)
    uk = (said.identification_type or "").startswith("uk-")
    here = uk or (BRITISH.search(place) and not abroad)
    own = company_number(number_said) if here and number_said else None
    if own:
        return draw_company(own, drawn, [(Property.NAME, tidy(name))])
    return drawn.add(
        opaque("gb-corporate-", number, name_key(name), number_said or ""),
        EntityKind.COMPANY,
        [
            (Property.NAME, tidy(name)),
            (Property.REGISTRATION_NUMBER, number_said),
            (Property.JURISDICTION, COUNTRIES[abroad[1]] if abroad else None),
        ],
    )


def appointments_record(
    page: AppointmentPage,
    officer: str,
    fetched: Fetched,
    start: int = 0,
    searched: Iterable[str] = (),
) -> Record:
    """The companies one officer of the register directs, or directed. `searched`: the unread fields

    of the search that led to him.
    """
    key = opaque("gb-officer-", officer)
    drawn = Drawn(fetched.provenance(key))
    unread = [*searched, *unread_fields(page)]
    month = birth_month(page.date_of_birth)
    for item in page.items:
        name = named(item.name_elements, item.name or page.name)
        number = company_number(item.appointed_to.company_number)
        if name is None or number is None:
            unread.append("items.name_elements" if name is None else "items.appointed_to")
            continue
        status = item.appointed_to.company_status
        unread += [f"items.appointed_to.{field}" for field in unknown_status(status)]
        person = add_person(key, name, month, drawn)
        company = draw_company(
            number,
            drawn,
            [
                (Property.NAME, tidy(item.appointed_to.company_name or "") or None),
                (Property.STATUS, state_of(status)),
            ],
        )
        held = term(item, fetched.retrieved_at.date(), company_is_closed=status in CLOSED)
        drawn.link(
            person,
            LinkType.DIRECTORSHIP,
            company,
            item.officer_role.removeprefix(CORPORATE),
            start=held.start,
            end=held.end,
            current=held.current,
        )
    return drawn.record(f"{key}/{start}", unread=unread)


def named(parts: Names | None, whole: str | None) -> Written | None:
    """A name from its parts, or else as it is spoken."""
    return (parts_of(parts) if parts else None) or (spoken_name(whole) if whole else None)


def disqualified_record(
    found: Disqualified, officer: str, until: str, fetched: Fetched, searched: Iterable[str] = ()
) -> Record:
    """A person who may not direct a company until a day. Why is nobody's business here."""
    key = opaque("gb-disqualified-", officer)
    drawn = Drawn(fetched.provenance(key))
    name = parts_of(Names.model_validate(found.model_dump(exclude={"disqualifications"})))
    assert name is not None
    drawn.add(
        key,
        EntityKind.PERSON,
        [
            (Property.LAST_NAME, name.surname),
            (Property.FIRST_NAME, name.given),
            (Property.BIRTH_DATE, known_month(found.date_of_birth)),
            (Property.DISQUALIFIED_UNTIL, until),
        ],
    )
    return drawn.record(key, unread=[*searched, *unread_fields(found)])
