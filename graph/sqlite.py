"""SQLite made durable, honest about concurrent writers, and clean after an erasure.

Left to its defaults the driver opens a transaction only at the first write: two that read, then
write, lose one of the two without an error. Here every transaction is explicit.
"""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy import URL, Connection, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

BUSY_MILLISECONDS = 10_000
CHECKPOINT_MILLISECONDS = 500  # a reader may take long, and the log can be emptied later

PRAGMAS = (
    f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}",  # first: the others may have to wait
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # what is committed survives a power cut
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",  # what is deleted is overwritten
    "PRAGMA temp_store = MEMORY",  # nothing personal in temporary files
)


def open_sqlite(path: Path) -> AsyncEngine:
    """An engine on a file that only its owner may read; the file is made if there is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    # An error of the driver quotes its statement; the values in it name people.
    engine = create_async_engine(
        URL.create("sqlite+aiosqlite", database=str(path)), hide_parameters=True
    )
    make_durable(engine)
    return engine


def make_durable(engine: AsyncEngine) -> None:
    """Set every connection of an engine up, and begin each transaction explicitly."""

    @event.listens_for(engine.sync_engine, "connect")
    def set_up(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in PRAGMAS:
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get("reading", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


async def truncate_log(engine: AsyncEngine) -> bool:
    """Move the write-ahead log into the database and empty it; whether it is empty now.

    A reader that holds an old snapshot keeps the log; it can be emptied once the reader is done.
    """
    async with engine.connect() as connection:
        return await connection.run_sync(checkpoint)


def checkpoint(connection: Connection) -> bool:
    """Run the checkpoint beneath SQLAlchemy: it is not allowed within a transaction."""
    cursor = connection.connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {CHECKPOINT_MILLISECONDS}")
    cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    row = cursor.fetchone()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
    cursor.close()
    return row is not None and row[0] == 0
