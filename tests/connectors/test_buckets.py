"""Buckets: no window ever holds more than it may, whoever asks, and what a source asked for is kept."""

from __future__ import annotations

import multiprocessing
import sqlite3
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.base import sources
from connectors.buckets import LONGEST_PAUSE, LONGEST_WAIT, Buckets, Full, Limit, Spent
from tracer.errors import CostExhausted, IntegrityFailure, Invalid

DAY = 86_400.0


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
    watch.time += 401 * DAY
    second = Buckets(tmp_path / "courtesy.sqlite", now=watch)
    second.enter("new", "c", Decimal(1))
    second.prune()
    assert [one.source for one in second.spent()] == ["new"]
    second.close()


def test_a_start_with_a_clock_far_ahead_forgets_nothing(tmp_path):
    watch = Watch()
    first = Buckets(tmp_path / "courtesy.sqlite", now=watch)
    first.enter("paid", "c", Decimal("3.5"))
    Buckets(tmp_path / "courtesy.sqlite", now=lambda: watch.time + 500 * DAY).close()
    assert first.spent_on("c") == Decimal("3.5")
    first.close()


def test_pruning_waits_for_another_day_while_the_file_is_held(tmp_path):
    buckets = Buckets(tmp_path / "courtesy.sqlite")
    other = sqlite3.connect(tmp_path / "courtesy.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    buckets.prune()
    other.close()
    buckets.close()


def test_a_clock_that_was_ahead_closes_no_source_once_it_is_right():
    watch = Watch()
    buckets = Buckets(now=watch)
    limits = [Limit.per_second(5.0), Limit.within(100, 60.0)]
    watch.time += DAY
    buckets.take("a", limits, within=20.0)
    watch.time -= DAY
    assert buckets.take("a", limits, within=20.0) == 0.0
    assert buckets.take("a", limits, within=20.0) > 0.0  # and the pace is kept again
    buckets.close()


def test_a_pause_written_by_a_clock_that_was_ahead_is_over_and_a_new_one_holds():
    watch = Watch()
    buckets = Buckets(now=watch)
    limits = [Limit.per_second(100.0)]
    watch.time += DAY
    buckets.hold("a", LONGEST_PAUSE)
    watch.time -= DAY
    assert buckets.take("a", limits, within=20.0) == 0.0
    buckets.hold("a", 10.0)
    assert buckets.take("a", limits, within=20.0) == pytest.approx(10.0)
    buckets.close()


def test_the_longest_pause_holds_even_when_the_clock_steps_back_a_little():
    watch = Watch()
    buckets = Buckets(now=watch)
    buckets.hold("a", 10 * LONGEST_PAUSE)
    watch.time -= 5.0
    with pytest.raises(Full) as full:
        buckets.take("a", [Limit.per_second(100.0)], within=20.0)
    assert full.value.wait == pytest.approx(LONGEST_PAUSE + 5.0)
    buckets.close()


def test_a_place_far_ahead_is_kept_for_whoever_has_less_time():
    watch = Watch()
    buckets = Buckets(now=watch)
    limits = [Limit(burst=1, interval=10.0)]
    while True:
        try:
            buckets.take("a", limits, within=LONGEST_WAIT)
        except Full:
            break
    with pytest.raises(Full) as full:
        buckets.take("a", limits, within=0.0)
    assert full.value.wait > LONGEST_WAIT
    buckets.close()


def test_no_source_waits_longer_for_a_place_than_the_buckets_believe():
    assert max(module.CARD.deadline_seconds for module in sources()) <= LONGEST_WAIT


@pytest.mark.parametrize("bytes_", [b"x" * 5000, b"SQLite format 3\0" + b"\xff" * 4080])
def test_a_damaged_file_is_named_and_left_as_it_is(tmp_path, bytes_):
    place = tmp_path / "courtesy.sqlite"
    place.write_bytes(bytes_)
    with pytest.raises(IntegrityFailure, match=r"courtesy.sqlite.*TRACER_DATA_DIR"):
        Buckets(place)
    assert place.read_bytes() == bytes_


def test_a_ledger_damaged_while_it_is_open_is_named(tmp_path):
    place = tmp_path / "courtesy.sqlite"
    buckets = Buckets(place)
    for _ in range(500):
        buckets.enter("paid", "c", Decimal(1))
    buckets.close()
    whole = place.read_bytes()
    place.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    buckets = Buckets(place)
    with pytest.raises(IntegrityFailure, match=r"courtesy.sqlite"):
        buckets.spent_on("c")
    buckets.close()


def test_a_file_that_cannot_be_opened_is_named(tmp_path):
    (tmp_path / "courtesy.sqlite").mkdir()
    with pytest.raises(Invalid, match="TRACER_DATA_DIR"):
        Buckets(tmp_path / "courtesy.sqlite")


def test_what_is_written_reaches_the_disk_at_each_checkpoint():
    buckets = Buckets()
    assert buckets._line.execute("PRAGMA synchronous").fetchone() == (1,)  # NORMAL
    buckets.close()


def test_no_call_is_written_that_would_cost_more_than_the_case_has():
    buckets = Buckets()
    for _ in range(2):
        buckets.enter("paid", "c", Decimal("0.5"), Decimal(1))
    with pytest.raises(CostExhausted):
        buckets.enter("paid", "c", Decimal("0.5"), Decimal(1))
    assert buckets.spent_on("c") == 1
    buckets.enter("free", "c", Decimal(0), Decimal("0.5"))  # what is free needs no money
    buckets.enter("paid", "other", Decimal("0.5"), Decimal(1))
    buckets.close()


def test_workers_that_enter_together_never_pass_what_the_case_has(tmp_path):
    place = tmp_path / "courtesy.sqlite"
    mine, yours = Buckets(place), Buckets(place)
    refused = 0
    for buckets in (mine, yours) * 3:
        try:
            buckets.enter("paid", "c", Decimal(1), Decimal(3))
        except CostExhausted:
            refused += 1
    assert (refused, mine.spent_on("c")) == (3, 3)
    mine.close()
    yours.close()


def test_a_pause_that_cannot_be_written_is_not_kept(tmp_path):
    place = tmp_path / "courtesy.sqlite"
    buckets = Buckets(place)
    other = sqlite3.connect(place, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    buckets.hold("a", 30.0)
    other.execute("ROLLBACK")
    assert buckets.take("a", [Limit.per_second(1.0)], within=60.0) == 0.0
    other.close()
    buckets.close()
