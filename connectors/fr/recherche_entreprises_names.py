"""How the register writes people, and whether a director it returns may be the person asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from tracer.normalise.dates import parse_partial
from tracer.normalise.names import name_key
from tracer.subject import PartialDate, PersonName

BOTH = re.compile(r"^(?P<usage>[^()]*?)\s*\(\s*(?P<birth>.*?)\s*\)\s*$")
BORN = re.compile(r"^(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-\d{2})?)?")
PARTICLES = frozenset({"DE", "DU", "DES", "D", "LA", "LE", "LES", "L", "ET", "VON", "VAN"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Surnames:
    """The surname in use and the one at birth; `birth` is None when the register gives one only."""

    usage: str
    birth: str | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        """The distinct keys, sorted: two directors with the same keys bear the same names."""
        said = (self.usage, self.birth or "")
        return tuple(sorted({key for name in said if (key := name_key(name))}))


def surnames(nom: str) -> Surnames:
    """The register's "USAGE (NAISSANCE)" taken apart; "X (X)" is one name said twice."""
    both = BOTH.match(nom.strip())
    if both is None:
        return Surnames(usage=nom.replace("(", " ").replace(")", " ").strip())
    usage, birth = both["usage"].strip(), both["birth"].strip(" ()")
    if not usage or not birth:
        return Surnames(usage=usage or birth, birth=birth or None)
    return Surnames(usage=usage, birth=birth)


def birth_month(date: str | None, year: str | None) -> str | None:
    """The birth date to the month, "YYYY-MM", or to the year; never to the day."""
    for said in (date, year):
        found = BORN.match(said.strip()) if said else None
        month = found and "-".join(part for part in (found["year"], found["month"]) if part)
        with suppress(ValueError):  # "9999-12", "0000-01": registers hold dates that never were
            if month:
                return str(parse_partial(month))
    return None


def may_be(
    sought: Iterable[PersonName],
    born: PartialDate | None,
    *,
    named: Surnames,
    given: str | None,
    month: str | None,
) -> bool:
    """Whether a director may be the person: a surname agrees, the first given name too, no birth
    date against it. The API matches any given name and ignores particles, so this is checked here.
    A director without given names may be the person where the birth date agrees.
    """
    dated = born is not None and month is not None
    if born and month and not overlaps(born, month):
        return False
    unnamed = not name_key(given or "")
    return any(
        surname_agrees(name.surname, named)
        and ((dated and unnamed) or first_given_agrees(name.given, given or ""))
        for name in sought
    )


def surname_agrees(sought: str, named: Surnames) -> bool:
    """Whether a surname is one of the director's, particles aside, or his two surnames together."""
    ours = bare(sought)
    theirs = [bare(name) for name in (named.usage, named.birth or "") if name_key(name)]
    if not ours:
        return False
    together = sorted({word for name in theirs for word in name})
    joined = "".join(ours)
    return ours in theirs or sorted(ours) == together or joined in ("".join(n) for n in theirs)


def first_given_agrees(sought: tuple[str, ...], given: str) -> bool:
    """Whether the director's given names begin with the first one sought (unstated: any does)."""
    if not sought:
        return True
    first, theirs = name_key(sought[0]).split(), name_key(given).split()
    return bool(first) and theirs[: len(first)] == first


def bare(name: str) -> list[str]:
    """The words of a surname without its particles; a name made of particles keeps them."""
    words = name_key(name).split()
    return [word for word in words if word not in PARTICLES] or words


def overlaps(born: PartialDate, month: str) -> bool:
    """Whether a birth date known in part may fall in a month or year, "YYYY-MM" or "YYYY"."""
    year, _, numbered = month.partition("-")
    if born.year != int(year):
        return False
    return born.month is None or not numbered or born.month == int(numbered)
