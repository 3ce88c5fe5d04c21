"""Reads tables of people into records: what is written how, and which rows cannot be used.

A row that cannot be used is set aside with its field and a reason, never with its value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tracer.matching.records import (
    BIRTH,
    COLUMNS,
    EXTRAS,
    FEMALE,
    G0,
    GIVEN,
    MALE,
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
    pack_birth,
)
from tracer.matching.vocabulary import NONE, VocabularyBuilder
from tracer.normalise.addresses import city_key
from tracer.normalise.full_names import CIVILITY_SEX, MARKERS
from tracer.normalise.names import name_key, surname_parts
from tracer.subject import NameRole

FIELDS = ("id", "nom", "nom_usage", "prenoms", "dob", "sexe", "cp", "ville", "adr")
"""The columns of a file of people, by the names registers in France give them. Only id and nom
are required."""
OPTIONAL = {"email": "email", "tel": "phone", "lieu_naissance": "birth_place", "siren": "company"}
LONGEST = 200
"""Characters a name, street or town may have; longer ones are not names."""
MISSING = frozenset({"", "NaN", "nan", "N/A", "-0-"})
"""How files write that nothing is stated. NAN, NA and NULL are surnames."""
NUMBERED = r"^\s*(?P<number>\d{1,5})\s*(?P<rest>.*)$"
SEXES = {"M": MALE, "H": MALE, "1": MALE, "MALE": MALE, "F": FEMALE, "2": FEMALE, "FEMALE": FEMALE}
DATE = re.compile(r"(\d{4})(?:-?(\d{2})(?:-?(\d{2}))?)?", re.ASCII)
USABLE_WITHOUT = frozenset({"dob"})
"""Fields without which a row is still worth comparing."""
TOO_LONG = -3
IMPOSSIBLE = 1 << 24
"""Set on a packed birth whose day or month does not exist; its year is kept."""


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
    read_before: dict[str, dict[str, object]] = field(default_factory=dict)

    def add(self, table: pa.Table) -> None:
        """Read one table whose columns are `FIELDS` and `OPTIONAL`, all strings or null."""
        rows = np.full((table.num_rows, len(COLUMNS)), NONE, np.int32)
        problems: list[tuple[npt.NDArray[np.bool_], str, str]] = []
        ids = strings(table, "id")
        problems.append((nulls(ids), "id", "empty"))
        said = self.surnames(table, rows, problems)
        self.given_names(table, rows, problems)
        self.births(table, rows, problems)
        self.sexes(table, rows, said)
        self.places(table, rows)
        extras = {name: self.extra(table, source) for source, name in OPTIONAL.items()}
        bad = np.zeros(table.num_rows, bool)
        for mask, column, problem in problems:
            kept = column in USABLE_WITHOUT
            for at in np.nonzero(mask & ~bad)[0]:
                self.rejects.append(
                    Reject(
                        row=self.seen + int(at) + 1,
                        id=ids[int(at)].as_py() or "",
                        field=column,
                        problem=problem,
                        kept=kept,
                    )
                )
            if not kept:
                bad |= mask
        self.seen += table.num_rows
        kept = np.nonzero(~bad)[0]
        self.ids.append(ids.take(pa.array(kept)) if len(kept) < len(ids) else ids)
        self.rows.append(rows[kept])
        for name, column in extras.items():
            self.extras[name].append(column[kept])

    def records(self) -> Records:
        """Everything read so far. Of two rows with one id the first stays."""
        ids = pa.concat_arrays(self.ids) if self.ids else pa.array([], pa.string())
        return Records(
            ids=ids,
            rows=np.concatenate(self.rows) if self.rows else np.empty((0, len(COLUMNS)), np.int32),
            names=self.names.build(),
            streets=self.streets.build(),
            towns=self.towns.build(),
            terms=self.terms.build(),
            extras={
                name: np.concatenate(parts)
                for name, parts in self.extras.items()
                if parts and any((part != NONE).any() for part in parts)
            },
        )

    def inverted(self, table: pa.Table) -> Array:
        """Rows whose surname column is read as given names, and the other way round."""
        turned = pa.table({"nom": strings(table, "prenoms"), "prenoms": strings(table, "nom")})
        rows = np.full((table.num_rows, len(COLUMNS)), NONE, np.int32)
        self.surnames(turned, rows, [])
        self.given_names(turned, rows, [])
        return rows

    def surnames(
        self, table: pa.Table, rows: Array, problems: list[tuple[npt.NDArray[np.bool_], str, str]]
    ) -> Array:
        """Both surname columns; returns the sex a civility states."""
        column = strings(table, "nom")
        at, read = self.each(column, "nom", lambda text: read_surnames(text, self.names))
        found = np.array([one for one in read] + [(NONE, NONE, 0)], np.int32).reshape(-1, 3)[at]
        rows[:, [S0, S1]] = found[:, :2]
        usage, other = self.each(
            strings(table, "nom_usage"), "nom", lambda text: read_surnames(text, self.names)
        )
        stated = np.array([one for one in other] + [(NONE, NONE, 0)], np.int32).reshape(-1, 3)
        rows[:, S1] = np.where(usage >= 0, stated[usage, 0], rows[:, S1])
        rows[:, S1] = np.where(rows[:, S1] == rows[:, S0], NONE, rows[:, S1])
        problems.append((nulls(column), "nom", "empty"))
        problems.append((found[:, 0] == TOO_LONG, "nom", "too long"))
        problems.append(((found[:, 0] == NONE) & ~nulls(column), "nom", "no letters to read"))
        return found[:, 2]

    def given_names(
        self, table: pa.Table, rows: Array, problems: list[tuple[npt.NDArray[np.bool_], str, str]]
    ) -> None:
        """The first four given names, compound ones with their halves."""
        column = strings(table, "prenoms")
        long = pc.fill_null(pc.greater(pc.utf8_length(column), LONGEST), False)
        problems.append((as_bools(long), "prenoms", "too long"))
        words = pc.split_pattern_regex(pc.fill_null(column, ""), r"[\s,;/]+")
        if len(words) == 0:
            return
        flat = words.flatten()
        at, read = self.each(flat, "prenom", lambda text: read_given(text, self.names))
        numbers = np.array([one for one in read] + [NONE], np.int32)[at]
        owner = pc.list_parent_indices(words).to_numpy()
        kept = numbers != NONE
        numbers, owner = numbers[kept], owner[kept]
        first = np.searchsorted(owner, np.arange(len(rows)))
        rank = np.arange(len(owner)) - first[owner]
        within = rank < GIVEN
        rows[owner[within], G0 + rank[within]] = numbers[within]

    def births(
        self, table: pa.Table, rows: Array, problems: list[tuple[npt.NDArray[np.bool_], str, str]]
    ) -> None:
        """Births to the precision written: YYYY, YYYY-MM, YYYY-MM-DD or YYYYMMDD, 00 for unknown."""
        at, read = self.each(strings(table, "dob"), "dob", read_birth)
        births = np.array([one for one in read] + [0], np.int32)[at]
        rows[:, BIRTH] = births & (IMPOSSIBLE - 1)
        problems.append((births & IMPOSSIBLE > 0, "dob", "no day of the calendar"))

    def sexes(self, table: pa.Table, rows: Array, said: Array) -> None:
        """The sex the column states, else the one the civility states."""
        at, read = self.each(
            strings(table, "sexe"), "sexe", lambda text: SEXES.get(text.upper(), UNSTATED)
        )
        stated = np.array([one for one in read] + [UNSTATED], np.int32)[at]
        rows[:, SEX] = np.where(stated == UNSTATED, said, stated)

    def places(self, table: pa.Table, rows: Array) -> None:
        """Postcode, town, street and house number."""
        at, read = self.each(strings(table, "cp"), "cp", read_postcode)
        rows[:, POSTCODE] = np.array([one for one in read] + [NONE], np.int32)[at]
        at, read = self.each(
            strings(table, "ville"), "ville", lambda text: self.towns.add(city_key(text[:LONGEST]))
        )
        rows[:, TOWN] = np.array([one for one in read] + [NONE], np.int32)[at]
        lines = strings(table, "adr")
        split = pc.extract_regex(lines, NUMBERED)
        numbers = pc.fill_null(pc.cast(pc.struct_field(split, 0), pa.int32()), NONE)
        rest = pc.coalesce(pc.struct_field(split, 1), lines)
        at, read = self.each(rest, "adr", lambda text: self.streets.add(street_key(text)))
        rows[:, STREET] = np.array([one for one in read] + [NONE], np.int32)[at]
        rows[:, NUMBER] = numbers.to_numpy(zero_copy_only=False)

    def extra(self, table: pa.Table, source: str) -> Array:
        """One of the columns few files have."""
        at, read = self.each(
            strings(table, source), source, lambda text: self.terms.add(extra_key(source, text))
        )
        return np.array([one for one in read] + [NONE], np.int32)[at]

    def each(
        self, column: pa.StringArray, kind: str, read: Callable[[str], object]
    ) -> tuple[npt.NDArray[np.int64], list[object]]:
        """Read each distinct value once; the places of the values, -1 for null, and what they say."""
        known = self.read_before.setdefault(kind, {})
        encoded = column.dictionary_encode()
        values: list[object] = []
        for text in encoded.dictionary.to_pylist():
            if text not in known:
                known[text] = read(text)
            values.append(known[text])
        at = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False)
        return at.astype(np.int64), values


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What a table holds: its records, the same records with surname and given names exchanged,
    and the rows set aside."""

    records: Records
    inverted: Array  # rows, aligned with the records
    rejects: tuple[Reject, ...]


def read_table(table: pa.Table) -> Read:
    """One table as records, and the rows set aside. Rows that repeat an id are set aside too."""
    reader = Reader()
    reader.add(table)
    set_aside = {one.row for one in reader.rejects if not one.kept}
    used = np.array([row for row in range(table.num_rows) if row + 1 not in set_aside], np.int64)
    ids = reader.ids[0]
    again = np.fromiter(repeated(ids), bool, len(ids))
    for at in np.flatnonzero(again):
        name, row = ids[int(at)].as_py(), int(used[at]) + 1
        problem = "repeats the id of an earlier row"
        reader.rejects.append(Reject(row=row, id=name, field="id", problem=problem))
    kept = np.flatnonzero(~again)
    inverted = reader.inverted(table.take(pa.array(used[kept])))
    records = reader.records().take(kept)
    inverted[:, BIRTH:] = records.rows[:, BIRTH:]
    rejects = tuple(sorted(reader.rejects, key=lambda one: one.row))
    return Read(records=records, inverted=inverted, rejects=rejects)


def repeated(ids: pa.StringArray) -> Iterator[bool]:
    """Whether each id was there before."""
    known: set[str] = set()
    for one in ids.to_pylist():
        yield one in known
        known.add(one)


def read_surnames(text: str, names: VocabularyBuilder) -> tuple[int, int, int]:
    """Two surnames and the sex a civility states: "Mme DURAND épouse MARTIN" holds all three."""
    if len(text) > LONGEST:
        return (TOO_LONG, NONE, 0)
    words = name_key(text).split()
    sex = UNSTATED
    while len(words) > 1 and words[0] in CIVILITY_SEX:
        sex = SEXES.get(CIVILITY_SEX[words.pop(0)] or "", sex)
    found: list[list[str]] = [[]]
    for at, word in enumerate(words):
        role = MARKERS.get(word)
        if role in {NameRole.BIRTH, NameRole.USAGE} and 0 < at < len(words) - 1:
            found.append([])
        else:
            found[-1].append(word)
    numbers = [number for said in found if (number := add_surname(said, names)) != NONE]
    return (*(numbers + [NONE, NONE])[:SURNAME_COUNT], sex)  # type: ignore[return-value]


SURNAME_COUNT = 2


def add_surname(words: list[str], names: VocabularyBuilder) -> int:
    """One surname, particles glued to what follows, with its halves if it is double."""
    parts = [part.replace(" ", "") for part in surname_parts(" ".join(words))]
    return names.add("".join(words), parts)


def read_given(text: str, names: VocabularyBuilder) -> int:
    """One given name; Jean-Marc has two halves."""
    words = name_key(text[:LONGEST]).split()
    if len(words) == 1 and words[0] in CIVILITY_SEX and len(words[0]) > 1:
        return NONE
    return names.add("".join(words), words)


def read_birth(text: str) -> int:
    """A packed birth; marked IMPOSSIBLE when it is written otherwise or is no day of the calendar."""
    stripped = text.strip()
    if stripped in MISSING:
        return 0
    match = DATE.fullmatch(stripped)
    if match is None:
        return IMPOSSIBLE
    year, month, day = (int(part or 0) for part in match.groups())
    if year == 0:
        return 0
    if month == 0:
        day = 0
    if not 1000 <= year <= 2100:
        return IMPOSSIBLE
    if month > 12 or day > days_in(year, month):
        return IMPOSSIBLE | year << 9
    return int(pack_birth(np.array(year), np.int32(month), np.int32(day)))  # type: ignore[arg-type]


def days_in(year: int, month: int) -> int:
    """Days of a month of the Gregorian calendar."""
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in {4, 6, 9, 11} else 31


def read_postcode(text: str) -> int:
    """The digits of a postcode as a number; other countries' letters count in base 36."""
    key = name_key(text[:LONGEST]).replace(" ", "")
    if not key:
        return NONE
    if key.isdigit() and len(key) <= 9:
        return int(key)
    return int(key[:6], 36) % (1 << 30) if key.isalnum() else NONE


def street_key(text: str) -> str:
    """A street without its house number, words in order, one key for its spellings."""
    return name_key(text[:LONGEST])


def extra_key(source: str, text: str) -> str:
    """An e-mail, telephone number or place under the key it compares by."""
    if source == "email":
        return text.strip().lower()[:LONGEST]
    if source == "tel":
        return re.sub(r"\D", "", text)[-9:]
    return name_key(text[:LONGEST])


def strings(table: pa.Table, name: str) -> pa.StringArray:
    """A column as strings, null where it is absent, empty or written as missing."""
    if name not in table.column_names:
        return pa.nulls(table.num_rows, pa.string())
    column = table[name]
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if isinstance(array, pa.ChunkedArray):  # an empty one stays chunked
        array = pa.concat_arrays(array.chunks) if array.chunks else pa.nulls(0, pa.string())
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    array = array.cast(pa.string())
    blank = pc.is_in(pc.utf8_trim_whitespace(array), pa.array(sorted(MISSING)))
    return pc.if_else(pc.fill_null(blank, True), pa.scalar(None, pa.string()), array)


def nulls(column: pa.StringArray) -> npt.NDArray[np.bool_]:
    """Where a column states nothing."""
    return as_bools(pc.is_null(column))


def as_bools(column: pa.BooleanArray) -> npt.NDArray[np.bool_]:
    """A column of truths as an array."""
    return column.to_numpy(zero_copy_only=False).astype(bool)  # type: ignore[no-any-return]
