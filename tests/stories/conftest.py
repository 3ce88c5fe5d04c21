"""A whole Tracer over the sandbox. The registers misbehave for one call in twenty, always the same."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from api.casefile import CaseFile
from api.demo import case_file
from api.reading import parse
from api.services import Services
from api.wiring import wired
from connectors.courtesy import Patience
from connectors.sandbox.misbehave import Misbehaviour
from connectors.sandbox.scenarios import Scenario
from connectors.sandbox.serve import SandboxServer
from tests.tracer.doubles import NOW, FixedClock
from tracer.case import Case, CaseId
from tracer.report import TraceReport
from tracer.settings import Settings
from tracer.trace import trace

HURRIED = Patience(
    attempts=4,
    wait_initial=0.01,
    wait_max=0.05,
    wait_jitter=0.01,
    busy_seconds=0.02,
    attempt_seconds=0.5,
    breaker_failures=20,
)
TRIES = 6


@pytest.fixture(scope="session")
def registers() -> Iterator[SandboxServer]:
    with SandboxServer(misbehaviour=Misbehaviour(rate=0.05, seed=7, retry_after=0)) as server:
        yield server


@pytest.fixture
async def services(registers: SandboxServer, tmp_path: Path) -> AsyncIterator[Services]:
    settings = Settings(data_dir=tmp_path, sources_at=registers.url)
    async with wired(settings, clock=FixedClock(), patience=HURRIED) as everything:
        yield everything


def case_of(scenario: Scenario, **changes: Any) -> Case:
    file = case_file(scenario, NOW.date())
    for path, value in changes.items():
        *parents, last = path.split("__")
        place = file
        for parent in parents:
            place = place[parent]
        if value is ...:
            place.pop(last, None)
        else:
            place[last] = value
    return parse(CaseFile, json.dumps(file)).read(CaseId(f"cas_{scenario.key}"))


async def traced(services: Services, case: Case) -> TraceReport:
    """The report, traced again while a source failed: what was answered is not asked again."""
    for _ in range(TRIES):
        report = await trace(case, services.kit)
        if not report.partial:
            return report
    raise AssertionError(f"still partial after {TRIES} tries: {report.coverage}")
