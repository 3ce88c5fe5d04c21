"""The clocks of the rights: one month, three when extended in time, whatever the month's length."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from policies.notice import Datum, DatumKind, notice_due_on
from policies.retention import LIMITATION_MONTHS, RETENTION, Category, case_ends_on, past
from policies.rights import (
    GROUNDS,
    OPEN,
    Ground,
    RequestState,
    RightKind,
    RightsRequest,
    clock_runs_from,
    due_on,
    months_after,
)
from tracer.case import ClaimNature
from tracer.errors import Conflict, Invalid
from tracer.lawful import Authority

DAYS = st.dates(date(1999, 1, 1), date(2099, 12, 31))
KINDS = st.sampled_from(RightKind)


def request(kind: RightKind = RightKind.ACCESS, **told: object) -> RightsRequest:
    made = {"id": "rig_1", "case": "cas_1", "received_on": date(2026, 1, 31), "recorded_by": "a"}
    return RightsRequest(kind=kind, **made | told)  # type: ignore[arg-type]


def worked(kind: RightKind = RightKind.ACCESS, **told: object) -> RightsRequest:
    return request(kind, state=RequestState.IN_PROGRESS, **told)


@given(DAYS, st.integers(0, 120))
def test_some_months_later_is_that_month_and_the_same_day_or_its_last(day: date, months: int):
    later = months_after(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == min(day.day, monthrange(later.year, later.month)[1])


@given(DAYS)
def test_a_month_is_between_28_and_31_days_and_never_a_day_more(day: date):
    assert 28 <= (due_on(day, None) - day).days <= 31


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2027, 1, 31), date(2027, 2, 28)),
        (date(2028, 1, 31), date(2028, 2, 29)),
        (date(2028, 2, 29), date(2028, 3, 29)),
        (date(2026, 12, 31), date(2027, 1, 31)),
        (date(2026, 3, 31), date(2026, 4, 30)),
    ],
)
def test_month_ends_and_leap_years(received: date, due: date):
    assert due_on(received, None) == due


@given(DAYS, DAYS)
def test_receiving_later_is_never_due_earlier(one: date, other: date):
    first, second = sorted((one, other))
    assert due_on(first, None) <= due_on(second, None)
    assert due_on(first, first) <= due_on(second, second)


@given(DAYS, st.integers(0, 40))
def test_an_extension_is_told_within_the_first_month_or_not_at_all(received: date, late: int):
    asked, told = request(received_on=received), received + timedelta(days=late)
    if told <= due_on(received, None):
        longer = asked.extended(told, "three registers must answer")
        assert longer.due_on == months_after(received, 3)
        with pytest.raises(Conflict):
            longer.extended(told, "again")
    else:
        with pytest.raises(Conflict):
            asked.extended(told, "too late")


@given(DAYS)
def test_the_clock_of_an_extended_request_is_never_later_than_its_term(received: date):
    runs = clock_runs_from(received, received)
    assert months_after(runs, 1) <= due_on(received, received)
    assert (due_on(received, received) - months_after(runs, 1)).days <= 3
    assert clock_runs_from(received, None) == received


@given(DAYS, st.integers(0, 200))
def test_a_request_is_overdue_from_the_day_after_its_last_day(received: date, waited: int):
    asked, today = request(received_on=received), received + timedelta(days=waited)
    assert asked.overdue(today) is (today > asked.due_on)
    assert asked.alert(today) or waited <= 25


def test_doubting_who_asks_does_not_stop_the_clock():
    asked = request()
    assert asked.moved(RequestState.IDENTITY_CHECK).due_on == asked.due_on


def test_an_extension_says_why():
    with pytest.raises(Invalid, match="reason"):
        request().extended(date(2026, 2, 1), "  ")


@given(KINDS, st.sampled_from(Ground))
def test_a_right_is_refused_only_on_its_own_grounds_by_a_second_person_in_writing(
    kind: RightKind, ground: Ground
):
    asked, day = worked(kind), date(2026, 2, 2)
    with pytest.raises((Conflict, Invalid)):
        asked.refused("a", day, ground, "the same person")
    with pytest.raises(Invalid):
        asked.refused("b", day, ground, " ")
    if ground in GROUNDS[kind]:
        assert asked.refused("b", day, ground, "why").state is RequestState.REFUSED
    else:
        with pytest.raises(Invalid):
            asked.refused("b", day, ground, "why")


@given(KINDS, st.sampled_from([RequestState.RECEIVED, RequestState.IDENTITY_CHECK]))
def test_nothing_is_granted_before_the_person_is_identified(kind: RightKind, state: RequestState):
    with pytest.raises(Conflict):
        request(kind, state=state).granted("b", date(2026, 2, 2))
    assert worked(kind).granted("b", date(2026, 2, 2)).state is RequestState.GRANTED


@given(KINDS, st.sampled_from([RequestState.GRANTED, RequestState.REFUSED]))
def test_a_decided_request_is_decided(kind: RightKind, state: RequestState):
    done = request(kind, state=state)
    for act in (
        lambda: done.granted("b", date(2026, 2, 2)),
        lambda: done.refused("b", date(2026, 2, 2), Ground.EXCESSIVE, "why"),
        lambda: done.extended(date(2026, 2, 2), "why"),
        lambda: done.moved(RequestState.IN_PROGRESS),
    ):
        with pytest.raises(Conflict):
            act()
    assert not done.overdue(date(2099, 1, 1))


@given(st.sampled_from(OPEN))
def test_an_objection_stops_from_its_receipt_and_for_good_once_upheld(state: RequestState):
    assert request(RightKind.OBJECTION, state=state).stops_objection
    assert request(RightKind.OBJECTION, state=RequestState.GRANTED).stops_objection
    assert not request(RightKind.OBJECTION, state=RequestState.REFUSED).stops_objection


def test_a_restriction_holds_until_it_is_lifted():
    granted = worked(RightKind.RESTRICTION).granted("a", date(2026, 2, 2))
    assert request(RightKind.RESTRICTION).restricts
    assert granted.restricts
    lifted = granted.lifted(date(2026, 3, 3))
    assert not lifted.restricts
    with pytest.raises(Conflict):
        lifted.lifted(date(2026, 3, 4))
    with pytest.raises(Conflict):
        worked(RightKind.OBJECTION).lifted(date(2026, 3, 3))


def datum(collected: date) -> Datum:
    return Datum(
        kind=DatumKind.ADDRESS, source="Register", record="1", collected_on=collected, public=True
    )


@given(st.lists(DAYS, min_size=1, max_size=6), st.none() | DAYS, st.none() | DAYS)
def test_a_notice_is_due_with_its_first_datum_and_never_past_any_of_them(
    collected: list[date], contact: date | None, disclosure: date | None
):
    data = [datum(day) for day in collected]
    due = notice_due_on(data, contact, disclosure)
    dues = [one.due_on(contact, disclosure) for one in data]
    assert due == min(dues)
    for one, last in zip(data, dues, strict=True):
        assert one.collected_on <= last <= months_after(one.collected_on, 1)
        for event in (contact, disclosure):
            assert event is None or event < one.collected_on or last <= event


def test_nothing_held_is_nothing_due():
    assert notice_due_on([], date(2026, 1, 1), None) is None


@given(DAYS, st.integers(0, 400))
def test_found_data_is_past_its_term_after_ninety_days(day: date, held: int):
    assert past(Category.FOUND, day, day + timedelta(days=held)) is (held > 90)


@given(st.sampled_from(ClaimNature), DAYS)
def test_a_closed_case_is_kept_for_the_limitation_of_its_claim(nature: ClaimNature, day: date):
    assume(day.year < 2090)
    assert case_ends_on(nature, day) == months_after(day, LIMITATION_MONTHS[nature])


def test_every_category_has_its_term_in_both_languages_and_is_no_law():
    assert set(RETENTION) == set(Category)
    for kept in RETENTION.values():
        assert kept.authority is Authority.PRODUCT_DEFAULT
        assert kept.text.fr
        assert kept.text.en
