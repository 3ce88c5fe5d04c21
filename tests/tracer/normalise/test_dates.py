"""Dates as people and registers write them, and the day and month that may be exchanged."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracer.normalise.dates import MONTHS, parse_date, parse_partial, parse_register_date, swapped
from tracer.subject import PartialDate

THE_DAY = PartialDate(year=1979, month=3, day=14)


@pytest.mark.parametrize(
    "written",
    [
        "1979-03-14",
        "14/03/1979",
        "14.03.1979",
        "14-3-1979",
        "14 03 1979",
        "1979/03/14",
        "19790314",
        "14031979",
        "14 mars 1979",
        "14 MARS 1979",
        "né le 14 mars 1979",
        "Née le 14/03/1979",
        "né(e) le 14.03.1979",
        "le mercredi 14 mars 1979",
        "14th March 1979",
        "March 14, 1979",
        " 14/03/1979 ",
    ],
)
def test_one_day_is_written_many_ways(written: str) -> None:
    assert parse_date(written) == THE_DAY


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("03/1979", PartialDate(year=1979, month=3)),
        ("mars 1979", PartialDate(year=1979, month=3)),
        ("né en févr. 1979", PartialDate(year=1979, month=2)),
        ("1979", PartialDate(year=1979)),
        ("né en 1979", PartialDate(year=1979)),
        ("1er août 1979", PartialDate(year=1979, month=8, day=1)),
        ("19121980", PartialDate(year=1980, month=12, day=19)),
    ],
)
def test_a_date_keeps_its_precision(written: str, known: PartialDate) -> None:
    assert parse_date(written) == known


def test_two_digits_of_a_year_need_a_last_year_and_one_century() -> None:
    assert parse_date("14.03.79", last_year=2008) == THE_DAY
    for last_year in (None, 2089):
        with pytest.raises(ValueError, match="date"):
            parse_date("14.03.79", last_year=last_year)
    with pytest.raises(ValueError, match="centuries"):
        parse_date("14.03.05", last_year=2008)


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("1979-00-00", PartialDate(year=1979)),
        ("19790000", PartialDate(year=1979)),
        ("19790300", PartialDate(year=1979, month=3)),
        ("00/03/1979", PartialDate(year=1979, month=3)),
        ("14/00/1979", PartialDate(year=1979)),
        ("19790314", THE_DAY),
    ],
)
def test_a_register_writes_00_for_what_it_does_not_know(written: str, known: PartialDate) -> None:
    assert parse_register_date(written) == known


@pytest.mark.parametrize(
    "written",
    [
        "31/02/1979",
        "1979-02-29",
        "14/13/1979",
        "00/03/1979",
        "19790000",
        "0000-00-00",
        "31/12/9999",
        "",
        "hier",
        "14 ventôse 1979",
        "14/03-1979",
        "٢٠٠١",
        "1979-3-14-2",
        "\x00",
        "né le",
        "1" * 9000,
    ],
)
def test_what_is_no_date_is_refused_without_repeating_it(written: str) -> None:
    with pytest.raises(ValueError, match="date") as refused:
        parse_date(written)
    assert not written or written not in str(refused.value)


def test_day_and_month_exchanged_are_another_hypothesis() -> None:
    early = PartialDate(year=1979, month=3, day=4)
    assert swapped(early) == PartialDate(year=1979, month=4, day=3)
    assert swapped(THE_DAY) is None
    assert swapped(PartialDate(year=1979, month=4, day=4)) is None
    assert swapped(PartialDate(year=1979, month=4)) is None


@given(st.dates(min_value=date(1850, 1, 1), max_value=date(2090, 1, 1)))
def test_every_day_is_read_back_from_every_writing(day: date) -> None:
    known = PartialDate(year=day.year, month=day.month, day=day.day)
    for pattern in ("%d/%m/%Y", "%Y-%m-%d", "%Y%m%d", "%d%m%Y", "%d.%m.%Y", "%Y/%m/%d"):
        assert parse_date(day.strftime(pattern)) == known
    for word in (word for word, number in MONTHS.items() if number == day.month):
        assert parse_date(f"{day.day} {word.lower()} {day.year}") == known
    assert parse_partial(str(known)) == parse_register_date(str(known)) == known
    other = swapped(known)
    assert other is None or swapped(other) == known


@given(st.text(max_size=40) | st.text("0123456789/-. ", max_size=12))
def test_any_text_is_a_date_or_refused(text: str) -> None:
    for parse in (parse_date, parse_register_date, parse_partial):
        try:
            known = parse(text)
        except ValueError:
            continue
        assert known.earliest <= known.latest
