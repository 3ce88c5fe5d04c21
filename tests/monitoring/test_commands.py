"""`tracer watches`, over a data folder."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.monitoring.commands import watches_app
from api.monitoring.store import WatchState, watch_store
from api.wiring import wired
from tests.policies.situations import lawful_case
from tracer.case import CaseId
from tracer.monitoring import CompanyWatch, WatchedCompany, WatchPurpose
from tracer.settings import Settings

RUNNER = CliRunner()
CASE, WATCH = CaseId("cas_000000000000000000000001"), "wat_000000000000000000000001"
SIREN = "123456782"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with a watch whose debtor no search confirmed since."""
    monkeypatch.setenv("TRACER_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("TRACER_CONTACT", "ops@agence.example")
    asyncio.run(kept())
    return tmp_path


async def kept() -> None:
    async with wired(Settings()) as services:
        await services.store.add(replace(lawful_case(), id=CASE))
        now = services.clock.now()
        watch = CompanyWatch(
            id=WATCH,
            case=CASE,
            companies=(WatchedCompany(country="FR", number=SIREN),),
            purposes=(WatchPurpose.INSOLVENCY,),
            until=now.date() + timedelta(days=30),
            created_by="op-1",
            created_at=now,
        )
        await watch_store(services).add(WatchState(watch=watch, seen_to=now.date()), 1)


def told(*arguments: str) -> str:
    """What a command prints; it ended well."""
    done = RUNNER.invoke(watches_app, list(arguments))
    assert done.exit_code == 0, (done.output, done.exception)
    return done.stdout


def test_watches_are_listed_by_opaque_ids_and_polled(folder: Path):
    (line,) = told("list").splitlines()
    assert line.split()[:2] == [WATCH, CASE]
    assert line.endswith("never")
    assert SIREN not in line
    assert told("poll").splitlines()[-1] == "1"
    assert not told("list").rstrip().endswith("never")
    assert told("poll").splitlines()[-1] == "0"


def test_lines_of_the_stream_about_others_poll_nothing(folder: Path) -> None:
    lines = b'\n{"resource_kind":"company-profile","resource_uri":"/company/00000001",' + (
        b'"resource_id":"00000001","data":{"company_number":"00000001"},'
        b'"event":{"timepoint":1,"type":"changed","published_at":"2026-11-01T00:00:00"}}\n'
    )
    told = RUNNER.invoke(watches_app, ["heed"], input=lines)
    assert (told.exit_code, told.output) == (0, "0\n")
