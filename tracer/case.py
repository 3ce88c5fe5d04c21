"""A case: who mandates, what is owed, on which lawful basis, and what has already been tried."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import NewType

from tracer.evidence import Judgement
from tracer.lawful import ChannelKind, LawfulBasis, Purpose
from tracer.standing import Standing
from tracer.subject import Subject

CaseId = NewType("CaseId", str)

NOBODY_REPORTED = Standing()


class ClaimNature(StrEnum):
    """What the debt is; it decides the limitation period."""

    CONSUMER = "consumer"  # professional to consumer, 2 years (C. conso L218-2)
    CONSUMER_CREDIT = "consumer_credit"  # 2 years, forclusion (C. conso R312-35)
    BUSINESS = "business"  # 5 years (C. com. L110-4)
    CIVIL = "civil"  # 5 years (C. civ. 2224)
    RENT = "rent"  # of a home: 3 years (loi 89-462, 7-1)
    TELECOM = "telecom"  # 1 year (CPCE L34-2)
    ENERGY = "energy"  # water, gas, electricity of a household: 2 years (C. conso L218-2)


class MandateRole(StrEnum):
    """Under GDPR, what the collector is for this claim (art. 4(7), 28)."""

    CONTROLLER = "controller"
    PROCESSOR = "processor"


class ApprovalStatus(StrEnum):
    """Where an assessment stands."""

    APPROVED = "approved"
    EXPIRED = "expired"
    REFUSED = "refused"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Creditor:
    """Who is owed."""

    name: str
    siren: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandate:
    """The written agreement that lets the collector act (CPCE R124-3)."""

    reference: str
    creditor: Creditor
    signed_on: date
    expires_on: date
    power_to_receive: bool | None
    amounts_itemised: bool | None  # R124-3: basis and amounts, stated separately
    purposes: tuple[Purpose, ...]
    role: MandateRole
    processing_agreement: bool | None = None  # GDPR art. 28(3), needed by a processor
    letter_heading: str | None = None  # the heading of the letter model, the same for everybody
    promotes_an_offer: bool | None = None  # letters or messages also advertise something


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """A documented assessment (LIA or DPIA): its reference, status and last day."""

    reference: str
    status: ApprovalStatus
    expires_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    """The operator's right to search for debtors for others (CSI L621-1, CPCE R124-2)."""

    reference: str
    valid_until: date
    insured_until: date | None = None
    declared_to_prosecutor: bool | None = None
    dedicated_account: bool | None = None  # CPCE R124-2: kept for what is received for creditors
    credit_servicer_until: date | None = None  # CMF L54-11-1: to collect transferred credits


@dataclass(frozen=True, slots=True, kw_only=True)
class BasisRecord:
    """The lawful basis on which this case is worked, written down before anything is done."""

    purpose: Purpose
    basis: LawfulBasis
    recorded_on: date
    expires_on: date
    lia: Assessment | None = None
    dpia: Assessment | None = None
    licence: Licence | None = None
    social_sources: bool = False  # closed unless the assessment opens it
    in_register: bool | None = None  # of processing activities (GDPR art. 30)
    transfer_safeguards: bool | None = None  # for sources outside the EEA (GDPR art. 46)
    automated_follow_up: bool | None = None  # a machine acts on the answer, and nobody reads it


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What is owed, since when, and whether it is contested."""

    nature: ClaimNature
    amount: Decimal
    currency: str
    due_on: date  # of the oldest instalment that is still asked for
    last_interruption_on: date | None = None
    title_on: date | None = None
    disputed: bool | None = None
    evidence: tuple[str, ...] = ()  # references of documents held by the creditor
    fees_charged_to_debtor: Decimal = Decimal(0)
    assigned: bool | None = None  # bought from whoever was owed first
    transfer_notice_on: date | None = None  # the day the debtor was told of that
    closed_on: date | None = None  # paid, given up or taken back
    time_bar_stated: bool | None = None  # the debtor refuses because the time limit is over


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One contact already made, by whoever made it."""

    channel: ChannelKind
    at: datetime
    outcome: str | None = None


class LetterOutcome(StrEnum):
    """What became of the first letter."""

    RETURNED = "returned"  # by the post: the debtor is not there
    UNANSWERED = "unanswered"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactHistory:
    """What was already tried. `complete` is False when the case system cannot say."""

    complete: bool | None = None
    first_letter_on: date | None = None
    first_letter_outcome: LetterOutcome | None = None
    attempts: tuple[Attempt, ...] = ()
    refused_channels: tuple[ChannelKind, ...] = ()
    objection_open: bool | None = None
    restricted: bool | None = None
    notice_sent_on: date | None = None  # GDPR art. 14
    notice_language: str | None = None  # ISO 639-1, of the notice that was sent
    notice_exemption_claimed: bool | None = None  # GDPR art. 14(5)(b)
    correction_untold: bool | None = None  # put right or erased, and recipients do not know yet


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What one search may spend in calls to sources and seconds of waiting, and the case in euros."""

    max_calls: int = 60
    max_calls_per_source: int = 25
    deadline_seconds: float = 60.0
    max_cost: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class HumanJudgement:
    """A person's decision about one candidate; it names who decided and why."""

    candidate: str
    judgement: Judgement
    reason: str
    decided_by: str
    decided_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Everything a trace needs to know, and nothing else."""

    id: CaseId
    reference: str
    operator: str  # opaque id of the person who works the case
    mandate: Mandate | None
    basis: BasisRecord | None
    claim: Claim
    subject: Subject
    history: ContactHistory
    budget: Budget = Budget()
    opened_on: date | None = None  # the first day this file was held here; None is today
    judgements: tuple[HumanJudgement, ...] = ()
    standing: Standing = NOBODY_REPORTED  # gathered for each decision, never kept with the case
