"""An exported journal: what an auditor takes away and verifies offline, with a key of his own copy.

`entries.jsonl` has one line an entry, the very bytes that were hashed, in the order of the tree;
`checkpoint` is the signed note over all of them; `earlier/` has the checkpoints kept before. No sealed
facts, no grants. `docs/verify_journal.py` verifies it and needs nothing of Tracer.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from policies.checkpoint import Checkpoint, Signer, Verifier, read_checkpoint, unsigned
from policies.journal_file import READ, checkpoint_file, raw_entry
from policies.merkle import Frontier, leaf_hash
from tracer.errors import Conflict, IntegrityFailure, NotFound

ENTRIES, CHECKPOINT, EARLIER = "entries.jsonl", "checkpoint", "earlier"


def export_journal(path: Path, folder: Path) -> Checkpoint:
    """Write the bundle of a journal file, all of it or nothing; the checkpoint it ends with.

    Raises NotFound without a journal or before its first checkpoint, Conflict when the folder is
    taken, IntegrityFailure when the journal does not reach its own checkpoint.
    """
    if not path.is_file() or not checkpoint_file(path).is_file():
        raise NotFound("there is no journal with a checkpoint at that place")
    if folder.exists():
        raise Conflict("there is already something at that place")
    note = checkpoint_file(path).read_text("utf-8")
    found = unsigned(note.partition("\n\n")[0] + "\n")
    if found.size == 0:
        raise NotFound("the journal at that place has no entry")
    folder.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        uri = f"{path.absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            connection.execute("BEGIN")
            _write(connection, unfinished, found.size)
        (unfinished / CHECKPOINT).write_text(note, "utf-8")
        unfinished.rename(folder)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    return found


def _write(connection: sqlite3.Connection, folder: Path, size: int) -> None:
    written = 0
    with (folder / ENTRIES).open("wb") as file:
        for row in connection.execute(READ, (0, size)):
            written += 1
            file.write(raw_entry(row).line().encode() + b"\n")
    if written != size:
        raise IntegrityFailure("the journal was cut: its checkpoint names a later entry")
    (folder / EARLIER).mkdir()
    asked = "SELECT size, note FROM journal_checkpoint WHERE size < ?"
    for earlier, note in connection.execute(asked, (size,)):
        (folder / EARLIER / f"{earlier:012d}").write_text(note, "utf-8")


def cosign_bundle(folder: Path, log: Verifier, witness: Signer, state: Path, at: int) -> Checkpoint:
    """A witness's cosignature on the bundle's checkpoint, once the entries make its tree and that
    tree grew from the last one this witness signed, kept at `state`. `at` is POSIX seconds.

    Raises IntegrityFailure, and then nothing is signed (C2SP tlog-witness).
    """
    note = (folder / CHECKPOINT).read_text("utf-8")
    found = read_checkpoint(note, log)
    last = read_checkpoint(state.read_text("utf-8"), log) if state.is_file() else None
    tree, same = Frontier(), last is None or last.size == 0
    with (folder / ENTRIES).open("rb") as file:
        for line in file:
            tree.add(leaf_hash(line.removesuffix(b"\n")))
            if last is not None and tree.size == last.size:
                same = tree.root() == last.root
    if (tree.size, tree.root()) != (found.size, found.root):
        raise IntegrityFailure("the entries do not make the tree of the checkpoint")
    if not same:
        raise IntegrityFailure("the journal does not grow from the checkpoint signed before")
    cosigned = witness.cosign(note, at)
    state.write_text(cosigned, "utf-8")
    (folder / CHECKPOINT).write_text(cosigned, "utf-8")
    return found
