"""The rights desk from the command line: opaque ids in arguments, words on standard input."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import app
from api.serve import alone
from api.wiring import wired
from tests.policies.situations import lawful_case
from tests.rights import planted
from tracer.case import Case, CaseId
from tracer.errors import Conflict, Invalid
from tracer.settings import Settings

RUNNER = CliRunner()
CASE = CaseId("cas_000000000000000000000001")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with one case in it."""
    monkeypatch.setenv("TRACER_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("TRACER_CONTACT", "ops@agence.example")
    asyncio.run(kept(replace(lawful_case(), id=CASE, reference=planted.REFERENCE)))
    return tmp_path


async def kept(case: Case) -> None:
    async with wired(Settings()) as services:
        await services.store.add(case)


def told(*arguments: str, said: object = None) -> str:
    """What a command prints; it ended well."""
    done = RUNNER.invoke(app, list(arguments), input=None if said is None else json.dumps(said))
    assert done.exit_code == 0, (done.output, done.exception)
    return done.stdout


def test_a_request_is_received_listed_and_granted_and_the_person_is_gone(folder: Path):
    assert planted.REFERENCE in planted.standing(folder, [planted.REFERENCE])
    body = {"kind": "erasure", "received_on": "2024-01-15"}
    request = json.loads(told("rights", "receive", CASE, "--by", "dpo-1", said=body))["id"]
    (line,) = told("rights", "list").splitlines()
    assert json.loads(line)["due_on"] == "2024-02-15"
    told("rights", "identified", request, "--by", "dpo-1")
    told("rights", "decide", request, "--by", "dpo-1", said={"granted": True})
    assert planted.standing(folder, [planted.REFERENCE]) == set()
    assert told("journal", "verify")
    owed = [json.loads(line) for line in told("rights", "list").splitlines()]
    assert [one["mandate"] for one in owed] == ["M-1"]
    told("rights", "told", request, "M-1", "--by", "dpo-1")
    assert told("rights", "list") == ""


def test_what_may_erase_does_not_run_beside_the_service(folder: Path):
    with alone(folder):
        done = RUNNER.invoke(app, ["retention", "sweep"])
    assert isinstance(done.exception, Conflict)
    assert "case\t0" in told("retention", "sweep")


def test_a_name_is_not_an_operator(folder: Path):
    done = RUNNER.invoke(app, ["rights", "identified", "rig_1", "--by", "Ivain Trescol"])
    assert isinstance(done.exception, Invalid)
    assert "Trescol" not in str(done.exception)
