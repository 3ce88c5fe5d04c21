"""Erasure: the keys are destroyed, the rows deleted, the files scrubbed; the proof names nobody.

It may be stopped anywhere and is finished by `finish_erasures`: what is to go is written down first.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from sqlalchemy import ColumnElement, LargeBinary, Table, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from api.captures.tables import capture_files, capture_intents, captures, human_notes
from api.rights.scrub import scrub
from api.rights.tables import (
    request_cases,
    request_keys,
    rights_requests,
    wrong_person_reports,
)
from api.searches import NOT_OVER
from api.services import Services
from api.tables import answers, cases, metadata, requests, searches
from policies.canonical import digest
from policies.rights import RightsRequest
from tracer.case import CaseId
from tracer.ports import JournalEntry

KEPT = (rights_requests, wrong_person_reports, request_cases)
"""Tables that name a case and outlive it, without a word of the person."""


def of_case() -> list[Table]:
    """Every table whose rows go with their case, each before what it refers to."""
    last_first = reversed(metadata.sorted_tables)
    return [table for table in last_first if "case_id" in table.c and table not in KEPT]


async def erase(
    services: Services, request: RightsRequest, taken: Sequence[CaseId], operator: str | None
) -> None:
    """Erase the person of a granted request from those cases. The request stays, without a word."""
    await services.rights.save(request, erasing=taken)
    await erase_cases(services, taken, request.id, operator)


PUT_BACK = "put back from a backup"
"""Why a case is erased that was erased before."""
AT_ONCE = 1_000
"""Entries of the journal that are looked through at a time: others read it too."""


async def finish_erasures(services: Services) -> int:
    """Finish what a stop left undone, and erase again what a backup brought back; how many cases."""
    waiting = await services.rights.to_erase()
    for request in sorted({request for request, _ in waiting}):
        cases_left = [case for of, case in waiting if of == request]
        await erase_cases(services, cases_left, request, None)
    back = await came_back(services)
    if back:
        await erase_cases(services, back, PUT_BACK, None)
    return len(waiting) + len(back)


async def came_back(services: Services) -> list[CaseId]:
    """The cases that stand here although the journal has their erasure: a backup was put back."""
    erased: set[str | None] = set()
    after = 0
    while entries := await services.journal.read(after=after, limit=AT_ONCE):
        erased |= {stored.entry.case for stored in entries if stored.entry.kind == "erased"}
        after = entries[-1].receipt.sequence
    if not erased:
        return []
    async with services.rights.engine.connect() as connection:
        there = (await connection.execute(select(cases.c.id))).scalars().all()
    return sorted(CaseId(case) for case in there if case in erased)


async def erase_cases(
    services: Services, taken: Sequence[CaseId], reason: str, operator: str | None
) -> dict[str, int]:
    """Destroy the keys and delete the rows of cases; what went, by kind.

    `reason` is the id of a request, or the retention that ends here. The proof is in the journal
    once everything is gone: counts, one hash over the hashes of the sealed documents, and the files
    that a reader held and the next sweep empties.
    """
    for case in taken:
        for search in await services.searches.of_case(case):
            if search.state in NOT_OVER:
                await services.runner.stop(search.id)
    for case in taken:
        await asyncio.to_thread(services.rights.vault.forget, case)
    gone: dict[str, int] = {"keys": len(taken), "graph": 0, "snapshots": 0}
    for case in taken:
        gone["graph"] += await services.kit.graph.erase_subject(case)
        gone["snapshots"] += await services.journal.forget(case)
    async with services.rights.engine.begin() as connection:
        hashes, counts = await delete_rows(connection, taken)
    gone |= counts
    left = await asyncio.to_thread(scrub, services.rights.folder)
    for case in taken:
        await services.journal.append(
            JournalEntry(
                kind="erased",
                case=case,
                subject=None,
                operator=operator,
                body={
                    "reason": reason,
                    "gone": gone,
                    "documents_hash": hashes,
                    "to_be_emptied": list(left),
                },
            )
        )
    async with services.rights.engine.begin() as connection:
        await connection.execute(delete(request_cases).where(request_cases.c.case_id.in_(taken)))
    return gone


async def delete_rows(
    connection: AsyncConnection, taken: Sequence[CaseId]
) -> tuple[str, dict[str, int]]:
    """Delete every row of cases in one transaction: the hash of what went, and how many by table."""
    gone: dict[str, int] = {}
    hashes: list[str] = []
    names = list(taken)
    found = (
        await connection.execute(select(searches.c.id).where(searches.c.case_id.in_(names)))
    ).scalars()
    made = [*(f"/v1/cases/{case}" for case in names), *(f"/v1/searches/{one}" for one in found)]
    for table in (*of_case(), cases):
        of = cases.c.id if table is cases else table.c.case_id
        hashes += await documents(connection, table, of.in_(names))
        gone[table.name] = (await connection.execute(delete(table).where(of.in_(names)))).rowcount
    same: list[ColumnElement[bool]] = [requests.c.location.in_(made)]
    same += [requests.c.route.startswith(f"/v1/cases/{case}/", autoescape=True) for case in names]
    gone[requests.name] = (await connection.execute(delete(requests).where(or_(*same)))).rowcount
    hashes += await documents(connection, rights_requests, rights_requests.c.case_id.in_(names))
    ended = select(rights_requests.c.id).where(rights_requests.c.case_id.in_(names))
    await connection.execute(delete(request_keys).where(request_keys.c.request_id.in_(ended)))
    emptied = update(rights_requests).where(rights_requests.c.case_id.in_(names))
    await connection.execute(emptied.values(document=None))
    reports = wrong_person_reports.c.case_id.in_(names)
    await connection.execute(update(wrong_person_reports).where(reports).values(document=None))
    return digest(sorted(hashes)), gone


async def documents(
    connection: AsyncConnection, table: Table, where: ColumnElement[bool]
) -> list[str]:
    """The hashes of the sealed documents about to go, so that a copy elsewhere can be told."""
    column = table.c.get("document")
    if column is None or not isinstance(column.type, LargeBinary):
        return []
    rows = (await connection.execute(select(column).where(where))).scalars()
    return [digest([row.hex()]) for row in rows if row is not None]


async def forget_captures(engine: AsyncEngine, case: CaseId) -> dict[str, int]:
    """Delete what people meant to look at, captured and noted in a case; how many rows, by table."""
    async with engine.begin() as connection:
        return {
            table.name: (
                await connection.execute(delete(table).where(table.c.case_id == case))
            ).rowcount
            for table in (capture_files, captures, human_notes, capture_intents)
        }


async def forget_answers(engine: AsyncEngine, case: CaseId) -> None:
    """Forget what sources answered in a case: they are asked again."""
    async with engine.begin() as connection:
        await connection.execute(delete(answers).where(answers.c.case_id == case))
