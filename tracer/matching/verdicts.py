"""Confirmed, review or rejected, for many pairs at once: the rules each decision rests on.

A name alone never confirms, nor does a name with a place. Whatever is doubtful goes to a person.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tracer.matching.levels import Birth, Given, Levels, Sex, Surname
from tracer.matching.weights import Weights

Bools = npt.NDArray[np.bool_]
Bits = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]

MOST_NAMESAKES = 0.01
"""Fewer than one other person in a hundred such searches may agree as much."""
MARGIN_BITS = 10.0
"""A thousand times likelier than the next candidate who is somebody else."""
RELATIVE_BITS = 10.0
"""A thousand times likelier than a relative of the debtor."""
CONTACT_BITS = 10.0
"""A shared e-mail address or telephone that says at least so much is evidence of its own."""
REJECT_BITS = -8.0
"""Odds of 1 to 256 and a contradiction: not the debtor."""
CONFIRMED, REVIEW, REJECTED = 0, 1, 2
DECISIONS = ("confirmed", "review", "rejected")
REASONS = (
    "not_the_best",
    "birth_dates_contradict",
    "sex_contradicts",
    "contradicted",
    "name_not_whole",
    "name_only",
    "too_many_namesakes",
    "too_weak",
    "second_too_close",
    "relative_not_excluded",
    "unreadable_field",
    "no_certificate",
)
"""Why a pair is not confirmed, in the order they are told; several may hold."""
BIT = {name: 1 << at for at, name in enumerate(REASONS)}
VETOES = BIT["birth_dates_contradict"] | BIT["sex_contradicts"]
WHOLE_NAME = np.isin(
    np.arange(len(Given)),
    [Given.EQUAL, Given.EQUAL_AND_SECOND, Given.EQUAL_AND_INITIAL, Given.EQUAL_OTHER_SECOND,
     Given.APART, Given.SOUND, Given.ONE_LETTER, Given.SHORT_FORM],
)  # fmt: skip
BORN_THE_SAME = np.isin(np.arange(len(Birth)), [Birth.DAY, Birth.MONTH])
BORN_APART = np.isin(np.arange(len(Birth)), [Birth.TWO_PARTS, Birth.DIFFERENT_DAY])


@dataclass(frozen=True, slots=True)
class Verdicts:
    """One decision and the reasons of each pair; `best` marks the first candidate of each query."""

    decision: npt.NDArray[np.int8]
    reasons: npt.NDArray[np.int32]  # bits of `REASONS`
    best: Bools
    margin: Bits  # bits over the next candidate of the same query


def judge(
    levels: Levels,
    weights: Weights,
    query: Places,
    *,
    least_bits: Bits,
    unreadable: Bools,
) -> Verdicts:
    """The decision on every pair.

    The pairs stand query by query, best first. `least_bits` is, for each pair, the log2 odds its
    certificate asks for; infinite where nothing is certified. `unreadable` marks pairs of a query one
    of whose fields could not be read.
    """
    total = weights.total
    best = np.r_[True, query[1:] != query[:-1]] if len(query) else np.zeros(0, bool)
    last = np.r_[best[1:], True] if len(query) else best
    behind = np.r_[total[1:], -np.inf] if len(query) else total
    margin = np.where(last, np.inf, total - np.where(last, 0.0, behind))
    reasons = np.zeros(len(query), np.int32)
    independent = BORN_THE_SAME[levels.birth] | (weights.contact >= CONTACT_BITS)
    held = {
        "not_the_best": ~best,
        "birth_dates_contradict": BORN_APART[levels.birth],
        "sex_contradicts": (levels.sex == Sex.DIFFER) & ~WHOLE_NAME[levels.given],
        "contradicted": contradicted(levels),
        "name_not_whole": ~(named_alike(levels)),
        "name_only": ~independent | (weights.name <= 0),
        "too_many_namesakes": weights.namesakes > MOST_NAMESAKES,
        "too_weak": np.isfinite(least_bits) & (total < least_bits),
        "second_too_close": margin < MARGIN_BITS,
        "relative_not_excluded": weights.odds_over_relative < RELATIVE_BITS,
        "unreadable_field": unreadable,
        "no_certificate": ~np.isfinite(least_bits),
    }
    for name, where in held.items():
        reasons |= np.where(where, BIT[name], 0).astype(np.int32)
    vetoed = (reasons & VETOES) > 0
    against = vetoed | ((total <= REJECT_BITS) & (levels_against(levels)))
    decision = np.where(reasons == 0, CONFIRMED, np.where(against, REJECTED, REVIEW))
    return Verdicts(decision.astype(np.int8), reasons, best, margin)


def named_alike(levels: Levels) -> Bools:
    """Whether surname and a given name both agree, slips of the pen allowed."""
    surname = (levels.surname >= Surname.EQUAL) & (levels.surname <= Surname.ONE_LETTER)
    return np.asarray(surname & WHOLE_NAME[levels.given])


def contradicted(levels: Levels) -> Bools:
    """Whether something stated on both sides disagrees and no slip explains it."""
    births = (levels.birth >= Birth.SWAPPED) & (levels.birth != Birth.MISSING)
    return np.asarray(births | (levels.given == Given.DIFFERENT) | (levels.sex == Sex.DIFFER))


def levels_against(levels: Levels) -> Bools:
    """Whether a name or a birth is plainly different."""
    births = levels.birth >= Birth.TWO_PARTS
    names = (levels.given == Given.DIFFERENT) | (levels.surname == Surname.DIFFERENT)
    return np.asarray(births | names)
