"""The lines of the national file of deceased persons cut into fields: fixed width, or CSV.

Bytes are decoded first and cut by character afterwards: a broken byte moves nothing.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tracer.matching.texts import as_bools
from tracer.normalise.names import name_key

LAYOUT = {
    "nom_prenoms": (0, 80),
    "sexe": (80, 81),
    "date_naissance": (81, 89),
    "code_lieu_naissance": (89, 94),
    "commune_naissance": (94, 124),
    "pays_naissance": (124, 154),
    "date_deces": (154, 162),
    "code_lieu_deces": (162, 167),
    "num_acte": (167, 177),
}
"""Where each field stands, in characters from 0 (INSEE, fichier des personnes décédées). The number
of the certificate is nine wide in some years and ten in others; junk may follow it."""
CSV_HEADER = "nomprenom;sexe;datenaiss;lieunaiss;commnaiss;paysnaiss;datedeces;lieudeces;actedeces"
SHORTEST_LINE = 162
"""Characters up to the date of death: what stands after it may be missing."""
CONTROLS = r"[\x00-\x1f\x7f-\x{9f}]+"
LOST = "\ufffd"
"""Stands for a letter some earlier copy lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """A line that was not read whole: its number from 1, the field and why. Never the value.

    A `kept` line is there without that field; any other is left out.
    """

    line: int
    field: str
    problem: str
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Columns:
    """Raw fields by the names of `LAYOUT`, the number of each line, and the lines already refused."""

    fields: dict[str, pa.StringArray]
    lines: npt.NDArray[np.int64]
    refused: tuple[SetAside, ...] = ()


def fixed_columns(data: bytes) -> Columns:
    """Lines cut by character, once decoded. Empty lines are passed over."""
    raw = data.split(b"\n")
    try:
        text = data.decode("utf-8").split("\n")
    except UnicodeDecodeError:
        text = [decoded_line(line) for line in raw]
    lines = pa.array([line.removesuffix("\r") for line in text], pa.string())
    blank = as_bools(pc.equal(pc.utf8_length(pc.utf8_trim_whitespace(lines)), 0))
    short = as_bools(pc.less(pc.utf8_length(lines), SHORTEST_LINE)) & ~blank
    kept = np.flatnonzero(~blank & ~short)
    chosen = lines.take(pa.array(kept))
    return Columns(
        {
            name: tidy(pc.utf8_slice_codeunits(chosen, start, stop))
            for name, (start, stop) in LAYOUT.items()
        },
        kept + 1,
        tuple(
            SetAside(line=int(at) + 1, field="line", problem="too short")
            for at in np.flatnonzero(short)
        ),
    )


def csv_columns(data: bytes) -> Columns:
    """The CSV variant. Its columns are those of the fixed layout, under other names."""
    rows = csv.reader(decoded(data).replace("\x00", " ").split("\n"), delimiter=";")
    header = [name_key(name) for name in next(rows)]
    wanted = [name_key(name) for name in CSV_HEADER.split(";")]
    missing = [name for name in wanted if name not in header]
    if missing:
        refused = SetAside(line=1, field=missing[0].lower(), problem="no such column")
        return Columns({name: pa.array([], pa.string()) for name in LAYOUT}, np.empty(0, np.int64),
                       (refused,))  # fmt: skip
    at = [header.index(name) for name in wanted]
    found: list[list[str]] = [[] for _ in wanted]
    lines: list[int] = []
    refused_lines: list[SetAside] = []
    for row in rows:
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(header):
            problem = "another number of columns"
            refused_lines.append(SetAside(line=rows.line_num, field="line", problem=problem))
            continue
        lines.append(rows.line_num)
        for place, column in zip(at, found, strict=True):
            column.append(row[place])
    fields = {
        name: tidy(pa.array(column, pa.string()))
        for name, column in zip(LAYOUT, found, strict=True)
    }
    return Columns(fields, np.array(lines, np.int64), tuple(refused_lines))


def decoded(data: bytes) -> str:
    """Bytes as text: UTF-8, or Latin-1 where they are not."""
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return data.decode("latin-1").replace("\r\n", "\n")


def decoded_line(line: bytes) -> str:
    """One line in the encoding in which its fields stand where they belong, as both occur in a file.

    A line in UTF-8 with a broken byte keeps its places: the byte counts for one lost character.
    """
    readings = (
        line.decode("utf-8", "replace") if not is_utf8(line) else line.decode("utf-8"),
        line.decode("latin-1"),
    )
    first, second = readings
    if LOST in first and fits(second):
        return second
    return first if fits(first) or not fits(second) else second


def is_utf8(line: bytes) -> bool:
    """Whether a line is valid UTF-8."""
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def fits(line: str) -> bool:
    """Whether the sex and both dates stand where the layout has them."""
    dates = line[81:89] + line[154:162]
    return line[80:81] in {"1", "2"} and len(dates) == 16 and dates.isdecimal()


def tidy(column: pa.StringArray) -> pa.StringArray:
    """Fields without control characters (NUL, DEL and the like stand for a space) or lost letters."""
    spaced = pc.replace_substring_regex(column, CONTROLS, " ")
    return pc.utf8_trim_whitespace(pc.replace_substring(spaced, LOST, ""))
