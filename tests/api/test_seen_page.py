"""The page of what was seen: an investigator watches, looks, notes and reads it all without a script."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest

from api.auth import Scope
from api.console.seen_pages import ATTESTED
from api.console.seen_words import SENTENCES, TABLE, WORDS
from api.monitoring.store import WatchEnd
from tests.api.house import SIREN, VAGUE_SUBJECT, House
from tests.api.test_pages import ready, signed_in, token
from tests.captures.house import HOST, searched, social, with_captures
from tests.monitoring.watched import scene
from tracer.monitoring import EventKind, EventState, WatchPurpose

NETWORK = "https://www.linkedin.com/in/maelle-fictive"
WHY = "The register gives no way to reach the enterprise."


async def sent(
    browser: httpx.AsyncClient, case: str, where: str, files: object = None, **form: object
) -> httpx.Response:
    page = await browser.get(f"/cases/{case}/seen")
    data = {"form_token": token(page), **form}
    return await browser.post(f"/cases/{case}/{where}", data=data, files=files)  # type: ignore[arg-type]


async def text(browser: httpx.AsyncClient, case: str) -> str:
    page = await browser.get(f"/cases/{case}/seen")
    assert page.status_code == 200, page.text
    return re.sub(r"\s+", " ", page.text)


async def test_a_watch_is_opened_shown_and_ended(tmp_path: Path):
    async with scene(tmp_path) as there, signed_in(there.house) as browser:
        case, house = there.case, there.house
        assert f'value="{SIREN}" checked' in await text(browser, case)
        until = house.clock.now().date().isoformat()
        form = {"companies": [SIREN], "purposes": ["insolvency", "mandate"], "until": until}
        made = await sent(browser, case, "watches", **form)
        assert made.headers["location"] == f"/cases/{case}/seen#watches", made.text
        page = await text(browser, case)
        assert "insolvency, the debtor&#39;s office" in page
        assert "not polled yet" in page
        ending = re.search(rf"/cases/{case}/(watches/[^/]+/end)", page)
        assert ending
        assert (await sent(browser, case, ending[1])).status_code == 303
        assert "ended by a person" in await text(browser, case)


async def test_an_intent_comes_first_then_the_note_and_both_are_in_the_journal(house: House):
    async with house.client() as client:
        case = await social(house, client)
    async with signed_in(house) as browser:
        early = await sent(browser, case, "seen/notes", intent_id="none", city="Lyon")
        assert early.status_code != 303
        form = {
            "url": NETWORK,
            "target": "natural_person",
            "purpose": "professional_contact",
            "necessity": WHY,
        }
        asked = await sent(browser, case, "seen/intents", **form)
        assert asked.status_code == 303, asked.text
        page = await text(browser, case)
        assert "you look and note, without a copy" in page
        intent = re.search(r'name="intent_id" value="([^"]+)"', page)
        assert intent
        note = {"intent_id": intent[1], "city": "Ville-Fictive", "accepts_messages": "no"}
        without = await sent(browser, case, "seen/notes", **note)
        assert without.status_code != 303
        assert "attestation" in without.text
        kept = await sent(browser, case, "seen/notes", **note, attested=list(ATTESTED))
        assert kept.status_code == 303, kept.text
        page = await text(browser, case)
        assert "<dd>Ville-Fictive</dd>" in page
        assert f"<code>{NETWORK}</code>" in page
        assert intent[1] not in page
    kinds = [one.entry.kind for one in await house.services.journal.read(case)]
    assert kinds.index("capture_intent") < kinds.index("human_note")
    looks = [
        e.entry.body for e in await house.services.journal.read(case) if e.entry.kind == "look"
    ]
    assert {"what": "seen"} in looks


async def test_an_organisation_s_profile_may_be_captured_or_noted(house: House):
    async with house.client() as client:
        case = await social(house, client)
    async with signed_in(house) as browser:
        url = "https://bsky.app/profile/tanneurs.example"
        form = {"url": url, "target": "organisation", "purpose": "activity", "necessity": WHY}
        asked = await sent(browser, case, "seen/intents", **form)
        assert asked.status_code == 303, asked.text
        page = await text(browser, case)
        intent = re.search(r'name="intent_id" value="([^"]+)"', page)
        assert intent
        assert f"/cases/{case}/seen/captures" in page
        assert f"/cases/{case}/seen/notes" in page
        note = {"intent_id": intent[1], "link_to_official_site": "yes", "attested": list(ATTESTED)}
        assert (await sent(browser, case, "seen/notes", **note)).status_code == 303


async def test_the_debtors_own_site_is_captured_by_a_button(tmp_path: Path):
    async with with_captures(tmp_path) as (house, camera):
        async with house.client() as client:
            case = await searched(house, client)
        async with signed_in(house) as browser:
            address = f"https://{HOST}/mentions-legales"
            form = {"url": address, "target": "organisation", "purpose": "activity"}
            asked = await sent(browser, case, "seen/intents", **form, necessity=WHY)
            assert asked.status_code == 303, asked.text
            shown = await text(browser, case)
            assert f"/cases/{case}/seen/notes" not in shown
            intent = re.search(r'name="intent_id" value="([^"]+)"', shown)
            assert intent
            kept = await sent(browser, case, "seen/captures", intent_id=intent[1])
            assert kept.status_code == 303, kept.text
            assert camera.asked == [address]
            page = await text(browser, case)
            assert "page.png" in page
            assert intent[1] not in page


async def test_a_copy_of_what_a_person_saw_is_brought_with_the_form(house: House):
    async with house.client() as client:
        case = await social(house, client)
    async with signed_in(house) as browser:
        form = {"url": "https://github.com/atelier-fictif", "target": "organisation"}
        asked = await sent(browser, case, "seen/intents", **form, purpose="activity", necessity=WHY)
        assert asked.status_code == 303, asked.text
        page = await text(browser, case)
        assert "you look and keep a copy" in page
        intent = re.search(r'name="intent_id" value="([^"]+)"', page)
        assert intent
        told = {"intent_id": intent[1], "attested": list(ATTESTED)}
        text_file = [("files", ("page.png", b"not a picture", "image/png"))]
        refused = await sent(browser, case, "seen/captures", files=text_file, **told)
        assert refused.status_code == 422
        large = b"\x89PNG\r\n\x1a\n" + bytes(2_000_000)
        copy = [("files", ("page.png", large, "image/png"))]
        unattested = await sent(browser, case, "seen/captures", files=copy, intent_id=intent[1])
        assert unattested.status_code == 422
        kept = await sent(browser, case, "seen/captures", files=copy, **told)
        assert kept.status_code == 303, kept.text
        assert intent[1] not in await text(browser, case)


async def test_of_a_debtor_nobody_confirmed_nothing_is_watched(house: House):
    case = await ready(house, subject=VAGUE_SUBJECT)
    async with signed_in(house) as browser:
        assert "no watch and no profile" in await text(browser, case)
        form = {"companies": [SIREN], "purposes": ["seat"], "until": "2026-12-01"}
        assert (await sent(browser, case, "watches", **form)).status_code == 409


async def test_the_page_is_for_those_who_may_read_identities(house: House):
    case = await ready(house)
    async with signed_in(house, Scope.CASES_READ) as browser:
        assert (await browser.get(f"/cases/{case}/seen")).status_code == 403
        assert "/seen" not in (await browser.get(f"/cases/{case}")).text
    async with signed_in(house, Scope.CASES_READ, Scope.IDENTITY_READ) as browser:
        page = await browser.get(f"/cases/{case}/seen")
        assert page.status_code == 200
        assert "<form" not in page.text.partition("<main")[2]


def test_every_value_the_page_shows_has_a_word():
    for kind in {type(value) for value, _, _ in TABLE} | {
        EventKind,
        EventState,
        WatchPurpose,
        WatchEnd,
    }:
        for value in kind:
            assert (kind, value) in WORDS, value
    assert set(ATTESTED) <= SENTENCES.keys()


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_the_page_is_whole_in_both_languages(house: House, language: str):
    case = await ready(house)
    async with signed_in(house) as browser:
        page = (await browser.get(f"/cases/{case}/seen", params={"lang": language})).text
    heading = SENTENCES["looked_at"][0 if language == "fr" else 1]
    assert f"<h2>{heading}</h2>" in page
