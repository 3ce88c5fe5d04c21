"""The invented world: the same for everybody, and rich in what real registers are rich in."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.sandbox.identifiers import (
    FICTIVE_BLOCK,
    fictive_siren,
    passes_luhn,
    siret,
    wrong_siren,
)
from connectors.sandbox.invent import Invention, invent
from connectors.sandbox.model import LegalDirector, NaturalDirector
from connectors.sandbox.places import communes
from connectors.sandbox.world import World
from connectors.sandbox.worldfile import SHIPPED, lines_of, load, save
from tracer.matching.population import load_population


class Tables:
    """A handful of names, so that inventing costs nothing."""

    def surnames(self) -> Iterator[tuple[str, int]]:
        names = ("VERMANDIER", "OSTELLIN", "LE CROZIC", "PRADALOUX", "D'ALVERNE", "KERGOULIS")
        yield from ((name, 10 * (i + 1)) for i, name in enumerate(names))
        yield ("AUTRES NOMS", 10_000)

    def given_names(self, sex: str, decade: int) -> Iterator[tuple[str, int]]:
        names = ("MARIE ANNE", "ZOE", "INES") if sex == "F" else ("JEAN PAUL", "LUC", "OSCAR")
        yield from ((name, decade % 7 + i + 1) for i, name in enumerate(names))


@pytest.fixture(scope="module")
def truth(world: World) -> Invention:
    assert world.truth is not None
    return world.truth


def test_the_same_seed_gives_the_same_bytes() -> None:
    first = list(lines_of(invent(3, people=200, companies=150, tables=Tables())))
    again = list(lines_of(invent(3, people=200, companies=150, tables=Tables())))
    other = list(lines_of(invent(4, people=200, companies=150, tables=Tables())))
    assert first == again
    assert first != other


def test_the_shipped_world_is_what_the_national_tables_give(truth: Invention) -> None:
    fresh = invent(tables=load_population())
    assert list(lines_of(fresh)) == list(lines_of(truth)), (
        "run `python -m connectors.sandbox.worldfile` after changing the generator or the tables"
    )


def test_a_world_survives_being_written_and_read(tmp_path: Path, truth: Invention) -> None:
    path = tmp_path / "world.jsonl.gz"
    small = invent(9, people=120, companies=90, tables=Tables())
    save(small, path)
    first = path.read_bytes()
    assert first[4:8] == bytes(4), "the time of writing is not part of the file"
    assert load(path) == small
    save(load(path), path)
    assert path.read_bytes() == first
    assert load(SHIPPED) == truth


def test_the_world_has_the_size_it_says(truth: Invention) -> None:
    assert len(truth.people) >= 3_000
    assert len(truth.companies) >= 2_500
    assert len(truth.notices) > 500


def test_every_number_is_fictive_and_passes_its_check(truth: Invention) -> None:
    sirens = [company.siren for company in truth.companies]
    assert len(sirens) == len(set(sirens))
    assert all(siren.startswith(FICTIVE_BLOCK) and passes_luhn(siren) for siren in sirens)
    assert passes_luhn(siret(sirens[0], 1))
    assert len(siret(sirens[0], 1)) == 14
    assert not passes_luhn(wrong_siren(sirens[0]))
    with pytest.raises(ValueError, match="fictive block"):
        fictive_siren(100_000)


def test_households_share_an_address_and_a_surname(truth: Invention) -> None:
    households = defaultdict(list)
    for person in truth.people:
        households[person.household].append(person)
    shared = [members for members in households.values() if len(members) > 1]
    assert len(shared) > 500
    assert all(len({member.home for member in members}) == 1 for members in shared)
    related = [m for m in shared if len({member.surname for member in m}) < len(m)]
    assert len(related) > 0.8 * len(shared)


def test_married_women_have_a_usage_name(truth: Invention) -> None:
    usage = [person for person in truth.people if person.usage_surname]
    assert len(usage) > 300
    assert {person.sex for person in usage} == {"F"}
    assert all(person.usage_surname != person.birth_surname for person in usage)


def test_namesakes_exist_and_some_share_the_birth_month(truth: Invention) -> None:
    names = Counter((p.birth_surname, p.given[0]) for p in truth.people)
    months = Counter((p.birth_surname, p.given[0], p.birth_month) for p in truth.people)
    assert sum(count > 1 for count in names.values()) > 50
    assert sum(count > 1 for count in months.values()) > 10


def test_companies_are_of_many_forms_and_some_are_closed(truth: Invention) -> None:
    forms = Counter(company.form for company in truth.companies)
    assert {"1000", "5499", "5710", "5720", "6540", "5599", "9220"} <= set(forms)
    assert 0.25 < forms["1000"] / len(truth.companies) < 0.5
    assert sum(company.closed is not None for company in truth.companies) > 200
    assert sum(company.masked for company in truth.companies) > 40
    assert sum(company.blank for company in truth.companies) == 5


def test_sole_traders_have_no_birth_date_and_trade_under_one_number(truth: Invention) -> None:
    traders = [c.directors[0] for c in truth.companies if c.is_sole_trader]
    assert all(isinstance(t, NaturalDirector) and t.birth_month is None for t in traders)
    known = [t.person for t in traders if isinstance(t, NaturalDirector) and t.person is not None]
    assert len(known) == len(set(known))


def test_one_person_is_written_unevenly_between_companies(truth: Invention) -> None:
    written = defaultdict(set)
    for company in truth.companies:
        for director in company.directors:
            if isinstance(director, NaturalDirector) and director.person is not None:
                written[director.person].add((director.surname, director.given))
    assert sum(len(ways) > 1 for ways in written.values()) > 200


def test_some_companies_list_a_director_twice(truth: Invention) -> None:
    twice = 0
    for company in truth.companies:
        persons = [d.person for d in company.directors if isinstance(d, NaturalDirector)]
        twice += len(persons) != len(set(persons))
    assert twice > 20


def test_legal_persons_direct_and_some_numbers_are_missing_or_wrong(truth: Invention) -> None:
    numbers = [
        d.siren for c in truth.companies for d in c.directors if isinstance(d, LegalDirector)
    ]
    assert len(numbers) > 80
    assert None in numbers
    assert any(number is not None and not passes_luhn(number) for number in numbers)


def test_surnames_keep_their_particles_and_remainders_are_no_names(truth: Invention) -> None:
    assert any(" " in person.birth_surname for person in truth.people)
    assert not any("AUTRES" in person.birth_surname for person in truth.people)


def test_the_world_reaches_corsica_overseas_and_arrondissements() -> None:
    codes = {commune.code for commune in communes()}
    assert {"2A004", "2B033", "97411", "75111", "69383", "13206"} <= codes
    districts = [commune for commune in communes() if commune.district]
    assert {commune.city for commune in districts} == {"Paris", "Lyon", "Marseille"}


def test_insolvencies_are_told_in_every_way(truth: Invention) -> None:
    stories = Counter(each.story for each in truth.insolvencies)
    assert min(stories.values()) >= 3
    assert len(stories) == 16
    published = {notice.siren for notice in truth.notices if notice.family == "collective"}
    assert {each.siren for each in truth.insolvencies} <= published
