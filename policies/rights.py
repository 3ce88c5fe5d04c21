"""The rights a person exercises, as pure workflows: what is open, what is due when, who may decide.

The clock starts on the day of receipt and never stops, not even while identity is in doubt: whoever
doubts asks without delay (GDPR art. 12(6)). A term ends on the same day of its last month, or on
that month's last day; weekends and holidays do not lengthen it (stricter than Regulation 1182/71).
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from tracer.errors import Conflict, Invalid

ANSWER_MONTHS = 1  # GDPR art. 12(3)
EXTENSION_MONTHS = 2  # GDPR art. 12(3), told with its reason within the first month
ALERT_AFTER_DAYS = 25  # product default
TELL_RECIPIENTS_WITHIN = timedelta(hours=72)
"""Product default for GDPR art. 19, which sets no term."""


class RightKind(StrEnum):
    """Which right is exercised."""

    ACCESS = "access"  # GDPR art. 15
    RECTIFICATION = "rectification"  # art. 16
    ERASURE = "erasure"  # art. 17
    RESTRICTION = "restriction"  # art. 18
    OBJECTION = "objection"  # art. 21


class RequestState(StrEnum):
    """Where a request stands."""

    RECEIVED = "received"
    IDENTITY_CHECK = "identity_check"  # reasonable doubts, more was asked (art. 12(6))
    IN_PROGRESS = "in_progress"
    GRANTED = "granted"
    REFUSED = "refused"  # answered with reasons and the ways to complain (art. 12(4))


OPEN = (RequestState.RECEIVED, RequestState.IDENTITY_CHECK, RequestState.IN_PROGRESS)
"""States of a request that waits for its answer."""

STEPS = {
    RequestState.RECEIVED: (RequestState.IDENTITY_CHECK, RequestState.IN_PROGRESS),
    RequestState.IDENTITY_CHECK: (RequestState.IN_PROGRESS,),
    RequestState.IN_PROGRESS: (RequestState.IDENTITY_CHECK,),
}
"""Where an open request may go without being decided."""


class Ground(StrEnum):
    """Why a request may be refused. There are no others."""

    LEGAL_CLAIMS = "legal_claims"  # art. 17(3)(e), 21(1)
    COMPELLING_GROUNDS = "compelling_grounds"  # art. 21(1)
    LEGAL_OBLIGATION = "legal_obligation"  # art. 17(3)(b)
    NOT_IDENTIFIED = "not_identified"  # art. 11(2), 12(2), 12(6)
    EXCESSIVE = "manifestly_unfounded_or_excessive"  # art. 12(5)
    ACCURATE = "accurate_as_it_is"  # art. 16
    NOT_MET = "conditions_not_met"  # art. 17(1), 18(1)


ALWAYS = frozenset({Ground.NOT_IDENTIFIED, Ground.EXCESSIVE})
GROUNDS = {
    RightKind.ACCESS: ALWAYS,
    RightKind.RECTIFICATION: ALWAYS | {Ground.ACCURATE},
    RightKind.ERASURE: ALWAYS | {Ground.LEGAL_CLAIMS, Ground.LEGAL_OBLIGATION, Ground.NOT_MET},
    RightKind.RESTRICTION: ALWAYS | {Ground.NOT_MET},
    RightKind.OBJECTION: ALWAYS | {Ground.LEGAL_CLAIMS, Ground.COMPELLING_GROUNDS},
}
"""The grounds on which each right may be refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RightsRequest:
    """One right exercised by one person. `extended_on` is the day the person was told of it."""

    id: str
    case: str
    kind: RightKind
    received_on: date
    recorded_by: str
    state: RequestState = RequestState.RECEIVED
    extended_on: date | None = None
    decided_on: date | None = None
    decided_by: str | None = None
    ground: Ground | None = None
    lifted_on: date | None = None  # of a restriction

    @property
    def open(self) -> bool:
        """Whether it waits for its answer."""
        return self.state in OPEN

    @property
    def due_on(self) -> date:
        """The last day to answer."""
        return due_on(self.received_on, self.extended_on)

    @property
    def stops_objection(self) -> bool:
        """Whether it stops the case as an objection: until it is ruled, or for good when upheld."""
        return self.kind is RightKind.OBJECTION and (
            self.open or self.state is RequestState.GRANTED
        )

    @property
    def restricts(self) -> bool:
        """Whether processing is restricted by it: while it waits, and from its grant to its lifting.

        A contested accuracy restricts too, until it is verified (GDPR art. 18(1)(a)).
        """
        if self.kind is RightKind.RECTIFICATION:
            return self.open
        granted = self.state is RequestState.GRANTED and self.lifted_on is None
        return self.kind is RightKind.RESTRICTION and (self.open or granted)

    def overdue(self, today: date) -> bool:
        """Whether its last day has gone by without an answer."""
        return self.open and today > self.due_on

    def alert(self, today: date) -> bool:
        """Whether it is time to hurry: 25 days gone, or less than 5 left of an extended term."""
        early = min(
            self.due_on - timedelta(days=5), self.received_on + timedelta(days=ALERT_AFTER_DAYS)
        )
        late = self.due_on - timedelta(days=5) if self.extended_on else early
        return self.open and today > late

    def moved(self, state: RequestState) -> RightsRequest:
        """The request in another open state; Conflict if it cannot go there from where it is."""
        if state not in STEPS.get(self.state, ()):
            raise Conflict("the request is not in a state from which it can go there")
        return replace(self, state=state)

    def extended(self, told_on: date, reason: str) -> RightsRequest:
        """The request with two months more. Invalid without a reason, Conflict past the first month."""
        if not self.open or self.extended_on is not None:
            raise Conflict("only an open request is extended, and only once")
        if not reason.strip():
            raise Invalid("reason", "the person is told the reason of the delay")
        if told_on > months_after(self.received_on, ANSWER_MONTHS):
            raise Conflict("the first month is over: the extension had to be told within it")
        return replace(self, extended_on=told_on)

    def granted(self, by: str, on: date) -> RightsRequest:
        """The request granted. Conflict unless the person is identified and it is in progress."""
        self._decidable(RequestState.IN_PROGRESS)
        return replace(self, state=RequestState.GRANTED, decided_by=by, decided_on=on)

    def refused(self, by: str, on: date, ground: Ground, reasons: str) -> RightsRequest:
        """The request refused, by somebody else than who recorded it, in writing.

        Invalid for a ground this right does not know or without reasons, Conflict otherwise.
        """
        self._decidable(*OPEN)
        if ground not in GROUNDS[self.kind]:
            raise Invalid("ground", "not a ground on which this right may be refused")
        if not reasons.strip():
            raise Invalid("reasons", "a refusal states its reasons (GDPR art. 12(4))")
        if by == self.recorded_by:
            raise Conflict("a refusal is decided by somebody else than who recorded the request")
        return replace(
            self, state=RequestState.REFUSED, decided_by=by, decided_on=on, ground=ground
        )

    def lifted(self, on: date) -> RightsRequest:
        """A restriction lifted; the person was told before (GDPR art. 18(3)). Conflict otherwise."""
        if self.kind is not RightKind.RESTRICTION or self.state is not RequestState.GRANTED:
            raise Conflict("only a restriction that was granted is lifted")
        if self.lifted_on is not None:
            raise Conflict("the restriction was lifted before")
        return replace(self, lifted_on=on)

    def _decidable(self, *states: RequestState) -> None:
        if not self.open:
            raise Conflict("the request was decided before")
        if self.state not in states:
            raise Conflict("first say that the person is identified: move it to in_progress")


def due_on(received: date, extended: date | None) -> date:
    """The last day to answer a request: one month, or three when it was extended in time."""
    return months_after(received, ANSWER_MONTHS + (EXTENSION_MONTHS if extended else 0))


def clock_runs_from(received: date, extended: date | None) -> date:
    """The day from which the month to answer is counted: an extension moves it by two months."""
    return months_after(received, EXTENSION_MONTHS) if extended else received


def months_after(day: date, months: int) -> date:
    """The same day some months later, or the last day of that month when it has no such day."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
