"""The verification printed in the documentation needs nothing of Tracer, and finds what was touched."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from api.services import Services
from connectors.sandbox.scenarios import RARE_NAME
from tests.stories.conftest import case_of, traced

PAGE = Path(__file__).parents[2] / "docs" / "verify-the-journal.md"


def by_hand(journal: Path) -> subprocess.CompletedProcess[str]:
    """What the page prints, run by a Python that knows nothing of the project."""
    [script] = re.findall(r"```python\n(.*?)```", PAGE.read_text(), flags=re.DOTALL)
    return subprocess.run(
        [sys.executable, "-I", "-S", "-c", script, str(journal)],
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )


@pytest.mark.parametrize(
    "touch",
    [
        "UPDATE journal_entry SET body = replace(body, 'permit', 'forbid') WHERE sequence = 3",
        "UPDATE journal_entry SET at = '2020-01-01T00:00:00+00:00' WHERE sequence = 3",
        "DELETE FROM journal_entry WHERE sequence = 3",
    ],
    ids=["edited", "backdated", "removed"],
)
async def test_the_page_verifies_a_journal_and_finds_the_entry_that_was_touched(
    touch: str, services: Services, tmp_path: Path
) -> None:
    await traced(services, case_of(RARE_NAME))
    whole = by_hand(tmp_path / "journal.sqlite")
    head = (await services.journal.verify()).head
    assert (whole.returncode, whole.stdout.split()) == (0, ["intact;", "head", head])
    copy = tmp_path / "copy.sqlite"
    with sqlite3.connect(tmp_path / "journal.sqlite") as source, sqlite3.connect(copy) as target:
        source.backup(target)
        for (trigger,) in target.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            target.execute(f"DROP TRIGGER {trigger}")
        target.execute(touch)
        target.commit()
    broken = by_hand(copy)
    assert broken.returncode == 1
    assert broken.stderr.strip() == "entry 3 does not hold"
