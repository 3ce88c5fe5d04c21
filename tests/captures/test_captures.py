"""Over HTTP: the intent precedes the act, serves once, for an hour, for one person in one case."""

from __future__ import annotations

import base64
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from api.auth import Scope
from api.captures.errors import PlaceClosed
from api.captures.intents import COMPANY_SITE, Target, place_of
from api.captures.taking import LARGEST_UPLOAD, kind_of, page_capturer, received
from policies.platforms import Mode, load_platforms
from tests.api.house import House, once, open_case
from tests.captures.house import (
    ATTESTED,
    LINKEDIN,
    SECRET,
    Camera,
    entry,
    intend,
    intent_of,
    jot,
    kinds,
    searched,
    social,
    take,
    with_captures,
)
from tests.captures.sites import HOST, URL
from tracer.errors import Invalid, SourceError, SourceForbidden

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n invented").decode()
GITHUB = "https://github.com/invented-workshop"
ON = date(2026, 11, 23)


Both = tuple[House, Camera]


async def test_the_company_s_own_site_is_captured_by_tracer(opened: Both) -> None:
    house, camera = opened
    async with house.client() as client:
        case = await searched(house, client)
        intent = await intend(client, case)
        assert intent.json()["mode"] == "api_open"
        made = await take(client, case, intent.json()["intent_id"])
        assert made.status_code == 201, made.text
        listed = (await client.get(f"/v1/cases/{case}/captures")).json()["items"]
    assert camera.asked == [URL]
    assert [one["id"] for one in listed] == [made.json()["id"]]
    assert (listed[0]["url"], listed[0]["timestamp"]) == (URL, "absent")
    assert [one["name"] for one in listed[0]["files"]] == ["page.mhtml", "page.png"]
    written = await entry(house, case, "capture")
    assert written.body["manifest"] == made.json()["manifest_sha256"]


async def test_the_journal_has_the_intent_and_the_capture_before_anything_is_opened(
    opened: Both,
) -> None:
    house, camera = opened
    async with house.client() as client:
        case = await searched(house, client)
        intent = await intent_of(client, case)
        assert not camera.asked
        await take(client, case, intent)
    order = [
        kind for kind in camera.journalled[0] if kind.startswith("capture") or kind == "decision"
    ]
    assert order[-3:] == ["decision", "capture_intent", "capture_begun"]
    assert "capture" not in camera.journalled[0]


async def test_no_address_is_in_the_journal(opened: Both) -> None:
    house, _ = opened
    async with house.client() as client:
        case = await searched(house, client)
        await take(client, case, await intent_of(client, case))
        said = str([stored.entry.body for stored in await house.services.journal.read(case)])
    assert HOST not in said
    assert "no way to reach" not in said


async def no_intent(house: House, client: Any) -> tuple[str, str]:
    return await searched(house, client), "cai_000000000000000000000000"


async def of_another_case(house: House, client: Any) -> tuple[str, str]:
    other = await searched(house, client)
    return await searched(house, client), await intent_of(client, other)


async def expired(house: House, client: Any) -> tuple[str, str]:
    case = await searched(house, client)
    intent = await intent_of(client, case)
    house.clock.move(hours=1)  # type: ignore[attr-defined]
    return case, intent


async def used(house: House, client: Any) -> tuple[str, str]:
    case = await searched(house, client)
    intent = await intent_of(client, case)
    assert (await take(client, case, intent)).status_code == 201
    return case, intent


async def of_a_colleague(house: House, client: Any) -> tuple[str, str]:
    case = await searched(house, client)
    async with house.client() as colleague:
        return case, await intent_of(colleague, case)


@pytest.mark.parametrize("prepared", [no_intent, of_another_case, expired, used, of_a_colleague])
async def test_a_capture_needs_an_open_intent_of_its_own(opened: Both, prepared: Any) -> None:
    house, camera = opened
    async with house.client() as client:
        case, intent = await prepared(house, client)
        before = len(camera.asked)
        made = await take(client, case, intent)
    assert (made.status_code, made.json()["code"]) == (409, "no-capture-intent")
    assert len(camera.asked) == before


async def test_an_intent_serves_until_just_before_its_hour_is_over(opened: Both) -> None:
    house, _ = opened
    async with house.client() as client:
        case = await searched(house, client)
        intent = await intent_of(client, case)
        house.clock.move(minutes=59, seconds=59)  # type: ignore[attr-defined]
        assert (await take(client, case, intent)).status_code == 201


async def test_a_site_that_only_claims_to_be_the_company_s_is_closed(tmp_path: Path) -> None:
    async with with_captures(tmp_path, role="claimed") as (house, _), house.client() as client:
        case = await searched(house, client)
        asked = await intend(client, case)
        assert (asked.status_code, asked.json()["code"]) == (403, "place-closed")
        assert "capture_closed" in await kinds(house, case)


@pytest.mark.parametrize(
    "changes",
    [
        {"url": "https://unknown.example/"},
        {"url": f"https://evil.{HOST}/"},
        {"url": f"https://{HOST}.evil.example/"},
        {"target": "natural_person"},
        {"url": "https://www.tiktok.com/@invented"},
        {"url": GITHUB, "target": "natural_person"},
    ],
)
async def test_a_place_nobody_opened_is_closed(opened: Both, changes: dict[str, str]) -> None:
    house, _ = opened
    async with house.client() as client:
        case = await searched(house, client)
        asked = await intend(client, case, **changes)
        assert (asked.status_code, asked.json()["code"]) == (403, "place-closed")
        assert "capture_intent" not in await kinds(house, case)


def test_a_platform_whose_review_is_over_is_closed() -> None:
    def asked(on: date) -> Mode:
        return place_of(LINKEDIN, Target.NATURAL_PERSON, load_platforms(), on, frozenset()).mode

    found = load_platforms().find("linkedin")
    assert found is not None
    assert asked(ON) is Mode.HUMAN_NOTE
    with pytest.raises(PlaceClosed):
        asked(found.next_review)


def test_a_reviewed_platform_is_never_taken_for_a_company_s_site() -> None:
    sites = frozenset({"linkedin.com", HOST})
    at = place_of(LINKEDIN, Target.ORGANISATION, load_platforms(), ON, sites)
    assert (at.platform, at.mode) == ("linkedin", Mode.HUMAN_NOTE)
    www = place_of(f"https://www.{HOST}/", Target.ORGANISATION, load_platforms(), ON, sites)
    assert (www.platform, www.mode) == (COMPANY_SITE, Mode.API_OPEN)


async def test_networks_stay_closed_unless_the_basis_opens_them(opened: Both) -> None:
    house, _ = opened
    async with house.client() as client:
        case = await open_case(client)
        asked = await intend(client, case, url=LINKEDIN, target="natural_person")
        assert (asked.status_code, asked.json()["code"]) == (403, "refused-by-policy")
        assert "capture_intent" not in await kinds(house, case)


@pytest.mark.parametrize("missing", ["basis", "second person", "letter"])
async def test_each_condition_of_a_network_is_needed(opened: Both, missing: str) -> None:
    house, _ = opened
    async with house.client() as client:
        case = await social(house, client, without=missing)
        asked = await intend(client, case, url=LINKEDIN, target="natural_person")
        assert (asked.status_code, asked.json()["code"]) == (403, "refused-by-policy")


async def test_linkedin_is_for_a_note_only(opened: Both) -> None:
    house, camera = opened
    async with house.client() as client:
        case = await social(house, client)
        made = await intend(client, case, url=LINKEDIN, target="natural_person")
        assert made.json()["mode"] == "human_note"
        assert "display_name" in made.json()["allowed_fields"]
        assert {tuple(line) for line in made.json()["checklist"]} == {("fr", "en")}
        intent = made.json()["intent_id"]
        refused = await take(client, case, intent, files=[PNG], attestation=ATTESTED)
        assert (refused.status_code, refused.json()["code"]) == (409, "capture-refused")
        kept = await jot(
            client, case, intent, display_name="Maëlle Quervalec", city="Ville-Fictive"
        )
        assert kept.status_code == 201, kept.text
        again = await jot(client, case, intent, city="Ville-Fictive")
        assert (again.status_code, again.json()["code"]) == (409, "no-capture-intent")
        notes = (await client.get(f"/v1/cases/{case}/captures")).json()["notes"]
        body = (await entry(house, case, "human_note")).body
    assert not camera.asked
    assert notes[0]["facts"]["display_name"] == "Maëlle Quervalec"
    assert notes[0]["platform"] == "linkedin"
    assert body["facts"] == ["display_name", "city"]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"headline_company": "Syndicat CGT"}, "headline_company"),
        ({"city": "hospitalisée à Ville-Fictive"}, "city"),
        ({"display_name": "Maëlle, militante"}, "display_name"),
        (
            {"city": "Ville-Fictive", "attestation": ATTESTED | {"no_automation": False}},
            "attestation",
        ),
    ],
)
async def test_words_of_article_9_are_refused_naming_the_field(
    opened: Both, facts: dict[str, Any], field: str
) -> None:
    house, _ = opened
    async with house.client() as client:
        case = await social(house, client)
        intent = await intent_of(client, case, url=LINKEDIN, target="natural_person")
        refused = await jot(client, case, intent, **facts)
        assert refused.status_code == 422
        assert field in refused.json()["errors"][0]["field"]
        assert str(facts.get(field)) not in refused.text
        mended = await jot(client, case, intent, city="Ville-Fictive")
        assert mended.status_code == 201  # a refused note uses nothing up


async def test_a_necessity_that_tells_private_life_is_refused(opened: Both) -> None:
    house, _ = opened
    async with house.client() as client:
        case = await searched(house, client)
        asked = await intend(client, case, necessity="he is on luxury holidays")
    assert asked.status_code == 422
    assert asked.json()["errors"][0]["field"] == "body.necessity"


async def test_a_person_brings_the_copy_where_a_copy_is_allowed(opened: Both) -> None:
    house, camera = opened
    async with house.client() as client:
        case = await social(house, client)
        intent = await intent_of(client, case, url=GITHUB)
        none = await take(client, case, intent, attestation=ATTESTED)
        assert none.status_code == 422
        text = base64.b64encode(b"<html>").decode()
        other = await take(client, case, intent, files=[text], attestation=ATTESTED)
        assert other.status_code == 422
        unattested = await take(client, case, intent, files=[PNG])
        assert unattested.status_code == 422
        made = await take(client, case, intent, files=[PNG], attestation=ATTESTED)
        assert made.status_code == 201, made.text
        listed = (await client.get(f"/v1/cases/{case}/captures")).json()["items"]
    assert not camera.asked
    assert [one["name"] for one in listed[0]["files"]] == ["upload-1.png"]


@pytest.mark.parametrize(
    ("failure", "status", "code"),
    [
        (SourceForbidden("web.capture", "asks not to be archived"), 409, "capture-refused"),
        (SourceError("web.capture", "answers 500"), 503, "capture-unavailable"),
    ],
)
async def test_a_page_that_is_not_kept_says_so_and_is_in_the_journal(
    opened: Both, failure: Exception, status: int, code: str
) -> None:
    house, camera = opened
    camera.failure = failure
    async with house.client() as client:
        case = await searched(house, client)
        made = await take(client, case, await intent_of(client, case))
        assert (made.status_code, made.json()["code"]) == (status, code)
        assert (await kinds(house, case))[-1] == "capture_failed"
        assert (await client.get(f"/v1/cases/{case}/captures")).json()["items"] == []


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"%PDF-1.7", "pdf"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary=x\r\n\r\n", "mhtml"),
        (b"From: <Saved>\nContent-Type: multipart/related\n", "mhtml"),
    ],
)
def test_a_file_is_what_its_bytes_say(body: bytes, kind: str) -> None:
    assert kind_of(body) == kind


@pytest.mark.parametrize(
    "body", [b"", b"GIF89a", b"<html>", b"\n%PDF-", b"text\n\nContent-Type: multipart/related\n"]
)
def test_any_other_file_is_refused(body: bytes) -> None:
    with pytest.raises(Invalid):
        kind_of(body)


def test_ten_megabytes_are_the_most_in_all() -> None:
    half = b"%PDF-" + b"x" * (LARGEST_UPLOAD // 2 - 5)
    assert received((half, half)).keys() == {"upload-1.pdf", "upload-2.pdf"}
    with pytest.raises(Invalid):
        received((half, half, b"%PDF-"))


async def test_only_who_may_read_the_case_opens_a_file_and_it_is_journalled(opened: Both) -> None:
    house, _ = opened
    async with house.client() as client, house.client(desk="other") as stranger:
        case = await searched(house, client)
        made = (await take(client, case, await intent_of(client, case))).json()["id"]
        path = f"/v1/cases/{case}/captures/{made}/file"
        found = await client.get(f"{path}/page.mhtml")
        assert (found.status_code, found.text) == (200, SECRET)
        assert found.headers["content-disposition"].startswith("attachment")
        assert found.headers["content-type"] == "application/octet-stream"
        assert (await entry(house, case, "capture_opened")).body["file"] == "page.mhtml"
        assert (await client.get(f"{path}/other.png")).status_code == 404
        assert (await stranger.get(f"{path}/page.mhtml")).status_code == 404
        async with house.client(Scope.SEARCH_RUN) as runner:
            assert (await runner.get(f"{path}/page.mhtml")).status_code == 403


async def test_the_same_request_again_makes_nothing_new(opened: Both) -> None:
    house, camera = opened
    async with house.client() as client:
        case = await searched(house, client)
        intent = await intent_of(client, case)
        key = {"Idempotency-Key": "the-same-key"}
        body = {"intent_id": intent}
        made = [
            await client.post(f"/v1/cases/{case}/captures", json=body, headers=key)
            for _ in range(2)
        ]
    assert made[0].json() == made[1].json()
    assert len(camera.asked) == 1


async def test_tracer_s_own_browser_reaches_no_closed_network(opened: Both) -> None:
    made = page_capturer(opened[0].services)
    assert made is not None
    assert {"linkedin.com", "facebook.com", "github.com"} <= made.policy.denied_hosts
    assert "bsky.app" not in made.policy.denied_hosts
    assert made.policy.hosts is None


async def test_without_a_browser_nothing_is_captured_and_the_answer_says_so(
    opened: Both, monkeypatch: pytest.MonkeyPatch
) -> None:
    house, _ = opened
    monkeypatch.setattr("api.captures.taking.find_spec", lambda name: None)
    house.app.dependency_overrides.clear()
    async with house.client() as client:
        case = await searched(house, client)
        made = await take(client, case, await intent_of(client, case))
    assert (made.status_code, made.json()["code"]) == (503, "capture-unavailable")


def test_the_routes_load_without_the_extra() -> None:
    blocked = "import sys; sys.modules.update(dict.fromkeys(('playwright', 'warcio')))"
    code = f"{blocked}; import api.routes.captures"
    subprocess.run([sys.executable, "-c", code], check=True)


async def test_a_site_is_no_longer_the_company_s_once_a_person_says_not_him(opened: Both) -> None:
    house, camera = opened
    async with house.client() as client:
        case = await searched(house, client)
        house.clock.move(minutes=5)  # type: ignore[attr-defined]
        candidates = (await client.get(f"/v1/cases/{case}/candidates")).json()["items"]
        for each in candidates:
            body = {
                "candidate": each["id"],
                "judgement": "different",
                "reason": "Somebody else, says the landlord.",
            }
            path = f"/v1/cases/{case}/decisions"
            assert (await client.post(path, json=body, headers=once())).status_code == 201
        refused = await intend(client, case)
    assert refused.status_code == 403, refused.text
    assert (await entry(house, case, "capture_closed")).body
    assert not camera.asked
