"""Towns under one key, postcodes in their département, company numbers that check."""

from __future__ import annotations

import pytest

from tracer.normalise.addresses import city_key, departement, same_town
from tracer.normalise.identifiers import siren_key, siren_valid, siret_valid
from tracer.subject import PostalAddress


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("St-Étienne cedex 9", "SAINT ETIENNE"),
        ("Ste Foy lès Lyon", "SAINTE FOY LES LYON"),
        ("PARIS 12", "PARIS"),
        ("Paris 1er Arrondissement", "PARIS"),
        ("Villeneuve s/ Lot", "VILLENEUVE SUR LOT"),
        ("", ""),
    ],
)
def test_a_town_has_one_key(written: str, key: str) -> None:
    assert city_key(written) == key


@pytest.mark.parametrize(
    ("postcode", "code"),
    [("20137", "2A"), ("20290", "2B"), ("97410", "974"), ("75 012", "75"), ("7501", None)],
)
def test_a_postcode_lies_in_a_departement(postcode: str, code: str | None) -> None:
    assert departement(postcode) == code


def test_towns_are_the_same_by_name_and_departement_or_by_postcode() -> None:
    def at(postcode: str | None, city: str | None) -> PostalAddress:
        return PostalAddress(postcode=postcode, city=city)

    assert same_town(at("42000", "St Etienne"), at("42100", "SAINT-ETIENNE CEDEX"))
    assert not same_town(at("42000", "Saint-Étienne"), at("35000", "Saint-Étienne"))
    assert same_town(at("42000", None), at("42000", "Saint-Étienne"))
    assert not same_town(at("75011", "Paris"), at("75012", "Paris"))
    assert not same_town(at(None, None), at(None, None))


def test_a_siren_checks_and_a_siret_gives_its_siren() -> None:
    assert siren_valid("123 456 782")
    assert not siren_valid("123456789")
    assert not siren_valid("")
    assert siren_key("12345678200002") == siren_key("123456782") == "123456782"
    assert siren_key("not a number") is None


def test_the_sirets_of_la_poste_follow_their_own_rule() -> None:
    assert siret_valid("35600000000048")
    assert siret_valid("35600000009093")
    assert not siret_valid("35600000009094")
