"""The journal's SQLite file: its tables, how they are read, and how a whole file is checked.

Beside it lies `<journal>.checkpoint`, the last signed checkpoint: a cut or a rewriting shows against it.
How far the journal was ever signed is kept with the vault's keys too (`policies/journal_reached.py`).
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from policies.chain import Check, RawEntry
from policies.checkpoint import (
    KEY_FILE,
    Checkpoint,
    Verifier,
    read_checkpoint,
    signing_key,
    unsigned,
)
from policies.journal_reached import reached
from policies.merkle import Node
from tracer.errors import IntegrityFailure, JournalUnavailable, NotFound
from tracer.lawful import Grant
from tracer.ports import Verification

FORMAT = 2
COLUMNS = ", ".join(f'"{name}"' for name in RawEntry.__slots__)
NO_CHECKPOINT = "the journal has entries and no checkpoint beside it"
GROWING = ("entry", "node", "checkpoint", "grant", "grant_use")

# Strict types, so that nothing is silently converted. Only snapshots may ever go.
TABLES = """
CREATE TABLE IF NOT EXISTS journal_entry (
  "sequence" INTEGER PRIMARY KEY, "at" TEXT NOT NULL, "place" INTEGER NOT NULL,
  "previous_hash" TEXT NOT NULL, "entry_hash" TEXT NOT NULL, "kind" TEXT NOT NULL,
  "case" TEXT, "subject" TEXT, "operator" TEXT, "body" TEXT NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS journal_entry_case ON journal_entry ("case", "sequence");
CREATE TABLE IF NOT EXISTS journal_node (
  level INTEGER NOT NULL, place INTEGER NOT NULL, hash BLOB NOT NULL,
  PRIMARY KEY (level, place)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS journal_checkpoint (size INTEGER PRIMARY KEY, note TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS journal_grant (
  id TEXT PRIMARY KEY, decision INTEGER NOT NULL, "case" TEXT NOT NULL, subject TEXT NOT NULL,
  point TEXT NOT NULL, operator TEXT NOT NULL, expires_at TEXT NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS journal_grant_expiry ON journal_grant (expires_at);
CREATE TABLE IF NOT EXISTS journal_grant_use (
  id TEXT PRIMARY KEY REFERENCES journal_grant (id), "sequence" INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS journal_snapshot (
  "sequence" INTEGER PRIMARY KEY, "case" TEXT, sealed BLOB NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS journal_snapshot_case ON journal_snapshot ("case");
"""
# Whoever holds a connection can still only add.
TRIGGER = """CREATE TRIGGER IF NOT EXISTS journal_{table}_no_{verb} BEFORE {verb} ON journal_{table}
  BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;"""

APPEND = (
    f"INSERT INTO journal_entry ({COLUMNS}) VALUES "  # noqa: S608 - column names of our own
    f"({', '.join('?' for _ in RawEntry.__slots__)})"
)
READ = f'SELECT {COLUMNS} FROM journal_entry WHERE "sequence" > ? ORDER BY "sequence" LIMIT ?'  # noqa: S608
READ_CASE = (
    f'SELECT {COLUMNS} FROM journal_entry WHERE "case" = ? AND "sequence" > ? '  # noqa: S608
    'ORDER BY "sequence" LIMIT ?'
)
PROVE = f'SELECT {COLUMNS} FROM journal_entry WHERE "sequence" = ?'  # noqa: S608
LAST = f'SELECT {COLUMNS} FROM journal_entry ORDER BY "sequence" DESC LIMIT 1'  # noqa: S608
HEAD = (
    'SELECT place, entry_hash FROM journal_entry WHERE "case" IS ? ORDER BY "sequence" DESC LIMIT 1'
)
LEAF = 'SELECT entry_hash FROM journal_entry WHERE "sequence" = ?'
NODE = "SELECT hash FROM journal_node WHERE level = ? AND place = ?"
GRANT = 'SELECT id, decision, "case", subject, point, operator, expires_at FROM journal_grant'
UNUSED = f"{GRANT} AS g WHERE expires_at < ? AND NOT EXISTS (SELECT 1 FROM journal_grant_use AS u WHERE u.id = g.id)"  # noqa: E501, S608


def connected(path: Path, busy_ms: int) -> sqlite3.Connection:
    """A connection as a journal needs it: on disk at each commit, deleted bytes overwritten."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    for pragma in (
        f"busy_timeout={busy_ms}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        "wal_autocheckpoint=32000",  # pages: moving the log to the file stalls one group, seldom
    ):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def prepare(connection: sqlite3.Connection) -> None:
    """Make what is not there yet. Raises JournalUnavailable for a journal of an earlier format."""
    connection.execute("BEGIN IMMEDIATE")
    written = connection.execute("PRAGMA user_version").fetchone()[0]
    there = connection.execute(
        "SELECT 1 FROM sqlite_master WHERE name = 'journal_entry'"
    ).fetchone()
    if there and written != FORMAT:
        connection.execute("ROLLBACK")
        raise JournalUnavailable(
            f"the journal is of format {written or 1}, not {FORMAT}: keep it elsewhere and start anew"
        )
    for statement in TABLES.split(";\n"):
        if statement.strip():
            connection.execute(statement)
    for table in GROWING:
        for verb in ("UPDATE", "DELETE"):
            connection.execute(TRIGGER.format(table=table, verb=verb))
    connection.execute(TRIGGER.format(table="snapshot", verb="UPDATE"))
    connection.execute(f"PRAGMA user_version={FORMAT}")
    connection.execute("COMMIT")


def raw_entry(row: tuple[Any, ...]) -> RawEntry:
    """A row as an entry nobody believes yet."""
    return RawEntry(**dict(zip(RawEntry.__slots__, row, strict=True)))


def grant_of(row: tuple[Any, ...]) -> Grant:
    """A row as a grant."""
    names = ("id", "decision", "case", "subject", "point", "operator", "expires_at")
    values = dict(zip(names, row, strict=True))
    return Grant(**{**values, "expires_at": datetime.fromisoformat(values["expires_at"])})


def node_of(connection: sqlite3.Connection) -> Node:
    """The tree as it lies in the file. Raises IntegrityFailure where a part of it is missing."""

    def node(level: int, place: int) -> bytes:
        asked = (NODE, (level, place)) if level else (LEAF, (place + 1,))
        row = connection.execute(*asked).fetchone()
        if row is None:
            raise IntegrityFailure("a part of the journal's tree is missing")
        return bytes(row[0]) if level else bytes.fromhex(row[0])

    return node


def checkpoint_file(path: Path) -> Path:
    """Where the last checkpoint is kept."""
    return path.with_name(path.name + ".checkpoint")


def keep_checkpoint(path: Path, note: str, *, synced: bool = False) -> None:
    """Put the last checkpoint beside the journal, whole or not at all; on disk if `synced`."""
    place = checkpoint_file(path)
    unfinished = place.with_name(place.name + f".{os.getpid()}")
    descriptor = os.open(unfinished, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    try:
        os.write(descriptor, note.encode())
        if synced:
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
    unfinished.replace(place)


def kept_checkpoint(path: Path, verifier: Verifier | None) -> Checkpoint | None:
    """The checkpoint beside the journal; None if there is none or a power cut emptied it.

    Without a verifier its signature is not looked at. Raises IntegrityFailure if it cannot be read.
    """
    try:
        note = checkpoint_file(path).read_text("utf-8")
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise IntegrityFailure("the journal's checkpoint cannot be read") from error
    if not note:
        return None
    return (
        read_checkpoint(note, verifier) if verifier else unsigned(note.partition("\n\n")[0] + "\n")
    )


def uncovered(path: Path, size: int, kept: object, mark: object) -> bool:
    """Whether there are entries and no checkpoint: a power cut may empty it, and never removes it."""
    return size > 0 and kept is None and (mark is None or not checkpoint_file(path).is_file())


def place_of(path: Path) -> tuple[int, int]:
    """Which file lies at the path. A file taken away still takes writes, and nobody ever reads them."""
    found = path.stat()
    return found.st_dev, found.st_ino


async def verify_file(path: Path, verifier: Verifier | None = None) -> Verification:
    """Check a journal file, read-only, with nothing but its rows and its checkpoints.

    The key beside the file tells the signatures unless another is given; without any, sizes and
    roots are compared and no signature is looked at. How far the journal was signed is read from
    the vault's keys in the same folder. Raises NotFound when there is no such file,
    IntegrityFailure when it is not a journal.
    """
    return await asyncio.to_thread(rebuilt, path, verifier)


def rebuilt(
    path: Path, verifier: Verifier | None = None, *, restored: bool = False
) -> Verification:
    """The check itself, on the calling thread; a `restored` journal may be behind what was signed."""
    if not path.is_file():
        raise NotFound("there is no journal file at that place")
    if verifier is None and path.with_name(KEY_FILE).is_file():
        verifier = signing_key(path.with_name(KEY_FILE)).verifier
    kept = kept_checkpoint(path, verifier)
    mark = None if restored else reached(path, verifier)
    try:
        uri = f"{path.absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            connection.execute("BEGIN")
            known = dict(signed_sizes(connection, verifier))
            for one in (kept, mark):
                if one is not None and known.setdefault(one.size, one.root.hex()) != one.root.hex():
                    raise IntegrityFailure("two signed checkpoints of one size differ")
            rows = connection.execute(READ, (-(2**62), -1))
            found = checked((raw_entry(row) for row in rows), known, connection)
    except sqlite3.DatabaseError as error:
        raise IntegrityFailure("the journal file cannot be read") from error
    if found.intact and uncovered(path, found.entries, kept, mark):
        return replace(found, intact=False, broken_at=1, problem=NO_CHECKPOINT)
    return found


def checked(
    entries: Iterable[RawEntry], known: Mapping[int, str], connection: sqlite3.Connection
) -> Verification:
    """Rebuild chains and tree, and compare the parts of the tree kept in the file one by one."""
    checking, built = Check(known=known), 0
    for sequence, entry in enumerate(entries, start=1):
        if entry.sequence != sequence:
            checking.problem = f"entry {sequence} is missing: {entry.sequence} stands in its place"
        if checking.problem or not checking.add(entry):
            return checking.found()
        for level, place, hashed in checking.completed:
            built += 1
            if connection.execute(NODE, (level, place)).fetchone() != (hashed,):
                checking.problem = "the tree kept beside the entries is not theirs"
                return checking.found()
    if connection.execute("SELECT count(*) FROM journal_node").fetchone() != (built,):
        checking.problem = "the tree kept beside the entries is not theirs"
    return checking.found(signed=max(known, default=0))


def signed_sizes(
    connection: sqlite3.Connection, verifier: Verifier | None
) -> Iterator[tuple[int, str]]:
    """Size and root of every checkpoint in the file."""
    for size, note in connection.execute("SELECT size, note FROM journal_checkpoint"):
        found = (
            read_checkpoint(note, verifier)
            if verifier
            else unsigned(note.partition("\n\n")[0] + "\n")
        )
        if found.size != size:
            raise IntegrityFailure("a checkpoint is not of the size it is filed under")
        yield size, found.root.hex()
