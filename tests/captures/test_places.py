"""Accounts of the fediverse that the case holds, and what a natural person's page is looked at for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from api.captures.errors import PlaceClosed
from api.captures.intents import Target, fediverse_accounts, place_of
from policies.platforms import Mode, load_platforms
from tests.api.house import House
from tests.captures.house import Camera, intend, intent_of, jot, social, take
from tests.tracer.doubles import provenance
from tracer.case import CaseId
from tracer.entities import Entity, EntityId, EntityKind, Property, Record, Statement

ON = date(2026, 11, 23)
ACCOUNT = "https://social.example/@tanneurs"
BLUESKY = "https://bsky.app/profile/tanneurs.example"
Both = tuple[House, Camera]


def at(url: str, target: Target = Target.ORGANISATION, **more: Any) -> tuple[str, Mode]:
    accounts = more.get("accounts", frozenset({ACCOUNT}))
    found = place_of(url, target, load_platforms(), more.get("on", ON), frozenset(), accounts)
    return found.platform, found.mode


@pytest.mark.parametrize(
    "url", [ACCOUNT, "https://social.example/users/Tanneurs", "https://social.example/@tanneurs/"]
)
def test_an_account_of_the_case_is_on_mastodon_whatever_its_instance(url: str) -> None:
    assert at(url) == ("mastodon", Mode.API_OPEN)
    assert at(url, Target.NATURAL_PERSON) == ("mastodon", Mode.HUMAN_NOTE)


@pytest.mark.parametrize(
    "url",
    [
        "https://social.example/@somebody",
        "https://social.example/",
        "https://social.example/@tanneurs/112233",
        "https://elsewhere.example/@tanneurs",
        "https://elsewhere.example/@tanneurs@social.example",
    ],
)
def test_no_other_page_of_any_instance_is_open(url: str) -> None:
    with pytest.raises(PlaceClosed):
        at(url)


def test_an_account_that_the_case_does_not_hold_or_a_review_that_is_over_is_closed() -> None:
    with pytest.raises(PlaceClosed):
        at(ACCOUNT, accounts=frozenset())
    mastodon = load_platforms().find("mastodon")
    assert mastodon is not None
    with pytest.raises(PlaceClosed):
        at(ACCOUNT, on=mastodon.next_review)


async def test_the_accounts_of_a_case_are_declared_or_in_its_graph(opened: Both) -> None:
    house, _ = opened
    async with house.client() as client:
        case = await house.services.store.get(CaseId(await social(house, client)))
    assert await fediverse_accounts(house.services, case) == frozenset()
    where = provenance("web.example", "site")
    said = (
        Statement(prop=Property.PLATFORM, value="mastodon", provenance=where),
        Statement(prop=Property.HANDLE, value="atelier@other.example", provenance=where),
    )
    profile = Entity(id=EntityId("profile-1"), kind=EntityKind.PROFILE, statements=said)
    record = Record(key="site", entities=(profile,), links=(), provenance=where)
    await house.services.kit.graph.merge(case.id, [record])
    declared = replace(case, subject=replace(case.subject, profiles=(ACCOUNT, BLUESKY)))
    assert await fediverse_accounts(house.services, declared) == {
        ACCOUNT,
        "https://other.example/@atelier",
    }


@pytest.mark.parametrize("url", [BLUESKY, "https://mastodon.social/@tanneurs"])
async def test_a_natural_person_s_page_is_noted_and_never_copied_by_a_program(
    opened: Both, url: str
) -> None:
    house, camera = opened
    async with house.client() as client:
        case = await social(house, client)
        made = await intend(client, case, url=url, target="natural_person")
        assert made.json()["mode"] == "human_note"
        assert "display_name" in made.json()["allowed_fields"]
        intent = made.json()["intent_id"]
        refused = await take(client, case, intent)
        assert (refused.status_code, refused.json()["code"]) == (409, "capture-refused")
        assert (await jot(client, case, intent, city="Ville-Fictive")).status_code == 201
    assert not camera.asked


@pytest.mark.parametrize("url", [BLUESKY, "https://github.com/invented-workshop"])
async def test_the_facts_an_intent_allows_are_those_that_may_be_noted(
    opened: Both, url: str
) -> None:
    house, _ = opened
    async with house.client() as client:
        case = await social(house, client)
        made = (await intend(client, case, url=url)).json()
        assert "link_to_official_site" in made["allowed_fields"]
        kept = await jot(client, case, made["intent_id"], link_to_official_site=True)
        assert kept.status_code == 201, kept.text
        assert await intent_of(client, case, url=url)
