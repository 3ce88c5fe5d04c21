"""The hash chain of the journal: how an entry is hashed, and how a whole chain is checked again.

A chain shows any edit, deletion in the middle, insertion or reordering. A cut at the end shows only
against a head kept elsewhere; somebody who can rewrite both leaves no trace in this file alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from policies.canonical import canonical, digest
from tracer.lawful import Receipt
from tracer.ports import JournalEntry, StoredEntry, Verification

GENESIS = "0" * 64
"""What the first entry follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawEntry:
    """An entry as it lies in the store, before anything is believed of it."""

    sequence: int
    at: str  # ISO 8601, UTC
    previous_hash: str
    entry_hash: str
    kind: str
    case: str | None
    subject: str | None
    operator: str | None
    body: str  # canonical JSON

    def hashed(self) -> str:
        """The hash this entry should have."""
        return digest(
            {
                "sequence": self.sequence,
                "at": self.at,
                "previous_hash": self.previous_hash,
                "kind": self.kind,
                "case": self.case,
                "subject": self.subject,
                "operator": self.operator,
                "body": json.loads(self.body),
            }
        )

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
    """The last entry somebody remembers: its place and hash."""

    sequence: int
    entry_hash: str


START = Head(sequence=0, entry_hash=GENESIS)


def linked(entry: JournalEntry, head: Head, at: datetime) -> RawEntry:
    """The entry that follows a head. Raises TypeError or ValueError if its body is not plain data."""
    body = canonical(entry.body)
    values = {
        "sequence": head.sequence + 1,
        "at": at.isoformat(),
        "previous_hash": head.entry_hash,
        "kind": entry.kind,
        "case": entry.case,
        "subject": entry.subject,
        "operator": entry.operator,
    }
    entry_hash = digest({**values, "body": json.loads(body)})
    return RawEntry(
        sequence=head.sequence + 1,
        at=at.isoformat(),
        previous_hash=head.entry_hash,
        entry_hash=entry_hash,
        kind=entry.kind,
        case=entry.case,
        subject=entry.subject,
        operator=entry.operator,
        body=body,
    )


def check(entries: Iterable[RawEntry], kept: Head | None = None) -> Verification:
    """Rebuild the chain from raw entries, and compare it with a head kept beside it."""
    last, latest = START, ""
    for entry in entries:
        problem = fault(entry, last, latest, kept)
        if problem is not None:
            return Verification(
                entries=last.sequence,
                intact=False,
                head=last.entry_hash,
                broken_at=last.sequence + 1,
                problem=problem,
            )
        last, latest = Head(sequence=entry.sequence, entry_hash=entry.entry_hash), entry.at
    if kept is not None and kept.sequence > last.sequence:
        return Verification(
            entries=last.sequence,
            intact=False,
            head=last.entry_hash,
            broken_at=last.sequence + 1,
            problem="the journal was cut: its head names a later entry",
        )
    return Verification(entries=last.sequence, intact=True, head=last.entry_hash)


def fault(entry: RawEntry, last: Head, latest: str, kept: Head | None) -> str | None:
    """What is wrong with an entry where it stands, or None."""
    if entry.sequence != last.sequence + 1:
        return f"entry {last.sequence + 1} is missing: {entry.sequence} stands in its place"
    if entry.previous_hash != last.entry_hash:
        return "it does not follow the entry before it"
    try:
        expected, plain = entry.hashed(), canonical(json.loads(entry.body)) == entry.body
        moved_back = bool(latest) and datetime.fromisoformat(entry.at) < datetime.fromisoformat(
            latest
        )
    except (ValueError, TypeError):
        return "it cannot be read"
    if expected != entry.entry_hash or not plain:
        return "it is not what was written"
    if moved_back:
        return "it is older than the entry before it"
    if kept is not None and kept.sequence == entry.sequence:
        return None if kept.entry_hash == entry.entry_hash else "the head kept beside it differs"
    return None
