"""Learns the chances of each level from pairs: by expectation-maximisation, or from labels.

The chances among strangers come from frequencies and stay; what is learned is how true pairs look
(Winkler 1988; Larsen and Rubin 2001 for EM with competing candidates).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from enum import IntEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from tracer.matching.chances import FIRST_EQUAL, ONE_TOWN, ONLY_DETAILS
from tracer.matching.frequencies import Frequencies
from tracer.matching.levels import Birth, Contact, Given, Levels, Place
from tracer.matching.parameters import LEVELS, Parameters
from tracer.matching.records import DETAILS, FEMALE, MALE, POSTCODE, Records
from tracer.matching.rivals import MOST_BITS, posterior
from tracer.matching.weights import weigh

Bits = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
SMOOTHING = 0.3
"""Pairs granted to each level beforehand, so that nothing is impossible."""
LEAST = 1e-5
"""No level is rarer than this among true pairs, however many rounds found none."""
BY_PRECISION = (
    (Birth.DAY, Birth.SWAPPED, Birth.DAY_SLIP, Birth.TWO_PARTS, Birth.DIFFERENT_DAY),
    (Birth.MONTH, Birth.MAYBE_SWAPPED, Birth.MONTH_SLIP, Birth.DIFFERENT_MONTH),
    (Birth.YEAR, Birth.YEAR_SLIP, Birth.DIFFERENT_YEAR),
)
"""Levels of births that exclude each other at one precision: their chances add up to 1."""


def expectation_maximisation(
    levels: Levels,
    query: Places | None,
    queries: int,
    known: Frequencies,
    start: Parameters,
    rounds: int = 20,
    at_random: Levels | None = None,
    kin: bool = False,
) -> Parameters:
    """Parameters under which the pairs themselves are likeliest, without any label.

    Each round weighs every pair, takes its probability among its rivals as the chance that it is
    true, and counts levels by these chances. `query` says which query each pair belongs to; without
    it pairs do not exclude each other, as in one file full of repeats, where `queries` is half the
    rows. With `at_random`, pairs that were not chosen by likeness, the chances among strangers are
    learned too (`strangers`); with `kin`, those among relatives are, from the pairs that look like
    family (`relatives`).
    """
    parameters = start
    for _ in range(rounds):
        weights = weigh(levels, known, parameters)
        chance = chances(weights.total, query, queries, parameters)
        learned = counted(levels, chance, parameters, queries, exclusive=query is not None)
        if kin:
            family = (1 - chance) * (1 - np.exp2(weights.relative))
            learned = relatives(levels, family, learned, queries)
        if at_random is not None:
            weights = weigh(at_random, known, parameters)
            strange = (1 - chances(weights.total, None, 0, parameters)) * np.exp2(weights.relative)
            learned = strangers(at_random, learned, strange)
        parameters = learned
    return parameters


def chances(total: Bits, query: Places | None, queries: int, by: Parameters) -> Bits:
    """The probability of each pair, among its rivals or, without queries, by itself."""
    if query is None:
        return 1 / (1 + np.exp2(-np.clip(total, -MOST_BITS, MOST_BITS)))
    return posterior(total, query, queries, by.number("unseen"))[0]


def counted(
    levels: Levels,
    chance: Bits,
    start: Parameters,
    queries: int | None = None,
    exclusive: bool = True,
) -> Parameters:
    """Parameters whose m are the levels of true pairs, each pair counted by its chance of being true.

    With labels the chances are 0 and 1. With `queries`, the prior odds follow too: how many of
    them have somebody in the register, or how many each has when pairs are not `exclusive`.
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
        *((name, "m", None) for name in ONLY_DETAILS[: levels.details.shape[1]]),
    ):
        weight = chance if where is None else chance * where
        level = level_of(levels, family)
        share = shares_of(LEVELS[family], level, weight, start, family, kind)
        raw["levels"][family][kind] = share
    inverted = float((chance * levels.inverted).sum())
    raw["numbers"]["inverted"] = (inverted + SMOOTHING) / (float(chance.sum()) + 1.0)
    if queries is not None:
        present = max(float(chance.sum()) / queries, 0.001)
        held = min(max(present, 0.01), 0.99)
        raw["numbers"]["prior_odds"] = held / (1 - held) if exclusive else present
    return Parameters(raw)


def level_of(levels: Levels, family: str) -> npt.NDArray[np.int8]:
    """The levels of one family; a detail's from its column."""
    if family in ONLY_DETAILS:
        return levels.details[:, DETAILS.index(family)]
    return getattr(levels, family)  # type: ignore[no-any-return]


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
            share[one.name.lower()] = significant(max((counts[one] + granted) / whole, LEAST))
    return share


def significant(value: float) -> float:
    """Four significant figures are more than the data carry."""
    return float(f"{value:.4g}")


def relatives(levels: Levels, family: Bits, start: Parameters, queries: int) -> Parameters:
    """Parameters whose chances among relatives are the levels of pairs that look like family, each
    counted by its chance of being one; and how many relatives a query has there."""
    raw = json.loads(json.dumps(start.raw))
    for name in ("surname", "place"):
        kinds, level = LEVELS[name], getattr(levels, name)
        raw["levels"][name]["r"] = shares_of(kinds, level, family, start, name, "r")
    raw["numbers"]["relatives"] = max(float(family.sum()) / queries, 0.001)
    return Parameters(raw)


def strangers(levels: Levels, start: Parameters, strange: Bits) -> Parameters:
    """Parameters whose chances among strangers, where no name or place decides, are those of pairs
    that were not chosen by likeness, each counted by its chance of being strangers.

    Pairs within one town or postcode tell how streets agree there, the others how towns do.
    """
    raw: dict[str, Any] = json.loads(json.dumps(start.raw))

    def learn(family: str, kind: str, group: Iterable[IntEnum], fixed: Iterable[IntEnum]) -> None:
        level = level_of(levels, family)
        counts = np.bincount(level, weights=strange, minlength=len(LEVELS[family]))
        whole = sum(counts[one] for one in group) + 1.0
        for one in group:
            if one not in fixed and not one.name.startswith("DIFFERENT"):
                share = significant((counts[one] + 0.5) / whole)
                raw["levels"][family][kind][one.name.lower()] = share

    for group in BY_PRECISION:
        learn("birth", "u", group, {Birth.DAY, Birth.MONTH, Birth.YEAR})
    town = [one for one in Place if ONE_TOWN[one]]
    streets = [one for one in town if one != Place.TOWN]
    learn("place", "u", streets, ())
    learn("place", "u", [one for one in Place if one and one not in town], {Place.ELSEWHERE})
    learn("given", "times", [one for one in Given if FIRST_EQUAL[one]], {Given.EQUAL, Given.APART})
    learn("contact", "u", [one for one in Contact if one], ())
    for name in ("birth_place", *ONLY_DETAILS[: levels.details.shape[1]]):
        learn(name, "u", [one for one in Contact if one], ())
    return Parameters(raw)


def drawn(rows: Records, others: Records, size: int) -> tuple[Places, Places]:
    """Pairs of two files that were not chosen by likeness: half of them anywhere, half within a
    postcode. The same pairs for the same files."""
    chance = np.random.default_rng(len(rows) * 31 + len(others))
    left = chance.integers(0, len(rows), size)
    right = chance.integers(0, len(others), size)
    order = np.argsort(others.column(POSTCODE), kind="stable")
    postcodes = others.column(POSTCODE)[order]
    low = np.searchsorted(postcodes, rows.column(POSTCODE)[left])
    high = np.searchsorted(postcodes, rows.column(POSTCODE)[left], side="right")
    near = (high > low) & (rows.column(POSTCODE)[left] >= 0)
    there = order[np.minimum(low + (right % np.maximum(high - low, 1)), len(order) - 1)]
    near &= np.arange(size) % 2 == 0
    right = np.where(near, there, right)
    kept = slice(None) if rows is not others else left != right
    return left[kept], right[kept]
