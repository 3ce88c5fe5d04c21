"""What the journal costs on PostgreSQL: durable entries by 64 appenders, and how soon each is sealed.

The peer is a plain insert of the same row in the same run: no chain, nothing read first, no sealer. The
cluster is the tests' own, with fsync on. `figures` measures; `benchmarks.journal` may add them to its own.
"""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

import asyncpg

from benchmarks.table import Figure
from policies.chain import START, linked
from policies.journal_postgres import PostgresJournal
from tests.cluster import Cluster, programs
from tests.databases import SERVICE, SIGNER, WallClock, fresh_database, sealing
from tracer.ports import JournalEntry

APPENDERS = 64
SECONDS = 10.0
CONNECTIONS = 16
A_CASE = 24
HASH = "0123456789abcdef" * 4
PLAIN = """INSERT INTO journal.entry
  ("case", place, at, previous_hash, entry_hash, kind, subject, operator, body)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"""
SEALED = "SELECT sequence FROM journal.leaf WHERE place >= $1"


def entry(appender: int, number: int) -> JournalEntry:
    """An entry of the size a decision has, about 1 kB."""
    rule = {"rule": "FR-CPCE-R124-4", "version": 1, "effect": "permit", "unknown_facts": []}
    return JournalEntry(
        kind="decision",
        case=f"cas_{appender:02d}_{number // A_CASE:08d}",
        subject=HASH,
        operator="operator-1",
        body={"rules": [rule] * 5, "facts_hash": HASH, "pack_hash": HASH, "number": number},
    )


async def appended(journal: PostgresJournal, url: str) -> tuple[list[float], list[float]]:
    """How long each append took, and how long after it each entry was seen sealed, in seconds."""
    until, took, written = perf_counter() + SECONDS, list[float](), dict[int, float]()
    seen, delays = dict[int, float](), list[float]()

    async def one(appender: int) -> None:
        number = 0
        while (started := perf_counter()) < until:
            receipt = await journal.append(entry(appender, number))
            written[receipt.sequence] = perf_counter()
            took.append(written[receipt.sequence] - started)
            number += 1

    async def watch() -> None:
        reader = await asyncpg.connect(url, server_settings={"role": "tracer_app"})
        while perf_counter() < until or written:
            fresh, now = await reader.fetch(SEALED, len(seen)), perf_counter()
            seen.update((row[0], now) for row in fresh)
            sealed = [known for known in written if known in seen]
            delays.extend(max(0.0, seen[known] - written.pop(known)) for known in sealed)
            await asyncio.sleep(0.01)
        await reader.close()

    await asyncio.gather(watch(), *(one(appender) for appender in range(APPENDERS)))
    return took, delays


async def inserted(url: str) -> list[float]:
    """The peer: the same row, put in and nothing else."""
    until, took = perf_counter() + SECONDS, list[float]()
    role = {"role": "tracer_app", "synchronous_commit": "on"}
    async with asyncpg.create_pool(url, max_size=CONNECTIONS, server_settings=role) as pool:

        async def one(appender: int) -> None:
            number = 0
            while (started := perf_counter()) < until:
                raw = linked(entry(appender, number), 0, START, WallClock().now())
                values = (raw.case, number + 1, raw.at, raw.previous_hash, raw.entry_hash)
                await pool.execute(PLAIN, *values, raw.kind, raw.subject, raw.operator, raw.body)
                took.append(perf_counter() - started)
                number += 1

        await asyncio.gather(*(one(appender) for appender in range(APPENDERS)))
    return took


def p99(values: list[float]) -> float:
    """The 99th percentile."""
    return sorted(values)[int(len(values) * 0.99)]


async def figures() -> list[Figure]:
    """Everything measured, on a cluster that is made for it and removed."""
    with tempfile.TemporaryDirectory(prefix="tracer-pg-") as folder:
        cluster = Cluster(Path(folder), programs())
        cluster.start()
        try:
            return await measured(cluster)
        finally:
            cluster.stop()


async def measured(cluster: Cluster) -> list[Figure]:
    """The same load on the journal and on the peer, one after the other."""
    plain = await inserted(cluster.url(await fresh_database(cluster), SERVICE))
    url = cluster.url(await fresh_database(cluster), SERVICE)
    journal = await PostgresJournal.open(
        url, WallClock(), verifier=SIGNER.verifier, connections=CONNECTIONS
    )
    async with sealing(url, WallClock()):
        took, delays = await appended(journal, url)
    started = perf_counter()
    found = await journal.verify()
    checked = perf_counter() - started
    assert (found.intact, found.entries) == (True, len(took))
    await journal.close()
    load = f"{APPENDERS} appenders, one process, {CONNECTIONS} connections, fsync on"
    late = p99(delays) > 1
    return [
        Figure(
            metric="PostgreSQL: durable entries per second",
            value=len(took) / SECONDS,
            unit="1/s",
            goal=None,
            peer=len(plain) / SECONDS,
            met=None,
            how=f"{len(took):,} entries of 1 kB, {load}, sealed meanwhile; peer: plain insert of the row",
        ),
        Figure(
            metric="PostgreSQL: append, 99th percentile",
            value=p99(took) * 1000,
            unit="ms",
            goal=None,
            peer=p99(plain) * 1000,
            met=None,
            how=f"same run; median {median(took) * 1000:.1f} ms; peer: plain insert of the row",
        ),
        Figure(
            metric="PostgreSQL: from receipt to sealed, 99th percentile",
            value=p99(delays) * 1000,
            unit="ms",
            goal="≤ 1,000",
            peer=None,
            met=not late,
            how=f"same run, looked at every 10 ms; median {median(delays) * 1000:.0f} ms, slowest"
            f" {max(delays) * 1000:.0f} ms" + ("; missed: the sealer fell behind" if late else ""),
        ),
        Figure(
            metric="PostgreSQL: verification",
            value=checked * 1_000_000 / len(took),
            unit="s per 1 M entries",
            goal=None,
            peer=None,
            met=None,
            how=f"chains, tree, nodes and signed checkpoints of {found.entries:,} entries, scaled",
        ),
    ]


if __name__ == "__main__":
    for figure in asyncio.run(figures()):
        print(
            f"{figure.metric}: {figure.value:,.1f} {figure.unit}, peer {figure.peer}; {figure.how}"
        )
