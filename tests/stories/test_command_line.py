"""The command as a shell runs it: what it prints, what it answers, and that nobody is an argument."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import jsonschema_rs
import pytest
import typer.main

from api.cli import app
from api.demo import case_file
from api.exits import Exit, of_error
from api.wiring import SystemClock
from connectors.sandbox.scenarios import FREQUENT_NAME, RARE_NAME, Scenario
from connectors.sandbox.serve import SandboxServer
from policies.load import load_packs
from tracer.errors import BudgetExhausted, Conflict, IntegrityFailure, NotFound

DOCS = Path(__file__).parents[2] / "docs"
DEAD = "http://127.0.0.1:9"  # nothing listens there


@pytest.fixture(scope="module")
def calm() -> Iterator[SandboxServer]:
    with SandboxServer() as server:
        yield server


def tracer(folder: Path, *words: str, text: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).with_name("tracer"), *words],
        input=text,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**os.environ, "TRACER_DATA_DIR": str(folder), "LC_ALL": "C.UTF-8"},
    )


def a_file(scenario: Scenario = RARE_NAME, **changes: Any) -> str:
    return json.dumps(case_file(scenario, SystemClock().now().date()) | changes)


def written(folder: Path) -> dict[int, tuple[str, str, dict[str, Any]]]:
    """Every journal entry by its place: its kind, its hash and its body."""
    with sqlite3.connect(folder / "journal.sqlite") as connection:
        rows = connection.execute("SELECT sequence, kind, entry_hash, body FROM journal_entry")
        return {place: (kind, digest, json.loads(body)) for place, kind, digest, body in rows}


@pytest.mark.parametrize("scenario", [RARE_NAME, FREQUENT_NAME], ids=lambda one: one.key)
def test_the_report_as_json_is_what_the_published_schema_promises_and_what_the_journal_holds(
    scenario: Scenario, tmp_path: Path, calm: SandboxServer
) -> None:
    text = a_file(scenario)
    words = ("trace", "--file", "-", "--sources-at", calm.url, "--json")
    run = tracer(tmp_path, *words, text=text)
    assert (run.returncode, run.stderr) == (Exit.OK, "")
    report = json.loads(run.stdout)
    promised = json.loads((DOCS / "report.schema.json").read_text())
    jsonschema_rs.validator_for(promised).validate(report)
    entries = written(tmp_path)
    for offered in (report["opening"], *report["proposals"], *report["refusals"]):
        _, digest, body = entries[offered["receipt"]["sequence"]]
        assert digest == offered["receipt"]["entry_hash"]
        assert body["effect"] == offered.get("effect", "permit")
    for outcome in report["coverage"]:
        assert entries[outcome["receipt"]][2]["source"] == outcome["source"]
    openings = [body for kind, _, body in entries.values() if kind == "opening"]
    assert [body["point"] for body in openings] == [
        entries[proposal["receipt"]["sequence"]][2]["point"] for proposal in report["proposals"]
    ]
    for body in openings:  # each decided again, at its moment
        _, _, decided = entries[body["decision"]]
        assert (decided["effect"], decided["opening"]) == ("permit", True)
        assert (decided["grant"], decided["point"]) == (body["grant"], body["point"])
    names = {name["surname"].casefold() for name in json.loads(text)["subject"]["names"]}
    for _, _, body in entries.values():
        assert not any(name in json.dumps(body).casefold() for name in names)


def test_a_case_file_that_is_read_is_one_the_published_schema_allows() -> None:
    allowed = json.loads((DOCS / "case.schema.json").read_text())
    jsonschema_rs.validator_for(allowed).validate(json.loads(a_file()))


def test_a_budget_of_one_call_ends_in_six_and_says_what_was_not_asked(
    tmp_path: Path, calm: SandboxServer
) -> None:
    text = a_file(budget={"max_calls": 1})
    run = tracer(tmp_path, "trace", "--file", "-", "--sources-at", calm.url, text=text)
    assert run.returncode == Exit.BUDGET, run.stderr
    assert "budget of calls" in run.stdout


def test_registers_that_do_not_answer_end_in_seven_and_nothing_is_said_of_anyone(
    tmp_path: Path,
) -> None:
    run = tracer(tmp_path, "trace", "--file", "-", "--sources-at", DEAD, "--json", text=a_file())
    assert run.returncode == Exit.PARTIAL, run.stderr
    report = json.loads(run.stdout)
    assert report["status"] == "incomplete"
    assert report["partial"] is True
    assert report["proposals"] == []
    assert report["match"]["candidates"] == []


def test_without_a_journal_nothing_is_shown_and_the_answer_is_eight(
    tmp_path: Path, calm: SandboxServer
) -> None:
    (tmp_path / "journal.sqlite").mkdir()
    calm.forget_calls()
    run = tracer(
        tmp_path, "trace", "--file", "-", "--sources-at", calm.url, "--json", text=a_file()
    )
    assert run.returncode == Exit.INTEGRITY
    assert run.stdout == ""
    assert "journal-unavailable" in run.stderr
    assert "Traceback" not in run.stderr
    assert not any(calm.calls.values())


def test_a_data_folder_that_is_being_served_is_a_conflict(tmp_path: Path) -> None:
    with (tmp_path / "serving").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        run = tracer(tmp_path, "serve", "--sources-at", DEAD, "--port", "0")
    assert run.returncode == Exit.CONFLICT
    assert len(run.stderr.strip().splitlines()) == 1


def test_a_key_is_printed_once_and_only_its_hash_is_kept(tmp_path: Path) -> None:
    run = tracer(tmp_path, "key", "create", "--name", "desk", "--scope", "cases:read")
    assert run.returncode == Exit.OK
    [key] = run.stdout.split()
    secret = key.split("_", 2)[2]
    with sqlite3.connect(tmp_path / "cases.sqlite") as connection:
        kept = connection.execute("SELECT * FROM api_keys").fetchall()
    assert len(kept) == 1
    assert hashlib.sha256(secret.encode()).hexdigest() in map(str, kept[0])
    for path in tmp_path.iterdir():
        assert secret.encode() not in path.read_bytes()


def test_the_demonstration_accounts_for_every_step_in_french(tmp_path: Path) -> None:
    run = tracer(tmp_path, "demo", "--lang", "fr")
    assert (run.returncode, run.stderr) == (Exit.OK, "")
    headings = (
        "Mandat et base légale",
        "Vérifié d'abord",
        "Sources",
        "Candidats",
        "Décision",
        "Moyens de contact, dans l'ordre",
        "Refusés ou à décider",
        "Journal",
    )
    places = [run.stdout.index(f"\n{heading} ─") for heading in headings]
    assert places == sorted(places)
    for said in (
        "reçu ",
        "homonymes attendus",
        "fr.recherche_entreprises",
        "fr.bodacc",
        "non interrogé",
        "FR-RBE",
    ):
        assert said in run.stdout, said
    assert "chaîne intacte" in run.stdout
    assert not any(tmp_path.iterdir())  # the demonstration has a folder of its own


def commands(
    group: click.Command, path: tuple[str, ...] = ()
) -> Iterator[tuple[str, click.Command]]:
    if not hasattr(group, "list_commands"):
        yield " ".join(path), group
        return
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield from commands(command, (*path, name))


def test_every_command_the_product_promises_is_there_and_none_takes_a_person() -> None:
    """Data of a case comes in a file or on standard input, never in arguments others can list."""
    told = {
        name: {parameter.name for parameter in command.params} - {"help"}
        for name, command in commands(typer.main.get_command(app))  # type: ignore[arg-type]
    }
    assert told.keys() >= {
        "demo",
        "trace",
        "serve",
        "sandbox serve",
        "journal verify",
        "policy list",
        "policy explain",
        "sources list",
        "key create",
        "match pair",
        "match screen",
        "match build",
        "match evaluate",
        "rights receive",
        "watches poll",
        "evidence verify",
    }
    known = {"file", "sources_at", "lang", "as_json", "companies", "port", "misbehave", "seed"}
    known |= {"rule", "scope", "key_id"}
    known |= {"files", "queries", "against", "folder", "out", "register", "map_"}  # paths
    known |= {"certificate", "certify", "index", "extract"}  # paths
    known |= {"court"}  # refused before anything is asked, unless it is the name of one
    known |= {"gold", "best", "share"}  # a column, and numbers
    known |= {"case", "request", "report", "mandate", "by"}  # opaque ids and references
    known |= {"pack", "pdf", "capacity", "person"}  # paths, an office, and an opaque id
    known |= {"source", "since", "capture", "roots", "token"}  # ids, a day and paths
    known |= {"told_on", "outcome", "text", "everything"}  # days, choices and switches
    known |= {
        "sequence",
        "key",
        "key_file",
        "state",
        "response",
        "trusted",
    }  # of the journal: no secret
    assert told["key create"] == {"name", "scope"}  # the name of a key
    assert set().union(*told.values()) - {"name"} <= known


def test_each_error_has_its_stable_code() -> None:
    codes = [
        of_error(error("")) for error in (NotFound, Conflict, BudgetExhausted, IntegrityFailure)
    ]
    assert codes == [Exit.NOT_FOUND, Exit.CONFLICT, Exit.BUDGET, Exit.INTEGRITY]
    assert [code.value for code in codes] == [3, 5, 6, 8]
    assert (Exit.OK, Exit.USAGE, Exit.REFUSED, Exit.PARTIAL) == (0, 2, 4, 7)
    table = (DOCS / "case-and-report.md").read_text()
    assert all(f"\n| {code.value} |" in table for code in Exit if code is not Exit.FAULT)


def test_enough_rules_govern_every_step_and_each_has_its_reason() -> None:
    """The numbers and subjects the first version promised."""
    packs = load_packs(("eu", "fr"))
    assert len(packs.rules) >= 30
    assert {operation for rule in packs.rules for operation in rule.operations} == {
        "recording",
        "collection",
        "combination",
        "disclosure",
        "consultation",
    }
    for rule in packs.rules:
        assert rule.title.fr
        assert rule.title.en
        assert rule.citation.instrument
        assert rule.examples
