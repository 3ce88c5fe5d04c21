"""What somebody means to look at, written down and decided on before anything is opened.

The register of platforms says how far one may go; the gate says whether this case may go there at
all. Both answers, and the intent itself, are in the journal before the address can be used.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from api.auth import Principal
from api.captures.errors import PlaceClosed
from api.captures.store import CaptureStore, Intent
from api.confirmed import confirmed_by
from api.safeguards.seeing import seen
from api.safeguards.standing import with_standing
from api.services import Services
from connectors.profiles.urls import MASTODON, account_of, fediverse_of
from connectors.unconnected import CLOSED
from connectors.web.company_site import CARD as WEBSITES
from policies.platforms import Mode, Platforms, load_platforms, mode_of
from tracer.case import Case
from tracer.entities import EntityKind, LinkType, Property
from tracer.errors import Conflict, Refused
from tracer.lawful import Operation
from tracer.ports import JournalEntry
from tracer.proposal import Refusal
from tracer.report import TraceReport
from tracer.screen import retold
from tracer.situation import Situation
from tracer.source import SourceCard, SourceKind

LASTS = timedelta(hours=1)
COMPANY_SITE = "company_website"
NETWORKS = next(card for card in CLOSED if card.kind is SourceKind.SOCIAL_NETWORK)


class Target(StrEnum):
    """Whose page it is."""

    ORGANISATION = "organisation"
    NATURAL_PERSON = "natural_person"


class Purpose(StrEnum):
    """What the page is looked at for."""

    CONFIRM_IDENTITY = "confirm_identity"
    PROFESSIONAL_CONTACT = "professional_contact"
    ACTIVITY = "activity"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an address is: which platform, how far one may go there, and what the gate is asked."""

    platform: str
    mode: Mode
    card: SourceCard


async def write_intent(
    services: Services,
    who: Principal,
    case: str,
    intent_id: str,
    *,
    url: str,
    target: Target,
    purpose: Purpose,
    necessity: str,
    platforms: Platforms | None = None,
) -> Intent:
    """Keep an intent for an hour. PlaceClosed when the register closes the place, Refused when the
    gate does, CaptureRefused when the term of an earlier capture or note is over; the first two are in
    the journal.
    """
    found = await seen(services, who, case)
    now = services.clock.now()
    report = await services.searches.latest_report(found.id)
    try:
        place = place_of(
            url,
            target,
            platforms or load_platforms(),
            now.date(),
            proven(report, found),
            await fediverse_accounts(services, found),
        )
    except PlaceClosed:
        await services.journal.append(noted("capture_closed", found.id, who.id, {"id": intent_id}))
        raise
    store = CaptureStore.of(services)
    await store.term(found.id, url, now)
    situation = Situation(
        case=await with_standing(services, found, who.id),
        operation=Operation.COLLECT,
        source=place.card,
    )
    if report is not None:
        told = retold(report.screening, situation.case, now.date())
        situation = replace(situation, screening=told)
    leave = await services.kit.gate.authorise(situation)
    if isinstance(leave, Refusal):
        raise Refused(leave)
    body = {
        "id": intent_id,
        "platform": place.platform,
        "mode": str(place.mode),
        "target": str(target),
        "purpose": str(purpose),
        "decision": leave.receipt.sequence,
    }
    receipt = await services.journal.append(noted("capture_intent", found.id, who.id, body))
    intent = Intent(
        id=intent_id,
        case=found.id,
        operator=who.id,
        platform=place.platform,
        mode=place.mode,
        target=target,
        url=url,
        purpose=purpose,
        necessity=necessity,
        receipt=receipt.sequence,
        expires_at=now + LASTS,
    )
    await store.add_intent(intent)
    return intent


def place_of(
    url: str,
    target: Target,
    platforms: Platforms,
    on: date,
    sites: frozenset[str],
    accounts: frozenset[str] = frozenset(),
) -> Place:
    """Where an address is on a day. PlaceClosed for a platform that is unknown, forbidden or whose
    review is over, unless it is a site proven to be the company's own. An account of the fediverse
    that the case holds is on Mastodon, whatever its instance.

    What is open to programs for organisations only, by an interface of its own, is for a page a
    matter of a person's capture; a natural person's page is never copied by a program.
    """
    host = host_of(url)
    person = target is Target.NATURAL_PERSON
    platform = platforms.find(host)
    account = fediverse_of(url)
    if platform is None and account and account.url in accounts and host_of(account.url) == host:
        platform = platforms.find(MASTODON)
    if platform is None:
        if host.removeprefix("www.") not in sites or person:
            raise PlaceClosed("neither a reviewed platform nor a site proven to be the company's")
        return Place(platform=COMPANY_SITE, mode=Mode.API_OPEN, card=WEBSITES)
    mode = mode_of(platforms, platform.code, on)
    if mode is Mode.ORGANISATIONS_ONLY:
        mode = Mode.FORBIDDEN if person else Mode.HUMAN_CAPTURE
    if mode is Mode.API_OPEN and person:
        mode = Mode.HUMAN_NOTE
    if mode is Mode.FORBIDDEN:
        raise PlaceClosed(f"{platform.name} is not open for this")
    return Place(platform=platform.code, mode=mode, card=NETWORKS)


def proven(report: TraceReport | None, case: Case) -> frozenset[str]:
    """Hosts of the sites whose own notice bears the number of the confirmed debtor's company."""
    try:
        confirmed_by(report, case)
    except Conflict:
        return frozenset()
    found: set[str] = set()
    for record in (
        (record for answer in report.answers for record in answer.records) if report else ()
    ):
        owned = {
            link.target
            for link in record.links
            if link.type is LinkType.PUBLISHES and link.role == "proven"
        }
        for entity in record.entities:
            if entity.id in owned and entity.kind is EntityKind.WEBSITE:
                found |= {host_of(site) for site in entity.texts(Property.WEBSITE)}
    return frozenset(host.removeprefix("www.") for host in found if host)


async def fediverse_accounts(services: Services, case: Case) -> frozenset[str]:
    """Addresses of the accounts of the fediverse that the case file gives or the case's graph holds."""
    held = await services.kit.graph.export_subject(case.id)
    told = [account_of(entity, MASTODON) for entity in held.entities]
    told += [fediverse_of(link) for link in case.subject.profiles]
    return frozenset(one.url for one in told if one)


def takes_notes(intent: Intent) -> bool:
    """Whether what is seen there may be noted: anywhere but on a company's own site."""
    return intent.platform != COMPANY_SITE


def host_of(url: str) -> str:
    """The host of an address, in lower case."""
    return (urlsplit(url).hostname or "").rstrip(".")


def noted(kind: str, case: str, operator: str | None, body: dict[str, object]) -> JournalEntry:
    """An entry about a capture: ids, codes and hashes, never an address."""
    return JournalEntry(kind=kind, case=case, subject=None, operator=operator, body=body)
