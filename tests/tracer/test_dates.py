"""Dates known to the year, the month or the day."""

from __future__ import annotations

import pytest

from tracer.normalise.dates import parse_partial
from tracer.subject import PartialDate


def test_a_date_is_read_to_the_precision_it_is_written() -> None:
    assert parse_partial("1979") == PartialDate(year=1979)
    assert parse_partial(" 1979-03 ") == PartialDate(year=1979, month=3)
    assert parse_partial("1980-02-29") == PartialDate(year=1980, month=2, day=29)


@pytest.mark.parametrize(
    "written",
    [
        "1979-02-29",
        "1979-13",
        "1979-00",
        "1979-03-00",
        "0000",
        "9999-12-31",
        "14/03/1979",
        "",
        "٢٠٠١",
        "1979-3",
        "1979-03-14T00:00",
        "79",
    ],
)
def test_an_impossible_date_is_refused_without_repeating_it(written: str) -> None:
    with pytest.raises(ValueError, match="date") as refused:
        parse_partial(written)
    assert not written or written not in str(refused.value)
