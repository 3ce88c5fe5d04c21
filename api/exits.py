"""What the command line answers to the shell: one stable code a kind of ending."""

from __future__ import annotations

from enum import IntEnum

from api.errors import SecondPersonNeeded
from tracer.errors import (
    BudgetExhausted,
    Conflict,
    IntegrityFailure,
    Invalid,
    JournalUnavailable,
    NotFound,
    Refused,
    SourceError,
    TracerError,
)
from tracer.outcome import Reason
from tracer.report import TraceReport, TraceStatus


class Exit(IntEnum):
    """Exit codes; they never change meaning."""

    OK = 0
    FAULT = 1
    USAGE = 2
    NOT_FOUND = 3
    REFUSED = 4
    CONFLICT = 5
    BUDGET = 6
    PARTIAL = 7
    INTEGRITY = 8


def of_error(error: TracerError) -> Exit:
    """The code of an error."""
    known: tuple[tuple[type[TracerError], Exit], ...] = (
        (Invalid, Exit.USAGE),
        (NotFound, Exit.NOT_FOUND),
        (Refused, Exit.REFUSED),
        (SecondPersonNeeded, Exit.REFUSED),
        (BudgetExhausted, Exit.BUDGET),
        (Conflict, Exit.CONFLICT),
        (SourceError, Exit.PARTIAL),
        (IntegrityFailure, Exit.INTEGRITY),
        (JournalUnavailable, Exit.INTEGRITY),
    )
    return next((code for kind, code in known if isinstance(error, kind)), Exit.FAULT)


def of_report(report: TraceReport) -> Exit:
    """The code of a finished trace: refused, stopped by the budget, partial, or all said."""
    if report.status is TraceStatus.REFUSED:
        return Exit.REFUSED
    if any(outcome.reason is Reason.BUDGET for outcome in report.coverage):
        return Exit.BUDGET
    if report.partial or report.status is TraceStatus.INCOMPLETE:
        return Exit.PARTIAL
    return Exit.OK
