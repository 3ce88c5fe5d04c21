"""Candidates in noisy files: whoever shares two fields is found, whatever became of the names."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from tracer.matching import broad
from tracer.matching.broad import broad_candidates, repeats
from tracer.matching.candidates import NOBODY
from tracer.matching.reading import NOISY, Read, read_table
from tracer.matching.records import Pairing

COLUMNS = ("id", "nom", "prenoms", "dob", "cp", "ville", "adr", "email")
PEOPLE = (
    ("a", "Varenne", "Odile", "1961-04-17", "69003", "Lyon", "12 rue des Lilas", None),
    ("b", None, "Odile", None, "69003", None, None, None),
    ("c", "Warene", None, "1961-04-17", None, None, None, None),
    ("d", "Quentel", "Marius", "1949-12-02", "29200", "Brest", "3 quai Malbert", "m@q.example"),
    ("e", None, None, None, None, None, None, "m@q.example"),
    ("f", "Odile", "Varenne", None, None, None, None, None),
)


def read(rows: tuple[tuple[str | None, ...], ...]) -> Read:
    columns = zip(*rows, strict=True)
    table = {
        name: pa.array(list(column), pa.string())
        for name, column in zip(COLUMNS, columns, strict=True)
    }
    return read_table(pa.table(table), NOISY)


def found(rows: tuple[tuple[str | None, ...], ...]) -> set[tuple[str, str]]:
    told = read(rows)
    pairing = Pairing.of(told.records, told.records)
    candidates = broad_candidates(pairing, told.inverted)
    ids = told.records.ids.to_pylist()
    pairs = zip(candidates.query.tolist(), candidates.row.tolist(), strict=True)
    return {(ids[query], ids[row]) for query, row in pairs if query != row}


def test_two_shared_fields_are_enough() -> None:
    assert ("b", "a") in found(PEOPLE)


def test_a_birth_date_or_an_email_is_enough_alone() -> None:
    pairs = found(PEOPLE)
    assert ("c", "a") in pairs
    assert ("e", "d") in pairs


def test_names_in_the_wrong_columns_are_found() -> None:
    assert ("f", "a") in found(PEOPLE)


def test_people_who_share_nothing_are_not_candidates() -> None:
    assert ("d", "a") not in found(PEOPLE)


def test_a_small_file_is_compared_with_itself_whole_each_pair_once() -> None:
    told = read(PEOPLE)
    pairing = Pairing.of(told.records, told.records)
    left, right = repeats(pairing, told.inverted, NOBODY)
    assert len(left) == len(PEOPLE) * (len(PEOPLE) - 1) // 2
    assert (left < right).all()


def test_a_larger_file_brings_each_pair_once_earlier_row_first() -> None:
    several = tuple(
        (f"{one[0]}{at}", *one[1:4], f"{10000 + at}", *one[5:7], None)
        for at in range(broad.SMALL // len(PEOPLE) + 1)
        for one in PEOPLE
    )
    told = read(several[: broad.SMALL + 1])
    pairing = Pairing.of(told.records, told.records)
    left, right = repeats(pairing, told.inverted, NOBODY)
    assert len(left) > broad.SMALL // len(PEOPLE)
    assert (left < right).all()
    assert len(np.unique(left << 32 | right)) == len(left)
