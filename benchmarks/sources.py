"""What the session layer costs a call, and how traces end when one answer in twenty misbehaves.

The peer is plain httpx asking the same sandbox the same thing in turns with the session: no permit,
bucket, breaker, cap or strict reading.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import statistics
import tempfile
from collections import Counter, defaultdict
from collections.abc import Awaitable
from dataclasses import replace
from pathlib import Path
from time import perf_counter

import httpx

from api import wiring
from api.casefile import CaseFile
from api.demo import case_file
from api.reading import parse
from api.wiring import SystemClock, wired
from benchmarks.table import Figure, publish
from connectors.base import Sessions
from connectors.buckets import Buckets
from connectors.courtesy import Courtesy, Patience
from connectors.fr.ban import CARD
from connectors.sandbox.misbehave import Misbehaviour
from connectors.sandbox.scenarios import SCENARIOS
from connectors.sandbox.serve import SandboxServer
from tracer import logs
from tracer.case import Case, CaseId
from tracer.lawful import Allowance, Operation, Permit, Receipt
from tracer.outcome import Outcome, Reason
from tracer.report import TraceReport, TraceStatus
from tracer.settings import Settings
from tracer.trace import trace

CALLS = 600
TRACES = 200
AT_ONCE = 10
DEADLINE = 20.0  # seconds a trace may take
GRACE = 1.0
RATE = 60.0  # calls a second and source, so that the buckets are felt
MISBEHAVE = 0.05
HUNG, UNTYPED = "hung", "untyped"


async def overhead(root: str, folder: Path) -> tuple[float, float]:
    """Median seconds of a call through the session and of the same by plain httpx, in turns."""
    clock = SystemClock()
    permit = Permit(
        receipt=Receipt(sequence=1, entry_hash="00", at=clock.now()),
        case="cas_bench",
        operation=Operation.COLLECT,
        source=CARD.id,
        obligations=(),
        rules=(),
        allowance=Allowance(10 * CALLS),
    )
    buckets = Buckets(folder / "courtesy.sqlite")
    sessions = Sessions(
        clock=clock,
        contact="bench@tracer.example",
        base_urls={CARD.id: f"{root}/{CARD.id}"},
        courtesy=Courtesy(buckets=buckets, rates={CARD.id: 100_000.0}),
    )
    session = sessions.open(CARD)
    asked = {"q": "1 rue Fictive", "limit": "1"}
    ours, plain = [], []
    async with httpx.AsyncClient(trust_env=False) as client:
        for _ in range(CALLS):
            started = perf_counter()
            await session.get("/search", asked, permit)
            ours.append(perf_counter() - started)
            started = perf_counter()
            (await client.get(f"{root}/{CARD.id}/search", params=asked)).json()
            plain.append(perf_counter() - started)
    await sessions.aclose()
    buckets.close()
    return statistics.median(ours[50:]), statistics.median(plain[50:])


def cases() -> list[Case]:
    """The invented debtors in turn, each in a case of its own with a deadline."""
    today = SystemClock().now().date()
    files = [
        parse(CaseFile, json.dumps(case_file(scenario, today)))
        for scenario in SCENARIOS
        if not scenario.subject.is_company
    ]
    made = [files[n % len(files)].read(CaseId(f"cas_bench_{n}")) for n in range(TRACES)]
    return [replace(case, budget=replace(case.budget, deadline_seconds=DEADLINE)) for case in made]


async def ending(tracing: Awaitable[TraceReport], seconds: float) -> str:
    """How a trace ended: its status, HUNG when it was cut off, what it raised, or UNTYPED."""
    limit = asyncio.timeout(seconds)
    try:
        async with limit:
            report = await tracing
    except Exception as error:  # noqa: BLE001 - what a trace raises is what is counted
        return HUNG if limit.expired() else type(error).__name__
    known = isinstance(report.status, TraceStatus) and all(
        isinstance(one.outcome, Outcome) and isinstance(one.reason, Reason | None)
        for one in report.coverage
    )
    return report.status if known and report.status is not TraceStatus.RUNNING else UNTYPED


def typed(ended: Counter[str]) -> int:
    """How many traces ended in a way their report has a word for."""
    return sum(ended[status] for status in TraceStatus if status is not TraceStatus.RUNNING)


async def hurried(root: str, folder: Path) -> tuple[Counter[str], float, dict[str, int]]:
    """How traces ended, the seconds of the slowest, and calls over any bucket."""
    wiring.SANDBOX_RATE = RATE
    settings = Settings(data_dir=folder, sources_at=root)
    ended: Counter[str] = Counter()
    seconds: list[float] = []
    gate = asyncio.Semaphore(AT_ONCE)
    async with wired(settings, patience=Patience(attempt_seconds=3.0)) as services:

        async def one(case: Case) -> None:
            async with gate:
                started = perf_counter()
                ended[await ending(trace(case, services.kit), DEADLINE + GRACE)] += 1
                seconds.append(perf_counter() - started)

        async with asyncio.TaskGroup() as group:
            for case in cases():
                group.create_task(one(case))
    return ended, max(seconds), over(folder / "courtesy.sqlite")


def over(place: Path) -> dict[str, int]:
    """By source, how many calls more than its bucket allows left within any second."""
    times: dict[str, list[float]] = defaultdict(list)
    with sqlite3.connect(place) as line:
        for source, at in line.execute("SELECT source, at FROM call ORDER BY at"):
            times[source].append(at)
    most = RATE / 4 + RATE
    excess = {}
    for source, left in times.items():
        first = 0
        worst = 0
        for last, at in enumerate(left):
            while left[first] <= at - 1.0:
                first += 1
            worst = max(worst, last - first + 1)
        if worst > most:
            excess[source] = int(worst - most)
    return excess


async def main() -> None:
    logs.configure()
    with tempfile.TemporaryDirectory() as folder:
        with SandboxServer() as registers:
            ours, plain = await overhead(registers.url, Path(folder))
        with SandboxServer(misbehaviour=Misbehaviour(rate=MISBEHAVE, seed=7)) as registers:
            ended, slowest, excess = await hurried(registers.url, Path(folder) / "data")
    how = f"{TRACES} traces of {AT_ONCE} at once, {MISBEHAVE:.0%} misbehaviour, {RATE:g} calls/s a source"
    publish(
        "sources",
        [
            Figure(
                metric="session layer, own time per call",
                value=(ours - plain) * 1000,
                unit="ms",
                goal="≤ 3",
                peer=plain * 1000,
                met=(ours - plain) * 1000 <= 3.0,
                how=f"median of {CALLS} calls less that of plain httpx, in turns; peer: its whole call",
            ),
            Figure(
                metric="traces that ended with a typed outcome",
                value=typed(ended),
                unit="of 200",
                goal="200",
                peer=None,
                met=typed(ended) == TRACES,
                how=how + "; " + ", ".join(f"{n} {status}" for status, n in sorted(ended.items())),
            ),
            Figure(
                metric="traces past their deadline by more than a second",
                value=ended[HUNG],
                unit="traces",
                goal="0",
                peer=None,
                met=not ended[HUNG],
                how=f"deadline {DEADLINE:g} s, cut off then; the slowest took {slowest:.1f} s",
            ),
            Figure(
                metric="calls over any bucket",
                value=sum(excess.values()),
                unit="calls",
                goal="0",
                peer=None,
                met=not excess,
                how=f"the ledger's calls in any second against {RATE * 1.25:g}, by source",
            ),
        ],
    )


if __name__ == "__main__":
    asyncio.run(main())
