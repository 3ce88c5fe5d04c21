"""How Companies House writes people and numbers, and whether an officer may be the person sought."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from connectors.gb.companies_house_payload import BirthMonth, Names
from tracer.normalise.dates import parse_partial
from tracer.normalise.names import name_key, surname_key
from tracer.subject import PartialDate, PersonName

PREFIXED = re.compile(r"^([A-Z]{1,2})(\d{1,7})([A-Z]?)$")
CIVILITIES = frozenset(
    [
        "MR",
        "MRS",
        "MISS",
        "MS",
        "MX",
        "DR",
        "SIR",
        "DAME",
        "LORD",
        "LADY",
        "PROF",
        "PROFESSOR",
        "REV",
    ]
)
LENGTH = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A name taken apart: the surname, and the given names on one line."""

    surname: str
    given: str | None = None

    @property
    def first(self) -> str:
        """The key of the first given name, empty when none is said."""
        return name_key((self.given or "").split(" ")[0])


def company_number(said: str) -> str | None:
    """A number as the register writes it, eight characters; None for what cannot be one.

    Leading zeros get lost (445790 is 00445790, SC5 is SC000005). There is no check digit.
    """
    number = re.sub(r"[\s./-]", "", said).upper()
    if number.isascii() and number.isdigit():
        return number.zfill(LENGTH) if len(number) <= LENGTH and int(number) else None
    parts = PREFIXED.match(number)
    if parts is None:
        return None
    prefix, digits, last = parts.groups()
    whole = prefix + digits.zfill(LENGTH - len(prefix) - len(last)) + last
    return whole if len(whole) == LENGTH else None


def listed_name(name: str) -> Written:
    """ "SURNAME, First Middle" of a list of officers; a third part is a title."""
    surname, _, rest = name.partition(",")
    return Written(surname=tidy(surname), given=tidy(rest.partition(",")[0]) or None)


def spoken_name(name: str) -> Written | None:
    """ "Mr First Middle SURNAME": the surname is the words in capitals at the end.

    None when that cannot be told: no given name before it, as for a legal person.
    """
    words = [w for w in name.split() if name_key(w) not in CIVILITIES]
    at = len(words)
    while at and words[at - 1] == words[at - 1].upper() and len(name_key(words[at - 1])) > 1:
        at -= 1
    if not 0 < at < len(words):
        return None
    return Written(surname=" ".join(words[at:]), given=" ".join(words[:at]))


def parts_of(names: Names) -> Written | None:
    """A name that comes in parts."""
    if not names.surname:
        return None
    given = (names.forename, names.other_forenames or names.middle_name)
    joined = tidy(" ".join(part for part in given if part))
    return Written(surname=tidy(names.surname), given=joined or None)


def birth_month(born: BirthMonth | None) -> str | None:
    """The birth month as "YYYY-MM", or the year; a month that never was is none."""
    if born is None:
        return None
    said = f"{born.year:04d}" + (f"-{born.month:02d}" if born.month else "")
    return known_month(said)


def known_month(said: str | None) -> str | None:
    """The month of a date, never the day; None for one that does not exist."""
    try:
        return str(parse_partial(said[:7])) if said else None
    except ValueError:
        return None


def may_be(
    sought: Iterable[PersonName], born: PartialDate | None, written: Written, month: str | None
) -> bool:
    """Whether somebody may be the person: a surname and the first given name agree, and no birth

    date is against it. The search finds what is alike; this is what was asked.
    """
    if born and month and not overlaps(born, month):
        return False
    theirs = surname_key(written.surname)
    return any(
        surname_key(name.surname) == theirs
        and (not name.given or name_key(name.given[0]).split()[:1] == written.first.split()[:1])
        for name in sought
        if theirs
    )


def overlaps(born: PartialDate, month: str) -> bool:
    """Whether a birth date known in part may fall in a month or year."""
    theirs = parse_partial(month)
    return theirs.earliest <= born.latest and born.earliest <= theirs.latest


def tidy(text: str) -> str:
    """The text with single spaces."""
    return " ".join(text.split())
