"""The shares of a run on disk: each is there whole or not at all, so that a stopped run goes on."""

from __future__ import annotations

import fcntl
import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from api.match.answer_rows import ROWS
from api.match.rejects_file import Part, read_rejects, write_rejects
from api.match.whole_files import whole, write_whole
from tracer.errors import Conflict, Invalid

RUN, LOCK = "run.json", "lock"
TOLD = b"tracer.share"
CSV = ".csv"
SUFFIXES = (".parquet", ".pq", CSV)


@dataclass(slots=True, kw_only=True)
class Counts:
    """What became of queries: how many had their best candidate decided so, and why none is certified."""

    decisions: dict[str, int] = field(default_factory=dict)
    certified: int = 0
    objections: dict[str, int] = field(default_factory=dict)

    def add(self, other: Counts) -> None:
        """Another share."""
        self.certified += other.certified
        for mine, theirs in (
            (self.decisions, other.decisions),
            (self.objections, other.objections),
        ):
            for name, number in theirs.items():
                mine[name] = mine.get(name, 0) + number


@dataclass(frozen=True, slots=True)
class Parts:
    """The folder of one run's shares."""

    folder: Path

    def path(self, number: int) -> Path:
        """Where a share's answers are."""
        return self.folder / f"part-{number:06d}.parquet"

    def rejects(self, number: int) -> Path:
        """Where a share's rejects are."""
        return self.folder / f"part-{number:06d}.rejects.csv"

    def has(self, number: int) -> bool:
        """Whether a share is done."""
        return self.path(number).is_file()

    def write(self, number: int, rows: Any, counts: Counts, rejects: list[Part]) -> None:
        """Keep a share; it is done once its answers are there, which come last."""
        write_rejects(self.rejects(number), rejects)
        told = rows.replace_schema_metadata({TOLD: json.dumps(asdict(counts)).encode()})
        with whole(self.path(number)) as beside:
            pq.write_table(told, beside)

    def counts(self, number: int) -> Counts:
        """What became of the queries of a share that is done."""
        told = pq.read_schema(self.path(number)).metadata[TOLD]
        return Counts(**json.loads(told))

    def all_rejects(self, count: int) -> Iterator[Part]:
        """The rejects of all shares."""
        for number in range(count):
            yield from read_rejects(self.rejects(number))

    def gather(self, out: Path, count: int) -> None:
        """All shares as one file, CSV or Parquet by its suffix."""
        with whole(out) as beside:
            if out.suffix.lower() == CSV:
                with pa.csv.CSVWriter(beside, ROWS) as writer:
                    for number in range(count):
                        writer.write_table(self.read(number))
            else:
                with pq.ParquetWriter(beside, ROWS) as writer:
                    for number in range(count):
                        writer.write_table(self.read(number))

    def read(self, number: int) -> Any:
        """The answers of a share."""
        return pq.read_table(self.path(number), schema=ROWS).replace_schema_metadata(None)

    def remove(self) -> None:
        """Remove the folder."""
        shutil.rmtree(self.folder)


@contextmanager
def open_parts(out: Path) -> Iterator[Parts]:
    """The folder of a run beside its output, held by one run at a time.

    Raises Conflict while another run holds it, Invalid for an output that cannot be written.
    """
    if out.suffix.lower() not in SUFFIXES:
        raise Invalid("out", "must end in .parquet or .csv")
    if not out.parent.is_dir():
        raise Invalid("out", "there is no such folder")
    folder = out.with_name(f"{out.name}.parts")
    try:
        folder.mkdir(exist_ok=True)
    except OSError:
        raise Invalid("out", "its folder cannot be written to") from None
    with (folder / LOCK).open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Conflict("another run is writing this output") from None
        yield Parts(folder)


def start_or_resume(parts: Parts, run: Mapping[str, Any]) -> None:
    """Keep the shares of a run over the same inputs; those of any other run are removed."""
    told = json.dumps(run, sort_keys=True, indent=1) + "\n"
    path = parts.folder / RUN
    if path.is_file() and path.read_text("utf-8") == told:
        return
    path.unlink(missing_ok=True)
    for old in parts.folder.glob("part-*"):
        old.unlink()
    write_whole(path, told)
