"""A grant nobody used is written down by the running service, once, whatever fails meanwhile."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from api.sweeping import sweep_grants
from tests.policies.situations import bench, declared_point, disclosing
from tracer.errors import JournalUnavailable
from tracer.lawful import Grant


async def test_an_unused_grant_is_swept_by_the_running_service_once():
    desk = bench()
    situation = disclosing(declared_point(vault=desk.vault))
    grant = await desk.gate.grant(situation, "operator-2")
    assert isinstance(grant, Grant)
    failing, real = 2, desk.gate.sweep

    async def faltering() -> int:
        nonlocal failing
        failing -= 1
        if failing > 0:
            raise JournalUnavailable("the journal cannot be written")
        return await real()

    desk.gate.sweep = faltering  # type: ignore[method-assign]
    desk.clock.time = grant.expires_at.replace(microsecond=1)
    running = asyncio.create_task(sweep_grants(desk.gate, every=0.001))
    await asyncio.sleep(0.05)  # some dozen sweeps
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    assert [e.entry.kind for e in await desk.journal.read()] == ["decision", "grant_unused"]
