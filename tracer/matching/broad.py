"""Finds candidates in files in which any field may be lost or misspelt: whoever shares two fields.

The keys of `blocking` ask for a name that sounds the same; these ask for any two fields of a record.
Meant for files of up to some hundred thousand rows, where nothing better than two fields is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from tracer.matching.blocking import KeyIndex
from tracer.matching.candidates import NOBODY, Candidates
from tracer.matching.keys import mix
from tracer.matching.records import (
    BIRTH,
    G0,
    NUMBER,
    POSTCODE,
    S0,
    S1,
    STREET,
    TOWN,
    Array,
    Pairing,
    Records,
    feature,
    unpack_birth,
)
from tracer.matching.vocabulary import NONE, Bridge, Vocabulary, hashed

Values = npt.NDArray[np.int64]
Places = npt.NDArray[np.int64]
SHARED, MOST = 60, 200
"""Keys more rows than `SHARED` have are left out; at most `MOST` candidates stay for one query."""
SMALL = 2000
"""A file of so many rows is compared with itself whole."""
HEAD = 3
"""Letters a name is known by when its sound is lost."""
REGION = 1000
ABSENT = np.int64(-1)


@dataclass(frozen=True, slots=True)
class Field:
    """One value of each row, ABSENT where it is not stated. Values of one `group` never pair up:
    they say the same thing twice. `telling` ones are keys by themselves."""

    group: str
    values: Values
    telling: bool = False


def broad_candidates(
    pairing: Pairing, inverted: Array, shared: int = SHARED, most: int = MOST
) -> Candidates:
    """Rows that share at least two fields with a query, as written or with the names exchanged.

    The best `most` of each query, by the number of keys they share weighed by their rarity.
    """
    left, right = pairing.left, pairing.right
    names = sorted(set(left.extras) & set(right.extras))
    theirs = list(keys_of(fields_of(right, right.rows, names)))
    codes: list[Places] = []
    worths: list[npt.NDArray[np.float32]] = []
    for rows in (left.rows, inverted):
        ours = keys_of(fields_of(left, rows, names, pairing))
        for kind, (mine, held) in enumerate(zip(ours, theirs, strict=True)):
            code, worth = sharing(mine, held, kind, shared)
            codes.append(code)
            worths.append(worth)
    if not any(len(code) for code in codes):
        return NOBODY
    code, which = np.unique(np.concatenate(codes), return_inverse=True)
    total = np.round(np.bincount(which, weights=np.concatenate(worths)), 3)
    query, row = code >> 32, code & 0xFFFFFFFF
    order = np.lexsort((row, -total, query))
    query, row = query[order], row[order]
    kept = np.arange(len(query)) - np.searchsorted(query, query) < most
    return Candidates(query[kept], row[kept])


def repeats(pairing: Pairing, inverted: Array, found: Candidates) -> tuple[Places, Places]:
    """The pairs of one file with itself that are worth comparing, earlier row first, each once.

    Those `found` by name and those that share two fields; in a small file, all.
    """
    size = len(pairing.left)
    if size <= SMALL:
        first, second = np.triu_indices(size, 1)
        return first.astype(np.int64), second.astype(np.int64)
    broad = broad_candidates(pairing, inverted)
    one = np.concatenate([found.query, broad.query])
    other = np.concatenate([found.row, broad.row])
    code = np.unique(np.minimum(one, other) << 32 | np.maximum(one, other))
    code = code[code >> 32 != code & 0xFFFFFFFF]
    return code >> 32, code & 0xFFFFFFFF


def sharing(
    mine: tuple[Values, ...], held: tuple[Values, ...], kind: int, shared: int
) -> tuple[Places, npt.NDArray[np.float32]]:
    """The pairs of query and row that share a key of one kind, with what that is worth."""
    at = np.flatnonzero(np.logical_and.reduce([part != ABSENT for part in mine]))
    there = np.flatnonzero(np.logical_and.reduce([part != ABSENT for part in held]))
    if len(at) == 0 or len(there) == 0:
        return np.empty(0, np.int64), np.empty(0, np.float32)
    index = KeyIndex.build(mix(kind, *(part[there] for part in held)), there, shared)
    start, count = index.find(mix(kind, *(part[at] for part in mine)))
    hit = np.flatnonzero(count)
    start, count, at = start[hit], count[hit], at[hit]
    worth = np.log2((len(held[0]) + 1) / count).astype(np.float32)
    return np.repeat(at, count) << 32 | index.rows(start, count), np.repeat(worth, count)


def keys_of(fields: list[Field]) -> Iterator[tuple[Values, ...]]:
    """Every telling field, and every two fields of different groups."""
    for field in fields:
        if field.telling:
            yield (field.values,)
    for one, other in combinations(fields, 2):
        if one.group != other.group:
            yield one.values, other.values


def fields_of(
    records: Records, rows: Array, extras: Iterable[str], pairing: Pairing | None = None
) -> list[Field]:
    """What rows state, coarsely, with some extra columns. With `pairing`, as its right side says it."""
    year, month, day = (part.astype(np.int64) for part in unpack_birth(rows[:, BIRTH]))
    number, postcode = rows[:, NUMBER].astype(np.int64), rows[:, POSTCODE].astype(np.int64)
    towns = over(pairing.towns if pairing else None, rows[:, TOWN])
    streets = over(pairing.streets if pairing else None, rows[:, STREET])
    found = [
        Field("surname", sounds(records.names, rows[:, S0])),
        Field("surname", heads(records.names, rows[:, S0])),
        Field("surname", sounds(records.names, rows[:, S1])),
        Field("given", sounds(records.names, rows[:, G0])),
        Field("given", heads(records.names, rows[:, G0])),
        Field("birth", stated(rows[:, BIRTH], day > 0), telling=True),
        Field("birth", stated(year, year > 0)),
        Field("birth", stated(month * 32 + day, day > 0)),
        Field("postcode", stated(postcode, postcode >= 0)),
        Field("postcode", stated(postcode // REGION, postcode >= 0)),
        Field("town", stated(towns, towns >= 0)),
        Field("street", stated(streets, streets >= 0)),
        Field("number", stated(number, number >= 0)),
    ]
    for name in extras:
        terms = over(pairing.terms if pairing else None, records.extras[name])
        found.append(Field(name, stated(terms, terms >= 0), telling=name in TELLING))
    return found


TELLING = ("email", "phone")


def over(bridge: Bridge | None, numbers: Array) -> Values:
    """Numbers as the right side calls them."""
    return (numbers if bridge is None else bridge.over(numbers)).astype(np.int64)


def stated(values: npt.NDArray[np.integer], where: npt.NDArray[np.bool_]) -> Values:
    """Values where they are stated."""
    return np.where(where, values.astype(np.int64), ABSENT)


def sounds(names: Vocabulary, numbers: Array) -> Values:
    """Names by their sound."""
    sound = feature(names.sounds, numbers).astype(np.int64)
    return stated(sound, sound != 0)


def heads(names: Vocabulary, numbers: Array) -> Values:
    """Names by their first letters."""
    if len(names) == 0:
        return np.full(len(numbers), ABSENT)
    letters = pc.utf8_slice_codeunits(names.keys, 0, HEAD).dictionary_encode()
    code = (hashed(letters.dictionary.to_pylist()) >> np.uint64(2)).astype(np.int64)
    found = code[letters.indices.to_numpy()][np.maximum(numbers, 0)]
    long = feature(names.letters, numbers).astype(np.int64) >= HEAD
    return stated(found, (numbers > NONE) & long)
