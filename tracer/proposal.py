"""What leaves a trace: contact points, the proposals made of them, and the refusals that say why not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tracer.entities import EntityId
from tracer.lawful import (
    ChannelKind,
    DecidingRule,
    Effect,
    Obligation,
    Operation,
    Receipt,
    Sealed,
)


class Owner(StrEnum):
    """Whose channel it is. Only the debtor's own, or that of someone the law puts in his place."""

    SUBJECT_PERSONAL = "subject_personal"
    SUBJECT_WORK = "subject_work"  # the debtor's own enterprise
    INSOLVENCY_PRACTITIONER = "insolvency_practitioner"
    REPRESENTATIVE = "representative"
    SHARED = "shared"  # others open this letter box or answer this number
    THIRD_PARTY = "third_party"
    UNKNOWN = "unknown"


class Origin(StrEnum):
    """How the channel came to be known."""

    CREDITOR = "creditor"
    PUBLIC_REGISTER = "public_register"
    PUBLIC_PROFILE = "public_profile"
    INFERRED = "inferred"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPoint:
    """One way to reach the debtor, or the person the law sends us to. The value is sealed."""

    id: str
    channel: ChannelKind
    owner: Owner
    origin: Origin
    value: Sealed
    hint: str  # what may be shown before leave is given: "1 r…, 99999"
    holder: EntityId | None = None
    holder_name: str | None = None
    holder_insolvent: bool | None = None
    precision: str | None = None  # housenumber, street, locality, municipality; None is not checked
    source: str | None = None  # source id, or None when the creditor declared it
    record: str | None = None
    seen_at: datetime | None = None
    country: str | None = None  # where it leads (ISO 3166-1 alpha-2); None is not known


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactProposal:
    """A channel that may be used, with its conditions. Only `policies.gate` makes one."""

    point: ContactPoint
    receipt: Receipt
    obligations: tuple[Obligation, ...]
    rules: tuple[DecidingRule, ...]
    case: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Leave withheld: forbidden, or referred to a person. It says which rules and what would help.

    Only `policies.gate` makes one, and the journal has it first.
    """

    effect: Effect  # FORBID or REFER
    case: str
    operation: Operation
    receipt: Receipt
    rules: tuple[DecidingRule, ...]
    source: str | None = None
    point: ContactPoint | None = None


LADDER = (
    ChannelKind.LETTER,
    ChannelKind.EMAIL,
    ChannelKind.SMS,
    ChannelKind.CALL,
    ChannelKind.SOCIAL_MESSAGE,
    ChannelKind.REGISTERED_LETTER,
)
"""The amicable order: a letter first because the law says so, the registered letter last."""


def sequence(offers: Iterable[ContactProposal | Refusal]) -> tuple[ContactProposal, ...]:
    """The permitted channels in the order to use them: by ladder, then the debtor's own first."""
    permitted = [offer for offer in offers if isinstance(offer, ContactProposal)]
    owners = list(Owner)
    return tuple(
        sorted(
            permitted,
            key=lambda offer: (
                LADDER.index(offer.point.channel),
                owners.index(offer.point.owner),
                offer.point.id,
            ),
        )
    )
