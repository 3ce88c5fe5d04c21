"""National counts for a few records: as the tables say, never zero, and the same in any company."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from tracer.matching.frequencies import SPANS, span_of
from tracer.matching.national import national_frequencies
from tracer.matching.population import DEPENDENCE, load_population
from tracer.matching.reading import read_table
from tracer.matching.records import G0, POSTCODE, S0, TOWN, Records
from tracer.subject import PartialDate, PostalAddress

POPULATION = load_population()
ROWS: list[dict[str, str | None]] = [
    {"nom": "MARTIN", "prenoms": "JEAN", "dob": "1950-05", "cp": "44000", "ville": "NANTES"},
    {"nom": "KERVAZIC", "prenoms": "ZZYXA", "dob": "1985", "cp": "29900", "ville": None},
    {"nom": "LE GOFF", "prenoms": "JEAN-PIERRE", "dob": None, "cp": None, "ville": None},
]


def read(rows: list[dict[str, str | None]]) -> Records:
    schema = pa.schema([(name, pa.string()) for name in rows[0]])
    return read_table(pa.Table.from_pylist(rows, schema=schema)).records


@pytest.fixture(scope="module")
def records() -> Records:
    return read(ROWS)


def test_names_are_as_rare_as_the_tables_say(records: Records) -> None:
    known = national_frequencies(records, POPULATION)
    surname, given = records.rows[:, S0], records.rows[:, G0]
    shares = known.surname[surname] / known.size
    assert shares == pytest.approx(
        [POPULATION.surname_share(name) for name in ("MARTIN", "KERVAZIC", "LE GOFF")], rel=1e-4
    )
    shares = known.given[given] / known.size / DEPENDENCE
    assert shares == pytest.approx(
        [POPULATION.given_share(name) for name in ("JEAN", "ZZYXA", "JEAN PIERRE")], rel=0.02
    )
    span = int(span_of(np.array([1950]))[0])
    close = known.given_by_span[given[0], span] / known.people_by_span[span] / DEPENDENCE
    assert close == pytest.approx(POPULATION.given_share("JEAN", birth_year=1950), rel=1e-3)
    assert known.given_by_span.shape == (len(records.names), SPANS)
    assert (known.surname > 0).all()
    assert (known.given_by_span > 0).all()


def test_only_a_name_enough_people_bear_has_a_sex(records: Records) -> None:
    known = national_frequencies(records, POPULATION)
    jean, rare = records.rows[0, G0], records.rows[1, G0]
    assert known.men[jean] > 100 * known.women[jean]
    assert known.men[rare] == known.women[rare] == 0


def test_years_and_towns_have_their_people(records: Records) -> None:
    known = national_frequencies(records, POPULATION)
    assert known.people_by_year[1950] / known.size == pytest.approx(
        POPULATION.birth_share(PartialDate(year=1950)), rel=1e-4
    )
    assert known.people_by_year[1700] == known.people_by_year[1900]
    nantes = PostalAddress(postcode="44000", city="Nantes")
    assert known.people_by_town[records.rows[0, TOWN]] / known.size == pytest.approx(
        POPULATION.towns.town_share(nantes), rel=1e-4
    )
    assert known.postcode_count(records.rows[1:2, POSTCODE])[0] > 0
    assert known.own == 0


def test_shares_are_those_of_a_population_of_any_size(records: Records) -> None:
    larger = replace(POPULATION, size=POPULATION.size * 7)
    here, there = (national_frequencies(records, one) for one in (POPULATION, larger))
    for name in ("surname", "surname_or_half", "given", "people_by_year", "people_by_town"):
        ours, theirs = getattr(here, name), getattr(there, name)
        assert theirs / there.size == pytest.approx(ours / here.size, rel=1e-5)


def test_a_name_counts_the_same_whichever_records_it_stands_among(records: Records) -> None:
    alone = read(ROWS[:1])
    here, there = (national_frequencies(one, POPULATION) for one in (records, alone))
    assert here.surname[records.rows[0, S0]] == there.surname[alone.rows[0, S0]]
    assert here.given[records.rows[0, G0]] == there.given[alone.rows[0, G0]]


def test_records_without_any_name_have_counts_too(records: Records) -> None:
    nobody = records.take(np.array([], np.int64))
    assert national_frequencies(nobody, POPULATION).size == POPULATION.size
