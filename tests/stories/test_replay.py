"""What compliance asks of past decisions, as a shell runs it."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from api.exits import Exit
from connectors.sandbox.serve import SandboxServer
from tests.stories.test_command_line import a_file, tracer, written

SHIPPED = Path(__file__).parents[2] / "policies" / "packs"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which one case was traced, so that there are decisions to replay."""
    folder = tmp_path_factory.mktemp("data")
    with SandboxServer() as server:
        ran = tracer(folder, "trace", "--file", "-", "--sources-at", server.url, text=a_file())
    assert ran.returncode in (Exit.OK, Exit.PARTIAL), ran.stderr
    return folder


def test_every_decision_of_a_trace_replays_the_same_and_the_look_is_written_down(data: Path):
    before = written(data)
    decisions = [place for place, (kind, _, _) in before.items() if kind == "decision"]
    ran = tracer(data, "policy", "replay", "--lang", "en")
    assert ran.returncode == Exit.OK, ran.stderr
    assert ran.stdout.split() == [
        str(len(decisions)), "decisions", str(len(decisions)), "identical",
    ]  # fmt: skip
    new = [kind for place, (kind, _, _) in written(data).items() if place not in before]
    assert new == ["look"]


def test_one_decision_replays_by_its_receipt_and_what_is_none_is_not_found(data: Path):
    places = written(data)
    decided = next(place for place, (kind, _, _) in places.items() if kind == "decision")
    other = next(place for place, (kind, _, _) in places.items() if kind != "decision")
    assert "identique" in tracer(data, "policy", "replay", str(decided), "--lang", "fr").stdout
    assert tracer(data, "policy", "replay", str(other)).returncode == Exit.NOT_FOUND
    assert tracer(data, "policy", "replay", "999999").returncode == Exit.NOT_FOUND


def test_what_if_lists_what_another_pack_would_change(data: Path, tmp_path: Path):
    packs = tmp_path / "packs"
    shutil.copytree(SHIPPED, packs)
    ran = tracer(data, "policy", "what-if", "--pack", str(packs), "--lang", "en")
    assert "different" not in ran.stdout
    file = packs / "product" / "limits.toml"
    file.write_text(
        file.read_text()
        + """
[[rule]]
id = "X-NO-LETTER"
version = 1
title = { fr = "Pas de lettre", en = "No letter" }
message = { fr = "Aucune lettre.", en = "No letter." }
remedy = { fr = "Attendez.", en = "Wait." }
authority = "product_default"
citation = { instrument = "Tracer", article = "default", checked = false }
valid = { from = 2018-05-25 }
operations = ["disclosure"]
effect = "forbid"
when.eq = ["channel_kind", "letter"]
examples = [
  { expect = "fires", given = { channel_kind = "letter" } },
  { expect = "silent", given = { channel_kind = "sms" } },
  { expect = "unknown", given = {} },
]
"""
    )
    ran = tracer(data, "policy", "what-if", "--pack", str(packs), "--lang", "en")
    assert ran.returncode == Exit.OK, ran.stderr
    assert "→ forbid: " in ran.stdout
    assert "X-NO-LETTER" in ran.stdout


def test_a_pack_that_does_not_load_is_refused_by_file_and_rule(data: Path, tmp_path: Path):
    (tmp_path / "fr").mkdir()
    (tmp_path / "fr" / "rules.toml").write_text('[[rule]]\nid = "FR-X"\n')
    ran = tracer(data, "policy", "what-if", "--pack", str(tmp_path))
    assert ran.returncode == Exit.INTEGRITY
    assert "fr/rules.toml" in ran.stderr
    assert "FR-X" in ran.stderr


def test_rules_that_are_gone_and_facts_that_are_gone_are_told_apart(data: Path, tmp_path: Path):
    copy = tmp_path / "data"
    shutil.copytree(data, copy)
    shutil.rmtree(copy / "packs")
    assert "rules not kept here" in tracer(copy, "policy", "replay").stdout
    with sqlite3.connect(copy / "keys.sqlite") as connection:
        connection.execute("UPDATE subject_key SET wrapped = x''")
    assert "facts erased" in tracer(copy, "policy", "replay").stdout
