"""The journal on PostgreSQL: many processes, kills, a database that goes away, and tampering."""

from __future__ import annotations

import asyncio
import random
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from time import monotonic

import asyncpg
import pytest

from policies.chain import START, linked
from policies.checkpoint import Signer, read_checkpoint
from policies.journal_postgres import APPEND, PostgresJournal
from policies.journal_postgres_check import raw_entry
from policies.sealer import Sealer
from tests.cluster import Cluster
from tests.databases import SERVICE, SIGNER, fresh_database, postgres_journal, sealing
from tests.policies.situations import NOW, FixedClock
from tracer.errors import Conflict, IntegrityFailure, JournalUnavailable, NotFound
from tracer.lawful import Grant
from tracer.ports import JournalEntry

ROOT = Path(__file__).parents[2]
SEALED = "SELECT count(*) FROM journal.leaf"


def entry(number: int = 0, case: str | None = "case-1") -> JournalEntry:
    return JournalEntry(kind="k", case=case, subject="s", operator=None, body={"number": number})


def a_grant(grant_id: str = "g-1", minutes: int = 10) -> Grant:
    return Grant(
        id=grant_id,
        decision=0,
        case="case-1",
        subject="s",
        point="p",
        operator="o",
        expires_at=NOW + timedelta(minutes=minutes),
    )


@pytest.fixture
async def database(cluster: Cluster) -> str:
    return await fresh_database(cluster)


@pytest.fixture
async def journal(cluster: Cluster) -> AsyncIterator[PostgresJournal]:
    async with postgres_journal(cluster, FixedClock()) as opened:
        yield opened


async def opened(cluster: Cluster, database: str) -> PostgresJournal:
    url = cluster.url(database, SERVICE)
    return await PostgresJournal.open(url, FixedClock(), verifier=SIGNER.verifier)


async def sealed(journal: PostgresJournal, number: int, within: float = 5.0) -> float:
    """Wait until so many leaves are sealed; how long it took."""
    start = monotonic()
    while monotonic() - start < within:
        if (await journal._fetch(SEALED))[0][0] >= number:
            return monotonic() - start
        await asyncio.sleep(0.02)
    pytest.fail("not sealed in time")


async def run_as_owner(cluster: Cluster, database: str, *statements: str) -> None:
    """What somebody with every right on the database could do."""
    owner = await asyncpg.connect(cluster.url(database))
    try:
        for statement in statements:
            await owner.execute(statement)
    finally:
        await owner.close()


async def test_an_entry_is_sealed_within_a_second_and_proven_offline(journal: PostgresJournal):
    await journal.append(entry())
    assert await sealed(journal, 1) < 1.0
    for number in range(2, 12):
        receipt = await journal.append(entry(number))
        assert await sealed(journal, number) < 1.0
    text = await journal.receipt_text(receipt.sequence)
    note = text.partition("\n\n")[2]
    assert read_checkpoint(note, SIGNER.verifier).size == 11
    assert (await journal.verify()).head == read_checkpoint(note, SIGNER.verifier).root.hex()


async def test_the_standalone_verifier_takes_a_receipt(journal: PostgresJournal, tmp_path: Path):
    for number in range(9):
        receipt = await journal.append(entry(number))
    text = await journal.receipt_text(receipt.sequence)
    rows = await journal._fetch("SELECT * FROM journal.entry WHERE sequence = 9")
    (tmp_path / "receipt").write_text(text, "utf-8")
    (tmp_path / "entry").write_text(raw_entry(rows[0]).line(), "utf-8")
    told = [sys.executable, "docs/verify_journal.py", "--receipt", tmp_path / "receipt"]
    told += ["--entry", tmp_path / "entry", "--key", str(SIGNER.verifier)]
    await asyncio.to_thread(subprocess.run, told, cwd=ROOT, check=True)


async def test_transactions_that_were_undone_leave_gaps_and_nothing_else(
    cluster: Cluster, database: str
):
    journal = await opened(cluster, database)
    url = cluster.url(database, SERVICE)
    async with sealing(url, FixedClock()):
        await journal.append(entry(1))
        for _ in range(3):
            with pytest.raises(JournalUnavailable):  # a grant of one id twice undoes its entry
                await asyncio.gather(
                    journal.append(entry(2, "case-2"), grant=a_grant()),
                    journal.append(entry(3, "case-3"), grant=a_grant()),
                )
        last = await journal.append(entry(4))
        holding = len(await journal.read())
        assert last.sequence > holding
        await sealed(journal, holding)
        found = await journal.verify()
        assert (found.intact, found.entries) == (True, holding)
    await journal.close()


async def test_an_entry_whose_transaction_ends_late_is_sealed_when_it_does(
    cluster: Cluster, database: str
):
    journal = await opened(cluster, database)
    url = cluster.url(database, SERVICE)
    slow = await asyncpg.connect(url, server_settings={"role": "tracer_app"})
    async with sealing(url, FixedClock()):
        open_one = slow.transaction()
        await open_one.start()
        other = await opened(cluster, database)
        raw = linked(entry(1, "slow"), 0, START, NOW)
        values = [raw.case, 1, raw.at, raw.previous_hash, raw.entry_hash, "k", "s", None, raw.body]
        first = await slow.fetchval(APPEND, *values, *[None] * 8)
        await journal.append(entry(2))
        await sealed(journal, 1)
        await asyncio.sleep(0.6)  # two more rounds
        await open_one.commit()
        assert await sealed(journal, 2) < 1.0
        assert first == 1
        assert (await journal.verify()).intact
        assert await journal.prove(first)
        await other.close()
    await slow.close()
    await journal.close()


async def test_processes_that_write_to_one_case_make_one_chain(cluster: Cluster, database: str):
    journals = [await opened(cluster, database) for _ in range(4)]
    receipts = await asyncio.gather(
        *(journal.append(entry(number)) for journal in journals for number in range(40))
    )
    assert len({receipt.sequence for receipt in receipts}) == 160
    places = await journals[0]._fetch("SELECT place FROM journal.entry ORDER BY sequence")
    assert [row[0] for row in places] == list(range(1, 161))
    assert (await journals[0].verify()).entries == 160
    for journal in journals:
        await journal.close()


async def test_a_case_that_is_held_up_holds_up_no_other(cluster: Cluster, database: str):
    journal = await opened(cluster, database)
    held = await asyncpg.connect(cluster.url(database))
    waiting = held.transaction()
    await waiting.start()
    await held.execute(
        """INSERT INTO journal.entry ("case", place, at, previous_hash, entry_hash, kind, body)
        VALUES ('held', 1, 'now', repeat('0', 64), repeat('a', 64), 'k', '{}')"""
    )
    stuck = asyncio.create_task(journal.append(entry(case="held")))
    start = monotonic()
    await asyncio.gather(*(journal.append(entry(case=f"case-{n}")) for n in range(20)))
    assert monotonic() - start < 2.0
    assert not stuck.done()
    await waiting.rollback()
    await stuck
    await held.close()
    await journal.close()


async def test_a_grant_is_used_once_whoever_asks(cluster: Cluster, database: str):
    journals = [await opened(cluster, database) for _ in range(2)]
    receipt = await journals[0].append(entry(), snapshot=b"facts", grant=a_grant())
    grant = replace(a_grant(), decision=receipt.sequence)
    tries = [journals[n % 2].use(grant, entry(n)) for n in range(8)]
    ended = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(one, Conflict) for one in ended) == 7
    assert len(await journals[0].read()) == 2
    with pytest.raises(IntegrityFailure):
        await journals[0].use(replace(grant, operator="other"), entry())
    with pytest.raises(NotFound):
        await journals[0].use(replace(grant, id="none"), entry())
    assert len(await journals[0].read()) == 2
    for journal in journals:
        await journal.close()


async def test_grants_past_their_term_are_told_and_snapshots_are_forgotten(
    journal: PostgresJournal,
):
    first = await journal.append(entry(), snapshot=b"1", grant=a_grant("g-1", 5))
    second = await journal.append(entry(case="case-2"), snapshot=b"2", grant=a_grant("g-2", 20))
    assert await journal.unused(NOW) == ()
    unused = await journal.unused(NOW + timedelta(minutes=6))
    assert unused == (replace(a_grant("g-1", 5), decision=first.sequence),)
    assert await journal.forget("case-1") == 1
    assert await journal.snapshot(first.sequence) is None
    assert await journal.snapshot(second.sequence) == b"2"
    assert (await journal.verify()).intact


@pytest.mark.parametrize("how", ["stop", "crash"])
async def test_without_its_database_nothing_is_written_and_with_it_again_everything_is(
    cluster: Cluster, database: str, how: str
):
    journal = await opened(cluster, database)
    async with sealing(cluster.url(database, SERVICE), FixedClock()):
        await journal.append(entry(1))
        busy = [asyncio.create_task(journal.append(entry(n, f"case-{n}"))) for n in range(30)]
        await asyncio.sleep(0.005)
        try:
            getattr(cluster, how)()
            ended = await asyncio.gather(*busy, return_exceptions=True)
            for act in (journal.append(entry()), journal.read(), journal.verify()):
                with pytest.raises(JournalUnavailable):
                    await act
            with pytest.raises(JournalUnavailable):
                await journal.forget("case-1")
        finally:
            cluster.start()
        failures = {type(one) for one in ended if isinstance(one, BaseException)}
        assert failures <= {JournalUnavailable}
        receipt = await journal.append(entry(2))
        kept = {stored.receipt.entry_hash for stored in await journal.read()}
        told = {one.entry_hash for one in ended if not isinstance(one, BaseException)}
        assert told <= kept  # nothing that was acknowledged is lost
        await sealed(journal, len(kept))
        assert (await journal.verify()).entries == len(kept)
        assert await journal.receipt_text(receipt.sequence)
    await journal.close()


async def test_killed_processes_lose_nothing_they_were_told_and_break_nothing(
    cluster: Cluster, database: str
):
    url, chance, told = cluster.url(database, SERVICE), random.Random(7), set[str]()
    journal = await opened(cluster, database)

    def started(*words: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-m", *words], cwd=ROOT, stdout=subprocess.PIPE)

    for _ in range(3):
        writers = [started("tests.appender", url, "3") for _ in range(2)]
        sealer = started("tests.sealing", url)
        try:
            before = (await journal._fetch(SEALED))[0][0]
            await sealed(journal, before + 1, within=30)
            await asyncio.sleep(chance.random())
        finally:
            for process in (*writers, sealer):
                process.send_signal(signal.SIGKILL)
        for process in (*writers, sealer):
            lines = process.communicate()[0].decode().split("\n")
            told |= {line.split()[1] for line in lines[:-1]}
    kept = {stored.receipt.entry_hash for stored in await journal.read()}
    assert told <= kept
    assert len(told) > 50
    async with sealing(url, FixedClock()):
        await sealed(journal, len(kept))
    found = await journal.verify()
    assert (found.intact, found.entries) == (True, len(kept))
    await journal.close()


async def test_one_sealer_at_a_time_and_another_takes_over(cluster: Cluster, database: str):
    url = cluster.url(database, SERVICE)
    journal = await opened(cluster, database)
    async with sealing(url, FixedClock()):
        async with sealing(url, FixedClock()):
            await journal.append(entry(1))
            await sealed(journal, 1)
        await journal.append(entry(2))
        assert await sealed(journal, 2) < 2.0
    assert (await journal.verify()).intact
    await journal.close()


TAMPERED = {
    "an entry changed": "UPDATE journal.entry SET kind = 'other' WHERE sequence = 3",
    "an entry without a leaf changed": "UPDATE journal.entry SET kind = 'other' WHERE sequence = 7",
    "an entry removed": "DELETE FROM journal.entry WHERE sequence = 3",
    "the last sealed entry removed": "DELETE FROM journal.entry WHERE sequence = 6",
    "an entry and its leaf removed": "DELETE FROM journal.leaf WHERE sequence = 3; "
    "DELETE FROM journal.entry WHERE sequence = 3",
    "two leaves exchanged": "UPDATE journal.leaf SET place = -1 - place WHERE place IN (1, 4); "
    "UPDATE journal.leaf SET place = 6 + place WHERE place < 0",
    "a leaf changed": "UPDATE journal.leaf SET hash = decode(repeat('a', 64), 'hex') WHERE place = 2",
    "a node changed": "UPDATE journal.node SET hash = decode(repeat('a', 64), 'hex') WHERE level = 1",
    "a node removed": "DELETE FROM journal.node WHERE level = 2",
    "a node added": "INSERT INTO journal.node SELECT 9, 0, hash FROM journal.node LIMIT 1",
    "the last leaf cut": "DELETE FROM journal.leaf WHERE place = 5",
    "a checkpoint changed": "UPDATE journal.checkpoint SET root = decode(repeat('a', 64), 'hex')",
    "a checkpoint forged": "UPDATE journal.checkpoint SET note = replace(note, 'tracer', 'trader')",
}


@pytest.mark.parametrize("what", TAMPERED)
async def test_whatever_the_owner_changes_shows(cluster: Cluster, database: str, what: str):
    journal = await opened(cluster, database)
    url = cluster.url(database, SERVICE)
    async with sealing(url, FixedClock()):
        for number in range(6):
            await journal.append(entry(number, f"case-{number % 2}"))
        await sealed(journal, 6)
    await journal.append(entry(7, "case-0"))
    assert (await journal.verify()).intact
    lifted = (
        "ALTER TABLE journal.leaf DROP CONSTRAINT leaf_sequence_fkey",
        "ALTER TABLE journal.leaf DROP CONSTRAINT leaf_place_check",
        *(
            f"ALTER TABLE journal.{table} DISABLE TRIGGER append_only"
            for table in ("entry", "leaf", "node", "checkpoint")
        ),
    )
    await run_as_owner(cluster, database, *lifted, TAMPERED[what])
    with suppress(IntegrityFailure):
        assert not (await journal.verify()).intact
    await journal.close()


async def test_a_chain_cut_while_the_service_runs_is_not_continued(cluster: Cluster, database: str):
    journal = await opened(cluster, database)
    for number in range(3):
        await journal.append(entry(number))
    await run_as_owner(
        cluster,
        database,
        "ALTER TABLE journal.entry DISABLE TRIGGER append_only",
        "DELETE FROM journal.entry WHERE place = 3",
    )
    with pytest.raises(IntegrityFailure):
        await journal.append(entry(4))
    await journal.append(entry(4, "case-2"))
    await journal.close()


async def test_a_sealer_adds_nothing_to_a_tree_that_was_cut(
    cluster: Cluster, database: str, tmp_path: Path
):
    journal, url = await opened(cluster, database), cluster.url(database, SERVICE)
    kept = tmp_path / "journal"
    sealer = asyncio.create_task(Sealer(url, SIGNER, FixedClock(), kept).run())
    for number in range(3):
        await journal.append(entry(number))
        await sealed(journal, number + 1)
    sealer.cancel()
    lifted = [
        f"ALTER TABLE journal.{table} DISABLE TRIGGER append_only"
        for table in ("entry", "leaf", "checkpoint", "node")
    ]
    await run_as_owner(  # a cut that agrees with itself: only what is kept elsewhere tells
        cluster,
        database,
        *lifted,
        "DELETE FROM journal.checkpoint WHERE size > 1",
        "DELETE FROM journal.leaf WHERE place > 0",
        "DELETE FROM journal.node",
        "DELETE FROM journal.entry WHERE place > 1",
    )
    assert (await journal.verify()).intact
    await asyncio.wait_for(Sealer(url, SIGNER, FixedClock(), kept).run(), 5)
    await asyncio.wait_for(Sealer(url, Signer("other", bytes(32)), FixedClock()).run(), 5)
    await journal.close()
