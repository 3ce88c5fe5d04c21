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
from tracer.normalise.streets import parse_street
from tracer.subject import NameRole

FIELDS = ("id", "nom", "nom_usage", "prenoms", "dob", "sexe", "cp", "ville", "adr")
"""The columns of a file of people, by the names registers in France give them. Only id and nom
are required."""
OPTIONAL = {"email": "email", "tel": "phone", "lieu_naissance": "birth_place", "siren": "company"}
LONGEST = 200
"""Characters a name, street or town may have; longer ones are not names."""
MISSING = pa.array(["", "NaN", "nan", "N/A", "-0-"])
"""How files write that nothing is stated. NAN, NA and NULL are surnames."""
NUMBERED = r"^\s*(?P<number>\d{1,5})\s*(?P<rest>.*)$"
GIVEN_SEPARATOR = r"[\s,;/.]+"
ABD_EL = r"(?i)\b(abd)[ -](el|al|er|es)[ -]"
SEXES = {"M": MALE, "H": MALE, "1": MALE, "MALE": MALE, "F": FEMALE, "2": FEMALE, "FEMALE": FEMALE}
DATE = re.compile(r"(\d{4})(?:-?(\d{2})(?:-?(\d{2}))?)?", re.ASCII)
USABLE_WITHOUT = frozenset({"dob"})
"""Fields without which a row of a register is still worth comparing."""
NOISY = USABLE_WITHOUT | {"nom", "prenoms"}
"""The same for files in which any field may be lost: a row without a surname is compared by the rest."""
TOO_LONG = -3
EMPTY = (-4, NONE, UNSTATED)
IMPOSSIBLE = 1 << 24
"""Set on a packed birth whose day or month does not exist; its year is kept."""


Problems = list[tuple[npt.NDArray[np.bool_], str, str]]
"""Where, in which field, and what is wrong."""


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
    read_before: dict[str, dict[str, int | tuple[int, ...]]] = field(default_factory=dict)

    def add(self, table: pa.Table) -> None:
        """Read one table whose columns are `FIELDS` and `OPTIONAL`, all strings or null."""
        rows = np.full((table.num_rows, len(COLUMNS)), NONE, np.int32)
        problems: Problems = []
        ids = ids_of(table, self.seen)
        problems.append((as_bools(pc.equal(pc.utf8_length(ids), 0)), "id", "empty"))
        said = self.surnames(table, rows, problems)
        self.given_names(table, rows, problems)
        self.births(table, rows, problems)
        self.sexes(table, rows, said)
        self.places(table, rows)
        extras = {name: self.extra(table, source) for source, name in OPTIONAL.items()}
        bad = np.zeros(table.num_rows, bool)
        for mask, column, problem in problems:
            kept = column in self.usable_without
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
        if table.num_rows == 0:
            return np.empty((0, len(COLUMNS)), np.int32)
        turned = pa.table({"nom": texts_of(table, "prenoms"), "prenoms": texts_of(table, "nom")})
        rows = np.full((table.num_rows, len(COLUMNS)), NONE, np.int32)
        self.surnames(turned, rows, [])
        self.given_names(turned, rows, [])
        return rows

    def surnames(self, table: pa.Table, rows: Array, problems: Problems) -> Array:
        """Both surname columns; returns the sex a civility states."""
        nobody = (NONE, NONE, UNSTATED)
        found = self.each(table, "nom", "surname", self.surname, EMPTY).reshape(-1, 3)
        usage = self.each(table, "nom_usage", "surname", self.surname, nobody).reshape(-1, 3)
        rows[:, [S0, S1]] = found[:, :2]
        rows[:, S1] = np.where(usage[:, 0] >= 0, usage[:, 0], rows[:, S1])
        rows[:, S1] = np.where(rows[:, S1] == rows[:, S0], NONE, rows[:, S1])
        problems.append((found[:, 0] == EMPTY[0], "nom", "empty"))
        problems.append((found[:, 0] == TOO_LONG, "nom", "too long"))
        problems.append((usage[:, 0] == TOO_LONG, "nom_usage", "too long"))
        problems.append((found[:, 0] == NONE, "nom", "no letters to read"))
        return found[:, 2]

    def surname(self, text: str) -> tuple[int, int, int]:
        """Two surnames and the sex a civility states: "Mme DURAND épouse MARTIN" holds all three."""
        if len(text) > LONGEST:
            return (TOO_LONG, NONE, UNSTATED)
        words = name_key(text).split()
        sex = UNSTATED
        while len(words) > 1 and words[0] in CIVILITY_SEX:
            sex = SEXES.get(CIVILITY_SEX[words.pop(0)] or "", sex)
        said: list[list[str]] = [[]]
        for at, word in enumerate(words):
            if MARKERS.get(word) in {NameRole.BIRTH, NameRole.USAGE} and 0 < at < len(words) - 1:
                said.append([])
            else:
                said[-1].append(word)
        numbers = [number for one in said if (number := add_surname(one, self.names)) != NONE]
        return (*numbers, NONE, NONE)[0], (*numbers, NONE, NONE)[1], sex

    def given_names(self, table: pa.Table, rows: Array, problems: Problems) -> None:
        """The first four given names, compound ones with their halves, initials one by one."""
        encoded = dictionary(table, "prenoms")
        values = encoded.dictionary
        words = pc.split_pattern_regex(
            pc.replace_substring_regex(values, ABD_EL, r"\1\2"), GIVEN_SEPARATOR
        )
        flat = words.flatten()
        each = pa.table({"prenom": flat})
        numbers = self.each(each, "prenom", "given", self.given, NONE)
        owner = pc.list_parent_indices(words).to_numpy()
        kept = numbers != NONE
        numbers, owner = numbers[kept], owner[kept]
        first = np.searchsorted(owner, np.arange(len(values)))
        rank = np.arange(len(owner)) - first[owner]
        table_of = np.full((len(values) + 1, GIVEN), NONE, np.int32)
        within = rank < GIVEN
        table_of[owner[within], rank[within]] = numbers[within]
        at = places_of(encoded)
        rows[:, G0 : G0 + GIVEN] = table_of[at]
        long = as_bools(pc.greater(pc.utf8_length(values), LONGEST))
        problems.append((np.r_[long, False][at], "prenoms", "too long"))

    def given(self, text: str) -> int:
        """One given name; Jean-Marc has two halves."""
        words = name_key(text[:LONGEST]).split()
        if len(words) == 1 and words[0] in CIVILITY_SEX and len(words[0]) > 1:
            return NONE
        return self.names.add("".join(words), words)

    def births(self, table: pa.Table, rows: Array, problems: Problems) -> None:
        """Births to the precision written: YYYY, YYYY-MM, YYYY-MM-DD or YYYYMMDD, 00 for unknown."""
        births = self.each(table, "dob", "birth", read_birth, 0)
        rows[:, BIRTH] = births & (IMPOSSIBLE - 1)
        problems.append((births & IMPOSSIBLE > 0, "dob", "no day of the calendar"))

    def sexes(self, table: pa.Table, rows: Array, said: Array) -> None:
        """The sex the column states, else the one the civility states."""
        stated = self.each(
            table, "sexe", "sex", lambda text: SEXES.get(text.upper(), UNSTATED), UNSTATED
        )
        rows[:, SEX] = np.where(stated == UNSTATED, said, stated)

    def places(self, table: pa.Table, rows: Array) -> None:
        """Postcode, town, street and house number."""
        rows[:, POSTCODE] = self.each(table, "cp", "postcode", read_postcode, NONE)
        rows[:, TOWN] = self.each(
            table, "ville", "town", lambda text: self.towns.add(city_key(text[:LONGEST])), NONE
        )
        encoded = dictionary(table, "adr")
        lines = encoded.dictionary
        split = pc.extract_regex(lines, NUMBERED)
        numbers = pc.fill_null(pc.cast(pc.struct_field(split, 0), pa.int32()), NONE)
        rest = pa.table({"adr": pc.coalesce(pc.struct_field(split, 1), lines)})
        streets = self.each(rest, "adr", "street", self.street, NONE)
        at = places_of(encoded)
        rows[:, STREET] = np.r_[streets, NONE][at]
        rows[:, NUMBER] = np.r_[numbers.to_numpy(zero_copy_only=False), NONE][at]

    def street(self, text: str) -> int:
        """A street without its house number, one key for its spellings."""
        return self.streets.add(parse_street(text[:LONGEST]).key)

    def extra(self, table: pa.Table, source: str) -> Array:
        """One of the columns few files have."""
        return self.each(
            table, source, source, lambda text: self.terms.add(extra_key(source, text)), NONE
        )

    def each(
        self,
        table: pa.Table,
        column: str,
        kind: str,
        read: Callable[[str], int | tuple[int, ...]],
        missing: int | tuple[int, ...],
    ) -> Array:
        """What a column says, row by row; each distinct text is read once, however many tables."""
        if column not in table.column_names:
            return np.full((table.num_rows, *np.shape(missing)), missing, np.int32)
        encoded = dictionary(table, column)
        known = self.read_before.setdefault(kind, {})
        texts = encoded.dictionary.to_pylist()
        for text in texts:
            if text not in known:
                known[text] = read(text)
        values = np.array([*map(known.__getitem__, texts), missing], np.int32)
        return values[places_of(encoded)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What a table holds: its records, the same records with surname and given names exchanged,
    and the rows set aside."""

    records: Records
    inverted: Array  # rows, aligned with the records
    rejects: tuple[Reject, ...]


def read_table(table: pa.Table, usable_without: frozenset[str] = USABLE_WITHOUT) -> Read:
    """One table as records, and the rows set aside. Rows that repeat an id are set aside too."""
    reader = Reader(usable_without=usable_without)
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


def ids_of(table: pa.Table, before: int) -> pa.StringArray:
    """The ids, empty where there is none; row numbers for a file without an id column."""
    if "id" not in table.column_names:
        return pa.array([str(row) for row in range(before + 1, before + table.num_rows + 1)])
    column = table["id"].combine_chunks()
    if isinstance(column, pa.ChunkedArray):
        column = pa.concat_arrays(column.chunks) if column.chunks else pa.nulls(0, pa.string())
    return pc.fill_null(column.cast(pa.string()), "")


def repeated(ids: pa.StringArray) -> Iterator[bool]:
    """Whether each id was there before."""
    known: set[str] = set()
    for one in ids.to_pylist():
        yield one in known
        known.add(one)


def add_surname(words: list[str], names: VocabularyBuilder) -> int:
    """One surname, particles glued to what follows, with its halves if it is double."""
    parts = [part.replace(" ", "") for part in surname_parts(" ".join(words))]
    return names.add("".join(words), parts)


def read_birth(text: str) -> int:
    """A packed birth; marked IMPOSSIBLE when it is written otherwise or is no day of the calendar."""
    match = DATE.fullmatch(text.strip())
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


def extra_key(source: str, text: str) -> str:
    """An e-mail, telephone number or place under the key it compares by."""
    if source == "email":
        return text.strip().lower()[:LONGEST]
    if source == "tel":
        return re.sub(r"\D", "", text)[-9:]
    return name_key(text[:LONGEST])


def dictionary(table: pa.Table, name: str) -> pa.DictionaryArray:
    """A column as its distinct texts and their places; what is missing has no place (null)."""
    if name not in table.column_names:
        return pa.nulls(table.num_rows, pa.string()).dictionary_encode()
    column = table[name].combine_chunks()
    if isinstance(column, pa.ChunkedArray):
        column = pa.concat_arrays(column.chunks) if column.chunks else pa.nulls(0, pa.string())
    if not pa.types.is_dictionary(column.type):
        column = column.cast(pa.string()).dictionary_encode()
    texts = column.dictionary.cast(pa.string())
    blank = pc.is_in(pc.utf8_trim_whitespace(texts), MISSING)
    if not pc.any(blank, min_count=0).as_py():
        return pa.DictionaryArray.from_arrays(column.indices, texts)
    gone = as_bools(blank)
    moved = pa.array(np.cumsum(~gone) - 1, pa.int32(), mask=gone)
    return pa.DictionaryArray.from_arrays(moved.take(column.indices), texts.filter(pc.invert(blank)))


def places_of(encoded: pa.DictionaryArray) -> npt.NDArray[np.int64]:
    """For each row the place of its text; the last, one beyond the texts, for what is missing."""
    missing = len(encoded.dictionary)
    return pc.fill_null(encoded.indices.cast(pa.int64()), missing).to_numpy(  # type: ignore[no-any-return]
        zero_copy_only=False
    )


def texts_of(table: pa.Table, name: str) -> pa.StringArray:
    """A column row by row, null where it is absent or states nothing."""
    return dictionary(table, name).dictionary_decode()


def as_bools(column: pa.BooleanArray) -> npt.NDArray[np.bool_]:
    """A column of truths as an array."""
    return column.to_numpy(zero_copy_only=False).astype(bool)  # type: ignore[no-any-return]
