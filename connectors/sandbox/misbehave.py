"""Makes the pretend internet misbehave: seeded at a rate, or forced, so that a failure reproduces."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from threading import Lock


class Kind(StrEnum):
    """One way in which a source fails its caller."""

    RATE_LIMITED = "rate_limited"  # 429 with Retry-After
    RATE_LIMITED_SILENTLY = "rate_limited_silently"  # 429 without
    SERVER_ERROR = "server_error"  # 500
    UNAVAILABLE = "unavailable"  # 503
    HANG = "hang"  # nothing at all, for as long as the caller waits
    SLOW = "slow"  # the right answer, late
    DRIP = "drip"  # the right answer, a few bytes at a time
    TRUNCATED = "truncated"  # half of the JSON, with a length that matches
    NOT_JSON = "not_json"  # an HTML page with status 200
    RENAMED_FIELD = "renamed_field"
    MISSING_FIELD = "missing_field"
    HUGE = "huge"  # valid JSON that does not end soon
    GZIP_BOMB = "gzip_bomb"  # small on the wire, huge in memory
    CUT = "cut"  # the connection breaks in the middle of the body


USUAL: tuple[Kind, ...] = (
    Kind.RATE_LIMITED,
    Kind.RATE_LIMITED_SILENTLY,
    Kind.SERVER_ERROR,
    Kind.UNAVAILABLE,
    Kind.HANG,
    Kind.TRUNCATED,
    Kind.NOT_JSON,
    Kind.RENAMED_FIELD,
    Kind.MISSING_FIELD,
)
"""What happens by chance at a rate; the others have to be asked for."""


@dataclass(slots=True)
class _Forced:
    kind: Kind
    route: str | None
    left: int | None  # None: until cleared


@dataclass(slots=True, kw_only=True)
class Misbehaviour:
    """Decides, for each request, whether to misbehave and how. Safe to force from another thread.

    By chance: the draw depends on the seed, the request and how often the same request was made
    before, so the order in which concurrent requests arrive changes nothing. `rate` is 0 to 1.
    """

    rate: float = 0.0
    seed: int = 0
    kinds: tuple[Kind, ...] = USUAL
    retry_after: int = 1  # seconds
    hang_seconds: float = 30.0
    slow_seconds: float = 0.5
    huge_bytes: int = 64 * 1024 * 1024
    _seen: Counter[str] = field(default_factory=Counter)
    _forced: list[_Forced] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        if not 0 <= self.rate <= 1:
            raise ValueError("rate must lie between 0 and 1")

    def force(self, kind: Kind, *, route: str | None = None, times: int | None = 1) -> None:
        """Misbehave for the next `times` requests to a route (None: any; None times: for ever)."""
        with self._lock:
            self._forced.append(_Forced(kind, route, times))

    def clear(self) -> None:
        """Forget everything that was forced; chance remains."""
        with self._lock:
            self._forced.clear()

    def decide(self, route: str, request: str) -> Kind | None:
        """What happens to a request; None is good behaviour."""
        with self._lock:
            for forced in self._forced:
                if forced.route in (None, route):
                    if forced.left is not None:
                        forced.left -= 1
                        if forced.left == 0:
                            self._forced.remove(forced)
                    return forced.kind
            if not self.rate or not self.kinds:
                return None
            time = self._seen[request]
            self._seen[request] += 1
        draw = sha256(f"{self.seed}\0{time}\0{request}".encode()).digest()
        if int.from_bytes(draw[:8]) >= self.rate * 2**64:
            return None
        return self.kinds[int.from_bytes(draw[8:12]) % len(self.kinds)]
