"""Going on after a restore from backup: the loss is written down, then the shorter journal is the journal."""

from __future__ import annotations

import asyncio
from pathlib import Path

from policies.checkpoint import KEY_FILE, signing_key
from policies.journal import SqlJournal
from policies.journal_file import rebuilt
from policies.journal_reached import reached
from tracer.errors import Conflict, IntegrityFailure
from tracer.lawful import Receipt
from tracer.ports import Clock, JournalEntry


async def accept_restored(path: Path, clock: Clock, operator: str) -> Receipt:
    """Accept a journal that is behind what was signed, and write into it how much is lost.

    The journal must hold in itself, with the checkpoint of its backup. Raises NotFound without a
    journal, IntegrityFailure when it does not hold, Conflict when nothing is lost.
    """
    verifier = signing_key(path.with_name(KEY_FILE)).verifier
    found = await asyncio.to_thread(rebuilt, path, verifier, restored=True)
    if not found.intact:
        raise IntegrityFailure(found.problem or "the journal does not hold")
    mark = reached(path, verifier)
    if mark is None or mark.size <= found.entries:
        raise Conflict("the journal is not behind what was signed: there is nothing to accept")
    journal = await SqlJournal.open(path, clock, restored=True)
    try:
        return await journal.append(
            JournalEntry(
                kind="journal_restored",
                case=None,
                subject=None,
                operator=operator,
                body={
                    "entries_signed": mark.size,
                    "root_signed": mark.root.hex(),
                    "entries_restored": found.entries,
                },
            )
        )
    finally:
        await journal.close()
