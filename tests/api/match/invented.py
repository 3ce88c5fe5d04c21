"""Invented people, many alike, and the files they are kept in."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from api.match.column_map import ColumnMap
from api.match.screen import Screening, Summary, screen

SURNAMES = "MARTIN BERNARD LEFÈVRE DURAND TRAORÉ NGUYEN BENALI MOREL FAURE KERGOAT LEMOINE PICHON"
GIVEN = "Marie Jean Louise Paul Aminata Karim Élise Hugo Jeanne Nadia Yann Odette"
TOWNS = (("35000", "RENNES"), ("13001", "MARSEILLE"), ("01000", "BOURG EN BRESSE"))
STREETS = ("rue du Stade", "rue des Lilas", "avenue de la Gare", "chemin Vert")
FIELDS = ("id", "nom", "nom_usage", "prenoms", "dob", "sexe", "cp", "ville", "adr")
Person = dict[str, Any]


def people(count: int, seed: int = 1) -> list[Person]:
    """A register: each person once."""
    chance = random.Random(seed)
    told = []
    for number in range(count):
        postcode, town = chance.choice(TOWNS)
        told.append(
            {
                "id": f"R{number:05d}",
                "nom": chance.choice(SURNAMES.split()),
                "nom_usage": None,
                "prenoms": " ".join(chance.sample(GIVEN.split(), 2)),
                "dob": f"{chance.randint(1930, 2004)}-{chance.randint(1, 12):02d}"
                f"-{chance.randint(1, 28):02d}",
                "sexe": None,
                "cp": postcode,
                "ville": town,
                "adr": f"{chance.randint(1, 90)} {chance.choice(STREETS)}",
                "entity": number,
                "hh": number // 2,
                "tags": "",
                "has_match": True,
            }
        )
    return told


def sought(register: list[Person], count: int, seed: int = 2) -> list[Person]:
    """Queries for people of the register, some of them without a birth date."""
    chance = random.Random(seed)
    chosen = chance.sample(register, count)
    return [
        one
        | {
            "id": f"Q{number:05d}",
            "nom": one["nom"].title(),
            "dob": None if number % 7 == 0 else one["dob"],
        }
        for number, one in enumerate(chosen)
    ]


STRANGER = {"id": "Q99999", "nom": "WXYZWICZ", "prenoms": "Zbqj", "dob": "1901-01-01"}


def parquet(path: Path, rows: list[Person], **columns: Any) -> Path:
    """A Parquet file; further columns as Arrow arrays."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    table = pa.table({name: [row.get(name) for row in rows] for name in names} | columns)
    pq.write_table(table, path)
    return path


def csv(path: Path, rows: list[Person], mark: str = ",", encoding: str = "utf-8") -> Path:
    """A CSV file of the engine's columns."""
    lines = [mark.join(FIELDS)]
    lines += [mark.join(row.get(name) or "" for name in FIELDS) for row in rows]
    path.write_bytes(("\n".join(lines) + "\n").encode(encoding))
    return path


def silent(step: str, done: int, of: int) -> None:
    """A progress nobody watches."""


def screened(folder: Path, queries: Path, against: Path, **how: Any) -> tuple[pa.Table, Summary]:
    """The answers of a screening, and its summary."""
    out = how.pop("out", folder / "out.parquet")
    mapped = how.pop("mapped", ColumnMap())
    asked = Screening(queries=queries, against=against, out=out, mapped=mapped, **how)
    summary = screen(asked, silent)
    return pq.read_table(out), summary


def rejects(folder: Path, name: str = "out.rejects.csv") -> list[dict[str, Any]]:
    """What a screening set aside."""
    return pa.csv.read_csv(
        folder / name,
        convert_options=pa.csv.ConvertOptions(
            column_types=dict.fromkeys(("id", "problem"), pa.string())
        ),
    ).to_pylist()
