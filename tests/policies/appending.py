"""A process that appends to a journal file by 64 at once, and says each receipt it was given.

python -m tests.policies.appending FILE ENTRIES     (0: until it is killed)
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from api.wiring import SystemClock
from policies.journal import SqlJournal
from tracer.ports import JournalEntry

APPENDERS = 64


async def appending(path: Path, entries: int) -> None:
    journal = await SqlJournal.open(path, SystemClock(), busy_ms=20_000)

    async def one(number: int) -> None:
        written = 0
        while not entries or written < entries // APPENDERS:
            case = f"case-{number % 5}"
            entry = JournalEntry(kind="k", case=case, subject=None, operator=None, body={"n": 1})
            receipt = await journal.append(entry, snapshot=b"sealed")
            os.write(1, f"{receipt.sequence} {receipt.entry_hash}\n".encode())
            written += 1

    await asyncio.gather(*(one(number) for number in range(APPENDERS)))
    await journal.close()


if __name__ == "__main__":
    asyncio.run(appending(Path(sys.argv[1]), int(sys.argv[2])))
