"""What the second person, and whoever asks for one, send and read."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, StringConstraints

from api.bodies import Opaque, Reason
from api.fields import Part
from api.safeguards.break_glass import Emergency, Glass
from api.schemas.lawful import Out

RuleName = Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,2}(-[A-Z0-9]+)+$", max_length=80)]


class AssignmentBody(Part):
    """To whom a case is assigned: the id of a key of the same desk."""

    operator: Opaque


class WaiverBody(Part):
    """An overridable rule to set aside in one case, why, and until when (at most 30 days)."""

    rule: RuleName
    reason: Reason
    until: AwareDatetime


class GlassBody(Part):
    """Why a case that is not one's own must be seen now. Name nobody in the reason."""

    code: Emergency
    reason: Reason


class ReviewBody(Part):
    """What the review of a break-glass found."""

    finding: Literal["justified", "misused"]


class DoneOut(Out):
    """What was written down, about which thing; `receipt`s are in the journal under the same id."""

    id: str
    done: str
    until: datetime | None = None


class GlassOut(Out):
    """One break-glass that waits for its approval or its review."""

    id: str
    case: str
    operator: str
    code: Emergency
    reason: str
    requested_at: datetime
    approved_by: str | None
    approved_at: datetime | None

    @classmethod
    def of(cls, glass: Glass) -> GlassOut:
        """From the register."""
        return cls(
            id=glass.id,
            case=glass.case,
            operator=glass.operator,
            code=glass.code,
            reason=glass.reason,
            requested_at=glass.requested_at,
            approved_by=glass.approved_by,
            approved_at=glass.approved_at,
        )


class GlassesOut(Out):
    """Those of the desk, oldest first."""

    items: tuple[GlassOut, ...]


class LockOut(Out):
    """Why a key is locked; nothing when it is not."""

    operator: str
    reasons: tuple[str, ...]
