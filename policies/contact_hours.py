"""When a debtor in France may be rung: his own clock, his public holidays. A product default.

No French statute fixes hours for amicable recovery; art. D223-9 C. conso. is about prospecting. The
holidays follow from Easter and a dozen fixed days: that is not worth a package of every country's.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tracer.subject import Subject

FIRST, END = time(9), time(19)
"""From the first, and before the second."""

SATURDAY = 5

ZONES = {
    "971": "America/Guadeloupe",
    "972": "America/Martinique",
    "973": "America/Cayenne",
    "974": "Indian/Reunion",
    "975": "America/Miquelon",
    "976": "Indian/Mayotte",
    "977": "America/St_Barthelemy",
    "978": "America/Marigot",
}
"""By the beginning of the postcode; the rest of France keeps the time of Paris."""

BY_COUNTRY = {"GP": "971", "MQ": "972", "GF": "973", "RE": "974", "YT": "976"}
"""The overseas departments by their own ISO 3166-1 codes."""

ABOLITION = {
    "971": (5, 27),
    "972": (5, 22),
    "973": (6, 10),
    "974": (12, 20),
    "976": (4, 27),
}
"""The day slavery was abolished, a holiday there (C. trav. art. L3422-2)."""

ALSACE_MOSELLE = frozenset({"57", "67", "68"})
"""Where Good Friday and 26 December are holidays too (C. trav. art. L3134-13)."""

FIXED = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
"""Months and days of the holidays that do not move (C. trav. art. L3133-1)."""


def contact_hour(subject: Subject, now: datetime) -> bool | None:
    """Whether it is an hour to ring, wherever the file says the debtor lives in France.

    True only if it is one at each of his addresses. None when he lives elsewhere, or when the
    machine does not know the time there.
    """
    places = places_of(subject)
    if places is None:
        return None
    hours = [_decent(place, now) for place in places]
    if False in hours:
        return False
    return None if None in hours else True


def places_of(subject: Subject) -> frozenset[str] | None:
    """The departments where the debtor may be, by number; "75" when no postcode says. None: abroad."""
    if subject.country in BY_COUNTRY:
        return frozenset({BY_COUNTRY[subject.country]})
    if subject.country != "FR":
        return None
    codes = [a.postcode.strip() for a in subject.addresses if a.postcode and a.country == "FR"]
    own = {BY_COUNTRY[a.country] for a in subject.addresses if a.country in BY_COUNTRY}
    return frozenset({*own, *(c[:3] if c[:3] in ZONES else c[:2] for c in codes)} or {"75"})


def _decent(place: str, now: datetime) -> bool | None:
    zone = _zone(ZONES.get(place, "Europe/Paris"))
    if zone is None:
        return None
    local = now.astimezone(zone)
    working = local.weekday() < SATURDAY and local.date() not in holidays(local.year, place)
    return working and FIRST <= local.time() < END


@lru_cache(maxsize=32)
def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except ZoneInfoNotFoundError:
        return None


@lru_cache(maxsize=512)
def holidays(year: int, place: str) -> frozenset[date]:
    """The public holidays of a year in a department."""
    return frozenset(_holidays(year, place))


def _holidays(year: int, place: str) -> Iterator[date]:
    sunday = easter(year)
    yield from (date(year, month, day) for month, day in FIXED)
    yield from (sunday + timedelta(days=days) for days in (1, 39, 50))
    if place in ABOLITION:
        yield date(year, *ABOLITION[place])
    if place in ALSACE_MOSELLE:
        yield sunday - timedelta(days=2)
        yield date(year, 12, 26)


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus, Astronomical Algorithms, 1991, ch. 8)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)
