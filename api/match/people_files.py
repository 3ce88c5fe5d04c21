"""Opens a file of people, Parquet or CSV, and reads it block by block as the engine's columns.

What is wrong with a row is told by row and field, never by value, and the rest of the file goes on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from api.match.column_map import KNOWN, ColumnMap
from api.match.people_columns import as_text, is_text
from api.match.people_csv import CsvShape, csv_blocks, csv_shape
from api.match.repeated_ids import SeenIds
from tracer.errors import Invalid
from tracer.matching.reading import Reject

GOLD = ("entity", "hh", "tags", "has_match")
"""Columns of labelled files. They are never shown to the engine."""
BATCH = 131_072
PARQUET = {".parquet", ".pq"}
AGAIN = "repeats the id of an earlier row"
Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Rows:
    """Some rows of a file: the engine's columns as strings, and each row's place in the file, from 1."""

    table: Any
    places: Places

    def __len__(self) -> int:
        return len(self.places)


@dataclass(kw_only=True)
class PeopleFile:
    """A file of people. `rejects` fills while `rows` are read: lines malformed, ids repeated."""

    path: Path
    part: str  # queries or against
    columns: dict[str, str]  # our field, their column
    unknown: tuple[str, ...]
    stated_rows: int  # 0 where only reading tells
    shape: CsvShape | None
    rejects: list[Reject] = field(default_factory=list)

    @property
    def names(self) -> Sequence[str]:
        """The file's own columns."""
        if self.shape is not None:
            return self.shape.names
        return tuple(open_parquet(self.path, self.part).schema_arrow.names)

    def rows(self, gold: Mapping[str, str] | None = None) -> Iterator[Rows]:
        """Every row that can be read and has an id of its own, in order; ids are row numbers in a
        file without any. Gold columns, by the name they shall have, come along untouched."""
        self.rejects.clear()
        wanted = {**self.columns, **(gold or {})}
        seen = SeenIds()
        read = self.csv_rows(wanted) if self.shape else self.parquet_rows(wanted)
        for rows in read:
            if "id" in self.columns:
                yield self.once(rows, seen.again(one_chunk(rows.table["id"])))
            else:
                numbers = pa.array(rows.places).cast(pa.string())
                yield Rows(rows.table.append_column("id", numbers), rows.places)

    def once(self, rows: Rows, again: npt.NDArray[np.bool_]) -> Rows:
        """The rows whose id is their own; the others are written down."""
        if not again.any():
            return rows
        kept = np.flatnonzero(~again)
        ids = rows.table["id"].filter(pa.array(again)).to_pylist()
        self.rejects += [
            Reject(row=int(place), id=name, field="id", problem=AGAIN)
            for place, name in zip(rows.places[again], ids, strict=True)
        ]
        return Rows(rows.table.take(pa.array(kept)), rows.places[kept])

    def csv_rows(self, wanted: dict[str, str]) -> Iterator[Rows]:
        """The rows of a CSV file."""
        shape = self.shape
        assert shape is not None
        at = {ours: shape.names.index(theirs) for ours, theirs in wanted.items()}
        before = 0
        for block, line in csv_blocks(self.path, shape):
            for where, row, problem in block.wrong:
                told = f"line {line + where}: {problem}"
                self.rejects.append(Reject(row=before + row, id="", field="line", problem=told))
            count = block.table.num_rows + len(block.wrong)
            places = np.delete(np.arange(count), [row - 1 for _, row, _ in block.wrong])
            columns = {ours: one_chunk(block.table[str(place)]) for ours, place in at.items()}
            if len(places):
                yield Rows(self.as_people(columns), places + before + 1)
            before += count

    def parquet_rows(self, wanted: dict[str, str]) -> Iterator[Rows]:
        """The rows of a Parquet file; what cannot be decoded of a row group is set aside."""
        repeating = [theirs for ours, theirs in self.columns.items() if ours != "id"]
        file = open_parquet(self.path, self.part, repeating)
        ends = np.cumsum(
            [file.metadata.row_group(n).num_rows for n in range(file.num_row_groups)], dtype=int
        )
        before = 0
        for group, end in enumerate(ends.tolist()):
            batches = file.iter_batches(BATCH, row_groups=[group], columns=[*wanted.values()])
            try:
                for batch in batches:
                    columns = {ours: batch.column(theirs) for ours, theirs in wanted.items()}
                    places = np.arange(before, before + batch.num_rows) + 1
                    before += batch.num_rows
                    yield Rows(self.as_people(columns), places)
            except (pa.ArrowInvalid, OSError):
                problem = f"{end - before} rows from here cannot be read: the file is damaged"
                self.rejects.append(
                    Reject(row=before + 1, id="", field="row group", problem=problem)
                )
            before = end

    def as_people(self, columns: dict[str, Any]) -> Any:
        """Our columns, texts for the engine; gold ones as they are."""
        return pa.table(
            {
                ours: as_text(ours, column, f"{self.part}.{ours}") if ours in KNOWN else column
                for ours, column in columns.items()
            }
        )


def open_people(path: Path, part: str, mapped: ColumnMap) -> PeopleFile:
    """A file by its columns. Raises Invalid naming the file or the column that is wrong."""
    if not path.is_file():
        raise Invalid(part, "there is no such file")
    if path.stat().st_size == 0:
        raise Invalid(part, "the file is empty")
    shape = None
    rows = 0
    if path.suffix.lower() in PARQUET or begins_as_parquet(path):
        file = open_parquet(path, part)
        names, rows = tuple(file.schema_arrow.names), file.metadata.num_rows
    else:
        shape = csv_shape(path, part)
        names = shape.names
    columns = columns_of(names, part, mapped)
    known = {*columns.values(), *(name for name in names if plain(name) in GOLD)}
    unknown = tuple(name for name in names if name not in known)
    return PeopleFile(
        path=path, part=part, columns=columns, unknown=unknown, stated_rows=rows, shape=shape
    )


def columns_of(names: Sequence[str], part: str, mapped: ColumnMap) -> dict[str, str]:
    """Which column holds which field: as the map says, else by its name, whatever its case."""
    found = dict(mapped.of(part))
    for ours, theirs in found.items():
        if theirs not in names:
            raise Invalid(f"map.{ours}", f"the file of {part} has no such column")
    by_name: dict[str, str] = {}
    for name in names:
        by_name.setdefault(plain(name), name)
    for ours in KNOWN:
        if ours not in found and ours in by_name:
            found[ours] = by_name[ours]
    for ours, theirs in found.items():
        if names.count(theirs) > 1:
            raise Invalid(f"{part}.{ours}", "two columns have this name")
    if "nom" not in found:
        raise Invalid(f"{part}.nom", "the file has no such column; name the one it has in --map")
    return {ours: found[ours] for ours in KNOWN if ours in found}


def plain(name: str) -> str:
    """A column's name whatever its case."""
    return name.strip().lower()


def begins_as_parquet(path: Path) -> bool:
    """Whether a file is Parquet, whatever it is called."""
    with path.open("rb") as file:
        return file.read(4) == b"PAR1"


def open_parquet(path: Path, part: str, wanted: Sequence[str] = ()) -> Any:
    """A Parquet file, its texts read as dictionaries. Raises Invalid when it is cut short."""
    try:
        file = pq.ParquetFile(path)
        texts = [one.name for one in file.schema_arrow if one.name in wanted and is_text(one.type)]
        return pq.ParquetFile(path, read_dictionary=texts) if texts else file
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError):
        raise Invalid(part, "not a whole Parquet file: it is cut short or damaged") from None


def one_chunk(column: Any) -> Any:
    """A column in one piece."""
    joined = column.combine_chunks()
    return pa.concat_arrays(joined.chunks) if isinstance(joined, pa.ChunkedArray) else joined


def shares(read: Iterator[Rows], size: int) -> Iterator[Rows]:
    """The rows in shares of one size, the last one smaller."""
    held: list[Rows] = []
    count = 0
    for rows in read:
        held.append(Rows(rows.table.cast(undictionaried(rows.table.schema)), rows.places))
        count += len(rows)
        while count >= size:
            joined = together(held)
            yield Rows(joined.table.slice(0, size), joined.places[:size])
            count -= size
            held = [Rows(joined.table.slice(size), joined.places[size:])]
    if count:
        yield together(held)


def together(held: list[Rows]) -> Rows:
    """Rows one after the other."""
    return Rows(
        pa.concat_tables([one.table for one in held]),
        np.concatenate([one.places for one in held]),
    )


def undictionaried(schema: Any) -> Any:
    """A schema with plain strings in place of dictionaries."""
    return pa.schema(
        [
            (one.name, pa.string() if pa.types.is_dictionary(one.type) else one.type)
            for one in schema
        ]
    )
