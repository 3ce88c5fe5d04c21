"""Every look-alike of a real notice, served on loopback: read over a real line, drawn where need be.

All that the page says of its publisher is found, and nothing of the host, the agency or a template.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from connectors.base import Sessions
from connectors.courtesy import Courtesy
from connectors.egress import Policy
from connectors.web.company_site import CARD, connect
from connectors.web.drawer import BrowserDrawer
from tests.browser.conftest import chromium
from tests.connectors.doubles import FAST, StoppedClock, permit
from tests.connectors.web.test_company_site import company
from tracer.entities import EntityKind, LinkType, Property, Record
from tracer.lawful import Sealed

SITES = Path(__file__).parents[1] / "connectors" / "web" / "sites"
NAMES = sorted(path.name.removesuffix(".expected.json") for path in SITES.glob("*.expected.json"))
WRITTEN_BY_SCRIPTS = """<!doctype html><html lang="fr"><meta charset="utf-8">
<title>…</title><div id="app"></div>
<script>
const lines = ["Mentions légales", "Éditeur : Atelier Scripté SARL", "SIREN : 299 950 014",
  "12 rue des Tanneurs", "35000 Rennes", "Téléphone : 02 61 91 00 12",
  "contact@scripts.example", "Hébergeur : OVH, RCS Lille 424 761 419, 01 99 00 99 99"];
setTimeout(() => { document.getElementById("app").innerHTML =
  "<h1>Mentions légales</h1>" + lines.map(l => `<p>${l}</p>`).join(""); }, 100);
</script></html>"""


def expected_of(name: str) -> tuple[bytes, dict[str, Any]]:
    told = json.loads((SITES / f"{name}.expected.json").read_text("utf-8"))
    page = next(p for p in (SITES / f"{name}.html", SITES / f"{name}.bin") if p.exists())
    return page.read_bytes(), told


@asynccontextmanager
async def serving(pages: dict[str, tuple[bytes, str | None]]) -> AsyncIterator[str]:
    """Pages by path on a loopback port, anything else 404."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            body, kind = pages.get(head.split(b" ")[1].decode(), (b"", None))
            status = b"200 OK" if body else b"404 Not Found"
            typed = f"content-type: {kind}\r\n".encode() if kind else b""
            length = f"content-length: {len(body)}\r\nconnection: close\r\n\r\n".encode()
            writer.write(b"HTTP/1.1 " + status + b"\r\n" + typed + length + body)
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


async def read(base: str, site: str, number: str, *, drawing: bool = False) -> list[Record]:
    """What the connector makes of a site that lies in a folder of a loopback server."""
    port = urlsplit(base).port
    assert port
    drawer = BrowserDrawer(
        Policy(hosts=frozenset(), loopback=frozenset({("127.0.0.1", port)})), chromium()
    )
    sessions = Sessions(
        clock=StoppedClock(),
        contact="https://tracer.example/contact",
        base_urls={CARD.id: base},
        courtesy=Courtesy(patience=FAST, rates={CARD.id: 10_000.0}),
        draw=drawer if drawing else None,
    )
    try:
        there = connect(sessions.open(CARD)).expand(company(site, number=number), permit(CARD.id))
        return [record async for record in there]
    finally:
        await sessions.aclose()
        await drawer.aclose()


def told(records: list[Record]) -> dict[str, set[str]]:
    """What was drawn about the publisher, by kind."""
    entities = [entity for record in records for entity in record.entities]

    def texts(kind: EntityKind, prop: Property) -> set[str]:
        found = {text for one in entities if one.kind is kind for text in one.texts(prop)}
        assert not any(isinstance(s.value, Sealed) for one in entities for s in one.statements)
        return found

    return {
        "phones": texts(EntityKind.CONTACT, Property.PHONE),
        "emails": texts(EntityKind.CONTACT, Property.EMAIL),
        "towns": texts(EntityKind.ADDRESS, Property.CITY),
        "director": texts(EntityKind.WEBSITE, Property.PUBLICATION_DIRECTOR),
        "opening": texts(EntityKind.WEBSITE, Property.OPENING),
        "activity": texts(EntityKind.WEBSITE, Property.LAST_ACTIVITY),
    }


@pytest.mark.parametrize("name", NAMES)
async def test_a_look_alike_gives_all_it_says_and_nothing_false(name: str) -> None:
    body, saved = expected_of(name)
    facts, url = saved["expected"], saved["url"]
    number = facts.get("siren") or facts.get("company_number")
    if facts["country"] == "DE" and number:
        number = f"Amtsgericht {facts['register']}, {number}"
    host, path = urlsplit(url).netloc, urlsplit(url).path
    async with serving({f"/{host}{path}": (body, saved.get("content_type"))}) as base:
        records = await read(base, url, number or "299900019")
    place = facts.get("address") or [None] * 4
    proven = number is not None
    wanted = {
        "phones": {phone for phone, _ in facts.get("phones", [])} if proven else set(),
        "emails": {box for box, *_ in facts.get("emails", [])} if proven else set(),
        "towns": {place[2]} if proven and place[0] and place[2] else set(),
        "director": {facts["publication_director"]}
        if proven and "publication_director" in facts
        else set(),
        "opening": {facts["opening"]} if proven and "opening" in facts else set(),
    }
    found = told(records)
    found.pop("activity")
    assert found == wanted


async def test_a_page_written_by_scripts_is_drawn_by_a_real_browser_and_then_read() -> None:
    url = "https://scripts.example/mentions-legales"
    page = {"/scripts.example/mentions-legales": (WRITTEN_BY_SCRIPTS.encode(), "text/html")}
    async with serving(page) as base:
        undrawn = await read(base, url, "299950014")
        drawn = await read(base, url, "299950014", drawing=True)
    assert told(undrawn)["phones"] == set()
    assert told(drawn)["phones"] == {"+33261910012"}
    assert told(drawn)["emails"] == {"contact@scripts.example"}
    links = {link.role for r in drawn for link in r.links if link.type is LinkType.PUBLISHES}
    assert links == {"proven"}
