"""The service keeps its journal in PostgreSQL: a case from opening to channel, and no channel without it."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from api.app import create_app
from api.auth import Scope
from api.demo import case_file
from api.services import Services
from api.wiring import wired
from connectors.sandbox.scenarios import RARE_NAME
from connectors.sandbox.serve import SandboxServer
from policies.journal_postgres import PostgresJournal
from tests.api.house import approve, once
from tests.cluster import Cluster
from tests.databases import SERVICE, fresh_database
from tests.tracer.doubles import NOW, FixedClock
from tracer.settings import Settings

ROOT = Path(__file__).parents[2]


@pytest.fixture
async def url(cluster: Cluster) -> str:
    return cluster.url(await fresh_database(cluster), SERVICE)


@asynccontextmanager
async def served(
    folder: Path, url: str
) -> AsyncIterator[tuple[Services, httpx.AsyncClient, SandboxServer]]:
    """The services of an installation on PostgreSQL, its doors, and the registers it asks."""
    with SandboxServer() as registers:
        settings = Settings(data_dir=folder, sources_at=registers.url, journal_url=SecretStr(url))
        async with wired(settings, clock=FixedClock()) as services:
            app = create_app(services)
            key = await services.keys.create_key("api", tuple(Scope))
            headers = {"Authorization": f"Bearer {key}"}
            async with (
                app.router.lifespan_context(app),
                httpx.AsyncClient(
                    transport=httpx.ASGITransport(app=app),
                    base_url="http://tracer.example",
                    headers=headers,
                ) as api,
            ):
                yield services, api, registers


async def case_opened(api: httpx.AsyncClient) -> httpx.Response:
    """A case of the invented world, on its papers."""
    file, ids = case_file(RARE_NAME, NOW.date()), {}
    for field, path, part in (
        ("mandate_id", "/v1/mandates", "mandate"),
        ("basis_record_id", "/v1/basis-records", "basis"),
    ):
        made = await api.post(path, json=file[part], headers=once())
        assert made.status_code == 201, made.text
        ids[field] = made.json()["id"]
    parts = {name: file[name] for name in ("reference", "claim", "subject", "history")}
    return await api.post("/v1/cases", json=parts | ids, headers=once())


async def channels_found(services: Services, api: httpx.AsyncClient) -> tuple[str, list[Any]]:
    """A case, searched; its id and the channels it may open."""
    made = await case_opened(api)
    assert made.status_code == 201, made.text
    case = made.json()["id"]
    await approve(api, case)
    asked = await api.post(f"/v1/cases/{case}/searches", headers=once())
    assert asked.status_code == 202, asked.text
    await services.runner.wait(asked.json()["id"])
    found = await api.get(f"/v1/cases/{case}/contact-proposals")
    return case, found.json()["proposals"]


async def test_a_case_is_traced_and_a_channel_opened_with_a_receipt_anybody_can_verify(
    tmp_path: Path, url: str
):
    async with served(tmp_path / "data", url) as (services, api, _):
        assert isinstance(services.journal, PostgresJournal)
        case, channels = await channels_found(services, api)
        path = f"/v1/cases/{case}/contact-proposals/{channels[0]['id']}/open"
        opened = await api.post(path, headers=once())
        assert opened.status_code == 200, opened.text
        told = opened.json()
        assert told["value"]
        raw = await services.journal._fetch(
            "SELECT * FROM journal.entry WHERE sequence = $1", told["receipt"]["sequence"]
        )
        checked = await api.get("/v1/journal/verify")
        assert checked.json()["intact"], checked.text
        entries = (await api.get("/v1/journal/entries", params={"case": case})).json()["items"]
        assert "opening" in {entry["kind"] for entry in entries}
        verifier = str(services.journal.verifier)
    from policies.journal_postgres_check import raw_entry

    (tmp_path / "receipt").write_text(told["proof"], "utf-8")
    (tmp_path / "entry").write_text(raw_entry(raw[0]).line(), "utf-8")
    words = ["--receipt", tmp_path / "receipt", "--entry", tmp_path / "entry", "--key", verifier]
    script = [sys.executable, ROOT / "docs/verify_journal.py", *words]
    await asyncio.to_thread(subprocess.run, script, check=True, capture_output=True)
    assert not (tmp_path / "data" / "journal.sqlite").exists()


async def test_when_the_database_goes_away_nothing_is_shown_and_work_goes_on_after(
    cluster: Cluster, tmp_path: Path, url: str
):
    async with served(tmp_path / "data", url) as (services, api, _):
        case, channels = await channels_found(services, api)
        path = f"/v1/cases/{case}/contact-proposals/{channels[0]['id']}/open"
        cluster.stop()
        try:
            for answer in (await api.post(path, headers=once()), await case_opened(api)):
                assert answer.status_code == 503, answer.text
                assert answer.headers["content-type"] == "application/problem+json"
                told = answer.json()
                assert told["code"] == "journal-unavailable"
                assert not told.keys() & {"value", "id", "proof"}
                for word in ("postgres", str(tmp_path), url, "journal_"):
                    assert word not in answer.text
        finally:
            cluster.start()
        again = await api.post(path, headers=once())
        assert again.status_code == 200, again.text
        assert again.json()["value"]
        assert (await services.journal.verify()).intact


async def test_the_command_that_serves_does_so_over_a_database(tmp_path: Path, url: str):
    with SandboxServer() as registers:
        environment = {
            "TRACER_DATA_DIR": str(tmp_path / "data"),
            "TRACER_SOURCES_AT": registers.url,
            "TRACER_JOURNAL_URL": url,
            "TRACER_PORT": "0",
            "PATH": "/usr/bin:/bin",
        }
        bad = environment | {"TRACER_JOURNAL_URL": "postgresql://nobody:secret@127.0.0.1:1/none"}
        command = [sys.executable, "-c", "from api.cli import main; main()"]

        def run(words: list[str], told: dict[str, str]) -> subprocess.CompletedProcess[str]:
            return subprocess.run(
                [*command, *words], env=told, cwd=ROOT, capture_output=True, text=True, check=False
            )

        refused = await asyncio.to_thread(run, ["serve"], bad)
        assert refused.returncode != 0
        assert "journal-unavailable" in refused.stderr
        assert "secret" not in refused.stderr
        assert "Traceback" not in refused.stderr
        verified = await asyncio.to_thread(run, ["journal", "verify"], environment)
        assert verified.returncode == 0, verified.stderr
