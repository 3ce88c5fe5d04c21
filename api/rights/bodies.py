"""What a request to the rights desk may carry."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from api.bodies import Opaque
from api.casefile import SubjectIn
from api.fields import Part, Reference, no_private_life
from api.rights.reports import Outcome
from api.rights.requests import Received
from policies.rights import Ground, RightKind

Written = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=3, max_length=2000),
    AfterValidator(no_private_life),
]


class RequestBody(Part):
    """A right as the person exercised it. `correction` is the debtor as he is, whole."""

    kind: RightKind
    received_on: date
    identity_doubtful: bool = False
    notes: Written | None = None
    correction: SubjectIn | None = None

    def read(self) -> Received:
        """As the rights desk knows it."""
        return Received(
            kind=self.kind,
            received_on=self.received_on,
            identity_doubtful=self.identity_doubtful,
            notes=self.notes,
            correction=self.correction.read() if self.correction else None,
        )


class IdentityBody(Part):
    """Whether the person is identified; if not, more was asked of them."""

    identified: bool


class ExtensionBody(Part):
    """Two months more, told to the person on a day, with the reason."""

    told_on: date
    reason: Written


class RulingBody(Part):
    """Granted, or refused on a ground and for written reasons."""

    granted: bool
    ground: Ground | None = None
    reasons: Written | None = None


class LiftingBody(Part):
    """The day the person was told that the restriction is about to be lifted."""

    told_on: date


class ToldBody(Part):
    """The mandate, by its reference, whose creditor was told."""

    mandate: Reference


class WrongPersonBody(Part):
    """ "This is not me": through which channel, or which candidate; neither means the whole case."""

    channel: Opaque | None = None
    candidate: Opaque | None = None
    note: Written | None = None


class SettlementBody(Part):
    """How a report is settled, and why."""

    outcome: Outcome
    reasons: Written


class ClosingBody(Part):
    """The day the claim was paid, given up or taken back."""

    closed_on: date = Field(examples=["2026-11-20"])
