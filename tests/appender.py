"""A process that appends to the journal of a database until it is killed, and says what it was told.

    python -m tests.appender URL CASES

Each line on standard output is a receipt: sequence and hash, written after `append` returned.
"""

from __future__ import annotations

import asyncio
import sys

from policies.journal_postgres import PostgresJournal
from tests.databases import SIGNER, WallClock
from tracer.ports import JournalEntry

AT_ONCE = 8


async def append(url: str, cases: int) -> None:
    journal = await PostgresJournal.open(url, WallClock(), verifier=SIGNER.verifier)

    async def one(number: int) -> None:
        while True:
            case = f"case-{number % cases}"
            entry = JournalEntry(kind="k", case=case, subject=None, operator=None, body={"n": 1})
            receipt = await journal.append(entry, snapshot=b"sealed")
            sys.stdout.write(f"{receipt.sequence} {receipt.entry_hash}\n")
            sys.stdout.flush()

    await asyncio.gather(*(one(number) for number in range(AT_ONCE)))


if __name__ == "__main__":
    asyncio.run(append(sys.argv[1], int(sys.argv[2])))
