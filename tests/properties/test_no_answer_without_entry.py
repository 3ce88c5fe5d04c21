"""Every door, in any order: no answer holds a contact value without an earlier entry that says so."""

from __future__ import annotations

import random
import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.api.house import KNOWN_SUBJECT, House, once, open_case, opened, search

CANARIES = {
    "0639987731": ("call", "sms"),
    "canary-31@quervalec.example": ("email",),
    "31ruefictive": ("letter", "registered_letter"),
    "3rueimaginaire": ("letter", "registered_letter"),
}
"""Contact values as an answer may hold them, and the channels an opening of them names."""
SUBJECT = KNOWN_SUBJECT | {
    "phones": ["06 39 98 77 31"],
    "emails": ["canary-31@quervalec.example"],
    "addresses": [{"line": "31 rue Fictive", "postcode": "99999", "city": "Ville-Fictive"}],
}
REQUESTS = 80


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with opened(tmp_path) as built:
        yield built


def plain(text: str) -> str:
    return re.sub(r"[\s,+]", "", text.casefold())


async def said(house: House, case: str) -> set[str]:
    """What the journal says was shown of a case: kinds of channels, and whole bundles."""
    found = [stored.entry for stored in await house.services.journal.read(case)]
    bundles = {channel for channels in CANARIES.values() for channel in channels}
    told = {entry.body["channel"] for entry in found if entry.kind == "opening"}
    return told | (bundles if any(entry.kind == "access_bundle" for entry in found) else set())


async def some(rng: random.Random, client: httpx.AsyncClient, house: House, ids: dict[str, str]):
    """The answer of a random door, with ids that exist or do not."""
    paths = house.app.openapi()["paths"]
    doors = [(verb, path) for path, verbs in paths.items() for verb in verbs]
    opening = [door for door in doors if door[1].endswith("/open")]
    verb, path = rng.choice(opening if rng.random() < 0.2 else doors)
    for name in re.findall(r"{(\w+)}", path):
        known = rng.choice(ids[name].split()) if name in ids else "1"
        path = path.replace(f"{{{name}}}", known if rng.random() < 0.9 else "none")
    query = {"case": ids["case_id"]} if "consultations" in path else {}
    body = {"json": {"unasked": 1}} if verb == "post" and not path.endswith("/open") else {}
    return path, await client.request(verb.upper(), path, headers=once(), params=query, **body)


async def test_no_answer_holds_a_contact_value_without_an_earlier_entry(house: House):
    rng = random.Random(20261123)
    shown: set[str] = set()
    async with house.client() as client:
        case = await open_case(client, subject=SUBJECT)
        await search(house, client, case)
        offers = (await client.get(f"/v1/cases/{case}/contact-proposals")).json()["proposals"]
        ids = {
            "case_id": case,
            "channel_id": " ".join(offer["id"] for offer in offers),
            "sequence": " ".join(str(number) for number in range(1, 12)),
        }
        for _ in range(REQUESTS):
            before = await said(house, case)
            path, answer = await some(rng, client, house, ids)
            held = {value for value in CANARIES if value in plain(answer.text)}
            after = await said(house, case)
            for value in held:
                assert after & set(CANARIES[value]), (path, answer.status_code)
            if path.endswith("/open") and answer.status_code != 200:
                assert not held
                assert after == before
            shown |= held
            house.clock.move(minutes=11)
    assert shown  # some doors did show one, or the property means nothing
