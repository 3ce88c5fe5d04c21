"""What is known across cases when a decision is taken: of the person sought, and of whoever works the case.

It is gathered afresh each time, kept nowhere with the case, and names nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from tracer.lawful import RuleId
from tracer.screening import Stop


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """A rule that a named compliance officer set aside in one case, in writing, for a time."""

    rule: RuleId
    requested_by: str
    approved_by: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What other cases and colleagues add to a situation. The defaults: nobody reported anything."""

    # the person, in every case of the agency
    suppressed: bool = False  # on the suppression list: erased, or an objection upheld
    wrong_person_reported: bool = False  # somebody said "this is not me" and nobody settled it
    oldest_open_request_on: date | None = None  # a right exercised and not answered yet
    attempts_24h: int = 0  # calls and messages to this person, whoever made them
    attempts_7d: int = 0
    insolvency: Stop | None = None  # of the debtor's own enterprise, as the watches tell it
    # whoever asks
    operator_related: bool = False  # bears the debtor's surname, his address or his mail domain
    opened_by_operator: bool = False  # who asks is who opened the case
    second_person: bool = False  # somebody else approved the case
    subjects_today: int = 0  # different persons this operator looked at today
    openings_last_hour: int = 0  # channels this operator opened in the last sixty minutes
    locked: bool = False  # the operator met a canary, a quota or a review left undone
    waivers: tuple[Waiver, ...] = ()
