"""What a permit still allows: asked without counting, counted once, and within the larger allowance."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tracer.errors import BudgetExhausted, CostExhausted, TimeExhausted
from tracer.lawful import Allowance

EURO = Decimal(1)


def test_asking_counts_nothing_and_taking_counts_in_both() -> None:
    purse = Allowance(5, max_cost=Decimal(3))
    share = Allowance(2, within=purse)
    share.check(EURO)
    assert (share.calls, purse.calls, purse.cost) == (0, 0, 0)
    share.take(EURO)
    assert (share.calls, share.cost, purse.calls, purse.cost) == (1, 1, 1, 1)


@pytest.mark.parametrize(
    ("purse", "error"),
    [
        (Allowance(0), BudgetExhausted),
        (Allowance(5, until=0.0), TimeExhausted),
        (Allowance(5, max_cost=Decimal("0.5")), CostExhausted),
    ],
)
def test_what_the_larger_allowance_has_not_is_refused_before_anything_is_counted(
    purse: Allowance, error: type[Exception]
) -> None:
    share = Allowance(2, within=purse)
    for ask in (share.check, share.take):
        with pytest.raises(error):
            ask(EURO)
    assert (share.calls, purse.calls, purse.cost) == (0, 0, 0)


def test_what_is_free_needs_no_money() -> None:
    spent = Allowance(5, max_cost=EURO, cost=Decimal(2))
    spent.take()
    with pytest.raises(CostExhausted):
        spent.take(EURO)


def test_the_money_of_the_case_is_that_of_the_larger_allowance() -> None:
    assert Allowance(1).case_money is None
    purse = Allowance(5, max_cost=Decimal(3))
    assert Allowance(2, within=Allowance(3, within=purse)).case_money == 3
