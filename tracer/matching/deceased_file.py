"""Reads the national file of deceased persons, as published, into columns the engine compares.

A line that cannot be read is set aside with its number and field; who is opposed is never kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tracer.matching.deceased_lines import Columns, SetAside, csv_columns, fixed_columns
from tracer.matching.deceased_oppositions import Oppositions, act_key
from tracer.matching.fields import days_in
from tracer.matching.texts import as_bools
from tracer.matching.vocabulary import hashed
from tracer.normalise.addresses import city_key
from tracer.normalise.names import name_key

Bools = npt.NDArray[np.bool_]

COLUMNS = (
    "nom", "prenoms", "dob", "sexe", "lieu_naissance",
    "code_lieu_naissance", "pays_naissance", "date_deces", "code_lieu_deces", "num_acte", "line",
)  # fmt: skip
"""The first five are those `reading.Reader` reads; the others stay beside."""
ACT = ("code_lieu_deces", "date_deces", "num_acte")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deaths:
    """What one file says: a table with `COLUMNS`, the lines set aside, and how many were taken out.

    `opposed` lines were subtracted at the demand of the next of kin; `repeated` ones have the
    place, day and certificate of an earlier line. `acts` are hashes of these three, 0 where there
    is no certificate: two files that hold the same act are told by them.
    """

    table: pa.Table
    set_aside: tuple[SetAside, ...]
    opposed: int
    repeated: int
    acts: npt.NDArray[np.uint64]


def read_deaths(data: bytes, opposed: Oppositions) -> Deaths:
    """One published file, fixed width or CSV, oppositions and repeated acts taken out."""
    start = name_key(data[:200].decode("latin-1").split("\n")[0])
    columns = csv_columns(data) if start.startswith("NOMPRENOM ") else fixed_columns(data)
    return deaths_of(columns, opposed)


def deaths_of(columns: Columns, opposed: Oppositions) -> Deaths:
    """Raw fields as a table; what cannot be used is set aside."""
    said, size = columns.fields, len(columns.lines)
    named = pc.extract_regex(said["nom_prenoms"], r"^(?P<nom>[^*]*)\*(?P<prenoms>[^/]*)")
    surname, given = (blank_as_null(pc.struct_field(named, at)) for at in (0, 1))
    sex = said["sexe"]
    born, birth_bad, birth_kept = written(said["date_naissance"])
    died, death_bad, death_kept = written(said["date_deces"])
    death = pc.coalesce(died, pa.scalar("9999", pa.string()))
    late = pc.greater(pc.utf8_slice_codeunits(born, 0, 4), pc.utf8_slice_codeunits(death, 0, 4))
    problems: Sequence[tuple[Bools, str, str, bool]] = (
        (is_null(pc.struct_field(named, 0)), "nom_prenoms", "no * after the surname", False),
        (is_null(surname), "nom_prenoms", "no surname", False),
        (~as_bools(pc.is_in(sex, pa.array(["1", "2", ""]))), "sexe", "neither 1 nor 2", False),
        (birth_bad, "date_naissance", "not eight digits", False),
        (death_bad, "date_deces", "not eight digits", False),
        (as_bools(pc.fill_null(late, False)), "date_naissance", "after the death", False),
        (birth_kept, "date_naissance", "no day of the calendar", True),
        (death_kept, "date_deces", "no day of the calendar", True),
    )
    usable = np.ones(size, bool)
    notes = list(columns.refused)
    for where, name, problem, kept in problems:
        notes += [
            SetAside(line=int(columns.lines[at]), field=name, problem=problem, kept=kept)
            for at in np.flatnonzero(where & usable)
        ]
        usable &= ~where | kept
    place, act = said["code_lieu_deces"], certificates(said["num_acte"])
    towns = said["commune_naissance"].dictionary_encode()
    town = pa.array([city_key(one) for one in towns.dictionary.to_pylist()], pa.string())
    table = pa.table(
        {
            "nom": surname,
            "prenoms": given,
            "dob": born,
            "sexe": blank_as_null(sex),
            "lieu_naissance": blank_as_null(town.take(towns.indices)),
            "code_lieu_naissance": said["code_lieu_naissance"],
            "pays_naissance": said["pays_naissance"],
            "date_deces": died,
            "code_lieu_deces": place,
            "num_acte": act,
            "line": pa.array(columns.lines),
        }
    ).select(COLUMNS)
    keys = list(acts_of(said, act))
    hidden = np.fromiter((bool(set(of) & opposed.keys) for of in keys), bool, size)
    told = is_told(said)
    acts = np.where(told, hashed(of[0] for of in keys), 0).astype(np.uint64)
    once = first_of_each(np.where(usable & ~hidden, acts, 0))
    kept_rows = np.flatnonzero(usable & ~hidden & once)
    opposed_lines = {int(columns.lines[at]) for at in np.flatnonzero(hidden)}
    return Deaths(
        table=table.take(pa.array(kept_rows)),
        set_aside=tuple(
            sorted(
                (one for one in notes if one.line not in opposed_lines), key=lambda one: one.line
            )
        ),
        opposed=int(hidden.sum()),
        repeated=int((usable & ~hidden & ~once).sum()),
        acts=acts[kept_rows],
    )


def written(column: pa.StringArray) -> tuple[pa.StringArray, Bools, Bools]:
    """Dates as YYYY, YYYY-MM or YYYY-MM-DD, null where not known at all; those that are not eight
    digits; and those whose day or month does not exist, cut to what does."""
    encoded = column.dictionary_encode()
    read = [written_date(text) for text in encoded.dictionary.to_pylist()]
    at = encoded.indices
    dates = pa.array([text for text, _, _ in read], pa.string()).take(at)
    bad = pa.array([wrong for _, wrong, _ in read], pa.bool_()).take(at)
    cut = pa.array([less for _, _, less in read], pa.bool_()).take(at)
    return dates, as_bools(bad), as_bools(cut)


def written_date(text: str) -> tuple[str | None, bool, bool]:
    """One date: what is known of it, whether it cannot be read, whether it was cut."""
    if not text or text.strip("0") == "":
        return None, False, False
    if len(text) != 8 or not (text.isascii() and text.isdecimal()):
        return None, True, False
    year, month, day = int(text[:4]), int(text[4:6]), int(text[6:])
    if year == 0:
        return None, False, False
    if month == 0 or month > 12:
        return text[:4], False, month > 12
    if day == 0 or day > days_in(year, month):
        return f"{text[:4]}-{text[4:6]}", False, day > 0
    return f"{text[:4]}-{text[4:6]}-{text[6:]}", False, False


def certificates(column: pa.StringArray) -> pa.StringArray:
    """Numbers of certificates up to the first space: junk may follow."""
    return pc.struct_field(pc.extract_regex(column, r"^(?P<act>[^ ]*)"), 0)


def acts_of(said: dict[str, pa.StringArray], acts: pa.StringArray) -> Iterator[tuple[str, ...]]:
    """The keys of each line's act: as it stands, and without a tenth character that may be junk."""
    columns = (said["code_lieu_deces"], said["date_deces"], acts)
    for place, day, act in zip(*(column.to_pylist() for column in columns), strict=True):
        whole = act_key(place, day, act)
        yield (whole,) if len(act) < 10 else (whole, act_key(place, day, act[:9]))


def is_told(said: dict[str, pa.StringArray]) -> Bools:
    """Whether place, day and certificate are all stated: only then do they tell one act."""
    stated = [pc.not_equal(pc.utf8_ltrim(said[name], "0"), "") for name in ACT]
    return as_bools(pc.and_(pc.and_(stated[0], stated[1]), stated[2]))


def first_of_each(acts: npt.NDArray[np.uint64]) -> Bools:
    """Whether a line is the first with its act; lines without one are never a repetition."""
    _, first = np.unique(acts, return_index=True)
    once: Bools = acts == 0
    once[first] = True
    return once


def blank_as_null(column: pa.StringArray) -> pa.StringArray:
    """Null where nothing is stated."""
    trimmed = pc.utf8_trim_whitespace(column)
    return pc.if_else(
        pc.fill_null(pc.equal(trimmed, ""), True), pa.scalar(None, pa.string()), trimmed
    )


def is_null(column: pa.StringArray) -> Bools:
    """Where there is nothing."""
    return as_bools(pc.is_null(column))
