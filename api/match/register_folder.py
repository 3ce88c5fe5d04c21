"""The register of AGAINST: a folder built before, or built from a file and used again while it is the
same file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields
from hashlib import sha256
from pathlib import Path
from typing import Any

from api.match.column_map import ColumnMap
from api.match.people_files import PeopleFile, open_people
from api.match.register_files import FORMAT, Progress, build_register, open_register
from api.match.rejects_file import RowPlaces, by_row, write_rejects
from api.match.whole_files import digest, write_whole
from tracer.errors import Invalid
from tracer.matching.frequencies import Frequencies
from tracer.matching.reading import Reject
from tracer.matching.register import Register

SOURCE = "source.json"
REJECTS = "rejects.csv"


def build_folder(against: PeopleFile, folder: Path, progress: Progress) -> tuple[Reject, ...]:
    """Build the register of a file, with its rejects and what it was built from.

    Raises Invalid rather than replace a folder that holds something else.
    """
    if folder.exists() and not is_replaceable(folder):
        raise Invalid("register", "this folder holds something else; name another")
    places = RowPlaces()

    def tables() -> Iterator[Any]:
        for rows in against.rows():
            places.add(rows.places)
            yield rows.table

    found = build_register(tables(), folder, progress, against.stated_rows)
    rejects = by_row([*against.rejects, *places.of(found)])
    write_rejects(folder / REJECTS, (("against", one) for one in rejects))
    write_whole(folder / SOURCE, source_of(against))
    return tuple(rejects)


def is_replaceable(folder: Path) -> bool:
    """Whether a folder is empty or holds a register."""
    return folder.is_dir() and ((folder / "register.json").is_file() or not any(folder.iterdir()))


def is_register(path: Path) -> bool:
    """Whether AGAINST is a register already built. Raises Invalid for any other folder."""
    if path.is_dir() and not (path / "register.json").is_file():
        raise Invalid("against", "this folder holds no register")
    return path.is_dir()


def is_built_from(folder: Path, against: PeopleFile) -> bool:
    """Whether a folder holds the register of this very file, read with the same columns."""
    try:
        return (folder / SOURCE).read_text("utf-8") == source_of(against)
    except OSError:
        return False


def source_of(against: PeopleFile) -> str:
    """What a register was built from, as JSON."""
    told = {
        "format": FORMAT,
        "arrays": [one.name for one in fields(Frequencies)],
        "sha256": digest(against.path),
        "columns": against.columns,
    }
    return json.dumps(told, sort_keys=True, indent=1) + "\n"


def opened(folder: Path) -> Register:
    """The register of a folder. Raises Invalid when it is not whole, or of another version."""
    try:
        return open_register(folder)
    except (OSError, ValueError, KeyError, TypeError):
        raise Invalid("register", "damaged or of another version: build it again") from None


def fingerprint(folder: Path) -> str:
    """What names a register in the record of a run."""
    found = sha256()
    for name in ("register.json", SOURCE):
        path = folder / name
        found.update(path.read_bytes() if path.is_file() else b"")
    for path in sorted(folder.glob("*.npy")):
        found.update(f"{path.name} {path.stat().st_size}".encode())
    return found.hexdigest()


def ready_register(
    against: Path, folder: Path, mapped: ColumnMap, progress: Progress
) -> tuple[Path, tuple[str, ...]]:
    """The folder to search, built if need be; and the columns of the file that are not used."""
    if is_register(against):
        return against, ()
    file = open_people(against, "against", mapped)
    if not is_built_from(folder, file):
        build_folder(file, folder, progress)
    return folder, file.unknown
