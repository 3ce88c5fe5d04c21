"""Watches against the sandbox: the two real sources of France, over a world that changes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from connectors.sandbox.misbehave import Kind
from connectors.sandbox.serve import SandboxServer
from connectors.sandbox.world import World
from tests.api.house import SIREN
from tests.connectors.fr.test_bodacc import LIQUIDATION, before, judged, notice, spaced
from tests.monitoring.watched import scene

DAY = "2026-11-23"
CRAFT = {"personne": {"inscriptionRM": {"numeroIdentificationRM": spaced(SIREN), "codeRM": "RM"}}}


def served(*rows: dict[str, Any]) -> SandboxServer:
    """A gazette with those notices."""
    return SandboxServer(World(units=(), notices=rows))


async def test_a_day_of_the_gazette(tmp_path: Path):
    first = judged(LIQUIDATION, day=DAY, number=1, siren=SIREN)
    rows = (
        first,
        notice(DAY, 2, SIREN, typeavis="annulation", parutionavisprecedent=before(first)),
        notice(DAY, 3, registre=None, listepersonnes=json.dumps(CRAFT), family="modification"),
        judged(LIQUIDATION, day="2026-11-01", number=4, siren=SIREN),
    )
    with served(*rows) as server:
        async with scene(tmp_path, base=f"{server.url}/fr.bodacc") as there:
            await there.watch()
            assert await there.poll() == 3
            assert await there.poll() == 0
            told = {
                event["record"]: (event["kind"], event["state"]) for event in await there.events()
            }
    assert told == {
        rows[0]["id"]: ("insolvency", "cancelled"),
        rows[1]["id"]: ("cancellation", "live"),
        rows[2]["id"]: ("registration", "live"),
    }


@pytest.mark.parametrize("kind", [Kind.UNAVAILABLE, Kind.NOT_JSON, Kind.MISSING_FIELD])
async def test_a_gazette_that_is_down_is_not_a_quiet_one(tmp_path: Path, kind: Kind):
    row = judged(LIQUIDATION, day="2026-11-24", siren=SIREN)
    with served(row) as server:
        async with scene(tmp_path, base=f"{server.url}/fr.bodacc") as there:
            await there.watch(purposes=["insolvency"])
            there.clock.move(days=9)
            server.misbehaviour.force(kind, times=10)
            assert await there.poll() == 0
            (watch,) = await there.watches()
            assert {"source": "fr.bodacc", "heard": "unavailable"} in watch["heard"]
            server.misbehaviour.clear()
            assert await there.poll() == 1
