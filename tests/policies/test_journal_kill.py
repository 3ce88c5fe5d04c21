"""A receipt that was given is on disk, whenever the process dies and however many write at once."""

from __future__ import annotations

import asyncio
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from policies.journal import SqlJournal
from policies.journal_file import verify_file
from tests.policies.situations import FixedClock

ROOT = Path(__file__).parents[2]
KILLS = 4


def started(path: Path, entries: int, said: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.policies.appending", str(path), str(entries)]
    with said.open("wb") as out:
        return subprocess.Popen(command, cwd=ROOT, stdout=out)


def told(said: Path) -> dict[int, str]:
    """Receipts that were given in full."""
    lines = said.read_text().splitlines(keepends=True)
    pairs = (line.split() for line in lines if line.endswith("\n"))
    return {int(sequence): entry_hash for sequence, entry_hash in pairs}


async def written(path: Path) -> dict[int, str]:
    journal = await SqlJournal.open(path, FixedClock())
    kept = await journal.read()
    await journal.close()
    return {stored.receipt.sequence: stored.receipt.entry_hash for stored in kept}


async def test_every_receipt_given_before_a_kill_is_in_the_file_after_it(tmp_path: Path):
    path, rng = tmp_path / "journal.sqlite", random.Random()
    receipts: dict[int, str] = {}
    for number in range(KILLS):
        said = tmp_path / f"said-{number}"
        process = started(path, 0, said)
        until = time.monotonic() + 20
        while not said.stat().st_size and time.monotonic() < until:  # noqa: ASYNC110
            await asyncio.sleep(0.01)  # another process writes it
        await asyncio.sleep(rng.uniform(0, 0.15))
        process.send_signal(signal.SIGKILL)
        process.wait()
        given = told(said)
        assert given
        assert not given.keys() & receipts.keys()
        receipts |= given
        assert (await verify_file(path)).intact
    kept = await written(path)
    assert receipts.items() <= kept.items()


async def test_several_processes_write_one_journal_at_once(tmp_path: Path):
    path = tmp_path / "journal.sqlite"
    await (await SqlJournal.open(path, FixedClock())).close()
    said = [tmp_path / f"said-{number}" for number in range(3)]
    processes = [started(path, 192, place) for place in said]
    assert [process.wait(60) for process in processes] == [0, 0, 0]
    receipts: dict[int, str] = {}
    for place in said:
        given = told(place)
        assert len(given) == 192
        assert not given.keys() & receipts.keys()
        receipts |= given
    assert await written(path) == receipts
    found = await verify_file(path)
    assert (found.intact, found.entries) == (True, 3 * 192)
