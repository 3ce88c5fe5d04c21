"""The open data of the Belgian Crossroads Bank (KBO/BCE) as a local index that answers by number or name.

The publisher gives zips of CSV files ("Cookbook KBO Open Data", R018): a full file each month, and
updates that say what to delete, then what to insert. Only enterprises that are active are in them.
"""

from __future__ import annotations

import csv
import io
import os
import shutil
import sqlite3
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import IO

from stdnum.be import vat

from connectors.world.be_kbo_tables import SCHEMA, TABLES, Row, Table, iso_day, plain
from tracer.errors import Invalid, SourceChanged

SOURCE = "be.kbo"
BATCH = 10_000

Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What was read: rows kept by table, rows of other entities, and rows nobody can use.

    `rejected` rows have a number that fails its check or another count of columns;
    `unread_columns` are columns nobody here knows.
    """

    full: bool
    extract: int
    snapshot: date
    kept: Mapping[str, int]
    others: int
    rejected: int
    unread_columns: tuple[str, ...]


def build_index(source: Path, index: Path, progress: Progress | None = None) -> BuildReport:
    """Make the index from a full file, or bring it up to date; the old one serves until the end.

    `source` is the zip or a folder of its files. Raises Invalid when it is neither, or an update
    that is not the next one; SourceChanged when a column is missing.
    """
    fresh = index.with_name(index.name + ".new")
    fresh.unlink(missing_ok=True)
    try:
        with ExitStack() as stack:
            build = Build(files=files_of(source, stack), progress=progress or (lambda _, __: None))
            meta = build.meta()
            if meta.full:
                index.parent.mkdir(parents=True, exist_ok=True)
            else:
                must_follow(index, meta)
                shutil.copyfile(index, fresh)
            with closing(sqlite3.connect(fresh)) as held:
                build.fill(held, meta)
        os.replace(fresh, index)
    except (UnicodeDecodeError, csv.Error):
        raise SourceChanged(SOURCE, "a file is not CSV in UTF-8") from None
    finally:
        fresh.unlink(missing_ok=True)
    return BuildReport(
        full=meta.full,
        extract=meta.extract,
        snapshot=meta.snapshot,
        kept=dict(build.kept),
        others=build.others,
        rejected=build.rejected,
        unread_columns=tuple(sorted(build.unread)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """What meta.csv says of the extract."""

    full: bool
    extract: int
    snapshot: date
    said: Row


Opener = Callable[[], IO[str]]


@dataclass(slots=True, kw_only=True)
class Build:
    """One reading of an extract, and what it counts."""

    files: Mapping[str, Opener]
    progress: Progress
    kept: Counter[str] = field(default_factory=Counter)
    others: int = 0
    rejected: int = 0
    unread: set[str] = field(default_factory=set)

    def meta(self) -> Meta:
        """The extract's number, kind and date."""
        said = {row["Variable"]: row["Value"] for row in self.rows("meta", ("Variable", "Value"))}
        snapshot = iso_day(said.get("SnapshotDate", ""))
        number, kind = said.get("ExtractNumber", ""), said.get("ExtractType", "")
        if snapshot is None or not number.isdigit() or kind not in ("full", "update"):
            raise SourceChanged(SOURCE, "meta.csv does not say which extract this is")
        return Meta(
            full=kind == "full",
            extract=int(number),
            snapshot=date.fromisoformat(snapshot),
            said=said,
        )

    def fill(self, held: sqlite3.Connection, meta: Meta) -> None:
        """Write a whole extract in one transaction."""
        if meta.full:
            held.executescript(SCHEMA)
        for table in TABLES:
            if not meta.full:
                self.forget(held, table)
            self.write(held, table, table.name if meta.full else f"{table.name}_insert")
        for row in self.rows("code", ("Category", "Code", "Language", "Description")):
            if row["Category"] == "JuridicalForm" and row["Language"] == "FR":
                worded = (row["Code"], row["Description"].strip())
                held.execute("insert or replace into form values (?, ?)", worded)
        held.executemany("insert or replace into meta values (?, ?)", meta.said.items())
        held.commit()

    def forget(self, held: sqlite3.Connection, table: Table) -> None:
        """Delete what an update says to delete, before anything of it is inserted."""
        for row in self.rows(f"{table.name}_delete", (table.number,)):
            held.execute(table.delete, (plain(row[table.number]),))

    def write(self, held: sqlite3.Connection, table: Table, name: str) -> None:
        """Insert the rows of one file about enterprises, in batches."""
        batch: list[tuple[str | None, ...]] = []
        for row in self.rows(name, table.columns, table.dropped):
            number = plain(row[table.number])
            if number.startswith(("2", "9")):
                self.others += 1  # an establishment or a branch
                continue
            if not vat.is_valid(number) or len(number) != 10:
                self.rejected += 1
                continue
            said = table.keep(row, number)
            if said is None:
                continue
            batch.append(said)
            self.kept[table.name] += 1
            if len(batch) == BATCH:
                held.executemany(table.insert, batch)
                batch.clear()
                self.progress(name, self.kept[table.name])
        held.executemany(table.insert, batch)
        self.progress(name, self.kept[table.name])

    def rows(
        self, name: str, needed: tuple[str, ...], dropped: frozenset[str] = frozenset()
    ) -> Iterator[Row]:
        """The rows of one file; SourceChanged when it, or a column it must have, is missing."""
        opener = self.files.get(f"{name}.csv")
        if opener is None:
            raise SourceChanged(SOURCE, f"{name}.csv is missing")
        with opener() as text:
            lines = csv.reader(text)
            header = next(lines, [])
            missing = set(needed) - set(header)
            if missing:
                raise SourceChanged(SOURCE, f"{name}.csv has no column {min(missing)}")
            self.unread |= {f"{name}.{column}" for column in set(header) - {*needed, *dropped}}
            for line in lines:
                if len(line) == len(header):
                    yield dict(zip(header, line, strict=True))
                elif line:
                    self.rejected += 1


def must_follow(index: Path, meta: Meta) -> None:
    """Refuse an update that is not the next one: what lies between would be lost."""
    if not index.is_file():
        raise Invalid("source", "is an update, and there is no index: begin with a full file")
    with closing(sqlite3.connect(index)) as held:
        query = "select value from meta where variable = 'ExtractNumber'"
        (number,) = held.execute(query).fetchone()
    if meta.extract != int(number) + 1:
        raise Invalid("source", "is not the next update after the index")


def files_of(source: Path, stack: ExitStack) -> dict[str, Opener]:
    """The CSV files of a zip or of a folder, by name."""
    if source.is_dir():
        return {path.name: partial(in_folder, path) for path in source.glob("*.csv")}
    try:
        bundle = stack.enter_context(zipfile.ZipFile(source))
    except (OSError, zipfile.BadZipFile):
        raise Invalid("source", "is neither a zip nor a folder of CSV files") from None
    names = [name for name in bundle.namelist() if name.endswith(".csv")]
    return {Path(name).name: partial(in_zip, bundle, name) for name in names}


def in_folder(path: Path) -> IO[str]:
    """One file of a folder, as text."""
    return path.open(encoding="utf-8-sig", newline="")


def in_zip(bundle: zipfile.ZipFile, name: str) -> IO[str]:
    """One file of a zip, as text, read as it is decompressed."""
    return io.TextIOWrapper(bundle.open(name), encoding="utf-8-sig", newline="")
