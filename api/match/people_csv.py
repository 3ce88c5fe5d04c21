"""CSV files of people, block by block: a line that cannot be read is set aside, the others go on."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.csv

from api.match.people_columns import western
from tracer.errors import Invalid

BLOCK = 8 << 20
MARKS = ",;\t|"
BOM = b"\xef\xbb\xbf"
MOST_LINES = 20
"""Lines one row may span, its values in quotation marks holding line breaks."""
OPEN = "a quotation mark is not closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvShape:
    """How one file is written: its columns, and the mark between them."""

    names: tuple[str, ...]
    mark: str

    def read(self, text: bytes, wrong: Callable[[int, str], None]) -> Any:
        """Rows of UTF-8 text, every column as strings; rows of another width are told and left out."""
        width = len(self.names)

        def skip(row: Any) -> str:
            wrong(row.number, f"{row.actual_columns} columns instead of {width}")
            return "skip"

        places = [str(place) for place in range(width)]
        if not text.strip(b"\r\n"):
            return pa.table({place: pa.array([], pa.string()) for place in places})
        return pa.csv.read_csv(
            io.BytesIO(text),
            read_options=pa.csv.ReadOptions(
                column_names=places, use_threads=False, block_size=max(len(text), 1) + 1
            ),
            parse_options=pa.csv.ParseOptions(delimiter=self.mark, invalid_row_handler=skip),
            convert_options=pa.csv.ConvertOptions(
                column_types=dict.fromkeys(places, pa.string()), check_utf8=False
            ),
        )


def csv_shape(path: Path, part: str) -> CsvShape:
    """The header of a file. Raises Invalid for an empty one, or one that is no text."""
    with path.open("rb") as file:
        header = first_line(file)
    if header[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        raise Invalid(part, "written in UTF-16; save it as UTF-8")
    text = western(header.removeprefix(BOM)).rstrip("\r\n")
    if not text.strip():
        raise Invalid(part, "the file is empty")
    if "\x00" in text:
        raise Invalid(part, "not a CSV file")
    if "\r" in text:
        raise Invalid(part, "lines end in a bare carriage return; save it with line feeds")
    mark = max(MARKS, key=text.count)
    names = next(csv.reader([text], delimiter=mark))
    return CsvShape(names=tuple(name.strip() for name in names), mark=mark)


def first_line(file: IO[bytes]) -> bytes:
    """The first line that is not empty."""
    for line in file:
        if line.strip(b"\r\n\xef\xbb\xbf"):
            return line
    return b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """What a block of text holds, and what of it belongs to the next one.

    `wrong` are lines left out: the line and the row, both from 1 in the block, and why.
    """

    table: Any
    wrong: tuple[tuple[int, int, str], ...]
    lines: int
    rest: bytes = b""


def csv_blocks(path: Path, shape: CsvShape) -> Iterator[tuple[Block, int]]:
    """The blocks of a file, and the line before each. Columns are called "0", "1", ...

    Lines that are no UTF-8 are read as Windows-1252. Rows leave out the header and empty lines.
    """
    with path.open("rb") as file:
        before = skip_header(file)
        rest = b""
        while True:
            read = file.read(BLOCK)
            text = rest + read
            cut = text.rfind(b"\n") + 1 if read else len(text)
            block = read_block(text[:cut], shape, last=not read)
            yield block, before
            if not read:
                return
            before += block.lines
            rest = block.rest + text[cut:]


def read_block(text: bytes, shape: CsvShape, *, last: bool) -> Block:
    """Whole lines of text. Where rows and lines are not one to one, line by line."""
    try:
        text.decode()
    except UnicodeDecodeError:
        text = b"\n".join(western(line).encode() for line in text.split(b"\n"))
    lines = [line.rstrip(b"\r") for line in text.split(b"\n")]
    filled = [place for place, line in enumerate(lines, start=1) if line]
    told: list[tuple[int, str]] = []
    try:
        table = shape.read(text, lambda row, problem: told.append((row, problem)))
    except pa.ArrowInvalid:
        return line_by_line(lines, shape, last=last)
    if table.num_rows + len(told) != len(filled) or ends_open(lines, shape.mark):
        return line_by_line(lines, shape, last=last)
    wrong = tuple((filled[row - 1], row, problem) for row, problem in told)
    return Block(table=table, wrong=wrong, lines=text.count(b"\n"))


def ends_open(lines: list[bytes], mark: str) -> bool:
    """Whether the last line that is not empty ends inside quotation marks."""
    line = next(filter(None, reversed(lines)), b"")
    return b'"' in line and still_open(line.decode(), mark)


def line_by_line(lines: list[bytes], shape: CsvShape, *, last: bool) -> Block:
    """Rows that span lines are put together; a quotation mark that is never closed costs its line."""
    width = len(shape.names)
    rows: list[list[str]] = []
    wrong: list[tuple[int, int, str]] = []
    at = row = 0
    while at < len(lines):
        if not lines[at]:
            at += 1
            continue
        values, used = row_at(lines, at, shape)
        if values is None and not last and at + used == len(lines) and used < MOST_LINES:
            break
        row += 1
        if values is not None and len(values) == width:
            rows.append(values)
            at += used
            continue
        problem = OPEN
        if values is not None and used == 1:
            problem = f"{len(values)} columns instead of {width}"
        wrong.append((at + 1, row, problem))
        at += 1
    columns = list(zip(*rows, strict=True)) or [()] * width
    table = pa.table({str(n): pa.array(column, pa.string()) for n, column in enumerate(columns)})
    ended = min(at, len(lines) - 1)
    return Block(table=table, wrong=tuple(wrong), lines=ended, rest=b"\n".join(lines[at:]))


def row_at(lines: list[bytes], at: int, shape: CsvShape) -> tuple[list[str] | None, int]:
    """The values of the row that begins on a line, None while a quotation mark stays open; and the
    lines it took."""
    text, used = lines[at].decode(), 1
    while still_open(text, shape.mark):
        if used == MOST_LINES or at + used == len(lines):
            return None, used
        text = f"{text} {lines[at + used].decode()}"
        used += 1
    return values_of(text, shape.mark, strict=used > 1), used


def still_open(text: str, mark: str) -> bool:
    """Whether a row ends inside quotation marks."""
    try:
        next(csv.reader([text], delimiter=mark, strict=True))
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False


def values_of(text: str, mark: str, *, strict: bool) -> list[str] | None:
    """The values of a row; None where quotation marks are amiss or a value is beyond all measure."""
    try:
        return next(csv.reader([text], delimiter=mark, strict=strict))
    except csv.Error:
        return None


def skip_header(file: IO[bytes]) -> int:
    """Pass the header; how many lines that took."""
    for number, line in enumerate(file, start=1):
        if line.strip(b"\r\n\xef\xbb\xbf"):
            return number
    return 0
