"""Writes down, every minute, the grants that ended without being used."""

from __future__ import annotations

import asyncio

import structlog

from tracer.errors import TracerError
from tracer.ports import Gate

log = structlog.get_logger(__name__)

EVERY_SECONDS = 60.0


async def sweep_grants(gate: Gate, every: float = EVERY_SECONDS) -> None:
    """Sweep now and then again and again, until cancelled. A sweep that fails is tried again."""
    while True:
        try:
            swept = await gate.sweep()
            if swept:
                log.info("grants-swept", grants=swept)
        except TracerError as error:
            log.error("sweep-failed", error=error.code)
        if stopping():
            return
        await asyncio.sleep(every)


def stopping() -> bool:
    """Whether the task that asks was told to end: a database may turn that into a fault of its own."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
