"""Buckets: no window ever holds more than it may, whoever asks, and what a source asked for is kept."""

from __future__ import annotations

import multiprocessing
import sqlite3
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.buckets import Buckets, Full, Limit, Spent


class Watch:
    def __init__(self) -> None:
        self.time = 1_000_000.0

    def __call__(self) -> float:
        return self.time


def most_in(window: float, times: list[float]) -> int:
    """The most calls in any half-open window of so many seconds."""
    return max((sum(start <= t < start + window for t in times) for start in times), default=0)


@given(
    st.integers(1, 60),
    st.floats(0.5, 100),
    st.lists(st.floats(0, 20), min_size=1, max_size=200),
)
def test_no_window_ever_holds_more_calls_than_the_publisher_allows(calls, seconds, gaps):
    watch = Watch()
    buckets = Buckets(now=watch)
    limits = [Limit.within(calls, seconds)]
    left = []
    for gap in gaps:
        watch.time += gap
        left.append(watch.time + buckets.take("a", limits, within=1e9))
    # a hair shorter than the window: two calls exactly `seconds` apart are in different windows
    assert most_in(seconds * (1 - 1e-6), left) <= calls
    buckets.close()


@given(st.floats(1, 200), st.lists(st.floats(0, 0.5), min_size=1, max_size=150))
def test_in_no_second_do_more_leave_than_a_quarter_above_the_rate(rate, gaps):
    watch = Watch()
    buckets = Buckets(now=watch)
    left = []
    for gap in gaps:
        watch.time += gap
        left.append(watch.time + buckets.take("a", [Limit.per_second(rate)], within=1e9))
    assert most_in(1 - 1e-6, left) <= max(1, rate / 4) + rate + 1e-6
    buckets.close()


def test_every_limit_of_a_source_holds_at_once():
    watch = Watch()
    buckets = Buckets(now=watch)
    limits = [Limit.per_second(10.0), Limit.within(10, 60.0)]
    left = [watch.time + buckets.take("a", limits, within=1e9) for _ in range(30)]
    assert most_in(0.999, left) <= 12
    assert most_in(59.9, left) <= 10
    buckets.close()


def test_what_does_not_fit_is_refused_and_takes_no_place():
    watch = Watch()
    buckets = Buckets(now=watch)
    limit = [Limit(burst=1, interval=10.0)]
    assert buckets.take("a", limit, within=0.0) == 0.0
    for _ in range(3):
        with pytest.raises(Full) as full:
            buckets.take("a", limit, within=5.0)
        assert full.value.wait == pytest.approx(10.0)
    watch.time += 10.0
    assert buckets.take("a", limit, within=0.0) == 0.0
    assert buckets.take("b", limit, within=0.0) == 0.0  # another bucket
    buckets.close()


def test_a_pause_is_kept_by_all_and_a_shorter_one_does_not_end_it(tmp_path):
    watch = Watch()
    mine = Buckets(tmp_path / "courtesy.sqlite", now=watch)
    yours = Buckets(tmp_path / "courtesy.sqlite", now=watch)
    mine.hold("a", 30.0)
    yours.hold("a", 5.0)
    assert yours.take("a", [Limit.per_second(100)], within=60.0) == pytest.approx(30.0)
    mine.close()
    yours.close()


def hurry(place: Path, count: int, out: multiprocessing.Queue) -> None:
    buckets = Buckets(place)
    limit = [Limit(burst=2, interval=0.05)]
    out.put([buckets._now() + buckets.take("a", limit, within=1e9) for _ in range(count)])
    buckets.close()


def test_workers_of_one_deployment_never_take_the_same_place(tmp_path):
    place = tmp_path / "courtesy.sqlite"
    Buckets(place).close()
    context = multiprocessing.get_context("spawn")
    out = context.Queue()
    workers = [context.Process(target=hurry, args=(place, 40, out)) for _ in range(3)]
    for worker in workers:
        worker.start()
    left = sorted(at for _ in workers for at in out.get(timeout=60))
    for worker in workers:
        worker.join(30)
    assert len(left) == 120
    # two at once, then one each 50 ms: n calls take at least (n - 2) intervals
    assert left[-1] - left[0] >= (120 - 2) * 0.05 - 0.01


def test_the_ledger_adds_up_calls_and_euros_by_case_and_source():
    buckets = Buckets()
    for source, case, cost in (
        ("paid", "c1", "0.025"),
        ("paid", "c1", "0.025"),
        ("paid", "c2", "0.03"),
        ("free", "c1", "0"),
    ):
        buckets.enter(source, case, Decimal(cost))
    assert buckets.spent("c1") == (
        Spent(source="free", calls=1, cost=Decimal(0)),
        Spent(source="paid", calls=2, cost=Decimal("0.05")),
    )
    assert sum(one.cost for one in buckets.spent()) == Decimal("0.08")
    assert buckets.spent("nobody") == ()
    buckets.close()


def test_a_file_held_by_another_worker_is_left_as_it_was_and_works_again(tmp_path):
    place = tmp_path / "courtesy.sqlite"
    buckets = Buckets(place)
    limit = [Limit.per_second(1.0)]
    other = sqlite3.connect(place, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(sqlite3.OperationalError):
        buckets.take("a", limit, within=60.0)
    other.execute("ROLLBACK")
    assert buckets.take("a", limit, within=60.0) == 0.0
    other.close()
    buckets.close()


def test_calls_older_than_an_audit_looks_back_are_forgotten(tmp_path):
    watch = Watch()
    first = Buckets(tmp_path / "courtesy.sqlite", now=watch)
    first.enter("old", "c", Decimal(1))
    first.close()
    watch.time += 401 * 86_400
    second = Buckets(tmp_path / "courtesy.sqlite", now=watch)
    assert second.spent() == ()
    second.close()
