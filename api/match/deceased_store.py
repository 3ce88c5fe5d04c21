"""The index of the file of deceased persons at rest: arrays one can open without reading them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.ipc

from tracer.errors import Invalid
from tracer.matching.blocking import KeyIndex
from tracer.matching.deceased import DeathIndex
from tracer.matching.frequencies import Frequencies
from tracer.matching.records import Records
from tracer.matching.spelling_index import SpellingIndex
from tracer.matching.vocabulary import Vocabulary, VocabularyBuilder

FORMAT = 1
"""Grows whenever what stands in the files changes; an index of another format is built again."""
MANIFEST = "manifest.json"
VOCABULARIES = ("names", "terms")
NUMBERS = ("size", "own")

Arrays = npt.NDArray[Any]


class Rows:
    """An array written a part at a time; readable once closed."""

    def __init__(self, path: Path, dtype: npt.DTypeLike, width: int | None = None) -> None:
        self.file: BinaryIO = path.open("wb")
        self.dtype, self.width, self.count = np.dtype(dtype), width, 0
        self.header()

    def header(self) -> None:
        """How many rows there are; it always takes the same room."""
        shape = (self.count,) if self.width is None else (self.count, self.width)
        told = {"descr": self.dtype.str, "fortran_order": False, "shape": shape}
        np.lib.format.write_array_header_1_0(self.file, told)

    def append(self, rows: Arrays) -> None:
        """Write more rows."""
        self.file.write(np.ascontiguousarray(rows, self.dtype).data)
        self.count += len(rows)

    def close(self) -> None:
        """Write how many there were."""
        self.file.seek(0)
        self.header()
        self.file.close()


def save_vocabulary(folder: Path, name: str, words: Vocabulary) -> None:
    """One vocabulary: its keys in Arrow, what comparing needs of them beside."""
    table = pa.table({"key": words.keys})
    path = str(folder / f"{name}.arrow")
    with pa.OSFile(path, "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table, max_chunksize=max(len(words), 1))
    for one in fields(words):
        if one.name != "keys":
            np.save(folder / f"{name}.{one.name}.npy", getattr(words, one.name))


def open_vocabulary(folder: Path, name: str) -> Vocabulary:
    """One vocabulary, mapped into memory."""
    with pa.memory_map(str(folder / f"{name}.arrow")) as source:
        column = pa.ipc.open_file(source).read_all()["key"]
    keys = column.chunk(0) if column.num_chunks else pa.array([], pa.string())
    held = {
        one.name: mapped(folder / f"{name}.{one.name}.npy")
        for one in fields(Vocabulary)
        if one.name != "keys"
    }
    return Vocabulary(keys=keys, **held)


def save_counts(folder: Path, known: Frequencies) -> None:
    """How often each name, year and place occurs."""
    for one in fields(known):
        np.save(folder / f"count.{one.name}.npy", np.asarray(getattr(known, one.name)))


def open_counts(folder: Path) -> Frequencies:
    """The counts, mapped into memory."""
    held: dict[str, Any] = {
        one.name: mapped(folder / f"count.{one.name}.npy") for one in fields(Frequencies)
    }
    for name in NUMBERS:
        held[name] = float(held[name])
    return Frequencies(**held)


def mapped(path: Path) -> Arrays:
    """An array that is read as it is used; empty and single ones are simply read."""
    try:
        found: Arrays = np.load(path, mmap_mode="r", allow_pickle=False)
    except ValueError:  # nothing to map
        found = np.load(path, allow_pickle=False)
    return found


def bare_records(rows: Arrays, birth_place: Arrays, words: Mapping[str, Vocabulary]) -> Records:
    """Rows of the file as records; it has no streets, and no town but that of birth."""
    nowhere = VocabularyBuilder(sounding=False).build()
    return Records(
        ids=pa.array([], pa.string()),
        rows=rows,
        names=words["names"],
        streets=nowhere,
        towns=nowhere,
        extras={"birth_place": birth_place},
        terms=words["terms"],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What an index was built from, as its manifest says. It names files and counts, no person."""

    built: str
    rows: int
    until: date
    opposed: int
    set_aside: int
    files: tuple[str, ...]


def read_manifest(index: Path) -> Manifest:
    """The manifest of an index folder. Raises Invalid when there is no index, or an older kind."""
    try:
        told = json.loads((index / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        raise Invalid("INDEX", "there is no index of deceased persons here; build it") from None
    if told.get("format") != FORMAT:
        raise Invalid("INDEX", "this index has another format; build it again")
    return Manifest(
        built=told["built"],
        rows=told["rows"],
        until=date.fromisoformat(told["until"]),
        opposed=sum(one["opposed"] for one in told["files"]),
        set_aside=sum(one["set_aside"] for one in told["files"]),
        files=tuple(one["name"] for one in told["files"]),
    )


def open_deaths(index: Path) -> DeathIndex:
    """The index of a folder, mapped into memory: opening it reads next to nothing."""
    manifest = read_manifest(index)
    folder = index / manifest.built
    words = {name: open_vocabulary(folder, name) for name in VOCABULARIES}
    rows, birth_place = mapped(folder / "rows.npy"), mapped(folder / "birth_place.npy")
    return DeathIndex(
        records=bare_records(rows, birth_place, words),
        keys=KeyIndex(mapped(folder / "keys.npy")),
        spellings=SpellingIndex(KeyIndex(mapped(folder / "spellings.npy"))),
        known=open_counts(folder),
        died=mapped(folder / "died.npy"),
        places=mapped(folder / "place.npy"),
        acts=mapped(folder / "act.npy"),
        until=manifest.until,
    )
