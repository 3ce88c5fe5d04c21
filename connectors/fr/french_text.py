"""Text as French official notices write it: repaired, folded for comparison, its dates read."""

from __future__ import annotations

import html
import re
import unicodedata
from datetime import date

from tracer.normalise.names import name_key

MONTHS = {
    "JANVIER": 1,
    "FEVRIER": 2,
    "MARS": 3,
    "AVRIL": 4,
    "MAI": 5,
    "JUIN": 6,
    "JUILLET": 7,
    "AOUT": 8,
    "SEPTEMBRE": 9,
    "OCTOBRE": 10,
    "NOVEMBRE": 11,
    "DECEMBRE": 12,
}
ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
SPOKEN = re.compile(r"(\d{1,2})(?: ?ER)? ([A-Z]+) (\d{4})")
BEYOND_ASCII = re.compile(r"[^\x00-\x7f]{2,}")


def repaired(text: str) -> str:
    """The text with UTF-8 read as Latin-1 or Windows-1252 put right, and entities decoded."""
    plain = BEYOND_ASCII.sub(reread, html.unescape(text))
    return " ".join(unicodedata.normalize("NFC", plain).split())


def reread(run: re.Match[str]) -> str:
    """A run of letters beyond ASCII, decoded again if it was UTF-8; two real accents never are."""
    for wrong in ("latin-1", "cp1252"):
        try:
            return run[0].encode(wrong).decode("utf-8")
        except (UnicodeEncodeError, UnicodeDecodeError):
            continue
    return run[0]


def folded(text: str) -> str:
    """The text as rules compare it: repaired, without case, accents or kind of apostrophe."""
    plain = repaired(text).replace("’", "'").replace("ʼ", "'").replace("`", "'")
    marks = unicodedata.normalize("NFD", plain.casefold())
    return "".join(c for c in marks if not unicodedata.combining(c))


def notice_date(text: str | None, *, latest: date) -> date | None:
    """A date written "2020-01-01", "01/01/2020" or "1er janvier 2020"; None when it is absurd.

    Absurd is no day of the calendar, before 1950, or after `latest`.
    """
    if not text:
        return None
    said = repaired(text)
    if found := ISO.match(said):
        year, month, day = (int(part) for part in found.groups())
    elif found := SLASHED.fullmatch(said):
        day, month, year = (int(part) for part in found.groups())
    elif found := SPOKEN.search(name_key(said)):
        day, month, year = int(found[1]), MONTHS.get(found[2], 0), int(found[3])
    else:
        return None
    try:
        read = date(year, month, day)
    except ValueError:
        return None
    return read if date(1950, 1, 1) <= read <= latest else None


def months_later(day: date, months: int) -> date:
    """The same day some months later, or the last day of that month."""
    index = day.month - 1 + months
    year, month = day.year + index // 12, index % 12 + 1
    following = date(year + month // 12, month % 12 + 1, 1)
    last = date.fromordinal(following.toordinal() - 1).day
    return date(year, month, min(day.day, last))
