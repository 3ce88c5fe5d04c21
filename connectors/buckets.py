"""Token buckets and the ledger of calls, in one SQLite file that all workers of a deployment share.

Each bucket is a generic cell rate algorithm (ITU-T I.371): one number, the time at which it is full.
A place is reserved in one transaction, so two workers never take the same one.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from tracer.errors import CostExhausted, IntegrityFailure, Invalid

QUIET = -1  # the row that says until when a source asked everybody here to wait

LOCK_SECONDS = 1.0
"""How long another worker may hold the file; it takes a place in less than a millisecond."""
KEPT_SECONDS = 400 * 86_400.0
"""How long the ledger and buckets that nobody used since are kept: past the year of an audit."""
LONGEST_PAUSE = 3600.0
"""The longest that a source is left alone because it asked to be."""
LONGEST_WAIT = 300.0
"""Longer than any call waits for its place, and than a clock steps back when it is put right.

A stored time further ahead was written by a clock that was wrong, and counts as now.
"""

TABLES = """
CREATE TABLE IF NOT EXISTS bucket (
    name TEXT NOT NULL, slot INTEGER NOT NULL, until REAL NOT NULL, PRIMARY KEY (name, slot)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS call (
    at REAL NOT NULL, source TEXT NOT NULL, case_id TEXT NOT NULL, cost TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS call_case ON call (case_id);
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """At most `burst` calls at once, then one every `interval` seconds."""

    burst: int
    interval: float

    @classmethod
    def per_second(cls, rate: float) -> Limit:
        """A steady rate whose bursts are a quarter of a second's calls.

        In no second do more leave than 1.25 times the rate.
        """
        return cls(burst=max(1, int(rate / 4)), interval=1 / rate)

    @classmethod
    def within(cls, calls: int, seconds: float) -> Limit:
        """Never more than `calls` in any window of that many seconds, bursts included."""
        burst = max(1, calls // 10)
        return cls(burst=burst, interval=seconds / max(1, calls - burst))


class Full(Exception):
    """There is no place soon enough. `wait` is how many seconds until there is one."""

    def __init__(self, wait: float) -> None:
        super().__init__("no place in the bucket in time")
        self.wait = wait


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What the calls to one source came to."""

    source: str
    calls: int
    cost: Decimal


class Buckets:
    """The buckets of a deployment: a file that its workers share, or memory for one process.

    `now` is wall-clock time in seconds, the only clock that several processes have in common.
    """

    def __init__(self, place: Path | None = None, now: Callable[[], float] = time.time) -> None:
        self._now = now
        with usable():
            self._line = sqlite3.connect(
                place or ":memory:",
                isolation_level=None,
                timeout=LOCK_SECONDS,
                check_same_thread=False,
            )
            try:
                self._line.execute("PRAGMA journal_mode=WAL")
                self._line.execute("PRAGMA synchronous=NORMAL")
                self._line.executescript(TABLES)
            except sqlite3.Error:
                self._line.close()
                raise

    def take(self, name: str, limits: Sequence[Limit], within: float) -> float:
        """Reserve the next place under every limit; the seconds to wait for it.

        Raises Full when that is more than `within`, and then nothing is reserved.
        """
        with self._writing():
            now = self._now()
            rows = self._line.execute("SELECT slot, until FROM bucket WHERE name = ?", (name,))
            held: dict[int, float] = dict(rows.fetchall())
            quiet = held.get(QUIET, now)
            at = max(now, quiet) if quiet <= furthest_pause(now) else now
            fulls = []
            for slot, limit in enumerate(limits):
                furthest = now + max(within, LONGEST_WAIT) + limit.burst * limit.interval
                full = held.get(slot, now)
                fulls.append(full if full <= furthest else now)
                at = max(at, fulls[slot] - (limit.burst - 1) * limit.interval)
            if at - now > within:
                raise Full(at - now)
            self._line.executemany(
                "INSERT OR REPLACE INTO bucket VALUES (?, ?, ?)",
                [
                    (name, slot, max(fulls[slot], at) + limit.interval)
                    for slot, limit in enumerate(limits)
                ],
            )
        return at - now

    def hold(self, name: str, seconds: float) -> None:
        """Let nobody ask for so many seconds, an hour at most; a longer pause asked before stays.

        A pause that cannot be written is not kept: that loses no answer and no money.
        """
        if seconds <= 0:
            return
        with suppress(sqlite3.Error), self._writing():
            now = self._now()
            self._line.execute(
                "INSERT INTO bucket VALUES (?, ?, ?) ON CONFLICT (name, slot) DO UPDATE "
                "SET until = CASE WHEN until > ? THEN excluded.until "
                "ELSE max(until, excluded.until) END",
                (name, QUIET, now + min(seconds, LONGEST_PAUSE), furthest_pause(now)),
            )

    def enter(
        self, source: str, case: str, cost: Decimal, case_money: Decimal | None = None
    ) -> None:
        """Write down one call before it leaves, and what it costs in euros.

        Raises CostExhausted when the case would have spent more than its money, whoever asked; then
        nothing is written.
        """
        with self._writing():
            if cost and case_money is not None and self.spent_on(case) + cost > case_money:
                raise CostExhausted("the call would cost more than the case has left")
            self._line.execute(
                "INSERT INTO call VALUES (?, ?, ?, ?)", (self._now(), source, case, str(cost))
            )

    def spent(self, case: str | None = None, since: float = 0.0) -> tuple[Spent, ...]:
        """Calls and cost by source, of one case or all, since an instant (seconds)."""
        with usable():
            rows = self._line.execute(
                "SELECT source, cost, count(*) FROM call"
                " WHERE at >= ? AND (? IS NULL OR case_id = ?)"
                " GROUP BY source, cost ORDER BY source",
                (since, case, case),
            ).fetchall()
        sums: dict[str, tuple[int, Decimal]] = {}
        for source, cost, calls in rows:
            before, paid = sums.get(source, (0, Decimal(0)))
            sums[source] = (before + calls, paid + calls * Decimal(cost))
        return tuple(Spent(source=s, calls=n, cost=paid) for s, (n, paid) in sums.items())

    def spent_on(self, case: str) -> Decimal:
        """The euros that all calls of a case came to."""
        return sum((one.cost for one in self.spent(case)), Decimal(0))

    def prune(self) -> None:
        """Forget calls, and buckets nobody used, that are older than an audit looks back.

        What cannot be deleted now is deleted another day.
        """
        past = (self._now() - KEPT_SECONDS,)
        with suppress(sqlite3.Error), self._writing():
            self._line.execute("DELETE FROM call WHERE at < ?", past)
            self._line.execute("DELETE FROM bucket WHERE until < ?", past)

    def close(self) -> None:
        """Close the file."""
        self._line.close()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            self._line.execute("BEGIN IMMEDIATE")
            yield
            self._line.execute("COMMIT")
        except BaseException:
            if self._line.in_transaction:
                self._line.execute("ROLLBACK")
            raise


def furthest_pause(now: float) -> float:
    """The latest end of a pause that a right clock can have written."""
    return now + LONGEST_PAUSE + LONGEST_WAIT


@contextmanager
def usable() -> Iterator[None]:
    """Name what keeps the file from being used: without its ledger nobody knows what a case has left."""
    try:
        yield
    except sqlite3.OperationalError:
        problem = "courtesy.sqlite in it cannot be opened or written; see its owner and the disk"
        raise Invalid("TRACER_DATA_DIR", problem) from None
    except sqlite3.DatabaseError:
        raise IntegrityFailure(
            "courtesy.sqlite in TRACER_DATA_DIR is damaged: restore it from a copy; it says what "
            "cases have spent"
        ) from None
