from __future__ import annotations

import os
import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from policies.journal import SqlJournal
from policies.journal_file import checkpoint_file, verify_file
from tests.policies.situations import FixedClock
from tracer.errors import IntegrityFailure, JournalUnavailable, NotFound
from tracer.ports import JournalEntry

ENTRIES = 12
TABLES = ("entry", "node", "checkpoint", "grant", "grant_use")


def entry(number: int = 0) -> JournalEntry:
    return JournalEntry(
        kind="decision", case="case-1", subject="s", operator="o", body={"number": number}
    )


@pytest.fixture
async def path(tmp_path: Path) -> Path:
    """A journal of some entries, closed."""
    file = tmp_path / "journal.sqlite"
    journal = await SqlJournal.open(file, FixedClock())
    for number in range(ENTRIES):
        await journal.append(entry(number))
    await journal.close()
    return file


def tamper(path: Path, *statements: str) -> None:
    """Change the file behind the journal's back, as its owner could."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for table in TABLES:
            for name in ("update", "delete"):
                connection.execute(f"DROP TRIGGER IF EXISTS journal_{table}_no_{name}")
        for statement in statements:
            connection.execute(statement)


async def test_an_untouched_file_is_intact(path: Path):
    found = await verify_file(path)
    assert (found.intact, found.entries, found.problem) == (True, ENTRIES, None)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_entry SET body = '{\"number\":99}' WHERE sequence = 5",
        "UPDATE journal_entry SET body = '{\"number\": 4}' WHERE sequence = 5",
        "UPDATE journal_entry SET body = 'nothing' WHERE sequence = 5",
        "UPDATE journal_entry SET \"case\" = 'case-2' WHERE sequence = 5",
        'UPDATE journal_entry SET "case" = NULL WHERE sequence = 5',
        "UPDATE journal_entry SET operator = 'another' WHERE sequence = 5",
        "UPDATE journal_entry SET subject = 'another' WHERE sequence = 5",
        "UPDATE journal_entry SET kind = 'opening' WHERE sequence = 5",
        "UPDATE journal_entry SET place = 50 WHERE sequence = 5",
        "UPDATE journal_entry SET at = '2026-06-15T10:00:01+00:00' WHERE sequence = 5",
        "UPDATE journal_entry SET at = 'yesterday' WHERE sequence = 5",
        "UPDATE journal_entry SET entry_hash = 'a' WHERE sequence = 5",
        "UPDATE journal_entry SET previous_hash = 'a' WHERE sequence = 5",
        "DELETE FROM journal_entry WHERE sequence = 5",
        "INSERT INTO journal_entry SELECT 0, at, place, previous_hash, 'x', kind, 'c', subject, operator,"
        " body FROM journal_entry WHERE sequence = 1",
    ],
)
async def test_any_change_is_found_and_placed(path: Path, statement: str):
    tamper(path, statement)
    found = await verify_file(path)
    assert not found.intact
    assert found.broken_at == (1 if statement.startswith("INSERT") else 5)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_node SET hash = zeroblob(32) WHERE level = 1 AND place = 2",
        "DELETE FROM journal_node WHERE level = 2 AND place = 0",
        "INSERT INTO journal_node VALUES (9, 9, zeroblob(32))",
    ],
)
async def test_the_tree_beside_the_entries_must_be_theirs(path: Path, statement: str):
    tamper(path, statement)
    assert not (await verify_file(path)).intact


async def test_reordering_and_renumbering_are_found(path: Path):
    move = "UPDATE journal_entry SET sequence = {} WHERE sequence = {}"
    tamper(path, move.format(99, 3), move.format(3, 4), move.format(4, 99))
    assert (await verify_file(path)).broken_at == 3


async def test_closing_the_gap_after_a_deletion_is_found(path: Path):
    tamper(
        path,
        "DELETE FROM journal_entry WHERE sequence = 5",
        "UPDATE journal_entry SET sequence = sequence - 1 WHERE sequence > 5",
    )
    assert (await verify_file(path)).broken_at == 5


async def test_a_cut_at_the_end_is_found_against_the_checkpoint(path: Path):
    tamper(path, f"DELETE FROM journal_entry WHERE sequence > {ENTRIES - 2}")
    found = await verify_file(path)
    assert (found.intact, found.broken_at) == (False, ENTRIES - 1)
    with pytest.raises(IntegrityFailure):
        await SqlJournal.open(path, FixedClock())


async def test_a_whole_journal_written_anew_is_found_against_the_checkpoint(
    path: Path, tmp_path: Path
):
    """Every hash, chain and node of it is right; only it is not the one that was signed."""
    other = tmp_path / "other" / "journal.sqlite"
    other.parent.mkdir()
    journal = await SqlJournal.open(other, FixedClock())
    for number in range(ENTRIES):
        await journal.append(entry(number + 1))
    await journal.close()
    for file in path.parent.glob("journal.sqlite-*"):
        file.unlink()
    path.write_bytes(other.read_bytes())
    tamper(path, "DELETE FROM journal_checkpoint")
    assert not (await verify_file(path)).intact
    with pytest.raises(IntegrityFailure):
        await SqlJournal.open(path, FixedClock())


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM journal_entry WHERE sequence = 12",
        "DELETE FROM journal_entry",
        "UPDATE journal_entry SET entry_hash = 'a' WHERE sequence = 12",
    ],
)
@pytest.mark.parametrize("note_too", [False, True], ids=["checkpoint kept", "checkpoint removed"])
async def test_nothing_is_written_after_a_cut_that_it_would_hide(
    path: Path, statement: str, note_too: bool
):
    journal = await SqlJournal.open(path, FixedClock())
    if note_too:
        await journal.append(entry(ENTRIES))
        checkpoint_file(path).unlink()
        statement = statement.replace("12", str(ENTRIES + 1))
    tamper(path, statement)
    before = checkpoint_file(path).read_text() if not note_too else ""
    with pytest.raises(IntegrityFailure):
        await journal.append(entry())
    assert note_too or checkpoint_file(path).read_text() == before
    await journal.close()


async def test_a_journal_removed_under_a_running_process_grants_nothing(path: Path):
    journal = await SqlJournal.open(path, FixedClock())
    await journal.append(entry())
    for file in (path, path.with_name("journal.sqlite-wal"), path.with_name("journal.sqlite-shm")):
        file.unlink(missing_ok=True)
    with pytest.raises(JournalUnavailable):
        await journal.append(entry())
    await journal.close()


async def test_random_edits_are_all_found(path: Path):
    rng = random.Random(1)
    columns = ("at", "previous_hash", "entry_hash", "kind", "case", "subject", "operator", "body")
    for _ in range(60):
        column, sequence = rng.choice(columns), rng.randint(1, ENTRIES)
        place, letter = rng.randint(1, 3), rng.choice("zqx")
        with closing(sqlite3.connect(path)) as connection:
            said = connection.execute(
                f'SELECT "{column}" FROM journal_entry WHERE sequence = ?', (sequence,)
            ).fetchone()[0]
        edited = said[: place - 1] + letter + said[place:]
        tamper(
            path, f"UPDATE journal_entry SET \"{column}\" = '{edited}' WHERE sequence = {sequence}"
        )
        assert (await verify_file(path)).broken_at == sequence
        tamper(
            path, f"UPDATE journal_entry SET \"{column}\" = '{said}' WHERE sequence = {sequence}"
        )
    assert (await verify_file(path)).intact


async def test_a_changed_entry_proves_nothing(path: Path):
    tamper(path, "UPDATE journal_entry SET body = '{}' WHERE sequence = 2")
    journal = await SqlJournal.open(path, FixedClock())
    for asked in (journal.prove, journal.receipt_text):
        with pytest.raises(IntegrityFailure):
            await asked(2)
    await journal.close()


async def test_the_database_itself_only_lets_entries_in(path: Path):
    with closing(sqlite3.connect(path)) as connection:
        for table in ("entry", "node", "checkpoint"):
            for statement in ("DELETE FROM journal_{}", "UPDATE journal_{} SET {} = 99"):
                column = "place" if table == "node" else "rowid"
                with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                    connection.execute(statement.format(table, column))


async def test_a_reopened_journal_goes_on_where_it_stopped(path: Path):
    journal = await SqlJournal.open(path, FixedClock())
    assert (await journal.append(entry())).sequence == ENTRIES + 1
    assert (await journal.verify()).entries == ENTRIES + 1
    await journal.close()


async def test_two_processes_share_one_journal(path: Path):
    one, other = [await SqlJournal.open(path, FixedClock()) for _ in range(2)]
    for number in range(6):
        await (one if number % 2 else other).append(entry(number))
    found = await one.verify()
    assert (found.intact, found.entries) == (True, ENTRIES + 6)
    await one.close()
    await other.close()


async def test_a_locked_journal_writes_nothing(path: Path):
    journal = await SqlJournal.open(path, FixedClock(), busy_ms=20)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(JournalUnavailable):
            await journal.append(entry())
        other.execute("ROLLBACK")
    assert (await journal.append(entry())).sequence == ENTRIES + 1
    assert (await journal.verify()).intact
    await journal.close()


async def test_a_full_disk_stops_the_journal_and_keeps_what_was_written(path: Path):
    journal = await SqlJournal.open(path, FixedClock())
    held = journal._writer._connection
    pages = held.execute("PRAGMA page_count").fetchone()[0]
    held.execute(f"PRAGMA max_page_count = {pages}")
    big = JournalEntry(
        kind="k", case=None, subject=None, operator=None, body={"text": "x" * 100_000}
    )
    with pytest.raises(JournalUnavailable):
        await journal.append(big)
    assert (await journal.verify()).entries == ENTRIES
    held.execute(f"PRAGMA max_page_count = {pages * 9}")
    assert (await journal.append(entry())).sequence == ENTRIES + 1
    assert (await journal.verify()).intact
    await journal.close()


async def test_a_place_that_cannot_hold_a_journal_is_refused(tmp_path: Path):
    with pytest.raises(JournalUnavailable):
        await SqlJournal.open(tmp_path / "nowhere" / "journal.sqlite", FixedClock())
    (tmp_path / "text").write_text("not a database, and long enough to be looked at " * 40)
    with pytest.raises(JournalUnavailable):
        await SqlJournal.open(tmp_path / "text", FixedClock())
    with pytest.raises(IntegrityFailure):
        await verify_file(tmp_path / "text")
    with pytest.raises(NotFound):
        await verify_file(tmp_path / "none")


async def test_a_journal_of_the_first_format_is_left_alone(tmp_path: Path):
    old = tmp_path / "journal.sqlite"
    with closing(sqlite3.connect(old)) as connection:
        connection.execute("CREATE TABLE journal_entry (sequence INTEGER PRIMARY KEY, body TEXT)")
    before = old.read_bytes()
    with pytest.raises(JournalUnavailable, match="format 1"):
        await SqlJournal.open(old, FixedClock())
    assert old.read_bytes()[100:] == before[100:]  # but for SQLite's own header


async def test_only_its_owner_may_read_it(path: Path):
    for file in path.parent.glob("journal*"):
        assert os.stat(file).st_mode & 0o077 == 0, file.name


async def test_a_checkpoint_that_cannot_be_read_is_no_reassurance(path: Path):
    checkpoint_file(path).write_text("hello")
    with pytest.raises(IntegrityFailure):
        await verify_file(path)


async def test_a_checkpoint_signed_by_another_key_is_no_reassurance(path: Path):
    from policies.checkpoint import Signer

    other = Signer("tracer-journal/other", bytes(range(32)))
    kept = checkpoint_file(path).read_text().split("\n")
    import base64

    checkpoint_file(path).write_text(other.note(int(kept[1]), base64.b64decode(kept[2])))
    with pytest.raises(IntegrityFailure):
        await verify_file(path)
