"""The one writer of a journal file: a thread that commits together whatever waits, then tells each.

Appending costs one flush to disk. Sixty-four that append at once share it: none hears of its entry
before the disk has it, and an entry that cannot be written fails alone.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from policies.chain import START, Head, RawEntry, cut, linked
from policies.checkpoint import Signer
from policies.journal_file import (
    APPEND,
    GRANT,
    HEAD,
    LAST,
    NO_CHECKPOINT,
    connected,
    grant_of,
    keep_checkpoint,
    kept_checkpoint,
    node_of,
    place_of,
    prepare,
    raw_entry,
    uncovered,
)
from policies.journal_memory import not_before
from policies.journal_reached import Reached
from policies.merkle import Frontier
from tracer.errors import Conflict, IntegrityFailure, JournalUnavailable, NotFound
from tracer.lawful import Grant, Receipt
from tracer.ports import Clock, JournalEntry

TOGETHER = 256
"""At most so many entries share one commit."""

KEPT_EVERY = timedelta(seconds=60)
KEPT_EACH = 256
"""While something is written, a checkpoint is kept in the file at least so often."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One entry somebody waits for, with what comes with it."""

    entry: JournalEntry
    snapshot: bytes | None
    grant: Grant | None  # to write
    using: Grant | None  # to use up
    done: asyncio.Future[Receipt]


class Writer:
    """Writes entries in groups. `submit` in a loop; the future ends when the entry is on disk."""

    def __init__(
        self, path: Path, signer: Signer, clock: Clock, busy_ms: int, *, restored: bool = False
    ) -> None:
        self._path = path
        self._signer = signer
        self._clock = clock
        self._connection = connected(path, busy_ms)
        prepare(self._connection)
        self._file = place_of(path)
        self._seen = -1  # SQLite's count of other connections' changes
        self._frontier = Frontier()
        self._heads: dict[str | None, Head] = {}
        self._latest: datetime | None = None
        self._kept_at: tuple[int, datetime | None] = (0, None)
        self._signed: tuple[int, bytes] = (0, b"")
        self._waiting: deque[Wish] = deque()
        self._wake = threading.Condition()
        self._closed = False
        self._turn = threading.Lock()
        self._reached = Reached(path, busy_ms)
        self._restored = restored  # behind what was signed, and accepted so
        self._begin()
        self._thread = threading.Thread(target=self._run, name="journal-writer", daemon=True)
        self._thread.start()

    def submit(self, wish: Wish) -> None:
        """Queue one entry."""
        with self._wake:
            if self._closed:
                raise JournalUnavailable("the journal is closed")
            self._waiting.append(wish)
            self._wake.notify()

    def close(self) -> None:
        """Write what waits, then let go of the file. Closing twice is closing once."""
        with self._wake:
            self._closed = True
            self._wake.notify()
        self._thread.join()
        self._connection.close()
        self._reached.close()

    def forget(self, case: str) -> int:
        """Remove the snapshots of a case, between two groups, and empty the log that held them."""
        with self._turn:
            asked = 'DELETE FROM journal_snapshot WHERE "case" = ?'
            gone = self._connection.execute(asked, (case,)).rowcount
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return gone

    def _begin(self) -> None:
        """Look while nobody writes, and lay a checkpoint down before there is any entry."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            self._look()
            size, root = self._frontier.size, self._frontier.root()
            note = self._signer.note(size, root)
            if size == 0:
                keep_checkpoint(self._path, note, synced=True)
            self._reached.keep(size, note)
        finally:
            self._connection.execute("ROLLBACK")

    def _run(self) -> None:
        while True:
            with self._wake:
                while not self._waiting and not self._closed:
                    self._wake.wait()
                if not self._waiting:
                    return
                taken = [self._waiting.popleft() for _ in range(min(len(self._waiting), TOGETHER))]
            if group := [wish for wish in taken if not wish.done.cancelled()]:
                self._commit(group)

    def _commit(self, group: list[Wish]) -> None:
        """Write a group; every wish ends with its receipt or with why not."""
        try:
            ended = self._together(group)
        except (IntegrityFailure, JournalUnavailable) as failure:
            ended = [failure for _ in group]
        except Exception as error:  # noqa: BLE001 - whatever happened, nobody gets a receipt
            unwritten = JournalUnavailable("the journal cannot be written")
            unwritten.__cause__ = error
            ended = [unwritten for _ in group]
        told: dict[asyncio.AbstractEventLoop, list[tuple[Wish, Receipt | Exception]]] = {}
        for wish, outcome in zip(group, ended, strict=True):
            told.setdefault(wish.done.get_loop(), []).append((wish, outcome))
        for loop, outcomes in told.items():
            with suppress(RuntimeError):  # the loop is closed: nobody waits any more
                loop.call_soon_threadsafe(settle, outcomes)

    def _together(self, group: list[Wish]) -> list[Receipt | Exception]:
        """One transaction for the group; after it the last checkpoint is kept in two places."""
        with self._turn:
            self._same_file()
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                self._look()
                ended = [self._write(wish) for wish in group]
                note = self._sign()
                self._connection.execute("COMMIT")
            except BaseException:
                self._seen = -1  # what this process believed of the file is void
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
            self._same_file()  # taken away meanwhile, it holds what nobody will ever read
            self._signed = (self._frontier.size, self._frontier.root())
            if note is not None:
                keep_checkpoint(self._path, note)
                self._reached.keep(self._frontier.size, note, in_any_case=self._restored)
                self._restored = False
            return ended

    def _same_file(self) -> None:
        """Raise JournalUnavailable when another file lies at the path, or none."""
        if place_of(self._path) != self._file:
            raise JournalUnavailable("the journal file was taken away or replaced")

    def _look(self) -> None:
        """Read where the file stands, unless nobody else wrote since; refuse one that was cut."""
        seen = self._connection.execute("PRAGMA data_version").fetchone()[0]
        if seen == self._seen:
            return
        row = self._connection.execute(LAST).fetchone()
        last = raw_entry(row) if row else None
        size = last.sequence if last else 0
        node = node_of(self._connection)
        if last is not None and last.hashed() != last.entry_hash:
            raise IntegrityFailure(
                "the journal was changed: its last entry is not what was written"
            )
        kept = kept_checkpoint(self._path, self._signer.verifier)
        mark = None if self._restored else self._reached.get(self._signer.verifier)
        covered = [(one.size, one.root) for one in (kept, mark) if one is not None]
        for signed, root in sorted([self._signed, *covered], reverse=True):
            if signed > size:
                raise IntegrityFailure(cut(signed, size))
            if signed and Frontier.of(signed, node).root() != root:
                raise IntegrityFailure("the journal was changed: its tree is not the one signed")
        if uncovered(self._path, size, kept, mark):
            raise IntegrityFailure(NO_CHECKPOINT)
        self._frontier = Frontier.of(size, node)
        self._heads.clear()
        self._latest = last.stored().receipt.at if last else None
        self._seen = seen

    def _write(self, wish: Wish) -> Receipt | Exception:
        """Write one entry inside the transaction; what is wrong with it alone comes back."""
        try:
            if wish.using is not None:
                self._check_use(wish.using)
            if wish.grant is not None and self._kept(wish.grant.id) is not None:
                raise JournalUnavailable("there is already a grant of this id")
            at = not_before(self._clock.now(), self._latest)
            case = wish.entry.case
            head = self._heads.get(case) or self._head(case)
            raw = linked(wish.entry, self._frontier.size + 1, head, at)
        except (TypeError, ValueError):
            return JournalUnavailable("the entry is not plain data")
        except (Conflict, NotFound, IntegrityFailure, JournalUnavailable) as failure:
            return failure
        self._insert(raw, wish)
        self._heads[case] = Head(place=raw.place, entry_hash=raw.entry_hash)
        self._latest = at
        return Receipt(sequence=raw.sequence, entry_hash=raw.entry_hash, at=at)

    def _insert(self, raw: RawEntry, wish: Wish) -> None:
        execute = self._connection.execute
        execute(APPEND, tuple(getattr(raw, name) for name in RawEntry.__slots__))
        for completed in self._frontier.add(bytes.fromhex(raw.entry_hash)):
            execute("INSERT INTO journal_node VALUES (?, ?, ?)", completed)
        if wish.snapshot is not None:
            kept = (raw.sequence, raw.case, wish.snapshot)
            execute("INSERT INTO journal_snapshot VALUES (?, ?, ?)", kept)
        if wish.grant is not None:
            grant = replace(wish.grant, decision=raw.sequence)
            values = (grant.id, grant.decision, grant.case, grant.subject, grant.point)
            ends = (grant.operator, grant.expires_at.isoformat(timespec="microseconds"))
            execute("INSERT INTO journal_grant VALUES (?, ?, ?, ?, ?, ?, ?)", values + ends)
        if wish.using is not None:
            execute("INSERT INTO journal_grant_use VALUES (?, ?)", (wish.using.id, raw.sequence))

    def _check_use(self, grant: Grant) -> None:
        kept = self._kept(grant.id)
        if kept is None:
            raise NotFound("there is no such grant")
        if kept != grant:
            raise IntegrityFailure("the grant is not the one that was written")
        asked = "SELECT 1 FROM journal_grant_use WHERE id = ?"
        if self._connection.execute(asked, (grant.id,)).fetchone():
            raise Conflict("the grant was used")

    def _kept(self, grant_id: str) -> Grant | None:
        row = self._connection.execute(f"{GRANT} WHERE id = ?", (grant_id,)).fetchone()
        return grant_of(row) if row else None

    def _head(self, case: str | None) -> Head:
        row = self._connection.execute(HEAD, (case,)).fetchone()
        return Head(place=row[0], entry_hash=row[1]) if row else START

    def _sign(self) -> str | None:
        """Sign the tree as it stands; from time to time the checkpoint is kept in the file too."""
        size, root = self._frontier.size, self._frontier.root()
        if size == 0:
            return None
        note = self._signer.note(size, root)
        kept_size, kept_at = self._kept_at
        due = kept_at is None or self._latest is None or self._latest - kept_at >= KEPT_EVERY
        if size > kept_size and (due or size - kept_size >= KEPT_EACH):
            put = "INSERT OR IGNORE INTO journal_checkpoint VALUES (?, ?)"
            self._connection.execute(put, (size, note))
            self._kept_at = (size, self._latest)
        return note


def settle(outcomes: Sequence[tuple[Wish, Receipt | Exception]]) -> None:
    """Tell each that still waits, in its own loop: one call for a whole group."""
    for wish, outcome in outcomes:
        if wish.done.done():
            continue
        if isinstance(outcome, Receipt):
            wish.done.set_result(outcome)
        else:
            wish.done.set_exception(outcome)
