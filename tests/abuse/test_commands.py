"""What compliance tells the command line: on standard input, kept as keyed hashes, journalled."""

from __future__ import annotations

import asyncio
import io
import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import structlog

from api import cli
from api.casefile import SubjectIn
from api.demo import case_file
from api.errors import OperatorUndeclared
from api.journals import open_journal
from api.safeguards import operators
from api.safeguards.protected import listed
from api.wiring import SystemClock, wired
from connectors.sandbox.scenarios import RARE_NAME
from tests.api.house import House
from tracer.ports import StoredEntry
from tracer.settings import Settings

TIES: dict[str, Any] = {
    "surnames": ["Zzyxcanari"],
    "addresses": [{"line": "8 rue Vrombissante", "postcode": "99999", "city": "Ville-Fictive"}],
    "mail_domains": ["grumpfel.example"],
}
PERSON: dict[str, Any] = {
    "kind": "sole_trader",
    "names": [{"surname": "Zzyxcanari", "given": ["Ombeline"]}],
    "birth": "1979-03",
    "phones": ["06 39 98 00 01"],
    "emails": ["ombeline@grumpfel.example"],
    "deceased": False,
    "protection": "none",
    "over_indebted": False,
    "hidden_address": False,
}
PERSONAL = ("zzyxcanari", "vrombissante", "grumpfel", "ombeline", "639980001")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("TRACER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("TRACER_CONTACT", "ops@agence.example")
    yield tmp_path / "data"
    structlog.reset_defaults()


def tracer(monkeypatch: pytest.MonkeyPatch, *words: str, told: object = None) -> int:
    """The exit code of a command line that is told something on standard input."""
    sent = json.dumps(told).encode() if told is not None else b""
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(sent)))
    monkeypatch.setattr(sys, "argv", ["tracer", *words])
    try:
        cli.main()
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def entries() -> list[StoredEntry]:
    async def read() -> list[StoredEntry]:
        async with open_journal(Settings(), SystemClock()) as journal:
            return list(await journal.read())

    return asyncio.run(read())


def on_disk(folder: Path) -> bytes:
    """Every byte of every file, without case."""
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file()).lower()


def test_nothing_told_reaches_the_output_or_the_disk_in_clear(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
):
    assert tracer(monkeypatch, "key", "create", "--name", "desk") == 0
    key = capfd.readouterr().out.split("_")[1]
    assert tracer(monkeypatch, "operator", "declare", key, told=TIES) == 0
    assert capfd.readouterr().out.strip() == key
    assert tracer(monkeypatch, "protected", "add", "--by", "c1", told={"subject": PERSON}) == 0
    person = capfd.readouterr().out.strip()
    canary = case_file(RARE_NAME, datetime.now(UTC).date())
    canary["subject"] = PERSON
    assert tracer(monkeypatch, "canary", "plant", "--by", "c1", told=canary) == 0
    case = capfd.readouterr().out.strip()
    assert case.startswith("cas_")
    assert tracer(monkeypatch, "protected", "alerts") == 0
    assert tracer(monkeypatch, "operator", "lock", key, "--by", "c1") == 0
    held = on_disk(folder)
    said = capfd.readouterr()
    for word in PERSONAL:
        assert word.encode() not in held, word
        assert word not in (said.out + said.err).casefold()

    async def is_listed() -> bool:
        async with wired(Settings()) as services:
            return await listed(services.watch, SubjectIn.model_validate(PERSON).read())

    assert asyncio.run(is_listed())
    assert tracer(monkeypatch, "protected", "remove", person, "--by", "c1") == 0
    assert tracer(monkeypatch, "protected", "remove", person, "--by", "c1") == 3
    assert not asyncio.run(is_listed())
    kinds = [stored.entry.kind for stored in entries()]
    wanted = ["key_made", "operator_declared", "protected_added", "canary_planted", "alert"]
    assert [kind for kind in kinds if kind in wanted] == wanted
    assert "protected_removed" in kinds


def test_what_is_wrong_is_named_by_field_and_never_by_value(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
):
    wrong = {"subject": PERSON | {"birth": "zzyxcanari"}}
    assert tracer(monkeypatch, "protected", "add", "--by", "c1", told=wrong) == 2
    said = capfd.readouterr()
    assert "subject.birth" in said.err
    assert "zzyxcanari" not in said.out + said.err


def test_declaring_for_a_key_that_is_not_there_is_not_found(monkeypatch: pytest.MonkeyPatch):
    assert tracer(monkeypatch, "operator", "declare", "0" * 16, told=TIES) == 3


def test_making_and_revoking_a_key_is_journalled_without_its_secret(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
):
    assert tracer(monkeypatch, "key", "create", "--name", "desk") == 0
    _, key, secret = capfd.readouterr().out.strip().split("_", 2)
    assert tracer(monkeypatch, "key", "revoke", key) == 0
    told = [(e.entry.kind, e.entry.body["key"]) for e in entries() if "key" in e.entry.kind]
    assert told == [("key_made", key), ("key_revoked", key)]
    assert secret.lower().encode() not in on_disk(folder)


async def test_in_production_who_declared_nothing_works_no_case(house: House):
    strict = replace(house.services.watch, strict=True)
    key = (await house.key()).split("_")[1]
    with pytest.raises(OperatorUndeclared):
        await operators.admit(strict, key)
    await operators.declare(strict, key, ())
    await operators.admit(strict, key)
