"""A prepared journal database for each test, in the throw-away cluster."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from secrets import token_hex

import asyncpg

from policies.checkpoint import Signer
from policies.journal_postgres import PostgresJournal
from policies.journal_postgres_connection import prepare_database
from policies.sealer import Sealer
from tests.cluster import Cluster
from tracer.ports import Clock

SERVICE = "service"  # a login like the one an installation makes: a member of three roles, no more
LOGIN = f"""DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{SERVICE}') THEN
    CREATE ROLE {SERVICE} LOGIN NOINHERIT;
    GRANT tracer_app, tracer_sealer, tracer_eraser TO {SERVICE};
  END IF;
END $$"""
SIGNER = Signer("tracer-journal/test", bytes(range(32)))


class WallClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


async def fresh_database(cluster: Cluster) -> str:
    """The name of a new prepared database; they go with the cluster."""
    name = f"journal_{token_hex(6)}"
    owner = await asyncpg.connect(cluster.url())
    try:
        if not await owner.fetchval("SELECT 1 FROM pg_database WHERE datname = 'prepared'"):
            await owner.execute("CREATE DATABASE prepared")
            await prepare_database(cluster.url("prepared"))
            await owner.execute(LOGIN)
        await owner.execute(f"CREATE DATABASE {name} TEMPLATE prepared")
    finally:
        await owner.close()
    await prepare_database(
        cluster.url(name)
    )  # a copy does not carry what is revoked on the database
    return name


@asynccontextmanager
async def sealing(url: str, clock: Clock) -> AsyncIterator[None]:
    """A sealer at work."""
    task = asyncio.create_task(Sealer(url, SIGNER, clock).run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


@asynccontextmanager
async def postgres_journal(cluster: Cluster, clock: Clock) -> AsyncIterator[PostgresJournal]:
    """A journal in a database of its own, with a sealer at work."""
    url = cluster.url(await fresh_database(cluster), SERVICE)
    journal = await PostgresJournal.open(url, clock, verifier=SIGNER.verifier)
    try:
        async with sealing(url, clock):
            yield journal
    finally:
        await journal.close()
