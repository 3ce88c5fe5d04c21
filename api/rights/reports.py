"""Reports that say "this is not me", at rest: what they are about, and which cases they stop."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from api.documents import Kept, read, write
from api.rights.register import RightsRegister
from api.rights.tables import (
    case_marks,
    wrong_person_cases,
    wrong_person_marks,
    wrong_person_reports,
)
from tracer.case import CaseId
from tracer.errors import NotFound


class Outcome(StrEnum):
    """How a report is settled, by a person."""

    NOT_THE_PERSON = "not_the_person"
    IS_THE_PERSON = "is_the_person"


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongPerson:
    """One report and where it stands."""

    id: str
    case: CaseId
    reported_at: datetime
    reported_by: str
    outcome: Outcome | None = None
    settled_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What was said, sealed."""

    note: str | None = None
    reasons: str | None = None


KeptWords = Kept[Words]


async def reaching(register: RightsRegister, marks: Iterable[str]) -> tuple[CaseId, ...]:
    """Every case of the agency that may reach whoever bears one of those marks."""
    asked = select(case_marks.c.case_id).distinct().where(case_marks.c.mark.in_(sorted(marks)))
    async with register.reader.connect() as connection:
        return tuple(CaseId(row.case_id) for row in await connection.execute(asked))


async def keep(
    register: RightsRegister,
    about: WrongPerson,
    desk: str,
    marks: Iterable[str],
    stopped: Iterable[CaseId],
    note: str | None,
) -> None:
    """Keep a report with its marks and the cases it stops; once."""
    sealed = register.vault.seal_bytes(
        about.case, f"wrong|{about.id}", write(KeptWords, Words(note=note))
    )
    row = {
        "id": about.id,
        "case_id": about.case,
        "desk": desk,
        "reported_at": about.reported_at,
        "reported_by": about.reported_by,
        "document": sealed,
    }
    try:
        async with register.engine.begin() as connection:
            await connection.execute(insert(wrong_person_reports).values(**row))
            marked = [{"report_id": about.id, "mark": one} for one in sorted(set(marks))]
            if marked:
                await connection.execute(insert(wrong_person_marks), marked)
            of = [{"report_id": about.id, "case_id": one} for one in stopped]
            await connection.execute(insert(wrong_person_cases), of)
    except IntegrityError:  # the process died after keeping it and before answering
        return


async def close(
    register: RightsRegister,
    about: WrongPerson,
    settled_by: str,
    touched: Iterable[CaseId],
    reasons: str,
) -> None:
    """Keep how a report was settled, in each of those cases."""
    context = f"wrong|{about.id}"
    async with register.engine.begin() as connection:
        asked = select(wrong_person_reports.c.document).where(wrong_person_reports.c.id == about.id)
        sealed = (await connection.execute(asked)).scalar_one()
        words = read(KeptWords, register.vault.open_bytes(about.case, context, sealed))
        words = replace(words, reasons=reasons)
        await connection.execute(
            update(wrong_person_reports)
            .where(wrong_person_reports.c.id == about.id)
            .values(
                outcome=about.outcome,
                settled_at=about.settled_at,
                settled_by=settled_by,
                document=register.vault.seal_bytes(about.case, context, write(KeptWords, words)),
            )
        )
        of_report = wrong_person_cases.c.report_id == about.id
        await connection.execute(delete(wrong_person_cases).where(of_report))
        rows = [
            {"report_id": about.id, "case_id": one, "settled_at": about.settled_at}
            for one in touched
        ]
        if rows:
            await connection.execute(insert(wrong_person_cases), rows)
        if about.outcome is Outcome.IS_THE_PERSON:
            await connection.execute(
                delete(wrong_person_marks).where(wrong_person_marks.c.report_id == about.id)
            )


async def get(register: RightsRegister, report_id: str) -> tuple[WrongPerson, str]:
    """A report and its desk; NotFound if there is none."""
    asked = select(wrong_person_reports).where(wrong_person_reports.c.id == report_id)
    async with register.reader.connect() as connection:
        row = (await connection.execute(asked)).one_or_none()
    if row is None:
        raise NotFound("there is no such report")
    about = WrongPerson(
        id=row.id,
        case=CaseId(row.case_id),
        reported_at=row.reported_at,
        reported_by=row.reported_by,
        outcome=Outcome(row.outcome) if row.outcome else None,
        settled_at=row.settled_at,
    )
    return about, row.desk


async def marks_of(register: RightsRegister, report_id: str) -> set[str]:
    """The marks of a report."""
    asked = select(wrong_person_marks.c.mark).where(wrong_person_marks.c.report_id == report_id)
    async with register.reader.connect() as connection:
        return {row.mark for row in await connection.execute(asked)}


async def stopped_by(register: RightsRegister, report_id: str) -> tuple[CaseId, ...]:
    """The cases a report stopped."""
    asked = select(wrong_person_cases.c.case_id).where(wrong_person_cases.c.report_id == report_id)
    async with register.reader.connect() as connection:
        return tuple(CaseId(row.case_id) for row in await connection.execute(asked))
