"""What the comparison of two lines found: findings whose bits add up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Found:
    """One thing two lines show: the words compared, how much of it, and the letters apart."""

    code: str
    ours: str = ""
    theirs: str = ""
    amount: float = 1.0
    apart: float = 0.0


@dataclass(frozen=True, slots=True)
class WordFinding:
    """One finding: its code, the words it compared (either may be empty), its bits."""

    code: str
    ours: str
    theirs: str
    bits: float


@dataclass(frozen=True, slots=True)
class ListedComparison:
    """What two lines say together. The bits of the findings add up; no findings, no evidence."""

    findings: tuple[WordFinding, ...]
    threshold: float = 0.0

    @property
    def bits(self) -> float:
        """All findings together."""
        return round(sum(finding.bits for finding in self.findings), 6)

    @property
    def same_name(self) -> bool:
        """Whether the lines are taken to write one name."""
        return bool(self.findings) and self.bits >= self.threshold


def weigh_found(found: Found, weights: Mapping[str, float]) -> float:
    """The bits of one thing found."""
    return weights[found.code] * found.amount + weights["apart"] * found.apart


def weighed(
    found: Iterable[Found], weights: Mapping[str, float], threshold: float, turned: bool
) -> ListedComparison:
    """The comparison; `turned` if the other line was looked at first."""
    findings: list[WordFinding] = []
    for each in found:
        bits = round(weigh_found(each, weights), 3)
        ours, theirs = (each.theirs, each.ours) if turned else (each.ours, each.theirs)
        findings.append(WordFinding(each.code, ours, theirs, bits))
    return ListedComparison(tuple(findings), threshold)
