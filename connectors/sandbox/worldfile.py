"""The invented world as a compressed file of JSON lines, so that nobody waits for it to be made.

`python -m connectors.sandbox.worldfile` writes it again; a test compares it with a fresh one.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from pathlib import Path

from connectors.sandbox.insolvencies import Insolvency
from connectors.sandbox.invent import DEFAULT_SEED, Invention, invent
from connectors.sandbox.model import (
    Company,
    Director,
    Json,
    LegalDirector,
    NaturalDirector,
    Notice,
    Payload,
    Person,
    objects_of,
    text_of,
)
from connectors.sandbox.places import Address

SHIPPED = Path(__file__).parent / "world.jsonl.gz"


def lines_of(invention: Invention) -> Iterator[str]:
    """The world, one JSON line each: the seed, people, companies, notices, insolvencies."""
    yield _line({"seed": invention.seed})
    for key, rows in (
        ("person", invention.people),
        ("company", invention.companies),
        ("notice", invention.notices),
        ("insolvency", invention.insolvencies),
    ):
        for row in rows:
            yield _line({key: _plain(row)})


def save(invention: Invention, path: Path = SHIPPED) -> None:
    """Write the file; the same world gives the same bytes."""
    text = "\n".join(lines_of(invention)) + "\n"
    path.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def load(path: Path = SHIPPED) -> Invention:
    """Read the file back."""
    people: list[Person] = []
    companies: list[Company] = []
    notices: list[Notice] = []
    insolvencies: list[Insolvency] = []
    seed = DEFAULT_SEED
    for line in gzip.decompress(path.read_bytes()).decode().splitlines():
        ((kind, row),) = json.loads(line).items()
        if kind == "person":
            people.append(_person(row))
        elif kind == "company":
            companies.append(_company(row))
        elif kind == "notice":
            row["published"] = date.fromisoformat(row["published"])
            row["also"] = tuple(row.get("also", ()))
            notices.append(Notice(**row))
        elif kind == "insolvency":
            insolvencies.append(Insolvency(**{"state": None, **row}))
        else:
            seed = row
    return Invention(
        seed=seed,
        people=tuple(people),
        companies=tuple(companies),
        notices=tuple(notices),
        insolvencies=tuple(insolvencies),
    )


def _plain(value: object) -> Json:
    """A value as JSON; fields that hold their default are left out."""
    if isinstance(value, str | int | float | bool) or value is None:
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    held: Payload = {}
    for each in fields(value):  # type: ignore[arg-type]  # everything else here is a dataclass
        found = getattr(value, each.name)
        if found != each.default:
            held[each.name] = _plain(found)
    return held


def _line(row: Json) -> str:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def _day(row: Payload, key: str) -> date:
    return date.fromisoformat(str(row[key]))


def _address(row: Json) -> Address:
    assert isinstance(row, dict)
    return Address(
        commune=str(row["commune"]),
        number=text_of(row, "number"),
        repeat=text_of(row, "repeat"),
        street_type=str(row["street_type"]),
        street=str(row["street"]),
        complement=text_of(row, "complement"),
    )


def _person(row: Payload) -> Person:
    number, household, given = row["id"], row["household"], row["given"]
    assert isinstance(number, int)
    assert isinstance(household, int)
    assert isinstance(given, list)
    return Person(
        id=number,
        sex=str(row["sex"]),
        birth_surname=str(row["birth_surname"]),
        usage_surname=text_of(row, "usage_surname"),
        given=tuple(str(name) for name in given),
        born=_day(row, "born"),
        home=_address(row["home"]),
        household=household,
    )


def _company(row: Payload) -> Company:
    return Company(
        siren=str(row["siren"]),
        name=str(row["name"]),
        form=str(row["form"]),
        activity=str(row["activity"]),
        created=_day(row, "created"),
        closed=_day(row, "closed") if "closed" in row else None,
        seat=_address(row["seat"]),
        others=tuple(_address(each) for each in objects_of(row, "others")),
        directors=tuple(_director(each) for each in objects_of(row, "directors")),
        acronym=text_of(row, "acronym"),
        sign=text_of(row, "sign"),
        staff=text_of(row, "staff") or "NN",
        masked=bool(row.get("masked")),
        blank=bool(row.get("blank")),
    )


def _director(row: Payload) -> Director:
    if "name" in row:
        return LegalDirector(
            siren=text_of(row, "siren"), name=str(row["name"]), role=str(row["role"])
        )
    person = row.get("person")
    return NaturalDirector(
        surname=str(row["surname"]),
        given=str(row["given"]),
        birth_month=text_of(row, "birth_month"),
        role=text_of(row, "role"),
        person=person if isinstance(person, int) else None,
        nationality=text_of(row, "nationality"),
    )


if __name__ == "__main__":
    save(invent())
