"""The national tables: present, consistent with published figures, and never zero."""

from __future__ import annotations

from itertools import islice

import pytest

from tracer.matching.population import DEPENDENCE, Population, load_population, spellings
from tracer.normalise.names import name_key
from tracer.subject import PartialDate, PostalAddress


@pytest.fixture(scope="module")
def population() -> Population:
    return load_population()


@pytest.mark.parametrize(
    ("given", "sex", "year", "a_year", "a_month", "a_day"),
    [("Jean", "M", 1950, 138, 11, 0.4), ("Nathalie", "F", 1967, 100, 8.3, 0.27)],
)
def test_namesakes_of_the_commonest_names_are_as_measured(
    population: Population,
    given: str,
    sex: str,
    year: int,
    a_year: float,
    a_month: float,
    a_day: float,
) -> None:
    births = (PartialDate(year=year), PartialDate(year=year, month=5))
    births = (*births, PartialDate(year=year, month=5, day=14))
    expected = [
        population.expected_namesakes(surname="Martin", given=given, sex=sex, birth=birth).expected
        for birth in births
    ]
    independent = [count / DEPENDENCE for count in expected]
    assert independent == pytest.approx([a_year, a_month, a_day], rel=0.25)


def test_an_unknown_name_is_rare_and_never_impossible(population: Population) -> None:
    assert 0 < population.surname_share("Kervazicou") < 1e-6
    assert 0 < population.given_share("Zzyxa", "F", 1970) < 1e-4
    assert population.given_share("Zzyxa") > 0
    assert population.surname_share("🙂") > 0


def test_accents_and_particles_do_not_change_how_rare_a_name_is(population: Population) -> None:
    assert population.surname_share("Le Goff") == population.surname_share("LEGOFF")
    assert population.given_share("Hélène", "F", 1960) == population.given_share(
        "HELENE", "F", 1960
    )


def test_spellings_of_a_name_without_particle_are_itself_and_no_empty_rest() -> None:
    assert "MORVELLE" in spellings("MORVELLE")
    assert {"LE GOVIC", "LEGOVIC"} <= spellings("LEGOVIC")


def test_rarity_follows_the_generation(population: Population) -> None:
    assert population.given_share("Kevin", "M", 1992) > 100 * population.given_share(
        "Kevin", "M", 1950
    )


def test_a_more_precise_birth_leaves_fewer_namesakes(population: Population) -> None:
    counts = [
        population.expected_namesakes(surname="Martin", given="Jean", birth=birth).expected
        for birth in (
            None,
            PartialDate(year=1950),
            PartialDate(year=1950, month=5),
            PartialDate(year=1950, month=5, day=14),
        )
    ]
    assert counts == sorted(counts, reverse=True)
    held = population.expected_namesakes(surname="Martin", given="Jean", place_share=0.01)
    assert held.expected == pytest.approx(counts[0] / 100)
    assert held.given == ("surname", "given name", "place")


def test_every_listed_name_is_found_where_the_table_says(population: Population) -> None:
    for name, births in islice(population.surnames(), 0, None, 1009):
        assert name == name_key(name)
        assert sum(int(count) for count in population.surname_births.row(name)) == births
    listed = dict(population.given_names("F", 1960))
    assert listed["NATHALIE"] > 100_000
    assert dict(population.given_names("M", 2020))["JEAN"] > 0
    totals = population.given_totals["F"]
    assert sum(listed.values()) == totals[12] + totals[13]


def test_births_outside_the_table_take_its_nearest_year(population: Population) -> None:
    early, first = PartialDate(year=1850), PartialDate(year=1900)
    assert population.birth_share(early) == population.birth_share(first)
    assert population.given_share("Jean", "M", 2090) == population.given_share("Jean", "M", 2024)


def test_a_name_of_one_sex_is_known_as_such(population: Population) -> None:
    women = population.sex_share("Michelle", "F")
    assert women is not None
    assert women > 0.99
    assert population.sex_share("Zzyxa", "F") is None


def test_towns_have_their_residents_and_a_small_one_is_never_empty(population: Population) -> None:
    towns = population.towns
    small = towns.town_share(PostalAddress(postcode="29900", city="Trévignac-l'Exemple"))
    large = towns.town_share(PostalAddress(postcode="44000", city="Nantes"))
    part = towns.town_share(PostalAddress(postcode="75011", city="Paris"))
    whole = towns.town_share(PostalAddress(postcode="75000", city="Paris"))
    assert 0 < small < part < large < whole < 0.05
    assert towns.departement_share(PostalAddress(postcode="44000")) == pytest.approx(0.022, rel=0.1)
    assert towns.departement_share(PostalAddress(city="Nantes")) == 1.0


def test_an_era_begins_with_its_first_year(population: Population) -> None:
    shares = [population.surname_share("Martin", year) for year in (1940, 1941, 1970, 1971)]
    assert shares[0] != shares[1] == shares[2] != shares[3]


def test_an_unlisted_given_name_is_as_rare_as_births_below_the_listing_allow(
    population: Population,
) -> None:
    women, anyone = population.given_share("Zzyxa", "F"), population.given_share("Zzyxa")
    assert women == pytest.approx(1.45e-5, rel=0.05)
    assert anyone == pytest.approx(women / 2, rel=0.1)
    assert population.given_share("Zzyxa", "F", 1970) == pytest.approx(1.18e-5, rel=0.05)


def test_the_sex_of_a_name_hardly_anyone_bears_is_not_known(population: Population) -> None:
    assert population.given_count("Addolorata", "F", None) > 0
    assert population.sex_share("Addolorata", "F") is None


def test_what_is_left_of_a_particle_must_be_a_name() -> None:
    assert spellings("LEZ") == {"LEZ"}
    assert "DU FY" not in spellings("DUFY")
    assert "DU BOIS" in spellings("DUBOIS")


def test_a_birth_after_the_table_takes_its_last_year(population: Population) -> None:
    last = PartialDate(year=2024)
    assert population.birth_share(PartialDate(year=2090)) == population.birth_share(last)
