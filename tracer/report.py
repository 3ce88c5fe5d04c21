"""The account of one trace: what was screened, asked, found, decided and offered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from tracer.case import Case
from tracer.evidence import Match, MatchDecision
from tracer.lawful import Permit
from tracer.outcome import Answer, Outcome, Question, Reason, SourceOutcome
from tracer.proposal import ContactProposal, Refusal, sequence
from tracer.screening import Screening


class TraceStatus(StrEnum):
    """How a trace ended."""

    RUNNING = "running"
    REFUSED = "refused"  # the policy withheld leave for the case, or for every source
    WITHHELD = "withheld"  # a register has the debtor and does not show him
    NO_MATCH = "no_match"  # sources answered, and nobody there can be the debtor
    NEEDS_REVIEW = "needs_review"  # a person decides
    PROPOSED = "proposed"  # the person is confirmed; channels were put before the gate
    INCOMPLETE = "incomplete"  # no source gave a usable answer: nothing can be said


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceReport:
    """Everything a trace says. It grows as the trace goes and is never changed afterwards."""

    case: Case
    started_at: datetime
    status: TraceStatus = TraceStatus.RUNNING
    opening: Permit | None = None
    refusal: Refusal | None = None
    screening: Screening = field(default_factory=Screening)
    answers: tuple[Answer, ...] = ()
    match: Match | None = None
    offers: tuple[ContactProposal | Refusal, ...] = ()

    @property
    def coverage(self) -> tuple[SourceOutcome, ...]:
        """How every question to every source ended, in the order they were planned."""
        return tuple(answer.outcome for answer in self.answers)

    @property
    def partial(self) -> bool:
        """Whether a source that was leave to ask did not say all it knows."""
        return any(
            not outcome.complete or outcome.outcome is Outcome.UNAVAILABLE
            for outcome in self.coverage
        )

    @property
    def ladder(self) -> tuple[ContactProposal, ...]:
        """The permitted channels in the order to use them."""
        return sequence(self.offers)

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """The channels that were withheld."""
        return tuple(offer for offer in self.offers if isinstance(offer, Refusal))

    def asked(self, answers: Iterable[Answer]) -> TraceReport:
        """The same report with more answers."""
        return replace(self, answers=(*self.answers, *answers))

    def refused(self, refusal: Refusal) -> TraceReport:
        """The policy withheld leave."""
        return replace(self, status=TraceStatus.REFUSED, refusal=refusal)

    def needs_review(self) -> TraceReport:
        """Nobody is confirmed: a person looks, unless there is nobody to look at."""
        usable = (Outcome.FOUND, Outcome.EMPTY, Outcome.WITHHELD)
        asked = [one for one in self.coverage if one.question is not Question.DEATH]
        answered = any(outcome.outcome in usable for outcome in asked)
        nobody = self.match is None or self.match.decision is MatchDecision.NO_CANDIDATE
        rejected = self.match is not None and self.match.decision is MatchDecision.REJECTED
        if asked and all(outcome.reason is Reason.RULE for outcome in asked):
            status = TraceStatus.REFUSED
        elif nobody and (self.partial or not answered):
            status = TraceStatus.INCOMPLETE
        elif nobody and any(o.outcome is Outcome.WITHHELD for o in self.coverage):
            status = TraceStatus.WITHHELD
        elif nobody or rejected:
            status = TraceStatus.NO_MATCH
        else:
            status = TraceStatus.NEEDS_REVIEW
        return replace(self, status=status)

    def proposed(self, offers: Iterable[ContactProposal | Refusal]) -> TraceReport:
        """The person is confirmed and every channel has its answer."""
        return replace(self, status=TraceStatus.PROPOSED, offers=tuple(offers))
