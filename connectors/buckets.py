"""Token buckets and the ledger of calls, in one SQLite file that all workers of a deployment share.

Each bucket is a generic cell rate algorithm (ITU-T I.371): one number, the time at which it is full.
A place is reserved in one transaction, so two workers never take the same one.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

QUIET = -1  # the row that says until when a source asked everybody here to wait

LOCK_SECONDS = 1.0
"""How long another worker may hold the file; it takes a place in less than a millisecond."""
KEPT_SECONDS = 400 * 86_400.0
"""How long the ledger and buckets that nobody used since are kept: past the year of an audit."""

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
        self._line = sqlite3.connect(
            place or ":memory:", isolation_level=None, timeout=LOCK_SECONDS, check_same_thread=False
        )
        self._line.execute("PRAGMA journal_mode=WAL")
        self._line.execute("PRAGMA synchronous=OFF")  # a lost second of pace is no loss
        self._line.executescript(TABLES)
        past = (self._now() - KEPT_SECONDS,)
        self._line.execute("DELETE FROM call WHERE at < ?", past)
        self._line.execute("DELETE FROM bucket WHERE until < ?", past)

    def take(self, name: str, limits: Sequence[Limit], within: float) -> float:
        """Reserve the next place under every limit; the seconds to wait for it.

        Raises Full when that is more than `within`, and then nothing is reserved.
        """
        with self._writing():
            now = self._now()
            rows = self._line.execute("SELECT slot, until FROM bucket WHERE name = ?", (name,))
            held: dict[int, float] = dict(rows.fetchall())
            at = max(now, held.get(QUIET, now))
            for slot, limit in enumerate(limits):
                full = held.get(slot, now)
                at = max(at, full - (limit.burst - 1) * limit.interval)
            if at - now > within:
                raise Full(at - now)
            self._line.executemany(
                "INSERT OR REPLACE INTO bucket VALUES (?, ?, ?)",
                [
                    (name, slot, max(held.get(slot, now), at) + limit.interval)
                    for slot, limit in enumerate(limits)
                ],
            )
        return at - now

    def hold(self, name: str, seconds: float) -> None:
        """Let nobody ask for so many seconds; a longer pause already asked for stays."""
        if seconds <= 0:
            return
        with self._writing():
            self._line.execute(
                "INSERT INTO bucket VALUES (?, ?, ?) "
                "ON CONFLICT (name, slot) DO UPDATE SET until = max(until, excluded.until)",
                (name, QUIET, self._now() + seconds),
            )

    def enter(self, source: str, case: str, cost: Decimal) -> None:
        """Write down one call that leaves, and what it costs in euros."""
        self._line.execute(
            "INSERT INTO call VALUES (?, ?, ?, ?)", (self._now(), source, case, str(cost))
        )

    def spent(self, case: str | None = None, since: float = 0.0) -> tuple[Spent, ...]:
        """Calls and cost by source, of one case or all, since an instant (seconds)."""
        rows = self._line.execute(
            "SELECT source, cost, count(*) FROM call WHERE at >= ? AND (? IS NULL OR case_id = ?)"
            " GROUP BY source, cost ORDER BY source",
            (since, case, case),
        )
        sums: dict[str, tuple[int, Decimal]] = {}
        for source, cost, calls in rows:
            before, paid = sums.get(source, (0, Decimal(0)))
            sums[source] = (before + calls, paid + calls * Decimal(cost))
        return tuple(Spent(source=s, calls=n, cost=paid) for s, (n, paid) in sums.items())

    def spent_on(self, case: str) -> Decimal:
        """The euros that all calls of a case came to."""
        return sum((one.cost for one in self.spent(case)), Decimal(0))

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
