"""A declared profile is asked once the assessment opens it and two people let it through, not before."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.app import create_app
from api.auth import Scope
from api.demo import case_file
from api.safeguards.assignments import assign
from api.services import Services
from api.wiring import wired
from connectors.sandbox.scenarios import RARE_NAME
from connectors.sandbox.serve import SandboxServer
from tests.api.house import approve, once
from tests.tracer.doubles import NOW, FixedClock
from tracer.settings import Settings

A_PERSON_DECIDES = "FR-CP-226-18-HUMAN"
PROFILES = {
    "profiles.bluesky": "https://bsky.app/profile/tanneurs.example",
    "profiles.mastodon": "https://social.example/@tanneurs",
}
FACEBOOK = "https://facebook.com/tanneurs"
LINKS = {(source, f"declared-profile-{n}") for n, source in enumerate(PROFILES)}


@pytest.fixture(scope="module")
def calm() -> Iterator[SandboxServer]:
    with SandboxServer() as server:
        yield server


@asynccontextmanager
async def house(
    folder: Path, registers: SandboxServer, **told: Any
) -> AsyncIterator[tuple[Services, httpx.ASGITransport]]:
    settings = Settings(data_dir=folder, sources_at=registers.url, **told)
    async with wired(settings, clock=FixedClock()) as services:
        app = create_app(services)
        async with app.router.lifespan_context(app):
            yield services, httpx.ASGITransport(app=app)


@asynccontextmanager
async def somebody(
    services: Services, door: httpx.ASGITransport, case: str | None = None
) -> AsyncIterator[httpx.AsyncClient]:
    """A person with a key of the desk's, to whom the case is assigned."""
    key = await services.keys.create_key("a colleague", tuple(Scope))
    if case is not None:
        await assign(services.watch, case, key.split("_")[1], by="desk", desk="main")
    headers = {"Authorization": f"Bearer {key}"}
    async with httpx.AsyncClient(
        transport=door, base_url="http://tracer.example", headers=headers
    ) as client:
        yield client


async def opened(client: httpx.AsyncClient, **basis: Any) -> str:
    """The case of a sole trader's profiles: the letter came back, the notice was received."""
    file = case_file(RARE_NAME, NOW.date())
    file["basis"] |= basis
    file["subject"]["profiles"] = [*PROFILES.values(), FACEBOOK]
    file["history"]["notice_sent_on"] = file["history"]["first_letter_on"]
    parts = {name: file[name] for name in ("reference", "claim", "subject", "history")}
    for field, path in (("mandate", "mandates"), ("basis", "basis-records")):
        made = await client.post(f"/v1/{path}", json=file[field], headers=once())
        assert made.status_code == 201, made.text
        parts["mandate_id" if field == "mandate" else "basis_record_id"] = made.json()["id"]
    case = await client.post("/v1/cases", json=parts, headers=once())
    assert case.status_code == 201, case.text
    await approve(client, case.json()["id"])
    return str(case.json()["id"])


async def searched(
    services: Services, client: httpx.AsyncClient, case: str
) -> dict[str, tuple[str, set[str]]]:
    """How each network answered about its own link, and the rules that withheld it, of a whole search."""
    asked = await client.post(f"/v1/cases/{case}/searches", headers=once())
    assert asked.status_code == 202, asked.text
    await services.runner.wait(asked.json()["id"])
    report = (await client.get(asked.headers["location"])).json()["report"]
    assert report["match"]["decision"] == "confirmed"
    return {
        one["source"]: (one["outcome"], set(one["rules"]))
        for one in report["coverage"]
        if (one["source"], one["about"]) in LINKS
    }


async def let_through(mine: httpx.AsyncClient, other: httpx.AsyncClient, case: str) -> None:
    """One asks that a person's decision stands for the rule, and another approves it."""
    body = {
        "rule": A_PERSON_DECIDES,
        "reason": "declared by the creditor; handle and activity only",
        "until": (NOW + timedelta(days=3)).isoformat(),
    }
    asked = await mine.post(f"/v1/cases/{case}/waivers", json=body, headers=once())
    assert asked.status_code == 201, asked.text
    done = await other.post(f"/v1/cases/{case}/waivers/{asked.json()['id']}/approval")
    assert done.status_code == 200, done.text


async def test_two_people_let_a_declared_profile_through(calm: SandboxServer, tmp_path: Path):
    async with house(tmp_path, calm, profiles="LIA-2026-1") as (services, door):
        async with somebody(services, door) as clerk:
            case = await opened(clerk, social_sources=True, transfer_safeguards=True)
        async with (
            somebody(services, door, case) as mine,
            somebody(services, door, case) as other,
        ):
            held = {source: ("not_asked", {A_PERSON_DECIDES}) for source in PROFILES}
            assert await searched(services, mine, case) == held
            await let_through(mine, other, case)
            found = {source: ("found", set()) for source in PROFILES}
            assert await searched(services, mine, case) == found
            shown = (await mine.get(f"/v1/cases/{case}/profiles")).json()["items"]
    assert {one["url"]: (one["advice"], one["activity"]) for one in shown} == {
        PROFILES["profiles.bluesky"]: ("candidate", "slow"),
        PROFILES["profiles.mastodon"]: ("candidate", "active"),
        FACEBOOK: ("candidate", "unknown"),
    }


@pytest.mark.parametrize(
    ("basis", "rule"),
    [
        ({"transfer_safeguards": True}, "EU-25-DEFAULT"),
        ({"social_sources": True, "transfer_safeguards": False}, "EU-44-TRANSFER"),
    ],
)
async def test_no_waiver_opens_what_the_assessment_leaves_closed(
    basis: dict[str, bool], rule: str, calm: SandboxServer, tmp_path: Path
):
    async with house(tmp_path, calm, profiles="LIA-2026-1") as (services, door):
        async with somebody(services, door) as clerk:
            case = await opened(clerk, **basis)
        async with (
            somebody(services, door, case) as mine,
            somebody(services, door, case) as other,
        ):
            await let_through(mine, other, case)
            outcome, rules = (await searched(services, mine, case))["profiles.bluesky"]
    assert outcome == "not_asked"
    assert rule in rules


async def test_a_house_that_did_not_open_them_has_no_network_to_ask(
    calm: SandboxServer, tmp_path: Path
):
    async with house(tmp_path, calm) as (services, door):
        async with somebody(services, door) as clerk:
            case = await opened(clerk, social_sources=True, transfer_safeguards=True)
        async with somebody(services, door, case) as mine:
            assert await searched(services, mine, case) == {}
