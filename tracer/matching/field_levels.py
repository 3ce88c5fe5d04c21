"""Levels of births, places, sexes and contact details."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from tracer.matching.agreement import Birth, Contact, Place, Sex
from tracer.matching.frequencies import Frequencies
from tracer.matching.near import Nearness, alike, nearness
from tracer.matching.records import (
    DETAILS,
    G0,
    NUMBER,
    POSTCODE,
    SEX,
    STREET,
    TOWN,
    UNSTATED,
    Array,
    Level,
    Pairing,
    Places,
    same,
    unpack_birth,
)
from tracer.matching.vocabulary import NONE


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
    apart = np.zeros(len(a), np.int8)
    for x, y in pairs:
        apart = apart + (x != y).astype(np.int8)
    for (x, y), (u, v) in pairwise(pairs):
        apart = apart - ((x == v) & (y == u) & (x != y)).astype(np.int8)
    return apart


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


def contact_levels(pairing: Pairing, left: Places, right: Places) -> tuple[Level, Array]:
    """The best of e-mail and telephone, with the value on the right it rests on."""
    level = np.zeros(len(left), np.int8)
    theirs = np.full(len(left), NONE, np.int32)
    for name in ("phone", "email"):
        if name in pairing.left.extras and name in pairing.right.extras:
            other = term_levels(pairing, left, right, name)
            better = (level == Contact.MISSING) | ((other != Contact.MISSING) & (other < level))
            level = np.where(better, other, level)
            theirs = np.where(better, pairing.right.extras[name][right], theirs)
    return level.astype(np.int8), theirs.astype(np.int32)


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
