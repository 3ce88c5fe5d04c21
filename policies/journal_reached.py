"""How far the journal was ever signed, kept with the vault's keys: a journal put back shows against it.

The mark only grows. It is written after the entries and their checkpoint, so it never names more than
was on disk, and a kill in between leaves it behind the journal and never before it.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from policies.checkpoint import Checkpoint, Verifier, read_checkpoint, unsigned
from tracer.errors import IntegrityFailure

KEYS_FILE = "keys.sqlite"
"""The vault's keys. Whoever takes this file away takes every sealed value of the service with it."""

# The last checkpoint known, for each journal in the folder, by file name.
CREATE = """CREATE TABLE IF NOT EXISTS journal_reached (
  journal TEXT PRIMARY KEY, size INTEGER NOT NULL, note TEXT NOT NULL) STRICT"""
# Keep a checkpoint unless a later one is kept.
KEEP = """INSERT INTO journal_reached (journal, size, note) VALUES (?, ?, ?)
  ON CONFLICT (journal) DO UPDATE SET size = excluded.size, note = excluded.note
  WHERE excluded.size > size"""
# Make place for an earlier one.
FORGET = "DELETE FROM journal_reached WHERE journal = ?"
# The checkpoint of a journal.
GET = "SELECT note FROM journal_reached WHERE journal = ?"
IS_THERE = "SELECT 1 FROM sqlite_master WHERE name = 'journal_reached'"


class Reached:
    """The mark of one journal file, open for writing. Not synced: a power cut may set it back."""

    def __init__(self, journal: Path, busy_ms: int) -> None:
        path = journal.with_name(KEYS_FILE)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        self._name = journal.name
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        for pragma in (f"busy_timeout={busy_ms}", "journal_mode=WAL", "synchronous=NORMAL"):
            self._connection.execute(f"PRAGMA {pragma}")
        self._connection.execute(CREATE)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def get(self, verifier: Verifier) -> Checkpoint | None:
        """The checkpoint that is kept, if any. Raises IntegrityFailure for one that is not signed."""
        row = self._connection.execute(GET, (self._name,)).fetchone()
        return None if row is None else read_checkpoint(row[0], verifier)

    def keep(self, size: int, note: str, *, in_any_case: bool = False) -> None:
        """Keep a checkpoint unless a later one is kept; `in_any_case` even then."""
        if in_any_case:
            self._connection.execute(FORGET, (self._name,))
        self._connection.execute(KEEP, (self._name, size, note))


def reached(journal: Path, verifier: Verifier | None) -> Checkpoint | None:
    """How far a journal file was ever signed, read only; None where nothing says so.

    Without a verifier its signature is not looked at. Raises IntegrityFailure if it cannot be read.
    """
    path = journal.with_name(KEYS_FILE)
    if not path.is_file():
        return None
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as found:
            if found.execute(IS_THERE).fetchone() is None:
                return None
            row = found.execute(GET, (journal.name,)).fetchone()
    except sqlite3.Error as error:
        raise IntegrityFailure("the mark of how far the journal came cannot be read") from error
    if row is None:
        return None
    note = str(row[0])
    return (
        read_checkpoint(note, verifier) if verifier else unsigned(note.partition("\n\n")[0] + "\n")
    )
