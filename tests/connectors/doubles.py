"""A transport that never leaves the process, and what a connector needs around it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import httpx

from connectors.base import Sessions, discover, sources
from connectors.courtesy import Courtesy, Patience
from tracer.lawful import Allowance, Operation, Permit, Receipt
from tracer.ports import Connector

IDS = [module.CARD.id for module in sources()]
NOW = datetime(2026, 10, 1, 8, tzinfo=UTC)
FAST = Patience(
    attempts=2,
    wait_initial=0.0,
    wait_max=0.0,
    wait_jitter=0.0,
    busy_seconds=0.0,
    attempt_seconds=0.2,
    max_body_bytes=50_000,
    breaker_failures=100,
)


SECRET = "house:secret-of-the-house"
SECRETS = dict.fromkeys(IDS, SECRET)


class StoppedClock:
    def now(self) -> datetime:
        return NOW


class Wire:
    """A transport that answers as told and remembers what left."""

    def __init__(self, respond: Callable[[httpx.Request, int], httpx.Response]) -> None:
        self.respond = respond
        self.left: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.left.append(request)
        return self.respond(request, len(self.left) - 1)


def connector(source: str, wire: Wire, secrets: Mapping[str, str] = SECRETS) -> Connector:
    sessions = Sessions(
        clock=StoppedClock(),
        contact="https://tracer.example/contact",
        courtesy=Courtesy(patience=FAST, rates=dict.fromkeys(IDS, 10_000.0)),
        transport=httpx.MockTransport(wire),
        secrets=secrets,
    )
    return discover(sessions)[source]


def permit(source: str, calls: int = 50) -> Permit:
    return Permit(
        receipt=Receipt(sequence=1, entry_hash="00", at=NOW),
        case="case-1",
        operation=Operation.COLLECT,
        source=source,
        obligations=(),
        rules=(),
        allowance=Allowance(calls),
    )


def answering(*answers: object) -> Wire:
    """The same answers in order, the last one for ever."""
    return Wire(lambda request, n: httpx.Response(200, json=answers[min(n, len(answers) - 1)]))
