"""Columns of any kind as the texts the engine reads: dates to the day, postcodes of five digits."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tracer.errors import Invalid

DIGITS = {"cp": 5}
"""Fields whose leading zeros a column of numbers has lost."""
DAY_FIRST = r"^\s*(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})(?:[ T].*)?\s*$"
YEAR_FIRST = r"^\s*(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})(?:[ T].*)?\s*$"
PADDED_TWICE = r"-0(\d\d)"


def as_text(field: str, column: Any, where: str) -> Any:
    """One column as strings, plain or in a dictionary; null where nothing is stated.

    Dates become YYYY-MM-DD, 14/07/1970 included; whole numbers lose ".0". Raises Invalid naming
    `where` for lists and other columns that hold no single value.
    """
    if pa.types.is_dictionary(column.type):
        if is_text(column.type.value_type):
            values = dated(field, readable(column.dictionary))
            return pa.DictionaryArray.from_arrays(column.indices, values)
        column = column.dictionary_decode()
    return dated(field, plain_text(field, column, where))


def plain_text(field: str, column: Any, where: str) -> Any:
    """The same for a column without a dictionary."""
    kind = column.type
    if pa.types.is_null(kind):
        return pa.nulls(len(column), pa.string())
    if is_text(kind):
        return readable(column)
    if pa.types.is_timestamp(kind) and kind.tz is not None:
        column = pc.local_timestamp(column)
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        return column.cast(pa.date32(), safe=False).cast(pa.string())
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return padded(field, without_fraction(column.cast(pa.float64(), safe=False)))
    if pa.types.is_integer(kind):
        return padded(field, column.cast(pa.string()))
    if pa.types.is_boolean(kind):
        return column.cast(pa.string())
    raise Invalid(where, "this column holds no single text, number or date")


def is_text(kind: Any) -> bool:
    """Whether a column's values are strings or bytes."""
    return bool(
        pa.types.is_string(kind)
        or pa.types.is_large_string(kind)
        or pa.types.is_string_view(kind)
        or pa.types.is_binary(kind)
        or pa.types.is_large_binary(kind)
        or pa.types.is_fixed_size_binary(kind)
    )


def readable(column: Any) -> Any:
    """Strings whose bytes are sound; those that are no UTF-8 are read as Windows writes French."""
    try:
        text = column.cast(pa.string())
        text.validate(full=True)
    except pa.ArrowInvalid:
        raw = column.cast(pa.binary()).to_pylist()
        return pa.array([None if one is None else western(one) for one in raw], pa.string())
    return text


def western(raw: bytes) -> str:
    """Bytes as text: UTF-8, else Windows-1252, else Latin-1."""
    for encoding in ("utf-8", "cp1252"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


def without_fraction(column: Any) -> Any:
    """Numbers as text, 75011.0 as 75011; null where there is no number."""
    number = pc.if_else(pc.is_finite(column), column, pa.scalar(None, pa.float64()))
    whole = pc.and_(pc.equal(pc.floor(number), number), pc.less(pc.abs(number), 2.0**53))
    as_whole = pc.if_else(whole, number, pa.scalar(None, pa.float64())).cast(pa.int64())
    return pc.coalesce(as_whole.cast(pa.string()), number.cast(pa.string()))


def padded(field: str, text: Any) -> Any:
    """Numbers with the leading zeros their field is written with."""
    return pc.utf8_lpad(text, DIGITS[field], "0") if field in DIGITS else text


def dated(field: str, text: Any) -> Any:
    """Dates as the engine reads them; what is no date stays as it is."""
    if field != "dob":
        return text
    text = pc.replace_substring_regex(text, DAY_FIRST, r"\3-0\2-0\1")
    text = pc.replace_substring_regex(text, YEAR_FIRST, r"\1-0\2-0\3")
    return pc.replace_substring_regex(text, PADDED_TWICE, r"-\1")
