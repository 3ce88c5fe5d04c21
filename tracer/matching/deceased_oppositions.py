"""Deaths whose next of kin opposed their use: subtracted before anything else is done.

An opposition that cannot be read stops the reading; none is ever passed over.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field

from tracer.matching.deceased_lines import decoded
from tracer.normalise.names import name_key

OPPOSITION_COLUMNS = ("CODE DU LIEU DE DECES", "DATE DE DECES", "NUMERO D ACTE DE DECES")


@dataclass(frozen=True, slots=True)
class Oppositions:
    """Deaths that may not be used: (place, day, certificate) as `act_key` writes them."""

    keys: frozenset[str] = field(default_factory=frozenset)

    def __or__(self, other: Oppositions) -> Oppositions:
        return Oppositions(self.keys | other.keys)


class OppositionsUnreadable(ValueError):
    """An opposition cannot be read, so nobody may be indexed: correct the file it stands in."""


def read_oppositions(data: bytes) -> Oppositions:
    """The oppositions of one file, semicolons between its columns. An empty file holds none.

    Raises OppositionsUnreadable, naming line and column, for anything that cannot be read: an
    opposition is never passed over.
    """
    rows = csv.reader(decoded(data).replace("\x00", " ").split("\n"), delimiter=";")
    header = next(rows, None)
    if not header:
        return Oppositions()
    names = [name_key(name) for name in header]
    missing = [name for name in OPPOSITION_COLUMNS if name not in names]
    if missing:
        raise OppositionsUnreadable(f"line 1: no column {missing[0].lower()}")
    at = [names.index(name) for name in OPPOSITION_COLUMNS]
    keys = set()
    for row in rows:
        if not any(cell.strip() for cell in row):
            continue
        if len(row) <= max(at):
            raise OppositionsUnreadable(f"line {rows.line_num}: too few columns")
        place, day, act = (row[one].strip() for one in at)
        digits = written_day(day)
        for name, value in (("code du lieu", place), ("date", digits), ("numéro d'acte", act)):
            if not value:
                raise OppositionsUnreadable(f"line {rows.line_num}: {name} cannot be read")
        keys.add(act_key(place, digits, act))
    return Oppositions(frozenset(keys))


def written_day(text: str) -> str:
    """A day as eight digits, year first, from 20200131, 2020-01-31 or 31/01/2020; empty otherwise."""
    parts = text.replace("/", "-").split("-")
    if len(parts) == 3 and all(part.isdecimal() for part in parts):
        parts = parts if len(parts[0]) == 4 else parts[::-1]
        text = f"{parts[0]:0>4}{parts[1]:0>2}{parts[2]:0>2}"
    return text if len(text) == 8 and text.isdecimal() else ""


def act_key(place: str, day: str, act: str) -> str:
    """Place, day and certificate under one key; leading noughts and case do not distinguish."""
    return f"{place.strip().upper().lstrip('0')}|{day}|{name_key(act).replace(' ', '').lstrip('0')}"
