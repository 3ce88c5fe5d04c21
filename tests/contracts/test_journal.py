"""One suite for every journal: append-only, chained, in order, and honest about the time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from policies.chain import GENESIS
from policies.journal import SqlJournal
from policies.journal_memory import MemoryJournal
from policies.merkle import Frontier
from tests.databases import postgres_journal
from tests.policies.situations import NOW, FixedClock
from tracer.errors import JournalUnavailable, NotFound
from tracer.ports import Journal, JournalEntry


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
async def journal(
    request: pytest.FixtureRequest, clock: FixedClock, tmp_path: Path
) -> AsyncIterator[Journal]:
    if request.param == "memory":
        yield MemoryJournal(clock)
        return
    if request.param == "postgresql":
        async with postgres_journal(request.getfixturevalue("cluster"), clock) as kept:
            yield kept
        return
    opened = await SqlJournal.open(tmp_path / "journal.sqlite", clock)
    yield opened
    await opened.close()


def entry(number: int = 0, case: str | None = "case-1") -> JournalEntry:
    body = {"number": number, "facts": {"claim_due": True, "notice": None}, "words": ["é", "a"]}
    return JournalEntry(kind="decision", case=case, subject="s", operator=None, body=body)


async def test_an_entry_reads_back_as_it_was_written(journal: Journal):
    receipt = await journal.append(entry(7))
    stored = await journal.prove(receipt.sequence)
    assert stored.receipt == receipt
    assert stored.entry == entry(7)
    assert receipt.at == NOW


async def test_each_entry_follows_the_one_before(journal: Journal):
    receipts = [await journal.append(entry(number)) for number in range(5)]
    assert [receipt.sequence for receipt in receipts] == [1, 2, 3, 4, 5]
    chain = [stored.previous_hash for stored in await journal.read()]
    assert chain == [GENESIS, *(receipt.entry_hash for receipt in receipts[:-1])]


async def test_a_case_reads_its_own_entries_in_order(journal: Journal):
    for number in range(6):
        await journal.append(entry(number, case=f"case-{number % 2}"))
    await journal.append(entry(9, case=None))
    assert [e.entry.body["number"] for e in await journal.read("case-1")] == [1, 3, 5]
    assert len(await journal.read()) == 7
    assert await journal.read("nobody") == ()


async def test_there_is_no_entry_that_was_not_written(journal: Journal):
    await journal.append(entry())
    for sequence in (0, 2, -1):
        with pytest.raises(NotFound):
            await journal.prove(sequence)


async def test_an_untouched_journal_is_intact(journal: Journal):
    assert (await journal.verify()).intact
    receipts = [await journal.append(entry(number)) for number in range(3)]
    tree = Frontier()
    for receipt in receipts:
        tree.add(bytes.fromhex(receipt.entry_hash))
    for _ in range(40):  # sealed within a second
        found = await journal.verify()
        assert (found.intact, found.entries) == (True, 3)
        if found.head == tree.root().hex():
            return
        await asyncio.sleep(0.05)
    pytest.fail("the head is not the root of the tree over the entries")


async def test_many_writers_make_one_chain(journal: Journal):
    receipts = await asyncio.gather(*(journal.append(entry(number)) for number in range(40)))
    assert sorted(receipt.sequence for receipt in receipts) == list(range(1, 41))
    assert (await journal.verify()).entries == 40


async def test_a_clock_that_steps_back_a_little_is_held_still(journal: Journal, clock: FixedClock):
    first = await journal.append(entry())
    clock.time = NOW - timedelta(seconds=2)
    assert (await journal.append(entry())).at == first.at
    assert (await journal.verify()).intact


async def test_a_clock_that_steps_back_further_stops_the_journal(
    journal: Journal, clock: FixedClock
):
    await journal.append(entry())
    clock.time = NOW - timedelta(seconds=3)
    with pytest.raises(JournalUnavailable):
        await journal.append(entry())
    assert len(await journal.read()) == 1


async def test_what_is_not_plain_data_is_not_written(journal: Journal):
    strange = JournalEntry(kind="k", case=None, subject=None, operator=None, body={"at": NOW})
    with pytest.raises(JournalUnavailable):
        await journal.append(strange)
    assert await journal.read() == ()
