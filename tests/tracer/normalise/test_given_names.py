"""Given-name fields taken apart, and surnames whose particles come and go."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracer.normalise.given_names import given_forms
from tracer.normalise.names import bare_surname, name_key, surname_key, surname_parts


@pytest.mark.parametrize(
    ("field", "names", "perhaps"),
    [
        ("JEAN-MARC ERIC MICHEL", ("JEAN MARC", "ERIC", "MICHEL"), ()),
        ("J.-P.", ("J P",), ()),
        ("J. P.", ("J", "P"), ("J P",)),
        ("Jean Pierre", ("JEAN", "PIERRE"), ("JEAN PIERRE",)),
        ("Anne-Marie, Louise", ("ANNE MARIE", "LOUISE"), ()),
        ("Marie, Louise", ("MARIE", "LOUISE"), ()),
        ("Éric Michel", ("ERIC", "MICHEL"), ()),
        ("Jean – Luc", ("JEAN LUC",), ()),
        ("Jean\u2011Luc", ("JEAN LUC",), ()),
        ("Je\u00adan", ("JEAN",), ()),
        ("Ｊｅａｎ", ("JEAN",), ()),
        ("Abd el Kader Samir", ("ABD EL KADER", "SAMIR"), ()),
        ("Abdel Kader", ("ABDEL KADER",), ()),
        ("N’Golo", ("N GOLO",), ()),
        ("🙂", (), ()),
        ("", (), ()),
    ],
)
def test_a_field_holds_names_in_order_and_pairs_that_may_be_one(
    field: str, names: tuple[str, ...], perhaps: tuple[str, ...]
) -> None:
    read = given_forms(field)
    assert read.names == names
    assert read.perhaps == perhaps


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("De La Brenne", "DELABRENNE"),
        ("D’Angevic", "DANGEVIC"),
        ("St-Kervac", "SAINT KERVAC"),
        ("Ste Kervac", "Sainte-Kervac"),
    ],
)
def test_one_surname_has_one_key_however_it_is_written(a: str, b: str) -> None:
    assert surname_key(a) == surname_key(b)


def test_a_surname_can_be_compared_without_its_particles() -> None:
    assert bare_surname("de La Brennefoucault") == bare_surname("BRENNEFOUCAULT")
    assert bare_surname("Saint-Kervac") == "SAINTKERVAC"
    assert bare_surname("Ben Kervac") == "BENKERVAC"
    assert bare_surname("DE") == "DE"


def test_the_halves_of_a_double_surname_keep_their_particles() -> None:
    assert surname_parts("Ould Kervac-da Morvelle") == ("OULD KERVAC", "DA MORVELLE")


@given(st.text(max_size=60))
def test_reading_a_field_forgets_case_and_outer_space_and_is_ascii(text: str) -> None:
    read = given_forms(text)
    assert given_forms(f"  {text}\n") == read
    assert all(name.isascii() and name == name_key(name) for name in read.names)


@given(st.text(max_size=60))
def test_surname_keys_are_their_own_keys(text: str) -> None:
    assert bare_surname(bare_surname(text)) == bare_surname(text)
    assert surname_key(surname_key(text)) == surname_key(text)
    assert surname_key(text) == surname_key(text.swapcase()) or not text.isascii()
