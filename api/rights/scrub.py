"""After a deletion, nothing of it stays in the files: not in freed pages, not in the logs.

SQLite overwrites what is deleted; what it moved between pages before may stay in their slack, so a
file that held something in clear is rebuilt.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

REBUILT = ("graph.sqlite", "cases.sqlite", "tracer.sqlite")
"""Files with something in clear. The journal and the keys have nothing of it."""

WAIT_MILLISECONDS = 5000


def scrub(folder: Path) -> tuple[str, ...]:
    """Rebuild what held clear text and empty every log; the names of files still to be emptied.

    A reader that holds an old snapshot keeps a log; the next sweep empties it.
    """
    return tuple(path.name for path in sorted(folder.glob("*.sqlite")) if not scrubbed(path))


def scrubbed(path: Path) -> bool:
    """Whether the file could be rebuilt, if it must be, and its log emptied."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA busy_timeout = {WAIT_MILLISECONDS}")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA temp_store = MEMORY")
        try:
            if path.name in REBUILT:
                connection.execute("VACUUM")
            row = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.OperationalError:  # busy
            return False
    return row is not None and row[0] == 0
