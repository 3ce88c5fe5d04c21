"""Dates known to the year, the month or the day, as registers and case files write them."""

from __future__ import annotations

import re
from datetime import date

from tracer.subject import PartialDate

ISO_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


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
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        possible = False
    else:
        # 00 is how some registers write "unknown", and 9999 how they write "never".
        possible = month != 0 and day != 0 and year < 9999
    if not possible:
        raise ValueError("this date is not a day, month or year of the calendar")
    return PartialDate(year=year, month=month, day=day)
