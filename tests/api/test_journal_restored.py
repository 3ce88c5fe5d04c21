"""`tracer journal restored`: what is behind is refused, accepted by this command alone, and said."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import app
from api.exits import Exit
from policies.journal import SqlJournal
from tests.policies.situations import FixedClock
from tracer.errors import Conflict
from tracer.ports import JournalEntry

RUNNER = CliRunner()


async def grown(file: Path, entries: int) -> None:
    journal = await SqlJournal.open(file, FixedClock())
    for number in range(entries):
        body = {"number": number}
        await journal.append(
            JournalEntry(kind="k", case=None, subject=None, operator=None, body=body)
        )
    await journal.close()


def test_a_journal_put_back_is_refused_until_it_is_accepted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("TRACER_DATA_DIR", str(tmp_path))
    asyncio.run(grown(tmp_path / "journal.sqlite", 3))
    kept = tmp_path / "kept"
    kept.mkdir()
    for file in tmp_path.glob("journal.sqlite*"):
        shutil.copy(file, kept)
    asyncio.run(grown(tmp_path / "journal.sqlite", 2))
    for file in tmp_path.glob("journal.sqlite*"):
        file.unlink()
    shutil.copytree(kept, tmp_path, dirs_exist_ok=True)
    found = RUNNER.invoke(app, ["journal", "verify", "--lang", "en"])
    assert found.exit_code == Exit.INTEGRITY
    assert "5 entries were signed, 3 are here" in " ".join(found.output.split())
    accepted = RUNNER.invoke(app, ["journal", "restored"])
    assert accepted.exit_code == 0, accepted.output
    assert "entry 4 says what is lost" in accepted.output
    assert RUNNER.invoke(app, ["journal", "verify"]).exit_code == Exit.OK
    again = RUNNER.invoke(app, ["journal", "restored"])
    assert isinstance(again.exception, Conflict)
