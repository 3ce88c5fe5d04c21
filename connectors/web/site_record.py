"""What a site says of a company, believed only where its notice carries the company's own number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from connectors.drawn import Drawn, opaque
from connectors.profiles.proof import Proof, signal
from connectors.profiles.urls import fediverse_of, profile_id, profile_of
from connectors.web.freshness import best
from connectors.web.notice import Notice
from connectors.web.own_number import is_of, says_no_other
from tracer.entities import (
    OTHER_DOMAIN,
    Entity,
    EntityId,
    EntityKind,
    LinkType,
    Masked,
    Property,
    Record,
)

if TYPE_CHECKING:
    from connectors.web.company_site import Reading

LINKED_BY = "linked by "
"""Before the host in the half of S1 that a site gives."""


def records_of(
    company: Entity, site: str, number: str, readings: Sequence[Reading]
) -> Iterator[Record]:
    """One site: what it is, then what each of its pages says, cited by that page.

    A site whose notice carries another number than the company's in its register, or none, gives
    itself alone.
    """
    proven = next((r for r in readings if is_of(r.notice, company, number)), None)
    chosen = proven or readings[0]
    last = best(r.notice.activity for r in readings)
    telling = next((r for r in readings if last and r.notice.activity == last), None)
    drawn = Drawn(chosen.page.provenance(site))
    signals = sorted({flag for r in readings for flag in r.notice.flags})
    if proven is None:
        other = any(r.notice.siren or r.notice.company_number for r in readings)
        signals.append("number_of_another" if other else "number_not_found")
    director = proven.notice.publication_director if proven else None
    website = drawn.add(
        opaque("website-", site),
        EntityKind.WEBSITE,
        [
            (Property.WEBSITE, site),
            *((Property.SIGNAL, signal) for signal in signals),
            (Property.PUBLICATION_DIRECTOR, director),
            *life(chosen, proven=proven is not None, telling=telling),
        ],
    )
    owner = drawn.add(company.id, EntityKind.COMPANY, [(Property.REGISTRATION_NUMBER, number)])
    drawn.link(owner, LinkType.PUBLISHES, website, "proven" if proven else "claimed")
    if proven is not None:
        draw_page(drawn, owner, proven.notice)
        draw_address(drawn, owner, proven.notice)
    yield drawn.record(site)
    for reading in readings:
        if reading is not chosen:
            ours = proven is not None and (
                is_of(reading.notice, company, number)
                or says_no_other(reading.notice, proven.notice)
            )
            drawn = Drawn(reading.page.provenance(site))
            said = life(reading, proven=ours, telling=telling)
            drawn.add(website, EntityKind.WEBSITE, said)
            drawn.add(owner, EntityKind.COMPANY, [(Property.REGISTRATION_NUMBER, number)])
            beside = beside_it(drawn, reading, owner, ours=ours)
            if beside is not None:
                yield beside


def beside_it(drawn: Drawn, reading: Reading, owner: EntityId, *, ours: bool) -> Record | None:
    """What another page of the site adds, cited by itself; a page not `ours` adds no contact."""
    if ours:
        draw_page(drawn, owner, reading.notice)
    said = any(entity.statements for entity in drawn.entities.values() if entity.id != owner)
    return drawn.record(reading.page.url) if said else None


def life(
    reading: Reading, *, proven: bool, telling: Reading | None
) -> list[tuple[Property, str | Masked | None]]:
    """Whether the enterprise is open, as its own page says, and when it last published.

    Of the pages only the one `telling` the last day tells it.
    """
    activity, opening = reading.notice.activity, reading.notice.opening
    day = activity.day.isoformat() if activity and reading is telling else None
    return [
        (Property.LAST_ACTIVITY, day),
        (Property.OPENING, str(opening) if opening and proven else None),
    ]


def draw_page(drawn: Drawn, owner: EntityId, notice: Notice) -> None:
    """The contacts and profiles that a page of the proven site gives."""
    draw_contacts(drawn, owner, notice)
    draw_profiles(drawn, owner, notice.profile_links)


def draw_contacts(drawn: Drawn, owner: EntityId, notice: Notice) -> None:
    """The publisher's telephones and mailboxes; a mailbox of another domain says so."""
    for phone in notice.phones:
        contact = opaque("web-contact-", owner, phone.number)
        said = [(Property.PHONE, phone.number), (Property.USE, str(phone.use))]
        drawn.add(contact, EntityKind.CONTACT, said)
        drawn.link(owner, LinkType.REACHED_AT, contact)
    for email in notice.emails:
        contact = opaque("web-contact-", owner, email.address)
        drawn.add(
            contact,
            EntityKind.CONTACT,
            [
                (Property.EMAIL, email.address),
                (Property.USE, str(email.use)),
                (Property.SIGNAL, None if email.same_domain else OTHER_DOMAIN),
            ],
        )
        drawn.link(owner, LinkType.REACHED_AT, contact)


def draw_address(drawn: Drawn, owner: EntityId, notice: Notice) -> None:
    """The postal address of the notice, beside the register's."""
    address = notice.address
    if address is None or not address.line:
        return
    town = f"{address.postcode or ''} {address.city or ''}".strip()
    full = ", ".join(part for part in (address.line, town) if part)
    place = opaque("web-address-", owner, full)
    drawn.add(
        place,
        EntityKind.ADDRESS,
        [
            (Property.FULL, full),
            (Property.POSTAL_CODE, address.postcode),
            (Property.CITY, address.city),
            (Property.COUNTRY, address.country),
        ],
    )
    drawn.link(owner, LinkType.LOCATED_AT, place)


def draw_profiles(drawn: Drawn, owner: EntityId, links: Iterable[str]) -> None:
    """Profiles the company's own site links to: half of S1, no proof before they link back."""
    host = urlsplit(drawn.provenance.record).hostname
    half = signal(Proof.SITE_AND_BACK, f"{LINKED_BY}{host}") if host else None
    for link in links:
        profile = profile_of(link) or fediverse_of(link)
        if profile is not None:
            drawn.add(
                profile_id(profile),
                EntityKind.PROFILE,
                [
                    (Property.PLATFORM, profile.platform),
                    (Property.HANDLE, profile.handle),
                    (Property.WEBSITE, profile.url),
                    (Property.SIGNAL, half),
                ],
            )
            drawn.link(owner, LinkType.PUBLISHES, profile_id(profile))
