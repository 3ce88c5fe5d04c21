"""Dates known to the year, the month or the day, as registers and case files write them.

A doubtful date is refused or offered as a second hypothesis, never corrected.
"""

from __future__ import annotations

import re
from datetime import date

from tracer.normalise.names import name_key
from tracer.subject import PartialDate

ISO_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
WRITTEN = tuple(
    re.compile(pattern, re.ASCII)
    for pattern in (
        r"(?P<year>\d{4})",
        r"(?P<year>\d{4})(?P<sep>[-/.])(?P<month>\d{1,2})(?:(?P=sep)(?P<day>\d{1,2}))?",
        r"(?P<day>\d{1,2})(?P<sep>[-/. ])(?P<month>\d{1,2})(?P=sep)(?P<year>\d{4}|\d{2})",
        r"(?P<month>\d{1,2})[-/.](?P<year>\d{4})",
    )
)
DIGITS = (
    re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})", re.ASCII),
    re.compile(r"(?P<day>\d{2})(?P<month>\d{2})(?P<year>\d{4})", re.ASCII),
)
"""Eight digits: no day of 1900 to 2099 can be read both ways."""
IN_WORDS = (
    re.compile(
        r"(?:(?P<day>\d{1,2})(?:ER|ST|ND|RD|TH)? )?(?:OF )?(?P<name>[A-Z]+) (?P<year>\d{4})"
    ),
    re.compile(r"(?P<name>[A-Z]+) (?P<day>\d{1,2})(?:ST|ND|RD|TH)? (?P<year>\d{4})"),
)
BEFORE = re.compile(
    r"^(?:(?:NE E|NEE?|BORN|DATE DE NAISSANCE|DN|DDN) )?(?:(?:LE|EN|ON|IN) )?"
    r"(?:(?:LUNDI|MARDI|MERCREDI|JEUDI|VENDREDI|SAMEDI|DIMANCHE|(?:MON|TUES|WEDNES|THURS|FRI|SATUR"
    r"|SUN)DAY) )?"
)
MONTH_WORDS = """
JANVIER JANV JAN JANUARY
FEVRIER FEVR FEV FEBRUARY FEB
MARS MAR MARCH
AVRIL AVR APRIL APR
MAI MAY
JUIN JUNE JUN
JUILLET JUIL JULY JUL
AOUT AUGUST AUG
SEPTEMBRE SEPT SEP SEPTEMBER
OCTOBRE OCT OCTOBER
NOVEMBRE NOV NOVEMBER
DECEMBRE DEC DECEMBER
"""
MONTHS = {
    word: number
    for number, line in enumerate(MONTH_WORDS.strip().split("\n"), 1)
    for word in line.split()
}
LONGEST_LIFE = 110
"""Years; nobody in the national file of deaths is recorded as much older."""
LONGEST_DATE = 60
HOW = "a date is written 14/03/1979, 1979-03-14, 14 mars 1979, 03/1979 or 1979"


def parse_partial(text: str) -> PartialDate:
    """The date written "1979", "1979-03" or "1979-03-14".

    Raises ValueError when it is written otherwise or is no day of the calendar; the message does
    not repeat the value.
    """
    match = ISO_PARTIAL.fullmatch(text.strip())
    if match is None:
        raise ValueError("a date is written YYYY, YYYY-MM or YYYY-MM-DD")
    year, month, day = (int(part) if part is not None else None for part in match.groups())
    assert year is not None
    return possible(year, month, day)


def parse_date(text: str, *, last_year: int | None = None) -> PartialDate:
    """The date as people and files write it, day before month, to the precision it is written.

    "14/03/1979", "14.3.1979", "14 mars 1979", "né le 1er mars 1979", "March 14, 1979",
    "19790314", "14031979", "03/1979", "mars 1979", "1979-03-14", "1979". A year of two digits is
    read only with `last_year`, the latest the year can be, and only when one century is possible
    for somebody alive (110 years). Raises ValueError, without the value, when it is written
    otherwise, is no day of the calendar, or can be read in two centuries; 00 is no day and no month.
    """
    return possible(*written(text, last_year))


def parse_register_date(text: str) -> PartialDate:
    """The date of a register that writes 00 for a day or month it does not know.

    "1979-00-00", "19790300" and "00/03/1979" are known to the year or the month; a day whose month
    is unknown is left out. Written and refused as `parse_date` says.
    """
    year, month, day = written(text, None)
    return possible(year, month or None, (day or None) if month else None)


def swapped(known: PartialDate) -> PartialDate | None:
    """The same day with day and month exchanged, a hypothesis beside the date and never for it.

    None when the exchange gives no other day of the calendar, or when the day is not known.
    """
    if known.month is None or known.day is None or known.day > 12 or known.day == known.month:
        return None
    return PartialDate(year=known.year, month=known.day, day=known.month)


def written(text: str, last_year: int | None) -> tuple[int, int | None, int | None]:
    """Year, month and day as the text has them, in the calendar or not."""
    if len(text) > LONGEST_DATE:
        raise ValueError(HOW)
    plain = text.strip()
    for pattern in WRITTEN:
        if match := pattern.fullmatch(plain):
            return numbers(match, last_year)
    both = [numbers(match, None) for pattern in DIGITS if (match := pattern.fullmatch(plain))]
    if both:
        return next((found for found in both if plausible(*found)), both[0])
    return in_words(text, last_year)


def in_words(text: str, last_year: int | None) -> tuple[int, int | None, int | None]:
    """A date with its month in letters, or in figures after words such as "né le"."""
    key = name_key(text)
    rest = BEFORE.sub("", key, count=1)
    for pattern in IN_WORDS:
        match = pattern.fullmatch(rest)
        if match and match["name"] in MONTHS:
            day = int(match["day"]) if match["day"] else None
            return int(match["year"]), MONTHS[match["name"]], day
    if rest == key:
        raise ValueError(HOW)
    return written("/".join(rest.split()), last_year)


def numbers(match: re.Match[str], last_year: int | None) -> tuple[int, int | None, int | None]:
    """The numbers of the match, the year in full."""
    found = match.groupdict()
    month, day = (int(found[name]) if found.get(name) else None for name in ("month", "day"))
    year = found["year"] or ""
    return (int(year) if len(year) == 4 else full_year(int(year), last_year)), month, day


def full_year(short: int, last_year: int | None) -> int:
    """The only year that ends so in the last 110; ValueError when two do or nothing says which."""
    if last_year is None:
        raise ValueError("a date needs the four digits of its year")
    years = [y for y in range(last_year - LONGEST_LIFE, last_year + 1) if y % 100 == short]
    if len(years) != 1:
        raise ValueError("the two digits of this date's year may be of two centuries")
    return years[0]


def plausible(year: int, month: int | None, day: int | None) -> bool:
    """Whether eight digits read this way are a year of ours, a month and a day, 00 allowed."""
    return 1800 <= year < 2100 and 0 <= (month or 0) <= 12 and 0 <= (day or 0) <= 31


def possible(year: int, month: int | None, day: int | None) -> PartialDate:
    """The date, or ValueError when the calendar has no such day, month or year."""
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        real = False
    else:
        # 00 is how some registers write "unknown", and 9999 how they write "never".
        real = month != 0 and day != 0 and year < 9999
    if not real:
        raise ValueError("this date is not a day, month or year of the calendar")
    return PartialDate(year=year, month=month, day=day)
