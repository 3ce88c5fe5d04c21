"""Checking a journal on PostgreSQL again from what lies in its tables, in one snapshot of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import asyncpg

from policies.chain import Check, RawEntry
from policies.checkpoint import Verifier, read_checkpoint, unsigned
from tracer.errors import IntegrityFailure
from tracer.ports import Verification

AT_ONCE = 2000  # rows read at a time
NO_HURRY = "SET LOCAL statement_timeout = '10min'"

COLUMNS = ", ".join(f'"{name}"' for name in RawEntry.__slots__)
# Every leaf in the order of the tree, with the entry it is of.
LEAVES = f"""SELECT leaf.place AS leaf, leaf.hash AS leaf_hash, entry.* FROM journal.leaf
  JOIN (SELECT {COLUMNS} FROM journal.entry) AS entry USING (sequence)
  WHERE leaf.place >= $1 ORDER BY leaf.place LIMIT $2"""  # noqa: S608 - no input
NODES = """SELECT level, place, hash FROM journal.node
  WHERE (level, place) IN (SELECT * FROM unnest($1::int[], $2::bigint[]))"""
NODE_COUNT = "SELECT count(*) FROM journal.node"
LEAF_COUNT = "SELECT count(*) FROM journal.leaf"
CHECKPOINTS = "SELECT size, root, note FROM journal.checkpoint"
# What was written and is not a leaf yet, in the order of writing.
UNSEALED = f"""SELECT {COLUMNS} FROM journal.entry WHERE NOT EXISTS
  (SELECT FROM journal.leaf WHERE leaf.sequence = entry.sequence) ORDER BY sequence"""  # noqa: S608


def raw_entry(row: Any) -> RawEntry:
    """A row as an entry nobody believes yet."""
    return RawEntry(**{name: row[name] for name in RawEntry.__slots__})


async def check_all(connection: asyncpg.Connection, verifier: Verifier | None) -> Verification:
    """Rebuild chains and tree and compare them with the nodes and checkpoints that are kept.

    `entries` counts all that hold, sealed or not; `head` is the root of what is sealed;
    `broken_at` is the sequence of the first entry that does not hold. Without a verifier the
    signatures of the checkpoints are not looked at.
    """
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        await connection.execute(NO_HURRY)
        known = await signed_sizes(connection, verifier)
        checking, last = Check(known=known), 0
        built = 0
        async for rows in pages(connection):
            completed = []
            for row in rows:
                raw = raw_entry(row)
                problem = misplaced(row, checking.frontier.size)
                if problem is None and not checking.add(raw):
                    problem = checking.problem
                if problem is not None:
                    return broken(checking, raw.sequence, problem)
                completed += checking.completed
                last = raw.sequence
            built += len(completed)
            if await differ(connection, completed):
                return broken(checking, last, "the tree kept beside the entries is not theirs")
        size = checking.frontier.size
        if max(known, default=0) > size or await connection.fetchval(LEAF_COUNT) != size:
            return broken(checking, last + 1, "the journal was cut: a later leaf is known")
        if await connection.fetchval(NODE_COUNT) != built:
            return broken(checking, last + 1, "the tree kept beside the entries is not theirs")
        found = checking.found()
        for row in await connection.fetch(UNSEALED, timeout=600):
            raw = raw_entry(row)
            if not checking.add(raw):
                return replace(broken(checking, raw.sequence, checking.problem), head=found.head)
        return replace(found, entries=checking.frontier.size)


async def pages(connection: asyncpg.Connection) -> AsyncIterator[list[Any]]:
    """The leaves with their entries, some at a time."""
    place = 0
    while rows := await connection.fetch(LEAVES, place, AT_ONCE, timeout=600):
        yield rows
        place = rows[-1]["leaf"] + 1


def misplaced(row: Any, place: int) -> str | None:
    """What is wrong with a leaf where it stands, or None."""
    if row["leaf"] != place:
        return f"leaf {place} is missing: {row['leaf']} stands in its place"
    if row["leaf_hash"].hex() != row["entry_hash"]:
        return "its leaf is not its own"
    return None


async def differ(connection: asyncpg.Connection, nodes: list[tuple[int, int, bytes]]) -> bool:
    """Whether a node that is kept, or should be, is not the one rebuilt."""
    levels, places = [node[0] for node in nodes], [node[1] for node in nodes]
    rows = await connection.fetch(NODES, levels, places, timeout=600)
    return {tuple(row) for row in rows} != set(nodes)


async def signed_sizes(connection: asyncpg.Connection, verifier: Verifier | None) -> dict[int, str]:
    """Size and root of every checkpoint. Raises IntegrityFailure for one that is not as filed."""
    known = {}
    for size, root, note in await connection.fetch(CHECKPOINTS, timeout=600):
        found = (
            read_checkpoint(note, verifier)
            if verifier
            else unsigned(note.partition("\n\n")[0] + "\n")
        )
        if found.size != size or found.root != root:
            raise IntegrityFailure("a checkpoint is not the one it is filed as")
        known[size] = root.hex()
    return known


def broken(checking: Check, sequence: int, problem: str | None) -> Verification:
    """What holds up to an entry that does not."""
    return Verification(
        entries=checking.frontier.size,
        intact=False,
        head=checking.frontier.root().hex(),
        broken_at=sequence,
        problem=problem,
    )
