"""Who controls a British company, as the company declared it: ranges, not holdings.

An owner whom the register protects is drawn as somebody withheld. An empty list is not "nobody":
companies on a regulated market are exempt.
"""

from __future__ import annotations

from connectors.answer import Fetched
from connectors.base import unread_fields
from connectors.drawn import Drawn, calendar_day, opaque
from connectors.gb.companies_house_names import birth_month
from connectors.gb.companies_house_officers import add_person, draw_legal_person, named, runs
from connectors.gb.companies_house_payload import Owner, OwnerPage
from connectors.gb.companies_house_record import CLOSED, draw_company
from tracer.entities import EntityId, EntityKind, LinkType, Masked, Property, Record
from tracer.normalise.names import name_key

PROTECTED = "super-secure"
INDIVIDUAL = "individual"
LEGAL = ("corporate-entity", "legal-person")


def owners_record(
    page: OwnerPage, number: str, status: str | None, fetched: Fetched, start: int = 0
) -> Record | None:
    """The owners of one page of a company's list; None when it names nobody."""
    if not page.items:
        return None
    drawn = Drawn(fetched.provenance(f"{number}/owners"))
    company = draw_company(number, drawn)
    unread = list(unread_fields(page))
    for rank, owner in enumerate(page.items, start):
        holder = draw_owner(owner, rank, number, drawn)
        if holder is None:
            unread.append("items.kind")
            continue
        running = not owner.ceased and runs(None, owner.ceased_on, fetched.retrieved_at.date())
        drawn.link(
            holder,
            LinkType.OWNERSHIP,
            company,
            ", ".join(owner.natures_of_control or []) or None,
            start=calendar_day(owner.notified_on),
            end=calendar_day(owner.ceased_on),
            current=None if running and status in CLOSED else running,
        )
    hidden = all(owner.kind.startswith(PROTECTED) for owner in page.items)
    return drawn.record(f"{number}/owners/{start}", withheld=hidden, unread=unread)


def draw_owner(owner: Owner, rank: int, number: str, drawn: Drawn) -> EntityId | None:
    """One owner by its kind; None for a kind, or a name, that nobody here knows how to read."""
    if owner.kind.startswith(PROTECTED):
        return drawn.add(
            opaque("gb-withheld-", number, str(rank)),
            EntityKind.PERSON,
            [(Property.NAME, Masked(drawn.provenance.source))],
        )
    if owner.kind.startswith(LEGAL) and owner.name:
        return draw_legal_person(owner.name, owner.identification, number, drawn)
    if not owner.kind.startswith(INDIVIDUAL):
        return None
    name, month = named(owner.name_elements, owner.name), birth_month(owner.date_of_birth)
    if name is None:
        return None
    person = opaque("gb-psc-", number, name_key(name.surname), name.first, month or "")
    return add_person(person, name, month, drawn)
