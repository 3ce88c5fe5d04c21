"""Columns of a table as their distinct texts, each read once, and where in the table they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Places = npt.NDArray[np.int64]
MISSING = frozenset(["", "NaN", "nan", "N/A", "-0-"])
"""How files write that nothing is stated. NAN, NA and NULL are surnames."""
FEW = 256
"""So few texts are taken apart one by one: for a single query the set-up of Arrow costs more."""
SPACE = r"[ \t\n\v\f\r]"
"""Written out, as what counts as a space differs between the two engines of expressions."""
NUMBERED = rf"(?s)^{SPACE}*(?P<number>\d{{1,5}}){SPACE}*(?P<rest>.*)"
SEPARATOR = r"[ \t\n\v\f\r,;/.]+"
ABD_EL = r"(?i)\b(abd)[ -](el|al|er|es)[ -]"
ONE_NUMBERED, ONE_SEPARATOR = re.compile(NUMBERED, re.ASCII), re.compile(SEPARATOR, re.ASCII)
ONE_ABD_EL = re.compile(ABD_EL, re.ASCII)


@dataclass(frozen=True, slots=True)
class Texts:
    """Distinct texts, and for each row the place of its own; `len(said)` where nothing is stated."""

    said: Sequence[str]
    at: Places

    @classmethod
    def of(cls, table: pa.Table, name: str) -> Texts:
        """A column of strings; one that is absent states nothing anywhere."""
        if name not in table.column_names:
            return cls((), np.zeros(table.num_rows, np.int64))
        if table.num_rows <= FEW:
            return cls.of_values([stated(value) for value in table[name].to_pylist()])
        column = table[name].combine_chunks()
        if isinstance(column, pa.ChunkedArray):
            column = pa.concat_arrays(column.chunks)
        return cls.of_array(column)

    @classmethod
    def of_array(cls, column: pa.Array) -> Texts:
        """A column row by row."""
        if not pa.types.is_dictionary(column.type):
            column = column.cast(pa.string()).dictionary_encode()
        said = column.dictionary.cast(pa.string())
        places = pc.fill_null(column.indices.cast(pa.int64()), len(said))
        gone = np.r_[blank(said), True]
        kept = said.filter(pa.array(~gone[:-1])).to_pylist()
        moved = np.where(gone, len(kept), np.cumsum(~gone) - 1)
        return cls(kept, moved[places.to_numpy(zero_copy_only=False)])

    @classmethod
    def of_values(cls, values: Sequence[str | None]) -> Texts:
        """Values row by row, None where nothing is stated."""
        places: dict[str, int] = {}
        at = [-1 if value is None else places.setdefault(value, len(places)) for value in values]
        found = np.array(at, np.int64)
        return cls(tuple(places), np.where(found < 0, len(places), found))


def stated(value: object) -> str | None:
    """A value as text; None when it says nothing."""
    if value is None or (isinstance(value, float) and isnan(value)):
        return None
    text = str(value)
    return None if text.strip() in MISSING else text


def blank(texts: pa.StringArray) -> npt.NDArray[np.bool_]:
    """Where texts say nothing."""
    if len(texts) <= FEW:
        return np.array([stated(text) is None for text in texts.to_pylist()], bool)
    said = pc.is_in(pc.utf8_trim_whitespace(texts), pa.array(sorted(MISSING)))
    return as_bools(pc.fill_null(said, True)) | as_bools(pc.is_null(texts))


def words_of(texts: Sequence[str]) -> tuple[list[str] | pa.StringArray, Places]:
    """The words of each text, one text after the other, and the text each belongs to.

    A full stop ends a word, as in J.-P.; ABD EL KADER is ABDEL KADER.
    """
    if len(texts) <= FEW:
        split = [ONE_SEPARATOR.split(ONE_ABD_EL.sub(r"\1\2", text)) for text in texts]
        counts = [len(words) for words in split]
        flat = [word for words in split for word in words]
        return flat, np.repeat(np.arange(len(texts)), counts)
    joined = pc.replace_substring_regex(pa.array(texts, pa.string()), ABD_EL, r"\1\2")
    lists = pc.split_pattern_regex(joined, SEPARATOR)
    return lists.flatten(), pc.list_parent_indices(lists).to_numpy()


def numbered_lines(texts: Sequence[str]) -> tuple[npt.NDArray[np.int32], Sequence[str]]:
    """The house number an address line begins with, -1 without one, and the rest of the line."""
    if len(texts) <= FEW:
        found = [ONE_NUMBERED.match(text) for text in texts]
        numbers = [int(match["number"]) if match else -1 for match in found]
        rest = [m["rest"] if m else text for m, text in zip(found, texts, strict=True)]
        return np.array(numbers, np.int32), rest
    lines = pa.array(texts, pa.string())
    split = pc.extract_regex(lines, NUMBERED)
    numbers_there = pc.fill_null(pc.cast(pc.struct_field(split, 0), pa.int32()), -1)
    rest_there = pc.coalesce(pc.struct_field(split, 1), lines)
    return numbers_there.to_numpy(zero_copy_only=False), rest_there.to_pylist()


def as_bools(column: pa.BooleanArray) -> npt.NDArray[np.bool_]:
    """A column of truths as an array."""
    return column.to_numpy(zero_copy_only=False).astype(bool)  # type: ignore[no-any-return]
