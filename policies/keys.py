"""Where wrapped subject keys lie. Destroying one is erasure: it leaves an empty mark, never the key."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from tracer.errors import JournalUnavailable

DESTROYED = b""
"""What stands in place of a destroyed key, so that it is never made again."""

# One wrapped key per subject; an empty one was destroyed.
CREATE = """CREATE TABLE IF NOT EXISTS subject_key (
  subject TEXT PRIMARY KEY, wrapped BLOB NOT NULL) STRICT"""
# The subject's key.
GET = "SELECT wrapped FROM subject_key WHERE subject = ?"
# Keep a key unless there is one already.
ADD = "INSERT INTO subject_key (subject, wrapped) VALUES (?, ?) ON CONFLICT DO NOTHING"
# Overwrite the key with nothing.
DESTROY = """INSERT INTO subject_key (subject, wrapped) VALUES (?, x'')
  ON CONFLICT (subject) DO UPDATE SET wrapped = x''"""


class KeyStore(Protocol):
    """Keeps wrapped keys by subject."""

    def get(self, subject: str) -> bytes | None:
        """The wrapped key, empty if it was destroyed, None if there never was one."""
        ...

    def add(self, subject: str, wrapped: bytes) -> bytes:
        """Keep a key; the one that is kept, which may be another's that came first."""
        ...

    def destroy(self, subject: str) -> None:
        """Destroy the key for good."""
        ...


class MemoryKeys:
    """Keys in memory, lost with the process."""

    def __init__(self) -> None:
        self._keys: dict[str, bytes] = {}

    def get(self, subject: str) -> bytes | None:
        """The wrapped key, empty if it was destroyed, None if there never was one."""
        return self._keys.get(subject)

    def add(self, subject: str, wrapped: bytes) -> bytes:
        """Keep a key; the one that is kept."""
        return self._keys.setdefault(subject, wrapped)

    def destroy(self, subject: str) -> None:
        """Destroy the key for good."""
        self._keys[subject] = DESTROYED


class SqlKeys:
    """Keys in one SQLite file, durable, overwritten on destruction.

    Synchronous on purpose: sealing is part of pure steps, and a read takes some microseconds.
    """

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        with self._working():
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
            self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            self._connection.execute("PRAGMA busy_timeout=5000")
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
                self._connection.execute(f"PRAGMA {pragma}")
            self._connection.execute(CREATE)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def get(self, subject: str) -> bytes | None:
        """The wrapped key, empty if it was destroyed, None if there never was one."""
        with self._working():
            row = self._connection.execute(GET, (subject,)).fetchone()
        return None if row is None else bytes(row[0])

    def add(self, subject: str, wrapped: bytes) -> bytes:
        """Keep a key; the one that is kept, which may be another process's that came first."""
        with self._working():
            self._connection.execute(ADD, (subject, wrapped))
            return bytes(self._connection.execute(GET, (subject,)).fetchone()[0])

    def destroy(self, subject: str) -> None:
        """Overwrite the key, and empty the log that still holds it."""
        with self._working():
            self._connection.execute(DESTROY, (subject,))
            busy, *_ = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            raise JournalUnavailable("the key is destroyed, its trace in the log is not yet; again")

    @contextmanager
    def _working(self) -> Iterator[None]:
        """One thread at a time. What fails is an error with a name: without keys nothing is shown."""
        with self._lock:
            try:
                yield
            except (sqlite3.Error, OSError) as error:
                raise JournalUnavailable("the keys of the vault cannot be read or kept") from error
