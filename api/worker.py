"""Runs traces in the background of one process, and again after a restart if they were not over."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import structlog

from api.errors import SearchStopped
from api.safeguards.afresh import AfreshGate
from api.safeguards.plants import is_plant, plant_sometimes
from api.safeguards.protected import guarded
from api.safeguards.standing import as_worked
from api.safeguards.watch import Watch
from api.safeguards.wrong_match import planted
from api.searches import Search, SearchState, SqlSearches
from tracer.errors import TracerError
from tracer.ports import CaseStore
from tracer.report import TraceReport
from tracer.trace import Toolkit

log = structlog.get_logger(__name__)


class InProcessRunner:
    """At most `at_most` traces at once; satisfies `tracer.ports.Runner`.

    What a source already answered is recalled from the answer store, so a trace that is run
    again asks only what was not answered yet. One process only: a second one would run them twice.
    """

    def __init__(
        self,
        cases: CaseStore,
        searches: SqlSearches,
        kit: Toolkit,
        watch: Watch,
        at_most: int = 4,
    ) -> None:
        self._cases = cases
        self._searches = searches
        self._kit = kit
        self._watch = watch
        self._turns = asyncio.Semaphore(at_most)
        self._tasks: dict[str, asyncio.Task[None]] = {}

    async def resume(self) -> int:
        """Run every search that is not over; how many there were. Called when the process starts."""
        waiting = await self._searches.unfinished()
        for search in waiting:
            await self.start(search.id)
        return len(waiting)

    async def start(self, search: str) -> None:
        """Run a search in the background; starting it twice runs it once."""
        if search not in self._tasks:
            task = asyncio.create_task(self._run(search), name=search)
            self._tasks[search] = task
            task.add_done_callback(self._over)

    async def wait(self, search: str) -> None:
        """Return once a search is over."""
        task = self._tasks.get(search)
        if task is not None:
            await asyncio.wait([task])

    async def stop(self, search: str) -> None:
        """Stop a search that is not over; what it found so far is not kept."""
        await self._searches.fail(search, SearchStopped.code)
        task = self._tasks.get(search)
        if task is not None:
            task.cancel()
            await asyncio.wait([task])

    async def aclose(self) -> None:
        """Stop. What is not over stays queued or running in the store, and is run at the next start."""
        running = list(self._tasks.values())
        for task in running:
            task.cancel()
        if running:
            await asyncio.wait(running)

    def _over(self, task: asyncio.Task[None]) -> None:
        self._tasks.pop(task.get_name(), None)
        fault = None if task.cancelled() else task.exception()
        if fault is not None:  # not even the failure could be kept: the next start runs it again
            log.error("search-lost", search=task.get_name(), error=type(fault).__name__)

    async def _run(self, search: str) -> None:
        async with self._turns:
            try:
                asked = await self._searches.get(search)
                if asked.state in (SearchState.FINISHED, SearchState.FAILED):
                    return
                await self._searches.mark_running(search)
                report = await self._traced(asked)
                await self._searches.finish(search, report)
                await plant_sometimes(self._watch, self._kit, self._searches, asked, report)
                log.info("search-finished", search=search, case=asked.case, status=report.status)
            except TracerError as error:
                await self._fail(search, error.code)
            except Exception as error:  # noqa: BLE001 - a fault ends one search, not the process
                log.error("search-fault", search=search, error=type(error).__name__)
                await self._fail(search, TracerError.code)

    async def _traced(self, asked: Search) -> TraceReport:
        """The trace of a case as whoever asked works it now; what colleagues add is kept nowhere.

        A key that is locked or revoked meanwhile asks nothing more.
        """
        case = await self._cases.get(asked.case)
        worked = await as_worked(self._watch, case, asked.asked_by)
        kit = planted(self._kit, case) if await is_plant(self._watch, case.id) else self._kit
        kit = replace(kit, gate=AfreshGate(kit.gate, self._watch))
        return replace(await guarded(self._watch, kit, worked), case=case)

    async def _fail(self, search: str, code: str) -> None:
        log.warning("search-failed", search=search, error=code)
        await self._searches.fail(search, code)
