"""Drawing what a source says: whether a day it writes has come."""

from __future__ import annotations

from datetime import date

import pytest

from connectors.drawn import has_come

TODAY = date(2026, 10, 1)


@pytest.mark.parametrize(
    ("day", "come"),
    [
        ("2026-09-30", True),
        ("2026-10-01", True),
        ("2026-10-01T23:59:59", True),
        ("2026-10-02", False),
        ("9999-12-31", False),
        ("2026-02-30", False),
        ("01/01/2020", False),
        ("", False),
        (None, False),
    ],
)
def test_a_day_has_come_from_its_own_date_and_what_is_no_day_never_has(day, come):
    assert has_come(day, TODAY) is come
