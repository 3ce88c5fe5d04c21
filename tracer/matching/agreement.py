"""The levels on which two values agree or differ: one vocabulary for every kind of field.

A level says what was compared and how it came out, not what that is worth; see `weights`.
"""

from __future__ import annotations

from enum import IntEnum


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
