"""The rejects file: every row of the inputs that could not be used as it is, by row and field.

It never holds a value. Rows with `kept` yes were compared without the field.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from api.match.people_files import Places
from api.match.whole_files import whole
from tracer.matching.fields import LONGEST
from tracer.matching.reading import Reject

HEADER = ("file", "row", "id", "field", "problem", "kept")
Part = tuple[str, Reject]
"""Queries or against, and what is wrong there."""


def write_rejects(path: Path, rejects: Iterable[Part]) -> None:
    """Write them as CSV."""
    with whole(path) as beside, beside.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL)
        writer.writerow(HEADER)
        for part, one in rejects:
            kept = "yes" if one.kept else "no"
            writer.writerow((part, one.row, one.id[:LONGEST], one.field, one.problem, kept))


def read_rejects(path: Path) -> Iterator[Part]:
    """Read them again; none where there is no such file."""
    if not path.is_file():
        return
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield (
                row["file"],
                Reject(
                    row=int(row["row"]),
                    id=row["id"],
                    field=row["field"],
                    problem=row["problem"],
                    kept=row["kept"] == "yes",
                ),
            )


def in_the_file(rejects: Sequence[Reject], places: Places) -> tuple[Reject, ...]:
    """Rejects of some rows, each under its row's place in the file."""
    return tuple(
        Reject(
            row=int(places[one.row - 1]),
            id=one.id,
            field=one.field,
            problem=one.problem,
            kept=one.kept,
        )
        for one in rejects
    )


def by_row(rejects: Iterable[Reject]) -> list[Reject]:
    """In the order of the file."""
    return sorted(rejects, key=lambda one: (one.row, one.field))


class RowPlaces:
    """The places in a file of rows handed on one after the other, kept as the gaps between them."""

    def __init__(self) -> None:
        self.count = 0
        self.starts = [0]
        self.shifts = [1]

    def add(self, places: Places) -> None:
        """Some more rows."""
        shifts = places - np.arange(self.count, self.count + len(places))
        before = np.r_[self.shifts[-1], shifts[:-1]][: len(shifts)]
        for at in np.flatnonzero(shifts != before):
            self.starts.append(self.count + int(at))
            self.shifts.append(int(shifts[at]))
        self.count += len(places)

    def of(self, rejects: Sequence[Reject]) -> tuple[Reject, ...]:
        """Rejects told by the order rows were handed on in, each under its place in the file."""
        numbers = np.array([one.row - 1 for one in rejects], np.int64)
        at = np.searchsorted(np.array(self.starts), numbers, side="right") - 1
        shifts = np.array(self.shifts, np.int64)[at]
        return tuple(
            Reject(
                row=int(number + shift),
                id=one.id,
                field=one.field,
                problem=one.problem,
                kept=one.kept,
            )
            for one, number, shift in zip(rejects, numbers, shifts, strict=True)
        )
