"""One suite for every journal: append-only, chained, in order, and honest about the time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from policies.chain import GENESIS
from policies.journal import SqlJournal
from policies.journal_memory import MemoryJournal
from policies.merkle import Frontier
from tests.databases import postgres_journal
from tests.policies.situations import NOW, FixedClock
from tracer.errors import Conflict, IntegrityFailure, JournalUnavailable, NotFound
from tracer.lawful import Grant
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


def leave(number: int = 1, case: str = "case-1") -> Grant:
    return Grant(
        id=f"grant-{number}",
        decision=0,
        case=case,
        subject="s",
        point="p",
        operator="operator-1",
        expires_at=NOW + timedelta(minutes=10),
    )


async def granted(journal: Journal, number: int = 1) -> Grant:
    receipt = await journal.append(entry(number), grant=leave(number))
    return replace(leave(number), decision=receipt.sequence)


async def test_chains_of_cases_are_apart_and_in_one_tree(journal: Journal):
    for number, case in enumerate(["a", "b", None, "a", None, "b", "a"]):
        await journal.append(entry(number, case=case))
    for case in ("a", "b"):
        read = await journal.read(case)
        hashes = [GENESIS, *(stored.receipt.entry_hash for stored in read[:-1])]
        assert [stored.previous_hash for stored in read] == hashes
    assert (await journal.verify()).entries == 7


async def test_a_journal_reads_in_pages(journal: Journal):
    receipts = [await journal.append(entry(n, case=f"case-{n % 2}")) for n in range(9)]
    whole, last = [], 0
    while page := await journal.read(after=last, limit=4):
        assert len(page) <= 4
        whole += page
        last = page[-1].receipt.sequence
    assert [stored.receipt for stored in whole] == receipts
    later = await journal.read("case-1", after=receipts[3].sequence, limit=1)
    assert [stored.receipt for stored in later] == [receipts[5]]


async def test_a_grant_is_written_with_its_decision_and_used_once(journal: Journal):
    grant = await granted(journal)
    used = await journal.use(grant, entry(2))
    assert (await journal.prove(used.sequence)).entry == entry(2)
    with pytest.raises(Conflict):
        await journal.use(grant, entry(3))
    assert len(await journal.read()) == 2
    assert (await journal.verify()).intact


async def test_a_grant_used_by_many_at_once_is_used_by_one(journal: Journal):
    grant = await granted(journal)
    ended = await asyncio.gather(
        *(journal.use(grant, entry(number)) for number in range(8)), return_exceptions=True
    )
    assert sum(isinstance(one, Conflict) for one in ended) == 7
    assert len(await journal.read()) == 2


async def test_a_grant_that_was_not_written_opens_nothing(journal: Journal):
    with pytest.raises(NotFound):
        await journal.use(leave(), entry())
    grant = await granted(journal)
    for changed in (
        replace(grant, point="another"),
        replace(grant, operator="another"),
        replace(grant, case="another"),
        replace(grant, subject="another"),
        replace(grant, decision=grant.decision + 1),
        replace(grant, expires_at=grant.expires_at + timedelta(seconds=1)),
    ):
        with pytest.raises(IntegrityFailure):
            await journal.use(changed, entry())
    assert len(await journal.read()) == 1
    assert await journal.use(grant, entry())


async def test_a_grant_that_cannot_be_written_leaves_no_decision(journal: Journal):
    await granted(journal)
    with pytest.raises(JournalUnavailable):
        await journal.append(entry(5), snapshot=b"sealed", grant=leave())
    assert len(await journal.read()) == 1


async def test_grants_whose_term_ended_unused_are_told(journal: Journal):
    grants = [await granted(journal, number) for number in range(3)]
    await journal.use(grants[1], entry())
    assert await journal.unused(grants[0].expires_at) == ()
    late = await journal.unused(grants[0].expires_at + timedelta(microseconds=1))
    assert set(late) == {grants[0], grants[2]}


async def test_snapshots_lie_beside_the_log_and_may_go(journal: Journal):
    one = await journal.append(entry(1), snapshot=b"sealed one")
    other = await journal.append(entry(2, case="case-2"), snapshot=b"sealed other")
    bare = await journal.append(entry(3))
    before = await journal.verify()
    assert await journal.snapshot(one.sequence) == b"sealed one"
    assert await journal.snapshot(bare.sequence) is None
    assert await journal.forget("case-1") == 1
    assert await journal.forget("case-1") == 0
    assert await journal.snapshot(one.sequence) is None
    assert await journal.snapshot(other.sequence) == b"sealed other"
    after = await journal.verify()  # a sealer may have moved the head on meanwhile
    assert before.intact
    assert (after.entries, after.intact, after.problem) == (before.entries, True, None)


async def test_an_entry_that_is_not_plain_data_fails_alone(journal: Journal):
    strange = JournalEntry(kind="k", case="c", subject=None, operator=None, body={"at": NOW})
    asked = [strange if number == 7 else entry(number) for number in range(20)]
    ended = await asyncio.gather(*map(journal.append, asked), return_exceptions=True)
    assert [isinstance(one, JournalUnavailable) for one in ended] == [n == 7 for n in range(20)]
    found = await journal.verify()
    assert (found.intact, found.entries) == (True, 19)
