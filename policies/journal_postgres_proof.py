"""One entry of the journal on PostgreSQL, proven: its hash, its chain, and its place in the signed tree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import asyncpg

from policies.checkpoint import encoded
from policies.journal import PROOF
from policies.journal_postgres_check import COLUMNS, raw_entry
from policies.merkle import Frontier, Node, included, inclusion
from tracer.errors import IntegrityFailure, NotFound
from tracer.ports import StoredEntry

LARGEST = 2**63 - 1

ENTRY = f"""SELECT {COLUMNS}, place = 1 OR EXISTS (SELECT FROM journal.entry AS before
    WHERE coalesce(before."case", '') = coalesce(entry."case", '')
    AND before.place = entry.place - 1 AND before.entry_hash = entry.previous_hash) AS follows
  FROM journal.entry WHERE sequence = $1"""  # noqa: S608 - no input
LEAF = "SELECT place FROM journal.leaf WHERE sequence = $1"
NOTE = "SELECT size, root, note FROM journal.checkpoint ORDER BY size DESC LIMIT 1"
PARTS = """SELECT 0 AS level, leaf.place, hash FROM journal.leaf WHERE place = ANY($1::bigint[])
  UNION ALL SELECT level, node.place, hash FROM journal.node
  WHERE (level, place) IN (SELECT * FROM unnest($2::int[], $3::bigint[]))"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """Where an entry stands in the tree of a signed checkpoint, and the path to its root."""

    index: int
    path: tuple[bytes, ...]
    note: str

    def __str__(self) -> str:
        """As C2SP tlog-proof writes it."""
        steps = "".join(f"{encoded(step)}\n" for step in self.path)
        return f"{PROOF}\nindex {self.index}\n{steps}\n{self.note}"


async def proven(connection: asyncpg.Connection, sequence: int) -> tuple[StoredEntry, Proof | None]:
    """An entry and its proof; no proof while it is not sealed yet.

    Raises NotFound, or IntegrityFailure when it, its chain or its tree is not what was written.
    """
    if not 0 < sequence <= LARGEST:
        raise NotFound("no such journal entry")
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        row = await connection.fetchrow(ENTRY, sequence)
        if row is None:
            raise NotFound("no such journal entry")
        entry = raw_entry(row)
        if entry.hashed() != entry.entry_hash or not row["follows"]:
            raise IntegrityFailure(f"journal entry {sequence} is not what was written")
        index = await connection.fetchval(LEAF, sequence)
        signed = await connection.fetchrow(NOTE)
        if index is None or signed is None:
            return entry.stored(), None
        size, root, note = signed
        if index >= size:
            raise IntegrityFailure("a leaf of the journal's tree was never signed")
        node = await parts(connection, index, size)
    path = inclusion(index, size, node)
    leaf = bytes.fromhex(entry.entry_hash)
    if Frontier.of(size, node).root() != root or not included(leaf, index, size, path, root):
        raise IntegrityFailure(f"journal entry {sequence} is not in the tree that was signed")
    return entry.stored(), Proof(index=index, path=tuple(path), note=note)


async def parts(connection: asyncpg.Connection, index: int, size: int) -> Node:
    """The parts of the tree that a proof and the root need, read at once."""
    asked: set[tuple[int, int]] = set()

    def noted(level: int, place: int) -> bytes:
        asked.add((level, place))
        return bytes(32)

    inclusion(index, size, noted)
    Frontier.of(size, noted)
    above = [pair for pair in asked if pair[0]]
    rows: list[Any] = await connection.fetch(
        PARTS,
        [place for level, place in asked if not level],
        [level for level, _ in above],
        [place for _, place in above],
    )
    kept = {(row["level"], row["place"]): row["hash"] for row in rows}
    if kept.keys() != asked:
        raise IntegrityFailure("a part of the journal's tree is missing")
    return lambda level, place: kept[level, place]
