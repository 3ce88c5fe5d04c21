"""What every evidence function is given and gives, and the probabilities they rest on.

m is how often true pairs look so; u is how often two different people do. The m below are the
expected noise of case files and registers; u comes from the population. Bits are log2(m/u).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log2

from tracer.evidence import Candidate, Evidence, EvidenceFamily
from tracer.lawful import Text
from tracer.matching.population import Population
from tracer.subject import Subject

CONTRADICTION_BITS = -3.0
"""Evidence this far against is a contradiction: only a person may look past it."""

SPELLINGS_ONE_EDIT_AWAY = 100
"""A slip of one letter could have given about this many other spellings."""
SPELLINGS_TWO_EDITS_AWAY = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A subject and a candidate side by side, among a population."""

    subject: Subject
    candidate: Candidate
    population: Population

    @property
    def year(self) -> int | None:
        """The birth year both agree on: rarity is then that of people born around it."""
        ours, theirs = self.subject.birth, self.candidate.birth
        return ours.year if ours and theirs and ours.year == theirs.year else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Something both sides agree on, and the share of other people who would agree too."""

    what: str
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One piece of evidence, what it holds equal, and whether it is a veto."""

    evidence: Evidence
    held: Held | None = None
    veto: str | None = None


def weigh(m: float, u: float) -> float:
    """The bits of evidence that a true pair shows with chance m and another person with chance u."""
    return log2(m / u)


def finding(
    family: EvidenceFamily,
    code: str,
    bits: float,
    text: Text,
    *,
    ours: str | None = None,
    theirs: str | None = None,
    held: Held | None = None,
    veto: str | None = None,
) -> Finding:
    """A finding in one line."""
    evidence = Evidence(
        family=family, code=code, ours=ours, theirs=theirs, bits=round(bits, 3), text=text
    )
    return Finding(evidence=evidence, held=held, veto=veto)
