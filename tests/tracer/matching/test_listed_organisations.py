"""Two names of companies or bodies, each on one line: which name one, and which do not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracer.matching.listed_organisations import compare_listed_organisations
from tracer.matching.name_words import NameWords, load_name_words
from tracer.matching.organisation_words import read_organisation

WORDS = load_name_words()


@pytest.fixture(scope="module")
def words() -> NameWords:
    return WORDS


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Kestrelle Logistics Ltd", "KESTRELLE LOGISTICS LIMITED"),
        ("Société Anonyme Boréalis Transports", "Borealis Transports SA"),
        ("Kestrelle Logistik GmbH & Co. KG", "Kestrelle Logistik GmbH und Co KG"),
        ("Zelmar Intl Mfg. Corp.", "Zelmar International Manufacturing Corporation"),
        ("Banco Central de Orindia", "Central Bank of Orindia"),
        ("Orindia National Oil Corporation", "ONOC"),
        ("K.T.X. Holdings", "KTX Holding"),
        ("Petro Verdine", "PetroVerdine"),
        ("21st Century Kestrelle", "Twenty First Century Kestrelle"),
        ("M/V Silver Heronelle", "Silver Heronelle"),
        ("Kestrelle Mgmt Svcs", "Kestrelle Management Services"),
        ("Al-Furqanelle Foundation", "Al Furqanelle Fondation"),
    ],
)
def test_forms_abbreviations_and_spelling_leave_a_name_the_same(
    ours: str, theirs: str, words: NameWords
) -> None:
    assert compare_listed_organisations(ours, theirs, words).same_name


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Kestrelle Fund II LP", "Kestrelle Fund III LP"),
        ("Kestrelle Real Estate 12 SCI", "Kestrelle Real Estate 14 SCI"),
        ("First Bank of Orindia", "Second Bank of Orindia"),
        ("Bank of Orindia", "Bank of Valmarie"),
        ("Kestrelle Logistics", "Kestrelle Insurance"),
        ("Global Trading LLC", "Global Shipping LLC"),
        ("North Orindia Mining", "South Orindia Mining"),
        ("Zelmar France SAS", "Zelmar Deutschland GmbH"),
        ("KTX Holdings", "KTV Holdings"),
    ],
)
def test_numbers_places_and_trades_tell_companies_apart(
    ours: str, theirs: str, words: NameWords
) -> None:
    assert not compare_listed_organisations(ours, theirs, words).same_name


def test_another_legal_form_is_against_and_no_veto(words: NameWords) -> None:
    same = compare_listed_organisations("Zelmarine GmbH", "Zelmarine GmbH", words)
    other = compare_listed_organisations("Zelmarine GmbH", "Zelmarine AG", words)
    assert other.bits < same.bits
    assert other.same_name


def test_legal_forms_are_read_at_either_end() -> None:
    assert read_organisation("OOO Severelle").forms == read_organisation("Severelle LLC").forms
    assert read_organisation("Severelle S. de R.L. de C.V.").words == ("SEVERELLE",)


@pytest.mark.parametrize("nothing", ["", "😀", " - "])
def test_a_line_that_names_nothing_is_no_evidence(nothing: str, words: NameWords) -> None:
    assert compare_listed_organisations(nothing, "Zelmarine", words).findings == ()
    assert not compare_listed_organisations(nothing, nothing, words).same_name


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=120), st.text(max_size=120))
def test_no_line_is_too_odd_and_sides_may_be_exchanged(ours: str, theirs: str) -> None:
    found = compare_listed_organisations(ours, theirs, WORDS)
    assert found.bits == compare_listed_organisations(theirs, ours, WORDS).bits
