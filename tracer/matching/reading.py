"""Reads tables of people into records: what is written how, and which rows cannot be used.

A row that cannot be used is set aside with its field and a reason, never with its value.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tracer.matching.fields import (
    EMPTY,
    IMPOSSIBLE,
    LONGEST,
    MIXED,
    TOO_LONG,
    contact_key,
    is_too_long,
    mixes_scripts,
    read_birth,
    read_given,
    read_postcode,
    read_sex,
    read_surnames,
)
from tracer.matching.records import (
    BIRTH,
    COLUMNS,
    EXTRAS,
    G0,
    GIVEN,
    NUMBER,
    POSTCODE,
    S0,
    S1,
    SEX,
    STREET,
    TOWN,
    UNSTATED,
    Array,
    Records,
)
from tracer.matching.texts import Texts, blank, numbered_lines, words_of
from tracer.matching.vocabulary import NONE, VocabularyBuilder
from tracer.normalise.addresses import city_key
from tracer.normalise.streets import parse_street

FIELDS = ("id", "nom", "nom_usage", "prenoms", "dob", "sexe", "cp", "ville", "adr")
"""The columns of a file of people, by the names registers in France give them. Only nom is required;
without ids the rows are numbered."""
OPTIONAL = {
    "email": "email",
    "tel": "phone",
    "lieu_naissance": "birth_place",
    "profession": "occupation",
    "adr2": "address_line",
}
USABLE_WITHOUT = frozenset({"dob"})
"""Fields without which a row of a register is still worth comparing."""
NOISY = USABLE_WITHOUT | {"nom", "prenoms"}
"""The same for files in which any field may be lost: a row without a surname is compared by the rest."""
PROBLEMS = {
    EMPTY: "empty",
    TOO_LONG: "too long",
    MIXED: "mixes scripts",
    NONE: "no letters to read",
}
Problems = list[tuple[npt.NDArray[np.bool_], str, str]]
"""Where, in which field, and what is wrong."""
Value = int | tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject:
    """What could not be used: the row's place in the file, from 1, its id, the field and why.

    Never the value. `kept` rows are compared without the field, and are never confirmed by machine;
    the others are set aside whole.
    """

    row: int
    id: str
    field: str
    problem: str
    kept: bool = False


@dataclass(slots=True)
class Reader:
    """Reads table after table of one file into records that share vocabularies."""

    names: VocabularyBuilder = field(default_factory=VocabularyBuilder)
    streets: VocabularyBuilder = field(default_factory=lambda: VocabularyBuilder(sounding=False))
    towns: VocabularyBuilder = field(default_factory=lambda: VocabularyBuilder(sounding=False))
    terms: VocabularyBuilder = field(default_factory=lambda: VocabularyBuilder(sounding=False))
    ids: list[pa.StringArray] = field(default_factory=list)
    rows: list[Array] = field(default_factory=list)
    extras: dict[str, list[Array]] = field(default_factory=lambda: {name: [] for name in EXTRAS})
    rejects: list[Reject] = field(default_factory=list)
    seen: int = 0
    usable_without: frozenset[str] = USABLE_WITHOUT
    read_before: dict[str, dict[str, Value]] = field(default_factory=dict)

    def add(self, table: pa.Table) -> None:
        """Read one table whose columns are `FIELDS` and `OPTIONAL`, all strings or null."""
        rows = np.full((table.num_rows, len(COLUMNS)), NONE, np.int32)
        problems: Problems = []
        ids = ids_of(table, self.seen)
        problems.append((blank(ids), "id", "empty"))
        nom, prenoms = Texts.of(table, "nom"), Texts.of(table, "prenoms")
        said = self.surnames(nom, Texts.of(table, "nom_usage"), rows, problems)
        self.given_names(prenoms, rows, problems)
        self.births(Texts.of(table, "dob"), rows, problems)
        stated_sex = self.each(Texts.of(table, "sexe"), "sex", read_sex, UNSTATED)
        rows[:, SEX] = np.where(stated_sex == UNSTATED, said, stated_sex)
        self.places(table, rows)
        bad = self.set_aside(ids, problems)
        kept = np.flatnonzero(~bad)
        self.ids.append(ids if len(kept) == len(ids) else ids.take(pa.array(kept)))
        self.rows.append(rows[kept])
        for source, name in OPTIONAL.items():
            read = partial(self.contact, source)
            self.extras[name].append(self.each(Texts.of(table, source), source, read, NONE)[kept])
        self.seen += table.num_rows

    def set_aside(self, ids: pa.StringArray, problems: Problems) -> npt.NDArray[np.bool_]:
        """Write down what is wrong with each row, the first thing only; tells which cannot be used."""
        bad = np.zeros(len(ids), bool)
        told = np.zeros(len(ids), bool)
        for where, column, problem in problems:
            kept = column in self.usable_without
            for at in np.flatnonzero(where & ~told & ~bad):
                place = self.seen + int(at) + 1
                name = ids[int(at)].as_py() or ""
                self.rejects.append(
                    Reject(row=place, id=name, field=column, problem=problem, kept=kept)
                )
            told |= where
            if not kept:
                bad |= where
        return bad

    def records(self) -> Records:
        """Everything read so far."""
        return Records(
            ids=pa.concat_arrays(self.ids) if self.ids else pa.array([], pa.string()),
            rows=np.concatenate(self.rows) if self.rows else np.empty((0, len(COLUMNS)), np.int32),
            names=self.names.build(),
            streets=self.streets.build(),
            towns=self.towns.build(),
            terms=self.terms.build(),
            extras={
                name: np.concatenate(parts)
                for name, parts in self.extras.items()
                if any((part != NONE).any() for part in parts)
            },
        )

    def inverted(self, nom: Texts, prenoms: Texts) -> Array:
        """Rows whose surname column is read as given names, and the other way round."""
        rows = np.full((len(nom.at), len(COLUMNS)), NONE, np.int32)
        self.surnames(prenoms, Texts((), np.zeros(len(nom.at), np.int64)), rows, [])
        self.given_names(nom, rows, [])
        return rows

    def surnames(self, nom: Texts, nom_usage: Texts, rows: Array, problems: Problems) -> Array:
        """Both surname columns; returns the sex a civility states."""
        read = partial(read_surnames, names=self.names)
        found = self.each(nom, "surname", read, (EMPTY, NONE, UNSTATED)).reshape(-1, 3)
        usage = self.each(nom_usage, "surname", read, (NONE, NONE, UNSTATED)).reshape(-1, 3)
        rows[:, [S0, S1]] = np.maximum(found[:, :2], NONE)
        rows[:, S1] = np.where(usage[:, 0] >= 0, usage[:, 0], rows[:, S1])
        rows[:, S1] = np.where(rows[:, S1] == rows[:, S0], NONE, rows[:, S1])
        problems += [(found[:, 0] == code, "nom", why) for code, why in PROBLEMS.items()]
        problems += [
            (usage[:, 0] == code, "nom_usage", PROBLEMS[code]) for code in (TOO_LONG, MIXED)
        ]
        return found[:, 2]

    def given_names(self, prenoms: Texts, rows: Array, problems: Problems) -> None:
        """The first four given names, compound ones with their halves, initials one by one."""
        words, owner = words_of(prenoms.said)
        one_by_one = Texts.of_values(words) if isinstance(words, list) else Texts.of_array(words)
        read = partial(read_given, names=self.names)
        numbers = self.each(one_by_one, "given", read, NONE)
        kept = numbers != NONE
        numbers, owner = numbers[kept], owner[kept]
        rank = np.arange(len(owner)) - np.searchsorted(owner, owner)
        table = np.full((len(prenoms.said) + 1, GIVEN), NONE, np.int32)
        within = rank < GIVEN
        table[owner[within], rank[within]] = numbers[within]
        rows[:, G0 : G0 + GIVEN] = table[prenoms.at]
        for problem, wrong in (("too long", is_too_long), ("mixes scripts", mixes_scripts)):
            found = np.array([*map(wrong, prenoms.said), False], bool)
            problems.append((found[prenoms.at], "prenoms", problem))

    def births(self, dob: Texts, rows: Array, problems: Problems) -> None:
        """Births to the precision written: YYYY, YYYY-MM, YYYY-MM-DD or YYYYMMDD, 00 for unknown."""
        births = self.each(dob, "birth", read_birth, 0)
        rows[:, BIRTH] = births & (IMPOSSIBLE - 1)
        problems.append((births & IMPOSSIBLE > 0, "dob", "no day of the calendar"))

    def places(self, table: pa.Table, rows: Array) -> None:
        """Postcode, town, street and house number."""
        rows[:, POSTCODE] = self.each(Texts.of(table, "cp"), "postcode", read_postcode, NONE)
        rows[:, TOWN] = self.each(Texts.of(table, "ville"), "town", self.town, NONE)
        lines = Texts.of(table, "adr")
        numbers, rest = numbered_lines(lines.said)
        streets = self.each(Texts.of_values(rest), "street", self.street, NONE)
        rows[:, STREET] = np.r_[streets, NONE][lines.at]
        rows[:, NUMBER] = np.r_[numbers, NONE][lines.at]

    def town(self, text: str) -> int:
        """A town, cedex and arrondissement taken off."""
        return self.towns.add(city_key(text[:LONGEST]))

    def street(self, text: str) -> int:
        """A street without its house number, one key for its spellings."""
        return self.streets.add(parse_street(text[:LONGEST]).key)

    def contact(self, source: str, text: str) -> int:
        """One of the columns few files have."""
        return self.terms.add(contact_key(source, text))

    def each(self, texts: Texts, kind: str, read: Callable[[str], Value], missing: Value) -> Array:
        """What a column says, row by row; each distinct text is read once, however many tables."""
        known = self.read_before.setdefault(kind, {})
        found = list(map(known.get, texts.said))
        if None in found:
            for at, text in enumerate(texts.said):
                if found[at] is None:
                    found[at] = known[text] = read(text)
        values = np.array([*found, missing], np.int32)
        return values[texts.at]


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What a table holds: its records, the same records with surname and given names exchanged,
    and the rows set aside."""

    records: Records
    inverted: Array  # rows, aligned with the records
    unreadable: npt.NDArray[np.bool_]  # records compared without a field that could not be read
    rejects: tuple[Reject, ...]


def read_table(table: pa.Table, usable_without: frozenset[str] = USABLE_WITHOUT) -> Read:
    """One table as records, and the rows set aside. Rows that repeat an id are set aside too."""
    reader = Reader(usable_without=usable_without)
    reader.add(table)
    gone = {one.row - 1 for one in reader.rejects if not one.kept}
    used = np.array([row for row in range(table.num_rows) if row not in gone], np.int64)
    ids = reader.ids[0].to_pylist()
    again = repeated(ids)
    for at in np.flatnonzero(again):
        name, row = ids[at], int(used[at]) + 1
        problem = "repeats the id of an earlier row"
        reader.rejects.append(Reject(row=row, id=name, field="id", problem=problem))
    kept = np.flatnonzero(~again)
    inverted = reader.inverted(Texts.of(table, "nom"), Texts.of(table, "prenoms"))[used[kept]]
    records = reader.records()
    if len(kept) < len(records):
        records = records.take(kept)
    inverted[:, BIRTH:] = records.rows[:, BIRTH:]
    rejects = tuple(sorted(reader.rejects, key=lambda one: one.row))
    doubtful = np.array([one.row - 1 for one in rejects if one.kept], np.int64)
    unreadable = np.isin(used[kept], doubtful)
    return Read(records=records, inverted=inverted, unreadable=unreadable, rejects=rejects)


def ids_of(table: pa.Table, before: int) -> pa.StringArray:
    """The ids; row numbers for a file without an id column."""
    if "id" not in table.column_names:
        return pa.array([str(row) for row in range(before + 1, before + table.num_rows + 1)])
    column = table["id"].combine_chunks()
    if isinstance(column, pa.ChunkedArray):
        column = pa.concat_arrays(column.chunks) if column.chunks else pa.nulls(0, pa.string())
    return column.cast(pa.string())


def repeated(ids: list[str]) -> npt.NDArray[np.bool_]:
    """Whether each id was there before."""
    again = np.zeros(len(ids), bool)
    if len(set(ids)) == len(ids):
        return again
    known: set[str] = set()
    for at, one in enumerate(ids):
        again[at] = one in known
        known.add(one)
    return again
