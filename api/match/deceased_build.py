"""Builds the index of deceased persons from the published files, one file after the other.

Whoever is opposed is taken out before anything is written. A build that was stopped goes on where
it was, and ends in the same bytes.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.ipc

from api.match.deceased_keys import write_keys
from api.match.deceased_store import (
    FORMAT,
    MANIFEST,
    VOCABULARIES,
    Rows,
    bare_records,
    mapped,
    save_counts,
    save_vocabulary,
)
from tracer.errors import Invalid
from tracer.matching.deceased_file import first_of_each, read_deaths
from tracer.matching.deceased_oppositions import (
    Oppositions,
    OppositionsUnreadable,
    read_oppositions,
)
from tracer.matching.fields import read_birth
from tracer.matching.frequencies import count_register
from tracer.matching.reading import Reader
from tracer.matching.records import COLUMNS, Records
from tracer.matching.spelling_index import SpellingIndex

Progress = Callable[[int, int, str], None]
"""Told how many files of how many are read, and the name of the last."""

ENDINGS = (".txt", ".csv", ".txt.gz", ".csv.gz")
OPPOSITION = "opposition"
PARTS = "parts"
PLACE, ACT = "S5", "S10"
ALL_BUT_THE_LATEST = 0.999
"""A wrong date of death may lie in the future: the last thousandth does not say how far a file goes."""


def build_deaths(folder: Path, index: Path, progress: Progress = lambda *_: None) -> str:
    """Read every file of a folder and write the index; returns the name of what was built.

    Files are read in the order of their names; of two lines of one act the first stays. Raises
    Invalid when there is no file, no list of oppositions, or one that cannot be read: nobody is
    indexed without it.
    """
    files, lists = listed(folder)
    opposed = oppositions(lists)
    index.mkdir(mode=0o700, parents=True, exist_ok=True)
    parts = index / PARTS
    parts.mkdir(exist_ok=True)
    against = digest(sorted(opposed.keys))
    stamps = {path: digest([str(FORMAT), file_digest(path), against]) for path in files}
    keep_only(parts, {f"{stamp}.arrow" for stamp in stamps.values()})
    for number, (path, stamp) in enumerate(stamps.items(), start=1):
        place = parts / f"{stamp}.arrow"
        if not place.exists():
            write_part(place, unpacked(path), opposed)
        progress(number, len(stamps), path.name)
    built = "built-" + digest(stamps.values())[:16]
    if not (index / built / MANIFEST).exists():
        shutil.rmtree(index / built, ignore_errors=True)
        (index / built).mkdir()
        assemble(index / built, {path.name: parts / f"{s}.arrow" for path, s in stamps.items()})
    told = (index / built / MANIFEST).read_bytes()
    replace_with(index / MANIFEST, told)
    for old in index.glob("built-*"):
        if old.name != built:
            shutil.rmtree(old)
    return built


def listed(folder: Path) -> tuple[list[Path], list[Path]]:
    """The files of deaths and the lists of oppositions of a folder, by name."""
    found = sorted(
        path for path in folder.glob("*") if path.is_file() and path.name.lower().endswith(ENDINGS)
    )
    lists = [path for path in found if OPPOSITION in path.name.lower()]
    files = [path for path in found if path not in lists]
    if not files:
        raise Invalid("FOLDER", "no file of deceased persons (.txt or .csv, .gz or not)")
    if not lists:
        raise Invalid("FOLDER", "no list of oppositions (fichier-opposition-deces-*.csv.gz)")
    return files, lists


def oppositions(lists: Iterable[Path]) -> Oppositions:
    """Every opposition of the lists."""
    opposed = Oppositions()
    for path in lists:
        try:
            opposed |= read_oppositions(unpacked(path))
        except OppositionsUnreadable as error:
            raise Invalid(path.name, str(error)) from None
    return opposed


def unpacked(path: Path) -> bytes:
    """The bytes of a file, decompressed."""
    data = path.read_bytes()
    try:
        return gzip.decompress(data) if path.suffix == ".gz" else data
    except (OSError, EOFError):
        raise Invalid(path.name, "not a whole gzip file") from None


def write_part(place: Path, data: bytes, opposed: Oppositions) -> None:
    """One file as read, whole or not at all."""
    deaths = read_deaths(data, opposed)
    told = {
        "opposed": deaths.opposed,
        "repeated": deaths.repeated,
        "set_aside": [[one.line, one.field, one.problem, one.kept] for one in deaths.set_aside],
    }
    table = deaths.table.append_column("act_hash", pa.array(deaths.acts))
    table = table.replace_schema_metadata({"told": json.dumps(told)})
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table, max_chunksize=max(table.num_rows, 1))
    replace_with(place, sink.getvalue())


@dataclass(slots=True)
class Assembly:
    """What grows while parts are read."""

    reader: Reader
    rows: Rows
    birth_place: Rows
    died: Rows
    place: Rows
    act: Rows

    @classmethod
    def into(cls, folder: Path) -> Assembly:
        """Files of a folder, empty as yet."""
        return cls(
            Reader(),
            Rows(folder / "rows.npy", np.int32, len(COLUMNS)),
            Rows(folder / "birth_place.npy", np.int32),
            Rows(folder / "died.npy", np.int32),
            Rows(folder / "place.npy", PLACE),
            Rows(folder / "act.npy", ACT),
        )

    def add(self, table: pa.Table) -> list[list[Any]]:
        """One part; returns the lines whose names cannot be read, as `SetAside` has them."""
        numbered = table.append_column("id", pa.array([str(at) for at in range(table.num_rows)]))
        self.reader.add(numbered)
        kept = self.reader.ids.pop().cast(pa.int64())
        self.rows.append(self.reader.rows.pop())
        columns = {name: parts.pop() for name, parts in self.reader.extras.items()}
        self.birth_place.append(columns["birth_place"])
        table, lines = table.take(kept), table["line"].to_pylist()
        dates = table["date_deces"].combine_chunks().dictionary_encode()
        days = np.array([read_birth(day) for day in dates.dictionary.to_pylist()] + [0], np.int32)
        self.died.append(days[dates.indices.fill_null(-1).to_numpy(zero_copy_only=False)])
        self.place.append(as_bytes(table["code_lieu_deces"], PLACE))
        self.act.append(as_bytes(table["num_acte"], ACT))
        said = [
            [lines[int(one.id)], "nom_prenoms", one.problem, one.kept]
            for one in self.reader.rejects
            if one.id.isdecimal()
        ]
        self.reader.rejects.clear()
        return said

    def close(self) -> None:
        """Finish every file."""
        for one in (self.rows, self.birth_place, self.died, self.place, self.act):
            one.close()


def assemble(folder: Path, parts: Mapping[str, Path]) -> None:
    """Every part as one index; the manifest comes last, and only then is it one."""
    tables = {name: open_part(path) for name, path in parts.items()}
    acts = [table["act_hash"].to_numpy() for table in tables.values()]
    once = first_of_each(np.concatenate(acts))
    growing = Assembly.into(folder)
    told, start = [], 0
    with (folder / "set_aside.csv").open("w", encoding="utf-8") as aside:
        aside.write("file;line;field;problem;kept\n")
        for name, table in tables.items():
            mine = once[start : start + table.num_rows]
            start += table.num_rows
            said = json.loads(table.schema.metadata[b"told"])
            before = growing.rows.count
            problems = said["set_aside"] + growing.add(table.filter(pa.array(mine)))
            for line, field, problem, kept in problems:
                aside.write(f"{name};{line};{field};{problem};{'yes' if kept else 'no'}\n")
            told.append(
                {
                    "name": name,
                    "rows": growing.rows.count - before,
                    "opposed": said["opposed"],
                    "repeated": said["repeated"] + int((~mine).sum()),
                    "set_aside": len(problems),
                }
            )
    growing.close()
    if growing.rows.count == 0:
        raise Invalid("FOLDER", "no line of its files can be read")
    words = {name: getattr(growing.reader, name).build() for name in VOCABULARIES}
    for name, one in words.items():
        save_vocabulary(folder, name, one)
    rows, towns = mapped(folder / "rows.npy"), mapped(folder / "birth_place.npy")
    finish(folder, bare_records(rows, towns, words))
    manifest = {
        "format": FORMAT,
        "built": folder.name,
        "rows": len(rows),
        "until": last_day(mapped(folder / "died.npy")).isoformat(),
        "files": told,
    }
    replace_with(folder / MANIFEST, json.dumps(manifest, indent=1, ensure_ascii=False).encode())


def finish(folder: Path, records: Records) -> None:
    """What is drawn from the records: keys, spellings and counts."""
    write_keys(folder, records)
    np.save(folder / "spellings.npy", SpellingIndex.of(records.names).index.entries)
    save_counts(folder, count_register(records))


def open_part(path: Path) -> pa.Table:
    """A part, mapped into memory."""
    with pa.memory_map(str(path)) as source:
        return pa.ipc.open_file(source).read_all()


def as_bytes(column: pa.ChunkedArray, dtype: str) -> npt.NDArray[np.bytes_]:
    """Short codes as bytes; what is not ASCII is no code."""
    said = (text or "" for text in column.to_pylist())
    return np.array([text.encode("ascii", "ignore") for text in said], dtype)


def last_day(died: npt.NDArray[np.int32]) -> date:
    """How far the file goes: the last day of death, but for a thousandth that may be mistaken."""
    whole = np.sort(died[(died & 31) > 0])
    if len(whole) == 0:
        raise Invalid("FOLDER", "no line of its files has a whole date of death")
    packed = int(whole[int(np.ceil(ALL_BUT_THE_LATEST * (len(whole) - 1)))])
    return date(packed >> 9, packed >> 5 & 15, packed & 31)


def keep_only(folder: Path, names: set[str]) -> None:
    """Remove what was read under other oppositions, or from files that are gone."""
    for path in folder.iterdir():
        if path.name not in names:
            path.unlink()


def replace_with(path: Path, data: bytes | pa.Buffer) -> None:
    """Write a file whole: it is there with all its bytes, or as it was."""
    waiting = path.with_name(path.name + ".new")
    with waiting.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    waiting.replace(path)


def file_digest(path: Path) -> str:
    """The SHA-256 of a file's bytes."""
    return sha256(path.read_bytes()).hexdigest()


def digest(words: Iterable[str]) -> str:
    """One hash of several texts, in their order."""
    return sha256("\n".join(words).encode()).hexdigest()
