"""What each source answered. Found, empty, withheld, unavailable, unsupported and not asked differ."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tracer.entities import EntityId, Record
from tracer.lawful import RuleId


class Outcome(StrEnum):
    """The six answers. No other word may stand for "nothing"."""

    FOUND = "found"
    EMPTY = "empty"
    WITHHELD = "withheld"  # the source has it and masks it
    UNAVAILABLE = "unavailable"  # asked, and no usable answer came
    UNSUPPORTED = "not_supported"  # this source cannot answer this question
    NOT_ASKED = "not_asked"  # a rule or the budget stopped it before it left


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceOutcome:
    """How one question to one source ended. `why` names no person.

    `complete` is False when the source stopped before it had said everything (budget, deadline).
    """

    source: str
    question: str  # what was asked, in words: "companies of the person", "insolvency of a company"
    outcome: Outcome
    records: int = 0
    calls: int = 0
    seconds: float = 0.0
    complete: bool = True
    why: str | None = None
    rules: tuple[RuleId, ...] = ()
    receipt: int | None = None  # journal sequence of the permit or refusal
    unread_fields: tuple[str, ...] = ()
    about: EntityId | None = None  # the entity asked about, when it is not the debtor himself


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The records of one question, with how it ended."""

    outcome: SourceOutcome
    records: tuple[Record, ...] = ()


def settle(records: tuple[Record, ...]) -> Outcome:
    """Found if anything is about somebody, withheld if all of it is masked, empty if nothing came."""
    if not records:
        return Outcome.EMPTY
    return Outcome.WITHHELD if all(record.withheld for record in records) else Outcome.FOUND
