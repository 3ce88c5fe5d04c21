"""What the journal costs and what it shows: durable entries, proofs, a whole verification, touches seen.

Every entry counted is on disk: the receipt came after the flush. The peers run in the same run on the
same disk: the same journal with a commit for each entry, and pymerkle's SqliteTree.
"""

from __future__ import annotations

import asyncio
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median
from time import perf_counter

from pymerkle import InmemoryTree, SqliteTree

from api.wiring import SystemClock
from benchmarks import journal_postgresql
from benchmarks.table import Figure, publish
from policies import journal_writer
from policies.bundle import CHECKPOINT, ENTRIES, export_journal
from policies.checkpoint import signer_of
from policies.journal import SqlJournal
from policies.journal_file import verify_file
from tests.policies.mutations import TOUCHES, forked
from tests.policies.verifier import PROGRAM, load
from tracer.ports import JournalEntry

ENTRIES_WRITTEN = 1_000_000
APPENDERS = 64
A_CASE = 24  # entries of one case, about what a trace writes
PEER_ENTRIES = 6_400
TOUCHED = 10_000
SIGNER = signer_of("5a" * 32)
VERIFIER = load()

RULE = {"rule": "FR-CPCE-R124-4", "version": 1, "effect": "permit", "unknown_facts": []}
HASH = "0123456789abcdef" * 4


def entry(appender: int, number: int) -> JournalEntry:
    """An entry of the size a decision has, about 1 kB."""
    return JournalEntry(
        kind="decision",
        case=f"cas_{appender:02d}_{number // A_CASE:08d}",
        subject=HASH,
        operator="operator-1",
        body={
            "operation": "collection",
            "source": "invented.register",
            "effect": "permit",
            "rules": [RULE] * 5,
            "obligations": ["cite_exact_source"],
            "facts_hash": HASH,
            "snapshot_hash": HASH,
            "pack_hash": HASH,
            "law_on": "2026-06-15",
            "engine": "kleene-2",
            "number": number,
        },
    )


@asynccontextmanager
async def opened(path: Path) -> AsyncIterator[SqlJournal]:
    journal = await SqlJournal.open(path, SystemClock(), signer=SIGNER)
    try:
        yield journal
    finally:
        await journal.close()


async def filled(journal: SqlJournal, entries: int) -> tuple[float, list[float]]:
    """Seconds for so many entries by all appenders at once, and how long each waited."""
    waited: list[float] = []

    async def appending(appender: int) -> None:
        for number in range(entries // APPENDERS):
            asked = perf_counter()
            await journal.append(entry(appender, number))
            waited.append(perf_counter() - asked)

    started = perf_counter()
    await asyncio.gather(*(appending(appender) for appender in range(APPENDERS)))
    return perf_counter() - started, waited


def p99(waited: list[float]) -> float:
    """The 99th percentile, in milliseconds."""
    return sorted(waited)[len(waited) * 99 // 100] * 1000


def by_pymerkle(folder: Path) -> tuple[float, list[float]]:
    """The same bytes into pymerkle's SqliteTree, which commits each."""
    tree, waited = SqliteTree(str(folder / "pymerkle.sqlite"), algorithm="sha256"), []
    raw = [repr(entry(0, number)).encode() for number in range(2_000)]
    started = perf_counter()
    for data in raw:
        asked = perf_counter()
        tree.append_entry(data)
        waited.append(perf_counter() - asked)
    took = perf_counter() - started
    tree.close()
    return took / len(raw), waited


def verified(bundle: Path) -> tuple[float, int]:
    """Seconds the standalone verifier takes, as a process of its own, and its peak in megabytes."""
    started = perf_counter()
    done = subprocess.run(
        [sys.executable, "-I", str(PROGRAM), str(bundle), "--key", str(SIGNER.verifier)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("intact"), done.stdout
    took = perf_counter() - started
    return took, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024


def root_by_pymerkle(bundle: Path) -> tuple[float, bytes]:
    """Seconds pymerkle takes for the root over the same lines, and the root."""
    started = perf_counter()
    tree = InmemoryTree(algorithm="sha256")
    with (bundle / ENTRIES).open("rb") as file:
        for line in file:
            tree.append_entry(line.removesuffix(b"\n"))
    return perf_counter() - started, tree.get_root()


async def small(folder: Path, word: str) -> Path:
    """An exported journal of some entries, to be touched."""
    folder.mkdir()  # noqa: ASYNC240
    async with opened(folder / "journal.sqlite") as journal:
        for number in range(40):
            told = {word: number}
            said = JournalEntry(
                kind="decision", case=f"c{number % 5}", subject="s", operator="o", body=told
            )
            await journal.append(said)
    export_journal(folder / "journal.sqlite", folder / "bundle")
    return folder / "bundle"


def chain_alone(folder: Path) -> bool:
    """Whether the chains of a bundle hold, with no tree, signature or checkpoint looked at."""
    chains = VERIFIER.Chains()
    try:
        for line in (folder / ENTRIES).read_bytes().split(b"\n")[:-1]:
            chains.add(line, VERIFIER.leaf(line))
    except VERIFIER.NotIntact:
        return False
    return True


def whole(folder: Path, kept: Path) -> bool:
    try:
        VERIFIER.verify_bundle(folder, VERIFIER.Key(str(SIGNER.verifier)), [kept], [])
    except (VERIFIER.NotIntact, OSError):
        return False
    return True


def seen(bundle: Path, fork: Path, folder: Path) -> tuple[int, int, int]:
    """Of so many touches at random: how many there were, and were seen, and by the chains alone."""
    kept, rng = folder / "kept", random.Random(20261126)
    kept.write_bytes((bundle / CHECKPOINT).read_bytes())
    touches = (*TOUCHES, forked(fork))
    made = found = alone = 0
    while made < TOUCHED:
        touched = folder / "touched"
        shutil.copytree(bundle, touched)
        if rng.choice(touches)(rng, touched):
            made += 1
            found += not whole(touched, kept)
            alone += not chain_alone(touched)
        shutil.rmtree(touched)
    assert whole(bundle, kept)
    return made, found, alone


def timed(act: Callable[[], object]) -> float:
    started = perf_counter()
    act()
    return perf_counter() - started


async def measure(folder: Path) -> list[Figure]:
    path = folder / "journal.sqlite"
    async with opened(path) as journal:
        await filled(journal, APPENDERS * 20)  # warm
        took, waited = await filled(journal, ENTRIES_WRITTEN)
        rate, slow = len(waited) / took, p99(waited)
        size = len(waited) + APPENDERS * 20
        receipts, rng = [], random.Random(1)
        for _ in range(300):
            asked = perf_counter()
            await journal.receipt_text(rng.randint(1, size))
            receipts.append(perf_counter() - asked)
    together = journal_writer.TOGETHER
    journal_writer.TOGETHER = 1
    try:
        async with opened(folder / "single.sqlite") as journal:
            single, single_waited = await filled(journal, PEER_ENTRIES)
    finally:
        journal_writer.TOGETHER = together
    each, each_waited = by_pymerkle(folder)
    product = await timed_verify(path)
    export = timed(lambda: export_journal(path, folder / "bundle"))
    alone, peak = verified(folder / "bundle")
    theirs, root = root_by_pymerkle(folder / "bundle")
    note = VERIFIER.Note((folder / "bundle" / CHECKPOINT).read_text())
    assert note.root == root
    bundle, fork = await small(folder / "one", "number"), await small(folder / "other", "another")
    made, found, by_chain = seen(bundle, fork, folder)
    load = f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end"
    longer = sum(one > 0.015 for one in waited) / len(waited)
    missed = "" if rate >= 5000 else "; missed: by the rate itself, with that load beside it"
    late = "" if slow <= 15 else f"; missed: {longer:.1%} waited longer than 15 ms"
    return [
        Figure(
            metric="durable entries per second",
            value=rate,
            unit="1/s",
            goal="≥ 5,000",
            peer=len(single_waited) / single,
            met=rate >= 5000,
            how=f"{len(waited):,} entries of 1 kB, {APPENDERS} appenders, one process, synchronous=FULL;"
            f" {load}; peer: the same with a commit for each entry{missed}",
        ),
        Figure(
            metric="append, 99th percentile",
            value=slow,
            unit="ms",
            goal="≤ 15",
            peer=p99(single_waited),
            met=slow <= 15,
            how=f"from the call to the receipt, same run; median {median(waited) * 1000:.1f} ms,"
            f" slowest {max(waited) * 1000:.0f} ms;"
            f" peer: the same with a commit for each entry{late}",
        ),
        Figure(
            metric="one appender's rate in pymerkle",
            value=1 / each,
            unit="1/s",
            goal=None,
            peer=None,
            met=None,
            how="pymerkle SqliteTree, one commit for each of 2,000 entries, its own settings;"
            f" 99th percentile {p99(each_waited):.1f} ms",
        ),
        Figure(
            metric="receipt of one entry",
            value=median(receipts) * 1000,
            unit="ms",
            goal=None,
            peer=None,
            met=None,
            how=f"tlog-proof from a tree of {size:,}, median of 300; slowest {max(receipts) * 1000:.1f} ms",
        ),
        Figure(
            metric="verification of an exported bundle, alone",
            value=alone * 1_000_000 / size,
            unit="s per 1 M entries",
            goal="≤ 60",
            peer=theirs * 1_000_000 / size,
            met=alone * 1_000_000 / size <= 60,
            how=f"docs/verify_journal.py as a process of its own over {size:,} entries, at most {peak} MB;"
            " peer: pymerkle's root over the same lines, chains and JSON not looked at"
            + ("" if alone * 1_000_000 / size <= 60 else "; missed: one process reads too slowly"),
        ),
        Figure(
            metric="verification of the live file",
            value=product * 1_000_000 / size,
            unit="s per 1 M entries",
            goal=None,
            peer=None,
            met=None,
            how=f"what `tracer journal verify` does; the export took {export:.0f} s",
        ),
        Figure(
            metric="touches seen",
            value=found,
            unit=f"of {made:,}",
            goal=f"{TOUCHED:,}",
            peer=by_chain,
            met=found == made,
            how="a byte, a leaf, the order, the length, the white space, a fork by the same key against a"
            " checkpoint kept before; peer: the chains of hashes alone, as any log of hashes has"
            + ("" if found == made else "; missed: a touch went unseen"),
        ),
    ]


async def timed_verify(path: Path) -> float:
    started = perf_counter()
    found = await verify_file(path, SIGNER.verifier)
    assert found.intact, found.problem
    return perf_counter() - started


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        figures = await measure(Path(folder))
    publish("journal", [*figures, *await journal_postgresql.figures()])


if __name__ == "__main__":
    asyncio.run(main())
