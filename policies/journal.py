"""The durable journal: one SQLite file, append-only, hash-chained, on disk before `append` returns.

Beside it lies `<journal>.head`, the last entry's place and hash: a cut at the end shows against it.
Someone who rewrites both files leaves no trace here; only a checkpoint kept elsewhere would show it.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
from contextlib import closing
from dataclasses import fields
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from policies.chain import START, Head, RawEntry, check, linked
from policies.journal_memory import not_before
from tracer.errors import IntegrityFailure, JournalUnavailable, NotFound
from tracer.lawful import Receipt
from tracer.ports import Clock, JournalEntry, StoredEntry, Verification

COLUMNS = ", ".join(f'"{column.name}"' for column in fields(RawEntry))

# One row an entry; strict types, so that nothing is silently converted.
CREATE = """CREATE TABLE IF NOT EXISTS journal_entry (
  "sequence" INTEGER PRIMARY KEY, "at" TEXT NOT NULL, "previous_hash" TEXT NOT NULL,
  "entry_hash" TEXT NOT NULL UNIQUE, "kind" TEXT NOT NULL, "case" TEXT, "subject" TEXT,
  "operator" TEXT, "body" TEXT NOT NULL) STRICT"""
# Entries of one case, in order.
CREATE_INDEX = 'CREATE INDEX IF NOT EXISTS journal_entry_case ON journal_entry ("case", "sequence")'
# Whoever holds a connection can still only add.
FORBID_UPDATE = """CREATE TRIGGER IF NOT EXISTS journal_entry_no_update BEFORE UPDATE ON journal_entry
  BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"""
FORBID_DELETE = """CREATE TRIGGER IF NOT EXISTS journal_entry_no_delete BEFORE DELETE ON journal_entry
  BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"""
# The entry the next one follows.
LAST = f'SELECT {COLUMNS} FROM journal_entry ORDER BY "sequence" DESC LIMIT 1'  # noqa: S608 - no input
# Add one entry.
APPEND = (
    f"INSERT INTO journal_entry ({COLUMNS}) VALUES "  # noqa: S608 - column names of our own
    f"({', '.join(':' + column.name for column in fields(RawEntry))})"
)
# One entry by its place.
PROVE = f'SELECT {COLUMNS} FROM journal_entry WHERE "sequence" = :sequence'  # noqa: S608
# Every entry, or those of one case, in order.
READ = f'SELECT {COLUMNS} FROM journal_entry ORDER BY "sequence"'  # noqa: S608
READ_CASE = f'SELECT {COLUMNS} FROM journal_entry WHERE "case" = :case ORDER BY "sequence"'  # noqa: S608


class SqlJournal:
    """The journal on SQLite. `open` it once in a process; other processes may append to it too."""

    def __init__(self, path: Path, engine: AsyncEngine, clock: Clock) -> None:
        self._path = path
        self._engine = engine
        self._clock = clock
        self._lock = asyncio.Lock()
        self._written = START
        self._file = place_of(path)

    @classmethod
    async def open(cls, path: Path, clock: Clock, *, busy_ms: int = 5000) -> SqlJournal:
        """The journal of that file, made if there is none, readable by its owner only.

        Raises JournalUnavailable when it cannot be opened, IntegrityFailure when it was cut.
        """
        try:
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        except OSError as error:
            raise JournalUnavailable("the journal file cannot be opened") from error
        journal = cls(path, engine_for(path, busy_ms), clock)
        try:
            async with journal._engine.begin() as connection:
                for statement in (CREATE, CREATE_INDEX, FORBID_UPDATE, FORBID_DELETE):
                    await connection.execute(text(statement))
                last = (await connection.execute(text(LAST))).first()
        except SQLAlchemyError as error:
            await journal.close()
            raise JournalUnavailable("the journal cannot be written") from error
        kept = kept_head(path)
        if kept is not None and kept.sequence > (last.sequence if last else 0):
            await journal.close()
            raise IntegrityFailure("the journal was cut: its head names a later entry")
        return journal

    async def close(self) -> None:
        """Let go of the file."""
        await self._engine.dispose()

    async def append(self, entry: JournalEntry) -> Receipt:
        """Write one entry; it is on disk when this returns.

        Raises JournalUnavailable, or IntegrityFailure when the end it would follow was cut or
        changed: one more entry would hide that.
        """
        async with self._lock:
            try:
                if place_of(self._path) != self._file:
                    raise JournalUnavailable("the journal file was taken away or replaced")
                async with self._engine.begin() as connection:
                    row = (await connection.execute(text(LAST))).first()
                    last = raw_entry(row) if row else None
                    head = (
                        Head(sequence=last.sequence, entry_hash=last.entry_hash) if last else START
                    )
                    for known in (self._written, kept_head(self._path) or START):
                        follows(head, known)
                    latest = last.stored().receipt.at if last else None
                    raw = linked(entry, head, not_before(self._clock.now(), latest))
                    await connection.execute(text(APPEND), values_of(raw))
                self._written = Head(sequence=raw.sequence, entry_hash=raw.entry_hash)
                keep_head(self._path, raw)
            except (SQLAlchemyError, OSError, TypeError, ValueError) as error:
                raise JournalUnavailable("the journal cannot be written") from error
            return raw.stored().receipt

    async def prove(self, sequence: int) -> StoredEntry:
        """One entry with what chains it. Raises NotFound, or IntegrityFailure if it was changed."""
        rows = await self._rows(PROVE, {"sequence": sequence})
        if not rows:
            raise NotFound("no such journal entry")
        if rows[0].hashed() != rows[0].entry_hash:
            raise IntegrityFailure(f"journal entry {sequence} is not what was written")
        return rows[0].stored()

    async def read(self, case: str | None = None) -> tuple[StoredEntry, ...]:
        """Entries in order, all or those of one case."""
        rows = await (
            self._rows(READ, {}) if case is None else self._rows(READ_CASE, {"case": case})
        )
        return tuple(row.stored() for row in rows)

    async def verify(self) -> Verification:
        """Rebuild the whole chain from the file, not from what this process remembers."""
        async with self._lock:
            return await verify_file(self._path)

    async def _rows(self, statement: str, values: dict[str, Any]) -> list[RawEntry]:
        try:
            async with self._engine.begin() as connection:
                found = (await connection.execute(text(statement), values)).all()
        except SQLAlchemyError as error:
            raise JournalUnavailable("the journal cannot be read") from error
        return [raw_entry(row) for row in found]


def engine_for(path: Path, busy_ms: int) -> AsyncEngine:
    """SQLite as a journal needs it: real transactions, and on disk at each commit."""
    engine = create_async_engine(f"sqlite+aiosqlite:///{path}")

    @event.listens_for(engine.sync_engine, "connect")
    def configure(dbapi_connection: Any, _record: object) -> None:
        dbapi_connection.isolation_level = None
        cursor = dbapi_connection.cursor()
        for pragma in (
            f"busy_timeout={busy_ms}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


async def verify_file(path: Path) -> Verification:
    """Check a journal file, read-only and with nothing but its rows and the head beside it.

    Raises NotFound when there is no such file, IntegrityFailure when it is not a journal.
    """
    return await asyncio.to_thread(rebuilt, path)


def rebuilt(path: Path) -> Verification:
    """The check itself, on the calling thread."""
    if not path.is_file():
        raise NotFound("there is no journal file at that place")
    kept = kept_head(path)
    try:
        with closing(
            sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        ) as connection:
            connection.execute("BEGIN")
            return check((RawEntry(**named(row)) for row in connection.execute(READ)), kept)
    except sqlite3.DatabaseError as error:
        raise IntegrityFailure("the journal file cannot be read") from error


def named(row: tuple[Any, ...]) -> dict[str, Any]:
    """A row by column name."""
    return {column.name: value for column, value in zip(fields(RawEntry), row, strict=True)}


def raw_entry(row: Any) -> RawEntry:
    """A row as an entry nobody believes yet."""
    return RawEntry(**named(tuple(row)))


def values_of(raw: RawEntry) -> dict[str, Any]:
    """The entry as statement parameters."""
    return {column.name: getattr(raw, column.name) for column in fields(RawEntry)}


def follows(head: Head, known: Head) -> None:
    """Raise IntegrityFailure if the last entry is before one that is known, or is not that one."""
    if known.sequence > head.sequence or (
        known.sequence == head.sequence and known.entry_hash != head.entry_hash
    ):
        raise IntegrityFailure(
            "the journal was cut or changed: its last entry is not the one known"
        )


def place_of(path: Path) -> tuple[int, int]:
    """Which file lies at the path. A file taken away still takes writes, and nobody ever reads them."""
    found = path.stat()
    return found.st_dev, found.st_ino


def head_file(path: Path) -> Path:
    """Where the head is kept."""
    return path.with_name(path.name + ".head")


def keep_head(path: Path, raw: RawEntry) -> None:
    """Remember the last entry: one small line of fixed length, written in place."""
    descriptor = os.open(head_file(path), os.O_CREAT | os.O_WRONLY, 0o600)
    try:
        os.pwrite(descriptor, f"{raw.sequence:020d} {raw.entry_hash}\n".encode(), 0)
    finally:
        os.close(descriptor)


def kept_head(path: Path) -> Head | None:
    """The head kept beside the journal; None if there is none. Raises IntegrityFailure if unreadable."""
    try:
        sequence, entry_hash = head_file(path).read_text("ascii").split()
        return Head(sequence=int(sequence), entry_hash=entry_hash)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise IntegrityFailure("the journal's head cannot be read") from error
