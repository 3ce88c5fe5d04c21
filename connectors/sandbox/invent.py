"""Invents a whole world from national name tables: same seed, same world, to the last byte."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from connectors.sandbox.companies import Registrar
from connectors.sandbox.insolvencies import Insolvency
from connectors.sandbox.model import Company, Notice, Person
from connectors.sandbox.notices import publish_all, publish_craftsman
from connectors.sandbox.people import Census, NameTables
from connectors.sandbox.scenario_companies import SCENARIO_COMPANIES
from connectors.sandbox.scenarios import publish_scenarios

DEFAULT_SEED = 20261030
DEFAULT_PEOPLE = 3_000
DEFAULT_COMPANIES = 2_500


@dataclass(frozen=True, slots=True, kw_only=True)
class Invention:
    """An invented world: what registers show of it, and the truth behind it."""

    seed: int
    people: tuple[Person, ...]
    companies: tuple[Company, ...]
    notices: tuple[Notice, ...]
    insolvencies: tuple[Insolvency, ...]


def invent(
    seed: int = DEFAULT_SEED,
    *,
    people: int = DEFAULT_PEOPLE,
    companies: int = DEFAULT_COMPANIES,
    tables: NameTables | None = None,
) -> Invention:
    """A world of about that many people and companies, plus those of the stories."""
    if tables is None:
        from tracer.matching.population import load_population  # noqa: PLC0415  # half a second

        tables = load_population()
    rng = Random(seed)  # noqa: S311  # a world to play with, not a secret
    census = Census(tables, rng)
    inhabitants = census.invent(people)
    units = Registrar(inhabitants, census, rng).invent(companies)
    gazette = publish_scenarios(rng)
    insolvencies = publish_all(gazette, units, rng)
    insolvencies += publish_craftsman(gazette, units)  # last: it disturbs nothing of the above
    return Invention(
        seed=seed,
        people=inhabitants,
        companies=(*SCENARIO_COMPANIES, *units),
        notices=tuple(sorted(gazette.notices, key=lambda notice: (notice.published, notice.id))),
        insolvencies=insolvencies,
    )
