"""How fast whole traces run against the sandbox, and what each step costs of Tracer's own time.

Own time is wall-clock time less the time spent waiting for sources, measured in the same run. The
peer asks the same sources for the same debtor with plain httpx: no permit, journal, graph, matching.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import tempfile
from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import perf_counter
from typing import Any

import httpx

from api.casefile import CaseFile
from api.demo import case_file
from api.reading import parse
from api.wiring import SystemClock, wired
from benchmarks.table import Figure, publish
from connectors.sandbox.scenarios import RARE_NAME
from connectors.sandbox.serve import SandboxServer
from tracer import logs
from tracer.case import Case, CaseId
from tracer.entities import Entity, Record
from tracer.lawful import Permit
from tracer.outcome import Outcome
from tracer.ports import Connector
from tracer.settings import Settings
from tracer.source import SourceCard
from tracer.subject import Subject
from tracer.trace import Toolkit, trace

TRACES = 60
GOAL_MS = 50.0


@dataclass
class Waiting:
    """When any source is being waited for. Sources are asked side by side: overlaps count once."""

    open: int = 0
    since: float = 0.0
    total: float = 0.0
    questions: int = 0
    by_source: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    def enter(self) -> None:
        if self.open == 0:
            self.since = perf_counter()
        self.open += 1

    def leave(self) -> None:
        self.open -= 1
        if self.open == 0:
            self.total += perf_counter() - self.since


@dataclass
class Timed:
    """A connector that says when it is being waited for."""

    inner: Connector
    waiting: Waiting

    @property
    def card(self) -> SourceCard:
        return self.inner.card

    def search(self, subject: Subject, permit: Permit) -> AsyncIterator[Record]:
        return self.watched(self.inner.search(subject, permit))

    def expand(self, entity: Entity, permit: Permit) -> AsyncIterator[Record]:
        return self.watched(self.inner.expand(entity, permit))

    async def watched(self, records: AsyncIterator[Record]) -> AsyncIterator[Record]:
        self.waiting.questions += 1
        while True:
            self.waiting.enter()
            try:
                record = await anext(records)
            except StopAsyncIteration:
                return
            finally:
                self.waiting.leave()
            yield record


def cases(today: Any, count: int) -> list[Case]:
    file = parse(CaseFile, json.dumps(case_file(RARE_NAME, today)))
    return [file.read(CaseId(f"cas_bench_{n}")) for n in range(count)]


async def measure(kit: Toolkit, asked: list[Case]) -> tuple[list[float], list[float], int]:
    """Wall time and own time of each trace in seconds, and how many steps a trace has."""
    walls, owns, steps = [], [], 0
    for case in asked:
        waiting = Waiting()
        timed = {name: Timed(c, waiting) for name, c in kit.connectors.items()}
        started = perf_counter()
        report = await trace(case, replace(kit, connectors=timed))
        wall = perf_counter() - started
        assert report.ladder, report.status
        walls.append(wall)
        owns.append(wall - waiting.total)
        # every question, every offer, and the four steps between them (open, screen, identify, link)
        steps = len(report.coverage) + len(report.offers) + 4
        assert all(o.outcome is not Outcome.UNAVAILABLE for o in report.coverage)
    return walls, owns, steps


async def plain(root: str, case: Case, count: int) -> float:
    """Seconds a trace's worth of requests takes with plain httpx, one after another."""
    name = case.subject.names[0]
    asked = [
        (
            f"{root}/fr.recherche_entreprises/search",
            {"nom_personne": name.surname, "prenoms_personne": name.given[0]},
        ),
        *[(f"{root}/fr.ban/search", {"q": "1 rue Fictive"})] * 4,
        *[
            (
                f"{root}/fr.bodacc/api/explore/v2.1/catalog/datasets/annonces-commerciales/records",
                {"where": 'registre="000000000"'},
            )
        ]
        * 3,
    ]
    async with httpx.AsyncClient(trust_env=False) as client:
        started = perf_counter()
        for _ in range(count):
            for url, params in asked:
                (await client.get(url, params=params)).json()
        return (perf_counter() - started) / count


async def main() -> None:
    logs.configure()
    with SandboxServer() as registers, tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder), sources_at=registers.url)
        async with wired(settings) as services:
            asked = cases(SystemClock().now().date(), TRACES + 5)
            await measure(services.kit, asked[:5])  # warm
            walls, owns, steps = await measure(services.kit, asked[5:])
            peer = await plain(registers.url, asked[0], 20)
    wall, own = statistics.median(walls), statistics.median(owns)
    how = f"median of {TRACES} traces of the demo's debtor, SQLite journal and graph, one process"
    publish(
        "trace",
        [
            Figure(
                metric="traces per second",
                value=1 / wall,
                unit="1/s",
                goal=None,
                peer=1 / peer,
                met=None,
                how=f"{how}; peer: the same requests by plain httpx",
            ),
            Figure(
                metric="own time per trace",
                value=own * 1000,
                unit="ms",
                goal=None,
                peer=None,
                met=None,
                how=f"{steps} steps; time waiting for sources excluded",
            ),
            Figure(
                metric="own time per step",
                value=own * 1000 / steps,
                unit="ms",
                goal=f"≤ {GOAL_MS:g}",
                peer=None,
                met=own * 1000 / steps <= GOAL_MS,
                how=f"own time of a trace over its {steps} steps",
            ),
            Figure(
                metric="own time per step, worst trace",
                value=max(owns) * 1000 / steps,
                unit="ms",
                goal=f"≤ {GOAL_MS:g}",
                peer=None,
                met=max(owns) * 1000 / steps <= GOAL_MS,
                how="the slowest trace of the run",
            ),
        ],
    )


if __name__ == "__main__":
    asyncio.run(main())
