"""The sweep: deletes what is past its term, category by category, and writes the proof in the journal."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import structlog
from sqlalchemy import and_, delete, exists, insert, select, update

from api.captures.store import drop_expired
from api.documents import KeptReport, write
from api.rights.erasure import erase_cases, finish_erasures
from api.rights.register import RightsRegister
from api.rights.scrub import scrub
from api.rights.tables import (
    case_closings,
    request_keys,
    request_recipients,
    rights_requests,
    trimmed_reports,
)
from api.searches import SearchState
from api.services import Services
from api.sweeping import stopping
from api.tables import answers, requests, searches, sessions
from policies.canonical import digest
from policies.retention import RETENTION, Category, case_ends_on
from policies.rights import OPEN, RequestState, RightKind
from tracer.case import CaseId
from tracer.errors import NotFound, TracerError
from tracer.evidence import MatchDecision
from tracer.ports import JournalEntry
from tracer.report import TraceReport

log = structlog.get_logger(__name__)

FIRST_AFTER, EVERY = timedelta(minutes=10), timedelta(days=1)
OPENINGS = frozenset({"opening", "opened"})
"""Kinds of journal entries that say a found channel was used."""


async def every_day(services: Services) -> None:
    """Finish what a stop left half erased, then sweep once a day for as long as the service runs."""
    wait = timedelta()
    while not stopping():
        await asyncio.sleep(wait.total_seconds())
        try:
            await finish_erasures(services)
            if wait:
                await sweep(services, None)
        except TracerError as error:  # the next day tries again, and the log says why
            log.error("sweep-failed", error=error.code)
        wait = EVERY if wait else FIRST_AFTER


async def sweep(services: Services, operator: str | None) -> Mapping[Category, int]:
    """Delete everything past its term; how many things went, by category. The journal has the proof.

    The proof has counts and the hash of what the sealed documents were; it names nobody.
    """
    gone: dict[Category, int] = {}
    hashes: list[str] = []
    today = services.clock.now().date()
    gone[Category.CASE] = await end_cases(services, operator, today)
    found, hashed = await drop_unused(services)
    hashes += hashed
    before = services.clock.now() - term(Category.FOUND)
    gone[Category.FOUND] = found + await services.kit.graph.purge_expired(before)
    gone[Category.FOUND] += await drop_expired(services)
    trimmed, hashed = await trim_rejected(services)
    hashes += hashed
    gone[Category.REJECTED] = trimmed
    gone |= await drop_rows(services.rights)
    if services.kit.ledger is not None:
        services.kit.ledger.prune()
    left = await asyncio.to_thread(scrub, services.rights.folder)
    if left:
        log.warning("files-to-be-emptied-later", files=left)
    body = {
        "gone": {str(category): count for category, count in sorted(gone.items())},
        "documents_hash": digest(sorted(hashes)),
    }
    await services.journal.append(
        JournalEntry(kind="retention_sweep", case=None, subject=None, operator=operator, body=body)
    )
    return gone


async def end_cases(services: Services, operator: str | None, today: date) -> int:
    """Erase the cases whose limitation is over since they were closed, and those half erased before."""
    asked = select(case_closings.c.case_id, case_closings.c.closed_on)
    async with services.rights.reader.connect() as connection:
        closed = (await connection.execute(asked)).all()
    over = []
    for row in closed:
        try:
            case = await services.store.get(CaseId(row.case_id))
        except NotFound:  # its key is destroyed already: a stop left the rows
            over.append(CaseId(row.case_id))
            continue
        if today > case_ends_on(case.claim.nature, row.closed_on):
            over.append(case.id)
    if over:
        await erase_cases(services, over, "retention", operator)
    return len(over)


async def drop_unused(services: Services) -> tuple[int, list[str]]:
    """Drop the reports past their term, of cases in which nobody opened any channel."""
    dropped: list[str] = []
    hashes: list[str] = []
    for search, case, sealed in await finished(services.rights, term(Category.FOUND), all_of=True):
        entries = await services.journal.read(case)
        if not any(stored.entry.kind in OPENINGS for stored in entries):
            dropped.append(search)
            hashes.append(digest([sealed.hex()]))
    async with services.rights.engine.begin() as connection:
        await connection.execute(
            update(searches).where(searches.c.id.in_(dropped)).values(document=None)
        )
    return len(dropped), hashes


async def trim_rejected(services: Services) -> tuple[int, list[str]]:
    """Take out of the reports everybody the comparison turned away; how many people went."""
    people = 0
    hashes: list[str] = []
    for search, case, sealed in await finished(services.rights, term(Category.REJECTED)):
        report = await services.searches.report(search)
        if report is None or report.match is None:
            continue
        if report.match.decision is MatchDecision.REVIEW:
            continue  # nobody was turned away yet
        kept = trimmed(report)
        people += len(report.match.others) + int(kept.match is None)
        hashes.append(digest([sealed.hex()]))
        document = services.rights.vault.seal_bytes(
            case, f"report|{search}", write(KeptReport, kept)
        )
        async with services.rights.engine.begin() as connection:
            await connection.execute(
                update(searches).where(searches.c.id == search).values(document=document)
            )
            await connection.execute(insert(trimmed_reports).values(case_id=case, search_id=search))
    return people, hashes


def trimmed(report: TraceReport) -> TraceReport:
    """The report with nobody in it but whoever was confirmed, and with no record of a source."""
    answered = tuple(replace(answer, records=()) for answer in report.answers)
    match = report.match
    if match is not None:
        match = replace(match, others=()) if match.confirmed else None
    return replace(report, answers=answered, match=match)


async def finished(
    register: RightsRegister, age: timedelta, *, all_of: bool = False
) -> list[tuple[str, CaseId, bytes]]:
    """Finished searches older than an age that still have a report; untrimmed ones, or all."""
    asked = select(searches).where(
        searches.c.state == SearchState.FINISHED,
        searches.c.finished_at <= register.clock.now() - age,
        searches.c.document.is_not(None),
    )
    if not all_of:
        done = select(1).where(trimmed_reports.c.search_id == searches.c.id)
        asked = asked.where(~exists(done))
    async with register.reader.connect() as connection:
        rows = (await connection.execute(asked.order_by(searches.c.n))).all()
    return [(row.id, CaseId(row.case_id), row.document) for row in rows]


async def drop_rows(register: RightsRegister) -> dict[Category, int]:
    """Delete rows whose term is a date of their own; how many, by category."""
    now = register.clock.now()
    past = now.date() - term(Category.REQUESTS)
    # A restriction holds until it is lifted, however long ago it was granted.
    holds = and_(
        rights_requests.c.kind == RightKind.RESTRICTION,
        rights_requests.c.state == RequestState.GRANTED,
        rights_requests.c.lifted_on.is_(None),
    )
    old = and_(rights_requests.c.state.not_in(OPEN), rights_requests.c.decided_on < past, ~holds)
    ids = select(rights_requests.c.id).where(old)
    repeated = requests.c.created_at <= now - term(Category.REPEATS)
    async with register.engine.begin() as connection:
        for table in (request_keys, request_recipients):
            await connection.execute(delete(table).where(table.c.request_id.in_(ids)))
        asked = (
            (Category.REQUESTS, delete(rights_requests).where(old)),
            (Category.ANSWERS, delete(answers).where(answers.c.expires_at <= now)),
            (Category.SESSIONS, delete(sessions).where(sessions.c.expires_at <= now)),
            (Category.REPEATS, delete(requests).where(repeated)),
        )
        return {name: (await connection.execute(one)).rowcount for name, one in asked}


def term(category: Category) -> timedelta:
    """How long a category with a fixed term is kept."""
    days = RETENTION[category].days
    assert days is not None
    return timedelta(days=days)
