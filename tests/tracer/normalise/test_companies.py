"""Company names: forms of seven countries and more, acronyms, names one trades under."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracer.normalise.companies import (
    LONGEST_FORM,
    acronym_of,
    company_key,
    form_countries,
    forms,
    legal_form,
    trade_names,
)
from tracer.normalise.names import name_key


@pytest.mark.parametrize(
    ("written", "key", "form"),
    [
        ("S.A.R.L. Établissements Kervac & Fils", "KERVAC FILS", "SARL"),
        ("S A R L KERVAC", "KERVAC", "SARL"),
        ("Kervac S. A. R. L.", "KERVAC", "SARL"),
        ("Société à responsabilité limitée Kervac", "KERVAC", "SARL"),
        ("Kervac S.à r.l.", "KERVAC", "SARL"),
        ("KERVAC SASU", "KERVAC", "SASU"),
        ("Société anonyme Kervac", "KERVAC", "SA"),
        ("SCI LES KERVACS", "LES KERVACS", "SCI"),
        ("EI Jean Kervac", "JEAN KERVAC", "EI"),
        ("The Kervac Company Ltd.", "KERVAC", "LTD"),
        ("Kervac Limited", "KERVAC", "LTD"),
        ("Kervac PLC", "KERVAC", "PLC"),
        ("Kervac BVBA", "KERVAC", "SRL"),
        ("Kervac N.V.", "KERVAC", "NV"),
        ("Kervac Sàrl", "KERVAC", "SARL"),
        ("Kervac GmbH & Co. KG", "KERVAC", "GMBH CO KG"),
        ("Kervac GmbH", "KERVAC", "GMBH"),
        ("Kervac UG (haftungsbeschränkt)", "KERVAC", "UG"),
        ("Kervac A/S", "KERVAC", "AS"),
        ("Kervac ASA", "KERVAC", "ASA"),
        ("Kervac ENK", "KERVAC", "ENK"),
        ("Kervac S.p.A.", "KERVAC", "SPA"),
        ("Kervac, Inc.", "KERVAC", "INC"),
        ("J.P. Kervac SA", "JP KERVAC", "SA"),
        ("J P Kervac", "JP KERVAC", None),
        ("SCM Kervac, société en liquidation", "KERVAC", "SCM"),
        ("Comité d'entreprise Kervac", "COMITE D ENTREPRISE KERVAC", None),
        ("Kervac et Cie", "KERVAC", None),
        ("SARL", "SARL", None),
        ("Kervac", "KERVAC", None),
        ("AS Kervac", "AS KERVAC", None),
        ("", "", None),
        ("🙂", "", None),
    ],
)
def test_a_name_is_known_without_its_form(written: str, key: str, form: str | None) -> None:
    assert company_key(written) == key
    assert legal_form(written) == form


def test_a_form_belongs_to_the_countries_that_have_it() -> None:
    assert "NO" in form_countries("Kervac AS")
    assert form_countries("Kervac EURL") == ("FR",)
    assert form_countries("Kervac") == ()
    assert legal_form("Kervac AG (Morvelle)") == "AG"


@pytest.mark.parametrize(
    "country", ["FR", "GB", "BE", "CH", "DE", "NO", "IT", "ES", "NL", "LU", "US"]
)
def test_the_table_knows_the_forms_of_a_country(country: str) -> None:
    assert len({form.form for form in forms().values() if country in form.countries}) >= 4


def test_the_table_holds_keys_sorted_each_once() -> None:
    assert list(forms()) == sorted(forms())
    assert all(name_key(spelt) == spelt for spelt in forms())
    assert max(len(spelt.split()) for spelt in forms()) <= LONGEST_FORM


def test_an_acronym_is_made_of_the_words_that_count() -> None:
    assert acronym_of("COMPTOIR DE L ARMOR ET DU KERVAC") == "CAK"
    assert acronym_of("KERVAC") == ""
    assert acronym_of("") == ""


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("SARL KERVAC exerçant sous l'enseigne LE MORVELLE", ("SARL KERVAC", "LE MORVELLE")),
        ("SARL KERVAC exerçant sous l’enseigne « MORVELLE »", ("SARL KERVAC", "MORVELLE")),
        ("Kervac Ltd t/a The Morvelle", ("Kervac Ltd", "The Morvelle")),
        ("Kervac dba Morvelle", ("Kervac", "Morvelle")),
        ("KERVAC (MORVELLE)", ("KERVAC", "MORVELLE")),
        ("KERVAC (enseigne : MORVELLE)", ("KERVAC", "MORVELLE")),
        ("KERVAC (UK) LTD", ("KERVAC LTD",)),
        ("KERVAC (SARL)", ("KERVAC SARL",)),
        ("KERVAC (KERVAC)", ("KERVAC",)),
        ("", ()),
    ],
)
def test_a_line_holds_the_registered_name_then_those_traded_under(
    line: str, names: tuple[str, ...]
) -> None:
    assert trade_names(line) == names


def test_very_long_names_are_read() -> None:
    assert company_key("SARL " * 2000) == company_key("SARL")
    assert trade_names("(" * 10_000) == ()
    assert company_key("A." * 5000)


FORM_LIKE = st.lists(
    st.sampled_from(
        ["SARL", "S.A.", "Kervac", "et", "Co", "GmbH", "&", "KG", "A", "(UK)", "é", " "]
    ),
    max_size=7,
).map(" ".join)


@given(st.text(max_size=40) | FORM_LIKE)
def test_a_key_is_its_own_key_and_ascii(text: str) -> None:
    key = company_key(text)
    assert key.isascii()
    assert company_key(key) == key
    assert bool(key) == bool(name_key(text))
    assert company_key(f" {text} ") == key
    trade_names(text)
    legal_form(text)
