"""Chains hold by themselves: without any signature, an entry follows the one before it or is found."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from policies.chain import GENESIS, START, Head, RawEntry, check, hashed, linked
from tracer.ports import JournalEntry

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


def entries() -> list[RawEntry]:
    made: list[RawEntry] = []
    head = START
    for n in range(3):
        entry = JournalEntry(kind="look", case="cas_1", subject=None, operator="o", body={"n": n})
        made.append(linked(entry, n + 1, head, AT + timedelta(seconds=n)))
        head = Head(place=made[-1].place, entry_hash=made[-1].entry_hash)
    return made


def test_a_chain_as_it_was_written_is_intact():
    assert check(entries()).intact


@pytest.mark.parametrize(
    "forged",
    [
        {"previous_hash": "f" * 64},
        {"previous_hash": GENESIS},
        {"place": 4},
        {"at": (AT - timedelta(days=1)).isoformat()},
        {"case": "cas_2"},
    ],
)
def test_an_entry_hashed_anew_is_found_where_it_stands(forged: dict[str, object]):
    made = entries()
    made[2] = hashed(replace(made[2], **forged))
    found = check(made)
    assert not found.intact
    assert found.broken_at == 3
