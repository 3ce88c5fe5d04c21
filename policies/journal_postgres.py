"""The journal on PostgreSQL, for many processes: chained per case, committed before `append` returns.

Needs the extra `postgresql` and a database prepared with `policies/journal_postgres.sql`. An entry, its
snapshot and its grant are one statement, hence one transaction. The unique place in a chain is the only
lock: who comes second for a place writes nothing, reads the new end and follows it, so cases never
wait for one another. `policies.sealer` makes all entries leaves of one tree within a second.
"""

from __future__ import annotations

import asyncio
import random
from collections import OrderedDict
from dataclasses import asdict, dataclass
from datetime import datetime
from time import monotonic
from typing import Any
from weakref import WeakValueDictionary

import asyncpg

from policies.chain import START, Head, RawEntry, linked
from policies.checkpoint import Verifier
from policies.journal_file import grant_of
from policies.journal_memory import not_before
from policies.journal_postgres_check import COLUMNS, check_all, raw_entry
from policies.journal_postgres_connection import (
    APP,
    ERASER,
    connected,
    pool_of,
    prepared,
    reachable,
)
from policies.journal_postgres_proof import LARGEST, Proof, proven
from tracer.errors import Conflict, IntegrityFailure, JournalUnavailable, NotFound
from tracer.lawful import Grant, Receipt
from tracer.ports import Clock, JournalEntry, StoredEntry, Verification

REMEMBERED = 10_000  # ends of chains a process knows without asking
SEALED_WITHIN = 1.5  # seconds a receipt waits for the sealer
PATIENCE = 10.0  # seconds to find a place in a chain others write to

# The end of a chain.
TIP = """SELECT place, entry_hash, at FROM journal.entry
  WHERE coalesce("case", '') = coalesce($1::text, '') ORDER BY place DESC LIMIT 1"""
# One entry and all that comes with it. No row comes back when the place is taken, or when the entry it
# would follow is not there.
APPEND = """WITH written AS (
    INSERT INTO journal.entry
      ("case", place, at, previous_hash, entry_hash, kind, subject, operator, body)
    SELECT $1::text, $2::bigint, $3, $4, $5, $6, $7, $8, $9
    WHERE $2 = 1 OR EXISTS (SELECT FROM journal.entry WHERE coalesce("case", '') = coalesce($1, '')
      AND place = $2 - 1 AND entry_hash = $4)
    ON CONFLICT (coalesce("case", ''), place) DO NOTHING RETURNING sequence
  ), kept AS (
    INSERT INTO journal.snapshot (sequence, "case", sealed)
    SELECT sequence, $1, $10::bytea FROM written WHERE $10 IS NOT NULL
  ), granted AS (
    INSERT INTO journal.channel_grant (id, decision, "case", subject, point, operator, expires_at)
    SELECT $11::text, sequence, $12::text, $13::text, $14::text, $15::text, $16::timestamptz
    FROM written WHERE $11 IS NOT NULL
  ), used AS (
    INSERT INTO journal.grant_use (id, sequence)
    SELECT $17::text, sequence FROM written WHERE $17 IS NOT NULL
  ) SELECT sequence FROM written"""
GRANT = """id, decision, "case", subject, point, operator, expires_at"""
FIND_GRANT = f"SELECT {GRANT} FROM journal.channel_grant WHERE id = $1"  # noqa: S608 - no input
UNUSED = f"""SELECT {GRANT} FROM journal.channel_grant AS granted WHERE expires_at < $1
  AND NOT EXISTS (SELECT FROM journal.grant_use WHERE id = granted.id) ORDER BY decision"""  # noqa: S608
SNAPSHOT = "SELECT sealed FROM journal.snapshot WHERE sequence = $1"
FORGET = 'DELETE FROM journal.snapshot WHERE "case" = $1'
READ = f"""SELECT {COLUMNS} FROM journal.entry WHERE sequence > $1
  ORDER BY sequence LIMIT $2"""  # noqa: S608
READ_CASE = f"""SELECT {COLUMNS} FROM journal.entry WHERE sequence > $1
  AND coalesce("case", '') = $3 AND "case" IS NOT NULL ORDER BY sequence LIMIT $2"""  # noqa: S608


@dataclass(frozen=True, slots=True, kw_only=True)
class Tip:
    """The end of a chain and its time; `at` is None for a chain without entries."""

    head: Head
    at: datetime | None


class PostgresJournal:
    """The journal of one database. `open` it once in a process; any number of processes may."""

    def __init__(self, url: str, pool: asyncpg.Pool, clock: Clock, verifier: Verifier) -> None:
        self._url = url
        self._pool = pool
        self._clock = clock
        self.verifier = verifier
        self._chains: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._tips: OrderedDict[str | None, Tip] = OrderedDict()

    @classmethod
    async def open(
        cls, url: str, clock: Clock, *, verifier: Verifier, connections: int = 16
    ) -> PostgresJournal:
        """The journal of a prepared database, as a member of `tracer_app`.

        `verifier` is the public key of whoever seals it. Raises Invalid for a URL
        that is none, JournalUnavailable when the database cannot be reached, is not prepared, does
        not wait for the disk, or does not take the login as a member.
        """
        pool = await pool_of(url, APP, connections)
        try:
            with reachable("the journal's database cannot be read"):
                async with pool.acquire() as connection:
                    await prepared(connection)
        except BaseException:
            pool.terminate()
            raise
        return cls(url, pool, clock, verifier)

    async def close(self) -> None:
        """Let go of the connections."""
        try:
            await asyncio.wait_for(self._pool.close(), 5)
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
            self._pool.terminate()

    async def append(
        self, entry: JournalEntry, *, snapshot: bytes | None = None, grant: Grant | None = None
    ) -> Receipt:
        """Write one entry with its snapshot and grant, all or nothing; on disk when this returns.

        Raises JournalUnavailable, after which it is unknown whether the entry was written, or
        IntegrityFailure when the end it would follow was cut or changed.
        """
        return await self._write(entry, snapshot=snapshot, grant=grant)

    async def use(self, grant: Grant, entry: JournalEntry) -> Receipt:
        """Use a grant up and write what became of it, all or nothing.

        Raises NotFound when there is no such grant, Conflict when it was used, IntegrityFailure
        when it is not the one that was written.
        """
        found = await self._fetch(FIND_GRANT, grant.id)
        if not found:
            raise NotFound("there is no such grant")
        if dict(found[0]) != asdict(grant):
            raise IntegrityFailure("the grant is not the one that was written")
        return await self._write(entry, used=grant.id)

    async def _write(
        self,
        entry: JournalEntry,
        *,
        snapshot: bytes | None = None,
        grant: Grant | None = None,
        used: str | None = None,
    ) -> Receipt:
        until = monotonic() + PATIENCE
        async with self._chains.setdefault(entry.case or "", asyncio.Lock()):
            known = self._tips.get(entry.case)
            while monotonic() < until:
                tip = known or await self._tip(entry.case)
                at = not_before(self._clock.now(), tip.at)
                try:
                    raw = linked(entry, 0, tip.head, at)
                except (TypeError, ValueError) as error:
                    raise JournalUnavailable("the entry is not plain data") from error
                sequence = await self._insert(raw, snapshot, grant, used)
                if sequence is not None:
                    self._remember(entry.case, raw, at)
                    return Receipt(sequence=sequence, entry_hash=raw.entry_hash, at=at)
                fresh = await self._tip(entry.case)
                follows(fresh.head, tip.head)
                known = fresh
                await asyncio.sleep(random.random() / 200)  # noqa: S311 - who waits how long
        raise JournalUnavailable("others keep writing to this chain")

    async def _insert(
        self, raw: RawEntry, snapshot: bytes | None, grant: Grant | None, used: str | None
    ) -> int | None:
        entry = (raw.case, raw.place, raw.at, raw.previous_hash, raw.entry_hash)
        told = (raw.kind, raw.subject, raw.operator, raw.body)
        leave: tuple[Any, ...] = (None,) * 6
        if grant is not None:
            leave = (grant.id, grant.case, grant.subject, grant.point, grant.operator)
            leave += (grant.expires_at,)
        try:
            found = await self._fetch(APPEND, *entry, *told, snapshot, *leave, used, write=True)
        except JournalUnavailable as error:
            cause = error.__cause__
            if (
                isinstance(cause, asyncpg.UniqueViolationError)
                and cause.constraint_name == "grant_use_pkey"
            ):
                raise Conflict("the grant was used already") from None
            raise
        return found[0]["sequence"] if found else None

    async def _tip(self, case: str | None) -> Tip:
        found = await self._fetch(TIP, case)
        if not found:
            return Tip(head=START, at=None)
        head = Head(place=found[0]["place"], entry_hash=found[0]["entry_hash"])
        return Tip(head=head, at=datetime.fromisoformat(found[0]["at"]))

    def _remember(self, case: str | None, raw: RawEntry, at: datetime) -> None:
        self._tips[case] = Tip(head=Head(place=raw.place, entry_hash=raw.entry_hash), at=at)
        self._tips.move_to_end(case)
        if len(self._tips) > REMEMBERED:
            self._tips.popitem(last=False)

    async def unused(self, before: datetime) -> tuple[Grant, ...]:
        """Grants never used whose term ended before an instant, oldest decision first."""
        found = await self._fetch(UNUSED, before)
        return tuple(grant_of((*row[:-1], row[-1].isoformat())) for row in found)

    async def snapshot(self, sequence: int) -> bytes | None:
        """The sealed snapshot beside an entry, if it is still there."""
        found = await self._fetch(SNAPSHOT, sequence) if 0 < sequence <= LARGEST else ()
        return found[0]["sealed"] if found else None

    async def forget(self, case: str) -> int:
        """Remove the snapshots of a case, as `tracer_eraser`; how many went. The log stays."""
        async with connected(self._url, ERASER) as connection:
            with reachable("the snapshots cannot be removed"):
                status = await connection.execute(FORGET, case)
        return int(status.rpartition(" ")[2])

    async def prove(self, sequence: int) -> StoredEntry:
        """One entry with what chains it, found in the signed tree once it is sealed.

        Raises NotFound, or IntegrityFailure if it was changed.
        """
        return (await self._proven(sequence))[0]

    async def receipt_text(self, sequence: int) -> str:
        """A C2SP tlog-proof: anybody with the journal's public key can verify it offline.

        Waits for the sealer, which takes a second at most; NotFound when it does not come.
        """
        until = monotonic() + SEALED_WITHIN
        while (proof := (await self._proven(sequence))[1]) is None:
            if monotonic() > until:
                raise NotFound("the entry is not sealed yet")
            await asyncio.sleep(0.05)
        return str(proof)

    async def _proven(self, sequence: int) -> tuple[StoredEntry, Proof | None]:
        with reachable("the journal cannot be read"):
            async with self._pool.acquire(timeout=5) as connection:
                return await proven(connection, sequence)

    async def read(
        self, case: str | None = None, *, after: int = 0, limit: int | None = None
    ) -> tuple[StoredEntry, ...]:
        """Entries in order of writing, all or those of one case, that come after a sequence.

        Within a case nothing ever appears before what was read. Across cases an entry may: its
        transaction began earlier and ended later. Only the tree's order is final.
        """
        found = await (
            self._fetch(READ, min(after, LARGEST), limit)
            if case is None
            else self._fetch(READ_CASE, min(after, LARGEST), limit, case)
        )
        return tuple(raw_entry(row).stored() for row in found)

    async def verify(self) -> Verification:
        """Rebuild chains, tree, roots and checkpoints from what lies in the database."""
        with reachable("the journal cannot be read"):
            async with self._pool.acquire(timeout=5) as connection:
                return await check_all(connection, self.verifier)

    async def _fetch(self, statement: str, *values: Any, write: bool = False) -> list[Any]:
        with reachable(f"the journal cannot be {'written' if write else 'read'}"):
            async with self._pool.acquire(timeout=5) as connection:
                return list(await connection.fetch(statement, *values))


def follows(head: Head, known: Head) -> None:
    """Raise IntegrityFailure if a chain's end is before one that is known, or is not that one."""
    if known.place > head.place or (
        known.place == head.place and known.entry_hash != head.entry_hash
    ):
        raise IntegrityFailure("the journal was cut or changed: a chain's end is not the one known")
