"""Nothing is shown without an earlier committed entry, wherever the process dies or the disk fails.

`make prove-crashes` does it 10,000 times.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from tests.faults.scene import STEPS


def crashed(injections: int, *more: str) -> dict[str, Any]:
    """The harness in a process of its own: it forks, and bends SQLite's calls to the disk."""
    asked = [sys.executable, "-m", "tests.faults.crashes", "--json"]
    done = subprocess.run(
        [*asked, "--injections", str(injections), *more],
        capture_output=True,
        timeout=300,
        check=False,
    )
    assert done.stdout, done.stderr.decode()[-2000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_nothing_is_shown_without_an_earlier_committed_entry():
    found = crashed(300)
    total = found["total"]
    assert total["injections"] == 300
    assert (total["unwritten"], total["broken"], total["faults"]) == (0, 0, 0), found["faults"]
    # It struck before, between and after: some values were shown, some only written.
    assert total["shown"] > 30
    assert total["written_only"] > 2
    for step in STEPS[:-1]:
        assert {f"before {step}", f"after {step}"} <= set(found["boundaries"])
    for verb in ("write", "sync"):  # SQLite's own calls are reached too
        assert f"after {verb} journal.sqlite-wal" in found["boundaries"]


def test_the_harness_catches_a_gate_that_opens_before_the_use_is_written():
    found = crashed(70, "--gate", "reordered", "--faults", "kill", "power")
    assert found["faults"]["kill"]["unwritten"] > 2
    assert found["faults"]["power"]["unwritten"] > 2


def test_the_harness_catches_a_journal_that_does_not_wait_for_the_disk():
    found = crashed(40, "--synchronous", "OFF", "--faults", "power")
    assert found["total"]["unwritten"] + found["total"]["broken"] > 3


def test_a_journal_taken_away_in_the_middle_of_a_commit_shows_nothing():
    assert crashed(30, "--faults", "midway")["total"]["unwritten"] == 0
