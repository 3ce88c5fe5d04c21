"""How politely a source is asked: its rate, its connections, and the breaker that leaves it alone.

One registry serves the whole process; the pace is kept with every other process of the deployment.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from connectors.buckets import Buckets, Limit
from tracer.errors import SourceBusy
from tracer.source import SourceCard

MAX_IN_FLIGHT = 10  # httpx collapses beyond ten connections to one host (encode/httpx#3215)


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long and how often a session tries. `busy_seconds` follows a 429 that names no delay."""

    attempts: int = 3
    wait_initial: float = 0.25
    wait_max: float = 4.0
    wait_jitter: float = 0.5
    busy_seconds: float = 5.0
    attempt_seconds: float = 8.0
    max_body_bytes: int = 10_000_000
    breaker_failures: int = 3
    breaker_seconds: float = 60.0
    breaker_max_seconds: float = 3600.0


@dataclass(slots=True, kw_only=True)
class Breaker:
    """Leaves a source alone after consecutive failures; each reopening doubles the pause."""

    source: str
    failures_allowed: int
    pause: float
    max_pause: float
    monotonic: Callable[[], float] = time.monotonic
    failures: int = 0
    openings: int = 0
    opened_until: float = 0.0
    trying: bool = False

    def admit(self) -> None:
        """Let a call through, or raise SourceBusy at once. After the pause, one call tries alone."""
        left = self.opened_until - self.monotonic()
        if left > 0:
            raise SourceBusy(self.source, "left alone after repeated failures", retry_after=left)
        if self.openings:
            if self.trying:
                raise SourceBusy(self.source, "one call is trying whether it is back")
            self.trying = True

    def success(self) -> None:
        """The source answered: everything is forgotten."""
        self.failures, self.openings, self.trying = 0, 0, False

    def failure(self) -> None:
        """The source failed; open when it has failed too often, or again while on trial.

        Calls that were already out when it opened fail for the same reason, and count no more.
        """
        if self.is_open:
            return
        self.failures += 1
        if self.trying or self.failures >= self.failures_allowed:
            pause = min(self.pause * 2**self.openings, self.max_pause)
            self.opened_until = self.monotonic() + pause
            self.openings += 1
            self.failures = 0
        self.trying = False

    def release(self) -> None:
        """The call ended without saying anything about the source (cancelled, out of budget)."""
        self.trying = False

    @property
    def is_open(self) -> bool:
        """Whether calls are refused now."""
        return self.opened_until > self.monotonic()


@dataclass(slots=True, kw_only=True)
class Courtesy:
    """The registry of paces and breakers, keyed by source id.

    `rates` overrides what a card says, for a source of our own on loopback. Buckets are shared by
    every process that opens the same file; breakers and connections belong to this one.
    """

    patience: Patience = field(default_factory=Patience)
    rates: Mapping[str, float] = field(default_factory=dict)
    buckets: Buckets = field(default_factory=Buckets)
    monotonic: Callable[[], float] = time.monotonic
    slots: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, asyncio.Semaphore]] = field(
        default_factory=WeakKeyDictionary
    )
    breakers: dict[str, Breaker] = field(default_factory=dict)

    def connections(self, lane: str) -> asyncio.Semaphore:
        """The connections of one lane of a source that may be open at once in the running loop."""
        here = self.slots.setdefault(asyncio.get_running_loop(), {})
        return here.setdefault(lane, asyncio.Semaphore(MAX_IN_FLIGHT))

    def limits(self, card: SourceCard) -> tuple[Limit, ...]:
        """Every limit of a source: its rate, which stays below the publisher's, and its windows."""
        if card.id in self.rates:
            return (Limit.per_second(self.rates[card.id]),)
        return (
            Limit.per_second(card.rate_per_second),
            *(Limit.within(calls, seconds) for calls, seconds in card.limits),
        )

    def breaker(self, card: SourceCard, lane: str) -> Breaker:
        """The breaker of one lane of a source."""
        return self.breakers.setdefault(
            lane,
            Breaker(
                source=card.id,
                failures_allowed=self.patience.breaker_failures,
                pause=self.patience.breaker_seconds,
                max_pause=self.patience.breaker_max_seconds,
                monotonic=self.monotonic,
            ),
        )
