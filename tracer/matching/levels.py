"""How far each field of two records agrees, as levels: millions of pairs at once, or one.

A level says what was compared and how it came out, not what that is worth; see `weights`.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from tracer.matching.agreement import Birth, Contact, Given, Place, Sex, Surname
from tracer.matching.field_levels import (
    birth_levels,
    contact_levels,
    detail_levels,
    place_levels,
    sex_levels,
    term_levels,
)
from tracer.matching.frequencies import Frequencies
from tracer.matching.name_levels import given_levels, surname_levels, try_inverted
from tracer.matching.records import BIRTH, G0, SEX, Array, Bools, Level, Pairing, Places

__all__ = [
    "Birth",
    "Contact",
    "Given",
    "Level",
    "Levels",
    "Place",
    "Places",
    "Sex",
    "Surname",
    "compare",
]


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
    contact_theirs: Array  # the shared value, as a number of the right-hand terms
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
    contact, contact_theirs = contact_levels(pairing, left, right)
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
        contact=contact,
        contact_theirs=contact_theirs,
        birth_place=term_levels(pairing, left, right, "birth_place"),
        details=details,
        details_theirs=details_theirs,
        ours=ours,
        theirs=theirs,
    )
