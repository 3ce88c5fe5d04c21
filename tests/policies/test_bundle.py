"""An exported journal is verified by one file that needs nothing of Tracer, and no touch goes unseen."""

from __future__ import annotations

import ast
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from policies.bundle import CHECKPOINT, EARLIER, ENTRIES, cosign_bundle, export_journal
from policies.checkpoint import WITNESS, Signer, Verifier, cosigned_at, read_checkpoint, signer_of
from policies.journal import SqlJournal
from policies.journal_file import checkpoint_file
from tests.policies.mutations import TOUCHES, forked
from tests.policies.situations import FixedClock
from tests.policies.verifier import PROGRAM, load
from tracer.errors import Conflict, IntegrityFailure, NotFound
from tracer.ports import JournalEntry

verify_journal = load()
SIGNER = signer_of("5a" * 32)
KEY = verify_journal.Key(str(SIGNER.verifier))


def entry(number: int, word: str = "number") -> JournalEntry:
    return JournalEntry(
        kind="decision",
        case=None if number % 7 == 0 else f"case-{number % 5}",
        subject="s",
        operator="o",
        body={word: number, "é": ["à", None, True]},
    )


async def journal_of(path: Path, size: int, word: str = "number", start: int = 0) -> None:
    journal = await SqlJournal.open(path, FixedClock(), signer=SIGNER)
    for number in range(start, size):
        await journal.append(entry(number, word), snapshot=b"sealed facts")
    await journal.close()


@pytest.fixture
async def path(tmp_path: Path) -> Path:
    file = tmp_path / "journal.sqlite"
    await journal_of(file, 40)
    return file


@pytest.fixture
async def bundle(path: Path, tmp_path: Path) -> Path:
    export_journal(path, tmp_path / "bundle")
    return tmp_path / "bundle"


def holds(folder: Path, *earlier: Path) -> bool:
    try:
        verify_journal.verify_bundle(folder, KEY, list(earlier), [])
    except (verify_journal.NotIntact, OSError):
        return False
    return True


async def test_the_verifier_is_one_short_file_of_the_standard_library_and_cryptography():
    source = PROGRAM.read_text()
    roots = {
        (node.module if isinstance(node, ast.ImportFrom) else alias.name).partition(".")[0]
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert roots - set(sys.stdlib_module_names) == {"cryptography"}
    assert len(source.splitlines()) <= 400


async def test_an_untouched_bundle_holds_and_says_its_root(bundle: Path, tmp_path: Path):
    found = verify_journal.verify_bundle(bundle, KEY, [], [])
    assert found.size == 40
    run = subprocess.run(
        [sys.executable, "-I", str(PROGRAM), str(bundle), "--key", str(SIGNER.verifier)],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith("intact: 40 entries")


async def test_the_bundle_holds_no_snapshot(bundle: Path):
    assert all(
        b"sealed facts" not in file.read_bytes() for file in bundle.rglob("*") if file.is_file()
    )
    assert sorted(file.name for file in bundle.iterdir()) == [CHECKPOINT, EARLIER, ENTRIES]


async def test_no_touch_of_a_bundle_goes_unseen(bundle: Path, path: Path, tmp_path: Path):
    kept = tmp_path / "kept"
    kept.write_text((bundle / CHECKPOINT).read_text())
    other = tmp_path / "other" / "journal.sqlite"
    other.parent.mkdir()
    await journal_of(other, 44, word="another")
    export_journal(other, tmp_path / "fork")
    assert holds(tmp_path / "fork")
    assert not holds(tmp_path / "fork", kept)
    rng, seen = random.Random(7), 0
    for number in range(500):
        touched = tmp_path / "touched"
        shutil.copytree(bundle, touched)
        touch = rng.choice((*TOUCHES, forked(tmp_path / "fork")))
        if touch(rng, touched):
            seen += 1
            assert not holds(touched, kept), f"touch {number}: {touch.__name__}"
        shutil.rmtree(touched)
    assert seen > 450
    assert holds(bundle, kept)


async def test_a_journal_that_grew_holds_against_a_checkpoint_kept_before(
    bundle: Path, path: Path, tmp_path: Path
):
    await journal_of(path, 300, start=40)
    export_journal(path, tmp_path / "later")
    assert holds(tmp_path / "later", bundle / CHECKPOINT)
    assert len(list((tmp_path / "later" / EARLIER).iterdir())) >= 2
    assert not holds(bundle, tmp_path / "later" / CHECKPOINT)


async def test_another_key_verifies_nothing(bundle: Path):
    stranger = signer_of("6b" * 32)
    with pytest.raises(verify_journal.NotIntact, match="not signed by the journal's key"):
        verify_journal.verify_bundle(bundle, verify_journal.Key(str(stranger.verifier)), [], [])


async def test_a_checkpoint_of_another_journal_by_the_same_key_verifies_nothing(bundle: Path):
    """The same key, under the same name, signed a checkpoint of a journal of another name."""
    note = read_checkpoint((bundle / CHECKPOINT).read_text(), SIGNER.verifier)
    other = signer_of("5a" * 32)
    other.origin = "tracer-journal/other"
    (bundle / CHECKPOINT).write_text(other.note(note.size, note.root))
    with pytest.raises(verify_journal.NotIntact, match="of another journal"):
        verify_journal.verify_bundle(bundle, KEY, [], [])
    with pytest.raises(IntegrityFailure, match="of another journal"):
        read_checkpoint((bundle / CHECKPOINT).read_text(), SIGNER.verifier)


async def test_a_receipt_verifies_offline_and_only_for_its_entry(path: Path, tmp_path: Path):
    journal = await SqlJournal.open(path, FixedClock(), signer=SIGNER)
    text = await journal.receipt_text(17)
    await journal.close()
    export_journal(path, tmp_path / "bundle")
    lines = (tmp_path / "bundle" / ENTRIES).read_bytes().splitlines()
    assert verify_journal.verify_receipt(text, lines[16], KEY) == 16
    for wrong in (lines[15], lines[16] + b" "):
        with pytest.raises(verify_journal.NotIntact):
            verify_journal.verify_receipt(text, wrong, KEY)
    with pytest.raises(verify_journal.NotIntact):
        verify_journal.verify_receipt(text.replace("index 16", "index 15"), lines[16], KEY)


async def test_a_witness_signs_what_grew_and_nothing_else(bundle: Path, tmp_path: Path):
    witness = Signer("witness.example/main", bytes(range(32)), WITNESS)
    state = tmp_path / "state"
    cosign_bundle(bundle, SIGNER.verifier, witness, state, 1_790_000_000)
    note = (bundle / CHECKPOINT).read_text()
    assert cosigned_at(note, witness.verifier) == 1_790_000_000
    assert read_checkpoint(note, SIGNER.verifier).size == 40
    key = verify_journal.Key(str(witness.verifier))
    verify_journal.verify_bundle(bundle, KEY, [], [key])
    body = (bundle / ENTRIES).read_bytes()
    (bundle / ENTRIES).write_bytes(body.replace(b'"number":3', b'"number":4', 1))
    with pytest.raises(IntegrityFailure):
        cosign_bundle(bundle, SIGNER.verifier, witness, state, 1_790_000_001)


async def test_a_witness_refuses_another_history(bundle: Path, tmp_path: Path):
    witness = Signer("witness.example/main", bytes(range(32)), WITNESS)
    cosign_bundle(bundle, SIGNER.verifier, witness, tmp_path / "state", 1_790_000_000)
    other = tmp_path / "other" / "journal.sqlite"
    other.parent.mkdir()
    await journal_of(other, 44, word="another")
    export_journal(other, tmp_path / "fork")
    with pytest.raises(IntegrityFailure, match="does not grow"):
        cosign_bundle(tmp_path / "fork", SIGNER.verifier, witness, tmp_path / "state", 1)


async def test_a_bundle_is_whole_or_not_there(path: Path, bundle: Path, tmp_path: Path):
    with pytest.raises(Conflict):
        export_journal(path, bundle)
    with pytest.raises(NotFound):
        export_journal(tmp_path / "none.sqlite", tmp_path / "new")
    note = SIGNER.note(41, bytes(32))
    checkpoint_file(path).write_text(note)
    with pytest.raises(IntegrityFailure):
        export_journal(path, tmp_path / "cut")
    assert not (tmp_path / "cut").exists()
    assert not list(tmp_path.glob(".cut*"))


async def test_a_verifier_key_reads_back_as_it_is_written():
    assert Verifier.of(str(SIGNER.verifier)) == SIGNER.verifier
    for wrong in (
        "nothing",
        str(SIGNER.verifier)[:-2] + "AA",
        str(SIGNER.verifier).replace("+", "-"),
    ):
        with pytest.raises(IntegrityFailure):
            Verifier.of(wrong)
