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
HONOURS = frozenset(
    {
        "ACA", "ACCA", "CB", "CBE", "CENG", "CMG", "DBE", "DL", "DPHIL", "ESQ", "ESQUIRE", "FCA",
        "FCCA", "FRS", "GBE", "JP", "KBE", "KC", "KCMG", "MBA", "MBE", "MP", "OBE", "PHD", "QC", "QPM",
    }
)  # fmt: skip
"""What stands after a name and is none of it; MA is left out, for it is a surname too."""
GLUED = re.compile(r"\b(?:Mc|Mac|Fitz|De|Du|La|Le|Van)(?=[^\W\d_]{2})")
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
    """ "Mr First Middle SURNAME, OBE": the surname is the words in capitals at the end.

    None when that cannot be told: no given name before it, as for a legal person.
    """
    words = spoken_words(name)
    at = len(words)
    while at and is_in_capitals(words[at - 1]):
        at -= 1
    if not 0 < at < len(words):
        return None
    return Written(surname=" ".join(words[at:]), given=" ".join(words[:at]))


def spoken_words(name: str) -> list[str]:
    """The words of a name without the titles before it, and without the honours after a surname."""
    words = [w.rstrip(",") for w in name.split() if name_key(w) not in CIVILITIES]
    while len(words) > 2 and name_key(words[-1]) in HONOURS and is_in_capitals(words[-2]):
        words.pop()
    return words


def is_in_capitals(word: str) -> bool:
    """Whether a word is written as a surname is: SMITH, McDONALD, O'NEILL; an initial is not."""
    bare = GLUED.sub("", word)
    return bare == bare.upper() and len(name_key(word)) > 1


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


def may_be_unread(
    sought: Iterable[PersonName], born: PartialDate | None, spoken: str, month: str | None
) -> bool:
    """Whether a name that cannot be told apart begins and ends as that of the person sought."""
    if spoken_name(spoken) or (born and month and not overlaps(born, month)):
        return False
    first, *rest = name_key(" ".join(spoken_words(spoken))).split() or [""]
    endings = {"".join(rest[at:]) for at in range(len(rest))}
    return any(
        surname_key(name.surname) in endings
        and (not name.given or name_key(name.given[0]).split()[:1] == [first])
        for name in sought
    )


def overlaps(born: PartialDate, month: str) -> bool:
    """Whether a birth date known in part may fall in a month or year."""
    theirs = parse_partial(month)
    return theirs.earliest <= born.latest and born.earliest <= theirs.latest


def tidy(text: str) -> str:
    """The text with single spaces."""
    return " ".join(text.split())
