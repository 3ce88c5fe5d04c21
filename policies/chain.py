"""How an entry of the journal is hashed, how the entries of one case are chained, and how all are checked.

Format 2. An entry's hash is the leaf hash of RFC 6962 over its canonical JSON. Each case is a chain of
its own; what belongs to no case is the service's chain. All entries are leaves of one Merkle tree.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from policies.canonical import ENCODER, canonical
from policies.merkle import Frontier, leaf_hash
from tracer.lawful import Receipt
from tracer.ports import JournalEntry, StoredEntry, Verification

GENESIS = "0" * 64
"""What the first entry of a chain follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawEntry:
    """An entry as it lies in the store, before anything is believed of it."""

    sequence: int
    at: str  # ISO 8601, UTC
    place: int  # within its chain, from 1
    previous_hash: str
    entry_hash: str
    kind: str
    case: str | None
    subject: str | None
    operator: str | None
    body: str  # canonical JSON

    def line(self) -> str:
        """The canonical JSON that is hashed; `sequence` is not in it, the tree says where it stands."""
        said = (
            ("at", canonical_text(self.at)),
            ("body", self.body),
            ("case", canonical_text(self.case)),
            ("kind", canonical_text(self.kind)),
            ("operator", canonical_text(self.operator)),
            ("place", str(self.place)),
            ("previous_hash", canonical_text(self.previous_hash)),
            ("subject", canonical_text(self.subject)),
        )
        return "{" + ",".join(f'"{name}":{value}' for name, value in said) + "}"

    def hashed(self) -> str:
        """The hash this entry should have."""
        return leaf_hash(self.line().encode()).hex()

    def stored(self) -> StoredEntry:
        """As the domain reads it."""
        return StoredEntry(
            receipt=Receipt(
                sequence=self.sequence,
                entry_hash=self.entry_hash,
                at=datetime.fromisoformat(self.at),
            ),
            previous_hash=self.previous_hash,
            entry=JournalEntry(
                kind=self.kind,
                case=self.case,
                subject=self.subject,
                operator=self.operator,
                body=json.loads(self.body),
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The last entry of a chain: its place and hash."""

    place: int
    entry_hash: str


START = Head(place=0, entry_hash=GENESIS)


def canonical_text(value: str | None) -> str:
    """Text or nothing, as canonical JSON writes it."""
    return ENCODER.encode(value)


def linked(entry: JournalEntry, sequence: int, head: Head, at: datetime) -> RawEntry:
    """The entry that follows a head. Raises TypeError or ValueError if its body is not plain data."""
    raw = RawEntry(
        sequence=sequence,
        at=at.isoformat(),
        place=head.place + 1,
        previous_hash=head.entry_hash,
        entry_hash="",
        kind=entry.kind,
        case=entry.case,
        subject=entry.subject,
        operator=entry.operator,
        body=canonical(entry.body),
    )
    return hashed(raw)


def hashed(raw: RawEntry) -> RawEntry:
    """The entry with its hash."""
    values = {name: getattr(raw, name) for name in RawEntry.__slots__}
    return RawEntry(**{**values, "entry_hash": raw.hashed()})


@dataclass(slots=True)
class Check:
    """Rebuilds chains and tree from raw entries, one after the other."""

    known: Mapping[int, str] = field(
        default_factory=dict
    )  # size of the tree -> root, in hexadecimal
    heads: dict[str | None, Head] = field(default_factory=dict)
    latest: dict[str | None, str] = field(default_factory=dict)
    frontier: Frontier = field(default_factory=Frontier)
    completed: list[tuple[int, int, bytes]] = field(default_factory=list)  # by the last entry
    problem: str | None = None

    def add(self, entry: RawEntry) -> bool:
        """Whether the entry stands where it is; `problem` says what is wrong."""
        self.problem = self._fault(entry)
        if self.problem is not None:
            return False
        self.heads[entry.case] = Head(place=entry.place, entry_hash=entry.entry_hash)
        self.latest[entry.case] = entry.at
        self.completed = self.frontier.add(bytes.fromhex(entry.entry_hash))
        wanted = self.known.get(self.frontier.size)
        if wanted is not None and wanted != self.frontier.root().hex():
            self.problem = "the tree up to here is not the one that was signed"
        return self.problem is None

    def _fault(self, entry: RawEntry) -> str | None:
        head = self.heads.get(entry.case, START)
        if entry.place != head.place + 1:
            return f"place {head.place + 1} of its chain is missing: {entry.place} stands there"
        if entry.previous_hash != head.entry_hash:
            return "it does not follow the entry before it in its chain"
        try:
            expected = entry.hashed()
            plain = canonical(json.loads(entry.body)) == entry.body
            before = self.latest.get(entry.case)
            moved_back = before is not None and datetime.fromisoformat(
                entry.at
            ) < datetime.fromisoformat(before)
        except (ValueError, TypeError):
            return "it cannot be read"
        if expected != entry.entry_hash or not plain:
            return "it is not what was written"
        return "it is older than the entry before it in its chain" if moved_back else None

    def found(self, *, signed: int = 0) -> Verification:
        """What the check found so far; `signed` is how many entries are known to have been there."""
        size, root = self.frontier.size, self.frontier.root().hex()
        problem = self.problem or (cut(signed, size) if signed > size else None)
        if problem is None:
            return Verification(entries=size, intact=True, head=root)
        return Verification(
            entries=size, intact=False, head=root, broken_at=size + 1, problem=problem
        )


def check(entries: Iterable[RawEntry], known: Mapping[int, str] | None = None) -> Verification:
    """Rebuild everything from raw entries in the order of the tree, against signed sizes and roots."""
    known = known or {}
    checking = Check(known=known)
    for sequence, entry in enumerate(entries, start=1):
        if entry.sequence != sequence:
            checking.problem = f"entry {sequence} is missing: {entry.sequence} stands in its place"
            return checking.found()
        if not checking.add(entry):
            return checking.found()
    return checking.found(signed=max(known, default=0))


def cut(signed: int, size: int) -> str:
    """What is wrong with a journal that has fewer entries than were signed."""
    return f"the journal was cut or put back: {signed} entries were signed, {size} are here"
