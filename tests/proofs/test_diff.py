"""What a change of the packs newly permits and newly withholds is told, with a situation that shows it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import policies.load
from tests.proofs.diff import changes, folder, main

PACKS = Path(policies.load.__file__).parent / "packs"
RULE = "FR-CC-L121-7-FREQUENCY"


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """A folder with the same packs, to be edited."""
    return Path(shutil.copytree(PACKS, tmp_path / "packs"))


def edit(root: Path, old: str, new: str) -> None:
    file = next(f for f in root.glob("*/*.toml") if RULE in f.read_text("utf-8"))
    text = file.read_text("utf-8")
    head, tail = text[: text.index(RULE)], text[text.index(RULE) :]
    assert old in tail
    file.write_text(head + tail.replace(old, new, 1), "utf-8")


def test_the_same_packs_change_nothing(capsys):
    assert main([str(PACKS), str(PACKS)]) == 0
    said = capsys.readouterr().out
    assert said.count("none") == 7
    assert "about a" not in said


def test_seven_messages_for_three_is_newly_permitted_and_nothing_is_newly_withheld(
    other: Path, capsys
):
    edit(other, '{ ge = ["known_attempts_7d", 3] }', '{ ge = ["known_attempts_7d", 7] }')
    for example in ("known_attempts_7d = 3", "known_attempts_7d = 4"):
        if example in (other / "fr" / "contact.toml").read_text("utf-8"):
            edit(other, example, "known_attempts_7d = 7")
    found = {(c.operation.value, c.what): c.witness for c in changes(folder(PACKS), folder(other))}
    shown = [key for key, witness in found.items() if witness]
    assert shown == [
        ("disclosure", "newly permitted"),
        ("disclosure", "to a person that was forbidden"),
    ]
    assert main([str(PACKS), str(other)]) == 0
    said = capsys.readouterr().out
    assert f"added or changed: {RULE} v1" in said
    assert "newly forbidden: none" in said
    assert "newly referred: none" in said
    assert "disclosure about a " in said
    back = {c.what for c in changes(folder(other), folder(PACKS)) if c.witness}
    assert back == {"newly forbidden", "forbidden that went to a person"}


def test_a_folder_without_packs_is_refused(tmp_path: Path, capsys):
    assert main([str(tmp_path), str(PACKS)]) == 1
    assert main([str(tmp_path / "missing"), str(PACKS)]) == 2
    assert "there is no pack" in capsys.readouterr().err
