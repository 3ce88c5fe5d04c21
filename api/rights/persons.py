"""By which keyed hashes the cases about one person, or reaching one person, are found again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from api.documents import DocumentVault
from api.rights.standing import asked_keys, kept_keys, person_keys
from api.rights.tables import case_closings, case_keys, case_marks
from tracer.case import Case, CaseId
from tracer.evidence import MatchDecision
from tracer.report import TraceReport
from tracer.subject import Subject


async def index_case(
    connection: AsyncConnection,
    vault: DocumentVault,
    case: CaseId,
    subject: Subject,
    at: datetime,
) -> None:
    """Keep the hashes of whom a case is about and of the channels its file declares, anew."""
    for table in (case_keys, case_marks):
        await connection.execute(delete(table).where(table.c.case_id == case))
    kept = kept_keys(vault, subject)
    if kept:
        rows = [{"case_id": case, "key": k, "certain": sure} for k, sure in kept.items()]
        await connection.execute(insert(case_keys), rows)
    await mark(connection, case, declared_marks(vault, subject), at, found=False)


async def admit(
    connection: AsyncConnection, vault: DocumentVault, case: Case, at: datetime
) -> None:
    """Keep what a new case is found by, and the day its claim was closed if the file has one."""
    await index_case(connection, vault, case.id, case.subject, at)
    if case.claim.closed_on is not None:
        told = {"case_id": case.id, "closed_on": case.claim.closed_on, "receipt": 0}
        await connection.execute(insert(case_closings).values(**told))


async def index_report(
    connection: AsyncConnection, vault: DocumentVault, report: TraceReport, at: datetime
) -> None:
    """Keep the hashes of whom a search's report may reach, in place of those of the one before."""
    await connection.execute(
        delete(case_marks).where(case_marks.c.case_id == report.case.id, case_marks.c.found)
    )
    await mark(connection, report.case.id, report_marks(vault, report), at, found=True)


async def mark(
    connection: AsyncConnection, case: CaseId, marks: Iterable[str], at: datetime, *, found: bool
) -> None:
    """Keep marks of a case; one that is there already takes the new time."""
    wanted = sorted(set(marks))
    if not wanted:
        return
    await connection.execute(
        delete(case_marks).where(case_marks.c.case_id == case, case_marks.c.mark.in_(wanted))
    )
    await connection.execute(
        insert(case_marks),
        [{"case_id": case, "mark": one, "marked_at": at, "found": found} for one in wanted],
    )


def declared_marks(vault: DocumentVault, subject: Subject) -> set[str]:
    """The channels a file declares."""
    whole = [
        ", ".join(part for part in (a.line, f"{a.postcode or ''} {a.city or ''}".strip()) if part)
        for a in subject.addresses
    ]
    values = (*whole, *subject.phones, *subject.emails)
    return {channel_mark(vault, vault.fingerprint(value)) for value in values}


def report_marks(vault: DocumentVault, report: TraceReport) -> set[str]:
    """The channels a report offers or withholds, and the mentions of whom it takes for the person."""
    points = [offer.point for offer in report.offers if offer.point is not None]
    marks = {channel_mark(vault, point.value.fingerprint) for point in points}
    match = report.match
    taken = (MatchDecision.CONFIRMED, MatchDecision.REVIEW)
    if match is not None and match.best is not None and match.decision in taken:
        marks |= mention_marks(vault, match.best.candidate.mentions)
    return marks


def channel_mark(vault: DocumentVault, fingerprint: str) -> str:
    """The mark of a channel."""
    return vault.pseudonym(f"channel|{fingerprint}")


def mention_marks(vault: DocumentVault, mentions: Iterable[str]) -> set[str]:
    """The marks of somebody's mentions in the sources."""
    return {vault.pseudonym(f"mention|{mention}") for mention in mentions}


async def cases_sharing(
    connection: AsyncConnection, vault: DocumentVault, subject: Subject, *, certain: bool
) -> tuple[CaseId, ...]:
    """The cases that surely are about a person, or that only may be."""
    keys = person_keys(vault, subject) if certain else asked_keys(vault, subject)
    asked = select(case_keys.c.case_id).distinct().where(case_keys.c.key.in_(keys))
    if certain:
        asked = asked.where(case_keys.c.certain)
    rows = await connection.execute(asked.order_by(case_keys.c.case_id))
    return tuple(CaseId(row.case_id) for row in rows)
