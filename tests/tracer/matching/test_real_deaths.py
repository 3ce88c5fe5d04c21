"""The real layout, taxonomy of hard cases and public figures, read in place: no value is kept here."""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from tests.tracer.deceased import index_of, line
from tracer.deaths import DeathOutcome
from tracer.matching.deceased_file import read_deaths
from tracer.matching.deceased_lines import CSV_HEADER, LAYOUT
from tracer.matching.deceased_lookup import look_up
from tracer.matching.deceased_oppositions import OPPOSITION_COLUMNS, Oppositions
from tracer.matching.parameters import load_parameters
from tracer.matching.population import load_population
from tracer.normalise.names import name_key
from tracer.subject import PartialDate, PersonName, Subject, SubjectKind

pytestmark = pytest.mark.payloads

BY, POPULATION = load_parameters(), load_population()


def rows(payloads: Path, name: str) -> list[dict[str, str]]:
    with (payloads / "fr" / "deces" / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_the_layout_is_the_published_one(payloads: Path) -> None:
    told = json.loads((payloads / "fr" / "deces" / "layout.json").read_text("utf-8"))
    published = {
        field["name"]: (field["start"] - 1, field["start"] - 1 + field["len"])
        for field in told["fields"]
    }
    published["num_acte"] = (published["num_acte"][0], published["num_acte"][1] + 1)
    assert published == LAYOUT
    assert told["csv_variant_header"] == CSV_HEADER
    assert tuple(name_key(one) for one in told["opposition_file"]["key"]) == OPPOSITION_COLUMNS


def outcomes(people: list[tuple[Subject, str]]) -> Counter[DeathOutcome]:
    """Each person asked of one file that holds all of them."""
    index = index_of(*(told for _, told in people))
    assert len(index) == len(people)
    return Counter(
        look_up(index, who, today=date(2026, 11, 23), by=BY, population=POPULATION).outcome
        for who, _ in people
    )


def test_every_hard_case_is_read_and_found_or_doubted(payloads: Path) -> None:
    people = []
    for number, row in enumerate(rows(payloads, "matching_hard_cases.csv")):
        if not row["DATE_NAISSANCE"]:
            continue
        day, month, year = (int(part) for part in row["DATE_NAISSANCE"].split("/"))
        written = line(
            f"{row['NOM']}*{row['PRENOM']}/"[:80],
            born=f"{year:04d}{month:02d}{day:02d}",
            sex={"M": "1", "F": "2"}.get(row["GENRE"], " "),
            town=row["COMMUNE_NAISSANCE"][:30],
            act=str(number + 1),
        )
        who = Subject(
            kind=SubjectKind.CONSUMER,
            names=(PersonName(surname=row["NOM"], given=tuple(row["PRENOM"].split())),),
            birth=PartialDate(year=year, month=month, day=day),
            birth_place=row["COMMUNE_NAISSANCE"] or None,
        )
        people.append((who, written))
    found = outcomes(people)
    assert len(people) > 60
    assert found[DeathOutcome.FOUND] > len(people) * 0.7
    assert found[DeathOutcome.FOUND] + found[DeathOutcome.POSSIBLE] == len(people)


def test_public_figures_are_read_and_found_by_name_and_birth(payloads: Path) -> None:
    people = []
    for number, row in enumerate(rows(payloads, "wikidata_deces_2020_m01.csv")):
        surname, given = row["lastnameLabel"], row["firstnameLabel"]
        born, died = row["birthdateLabel"][:10], row["diedLabel"][:10]
        if not (surname and given and len(born) == len(died) == 10):
            continue
        written = line(
            f"{surname.upper()}*{given.upper()}/",
            born=born.replace("-", ""),
            sex=" ",
            town=row["birthplaceLabel"].upper()[:30],
            died=died.replace("-", ""),
            act=str(number + 1),
        )
        year, month, day = (int(part) for part in born.split("-"))
        who = Subject(
            kind=SubjectKind.CONSUMER,
            names=(PersonName(surname=surname, given=(given,)),),
            birth=PartialDate(year=year, month=month, day=day),
        )
        people.append((who, written))
    assert len(people) > 50
    found = outcomes(people)
    assert found[DeathOutcome.FOUND] + found[DeathOutcome.POSSIBLE] >= len(people) * 0.98
    assert found[DeathOutcome.FOUND] >= len(people) * 0.8


def test_a_file_of_another_kind_is_set_aside_and_stops_nothing(payloads: Path) -> None:
    data = (payloads / "fr" / "deces" / "bulk_example.csv").read_bytes()
    deaths = read_deaths(data, Oppositions())
    assert deaths.table.num_rows == 0
    assert {note.problem for note in deaths.set_aside} == {"too short"}
