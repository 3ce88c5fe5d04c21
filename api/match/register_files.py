"""A register on disk: built once from a file of people, then searched where it lies.

A folder of plain arrays and one Arrow file of ids, memory-mapped; nothing of it is read whole.
"""

from __future__ import annotations

import json
import mmap
import shutil
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tracer.errors import Invalid
from tracer.matching.blocking import KEY_MASK, KeyIndex
from tracer.matching.frequencies import Frequencies, count_register
from tracer.matching.keys import row_keys, sounding
from tracer.matching.reading import Reader, Reject
from tracer.matching.records import Records
from tracer.matching.register import SAMPLE, Register, shares_of
from tracer.matching.spelling_index import SpellingIndex
from tracer.matching.vocabulary import Vocabulary

VOCABULARIES = ("names", "streets", "towns", "terms")
ARRAYS = ("hashes", "by_hash", "sounds", "halves", "letters", "initials")
FORMAT = 2
SHARE = 2_000_000
"""Rows whose keys are made at a time."""
Progress = Callable[[str, int, int], None]
"""Told the step, what is done and what there is to do."""


def build_register(
    tables: Iterator[pa.Table], folder: Path, progress: Progress, rows: int = 0
) -> tuple[Reject, ...]:
    """Write the register of a file to a new folder; returns the rows set aside.

    Everything is written beside and moved into place at the end: a folder that exists is whole.
    """
    reader = Reader()
    for table in tables:
        reader.add(table)
        progress("read", reader.seen, rows)
    records = reader.records()
    known = count_register(records)
    spellings = SpellingIndex.of(records.names)
    progress("sort", 0, 1)
    register = Register(
        records=records,
        index=sorted_keys(records, progress),
        spellings=spellings,
        known=known,
        shares=shares_of(records.rows[:: max(len(records) // SAMPLE, 1)]),
    )
    write_register(register, folder)
    return tuple(reader.rejects)


def sorted_keys(records: Records, progress: Progress) -> KeyIndex:
    """The index of many records, made by shares so that memory holds the keys and little else."""
    sizes = []
    shares = range(0, len(records), SHARE)
    parts: list[npt.NDArray[np.uint64]] = []
    for start in shares:
        rows = records.rows[start : start + SHARE]
        extras = {name: column[start : start + SHARE] for name, column in records.extras.items()}
        found = row_keys(sounding(rows, records.names, extras))
        parts.append((found.keys & KEY_MASK) | (found.at + start).astype(np.uint64))
        sizes.append(len(rows))
        progress("keys", sum(sizes), len(records))
    if not parts:
        return KeyIndex(np.empty(0, np.uint64))
    entries = np.empty(sum(map(len, parts)), np.uint64)
    filled = 0
    while parts:
        part = parts.pop()
        entries[filled : filled + len(part)] = part
        filled += len(part)
    entries.sort()
    progress("sort", 1, 1)
    return KeyIndex.of_sorted(entries)


def write_register(register: Register, folder: Path) -> None:
    """Write every array; the folder appears when all of it is there."""
    beside = folder.with_name(folder.name + ".partial")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    records = register.records
    save_strings(beside / "ids.arrow", records.ids)
    np.save(beside / "rows.npy", records.rows)
    for name in VOCABULARIES:
        vocabulary: Vocabulary = getattr(records, name)
        save_strings(beside / f"{name}.arrow", vocabulary.keys)
        for part in ARRAYS:
            np.save(beside / f"{name}.{part}.npy", getattr(vocabulary, part))
    for name, column in records.extras.items():
        np.save(beside / f"extra.{name}.npy", column)
    np.save(beside / "index.npy", register.index.entries)
    np.save(beside / "index.directory.npy", register.index.directory)
    np.save(beside / "spellings.npy", register.spellings.index.entries)
    numbers: dict[str, Any] = {
        "format": FORMAT,
        "records": len(records),
        "extras": sorted(records.extras),
        "dropped": register.index.dropped,
        "shares": dict(register.shares),
    }
    for field in fields(Frequencies):
        value = getattr(register.known, field.name)
        if isinstance(value, np.ndarray):
            np.save(beside / f"known.{field.name}.npy", value)
        else:
            numbers[field.name] = value
    (beside / "register.json").write_text(json.dumps(numbers), "utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    beside.rename(folder)


def open_register(folder: Path) -> Register:
    """A register as it lies on disk, memory-mapped."""
    try:
        numbers = json.loads((folder / "register.json").read_text("utf-8"))
    except (OSError, ValueError):
        raise Invalid("register", "this folder holds no register") from None
    if numbers.get("format") != FORMAT:
        raise Invalid("register", "this register was built by another version: build it again")

    def mapped(name: str) -> Any:
        return np.asarray(np.load(folder / name, mmap_mode="r"))

    vocabularies = {
        name: Vocabulary(
            keys=load_strings(folder / f"{name}.arrow"),
            **{part: mapped(f"{name}.{part}.npy") for part in ARRAYS},
        )
        for name in VOCABULARIES
    }
    known = {
        field.name: mapped(f"known.{field.name}.npy")
        if field.name not in numbers
        else numbers[field.name]
        for field in fields(Frequencies)
    }
    return Register(
        records=Records(
            ids=load_strings(folder / "ids.arrow"),
            rows=mapped("rows.npy"),
            extras={name: mapped(f"extra.{name}.npy") for name in numbers["extras"]},
            **vocabularies,
        ),
        index=KeyIndex(mapped("index.npy"), numbers["dropped"], mapped("index.directory.npy")),
        spellings=SpellingIndex(KeyIndex(mapped("spellings.npy"))),
        known=Frequencies(**known),
        shares=numbers["shares"],
    )


def give_back(register: Register) -> None:
    """Let go of the file pages read so far: what is mapped stays small however many queries come."""
    for array in (register.records.rows, register.index.entries, register.index.directory):
        base: Any = array.base
        while base is not None and not isinstance(base, mmap.mmap):
            base = getattr(base, "base", None)
        if base is not None:
            base.madvise(mmap.MADV_DONTNEED)


def save_strings(path: Path, values: pa.StringArray) -> None:
    """Strings as one Arrow file."""
    table = pa.table({"value": values})
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)


def load_strings(path: Path) -> pa.StringArray:
    """Strings of an Arrow file, memory-mapped."""
    with pa.memory_map(str(path)) as source:
        column = pa.ipc.open_file(source).read_all()["value"]
    if column.num_chunks == 1:
        return column.chunk(0)
    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], pa.string())
