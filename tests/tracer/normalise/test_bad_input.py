"""Whatever a file holds, every normaliser answers or refuses with a ValueError, and in time."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracer.normalise import addresses, companies, dates, full_names, given_names, names, order
from tracer.normalise.diminutives import formal_names
from tracer.normalise.phonetics import french_phonetic

NORMALISERS: tuple[Callable[[str], object], ...] = (
    names.name_key,
    names.surname_key,
    names.bare_surname,
    names.surname_parts,
    given_names.given_forms,
    full_names.parse_full_name,
    full_names.parse_register_surname,
    order.readings,
    companies.company_key,
    companies.legal_form,
    companies.trade_names,
    dates.parse_date,
    dates.parse_register_date,
    addresses.parse_street,
    addresses.city_key,
    lambda text: french_phonetic(names.name_key(text)),
    lambda text: formal_names(names.name_key(text)),
    lambda text: companies.acronym_of(names.name_key(text)),
)
ODD = (
    "",
    " ",
    "\x00",
    "🙂👨‍👩‍👧",
    "Кервак",
    "كرفاك",
    "Kerвac",
    "Ｋｅｒｖａｃ",
    "\u202eKervac",
    "Kervac\u0301\u0302",
    "'’ʼ`´-–—",
    "NaN",
    "(((",
    "née",
    "ß",
    "İıŞ",
)
LONG = (
    "A",
    "A ",
    "É-",
    "12 ",
    "(",
    "RUE ",
    "née ",
    "S.A. ",
    "ABD ",
    "DE ",
    " ",
    ", ",
    "ILLE",
    "N.",
    "🙂",
)


@pytest.mark.parametrize("normalise", NORMALISERS)
@pytest.mark.parametrize("text", ODD)
def test_odd_text_is_answered_or_refused(normalise: Callable[[str], object], text: str) -> None:
    with contextlib.suppress(ValueError):
        assert normalise(text) == normalise(text)


@pytest.mark.parametrize("normalise", NORMALISERS)
def test_ten_thousand_letters_take_no_more_than_their_share(
    normalise: Callable[[str], object],
) -> None:
    for unit in LONG:
        text = unit * (10_000 // len(unit))
        started = time.process_time()
        with contextlib.suppress(ValueError):
            normalise(text)
        assert time.process_time() - started < 2, unit


@given(st.text(max_size=200))
def test_any_text_is_answered_or_refused(text: str) -> None:
    for normalise in NORMALISERS:
        try:
            answer = normalise(text)
        except ValueError:
            continue
        assert normalise(text) == answer
