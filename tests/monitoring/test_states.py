"""The state of events is that of the set of them: no order, no repeat changes it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tracer.monitoring import EventKind, EventState, WatchEvent, states

DAY = date(2026, 11, 23)
CASES = settings(max_examples=200, deadline=None)
NUMBERS = st.integers(0, 5)


def event(n: int, kind: EventKind = EventKind.INSOLVENCY, cancels: int | None = None) -> WatchEvent:
    return WatchEvent(
        id=f"eve_{n}",
        kind=kind,
        companies=(),
        on=DAY + timedelta(days=n),
        source="fr.bodacc",
        record=str(n),
        cancels=None if cancels is None else str(cancels),
        correction=cancels is not None and kind is not EventKind.CANCELLATION,
    )


def cancellation(n: int, of: int | None) -> WatchEvent:
    return event(n, EventKind.CANCELLATION, of)


@st.composite
def notices(draw: st.DrawFn) -> list[WatchEvent]:
    """Up to six notices, some of which undo any other, even one not here, even each other."""
    undone = draw(st.lists(st.none() | NUMBERS, min_size=1, max_size=6))
    kinds = st.sampled_from([EventKind.INSOLVENCY, EventKind.CANCELLATION])
    return [event(n, draw(kinds), of) for n, of in enumerate(undone)]


@CASES
@given(notices(), st.data())
def test_any_order_with_any_repeats_gives_the_same(found: list[WatchEvent], data: st.DataObject):
    repeats = data.draw(st.lists(st.sampled_from(found), max_size=6))
    shuffled = data.draw(st.permutations([*found, *repeats]))
    assert states(shuffled) == states(found)


@CASES
@given(notices())
def test_an_event_that_nothing_names_is_live(found: list[WatchEvent]):
    named = {each.cancels for each in found}
    told = states(found)
    assert all(told[one.id] is EventState.LIVE for one in found if one.record not in named)


def test_a_cancellation_cancels_and_stays():
    assert states([event(1), cancellation(2, 1)]) == {
        "eve_1": EventState.CANCELLED,
        "eve_2": EventState.LIVE,
    }


def test_a_cancellation_of_a_notice_of_another_source_cancels_nothing():
    other = replace(cancellation(2, 1), source="test")
    assert states([event(1), other])["eve_1"] is EventState.LIVE


def test_a_cancellation_that_names_none_cancels_none():
    assert set(states([event(1), cancellation(2, None)]).values()) == {EventState.LIVE}


def test_a_cancelled_cancellation_cancels_nothing():
    told = states([event(1), cancellation(2, 1), cancellation(3, 2)])
    assert told["eve_1"] is EventState.LIVE
    assert told["eve_2"] is EventState.CANCELLED


def test_a_cancelled_correction_replaces_nothing():
    told = states([event(1), event(2, cancels=1), cancellation(3, 2)])
    assert told["eve_1"] is EventState.LIVE
    assert told["eve_2"] is EventState.CANCELLED


def test_a_corrected_correction_replaces_still():
    told = states([event(1), event(2, cancels=1), event(3, cancels=2)])
    assert [told[f"eve_{n}"] for n in (1, 2, 3)] == [
        EventState.REPLACED,
        EventState.REPLACED,
        EventState.LIVE,
    ]


def test_cancelled_and_corrected_is_cancelled():
    told = states([event(1), event(2, cancels=1), cancellation(3, 1)])
    assert told["eve_1"] is EventState.CANCELLED
