"""A house with an invented company website, a capturer that notes who asked it, and its routes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from api.auth import Scope
from api.routes import captures
from connectors.capture import Captured
from tests.api.house import (
    BASIS,
    KNOWN_SUBJECT,
    House,
    Register,
    once,
    open_case,
    opened,
    search,
)
from tests.captures.sites import HOST, URL
from tests.tracer.doubles import card, provenance
from tracer.entities import (
    Entity,
    EntityId,
    EntityKind,
    Link,
    LinkType,
    Property,
    Record,
    Statement,
)
from tracer.errors import SourceUnsupported
from tracer.lawful import Permit
from tracer.ports import JournalEntry
from tracer.source import SourceCard, SourceKind
from tracer.subject import Subject

SECRET = "the one page of the invented workshop"
LINKEDIN = "https://www.linkedin.com/in/invented-maelle"
ATTESTED = dict.fromkeys(
    (
        "own_real_account_or_none",
        "visible_without_being_accepted",
        "no_impersonation",
        "no_automation",
        "no_message_sent",
        "identity_checked",
    ),
    True,
)


@dataclass
class Site(Register):
    """The website of every company it is asked about; `role` is whether its notice proves it."""

    role: str = "proven"
    card: SourceCard = field(
        default_factory=lambda: card(
            "web.example",
            kind=SourceKind.COMPANY_WEBSITE,
            expands=frozenset({EntityKind.COMPANY}),
        )
    )

    async def search(self, subject: Subject, permit: Permit) -> AsyncIterator[Record]:
        raise SourceUnsupported(self.card.id, "a site is read for a company already found")
        yield

    async def expand(self, entity: Entity, permit: Permit) -> AsyncIterator[Record]:
        permit.allowance.take()
        where = provenance(self.card.id, entity.id)
        said = Statement(prop=Property.WEBSITE, value=f"https://{HOST}/", provenance=where)
        site = Entity(id=EntityId("website-1"), kind=EntityKind.WEBSITE, statements=(said,))
        owner = Entity(id=entity.id, kind=EntityKind.COMPANY)
        link = Link(
            source=owner.id,
            type=LinkType.PUBLISHES,
            target=site.id,
            provenance=where,
            role=self.role,
        )
        yield Record(key="site", entities=(owner, site), links=(link,), provenance=where)


@dataclass
class Camera:
    """Captures nothing real: it notes what it is asked and what the journal held by then."""

    house: House
    failure: Exception | None = None
    asked: list[str] = field(default_factory=list)
    journalled: list[list[str]] = field(default_factory=list)

    async def capture(self, url: str, at: datetime) -> Captured:
        entries = await self.house.services.journal.read()
        self.asked.append(url)
        self.journalled.append([stored.entry.kind for stored in entries])
        if self.failure:
            raise self.failure
        files = {"page.png": b"\x89PNG\r\n\x1a\n" + SECRET.encode(), "page.mhtml": SECRET.encode()}
        return Captured(files=files, tools={"camera": "1"})


@asynccontextmanager
async def with_captures(folder: Path, role: str = "proven") -> AsyncIterator[tuple[House, Camera]]:
    async with opened(folder, registers=(Register(), Site(role=role))) as house:
        camera = Camera(house)
        if not any("/capture-intents" in getattr(r, "path", "") for r in house.app.routes):
            house.app.include_router(captures.router)
        house.app.dependency_overrides[captures.capturer] = lambda: camera
        yield house, camera


async def searched(house: House, client: httpx.AsyncClient) -> str:
    """A case whose last search found the debtor's company and its website."""
    subject = KNOWN_SUBJECT | {"websites": [f"https://{HOST}/"]}
    history = {
        "complete": True,
        "objection_open": False,
        "restricted": False,
        "notice_sent_on": house.clock.now().date().isoformat(),
        "notice_language": "fr",
    }
    case = await open_case(client, subject=subject, history=history)
    await search(house, client, case)
    return case


async def social(
    house: House, client: httpx.AsyncClient, without: str | None = None, **more: Any
) -> str:
    """A case in which networks are open: by the basis, the letter, the notice, and a second person."""
    basis = BASIS | {"social_sources": without != "basis", "transfer_safeguards": True}
    made = await client.post("/v1/basis-records", json=basis, headers=once())
    assert made.status_code == 201, made.text
    today = house.clock.now()
    history: dict[str, Any] = {
        "complete": True,
        "objection_open": False,
        "restricted": False,
        "first_letter_on": (today - timedelta(days=40)).date().isoformat(),
        "first_letter_outcome": "returned",
        "notice_sent_on": (today - timedelta(days=40)).date().isoformat(),
        "notice_language": "fr",
    }
    if without == "letter":
        history |= {"first_letter_on": None, "first_letter_outcome": None}
    case = await open_case(client, basis_record_id=made.json()["id"], history=history, **more)
    body = {
        "rule": "FR-CP-226-18-HUMAN",
        "reason": "the register gives no way to reach the debtor",
        "until": (today + timedelta(days=3)).isoformat(),
    }
    asked = await client.post(f"/v1/cases/{case}/waivers", json=body, headers=once())
    assert asked.status_code == 201, asked.text
    if without == "second person":
        return case
    async with house.client(Scope.POLICY_OVERRIDE) as officer:
        path = f"/v1/cases/{case}/waivers/{asked.json()['id']}/approval"
        assert (await officer.post(path)).status_code == 200
    return case


async def intend(client: httpx.AsyncClient, case: str, **changes: Any) -> httpx.Response:
    body = {
        "url": URL,
        "target": "organisation",
        "purpose": "professional_contact",
        "necessity": "the register gives no way to reach the company",
    } | changes
    return await client.post(f"/v1/cases/{case}/capture-intents", json=body, headers=once())


async def take(client: httpx.AsyncClient, case: str, intent: str, **more: Any) -> httpx.Response:
    body = {"intent_id": intent, **more}
    return await client.post(f"/v1/cases/{case}/captures", json=body, headers=once())


async def jot(client: httpx.AsyncClient, case: str, intent: str, **facts: Any) -> httpx.Response:
    attestation = facts.pop("attestation", ATTESTED)
    body = {"intent_id": intent, "facts": facts, "attestation": attestation}
    return await client.post(f"/v1/cases/{case}/notes", json=body, headers=once())


async def intent_of(client: httpx.AsyncClient, case: str, **changes: Any) -> str:
    made = await intend(client, case, **changes)
    assert made.status_code == 201, made.text
    return str(made.json()["intent_id"])


async def kinds(house: House, case: str) -> list[str]:
    return [stored.entry.kind for stored in await house.services.journal.read(case)]


async def entry(house: House, case: str, kind: str) -> JournalEntry:
    """The last entry of a kind in a case."""
    return [
        stored.entry
        for stored in await house.services.journal.read(case)
        if stored.entry.kind == kind
    ][-1]
