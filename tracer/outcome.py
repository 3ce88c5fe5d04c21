"""What each source answered. Found, empty, withheld, unavailable, unsupported and not asked differ."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from tracer.entities import EntityId, Record
from tracer.lawful import RuleId, Text


class Outcome(StrEnum):
    """The six answers. No other word may stand for "nothing"."""

    FOUND = "found"
    EMPTY = "empty"
    WITHHELD = "withheld"  # the source has it and masks it
    UNAVAILABLE = "unavailable"  # asked, and no usable answer came
    UNSUPPORTED = "not_supported"  # this source cannot answer this question
    NOT_ASKED = "not_asked"  # a rule or the budget stopped it before it left


class Question(StrEnum):
    """What a source is asked."""

    DEATH = "death"
    OWN_INSOLVENCY = "own_insolvency"
    THE_COMPANY = "the_company"
    COMPANIES_OF_THE_PERSON = "companies_of_the_person"
    PUBLIC_PROFILES = "public_profiles"
    BENEFICIAL_OWNERS = "beneficial_owners"
    STANDING_OF_A_COMPANY = "standing_of_a_company"
    AN_ADDRESS = "an_address"
    DECLARED_ADDRESSES = "declared_addresses"
    DETAILS_OF_A_COMPANY = "details_of_a_company"
    IDENTIFIERS_OF_A_COMPANY = "identifiers_of_a_company"
    CONTACTS_OF_A_COMPANY = "contacts_of_a_company"
    WEBSITE_OF_A_COMPANY = "website_of_a_company"
    PROFILES_OF_A_COMPANY = "profiles_of_a_company"


class Reason(StrEnum):
    """Why a source said less than it might have, or was not asked."""

    RULE = "rule"
    BUDGET = "budget"
    DEADLINE = "deadline"
    BUSY = "busy"
    CHANGED = "changed"
    FORBIDDEN = "forbidden"
    UNREACHABLE = "unreachable"
    FAULT = "fault"
    CANNOT = "cannot"
    NO_CONNECTOR = "no_connector"
    NOT_CONFIGURED = "not_configured"  # it needs a key that the settings do not give
    ENOUGH = "enough"  # what was asked before it was enough
    COST = "cost"  # the case's money is spent


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceOutcome:
    """How one question to one source ended.

    `complete` is False when the source stopped before it had said everything (budget, deadline).
    `rules` and `said` are those of the refusal; `detail` is for operators, in English, and names
    no person.
    """

    source: str
    question: Question
    outcome: Outcome
    records: int = 0
    calls: int = 0
    cost: Decimal = Decimal(0)  # euros
    seconds: float = 0.0
    complete: bool = True
    reason: Reason | None = None
    rules: tuple[RuleId, ...] = ()
    said: Text | None = None
    detail: str | None = None
    receipt: int | None = None  # journal sequence of the permit or refusal
    unread_fields: tuple[str, ...] = ()
    why: Text | None = None  # why it was asked at its place in the plan
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
