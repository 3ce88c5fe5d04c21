"""How the journal's database is reached: as one of its roles, durably, and with its failures named."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from importlib.resources import files
from typing import Any

import asyncpg

from tracer.errors import Invalid, JournalUnavailable

APP, SEALER, ERASER = "tracer_app", "tracer_sealer", "tracer_eraser"
SETTING = "TRACER_JOURNAL_URL"
DDL = "journal_postgres.sql"
FAILURES = (
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # what asyncpg says when a connection is lost between two steps
    OSError,
    TimeoutError,
)

# Committed means on disk; and nobody leaves a transaction open, so that what is unsealed a minute
# later never will be written.
SESSION = {
    "synchronous_commit": "on",
    "statement_timeout": "10s",
    "idle_in_transaction_session_timeout": "10s",
    "tcp_keepalives_idle": "10",  # a sealer that lost its machine lets go of the lock
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
    "search_path": "pg_catalog",
    "application_name": "tracer journal",
}
DURABLE = "SELECT current_setting('fsync') = 'on' AND current_setting('full_page_writes') = 'on'"
UTF_8 = "SELECT current_setting('server_encoding') = 'UTF8'"
THERE = "SELECT to_regclass('journal.checkpoint') IS NOT NULL"


@contextmanager
def reachable(problem: str) -> Iterator[None]:
    """Raise JournalUnavailable for whatever the database or the way to it does wrong."""
    try:
        yield
    except FAILURES as error:
        raise JournalUnavailable(problem) from error


def arguments(role: str | None) -> dict[str, Any]:
    """What every connection is opened with; no role for the one that lays the tables down."""
    session = SESSION if role is None else {**SESSION, "role": role}
    return {"server_settings": session, "timeout": 5, "command_timeout": 10}


@contextmanager
def connecting(role: str | None) -> Iterator[None]:
    """Name what is wrong with a URL or a login, without repeating either."""
    try:
        yield
    except asyncpg.ClientConfigurationError:
        raise Invalid(SETTING, "not a URL of a PostgreSQL database") from None
    except (asyncpg.InsufficientPrivilegeError, asyncpg.InvalidParameterValueError):
        raise JournalUnavailable(f"the journal's login is not a member of {role}") from None
    except FAILURES:
        raise JournalUnavailable("the journal's database cannot be reached") from None


@asynccontextmanager
async def connected(url: str, role: str | None) -> AsyncIterator[asyncpg.Connection]:
    """One connection, as a role. Raises Invalid or JournalUnavailable."""
    with connecting(role):
        connection = await asyncpg.connect(url, **arguments(role))
    try:
        yield connection
    finally:
        connection.terminate()


async def pool_of(url: str, role: str, connections: int) -> asyncpg.Pool:
    """Up to so many connections, as a role. Raises Invalid or JournalUnavailable."""
    with connecting(role):
        return await asyncpg.create_pool(
            url, min_size=1, max_size=connections, reset=left_alone, **arguments(role)
        )


async def left_alone(_: Any) -> None:
    """Nothing of a session is ever changed, so nothing is put back between two uses."""


async def prepared(connection: asyncpg.Connection) -> None:
    """Raise JournalUnavailable when the database cannot carry a journal, and say what to do."""
    if not await connection.fetchval(THERE):
        raise JournalUnavailable(
            "the journal's tables are not there: run tracer journal prepare-database"
        )
    if not await connection.fetchval(UTF_8):
        raise JournalUnavailable("the journal's database is not in UTF-8")
    if not await connection.fetchval(DURABLE):
        raise JournalUnavailable("the journal's database does not wait for the disk")


async def prepare_database(url: str) -> None:
    """Lay down tables and roles, as the login of the URL; what is there already stays as it is.

    Raises Invalid or JournalUnavailable.
    """
    ddl = files("policies").joinpath(DDL).read_text("utf-8")
    async with connected(url, None) as connection:
        with reachable("the journal's tables cannot be laid down by this login"):
            await connection.execute(ddl)
