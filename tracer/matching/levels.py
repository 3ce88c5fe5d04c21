"""How far each field of two records agrees, as levels: millions of pairs at once, or one.

A level says what was compared and how it came out, not what that is worth; see `weights`.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from tracer.matching.frequencies import Frequencies
from tracer.matching.near import Nearness, alike, best_near, nearness, short_forms
from tracer.matching.records import (
    BIRTH,
    DETAILS,
    G0,
    GIVEN,
    NUMBER,
    POSTCODE,
    S0,
    S1,
    SEX,
    STREET,
    TOWN,
    UNSTATED,
    Array,
    Pairing,
    feature,
    halves_of,
    unpack_birth,
)
from tracer.matching.vocabulary import NONE, Bridge

Level = npt.NDArray[np.int8]
Bools = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]


class Surname(IntEnum):
    """How the surnames agree: the best of every surname, and half of a double one, on both sides."""

    MISSING = 0
    EQUAL = 1
    HALF = 2
    SOUND = 3
    ONE_LETTER = 4
    TWO_LETTERS = 5
    CLOSE = 6
    DIFFERENT = 7


class Given(IntEnum):
    """How the given names agree."""

    MISSING = 0
    EQUAL = 1
    EQUAL_AND_SECOND = 2
    APART = 3
    PART = 4
    OTHER_RANK = 5
    INITIAL = 6
    INITIAL_OTHER_RANK = 7
    SOUND = 8
    ONE_LETTER = 9
    CLOSE = 10
    SHORT_FORM = 11
    SLIP_OTHER_RANK = 12
    DIFFERENT = 13
    EQUAL_AND_INITIAL = 14  # the second names agree as far as an initial goes
    EQUAL_OTHER_SECOND = 15  # both state a second name, and not the same


class Birth(IntEnum):
    """How the births agree, at the precision both sides know."""

    MISSING = 0
    DAY = 1
    MONTH = 2
    YEAR = 3
    SWAPPED = 4
    MAYBE_SWAPPED = 5
    DAY_SLIP = 6
    MONTH_SLIP = 7
    YEAR_SLIP = 8
    TWO_PARTS = 9
    DIFFERENT_DAY = 10
    DIFFERENT_MONTH = 11
    DIFFERENT_YEAR = 12


class Place(IntEnum):
    """How the addresses agree."""

    MISSING = 0
    ADDRESS = 1
    STREET = 2
    TOWN = 3
    TOWN_OTHER_STREET = 4
    ADDRESS_ELSEWHERE = 5
    REGION = 6
    ELSEWHERE = 7
    ADDRESS_CLOSE = 8  # the street misspelt, at one number
    STREET_CLOSE = 9  # the street misspelt, at another number or none
    SAME_NUMBER = 10  # another street
    CLOSE_ADDRESS = 11  # "close": the town misspelt or its postcode wrong
    CLOSE_STREET = 12
    CLOSE_TOWN = 13
    STREET_ELSEWHERE = 14


class Sex(IntEnum):
    """Whether the sexes agree."""

    MISSING = 0
    AGREE = 1
    DIFFER = 2


class Contact(IntEnum):
    """Whether an e-mail address or telephone number is shared."""

    MISSING = 0
    EQUAL = 1
    CLOSE = 2
    DIFFERENT = 3


@dataclass(frozen=True, slots=True)
class Levels:
    """The levels of pairs, and the names and values they rest on.

    `ours` are numbers of the left vocabulary carried over to the right one (UNKNOWN_THERE when the
    register holds no such name), `theirs` numbers of the right one. `inverted` pairs were read with
    surname and given name exchanged. `woman` is what both sides say of the sex.
    """

    surname: Level
    surname_ours: Array
    surname_theirs: Array
    given: Level
    given_ours: Array
    given_theirs: Array
    inverted: Bools
    birth: Level
    place: Level
    sex: Level
    woman: Level  # UNSTATED, MALE or FEMALE
    contact: Level
    birth_place: Level
    details: Level  # [n, 3] in the order of `DETAILS`, or [n, 0] when no file has one
    details_theirs: Array
    ours: Array  # the left rows
    theirs: Array  # the right rows

    def take(self, order: npt.NDArray[np.integer]) -> Levels:
        """The same for some of the pairs, in the order asked."""
        return Levels(*(getattr(self, field.name)[order] for field in fields(self)))


def compare(
    pairing: Pairing, inverted: Array | None, left: Places, right: Places, known: Frequencies
) -> Levels:
    """The levels of each pair of a left and a right record."""
    ours = pairing.left.rows[left]
    theirs = pairing.right.rows[right]
    names = pairing.names
    surname, s_ours, s_theirs = surname_levels(names, ours, theirs)
    given, g_ours, g_theirs = given_levels(names, ours, theirs)
    turned = np.zeros(len(left), bool)
    first = ours[:, G0]
    if inverted is not None:
        turned, first = try_inverted(
            names, inverted[left], theirs, (surname, s_ours, s_theirs), (given, g_ours, g_theirs),
            first,
        )  # fmt: skip
    sex, woman = sex_levels(ours[:, SEX], theirs, names.over(first), known)
    details, details_theirs = detail_levels(pairing, left, right)
    return Levels(
        surname=surname,
        surname_ours=s_ours,
        surname_theirs=s_theirs,
        given=given,
        given_ours=g_ours,
        given_theirs=g_theirs,
        inverted=turned,
        birth=birth_levels(ours[:, BIRTH], theirs[:, BIRTH]),
        place=place_levels(pairing, ours, theirs),
        sex=sex,
        woman=woman,
        contact=contact_levels(pairing, left, right),
        birth_place=term_levels(pairing, left, right, "birth_place"),
        details=details,
        details_theirs=details_theirs,
        ours=ours,
        theirs=theirs,
    )


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
    over = [names.over(name) for name in left]
    for a in over:
        for b in right:
            found.put(same(a, b), Surname.EQUAL, a, b)
    left_halves = [halves_of(names.left, name, which) for name in left for which in (0, 1)]
    right_halves = [halves_of(names.right, name, which) for name in right for which in (0, 1)]
    halved = [half for half in left_halves if (half >= 0).any()]
    over_halves = [names.over(half) for half in halved]
    right_halved = [half for half in right_halves if (half >= 0).any()]
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
    ours_halves = [names.over(halves_of(names.left, left[0], which)) for which in (0, 1)]
    theirs_halves = [halves_of(names.right, right[0], which) for which in (0, 1)]
    together = same(first, theirs_halves[0]) & same(second, theirs_halves[1])
    found.put(together, Given.APART, right[0], right[0])
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
    for rank in range(1, GIVEN):
        found.put(same(first, right[rank]), Given.OTHER_RANK, first, right[rank])
    for rank in range(1, GIVEN):
        found.put(same(names.over(left[rank]), right[0]), Given.OTHER_RANK, right[0], right[0])
    for rank in range(1, GIVEN):
        other = short[0] & (initials[0] == initial_of(names.right, right[rank]))
        found.put(other & (right[rank] >= 0), Given.INITIAL_OTHER_RANK, first, right[rank])
    for half in theirs_halves:
        found.put(same(first, half), Given.PART, first, right[0])
    for half in ours_halves:
        found.put(same(half, right[0]), Given.PART, half, right[0])
    rest = np.flatnonzero((found.level == Given.DIFFERENT) & ~either)
    if len(rest) == 0:
        return found.level, found.ours, found.theirs
    a, b = left[0][rest], right[0][rest]
    near, _, _ = best_near(names, [(a, b)])
    level = GIVEN_OF_NEAR[near]
    meant = np.flatnonzero((level == Given.DIFFERENT) | (level == Given.CLOSE))
    level[meant] = np.where(short_forms(names, a[meant], b[meant]), Given.SHORT_FORM, level[meant])
    others = np.flatnonzero(level == Given.DIFFERENT)
    pairs = [(a[others], right[rank][rest][others]) for rank in range(1, GIVEN)]
    slip, _, c = best_near(names, pairs)
    slipped = (slip == Nearness.SOUND) | (slip == Nearness.ONE_LETTER)
    level[others[slipped]] = Given.SLIP_OTHER_RANK
    b = b.copy()
    b[others[slipped]] = c[slipped]
    found.level[rest], found.ours[rest], found.theirs[rest] = level, names.over(a), b
    return found.level, found.ours, found.theirs


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
    for kept, found in zip((*surname, *given), (*other, *other_given), strict=True):
        kept[at] = found[better]
    is_turned[at] = True
    first[at] = turned[at, G0]
    return is_turned, first


AGREEMENT = np.array([0, 2, 2, 1, 1, 1, 1, 0], np.int8)
AGREEMENT_GIVEN = np.array([0, 2, 2, 2, 1, 2, 1, 1, 1, 1, 1, 1, 1, 0, 2, 2], np.int8)
"""How much a level speaks for one reading of the name order rather than the other."""


def birth_levels(ours: Array, theirs: Array) -> Level:
    """Levels of packed births."""
    (y1, m1, d1), (y2, m2, d2) = unpack_birth(ours), unpack_birth(theirs)
    months, days = (m1 > 0) & (m2 > 0), (d1 > 0) & (d2 > 0)
    year, month, day = y1 == y2, m1 == m2, d1 == d2
    slips = digits_apart(y1, y2, 4)
    slips = slips + np.where(months, digits_apart(m1, m2, 2), 0)
    slips = slips + np.where(days, digits_apart(d1, d2, 2), 0)
    parts = year.astype(np.int8) + month + day
    conditions = [
        (y1 == 0) | (y2 == 0),
        days & year & month & day,
        months & ~days & year & month,
        ~months & year,
        days & year & (m1 == d2) & (d1 == m2),
        months & ~days & year & ((d1 == m2) | (m1 == d2)),
        days & (slips == 1),
        months & ~days & (slips == 1),
        ~months & (slips == 1),
        days & (parts == 2),
        days,
        months,
    ]
    return np.select(conditions, list(Birth)[:-1], Birth.DIFFERENT_YEAR).astype(np.int8)


def digits_apart(a: Array, b: Array, width: int) -> npt.NDArray[np.int8]:
    """How many digits of two numbers differ; two neighbours exchanged count as one."""
    pairs = [(a // 10**place % 10, b // 10**place % 10) for place in range(width)]
    apart = sum((x != y).astype(np.int8) for x, y in pairs)
    for (x, y), (u, v) in zip(pairs, pairs[1:], strict=False):
        apart = apart - ((x == v) & (y == u) & (x != y)).astype(np.int8)
    return apart  # type: ignore[return-value]


def place_levels(pairing: Pairing, ours: Array, theirs: Array) -> Level:
    """Levels of the addresses."""
    p1, p2 = ours[:, POSTCODE], theirs[:, POSTCODE]
    t1, t2 = pairing.towns.over(ours[:, TOWN]), theirs[:, TOWN]
    s1, s2 = ours[:, STREET], theirs[:, STREET]
    n1, n2 = ours[:, NUMBER], theirs[:, NUMBER]
    postcodes, streets = (p1 >= 0) & (p2 >= 0), (s1 >= 0) & (s2 >= 0)
    towns = (t1 != NONE) & (t2 != NONE)
    postcode, town = same(p1, p2), same(t1, t2)
    region = p1 // 1000 == p2 // 1000
    near = postcode | (town & (~postcodes | region))
    open_town = ~near & towns & (region | ~postcodes)
    close = (town & ~near) | alike(pairing.towns, ours[:, TOWN], theirs[:, TOWN], open_town)
    street = same(pairing.streets.over(s1), s2)
    like = street | alike(pairing.streets, s1, s2, (near | close) & ~street)
    number = same(n1, n2)
    chosen = {
        Place.MISSING: ~postcodes & ~towns & ~streets,
        Place.ADDRESS: near & street & number,
        Place.STREET: near & street,
        Place.ADDRESS_CLOSE: near & like & number,
        Place.STREET_CLOSE: near & like,
        Place.TOWN: near & ~streets,
        Place.SAME_NUMBER: near & number,
        Place.TOWN_OTHER_STREET: near,
        Place.CLOSE_ADDRESS: close & like & number,
        Place.CLOSE_STREET: close & like,
        Place.ADDRESS_ELSEWHERE: street & number,
        Place.CLOSE_TOWN: close,
        Place.STREET_ELSEWHERE: street,
        Place.REGION: postcodes & region,
    }
    return np.select(list(chosen.values()), list(chosen), Place.ELSEWHERE).astype(np.int8)


def sex_levels(
    stated: Array, theirs: Array, first: Array, known: Frequencies
) -> tuple[Level, Level]:
    """Whether the sexes agree, and the sex both point to: the one stated, else the given name's."""
    ours = np.where(stated > 0, stated, known.sex_of(first))
    said = theirs[:, SEX]
    right = np.where(said > 0, said, known.sex_of(theirs[:, G0]))
    both = (ours > 0) & (right > 0)
    level = np.where(both, np.where(ours == right, Sex.AGREE, Sex.DIFFER), Sex.MISSING)
    woman = np.maximum(np.maximum(ours, right), UNSTATED)
    return level.astype(np.int8), woman.astype(np.int8)


def contact_levels(pairing: Pairing, left: Places, right: Places) -> Level:
    """The best of e-mail and telephone."""
    level = np.zeros(len(left), np.int8)
    for name in ("phone", "email"):
        if name in pairing.left.extras and name in pairing.right.extras:
            other = term_levels(pairing, left, right, name)
            better = (level == Contact.MISSING) | ((other != Contact.MISSING) & (other < level))
            level = np.where(better, other, level)
    return level.astype(np.int8)


def detail_levels(pairing: Pairing, left: Places, right: Places) -> tuple[Level, Array]:
    """Levels of the details both files have, with the values on the right."""
    held = [name for name in DETAILS if name in pairing.right.extras]
    if not any(name in pairing.left.extras for name in held):
        return np.zeros((len(left), 0), np.int8), np.zeros((len(left), 0), np.int32)
    theirs = np.full((len(left), len(DETAILS)), NONE, np.int32)
    for name in held:
        theirs[:, DETAILS.index(name)] = pairing.right.extras[name][right]
    levels = [term_levels(pairing, left, right, name) for name in DETAILS]
    return np.stack(levels, axis=1), theirs


def term_levels(pairing: Pairing, left: Places, right: Places, name: str) -> Level:
    """Whether one of the extra columns is equal, close or different."""
    if name not in pairing.left.extras or name not in pairing.right.extras:
        return np.zeros(len(left), np.int8)
    a, b = pairing.left.extras[name][left], pairing.right.extras[name][right]
    level = np.full(len(left), Contact.DIFFERENT, np.int8)
    level[(a == NONE) | (b == NONE)] = Contact.MISSING
    level[same(pairing.terms.over(a), b)] = Contact.EQUAL
    rest = np.flatnonzero(level == Contact.DIFFERENT)
    if len(rest):
        near = nearness(pairing.terms, a[rest], b[rest])
        level[rest[near != Nearness.FAR]] = Contact.CLOSE
    return level


def same(a: Array, b: Array) -> Bools:
    """Where two columns state the same."""
    return (a >= 0) & (a == b)


def initial_of(names: object, numbers: Array) -> npt.NDArray[np.uint8]:
    """The first letters of names; 0 where there is none."""
    return feature(names.initials, numbers)  # type: ignore[attr-defined]


def is_initial(names: object, numbers: Array) -> Bools:
    """Whether names are a single letter."""
    return feature(names.letters, numbers) == 1  # type: ignore[attr-defined]
