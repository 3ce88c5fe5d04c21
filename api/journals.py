"""Which journal is in use: the file in the data folder, or the database that TRACER_JOURNAL_URL names."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import TYPE_CHECKING

import structlog

from api.data_folder import data_folder
from policies.checkpoint import KEY_FILE, Signer, signing_key
from policies.journal import SqlJournal
from tracer.errors import Invalid
from tracer.ports import Clock, Verification
from tracer.settings import Settings

if TYPE_CHECKING:
    from policies.journal_postgres import PostgresJournal

SETTING = "TRACER_JOURNAL_URL"

log = structlog.get_logger(__name__)


@asynccontextmanager
async def open_journal(
    settings: Settings, clock: Clock
) -> AsyncIterator[SqlJournal | PostgresJournal]:
    """The journal of the settings, closed again at the end; a database is sealed meanwhile.

    Raises Invalid for a URL that is none or without the extra `postgresql`, JournalUnavailable when
    the journal cannot be opened, IntegrityFailure when it was cut or changed.
    """
    if settings.journal_url is None:
        journal = await SqlJournal.open(settings.data_dir / "journal.sqlite", clock)
        try:
            yield journal
        finally:
            await journal.close()
        return
    with needed():
        from policies.journal_postgres import PostgresJournal  # noqa: PLC0415 - an extra
    url, signer = settings.journal_url.get_secret_value(), signer_of(settings)
    kept = await PostgresJournal.open(url, clock, verifier=signer.verifier)
    task = asyncio.create_task(seal(settings, clock))
    task.add_done_callback(stopped)
    try:
        yield kept
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await kept.close()


async def seal(settings: Settings, clock: Clock) -> None:
    """Seal the database of the settings until cancelled, or until its tree is not the one signed."""
    with needed():
        from policies.sealer import Sealer  # noqa: PLC0415 - an extra
    kept = settings.data_dir / "journal"
    await Sealer(url_of(settings), signer_of(settings), clock, kept).run()


async def verify_database(settings: Settings) -> Verification:
    """Check the journal in the database of the settings; it is not sealed meanwhile."""
    with needed():
        from policies.journal_postgres_check import check_all  # noqa: PLC0415 - an extra
        from policies.journal_postgres_connection import (  # noqa: PLC0415 - an extra
            APP,
            connected,
            prepared,
            reachable,
        )
    async with connected(url_of(settings), APP) as connection:
        with reachable("the journal cannot be read"):
            await prepared(connection)
            return await check_all(connection, signer_of(settings).verifier)


async def lay_down(settings: Settings) -> None:
    """Lay down the journal's tables and roles in the database of the settings."""
    with needed():
        from policies.journal_postgres_connection import (  # noqa: PLC0415 - an extra
            prepare_database,
        )
    await prepare_database(url_of(settings))


@contextmanager
def needed() -> Iterator[None]:
    """Say which extra is wanted when the driver is not there."""
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name != "asyncpg":
            raise
        raise Invalid(
            SETTING, "needs an extra, from the checkout: pip install '.[postgresql]'"
        ) from None


def url_of(settings: Settings) -> str:
    """Where the journal's database is. Raises Invalid when the settings do not say."""
    if settings.journal_url is None:
        raise Invalid(SETTING, "say which database holds the journal")
    return settings.journal_url.get_secret_value()


def signer_of(settings: Settings) -> Signer:
    """The key that signs checkpoints, made on first use. All that seal one database share it."""
    return signing_key(data_folder(settings) / KEY_FILE)


def stopped(task: asyncio.Task[None]) -> None:
    """Say that sealing ended while the service goes on. Nothing is lost; receipts wait."""
    if not task.cancelled():
        failure = task.exception()
        log.error("journal.sealer.ended", error=type(failure).__name__ if failure else None)
