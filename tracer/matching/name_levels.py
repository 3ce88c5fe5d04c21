"""Levels of surnames and given names, in the order they are written or exchanged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tracer.matching.agreement import Given, Surname
from tracer.matching.near import Nearness, best_near, short_forms
from tracer.matching.records import G0, GIVEN, S0, S1, Array, Bools, Level, feature, halves_of, same
from tracer.matching.vocabulary import NONE, Bridge, Vocabulary


@dataclass(slots=True)
class Finding:
    """Levels being filled in: the first that applies to a pair stays."""

    level: Level
    ours: Array
    theirs: Array
    open: int  # the level of pairs nothing applied to yet

    @classmethod
    def blank(cls, size: int, open_level: int) -> Finding:
        """Nothing found yet."""
        none = np.full(size, NONE, np.int32)
        return cls(np.full(size, open_level, np.int8), none, none.copy(), open_level)

    def put(self, where: Bools, level: int, ours: Array, theirs: Array) -> None:
        """Say a level of the pairs where it holds and nothing was said before."""
        at = np.flatnonzero(where & (self.level == self.open))
        if len(at):
            self.level[at] = level
            self.ours[at] = ours[at]
            self.theirs[at] = theirs[at]


def surname_levels(names: Bridge, ours: Array, theirs: Array) -> tuple[Level, Array, Array]:
    """Levels of the surnames, with the pair of names each rests on."""
    found = Finding.blank(len(ours), Surname.DIFFERENT)
    left = [ours[:, S0], ours[:, S1]]
    right = [theirs[:, S0], theirs[:, S1]]
    found.put((left[0] < 0) | (right[0] < 0), Surname.MISSING, left[0], right[0])
    left = left[:1] + [name for name in left[1:] if stated(name)]
    right = right[:1] + [name for name in right[1:] if stated(name)]
    over = [names.over(name) for name in left]
    for a in over:
        for b in right:
            found.put(same(a, b), Surname.EQUAL, a, b)
    left_halves = [halves_of(names.left, name, which) for name in left for which in (0, 1)]
    right_halves = [halves_of(names.right, name, which) for name in right for which in (0, 1)]
    halved = [half for half in left_halves if stated(half)]
    over_halves = [names.over(half) for half in halved]
    right_halved = [half for half in right_halves if stated(half)]
    for a in over_halves:
        for b in (*right, *right_halved):
            found.put(same(a, b), Surname.HALF, a, b)
    for a in over:
        for b in right_halved:
            found.put(same(a, b), Surname.HALF, a, b)
    rest = np.flatnonzero(found.level == Surname.DIFFERENT)
    if len(rest) == 0:
        return found.level, found.ours, found.theirs
    pairs = [(a[rest], b[rest]) for a in left for b in right]
    pairs += [(left[0][rest], b[rest]) for b in right_halved]
    pairs += [(a[rest], right[0][rest]) for a in halved]
    near, a, b = best_near(names, pairs)
    found.level[rest] = np.where(near == Nearness.FAR, Surname.DIFFERENT, near + Surname.HALF)
    found.ours[rest], found.theirs[rest] = names.over(a), b
    return found.level, found.ours, found.theirs


def given_levels(names: Bridge, ours: Array, theirs: Array) -> tuple[Level, Array, Array]:
    """Levels of the given names, with the pair of names each rests on."""
    found = Finding.blank(len(ours), Given.DIFFERENT)
    left = [ours[:, G0 + rank] for rank in range(GIVEN)]
    right = [theirs[:, G0 + rank] for rank in range(GIVEN)]
    first, second = names.over(left[0]), names.over(left[1])
    found.put((left[0] < 0) | (right[0] < 0), Given.MISSING, first, right[0])
    ours_halves = [halves_of(names.left, left[0], which) for which in (0, 1)]
    theirs_halves = [halves_of(names.right, right[0], which) for which in (0, 1)]
    ours_halves = [names.over(half) for half in ours_halves if stated(half)]
    theirs_halves = [half for half in theirs_halves if stated(half)]
    if theirs_halves:
        together = same(first, theirs_halves[0]) & same(second, theirs_halves[1])
        found.put(together, Given.APART, right[0], right[0])
    if ours_halves:
        apart = same(ours_halves[0], right[0]) & same(ours_halves[1], right[1])
        found.put(apart, Given.APART, first, right[0])
    equal = same(first, right[0])
    found.put(equal & same(second, right[1]), Given.EQUAL_AND_SECOND, first, right[0])
    seconds = equal & (left[1] >= 0) & (right[1] >= 0)
    if seconds.any():
        letter = initial_of(names.left, left[1]) == initial_of(names.right, right[1])
        letter &= is_initial(names.left, left[1]) | is_initial(names.right, right[1])
        found.put(seconds & letter, Given.EQUAL_AND_INITIAL, first, right[0])
        later = same(second, right[2]) | same(second, right[3])
        later |= same(names.over(left[2]), right[1]) | same(names.over(left[3]), right[1])
        found.put(seconds & ~later, Given.EQUAL_OTHER_SECOND, first, right[0])
    found.put(equal, Given.EQUAL, first, right[0])
    initials = [initial_of(names.left, left[0]), initial_of(names.right, right[0])]
    short = [is_initial(names.left, left[0]), is_initial(names.right, right[0])]
    either = short[0] | short[1]
    found.put(either & (initials[0] == initials[1]), Given.INITIAL, first, right[0])
    later_right = [rank for rank in range(1, GIVEN) if stated(right[rank])]
    for rank in later_right:
        found.put(same(first, right[rank]), Given.OTHER_RANK, first, right[rank])
    for rank in range(1, GIVEN):
        if stated(left[rank]):
            found.put(same(names.over(left[rank]), right[0]), Given.OTHER_RANK, right[0], right[0])
    for rank in later_right if short[0].any() else []:
        other = short[0] & (initials[0] == initial_of(names.right, right[rank]))
        found.put(other & (right[rank] >= 0), Given.INITIAL_OTHER_RANK, first, right[rank])
    for half in theirs_halves:
        found.put(same(first, half), Given.PART, first, right[0])
    for half in ours_halves:
        found.put(same(half, right[0]), Given.PART, half, right[0])
    rest = np.flatnonzero((found.level == Given.DIFFERENT) & ~either)
    if len(rest):
        others = [right[rank] for rank in later_right]
        slips_of_given(names, found, rest, left[0], right[0], others)
    return found.level, found.ours, found.theirs


def slips_of_given(
    names: Bridge,
    found: Finding,
    rest: npt.NDArray[np.int64],
    left: Array,
    right: Array,
    later: Sequence[Array],
) -> None:
    """For pairs whose given names are written unlike: sound, slips of the pen and short forms."""
    a, b = left[rest], right[rest]
    near, _, _ = best_near(names, [(a, b)])
    level = GIVEN_OF_NEAR[near]
    meant = np.flatnonzero((level == Given.DIFFERENT) | (level == Given.CLOSE))
    level[meant] = np.where(short_forms(names, a[meant], b[meant]), Given.SHORT_FORM, level[meant])
    others = np.flatnonzero(level == Given.DIFFERENT)
    if later and len(others):
        pairs = [(a[others], name[rest][others]) for name in later]
        slip, _, c = best_near(names, pairs)
        slipped = (slip == Nearness.SOUND) | (slip == Nearness.ONE_LETTER)
        level[others[slipped]] = Given.SLIP_OTHER_RANK
        b = b.copy()
        b[others[slipped]] = c[slipped]
    found.level[rest], found.ours[rest], found.theirs[rest] = level, names.over(a), b


GIVEN_OF_NEAR = np.array(
    [Given.DIFFERENT, Given.SOUND, Given.ONE_LETTER, Given.CLOSE, Given.CLOSE], np.int8
)


def try_inverted(
    names: Bridge,
    turned: Array,
    theirs: Array,
    surname: tuple[Level, Array, Array],
    given: tuple[Level, Array, Array],
    first: Array,
) -> tuple[Bools, Array]:
    """Where surname and given name read better exchanged, take that reading; tells where, and the
    first given names as read."""
    is_turned = np.zeros(len(theirs), bool)
    first = first.copy()
    weak = np.flatnonzero(AGREEMENT[surname[0]] + AGREEMENT_GIVEN[given[0]] < 3)
    if len(weak):
        right = theirs[weak]
        crossed = names.over(turned[weak, S0])
        crossed_given = names.over(turned[weak, G0])
        hopeful = np.zeros(len(weak), bool)
        for column in (S0, S1):
            hopeful |= same(crossed, right[:, column])
        for column in range(G0, G0 + GIVEN):
            hopeful |= same(crossed_given, right[:, column])
        weak = weak[hopeful]
    if len(weak) == 0:
        return is_turned, first
    other = surname_levels(names, turned[weak], theirs[weak])
    other_given = given_levels(names, turned[weak], theirs[weak])
    agree = AGREEMENT[other[0]] + AGREEMENT_GIVEN[other_given[0]]
    better = (
        (agree >= 3)
        & (agree > AGREEMENT[surname[0][weak]] + AGREEMENT_GIVEN[given[0][weak]])
        & (AGREEMENT[other[0]] > 0)
        & (AGREEMENT_GIVEN[other_given[0]] > 0)
    )
    at = weak[better]
    for level, fresh in ((surname[0], other[0]), (given[0], other_given[0])):
        level[at] = fresh[better]
    for kept, found in zip((*surname[1:], *given[1:]), (*other[1:], *other_given[1:]), strict=True):
        kept[at] = found[better]
    is_turned[at] = True
    first[at] = turned[at, G0]
    return is_turned, first


AGREEMENT = np.array([0, 2, 2, 1, 1, 1, 1, 0], np.int8)
AGREEMENT_GIVEN = np.array([0, 2, 2, 2, 1, 2, 1, 1, 1, 1, 1, 1, 1, 0, 2, 2], np.int8)
"""How much a level speaks for one reading of the name order rather than the other."""


def stated(column: Array) -> bool:
    """Whether any row states something."""
    return bool((column >= 0).any())


def initial_of(names: Vocabulary, numbers: Array) -> npt.NDArray[np.uint8]:
    """The first letters of names; 0 where there is none."""
    return feature(names.initials, numbers)


def is_initial(names: Vocabulary, numbers: Array) -> Bools:
    """Whether names are a single letter."""
    return np.asarray(feature(names.letters, numbers) == 1)
