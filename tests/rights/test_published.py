"""Websites, profiles and what people noted of them are told to the person, and go when it was not him."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from connectors.drawn import Drawn
from connectors.profiles.urls import fediverse_of, profile_id, profile_of
from tests.api.house import KNOWN_SUBJECT, OTHER_SIREN, SIREN, House, open_case, search
from tests.captures.house import (
    LINKEDIN,
    intend,
    intent_of,
    jot,
    social,
    take,
    with_captures,
)
from tests.rights.conftest import bundled, post, worked
from tests.tracer.doubles import provenance
from tracer.entities import EntityId, EntityKind, LinkType, Property

MASTODON = "https://social.example/@atelier"
NAMESAKES = "https://social.example/@entrepot"
SITE = "https://atelier-fictif.example"
DECLARED = {"websites": [SITE], "profiles": ["https://bsky.app/profile/atelier.example"]}


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with with_captures(tmp_path) as (built, _):
        yield built


async def drawn(house: House, case: str) -> None:
    """A site and a profile of the debtor's company, one of a namesake's, one of nobody in particular."""
    one = Drawn(provenance("web.example", "page-1"))
    for siren, handle in ((SIREN, MASTODON), (OTHER_SIREN, NAMESAKES)):
        owner = one.add(EntityId(f"company-{siren}"), EntityKind.COMPANY, [])
        told = fediverse_of(handle)
        assert told is not None
        said = [(Property.HANDLE, told.handle), (Property.WEBSITE, told.url)]
        one.link(owner, LinkType.PUBLISHES, one.add(profile_id(told), EntityKind.PROFILE, said))
    own = EntityId(f"company-{SIREN}")
    directors = [(Property.PUBLICATION_DIRECTOR, "Solange Vesperac")]
    site = one.add(
        EntityId("website-1"), EntityKind.WEBSITE, [(Property.WEBSITE, SITE), *directors]
    )
    one.link(own, LinkType.PUBLISHES, site, "proven")
    asked = profile_of(DECLARED["profiles"][0])
    assert asked is not None
    one.add(profile_id(asked), EntityKind.PROFILE, [(Property.HANDLE, "atelier.example")])
    await house.services.kit.graph.merge(case, [one.record("page-1")])  # type: ignore[arg-type]


async def held(house: House, client: httpx.AsyncClient, case: str) -> dict[str, Any]:
    """What the bundle says that the case holds."""
    await worked(client, case, "access")
    answer = await bundled(house, case)
    assert answer.status_code == 200, answer.text
    (one,) = answer.json()["cases"]
    return dict(one)


async def known(house: House, client: httpx.AsyncClient) -> str:
    """A searched case of which sites and profiles are held."""
    case = await open_case(client, subject=KNOWN_SUBJECT | DECLARED)
    await search(house, client, case)
    await drawn(house, case)
    return case


async def test_the_bundle_has_the_websites_and_profiles_found_and_declared(house: House):
    async with house.client() as client:
        case = await known(house, client)
        one = await held(house, client, case)
    told = {(datum["kind"], datum["value"]) for datum in one["data"]}
    assert {("website", SITE), ("profile", MASTODON), ("profile", "atelier.example")} <= told
    assert ("profile", DECLARED["profiles"][0]) in told


async def test_the_bundle_has_no_profile_of_a_namesake_and_no_name_of_a_colleague(house: House):
    async with house.client() as client:
        case = await known(house, client)
        one = await held(house, client, case)
    assert "entrepot" not in str(one)
    assert "Vesperac" not in str(one)


async def test_the_notice_tells_of_websites_and_profiles_without_their_addresses(house: House):
    async with house.client() as client:
        case = await known(house, client)
        answer = await client.get(f"/v1/cases/{case}/notice", params={"format": "text"})
    assert answer.status_code == 200, answer.text
    assert "Site internet : " in answer.text
    assert "Profil sur un réseau social : " in answer.text
    assert MASTODON not in answer.text


async def test_notes_and_intents_say_which_address_they_are_about(house: House):
    other = "https://www.facebook.com/invented.workshop"
    async with house.client() as client:
        case = await social(house, client)
    async with house.client() as client:
        await search(house, client, case)
        intent = await intent_of(client, case, url=LINKEDIN, target="natural_person")
        assert (await jot(client, case, intent, city="Ville-Fictive")).status_code == 201
        await intent_of(client, case, url=other, target="natural_person")
        one = await held(house, client, case)
        page = await bundled(house, case, format="html")
    lines = one["looked_at"]
    why = "professional_contact: the register gives no way to reach the company"
    assert f"intent: {LINKEDIN}, 2026-11-23, {why}" in lines
    assert f"intent: {other}, 2026-11-23, {why}" in lines
    assert f"note: linkedin, {LINKEDIN}, 2026-11-23, city: Ville-Fictive" in lines
    assert other in page.text


async def test_what_was_captured_and_noted_of_somebody_else_goes(house: House):
    async with house.client() as client:
        case = await social(house, client)
    async with house.client() as client, house.client() as colleague:
        await search(house, client, case)
        noted = await intent_of(client, case, url=LINKEDIN, target="natural_person")
        assert (await jot(client, case, noted, city="Ville-Fictive")).status_code == 201
        taken = await take(client, case, await intent_of(client, case))
        assert taken.status_code == 201, taken.text
        await intend(client, case)
        made = await post(client, f"/cases/{case}/wrong-person", {})
        ruling = {"outcome": "not_the_person", "reasons": "another birth date on the card shown"}
        await post(colleague, f"/wrong-person/{made['id']}/settlement", ruling)
        listed = (await client.get(f"/v1/cases/{case}/captures")).json()
        one = await held(house, client, case)
    assert not [value for value in listed.values() if value], listed
    assert one["looked_at"] == []
    entries = await house.services.journal.read(case)
    (body,) = [e.entry.body for e in entries if e.entry.kind == "let_go"]
    assert body["gone"] == {
        "capture_files": 2,
        "captures": 1,
        "human_notes": 1,
        "capture_intents": 3,
        "watch_events": 0,
    }
    assert "linkedin" not in str(body)
