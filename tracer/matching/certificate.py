"""The proof that confirming is safe: measured wrong persons, for whom, and until when it holds.

A certificate counts the confirmed pairs of labelled files and bounds the rate of wrong ones
(Clopper and Pearson 1934). It lapses when the register, the model or the files change: then
everything goes to a person.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from math import exp, inf, lgamma, log, log1p, sqrt
from typing import Any

import numpy as np
import numpy.typing as npt

from tracer.matching.levels import Birth

Bits = npt.NDArray[np.float64]
MOST_GROWTH = 1.2
"""A register may be a fifth larger than the largest one measured."""
MOST_DRIFT = 0.15
"""A share of the files (no birth date, no address, ...) may lie this far outside those measured."""
MOST_WRONG = 0.001
"""The upper bound on the wrong-person rate that a stratum must stay under to confirm anyone."""
CONFIDENCE = 0.95
CONFIRM_BITS = 4.5
"""Odds of 22 to 1 after everything against: no certificate asks for less."""
STRATA = ("birth_day", "birth_month")
"""What the births agree to; nothing is ever confirmed on less."""
STRATUM_OF = {Birth.DAY: "birth_day", Birth.MONTH: "birth_month"}
SHIPPED = "certificate.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stratum:
    """Of `decided` confirmed pairs `wrong` were another person: at most `bound` of all such pairs,
    at the stated confidence, provided the log2 odds are at least `least_bits`."""

    name: str
    decided: int
    wrong: int
    bound: float
    least_bits: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """For one model: what was measured, on which files, and for which registers it holds."""

    id: str
    issued: str  # a date
    model: str  # hash of the parameters
    data: tuple[str, ...]  # hashes of the labelled files
    size: int  # records of the largest register measured
    profile: Mapping[str, tuple[float, float]]  # the lowest and highest share measured
    strata: tuple[Stratum, ...]

    def objections(
        self, *, model: str, size: int, profile: Mapping[str, float], queries: int
    ) -> tuple[str, ...]:
        """Why the certificate does not cover a search; nothing when it does."""
        found = []
        if model != self.model:
            found.append("the model is another one")
        if size > MOST_GROWTH * self.size:
            found.append("the register is more than a fifth larger than any measured")
        for name, (low, high) in self.profile.items():
            share = profile.get(name)
            if share is None:
                continue
            seen = size if name.startswith("register") else queries
            chance = 3 * sqrt(max(share * (1 - share), 0.01) / max(seen, 1))
            if not low - MOST_DRIFT - chance <= share <= high + MOST_DRIFT + chance:
                found.append(f"the files differ from those measured: {name}")
        return tuple(found)

    def least_bits(self, births: npt.NDArray[np.int8]) -> Bits:
        """For pairs by how their births agree, the log2 odds asked for; infinite if none suffice."""
        asked = np.full(len(Birth), inf)
        by_name = {stratum.name: stratum.least_bits for stratum in self.strata}
        for level, name in STRATUM_OF.items():
            asked[level] = max(by_name.get(name, inf), CONFIRM_BITS)
        found: Bits = asked[births]
        return found


def certify(
    name: str, bits: Bits, wrong: npt.NDArray[np.bool_], most_wrong: float = MOST_WRONG
) -> Stratum:
    """The lowest odds above which the bound on wrong persons stays under `most_wrong`.

    `bits` and `wrong` are those of the pairs every other rule would confirm, labelled. All of them
    at once if they stay under it; otherwise a threshold is sought, and each one tried is held to the
    stricter confidence that many tries ask for (Bonferroni).
    """
    enough = bits >= CONFIRM_BITS
    bits, wrong = bits[enough], wrong[enough]
    order = np.argsort(-bits, kind="stable")
    bits, wrong = bits[order], wrong[order]
    errors = np.cumsum(wrong)
    best: Stratum | None = None
    tried = candidates_of(len(bits))
    if len(bits) and upper_bound(int(errors[-1]), len(bits)) <= most_wrong:
        tried = [len(bits)]
    for count in tried:
        if count < len(bits) and bits[count] == bits[count - 1]:
            continue
        bound = upper_bound(int(errors[count - 1]), count, 1 - (1 - CONFIDENCE) / len(tried))
        if bound <= most_wrong:
            best = Stratum(
                name=name,
                decided=count,
                wrong=int(errors[count - 1]),
                bound=round(bound, 6),
                least_bits=float(bits[count - 1]),
            )
    nothing = Stratum(
        name=name, decided=len(bits), wrong=int(wrong.sum()), bound=1.0, least_bits=inf
    )
    return best or nothing


def candidates_of(count: int) -> Sequence[int]:
    """How many of the surest pairs to try: every hundredth, and all."""
    return sorted({*range(100, count, max(count // 100, 1)), count} - {0})


def upper_bound(wrong: int, of: int, confidence: float = CONFIDENCE) -> float:
    """Clopper and Pearson's upper bound on a rate, one-sided."""
    if of == 0:
        return 1.0
    low, high = wrong / of, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if at_most(wrong, of, middle) > 1 - confidence:
            low = middle
        else:
            high = middle
    return high


def at_most(wrong: int, of: int, rate: float) -> float:
    """The chance of at most `wrong` among `of` at a rate."""
    if rate <= 0:
        return 1.0
    if rate >= 1:
        return 1.0 if wrong >= of else 0.0
    total = 0.0
    for k in range(wrong + 1):
        ways = lgamma(of + 1) - lgamma(k + 1) - lgamma(of - k + 1)
        total += exp(ways + k * log(rate) + (of - k) * log1p(-rate))
    return total


def read_certificate(text: str) -> Certificate:
    """A certificate from its JSON."""
    raw: dict[str, Any] = json.loads(text)
    return Certificate(
        id=raw["id"],
        issued=raw["issued"],
        model=raw["model"],
        data=tuple(raw["data"]),
        size=int(raw["size"]),
        profile={name: (low, high) for name, (low, high) in raw["profile"].items()},
        strata=tuple(
            Stratum(
                name=one["name"],
                decided=one["decided"],
                wrong=one["wrong"],
                bound=one["bound"],
                least_bits=inf if one["least_bits"] is None else one["least_bits"],
            )
            for one in raw["strata"]
        ),
    )


def written(certificate: Certificate) -> str:
    """The certificate as JSON, the same bytes for the same certificate."""
    raw = {
        "id": certificate.id,
        "issued": certificate.issued,
        "model": certificate.model,
        "data": list(certificate.data),
        "size": certificate.size,
        "profile": {name: list(both) for name, both in certificate.profile.items()},
        "strata": [
            {
                "name": one.name,
                "decided": one.decided,
                "wrong": one.wrong,
                "bound": one.bound,
                "least_bits": None if one.least_bits == inf else one.least_bits,
            }
            for one in certificate.strata
        ],
    }
    return json.dumps(raw, indent=1) + "\n"


def load_certificate() -> Certificate:
    """The certificate that ships with the model."""
    text = files("tracer.matching").joinpath("data", SHIPPED).read_text("utf-8")
    return read_certificate(text)
