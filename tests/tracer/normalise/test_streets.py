"""Street lines taken apart, towns and arrondissements."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracer.normalise.addresses import arrondissement, city_key, parse_street
from tracer.normalise.streets import StreetLine


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("12 rue de la Kervac", "12 RUE KERVAC"),
        ("12, RUE DE LA KERVAC", "12 RUE KERVAC"),
        ("0012 R DE LA KERVAC", "12 RUE KERVAC"),
        ("n° 12 rue de la Kervac", "12 RUE KERVAC"),
        ("12-14 rue de la Kervac", "12 RUE KERVAC"),
        ("10 A 12 10 RUE KERVAC", "10 RUE KERVAC"),
        ("10 à 12 rue Kervac", "10 RUE KERVAC"),
        ("Espace Morvelle bât. C route de Kervac", "ROUTE KERVAC"),
        ("Z.A. des Kervacs", "ZA KERVACS"),
        ("zone industrielle de Kervac", "ZI KERVAC"),
        ("rue de la Kervac 12 bte 3", "12 RUE KERVAC"),
        ("Bât. A, esc 2, 3e étage, 12 rue de la Kervac", "12 RUE KERVAC"),
        ("Résidence Les Lilas, 12 rue de la Kervac", "12 RUE KERVAC"),
        ("12 RUE DE LA KERVAC RES LES LILAS", "12 RUE KERVAC"),
        ("12 rue de la Kervac 75011 PARIS CEDEX 11", "12 RUE KERVAC"),
        ("12 rue de la Kervac Paris 11e", "12 RUE KERVAC"),
        ("12 bis, av. du Gal Kervac, Apt 4", "12 BIS AVENUE GENERAL KERVAC"),
        ("12bis ave du Général Kervac", "12 BIS AVENUE GENERAL KERVAC"),
        ("12A bd du Mal Kervac", "12 A BOULEVARD MARECHAL KERVAC"),
        ("12 ter pl. St-Kervac", "12 TER PLACE SAINT KERVAC"),
        ("3 imp. du Dr Kervac", "3 IMPASSE DOCTEUR KERVAC"),
        ("5 Grand'Rue", "5 RUE GRANDE"),
        ("1 rue du 1er Mai", "1 RUE 1 MAI"),
        ("RUE DU 8 MAI 1945", "RUE 8 MAI 1945"),
        ("place du 11 novembre", "PLACE 11 NOVEMBRE"),
        ("Route départementale 12", "ROUTE DEPARTEMENTALE 12"),
        ("rue de la Résidence", "RUE RESIDENCE"),
        ("12 rue de Paris", "12 RUE PARIS"),
        ("Rue de Lyon 12", "12 RUE LYON"),
        ("Lieu-dit Le Kervac", "LIEU-DIT KERVAC"),
        ("LD LE KERVAC", "LIEU-DIT KERVAC"),
        ("ZA des Kervacs", "ZA KERVACS"),
        ("Résidence Les Kervacs", "RESIDENCE KERVACS"),
        ("Le Kervac", "KERVAC"),
        ("12 Kervac St", "12 STREET KERVAC"),
        ("flat 3, 12 Kervac Street", "12 STREET KERVAC"),
        ("Flat 3 12 Kervac Road", "12 ROAD KERVAC"),
        ("221B Kervac Lane", "221 B LANE KERVAC"),
        ("Kervacstraße 12", "12 KERVACSTRASSE"),
        ("BP 123", ""),
        ("", ""),
        ("🙂\x00", ""),
    ],
)
def test_a_line_is_taken_apart(line: str, key: str) -> None:
    assert parse_street(line).key == key


def test_a_box_is_kept_apart_from_the_street() -> None:
    assert parse_street("12 rue Kervac BP 20123 CEDEX 9") == StreetLine(
        number="12", way="RUE", name="KERVAC", box="BP 20123"
    )


@pytest.mark.parametrize(
    ("postcode", "city", "number"),
    [
        (None, "Paris 11e", 11),
        (None, "LYON 03", 3),
        (None, "Marseille 1er arrondissement", 1),
        ("75116", "Paris", 16),
        (None, "75011 PARIS", 11),
        ("13008", "MARSEILLE", 8),
        ("75011", "Kervac", None),
        ("35000", "PARIS", None),
        (None, "PARIS", None),
        ("75011", "", None),
    ],
)
def test_the_three_towns_have_arrondissements(
    postcode: str | None, city: str, number: int | None
) -> None:
    assert arrondissement(postcode, city) == number


def test_a_postcode_before_the_town_is_not_part_of_it() -> None:
    assert city_key("75011 PARIS") == "PARIS"
    assert city_key("42000 St-Étienne cedex 1") == "SAINT ETIENNE"
    assert city_key("Paris 11e Arrt") == "PARIS"


NUMBER = st.sampled_from(["", "12 ", "12 bis ", "3A ", "n° 7 "])
WAY = st.sampled_from(["rue", "av.", "Bd", "impasse", "ch.", "pl", "Allée", "lieu-dit"])
NAME = st.sampled_from(["du Kervac", "de l'Église", "St-Kervac", "du Gal Kervac", "des 3 Kervacs"])


@given(NUMBER, WAY, NAME)
def test_a_line_keeps_its_key_in_any_case_and_as_its_own_key(
    number: str, way: str, name: str
) -> None:
    line = f"{number}{way} {name}"
    key = parse_street(line).key
    for other in (line.upper(), f"  {line} ", line.replace(" ", "  "), key, f"{line}, Bât. B"):
        assert parse_street(other).key == key


@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from(["12", "RUE", "BAT A", "N", ",", "é"])).map(" ".join)
)
def test_any_line_is_taken_apart_in_ascii(text: str) -> None:
    street = parse_street(text)
    assert street.key.isascii()
    assert parse_street(text) == street
    assert city_key(text).isascii()


@pytest.mark.parametrize("unit", ["1 ", "A", "RUE ", "12 RUE ", "BAT A ", ", ", "BP 1 "])
def test_a_very_long_line_is_read(unit: str) -> None:
    parse_street(unit * 3000)
