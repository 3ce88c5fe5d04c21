"""One finding about a candidate, and the three chances behind it; the engine's bars are findings too.

m is how often true pairs look so; u how often a stranger does; r how often a relative of the debtor
does. Bits are log2(m/u): evidence against a stranger. What a relative would share is taken off once,
for all findings together (`relative_bar`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import log2

from tracer.evidence import Evidence, EvidenceFamily
from tracer.lawful import Text
from tracer.matching.sentences import RELATIVE as RELATIVE_TEXT

DECIMALS = 3
MOST_EXCESS = 60.0
RELATIVE = "relative"
"""The code of the bar a relative takes off. It is never a contradiction: it only dampens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One piece of evidence with the chance of it for a stranger (u) and a relative (r).

    `held` is what it holds equal, None when nothing.
    """

    evidence: Evidence
    u: float
    r: float
    held: str | None = None
    veto: str | None = None


def weigh(m: float, u: float) -> float:
    """The bits of evidence that a true pair shows with chance m and another person with chance u."""
    return log2(m / u)


def finding(
    family: EvidenceFamily,
    code: str,
    text: Text,
    *,
    m: float,
    u: float,
    r: float,
    ours: str | None = None,
    theirs: str | None = None,
    held: str | None = None,
    veto: str | None = None,
) -> Finding:
    """A finding in one line."""
    bits = round(weigh(m, u), DECIMALS)
    evidence = Evidence(family=family, code=code, ours=ours, theirs=theirs, bits=bits, text=text)
    return Finding(evidence=evidence, u=u, r=r, held=held, veto=veto)


def relative_bar(
    prior: float, evidence: Iterable[Evidence], over_relative: float
) -> tuple[Evidence, ...]:
    """A relative of the household would share the surname, often the address and the company, and now
    and then a given name: where that is likelier than a stranger, it is taken off the total.

    FR: Un parent du même foyer partagerait le nom, souvent l'adresse et la société, parfois un prénom :
    lorsque c'est plus vraisemblable qu'un inconnu, le total en est diminué.

    Nothing if it is so little that it does not show. `over_relative` are the log2 odds of the debtor
    against such a relative. The odds against strangers are the prior and the other bars; where
    relatives are likelier than strangers, the total comes down to the odds against both.
    """
    excess = prior + sum(item.bits for item in evidence) - over_relative
    bits = -round(log2(1 + 2.0**excess), DECIMALS) if excess < MOST_EXCESS else -excess
    if bits == 0.0:
        return ()
    return (
        Evidence(
            family=EvidenceFamily.RELATIVE,
            code=RELATIVE,
            ours=None,
            theirs=None,
            bits=round(bits, DECIMALS),
            text=RELATIVE_TEXT,
        ),
    )
