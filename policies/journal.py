"""The durable journal on SQLite: append-only, chained per case, one Merkle tree, signed checkpoints.

An entry is on disk before `append` returns. `policies/journal_writer.py` writes, in groups;
`policies/journal_file.py` says what lies in the file and how a whole file is checked.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from policies.checkpoint import KEY_FILE, Signer, Verifier, encoded, signing_key
from policies.journal_file import (
    PROVE,
    READ,
    READ_CASE,
    UNUSED,
    connected,
    grant_of,
    node_of,
    raw_entry,
    verify_file,
)
from policies.journal_writer import Wish, Writer
from policies.merkle import Frontier, included, inclusion
from tracer.errors import IntegrityFailure, JournalUnavailable, NotFound
from tracer.lawful import Grant, Receipt
from tracer.ports import Clock, JournalEntry, StoredEntry, Verification

Found = TypeVar("Found")
PROOF = "c2sp.org/tlog-proof@v1"


class SqlJournal:
    """The journal on SQLite. `open` it once in a process; other processes may append to it too."""

    def __init__(self, path: Path, writer: Writer, reader: sqlite3.Connection, signer: Signer):
        self._path = path
        self._writer = writer
        self._reader = reader
        self._signer = signer
        self._reading = threading.Lock()

    @classmethod
    async def open(
        cls,
        path: Path,
        clock: Clock,
        *,
        signer: Signer | None = None,
        busy_ms: int = 5000,
        restored: bool = False,
    ) -> SqlJournal:
        """The journal of that file, made if there is none, readable by its owner only.

        Without a signer, the key beside the journal signs its checkpoints. A `restored` journal may
        be behind what was signed (`policies/journal_restored.py`). Raises JournalUnavailable when it
        cannot be opened, IntegrityFailure when it was cut, put back or changed.
        """
        return await asyncio.to_thread(cls._opened, path, clock, signer, busy_ms, restored)

    @classmethod
    def _opened(
        cls, path: Path, clock: Clock, signer: Signer | None, busy_ms: int, restored: bool
    ) -> SqlJournal:
        try:
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
            signer = signer or signing_key(path.with_name(KEY_FILE))
            writer = Writer(path, signer, clock, busy_ms, restored=restored)
            return cls(path, writer, connected(path, busy_ms), signer)
        except (OSError, sqlite3.Error) as error:
            raise JournalUnavailable("the journal file cannot be opened") from error

    @property
    def verifier(self) -> Verifier:
        """The public key that tells this journal's checkpoints."""
        return self._signer.verifier

    async def close(self) -> None:
        """Write what waits, then let go of the file."""
        await asyncio.to_thread(self._writer.close)
        self._reader.close()

    async def append(
        self, entry: JournalEntry, *, snapshot: bytes | None = None, grant: Grant | None = None
    ) -> Receipt:
        """Write one entry with its snapshot and grant; they are on disk when this returns.

        Raises JournalUnavailable, or IntegrityFailure when the file was cut or changed: one more
        entry would hide that.
        """
        return await self._written(entry, snapshot=snapshot, grant=grant)

    async def use(self, grant: Grant, entry: JournalEntry) -> Receipt:
        """Use a grant up and write what became of it; NotFound, Conflict, IntegrityFailure."""
        return await self._written(entry, using=grant)

    async def _written(
        self,
        entry: JournalEntry,
        *,
        snapshot: bytes | None = None,
        grant: Grant | None = None,
        using: Grant | None = None,
    ) -> Receipt:
        done: asyncio.Future[Receipt] = asyncio.get_running_loop().create_future()
        wish = Wish(entry=entry, snapshot=snapshot, grant=grant, using=using, done=done)
        self._writer.submit(wish)
        return await done

    async def unused(self, before: datetime) -> tuple[Grant, ...]:
        """Grants never used whose term ended before an instant."""
        return await self._read(
            lambda found: tuple(grant_of(row) for row in found.execute(UNUSED, (stamp(before),)))
        )

    async def snapshot(self, sequence: int) -> bytes | None:
        """The sealed snapshot beside an entry, if it is still there."""
        asked = 'SELECT sealed FROM journal_snapshot WHERE "sequence" = ?'
        row = await self._read(lambda found: found.execute(asked, (sequence,)).fetchone())
        return None if row is None else bytes(row[0])

    async def forget(self, case: str) -> int:
        """Remove the snapshots of a case; how many went. The log itself stays and still verifies."""
        try:
            return await asyncio.to_thread(self._writer.forget, case)
        except sqlite3.Error as error:
            raise JournalUnavailable("the journal cannot be written") from error

    async def prove(self, sequence: int) -> StoredEntry:
        """One entry with what chains it, found in the tree as it stands.

        Raises NotFound, or IntegrityFailure if it was changed.
        """
        return (await self._read(lambda found: proven(found, sequence)))[0]

    async def receipt_text(self, sequence: int) -> str:
        """A C2SP tlog-proof: anybody with the journal's public key can verify it offline."""

        def built(found: sqlite3.Connection) -> str:
            _, size, path = proven(found, sequence)
            note = self._signer.note(size, Frontier.of(size, node_of(found)).root())
            lines = [PROOF, f"index {sequence - 1}", *(encoded(step) for step in path)]
            return "\n".join(lines) + f"\n\n{note}"

        return await self._read(built)

    async def read(
        self, case: str | None = None, *, after: int = 0, limit: int | None = None
    ) -> tuple[StoredEntry, ...]:
        """Entries in order, all or those of one case, from the one that follows `after`."""
        most = -1 if limit is None else limit
        asked: tuple[str, tuple[object, ...]] = (
            (READ, (after, most)) if case is None else (READ_CASE, (case, after, most))
        )
        return await self._read(
            lambda found: tuple(raw_entry(row).stored() for row in found.execute(*asked))
        )

    async def verify(self) -> Verification:
        """Rebuild everything from the file, not from what this process remembers."""
        return await verify_file(self._path, self.verifier)

    async def _read(self, act: Callable[[sqlite3.Connection], Found]) -> Found:
        def acted() -> Found:
            with self._reading:
                self._reader.execute("BEGIN")
                try:
                    return act(self._reader)
                finally:
                    self._reader.execute("COMMIT")

        try:
            return await asyncio.to_thread(acted)
        except sqlite3.Error as error:
            raise JournalUnavailable("the journal cannot be read") from error


def proven(found: sqlite3.Connection, sequence: int) -> tuple[StoredEntry, int, list[bytes]]:
    """An entry, the size of the tree it was found in, and its path to the root."""
    row = found.execute(PROVE, (sequence,)).fetchone()
    if row is None:
        raise NotFound("no such journal entry")
    entry, node = raw_entry(row), node_of(found)
    size = int(found.execute("SELECT max(sequence) FROM journal_entry").fetchone()[0])
    path, root = inclusion(sequence - 1, size, node), Frontier.of(size, node).root()
    leaf = bytes.fromhex(entry.hashed())
    if entry.hashed() != entry.entry_hash or not included(leaf, sequence - 1, size, path, root):
        raise IntegrityFailure(f"journal entry {sequence} is not what was written")
    return entry.stored(), size, path


def stamp(instant: datetime) -> str:
    """An instant as the file writes it: text order is time order."""
    return instant.isoformat(timespec="microseconds")
