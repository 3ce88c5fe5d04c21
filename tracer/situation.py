"""Everything a decision may look at, gathered in one value."""

from __future__ import annotations

from dataclasses import dataclass

from tracer.case import Case
from tracer.evidence import Match
from tracer.lawful import Operation
from tracer.proposal import ContactPoint
from tracer.screening import Screening
from tracer.source import SourceCard


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What is about to be done, in which case, to what. Facts are read from this and the clock only.

    `opening` tells the moment a channel is shown, to be used at once, from the moment it is proposed.
    """

    case: Case
    operation: Operation
    screening: Screening | None = None
    source: SourceCard | None = None
    match: Match | None = None
    point: ContactPoint | None = None
    opening: bool = False
