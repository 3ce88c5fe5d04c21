"""A comparison as rows that add up: the prior, each piece of evidence, and the total."""

from __future__ import annotations

from dataclasses import dataclass

from tracer.evidence import Comparison, EvidenceFamily
from tracer.lawful import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One bar: what it says, its bits, and the running total after it."""

    code: str
    family: EvidenceFamily | None  # None for the prior
    text: Text
    ours: str | None
    theirs: str | None
    bits: float
    running: float


PRIOR = Text(
    fr="Au départ : une personne parmi toutes",
    en="To begin with: one among everybody",
)


def waterfall(comparison: Comparison) -> tuple[Row, ...]:
    """The rows in order. Their bits add up to `total_bits`, which is the last running total."""
    running = comparison.prior_bits
    rows = [
        Row(
            code="prior",
            family=None,
            text=PRIOR,
            ours=None,
            theirs=None,
            bits=running,
            running=running,
        )
    ]
    for item in comparison.evidence:
        running += item.bits
        rows.append(
            Row(
                code=item.code,
                family=item.family,
                text=item.text,
                ours=item.ours,
                theirs=item.theirs,
                bits=item.bits,
                running=running,
            )
        )
    return tuple(rows)


def chance(comparison: Comparison) -> float:
    """The probability the total stands for, between 0 and 1."""
    odds: float = 2.0 ** min(comparison.total_bits, 60.0)
    return odds / (1 + odds)
