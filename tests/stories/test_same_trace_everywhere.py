"""One trace serves every door: the command line, the HTTP API and the page say the same of a case."""

from __future__ import annotations

import html
import io
import json
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from rich.console import Console

from api.app import create_app
from api.auth import Scope
from api.demo import case_file
from api.safeguards.assignments import assign
from api.services import Services
from api.trace_file import show
from api.wiring import wired
from api.words import label
from connectors.sandbox.scenarios import (
    FREQUENT_NAME,
    LIQUIDATED_TRADER,
    RARE_NAME,
    RECOVERING_COMPANY,
    Scenario,
)
from connectors.sandbox.serve import SandboxServer
from tests.api.house import approve, once
from tests.tracer.doubles import NOW, FixedClock
from tracer.outcome import Outcome
from tracer.report import TraceStatus
from tracer.settings import Settings

OWN = frozenset(
    {"case", "receipt", "sequence", "entry_hash", "at", "started_at", "seen_at", "value"}
)
"""What is a run's own: ids, receipts, times, and the values only the command line opens at once."""
TOLD = (RARE_NAME, FREQUENT_NAME, LIQUIDATED_TRADER, RECOVERING_COMPANY)


@pytest.fixture(scope="module")
def calm() -> Iterator[SandboxServer]:
    with SandboxServer() as server:
        yield server


def shared(said: Any) -> Any:
    """The same report without what is a run's own."""
    if isinstance(said, dict):
        return {name: shared(value) for name, value in said.items() if name not in OWN}
    return [shared(value) for value in said] if isinstance(said, list) else said


@asynccontextmanager
async def tracer(folder: Path, registers: SandboxServer) -> AsyncIterator[Services]:
    settings = Settings(data_dir=folder, sources_at=registers.url)
    async with wired(settings, clock=FixedClock()) as services:
        yield services


async def on_the_command_line(folder: Path, registers: SandboxServer, file: dict[str, Any]) -> Any:
    told = io.StringIO()
    async with tracer(folder, registers) as services:
        text = json.dumps(file).encode()
        await show(text, services, Console(file=told, width=10_000), "en", as_json=True)
    return json.loads(told.getvalue())


async def over_http(services: Services, api: httpx.AsyncClient, file: dict[str, Any]) -> Any:
    papers = {}
    for field, path, body in (
        ("mandate_id", "/v1/mandates", file["mandate"]),
        ("basis_record_id", "/v1/basis-records", file["basis"]),
    ):
        made = await api.post(path, json=body, headers=once())
        assert made.status_code == 201, made.text
        papers[field] = made.json()["id"]
    parts = {name: file[name] for name in ("reference", "claim", "subject", "history")}
    case = await api.post("/v1/cases", json=parts | papers, headers=once())
    assert case.status_code == 201, case.text
    await approve(api, case.json()["id"])
    asked = await api.post(f"/v1/cases/{case.json()['id']}/searches", headers=once())
    assert asked.status_code == 202, asked.text
    await services.runner.wait(asked.json()["id"])
    return (await api.get(asked.headers["location"])).json()["report"]


async def on_the_page(services: Services, app: httpx.ASGITransport, case: str) -> str:
    key = await services.keys.create_key("page", tuple(Scope))
    await assign(services.watch, case, key.split("_")[1], by="desk", desk="main")
    headers = {"Accept-Language": "en"}
    async with httpx.AsyncClient(
        transport=app, base_url="http://tracer.example", headers=headers
    ) as browser:
        form = await browser.get("/login")
        token = re.search(r'name="form_token" value="([^"]+)"', form.text)
        assert token
        await browser.post("/login", data={"form_token": token[1], "key": key})
        page = await browser.get(f"/cases/{case}")
        assert page.status_code == 200
        return re.sub(r"\s+", " ", html.unescape(page.text))


@pytest.mark.parametrize("scenario", TOLD, ids=lambda scenario: scenario.key)
async def test_every_door_says_the_same_of_a_case(
    scenario: Scenario, calm: SandboxServer, tmp_path: Path
) -> None:
    file = case_file(scenario, NOW.date())
    printed = await on_the_command_line(tmp_path / "line", calm, file)
    async with tracer(tmp_path / "http", calm) as services:
        app = create_app(services)
        door = httpx.ASGITransport(app=app)
        key = await services.keys.create_key("api", tuple(Scope))
        headers = {"Authorization": f"Bearer {key}"}
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(
                transport=door, base_url="http://tracer.example", headers=headers
            ) as api,
        ):
            answered = await over_http(services, api, file)
            page = await on_the_page(services, door, answered["case"])
    assert printed["coverage"]
    assert shared(answered) == shared(printed)
    assert {proposal["value"] for proposal in answered["proposals"]} <= {None}
    assert all(proposal["value"] for proposal in printed["proposals"])
    for said in page_must_say(answered):
        assert said in page, said
    for proposal in printed["proposals"]:
        assert proposal["value"] not in page


def page_must_say(report: dict[str, Any]) -> Iterator[str]:
    """What a reader of the page must find: how it ended, what was asked, weighed and withheld."""
    yield report["reference"]
    yield label(TraceStatus(report["status"]), "en")
    yield report["mandate"]
    for stop in report["screening"]:
        yield stop["text"]["en"]
    for outcome in report["coverage"]:
        yield outcome["source"]
        yield label(Outcome(outcome["outcome"]), "en")
        yield from outcome["rules"]
    for candidate in report["match"]["candidates"]:
        yield from candidate["names"]
        yield from (evidence["text"]["en"] for evidence in candidate["evidence"])
        yield from (office["siren"] for office in candidate["offices"])
        if candidate["namesakes"]:
            yield candidate["namesakes"]["text"]["en"]
    for reason in report["match"]["reasons"]:
        yield reason["en"]
    if report["match"]["settle"]:
        yield report["match"]["settle"]["text"]["en"]
    for offered in (*report["proposals"], *report["refusals"]):
        yield offered["target"]
        for rule in offered["rules"]:
            yield rule["rule"]
            yield rule["citation"] if rule["authority"] != "product_default" else rule["rule"]
