"""The ways a confirmed debtor may be reached: his own, his enterprise's, or his insolvency organ's.

Never those of relatives, neighbours, employers, co-directors or other companies' managers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tracer.case import Case
from tracer.entities import (
    OTHER_DOMAIN,
    ContactUse,
    Entity,
    EntityId,
    EntityKind,
    Link,
    LinkType,
    Property,
    Statement,
    Subgraph,
)
from tracer.evidence import Candidate, Match, Office
from tracer.lawful import ChannelKind, Sealed
from tracer.ports import GraphStore, Vault
from tracer.proposal import ContactPoint, Origin, Owner
from tracer.relevance import country_of
from tracer.subject import Subject

CHANNELS = {
    Property.PHONE: (ChannelKind.CALL,),
    Property.EMAIL: (ChannelKind.EMAIL,),
}
HINTS = {
    ContactUse.ROLE: "•••",
    ContactUse.NOMINATIVE: "•••, nominatif",
    ContactUse.PERSONAL: "•••, personnel",
}
LETTERS = (ChannelKind.LETTER, ChannelKind.REGISTERED_LETTER)


async def contact_points(
    case: Case, match: Match, graph: GraphStore, vault: Vault
) -> tuple[ContactPoint, ...]:
    """Every channel to put before the gate, declared ones first; values stay sealed."""
    points = [*declared_points(case, vault, await normalised(case, graph))]
    if match.best is not None:
        for office in match.best.candidate.offices:
            around = (await graph.expand(case.id, [office.company])).subgraph
            addresses = [link.target for link in around.links if link.type is LinkType.LOCATED_AT]
            organs = [link.source for link in around.links if link.type is LinkType.APPOINTED_TO]
            far = (await graph.expand(case.id, [*addresses, *organs])).subgraph
            near = Subgraph(
                entities=tuple({e.id: e for e in (*around.entities, *far.entities)}.values()),
                links=tuple(dict.fromkeys((*around.links, *far.links))),
            )
            points += office_points(case.subject, match.best.candidate, office, near)
            points += published_points(case.subject, match.best.candidate, office, near)
            if case.subject.is_company or office.sole_trader:
                points += practitioner_points(office, near)
    return tuple({point.id: point for point in points}.values())


async def normalised(case: Case, graph: GraphStore) -> Subgraph:
    """What the address file made of the declared addresses, if it was asked."""
    ids = [declared_address_id(n) for n in range(len(case.subject.addresses))]
    return Subgraph(entities=await graph.get(case.id, ids))


DIALLED = (
    ("+33", "FR"), ("+262", "RE"), ("+590", "GP"), ("+594", "GF"), ("+596", "MQ"),
    ("+44", "GB"), ("+32", "BE"), ("+49", "DE"), ("+39", "IT"), ("+1", "US"),
)  # fmt: skip
"""International prefixes of the countries whose rules are known (ITU-T E.164)."""


def declared_points(case: Case, vault: Vault, addresses: Subgraph) -> Iterable[ContactPoint]:
    """What the creditor's file gives: addresses, telephones, e-mails."""
    subject = case.subject
    owner = Owner.SUBJECT_WORK if subject.is_company else Owner.SUBJECT_PERSONAL
    for n, address in enumerate(subject.addresses):
        known = addresses.entity(declared_address_id(n))
        whole = ", ".join(
            part
            for part in (address.line, f"{address.postcode or ''} {address.city or ''}".strip())
            if part
        )
        for channel in LETTERS:
            yield ContactPoint(
                id=f"declared-address-{n}-{channel}",
                channel=channel,
                owner=owner,
                origin=Origin.CREDITOR,
                value=vault.seal(case.id, f"declared-address-{n}", whole),
                hint=mask_address(address.postcode, address.city),
                precision=known.text(Property.PRECISION) if known else None,
                country=address.country,
            )
    for n, phone in enumerate(subject.phones):
        for channel in (ChannelKind.SMS, ChannelKind.CALL):
            yield ContactPoint(
                id=f"declared-phone-{n}-{channel}",
                channel=channel,
                owner=owner,
                origin=Origin.CREDITOR,
                value=vault.seal(case.id, f"declared-phone-{n}", phone),
                hint=f"•• •• •• {phone[-2:]}",
                country=dialled(phone) or subject.country,
            )
    for n, email in enumerate(subject.emails):
        yield ContactPoint(
            id=f"declared-email-{n}",
            channel=ChannelKind.EMAIL,
            owner=owner,
            origin=Origin.CREDITOR,
            value=vault.seal(case.id, f"declared-email-{n}", email),
            hint=f"{email[:1]}…@{email.rpartition('@')[2]}",
        )


def office_points(
    subject: Subject, candidate: Candidate, office: Office, near: Subgraph
) -> Iterable[ContactPoint]:
    """Letters to the registered office of the debtor's own enterprise, in his capacity."""
    if office.active is False:
        return
    company = near.entity(office.company)
    state = company.text(Property.INSOLVENCY_STATE) if company else None
    for link, address, full in located(office, near):
        for channel in LETTERS:
            yield ContactPoint(
                id=f"{address.id}-{channel}",
                channel=channel,
                owner=owner_of(subject, candidate, office, near),
                origin=Origin.PUBLIC_REGISTER,
                value=sealed_value(full),
                hint=mask_address(address.text(Property.POSTAL_CODE), address.text(Property.CITY)),
                holder=office.company,
                holder_name=office.company_name,
                holder_insolvent=None if state is None else state != "none",
                precision=address.text(Property.PRECISION),
                country=address.text(Property.COUNTRY),
                source=link.provenance.source,
                record=link.provenance.record,
                seen_at=link.provenance.retrieved_at,
            )


def published_points(
    subject: Subject, candidate: Candidate, office: Office, near: Subgraph
) -> Iterable[ContactPoint]:
    """Telephones and mailboxes that the debtor's own enterprise published to be reached.

    A mailbox that names somebody is the debtor's only where the enterprise is he alone.
    """
    if office.active is False:
        return
    alone = subject.is_company or office.sole_trader
    company = near.entity(office.company)
    for link in near.links:
        contact = near.entity(link.target)
        if link.type is not LinkType.REACHED_AT or link.source != office.company or not contact:
            continue
        use = ContactUse(contact.text(Property.USE) or ContactUse.ROLE)
        owner = owner_of(subject, candidate, office, near)
        doubtful = OTHER_DOMAIN in contact.texts(Property.SIGNAL)
        if doubtful or (use is not ContactUse.ROLE and not alone):
            owner = Owner.UNKNOWN
        elif use is ContactUse.PERSONAL and not subject.is_company:
            owner = Owner.SUBJECT_PERSONAL
        for statement in contact.statements:
            for channel in CHANNELS.get(statement.prop, ()):
                if isinstance(statement.value, Sealed):
                    yield ContactPoint(
                        id=f"{contact.id}-{channel}",
                        channel=channel,
                        owner=owner,
                        origin=Origin.PUBLIC_REGISTER,
                        value=statement.value,
                        hint=HINTS[use],
                        holder=office.company,
                        holder_name=office.company_name,
                        country=country_of(company) if company else None,
                        source=link.provenance.source,
                        record=link.provenance.record,
                        seen_at=link.provenance.retrieved_at,
                    )


def owner_of(subject: Subject, candidate: Candidate, office: Office, near: Subgraph) -> Owner:
    """Whose letter box a registered office is: the debtor's, or one that others open too."""
    if subject.is_company or office.sole_trader:
        return Owner.SUBJECT_WORK
    others = {
        link.source
        for link in near.links
        if link.type is LinkType.DIRECTORSHIP
        and link.target == office.company
        and link.current is not False
    } - set(candidate.mentions)
    return Owner.SHARED if others else Owner.SUBJECT_WORK


def practitioner_points(office: Office, near: Subgraph) -> Iterable[ContactPoint]:
    """The insolvency organ the court named for the debtor himself, with the address it published.

    The organ of a company he only directs has no business with his own debt.
    """
    for link in near.links:
        organ = near.entity(link.source)
        if link.type is not LinkType.APPOINTED_TO or link.target != office.company:
            continue
        if organ is None or organ.kind is not EntityKind.PRACTITIONER:
            continue
        for full in whole_addresses(organ):
            yield ContactPoint(
                id=f"{organ.id}-letter",
                channel=ChannelKind.LETTER,
                owner=Owner.INSOLVENCY_PRACTITIONER,
                origin=Origin.PUBLIC_REGISTER,
                value=sealed_value(full),
                hint=mask_address(organ.text(Property.POSTAL_CODE), organ.text(Property.CITY)),
                holder=organ.id,
                holder_name=organ.text(Property.NAME),
                source=link.provenance.source,
                record=link.provenance.record,
                seen_at=link.provenance.retrieved_at,
            )


def located(office: Office, near: Subgraph) -> Iterable[tuple[Link, Entity, Statement]]:
    """The addresses of a company that can be written to, each with its sealed whole."""
    for link in near.links:
        here = link.type is LinkType.LOCATED_AT and link.source == office.company
        if here and link.current is not False:
            address = near.entity(link.target)
            if address is not None:
                for full in whole_addresses(address):
                    yield link, address, full


def whole_addresses(entity: Entity) -> Sequence[Statement]:
    """The latest sealed whole address, if there is one; a masked address is none."""
    said = [s for s in entity.statements if s.prop is Property.FULL and isinstance(s.value, Sealed)]
    return sorted(said, key=lambda s: s.provenance.retrieved_at)[-1:]


def sealed_value(statement: Statement) -> Sealed:
    """The sealed value of a statement chosen because it is sealed."""
    assert isinstance(statement.value, Sealed)
    return statement.value


def declared_address_id(position: int) -> EntityId:
    """The id the address file gives to what it makes of the n-th declared address."""
    return EntityId(f"declared-address-{position}")


def dialled(phone: str) -> str | None:
    """The country an international number leads to; None for a national number or another prefix."""
    plain = phone.replace(" ", "").replace("00", "+", 1) if phone.startswith("00") else phone
    return next((country for prefix, country in DIALLED if plain.startswith(prefix)), None)


def mask_address(postcode: str | None, city: str | None) -> str:
    """What may be shown of an address before leave is given: the town, never the street."""
    return " ".join(part for part in ("…,", postcode, city) if part)
