"""How the register writes names and numbers."""

from __future__ import annotations

import pytest

from connectors.gb.companies_house_names import (
    birth_month,
    company_number,
    known_month,
    listed_name,
    may_be,
    may_be_unread,
    parts_of,
    spoken_name,
)
from connectors.gb.companies_house_payload import BirthMonth, Names
from tracer.normalise.dates import parse_partial
from tracer.subject import PersonName


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("445790", "00445790"),
        ("00445790", "00445790"),
        ("SC95000", "SC095000"),
        ("Sc 095000", "SC095000"),
        ("NI12", "NI000012"),
        ("OE027795", "OE027795"),
        ("FC030084", "FC030084"),
        ("BR015078", "BR015078"),
        ("OC5", "OC000005"),
        ("IP00001R", "IP00001R"),
        ("R0000012", "R0000012"),
        ("000000000", None),
        ("0", None),
        ("123456789", None),
        ("SC1234567", None),
        ("FR 552 100 554", None),
        ("٤٤٥٧٩٠", None),
        ("", None),
        ("LIMITED", None),
    ],
)
def test_numbers_are_padded_to_eight_and_there_is_no_check_digit(said, number):
    assert company_number(said) == number


@pytest.mark.parametrize(
    ("listed", "spoken", "parts"),
    [
        ("THORNQUILL, Ottoline Maud", "Ottoline Maud THORNQUILL",
         Names(surname="Thornquill", forename="Ottoline", other_forenames="Maud")),
        ("THORNQUILL, Ottoline Maud, Dr", "Dr Ottoline Maud THORNQUILL",
         Names(surname="THORNQUILL", forename="Ottoline", middle_name="Maud")),
    ],
)  # fmt: skip
def test_the_three_orders_of_a_name_say_the_same(listed, spoken, parts):
    names = [listed_name(listed), spoken_name(spoken), parts_of(parts)]
    assert {name.surname.upper() for name in names} == {"THORNQUILL"}
    assert {name.given for name in names} == {"Ottoline Maud"}


@pytest.mark.parametrize(
    ("said", "surname", "given"),
    [
        ("Jan VAN DER BERG", "VAN DER BERG", "Jan"),
        ("John A SMITHERSON", "SMITHERSON", "John A"),
        ("Séamus O'EXAMPLE", "O'EXAMPLE", "Séamus"),
        ("Anne-Marie EXAMPLE-SAMPLE", "EXAMPLE-SAMPLE", "Anne-Marie"),
        ("Ronald McEXAMPLE", "McEXAMPLE", "Ronald"),
        ("Isla MacSAMPLE-McEXAMPLE", "MacSAMPLE-McEXAMPLE", "Isla"),
        ("Mack EXAMPLE", "EXAMPLE", "Mack"),
        ("John EXAMPLE OBE", "EXAMPLE", "John"),
        ("Sir John EXAMPLE, KBE, PhD", "EXAMPLE", "John"),
        ("John EXAMPLE Esq.", "EXAMPLE", "John"),
        ("Anna MBE", "MBE", "Anna"),
        ("Anna Maria MBE", "MBE", "Anna Maria"),
        ("Wei EXAMPLE MA", "EXAMPLE MA", "Wei"),
    ],
)
def test_the_surname_is_what_is_in_capitals_at_the_end(said, surname, given):
    name = spoken_name(said)
    assert (name.surname, name.given) == (surname, given)


@pytest.mark.parametrize(
    "said",
    [
        "EXAMPLE NOMINEES LIMITED",
        "Example Trust",
        "",
        "Mr",
        "X",
        "OTTOLINE THORNQUILL",
        "A McExample",
    ],
)
def test_a_name_that_cannot_be_told_apart_is_nobody_s(said):
    assert spoken_name(said) is None


@pytest.mark.parametrize(
    ("sought", "born", "listed", "month", "yes"),
    [
        (("Thornquill", "Ottoline"), "1981-04-17", "THORNQUILL, Ottoline Maud", "1981-04", True),
        (("Thornquill", "Ottoline"), "1981", "THORNQUILL, Ottoline", "1981-04", True),
        (("Thornquill", "Ottoline"), "1981-04", "THORNQUILL, Ottoline", None, True),
        (("Thornquill", "Ottoline"), None, "THORNQUILL, Ottoline", "1949-09", True),
        (("Thornquill",), "1981-04", "THORNQUILL, Lucian", "1981-04", True),
        (("Thornquill", "Ottoline"), "1981-05", "THORNQUILL, Ottoline", "1981-04", False),
        (("Thornquill", "Maud"), "1981-04", "THORNQUILL, Ottoline Maud", "1981-04", False),
        (("Thornquill", "Ottoline"), "1981-04", "THORNQUILL-SAMPLE, Ottoline", "1981-04", False),
        (("Thornquill", "Ottoline"), "1981-04", "THORNQUILL", "1981-04", False),
    ],
)
def test_who_may_be_the_debtor(sought, born, listed, month, yes):
    surname, *given = sought
    names = [PersonName(surname=surname, given=tuple(given))]
    date = parse_partial(born) if born else None
    assert may_be(names, date, listed_name(listed), month) is yes


@pytest.mark.parametrize(
    ("title", "month", "yes"),
    [
        ("OTTOLINE MAUD THORNQUILL", "1981-04", True),
        ("Ms OTTOLINE THORNQUILL OBE", None, True),
        ("Ottoline Thornquill", "1981-04", True),
        ("OTTOLINE THORN QUILL", "1981-04", True),
        ("OTTOLINE MAUD THORNQUILL", "1949-09", False),
        ("MAUD THORNQUILL", "1981-04", False),
        ("OTTOLINE GOLDTHORNQUILL", "1981-04", False),
        ("OTTOLINE THORNQUILL LIMITED", None, False),
        ("Ottoline THORNQUILL", "1981-04", False),
        ("OTTOLINE", "1981-04", False),
        ("", None, False),
    ],
)
def test_who_may_be_the_debtor_under_a_name_that_cannot_be_told_apart(title, month, yes):
    names = [PersonName(surname="Thornquill", given=("Ottoline",))]
    assert may_be_unread(names, parse_partial("1981-04"), title, month) is yes


@pytest.mark.parametrize(
    ("born", "month"),
    [
        (BirthMonth(month=4, year=1981), "1981-04"),
        (BirthMonth(year=1981), "1981"),
        (BirthMonth(month=13, year=1981), None),
        (None, None),
    ],
)
def test_a_birth_date_is_a_month(born, month):
    assert birth_month(born) == month


@pytest.mark.parametrize(
    ("said", "month"),
    [
        ("1971-10-02T00:00:00", "1971-10"),
        ("1976-02-15", "1976-02"),
        ("1976", "1976"),
        ("15/02/1976", None),
        (None, None),
    ],
)
def test_the_two_whole_birth_dates_of_disqualifications_are_cut_to_the_month(said, month):
    assert known_month(said) == month
