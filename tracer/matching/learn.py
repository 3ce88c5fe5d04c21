"""Learns the chances of each level from pairs: by expectation-maximisation, or from labels.

The chances among strangers come from frequencies and stay; what is learned is how true pairs look
(Winkler 1988; Larsen and Rubin 2001 for EM with competing candidates).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import IntEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from tracer.matching.frequencies import Frequencies
from tracer.matching.levels import Birth, Levels, Place
from tracer.matching.parameters import LEVELS, Parameters
from tracer.matching.records import FEMALE, MALE
from tracer.matching.rivals import posterior
from tracer.matching.weights import weigh

Bits = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
SMOOTHING = 0.3
"""Pairs granted to each level beforehand, so that nothing is impossible."""
BY_PRECISION = (
    (Birth.DAY, Birth.SWAPPED, Birth.DAY_SLIP, Birth.TWO_PARTS, Birth.DIFFERENT_DAY),
    (Birth.MONTH, Birth.MAYBE_SWAPPED, Birth.MONTH_SLIP, Birth.DIFFERENT_MONTH),
    (Birth.YEAR, Birth.YEAR_SLIP, Birth.DIFFERENT_YEAR),
)
"""Levels of births that exclude each other at one precision: their chances add up to 1."""


def expectation_maximisation(
    levels: Levels,
    query: Places,
    queries: int,
    known: Frequencies,
    start: Parameters,
    rounds: int = 20,
) -> Parameters:
    """Parameters under which the pairs themselves are likeliest, without any label.

    Each round weighs every pair, takes its probability among its rivals as the chance that it is
    true, and counts levels by these chances. `query` says which query each pair belongs to.
    """
    parameters = start
    for _ in range(rounds):
        total = weigh(levels, known, parameters).total
        chance, _ = posterior(total, query, queries, parameters.number("unseen"))
        parameters = counted(levels, chance, parameters, queries)
    return parameters


def counted(
    levels: Levels, chance: Bits, start: Parameters, queries: int | None = None
) -> Parameters:
    """Parameters whose m are the levels of true pairs, each pair counted by its chance of being true.

    With labels the chances are 0 and 1. With `queries`, the prior odds follow too: how many of
    them have somebody in the register.
    """
    raw = json.loads(json.dumps(start.raw))
    for family, kind, where in (
        ("surname", "m", levels.woman == 0),
        ("surname", "m_man", levels.woman == MALE),
        ("surname", "m_woman", levels.woman == FEMALE),
        ("given", "m", None),
        ("birth", "m", None),
        ("place", "m", None),
        ("contact", "m", None),
        ("birth_place", "m", None),
    ):
        weight = chance if where is None else chance * where
        level = getattr(levels, family)
        share = shares_of(LEVELS[family], level, weight, start, family, kind)
        raw["levels"][family][kind] = share
    inverted = float((chance * levels.inverted).sum())
    raw["numbers"]["inverted"] = (inverted + SMOOTHING) / (float(chance.sum()) + 1.0)
    if queries is not None:
        present = min(max(float(chance.sum()) / queries, 0.01), 0.99)
        raw["numbers"]["prior_odds"] = present / (1 - present)
    return Parameters(raw)


def shares_of(
    kinds: type[IntEnum],
    level: npt.NDArray[np.int8],
    weight: Bits,
    start: Parameters,
    family: str,
    kind: str,
) -> Mapping[str, float]:
    """The share of each level among those stated; births within each precision."""
    counts = np.bincount(level, weights=weight, minlength=len(kinds)).astype(float)
    before = start.table(family, kind)
    stated = [one for one in kinds if one != 0]
    groups = BY_PRECISION if kinds is Birth else (tuple(stated),)
    share: dict[str, float] = {}
    for group in groups:
        prior = {one: before[one] / sum(before[other] for other in group) for one in group}
        whole = sum(counts[one] for one in group) + SMOOTHING * len(group)
        for one in group:
            granted = SMOOTHING * len(group) * prior[one]
            share[one.name.lower()] = significant((counts[one] + granted) / whole)
    return share


def significant(value: float) -> float:
    """Four significant figures are more than the data carry."""
    return float(f"{value:.4g}")


def strangers(levels: Levels, start: Parameters) -> Parameters:
    """Parameters whose chances among strangers, where no name or place decides, are those of
    randomly drawn pairs."""
    raw: dict[str, Any] = json.loads(json.dumps(start.raw))
    count = len(levels.birth)
    for family, level, shared in (
        ("birth", levels.birth, {Birth.DAY, Birth.MONTH, Birth.YEAR}),
        ("place", levels.place, {Place.ADDRESS, Place.STREET, Place.TOWN}),
    ):
        for one in LEVELS[family]:
            if one == 0 or one in shared or one.name.startswith(("DIFFERENT", "ELSEWHERE")):
                continue
            seen = float((level == one).sum())
            raw["levels"][family]["u"][one.name.lower()] = significant((seen + 0.5) / (count + 1))
    return Parameters(raw)
