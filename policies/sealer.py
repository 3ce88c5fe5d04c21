"""The sealer: makes every committed entry of the journal on PostgreSQL a leaf of one signed tree.

One at a time, whoever holds the lock; the others wait to take over. A round is one transaction: leaves,
the subtrees they complete, and a signed checkpoint. Killed at any moment, the next starts from what was
committed.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Any

import asyncpg
import structlog

from policies.checkpoint import Signer, read_checkpoint
from policies.journal_file import keep_checkpoint, kept_checkpoint
from policies.journal_postgres_connection import SEALER, connected, prepared, reachable
from policies.merkle import Frontier, Node, peaks
from tracer.errors import IntegrityFailure, JournalUnavailable
from tracer.ports import Clock

ROUND = 0.25  # seconds between two looks; an entry waits at most that and one commit
RETRY = 0.5  # seconds before trying again after a failure, or for the lock
AT_ONCE = 5000  # entries in one round
LATE = 60.0  # seconds after which a missing sequence number is one that was undone
LOCK = 0x7472616365720001  # "tracer", the sealer

NO_HURRY = "SET statement_timeout = '10min'"
TAKE_LOCK = "SELECT pg_try_advisory_lock($1)"
SEALED = """SELECT (SELECT count(*) FROM journal.leaf),
  (SELECT coalesce(max(place), -1) + 1 FROM journal.leaf),
  (SELECT coalesce(max(sequence), 0) FROM journal.leaf)"""
LEAF = "SELECT hash FROM journal.leaf WHERE place = $1"
NODE = "SELECT hash FROM journal.node WHERE level = $1 AND place = $2"
LAST_NOTE = "SELECT note FROM journal.checkpoint ORDER BY size DESC LIMIT 1"
# What was passed over before this sealer: written and no leaf, or a number nobody has used yet.
PASSED = """SELECT number FROM generate_series($1::bigint, $2::bigint) AS number
  WHERE NOT EXISTS (SELECT FROM journal.leaf WHERE leaf.sequence = number)"""
FORGOTTEN = """SELECT sequence FROM journal.entry WHERE sequence < $1
  AND NOT EXISTS (SELECT FROM journal.leaf WHERE leaf.sequence = entry.sequence)"""
RECENT = 100_000  # how far back a sealer that starts looks for numbers still to come
# Committed entries above the highest seen, and those that were missing below it.
COMMITTED = """SELECT sequence, entry_hash FROM journal.entry
  WHERE sequence > $1 OR sequence = ANY($2::bigint[]) ORDER BY sequence LIMIT $3"""
ADD_LEAVES = """INSERT INTO journal.leaf (place, sequence, hash)
  SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bytea[])"""
ADD_NODES = """INSERT INTO journal.node (level, place, hash)
  SELECT * FROM unnest($1::smallint[], $2::bigint[], $3::bytea[])"""
ADD_CHECKPOINT = "INSERT INTO journal.checkpoint (size, root, at, note) VALUES ($1, $2, $3, $4)"

log = structlog.get_logger(__name__)


class Sealer:
    """Seals the journal of one database. `run` it as a task in any number of processes."""

    def __init__(self, url: str, signer: Signer, clock: Clock, kept: Path | None = None) -> None:
        self._url = url
        self._signer = signer
        self._clock = clock
        self._kept = kept  # the last checkpoint lies beside it, away from the database

    async def run(self) -> None:
        """Seal until cancelled; wait for the lock, and for a database that went away.

        Returns when the tree is not the one that was signed: nothing is added to what was changed.
        """
        while True:
            try:
                async with connected(self._url, SEALER) as connection:
                    while not await self.take(connection):  # noqa: ASYNC110 - others hold it
                        await asyncio.sleep(RETRY)
                    await self._rounds(connection)
            except JournalUnavailable as error:
                log.warning("journal.sealer.waits", problem=str(error))
            except IntegrityFailure as error:
                log.error("journal.sealer.stopped", problem=str(error))
                return
            task = asyncio.current_task()
            if task is not None and task.cancelling():  # the database made a fault of it
                return
            await asyncio.sleep(RETRY)

    async def take(self, connection: asyncpg.Connection) -> bool:
        """Whether this connection is now the one that seals."""
        with reachable("the journal's database went away"):
            return bool(await connection.fetchval(TAKE_LOCK, LOCK))

    async def _rounds(self, connection: asyncpg.Connection) -> None:
        tree = await self.tree(connection)
        while True:
            if await tree.seal() < AT_ONCE:
                await asyncio.sleep(ROUND)

    async def tree(self, connection: asyncpg.Connection) -> Tree:
        """The tree as it was sealed so far. Raises IntegrityFailure if it is not the one signed."""
        with reachable("the journal's database cannot be read"):
            await prepared(connection)
            await connection.execute(NO_HURRY)
            count, size, highest = await connection.fetchrow(SEALED, timeout=600)
            if count != size:
                raise IntegrityFailure("a leaf of the journal's tree is missing")
            frontier = await self._edge(connection, size)
            note = await connection.fetchval(LAST_NOTE)
            signed = read_checkpoint(note, self._signer.verifier) if note else None
            if (signed.size if signed else 0) != size:
                raise IntegrityFailure("the journal's tree is not of the size that was signed")
            if signed is not None and signed.root != frontier.root():
                raise IntegrityFailure("the journal's tree is not the one that was signed")
            kept = kept_checkpoint(self._kept, self._signer.verifier) if self._kept else None
            if kept is not None and (
                kept.size > size or (await self._edge(connection, kept.size)).root() != kept.root
            ):
                raise IntegrityFailure("the journal was cut or changed since it was last sealed")
            low = max(1, highest - RECENT)
            passed = {row[0] for row in await connection.fetch(PASSED, low, highest, timeout=600)}
            passed |= {row[0] for row in await connection.fetch(FORGOTTEN, low, timeout=600)}
        return Tree(self, connection, frontier, highest, dict.fromkeys(passed, monotonic()))

    async def _edge(self, connection: asyncpg.Connection, size: int) -> Frontier:
        hashes = {}
        for level, place in peaks(size):
            asked = (NODE, level, place) if level else (LEAF, place)
            hashes[level, place] = await connection.fetchval(*asked)
        if None in hashes.values():
            raise IntegrityFailure("a part of the journal's tree is missing")
        node: Node = lambda level, place: hashes[level, place]  # noqa: E731
        return Frontier.of(size, node)

    def signed(self, frontier: Frontier) -> tuple[Any, ...]:
        """The row of a checkpoint over a tree."""
        size, root = frontier.size, frontier.root()
        return size, root, self._clock.now(), self._signer.note(size, root)

    def keep(self, note: str) -> None:
        """Put the last checkpoint where the database's owner does not reach."""
        if self._kept is not None:
            with suppress(OSError):
                keep_checkpoint(self._kept, note)


class Tree:
    """A tree being grown by the one sealer, which remembers what it has looked at."""

    def __init__(
        self,
        sealer: Sealer,
        connection: asyncpg.Connection,
        frontier: Frontier,
        highest: int,
        missing: dict[int, float],
    ) -> None:
        self._sealer = sealer
        self._connection = connection
        self._frontier = frontier
        self._highest = highest
        self._missing = missing  # sequence numbers below the highest, and since when

    async def seal(self) -> int:
        """One round: add what is committed and no leaf yet, in order of writing; how many.

        A number that is missing below the highest belongs to a transaction that has not ended, or
        that was undone: it is looked for again during a minute, longer than any may last.
        """
        with reachable("the journal's database went away"):
            rows = await self._connection.fetch(
                COMMITTED, self._highest, list(self._missing), AT_ONCE
            )
            if rows:
                await self._add(rows)
        sealed = {row[0] for row in rows}
        now, before = monotonic(), self._highest
        self._highest = max(sealed | {before})
        fresh = dict.fromkeys(range(before + 1, self._highest), now)
        self._missing = {
            number: since
            for number, since in (self._missing | fresh).items()
            if number not in sealed and now - since < LATE
        }
        return len(rows)

    async def _add(self, rows: list[Any]) -> None:
        frontier, first = self._frontier.copy(), self._frontier.size
        hashes = [bytes.fromhex(row[1]) for row in rows]
        nodes = [node for hashed in hashes for node in frontier.add(hashed)]
        checkpoint = self._sealer.signed(frontier)
        async with self._connection.transaction():
            places = list(range(first, frontier.size))
            await self._connection.execute(ADD_LEAVES, places, [row[0] for row in rows], hashes)
            levels, above, found = ([node[part] for node in nodes] for part in range(3))
            await self._connection.execute(ADD_NODES, levels, above, found)
            await self._connection.execute(ADD_CHECKPOINT, *checkpoint)
        self._frontier = frontier
        self._sealer.keep(checkpoint[-1])
