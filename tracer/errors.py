"""The errors Tracer raises. Each says what its reader should do next; none carries personal data."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracer.proposal import Refusal


class TracerError(Exception):
    """Something Tracer knows how to name. `status` is the HTTP answer, `code` its stable name."""

    status = 500
    code = "internal-error"


class Refused(TracerError):
    """The policy withheld leave. Read the refusal: it names the rules and what would make it lawful."""

    status = 403
    code = "refused-by-policy"

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(", ".join(rule.rule for rule in refusal.rules) or "no rule permits this")
        self.refusal = refusal


class NotFound(TracerError):
    """There is no such thing, or you may not see it: the two answers are the same on purpose."""

    status = 404
    code = "not-found"


class Conflict(TracerError):
    """The thing is already there or in another state. Read it again, then decide."""

    status = 409
    code = "conflict"


class Invalid(TracerError):
    """What came in is not what the contract says. `field` names where; the value is never repeated."""

    status = 422
    code = "invalid-input"

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


class BudgetExhausted(TracerError):
    """The calls or the cost allowed are used up. Raise the case's budget, or work with what was found."""

    status = 409
    code = "budget-exhausted"


class TimeExhausted(BudgetExhausted):
    """The time allowed is over. Give the case more seconds, or work with what was found."""


class CostExhausted(BudgetExhausted):
    """The money allowed is spent. Raise the case's budget, or work with what was found."""


class JournalUnavailable(TracerError):
    """The journal cannot be written, so nothing may be shown. Restore it, then try again."""

    status = 503
    code = "journal-unavailable"


class IntegrityFailure(TracerError):
    """What is kept is not what was written. Stop work and call the compliance officer."""

    status = 503
    code = "integrity-failure"


class SourceError(TracerError):
    """A source did not answer as it should. The trace goes on without it; coverage says so."""

    status = 502
    code = "source-unavailable"

    def __init__(self, source: str, problem: str) -> None:
        super().__init__(f"{source}: {problem}")
        self.source = source
        self.problem = problem


class SourceBusy(SourceError):
    """The source asks us to wait. Ask again after `retry_after` seconds."""

    code = "source-busy"

    def __init__(self, source: str, problem: str, *, retry_after: float | None = None) -> None:
        super().__init__(source, problem)
        self.retry_after = retry_after


class SourceChanged(SourceError):
    """The payload is not what we know. A person must look at the source's contract."""

    code = "source-changed"


class SourceForbidden(SourceError):
    """Terms, robots or credentials say no. Stop using the source until someone has looked."""

    code = "source-forbidden"


class SourceUnsupported(SourceError):
    """The source cannot answer this question (no identifier, no date, another country)."""

    code = "source-unsupported"


class SourceNotConfigured(SourceError):
    """The source needs a key, and the settings give none. Nothing left."""

    code = "source-not-configured"
