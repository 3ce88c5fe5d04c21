"""What the rights desk knows of a person when a decision is taken about him, in any case."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from sqlalchemy import CompoundSelect, and_, exists, select
from sqlalchemy.ext.asyncio import AsyncEngine

from api.rights.tables import (
    case_marks,
    request_keys,
    rights_requests,
    suppressions,
    wrong_person_cases,
    wrong_person_marks,
)
from policies.rights import OPEN, clock_runs_from
from policies.same_person import asked_lines, certain_lines, kept_lines
from tracer.case import Case, CaseId
from tracer.subject import Subject


class Pseudonyms(Protocol):
    """Makes keyed hashes."""

    def pseudonym(self, text: str, /) -> str:
        """The keyed hash of a line."""
        ...


async def rights_standing(
    engine: AsyncEngine, names: Pseudonyms, case: Case
) -> tuple[bool, bool, date | None]:
    """Whether the person is suppressed, whether somebody wrong was reported and nobody settled it,
    and the day from which the month of his oldest unanswered request runs (GDPR art. 12(3)).
    """
    listed = select(suppressions.c.key).where(
        suppressions.c.key.in_(suppression_asked(names, case.subject))
    )
    waiting = (
        select(rights_requests.c.received_on, rights_requests.c.extended_on)
        .join(request_keys)
        .where(
            request_keys.c.key.in_(person_keys(names, case.subject)),
            rights_requests.c.state.in_(OPEN),
        )
        .union(
            select(rights_requests.c.received_on, rights_requests.c.extended_on).where(
                rights_requests.c.case_id == case.id, rights_requests.c.state.in_(OPEN)
            )
        )
    )
    async with engine.execution_options(reading=True).connect() as connection:
        suppressed = (await connection.execute(listed)).first() is not None
        wrong = (await connection.execute(wrong_person(case.id))).first() is not None
        open_requests = (await connection.execute(waiting)).all()
    runs = [clock_runs_from(row.received_on, row.extended_on) for row in open_requests]
    return suppressed, wrong, min(runs, default=None)


def wrong_person(case: CaseId) -> CompoundSelect[tuple[str]]:
    """The reports that stop a case: nobody settled it there, or what was reported came up again."""
    settled = and_(
        wrong_person_cases.c.report_id == wrong_person_marks.c.report_id,
        wrong_person_cases.c.case_id == case,
        wrong_person_cases.c.settled_at >= case_marks.c.marked_at,
    )
    again = (
        select(wrong_person_marks.c.report_id)
        .join(case_marks, case_marks.c.mark == wrong_person_marks.c.mark)
        .where(case_marks.c.case_id == case, ~exists(select(1).where(settled)))
    )
    unsettled = select(wrong_person_cases.c.report_id).where(
        wrong_person_cases.c.case_id == case, wrong_person_cases.c.settled_at.is_(None)
    )
    return unsettled.union(again)


def person_keys(names: Pseudonyms, subject: Subject) -> list[str]:
    """Keyed hashes that another file surely about this person would share."""
    return [names.pseudonym(f"rights|{line}") for line in sorted(certain_lines(subject))]


def kept_keys(names: Pseudonyms, subject: Subject) -> dict[str, bool]:
    """Keyed hashes to keep of a case's person, each with whether it is certain."""
    certain = certain_lines(subject)
    return {names.pseudonym(f"rights|{line}"): line in certain for line in kept_lines(subject)}


def asked_keys(names: Pseudonyms, subject: Subject) -> list[str]:
    """Keyed hashes by which cases that may be about the same person are found."""
    return [names.pseudonym(f"rights|{line}") for line in sorted(asked_lines(subject))]


def suppression_kept(names: Pseudonyms, subject: Subject) -> list[str]:
    """Keyed hashes for the suppression list; no other list holds the same."""
    return [names.pseudonym(f"suppression|{line}") for line in sorted(kept_lines(subject))]


def suppression_asked(names: Pseudonyms, subject: Subject) -> list[str]:
    """Keyed hashes to look for in the suppression list."""
    return [names.pseudonym(f"suppression|{line}") for line in sorted(asked_lines(subject))]
