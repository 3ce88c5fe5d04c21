"""The world the sandbox serves: invented and shipped, invented anew, or read from real records."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from connectors.sandbox.gazette_records import notice_record
from connectors.sandbox.invent import (
    DEFAULT_COMPANIES,
    DEFAULT_PEOPLE,
    DEFAULT_SEED,
    Invention,
    invent,
)
from connectors.sandbox.model import Payload
from connectors.sandbox.people import NameTables
from connectors.sandbox.practitioners import PRACTITIONERS
from connectors.sandbox.streets import (
    Dwelling,
    dwelling_of,
    dwelling_of_establishment,
    establishments_of,
)
from connectors.sandbox.units import unit_payload
from connectors.sandbox.worldfile import load


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Everything the three sources answer from. `truth` is None for a file of real records."""

    units: tuple[Payload, ...]
    notices: tuple[Payload, ...] = ()
    dwellings: tuple[Dwelling, ...] = ()
    truth: Invention | None = None

    @classmethod
    def from_invention(cls, invention: Invention) -> World:
        """What registers show of an invented world."""
        companies = {company.siren: company for company in invention.companies}
        homes = (person.home for person in invention.people)
        seats = (a for each in invention.companies for a in (each.seat, *each.others))
        offices = (practitioner.office for practitioner in PRACTITIONERS)
        return cls(
            units=tuple(unit_payload(company) for company in invention.companies),
            notices=tuple(notice_record(n, companies[n.siren]) for n in invention.notices),
            dwellings=tuple(
                dwelling_of(address) for address in dict.fromkeys((*offices, *seats, *homes))
            ),
            truth=invention,
        )

    @classmethod
    def from_file(cls, path: Path) -> World:
        """Real company records, one JSON object a line, as the search API returns them.

        Keys that start with "_" are notes and are dropped. Addresses come from the units' own
        establishments; there are no notices. A masked establishment has no address.
        """
        units = []
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                if line.strip():
                    unit = json.loads(line)
                    units.append({k: v for k, v in unit.items() if not k.startswith("_")})
        dwellings = {
            dwelling: None
            for unit in units
            for establishment in establishments_of(unit)
            if (dwelling := dwelling_of_establishment(establishment)) is not None
        }
        return cls(units=tuple(units), dwellings=tuple(dwellings))


def build_world(
    seed: int = DEFAULT_SEED,
    *,
    people: int = DEFAULT_PEOPLE,
    companies: int = DEFAULT_COMPANIES,
    tables: NameTables | None = None,
) -> World:
    """The invented world of a seed. The default one is shipped, so it is only read."""
    default = (seed, people, companies) == (DEFAULT_SEED, DEFAULT_PEOPLE, DEFAULT_COMPANIES)
    if default and tables is None:
        return World.from_invention(load())
    return World.from_invention(invent(seed, people=people, companies=companies, tables=tables))
