"""Invented lines of the file of deceased persons."""

from __future__ import annotations

from datetime import date

import numpy as np

from tracer.matching.blocking import build_index
from tracer.matching.deceased import DeathIndex
from tracer.matching.deceased_file import read_deaths
from tracer.matching.deceased_lines import CSV_HEADER
from tracer.matching.deceased_oppositions import Oppositions
from tracer.matching.frequencies import count_register
from tracer.matching.reading import Reader, read_birth
from tracer.matching.spelling_index import SpellingIndex

OPPOSITIONS = "Code du lieu de décès;Date de décès;Numéro d'acte de décès\n"


def line(
    name: str = "KERVAZIC*JEAN PIERRE/",
    *,
    sex: str = "1",
    born: str = "19500514",
    code: str = "29019",
    town: str = "BREST",
    country: str = "",
    died: str = "20260903",
    place: str = "29232",
    act: str = "000000123",
    junk: str = "",
) -> str:
    return f"{name:<80}{sex}{born}{code:<5}{town:<30}{country:<30}{died}{place:<5}{act:<9}{junk}"


def csv_row(**said: str) -> str:
    whole = line(**said)
    cuts = ((0, 80), (80, 81), (81, 89), (89, 94), (94, 124), (124, 154), (154, 162), (162, 167),
            (167, 176))  # fmt: skip
    return ";".join(f'"{whole[start:stop].strip()}"' for start, stop in cuts)


def csv_file(*rows: str) -> bytes:
    return "\r\n".join((CSV_HEADER, *rows, "")).encode()


def index_of(*lines: str, until: date = date(2026, 10, 31)) -> DeathIndex:
    """The lines as one index in memory."""
    deaths = read_deaths("\n".join(lines).encode(), Oppositions())
    table = deaths.table
    reader = Reader()
    reader.add(table.append_column("id", [[str(at) for at in range(table.num_rows)]]))
    records = reader.records()
    return DeathIndex(
        records=records,
        keys=build_index(records),
        spellings=SpellingIndex.of(records.names),
        known=count_register(records),
        died=np.array([read_birth(day or "") for day in table["date_deces"].to_pylist()], np.int32),
        places=np.array([one.encode() for one in table["code_lieu_deces"].to_pylist()], "S5"),
        acts=np.array([one.encode() for one in table["num_acte"].to_pylist()], "S10"),
        until=until,
    )
