"""The month to answer a request is a calendar month, for the rules as for the register."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from policies.engine import Engine
from policies.facts_rights import oldest_request_overdue
from policies.load import load_packs
from policies.rights import due_on
from tests.policies.situations import collecting, lawful_case
from tracer.standing import Standing

ENGINE = Engine(load_packs())


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2027, 1, 31), date(2027, 2, 28)),  # 28 days
        (date(2028, 1, 31), date(2028, 2, 29)),
        (date(2027, 2, 1), date(2027, 3, 1)),
        (date(2027, 7, 1), date(2027, 8, 1)),  # 31 days
    ],
)
def test_a_request_is_overdue_the_day_after_its_last_day_and_not_before(received: date, due: date):
    assert due_on(received, None) == due
    situation = collecting()
    case = replace(lawful_case(), standing=Standing(oldest_open_request_on=received))
    situation = replace(situation, case=case)
    for day, overdue in ((due, False), (date.fromordinal(due.toordinal() + 1), True)):
        now = datetime.combine(day, time(10), tzinfo=UTC)
        assert oldest_request_overdue(situation, now) is overdue
        rules = {rule.rule for rule in ENGINE.decide(situation, now).rules}
        assert ({"EU-12-RIGHTS", "X-REQUEST-UNANSWERED"} <= rules) is overdue


def test_without_a_request_nothing_is_overdue():
    assert not oldest_request_overdue(collecting(), datetime(2027, 1, 1, tzinfo=UTC))
