from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.contact_hours import contact_hour, easter, holidays
from tests.policies.situations import (
    ENGINE,
    after_first_letter,
    declared_point,
    disclosing,
    lawful_case,
    lawful_subject,
)
from tracer.lawful import ChannelKind, Effect
from tracer.situation import Situation
from tracer.subject import PostalAddress, Subject

NOON = datetime(2026, 6, 15, 10, 0, tzinfo=UTC)  # a Monday, noon in Paris


def living(*postcodes: str, country: str = "FR") -> Subject:
    addresses = tuple(PostalAddress(postcode=code, city="Nullepart") for code in postcodes)
    return replace(lawful_subject(), addresses=addresses, country=country)


def at(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


HOURS = {
    "just before nine in Paris, summer": (at(2026, 6, 15, 6, 59), ("75001",), False),
    "nine in Paris, summer": (at(2026, 6, 15, 7, 0), ("75001",), True),
    "eight in Paris, winter": (at(2026, 1, 14, 7, 0), ("75001",), False),
    "five to seven in the evening": (at(2026, 6, 15, 16, 55), ("75001",), True),
    "seven in the evening": (at(2026, 6, 15, 17, 0), ("75001",), False),
    "five past seven in the evening": (at(2026, 6, 15, 17, 5), ("75001",), False),
    "Saturday": (at(2026, 6, 20, 10, 0), ("75001",), False),
    "Sunday": (at(2026, 6, 21, 10, 0), ("75001",), False),
    "noon in Paris is two in the afternoon in Réunion": (NOON, ("97400",), True),
    "the morning of Paris is noon in Réunion": (at(2026, 6, 15, 5, 0), ("97400",), True),
    "the evening of Réunion": (at(2026, 6, 15, 15, 0), ("97400",), False),
    "noon in Paris is six in the morning in Guadeloupe": (NOON, ("97110",), False),
    "the evening of Paris is the afternoon of Guadeloupe": (at(2026, 6, 15, 19, 0), ("97110",), True),
    "an address in Paris and one in Guadeloupe": (NOON, ("75001", "97110"), False),
    "an hour decent in both": (at(2026, 6, 15, 14, 0), ("75001", "97110"), True),
    "no address": (NOON, (), True),
    "Easter Monday": (at(2026, 4, 6, 10, 0), ("75001",), False),
    "Ascension": (at(2026, 5, 14, 10, 0), ("75001",), False),
    "Whit Monday": (at(2026, 5, 25, 10, 0), ("75001",), False),
    "the fourteenth of July": (at(2026, 7, 14, 10, 0), ("75001",), False),
    "Good Friday in Paris": (at(2026, 4, 3, 10, 0), ("75001",), True),
    "Good Friday in Strasbourg": (at(2026, 4, 3, 10, 0), ("67000",), False),
    "the abolition, in Martinique": (at(2026, 5, 22, 15, 0), ("97200",), False),
    "the same day in Paris": (at(2026, 5, 22, 15, 0), ("75001",), True),
}  # fmt: skip


@pytest.mark.parametrize(("now", "postcodes", "expected"), HOURS.values(), ids=HOURS)
def test_the_debtors_own_clock_and_holidays_decide(
    now: datetime, postcodes: tuple[str, ...], expected: bool
):
    assert contact_hour(living(*postcodes), now) is expected


def test_an_overseas_department_may_be_named_by_its_own_country_code():
    assert contact_hour(living(country="RE"), at(2026, 6, 15, 5, 0)) is True
    assert contact_hour(living(country="MQ"), NOON) is False


def test_nobody_here_knows_the_hours_and_holidays_of_another_country():
    assert contact_hour(living(country="DE"), NOON) is None


@pytest.mark.parametrize(
    "sunday",
    [
        date(1954, 4, 18), date(2000, 4, 23), date(2008, 3, 23), date(2019, 4, 21),
        date(2024, 3, 31), date(2025, 4, 20), date(2026, 4, 5), date(2027, 3, 28),
        date(2038, 4, 25), date(2076, 4, 19),
    ],
)  # fmt: skip
def test_easter_falls_where_the_calendars_say(sunday: date):
    assert easter(sunday.year) == sunday


@given(st.integers(1990, 2200))
def test_a_year_has_eleven_holidays_on_the_mainland(year: int):
    found = holidays(year, "75")
    assert 10 <= len(found) <= 11  # Ascension may fall on 1 or 8 May
    assert easter(year).weekday() == 6


def opened(channel: ChannelKind, *, opening: bool) -> Situation:
    return replace(disclosing(declared_point(channel), after_first_letter()), opening=opening)


def minutes() -> st.SearchStrategy[datetime]:
    """Any minute of five weeks in which the first letter is behind and the notice is sent."""
    return st.integers(0, 34 * 24 * 60).map(lambda n: at(2026, 5, 20, 0) + timedelta(minutes=n))


@given(minutes(), st.integers(-12, 14))
def test_no_telephone_outside_hours_and_a_proposal_at_any_hour(now: datetime, offset: int):
    """The hour is the debtor's whatever zone the clock is written in."""
    now = now.astimezone(timezone(timedelta(hours=offset)))
    paris = now.astimezone(UTC) + timedelta(hours=2)
    decent = (
        paris.weekday() < 5
        and 9 <= paris.hour < 19
        and (paris.month, paris.day) not in {(5, 14), (5, 25)}
    )
    for channel in (ChannelKind.CALL, ChannelKind.SMS):
        named = {rule.rule for rule in ENGINE.decide(opened(channel, opening=True), now).rules}
        assert ("X-HOURS-NOW" in named) is not decent
        proposed = ENGINE.decide(opened(channel, opening=False), now)
        assert "X-HOURS-NOW" not in {rule.rule for rule in proposed.rules}
    letter = ENGINE.decide(opened(ChannelKind.LETTER, opening=True), now)
    assert "X-HOURS-NOW" not in {rule.rule for rule in letter.rules}


def test_an_opening_by_day_is_permitted_and_by_night_refused():
    call = opened(ChannelKind.CALL, opening=True)
    assert ENGINE.decide(call, NOON).effect is Effect.PERMIT
    night = ENGINE.decide(call, NOON + timedelta(hours=8))
    assert night.effect is Effect.FORBID
    assert {rule.rule for rule in night.rules} == {"X-HOURS-NOW"}


def test_an_address_nobody_can_place_keeps_the_time_of_paris():
    assert contact_hour(lawful_case().subject, NOON) is True
