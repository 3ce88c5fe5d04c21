"""A journal that is smaller than one signed before is refused, until somebody accepts the loss."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from policies.checkpoint import Signer
from policies.journal import SqlJournal
from policies.journal_file import checkpoint_file, verify_file
from policies.journal_reached import KEYS_FILE
from policies.journal_restored import accept_restored
from tests.policies.situations import FixedClock
from tests.policies.test_journal import ENTRIES, entry, tamper
from tracer.errors import Conflict, IntegrityFailure


async def grown(file: Path, entries: int) -> None:
    journal = await SqlJournal.open(file, FixedClock())
    for number in range(entries):
        await journal.append(entry(number))
    await journal.close()


@pytest.fixture
async def path(tmp_path: Path) -> Path:
    """A journal of some entries, closed."""
    file = tmp_path / "journal.sqlite"
    await grown(file, ENTRIES)
    return file


def cut(path: Path, keep: int) -> None:
    """Remove the last entries, with what the file itself says of them."""
    gone = [
        f"DELETE FROM journal_node WHERE ((place + 1) << level) > {keep}",
        f"DELETE FROM journal_checkpoint WHERE size > {keep}",
        f'DELETE FROM journal_entry WHERE "sequence" > {keep}',
    ]
    tamper(path, *gone)


def put_back(path: Path, kept: Path) -> None:
    """The pair of journal and checkpoint as it was kept."""
    for file in path.parent.glob("journal.sqlite*"):
        file.unlink()
    for file in kept.glob("journal.sqlite*"):
        shutil.copy(file, path.parent / file.name)


async def refused(path: Path, words: str) -> None:
    assert words in str((await verify_file(path)).problem)
    with pytest.raises(IntegrityFailure, match=words):
        await SqlJournal.open(path, FixedClock())


async def test_entries_without_a_checkpoint_are_not_intact(path: Path, tmp_path: Path):
    copy = tmp_path / "copy"
    copy.mkdir()
    cut(path, 5)
    shutil.copy(path, copy / "journal.sqlite")
    shutil.copy(path.with_name("journal-signing-key"), copy / "journal-signing-key")
    await refused(copy / "journal.sqlite", "no checkpoint")


async def test_a_cut_with_the_checkpoint_removed_is_found(path: Path):
    cut(path, 5)
    checkpoint_file(path).unlink()
    await refused(path, f"{ENTRIES} entries were signed")


async def test_an_emptied_checkpoint_hides_no_cut_and_breaks_no_honest_journal(path: Path):
    checkpoint_file(path).write_text("")  # as a power cut may leave it
    assert (await verify_file(path)).intact
    await grown(path, 0)
    cut(path, 5)
    await refused(path, f"{ENTRIES} entries were signed")


async def test_an_older_pair_of_journal_and_checkpoint_is_found(path: Path, tmp_path: Path):
    (tmp_path / "kept").mkdir()
    for file in tmp_path.glob("journal.sqlite*"):
        shutil.copy(file, tmp_path / "kept")
    await grown(path, 3)
    put_back(path, tmp_path / "kept")
    await refused(path, f"{ENTRIES + 3} entries were signed, {ENTRIES} are here")


async def test_a_journal_that_was_deleted_does_not_begin_anew(path: Path):
    for file in path.parent.glob("journal.sqlite*"):
        file.unlink()
    with pytest.raises(IntegrityFailure, match="12 entries were signed, 0 are here"):
        await SqlJournal.open(path, FixedClock())


async def test_another_history_of_the_same_key_is_found(path: Path, tmp_path: Path):
    """As long, with a checkpoint of the journal's own key; only the root differs."""
    (tmp_path / "other").mkdir()
    shutil.copy(path.with_name("journal-signing-key"), tmp_path / "other")
    await grown(tmp_path / "other" / path.name, ENTRIES - 1)
    journal = await SqlJournal.open(tmp_path / "other" / path.name, FixedClock())
    await journal.append(entry(99))
    await journal.close()
    put_back(path, tmp_path / "other")
    with pytest.raises(IntegrityFailure, match="of one size differ"):
        await verify_file(path)
    with pytest.raises(IntegrityFailure, match="not the one signed"):
        await SqlJournal.open(path, FixedClock())


@pytest.mark.parametrize("lost", ["checkpoint", "reached", "both"])
async def test_a_kill_after_the_commit_leaves_an_honest_journal(
    path: Path, tmp_path: Path, lost: str
):
    """What is written after the commit lags behind it: the journal is as honest as before."""
    files = {
        "checkpoint": [checkpoint_file(path)],
        "reached": [path.with_name(KEYS_FILE)],
        "both": [checkpoint_file(path), path.with_name(KEYS_FILE)],
    }[lost]
    with closing(sqlite3.connect(path.with_name(KEYS_FILE))) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = {file: file.read_bytes() for file in files}
    await grown(path, 1)
    for file, said in before.items():
        for leftover in file.parent.glob(f"{file.name}-*"):
            leftover.unlink()
        file.write_bytes(said)
    assert (await verify_file(path)).intact
    await grown(path, 1)
    assert (await verify_file(path)).entries == ENTRIES + 2


async def test_the_first_entry_has_a_checkpoint_before_it(tmp_path: Path):
    """Killed between the first commit and its checkpoint, the journal still has one."""
    await grown(tmp_path / "journal.sqlite", 0)
    first = checkpoint_file(tmp_path / "journal.sqlite").read_text()
    await grown(tmp_path / "journal.sqlite", 1)
    checkpoint_file(tmp_path / "journal.sqlite").write_text(first)
    assert (await verify_file(tmp_path / "journal.sqlite")).intact


async def test_what_was_reached_is_never_lowered(path: Path, tmp_path: Path):
    one, other = [await SqlJournal.open(path, FixedClock()) for _ in range(2)]
    await one.append(entry())
    await other.append(entry())
    await other.close()
    one._writer._reached.keep(ENTRIES + 1, "an older note")
    await one.close()
    cut(path, ENTRIES + 1)
    checkpoint_file(path).unlink()
    await refused(path, f"{ENTRIES + 2} entries were signed")


async def test_a_note_of_another_key_is_no_reassurance(path: Path):
    note = Signer("tracer-journal/other", bytes(range(32))).note(3, bytes(32))
    with closing(sqlite3.connect(path.with_name(KEYS_FILE), isolation_level=None)) as connection:
        connection.execute("UPDATE journal_reached SET note = ?", (note,))
    with pytest.raises(IntegrityFailure, match="not signed by the journal's key"):
        await verify_file(path)
    with pytest.raises(IntegrityFailure, match="not signed by the journal's key"):
        await SqlJournal.open(path, FixedClock())


async def test_a_lawful_restore_goes_on_and_is_journalled(path: Path, tmp_path: Path):
    (tmp_path / "kept").mkdir()
    for file in tmp_path.glob("journal.sqlite*"):
        shutil.copy(file, tmp_path / "kept")
    await grown(path, 3)
    put_back(path, tmp_path / "kept")
    receipt = await accept_restored(path, FixedClock(), "command-line")
    assert receipt.sequence == ENTRIES + 1
    assert (await verify_file(path)).intact
    journal = await SqlJournal.open(path, FixedClock())
    [stored] = await journal.read(after=ENTRIES)
    await journal.close()
    assert (stored.entry.kind, stored.entry.operator) == ("journal_restored", "command-line")
    assert stored.entry.body["entries_signed"] == ENTRIES + 3
    assert stored.entry.body["entries_restored"] == ENTRIES
    with pytest.raises(Conflict):
        await accept_restored(path, FixedClock(), "command-line")


async def test_what_does_not_hold_in_itself_is_not_accepted_as_restored(path: Path):
    cut(path, 5)  # the checkpoint beside it names a later entry
    with pytest.raises(IntegrityFailure):
        await accept_restored(path, FixedClock(), "command-line")


async def test_the_file_of_the_keys_is_its_owners_alone(path: Path):
    for file in path.parent.glob(f"{KEYS_FILE}*"):
        assert os.stat(file).st_mode & 0o077 == 0, file.name
