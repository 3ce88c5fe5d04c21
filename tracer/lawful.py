"""Lawfulness as types: what is asked, what was decided, the receipt, and the permit that follows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from math import inf
from time import monotonic
from typing import Any, NewType

from tracer.errors import BudgetExhausted, CostExhausted, TimeExhausted

RuleId = NewType("RuleId", str)


class Purpose(StrEnum):
    """Why data is processed. Anything outside these is not what Tracer is for (GDPR art. 5(1)(b))."""

    DEBTOR_TRACING = "debtor_tracing"
    AMICABLE_RECOVERY = "amicable_recovery"


class LawfulBasis(StrEnum):
    """GDPR art. 6(1), by its W3C DPV 2.3 identifiers."""

    CONSENT = "eu-gdpr:A6-1-a"
    CONTRACT = "eu-gdpr:A6-1-b-contract-performance"
    LEGAL_OBLIGATION = "eu-gdpr:A6-1-c"
    LEGITIMATE_INTEREST = "eu-gdpr:A6-1-f-controller"
    LEGITIMATE_INTEREST_OF_THIRD_PARTY = "eu-gdpr:A6-1-f-third-party"


class Operation(StrEnum):
    """What is about to be done to personal data, in the words of GDPR art. 4(2)."""

    RECORD = "recording"  # open the case and hold the debtor's file
    COLLECT = "collection"  # ask a source about the debtor
    COMBINE = "combination"  # link what sources say to the debtor
    DISCLOSE = "disclosure"  # show a contact channel to the person who works the case
    CONSULT = (
        "consultation"  # ask a source about an organisation nobody seeks: does it answer as before?
    )


class Effect(StrEnum):
    """The outcome of a decision, strictest first: FORBID > REFER > PERMIT."""

    FORBID = "forbid"
    REFER = "refer"
    PERMIT = "permit"


class ChannelKind(StrEnum):
    """A way to reach someone. Tracer proposes; it never sends."""

    LETTER = "letter"
    REGISTERED_LETTER = "registered_letter"
    EMAIL = "email"
    SMS = "sms"
    CALL = "call"
    SOCIAL_MESSAGE = "social_message"


class Obligation(StrEnum):
    """A condition that travels with a permit; it must be met for the act to be lawful or decent."""

    ART14_NOTICE = "art14_notice_in_first_message"
    CITE_SOURCE = "cite_exact_source"
    SAY_HOW_FOUND = "say_how_the_address_was_found_and_how_to_contest"
    LETTER_MENTIONS = "letter_carries_the_mentions_of_r124_4"
    RECALL_FIRST_LETTER = "recall_reference_and_date_of_the_first_letter"
    NEUTRAL_ENVELOPE = "neutral_envelope"
    PERSONAL_AND_CONFIDENTIAL = "addressed_personally_marked_confidential"
    NO_DEBT_MENTION = "no_mention_of_the_debt_before_identity_is_checked"
    IDENTITY_CHECK = "check_identity_before_speaking_of_the_debt"
    PERMITTED_HOURS = "only_within_contact_hours"
    OPT_OUT = "offer_a_way_to_refuse_this_channel"
    DECLARE_CLAIM = "declare_the_claim_before_the_deadline"
    TELL_CREDITOR = "tell_the_creditor_of_payments_and_offers"
    INTEREST_IN_TIME = "ask_for_no_interest_that_has_lapsed"
    DATA_MINIMUM = "keep_only_what_identifies_locates_or_reaches"


class Authority(StrEnum):
    """How binding a rule's source is. A product default is never shown as law."""

    STATUTE = "statute"
    CASE_LAW = "case_law"
    GUIDANCE = "guidance"
    INDUSTRY = "industry"
    PRODUCT_DEFAULT = "product_default"


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """The same sentence in French and English."""

    fr: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """Where a rule comes from. `checked` is False until counsel has confirmed the reading."""

    instrument: str
    article: str
    identifier: str | None
    checked: bool
    checked_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidingRule:
    """One rule that decided: which, what it says, where it comes from, what would make it lawful."""

    rule: RuleId
    version: int
    title: Text
    effect: Effect
    authority: Authority
    citation: Citation
    message: Text
    remedy: Text | None
    unknown_facts: tuple[str, ...] = ()  # facts nobody stated, which is why it referred
    fields: tuple[str, ...] = ()  # of the case file, that the rule looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What the rules say about one situation, with everything needed to evaluate it again."""

    effect: Effect
    rules: tuple[DecidingRule, ...]
    obligations: tuple[Obligation, ...]
    facts: tuple[
        tuple[str, Any], ...
    ]  # name and value of every fact that was read; None is unknown
    pack_hash: str
    law_on: date
    engine: str
    codes: tuple[str, ...] = ()  # of the packs that applied
    waived: tuple[DecidingRule, ...] = ()  # set aside here by a compliance officer, in writing


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Proof that a journal entry is durable: its place in the chain, its hash and its time."""

    sequence: int
    entry_hash: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """Leave to open one channel once, soon. Only `policies.gate` makes one.

    It is written in the transaction that writes its decision; opening uses it up.
    """

    id: str  # random, opaque
    decision: int  # the place of its decision in the journal; 0 until it is written
    case: str
    subject: str  # the keyed pseudonym of the person
    point: str  # the keyed hash of the channel
    operator: str
    expires_at: datetime  # at most ten minutes after the decision


@dataclass(slots=True)
class Allowance:
    """How many calls one permit covers and what they may cost, within a larger allowance if any.

    A session counts one for each request that leaves; a retry is a call like another. `until` is
    when the time allowed is over, on the monotonic clock; costs are in euros. `max_cost` of the
    largest is the money of the whole case, and its `cost` starts with what earlier searches spent.
    """

    max_calls: int
    calls: int = 0
    within: Allowance | None = None
    until: float = inf
    max_cost: Decimal | None = None
    cost: Decimal = Decimal(0)

    def take(self, cost: Decimal = Decimal(0)) -> None:
        """Count one call and its cost, or raise as `check` does. Then nothing is counted."""
        self.check(cost)
        self.count(cost)

    def check(self, cost: Decimal = Decimal(0)) -> None:
        """Raise when a call of that cost may not leave: TimeExhausted when it is late, CostExhausted

        when it would cost more than is left, BudgetExhausted when no call is left. Counts nothing.
        """
        if self.seconds_left <= 0:
            raise TimeExhausted("the seconds allowed are over")
        if self.calls >= self.max_calls:
            raise BudgetExhausted(f"the {self.max_calls} calls allowed are used")
        if cost and self.max_cost is not None and self.cost + cost > self.max_cost:
            raise CostExhausted("the call would cost more than the case has left")
        if self.within is not None:
            self.within.check(cost)

    def count(self, cost: Decimal = Decimal(0)) -> None:
        """Count one call that was checked, and its cost."""
        if self.within is not None:
            self.within.count(cost)
        self.calls += 1
        self.cost += cost

    @property
    def case_money(self) -> Decimal | None:
        """The euros that all searches of the case together may spend; None where nobody said."""
        return self.max_cost if self.within is None else self.within.case_money

    @property
    def seconds_left(self) -> float:
        """How long there is still time, by the strictest of the allowances."""
        left = self.until - monotonic()
        return left if self.within is None else min(left, self.within.seconds_left)


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """Leave to do one thing. Only `policies.gate` makes one, and only after the journal has it."""

    receipt: Receipt
    case: str
    operation: Operation
    source: str | None
    obligations: tuple[Obligation, ...]
    rules: tuple[DecidingRule, ...]
    allowance: Allowance = field(default_factory=lambda: Allowance(0), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Sealed:
    """A contact value at rest: encrypted with the subject's own key. Only a receipt opens it.

    `fingerprint` is a keyed hash that tells two channels apart without saying what they are.
    """

    subject: str
    context: str
    nonce: bytes
    ciphertext: bytes
    fingerprint: str

    def __repr__(self) -> str:
        return "<sealed>"

    def __str__(self) -> str:
        raise TypeError("a sealed value is opened with a receipt, never printed")
