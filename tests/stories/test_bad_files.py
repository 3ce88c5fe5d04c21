"""A bad case file gets one clear line naming the field, the right exit code, and an entry in the
journal; nothing else is kept."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from api.demo import case_file
from api.exits import Exit
from api.wiring import SystemClock
from connectors.sandbox.scenarios import RARE_NAME
from connectors.sandbox.serve import SandboxServer

CANARY = "Zzyzxcanary"


@dataclass
class Run:
    code: int
    out: str
    err: str
    folder: Path

    def rows(self, database: str, question: str) -> list[tuple[Any, ...]]:
        path = self.folder / database
        with sqlite3.connect(path) as connection:
            return connection.execute(question).fetchall()

    @property
    def refusals(self) -> list[str]:
        told = self.rows("journal.sqlite", "SELECT kind, body FROM journal_entry")
        return [
            body
            for kind, body in told
            if kind == "file_refused"
            or (kind == "decision" and json.loads(body)["effect"] != "permit")
        ]


def tracer(folder: Path, *words: str, text: str = "", **more: str) -> Run:
    told = subprocess.run(
        [Path(sys.executable).with_name("tracer"), *words],
        input=text,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**os.environ, "TRACER_DATA_DIR": str(folder), "LANG": "C.UTF-8", **more},
    )
    return Run(told.returncode, told.stdout, told.stderr, folder)


def changed(edit: Callable[[dict[str, Any]], object]) -> str:
    file = case_file(RARE_NAME, SystemClock().now().date())
    edit(file)
    return json.dumps(file)


BAD = {
    "an unknown field": (
        lambda f: f["subject"].update(nmae=CANARY),
        "subject.nmae: unknown field",
        Exit.USAGE,
    ),
    "an impossible birth date": (
        lambda f: f["subject"].update(birth="1979-02-30"),
        "subject.birth: no such date",
        Exit.USAGE,
    ),
    "an impossible due date": (
        lambda f: f["claim"].update(due_on="2026-02-30"),
        "claim.due_on:",
        Exit.USAGE,
    ),
    "a SIREN that fails its check": (
        lambda f: f["subject"].update(roles=[{"siren": "123456789"}]),
        "subject.roles.0.siren: the check digit is wrong",
        Exit.USAGE,
    ),
    "a control character in a name": (
        lambda f: f["subject"]["names"][0].update(surname="Quer\u0007valec"),
        "subject.names.0.surname: not written as its format asks",
        Exit.USAGE,
    ),
    "no surname": (
        lambda f: f["subject"].pop("names"),
        "subject: a person needs names",
        Exit.USAGE,
    ),
    "no mandate": (lambda f: f.pop("mandate"), "mandate: No written mandate", Exit.REFUSED),
    "an expired mandate": (
        lambda f: f["mandate"].update(expires_on="2026-10-31"),
        "mandate.expires_on",
        Exit.REFUSED,
    ),
    "a minor": (lambda f: f["subject"].update(birth="2012-05"), "subject.birth: ", Exit.REFUSED),
}


@pytest.mark.parametrize("what", BAD)
def test_a_bad_file_is_named_by_field_refused_on_record_and_not_kept(
    what: str, tmp_path: Path, registers: SandboxServer
) -> None:
    edit, expected, code = BAD[what]
    run = tracer(
        tmp_path, "trace", "--file", "-", "--sources-at", registers.url, text=changed(edit)
    )
    assert run.code == code, run.err
    assert expected in run.err
    assert len(run.err.strip().splitlines()) <= 3
    assert run.out == ""
    assert len(run.refusals) == 1
    assert run.rows("cases.sqlite", "SELECT count(*) FROM cases") == [(0,)]
    assert run.rows("graph.sqlite", "SELECT count(*) FROM graph_entity") == [(0,)]
    assert "Traceback" not in run.err


def test_the_value_of_a_bad_field_is_never_repeated(
    tmp_path: Path, registers: SandboxServer
) -> None:
    text = changed(lambda f: f["claim"].update(amount=CANARY, due_on=CANARY, nature=CANARY))
    run = tracer(tmp_path, "trace", "--file", "-", "--sources-at", registers.url, text=text)
    assert run.code == Exit.USAGE
    assert CANARY not in run.err + run.out + "".join(run.refusals)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"a": 1, "a": 2}', "\x00", "[" * 100_000])
def test_what_is_not_a_case_at_all_is_refused_without_a_fault(
    text: str, tmp_path: Path, registers: SandboxServer
) -> None:
    run = tracer(tmp_path, "trace", "--file", "-", "--sources-at", registers.url, text=text)
    assert run.code == Exit.USAGE
    assert "Traceback" not in run.err
    assert len(run.refusals) == 1


def test_a_file_that_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    assert tracer(tmp_path, "trace", "--file", str(tmp_path / "none.json")).code == Exit.USAGE


def test_real_sources_are_never_asked_anonymously(tmp_path: Path) -> None:
    text = changed(lambda f: None)
    run = tracer(tmp_path, "trace", "--file", "-", text=text, TRACER_CONTACT="")
    assert run.code == Exit.USAGE
    assert "TRACER_CONTACT" in run.err


def test_a_touched_journal_answers_eight(tmp_path: Path, registers: SandboxServer) -> None:
    words = ("trace", "--file", "-", "--sources-at", registers.url)
    tracer(tmp_path, *words, text=changed(lambda f: None))
    assert tracer(tmp_path, "journal", "verify").code == Exit.OK
    with sqlite3.connect(tmp_path / "journal.sqlite") as connection:
        for (trigger,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute("UPDATE journal_entry SET body = replace(body, 'permit', 'forbid')")
    run = tracer(tmp_path, "journal", "verify")
    assert run.code == Exit.INTEGRITY
    assert "broken at entry" in run.out
