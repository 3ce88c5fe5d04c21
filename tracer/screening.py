"""What must be known before anything else is done: death, insolvency, objection, protection, age."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from tracer.lawful import Text


class StopKind(StrEnum):
    """A circumstance that stops or redirects a case."""

    DECEASED = "deceased"
    MINOR = "minor"
    INSOLVENCY = "insolvency"
    OVER_INDEBTED = "over_indebted"
    OBJECTION = "objection"
    RESTRICTION = "restriction"
    PROTECTED_ADULT = "protected_adult"
    HIDDEN_ADDRESS = "hidden_address"
    VULNERABLE = "vulnerable"  # only ever reported, never asked; which hardship is not kept


class Finding(StrEnum):
    """Unknown is not no."""

    YES = "yes"
    POSSIBLE = "possible"  # a register may hold the debtor: a question for a person
    NO = "no"
    UNKNOWN = "unknown"


class InsolvencyState(StrEnum):
    """The state of a company's collective procedure, by the official ordered rules over BODACC."""

    NONE = "none"
    SAUVEGARDE = "sauvegarde"
    REDRESSEMENT = "redressement_judiciaire"
    LIQUIDATION = "liquidation_judiciaire"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One circumstance: what was found, who says so, and in which words it is shown."""

    kind: StopKind
    finding: Finding
    source: str  # a source id, or "case file"
    text: Text
    state: InsolvencyState | None = None
    since: date | None = None
    claim_deadline: date | None = None
    records: tuple[str, ...] = ()  # of the source, for a person to judge


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """Every circumstance looked at, in the order of `StopKind`."""

    stops: tuple[Stop, ...] = ()

    def finding(self, kind: StopKind) -> Finding:
        """What is known about one circumstance; unknown when nobody looked."""
        for stop in self.stops:  # read by many facts at every decision: a plain loop is the fastest
            if stop.kind is kind:
                return stop.finding
        return Finding.UNKNOWN

    def stop(self, kind: StopKind) -> Stop | None:
        """The circumstance itself, if it was looked at."""
        return next((stop for stop in self.stops if stop.kind is kind), None)

    def including(self, newer: Stop) -> Screening:
        """The same screening with one circumstance looked at again."""
        kept = tuple(stop for stop in self.stops if stop.kind is not newer.kind)
        order = list(StopKind)
        return replace(self, stops=tuple(sorted((*kept, newer), key=lambda s: order.index(s.kind))))
