"""Whom the last search of a case confirmed, as long as nothing was told since that unsettles it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracer.case import Case
from tracer.errors import Conflict
from tracer.evidence import Candidate
from tracer.report import TraceReport, TraceStatus

if TYPE_CHECKING:
    from api.services import Services


async def confirmed(services: Services, case: Case) -> Candidate:
    """Whom the last search confirmed, with leave to combine; Conflict if nobody is, or not any more."""
    return confirmed_by(await services.searches.latest_report(case.id), case)


def confirmed_by(report: TraceReport | None, case: Case) -> Candidate:
    """The same, from the report of that search."""
    match = report.match if report and report.status is TraceStatus.PROPOSED else None
    if report is None or match is None or match.best is None:
        raise Conflict("the last search confirmed nobody; a person decides, or run a new search")
    if any(judged.decided_at > report.started_at for judged in case.judgements):
        raise Conflict("a candidate was judged after this search; run a new search")
    if case.subject != report.case.subject:
        raise Conflict("who the debtor is was told otherwise after this search; run a new search")
    return match.best.candidate
