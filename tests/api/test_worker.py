"""Traces in the background: bounded, failing by code only, and finished after the process was killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from api.safeguards.operators import lock
from api.searches import SearchState
from tests.api.house import House, Register, open_case, opened
from tests.tracer.doubles import card
from tracer.case import CaseId
from tracer.errors import JournalUnavailable

CHILD = textwrap.dedent(
    """
    import asyncio, sys
    from pathlib import Path
    from tests.api.house import Register, once, open_case, opened
    from tests.tracer.doubles import card

    async def main(folder):
        notes = folder / "asked.txt"
        quick = Register(card("fr.registre_vif"), notes=notes)
        slow = Register(card("fr.registre_lent"), notes=notes, wait=60)
        async with opened(folder, registers=[quick, slow]) as house, house.client() as client:
            case = await open_case(client)
            asked = await client.post(f"/v1/cases/{case}/searches", headers=once())
            assert asked.status_code == 202, asked.text
            await asyncio.sleep(60)

    asyncio.run(main(Path(sys.argv[1])))
    """
)
QUICK, SLOW = "fr.registre_vif search", "fr.registre_lent search"


def killed_in_mid_trace(folder: Path) -> list[str]:
    """Start a process that traces, kill it while its second source is being asked; what was asked."""
    notes = folder / "asked.txt"
    root = Path(__file__).parents[2]
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(folder)],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    try:
        until = time.monotonic() + 30
        while not (notes.exists() and SLOW in notes.read_text() and remembered(folder)):
            assert child.poll() is None, child.stderr and child.stderr.read().decode()
            assert time.monotonic() < until, "the child did not come so far"
            time.sleep(0.05)
    finally:
        child.send_signal(signal.SIGKILL)
        child.wait()
        assert child.stderr
        child.stderr.close()
    assert child.returncode == -signal.SIGKILL
    return notes.read_text().splitlines()


def remembered(folder: Path) -> bool:
    """Whether the gazette's answer and the quick register's are on the disk."""
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(folder / "tracer.sqlite")) as raw:
        return int(raw.execute("SELECT count(*) FROM answers").fetchone()[0]) == 2


async def test_a_killed_process_finishes_its_search_and_asks_no_source_twice(tmp_path: Path):
    before = killed_in_mid_trace(tmp_path)
    assert sorted(before) == sorted([QUICK, SLOW])
    notes = tmp_path / "asked.txt"
    quick = Register(card("fr.registre_vif"), notes=notes)
    slow = Register(card("fr.registre_lent"), notes=notes)
    async with opened(tmp_path, registers=[quick, slow]) as house:
        (search,) = await every_search(house)
        await house.services.runner.wait(search)
        assert (await house.services.searches.get(search)).state is SearchState.FINISHED
        report = await house.services.searches.report(search)
        assert report is not None
        assert report.status == "proposed"
        assert (await house.services.journal.verify()).intact
    asked = notes.read_text().splitlines()
    assert asked.count(QUICK) == 1, "it had answered: its answer was on the disk"
    assert asked.count(SLOW) == 2, "it had not answered: it is asked again"


async def every_search(house: House) -> list[str]:
    return [search.id for search in await house.services.searches.unfinished()]


async def test_a_stopped_process_leaves_its_search_to_the_next_one(tmp_path: Path):
    slow = Register(wait=60)
    async with opened(tmp_path, registers=[slow]) as house, house.client() as client:
        case = await open_case(client)
        await house.services.searches.add("sea_1", CaseId(case), "k")
        await house.services.runner.start("sea_1")
    async with opened(tmp_path) as house:
        await house.services.runner.wait("sea_1")
        assert (await house.services.searches.get("sea_1")).state is SearchState.FINISHED


async def test_a_failed_trace_is_a_code_and_no_words(house: House):
    class Deaf:
        async def authorise(self, *_: object) -> None:
            raise JournalUnavailable("canary")

    async with house.client() as client:
        case = await open_case(client)
        object.__setattr__(house.services.kit, "gate", Deaf())
        await house.services.searches.add("sea_1", CaseId(case), "k")
        await house.services.runner.start("sea_1")
        await house.services.runner.wait("sea_1")
        shown = await client.get("/v1/searches/sea_1")
        assert shown.json()["state"] == "failed"
        assert shown.json()["error"] == "journal-unavailable"
        assert "canary" not in shown.text


async def test_a_queued_search_of_a_revoked_key_asks_no_source(tmp_path: Path):
    notes = tmp_path / "asked.txt"
    async with opened(tmp_path, registers=[Register(notes=notes)]) as house:
        async with house.client() as client:
            case = await open_case(client)
            key = client.headers["authorization"].split("_")[1]
            await house.services.searches.add("sea_1", CaseId(case), key)
            await house.services.keys.revoke(key)
        await house.services.runner.start("sea_1")
        await house.services.runner.wait("sea_1")
        assert not notes.exists()
        assert await refused_as_locked(house, "sea_1")


async def test_a_search_of_a_revoked_key_is_resumed_without_asking_a_source(tmp_path: Path):
    slow = Register(wait=60)
    async with opened(tmp_path, registers=[slow]) as house, house.client() as client:
        case = await open_case(client)
        key = client.headers["authorization"].split("_")[1]
        await house.services.searches.add("sea_1", CaseId(case), key)
        await house.services.runner.start("sea_1")
        await house.services.keys.revoke(key)
    notes = tmp_path / "asked.txt"
    async with opened(tmp_path, registers=[Register(notes=notes)]) as house:
        await house.services.runner.wait("sea_1")
        assert not notes.exists()
        assert await refused_as_locked(house, "sea_1")


@pytest.mark.parametrize("how", ["revoked", "locked"])
async def test_a_running_search_asks_nothing_more_once_its_key_is_lost(tmp_path: Path, how: str):
    before: list[int] = []

    class Losing(Register):
        async def search(self, subject, permit):  # type: ignore[no-untyped-def,override]
            async for record in super().search(subject, permit):
                yield record
            if how == "revoked":
                await house.services.keys.revoke(key)
            else:
                await lock(house.services.watch, key, "by_hand")
            before.append(len(await house.services.journal.read(case)))

    async with opened(tmp_path, registers=[Losing()]) as house, house.client() as client:
        case = await open_case(client)
        key = client.headers["authorization"].split("_")[1]
        await house.services.searches.add("sea_1", CaseId(case), key)
        await house.services.runner.start("sea_1")
        await house.services.runner.wait("sea_1")
        assert await refused_as_locked(house, "sea_1")
        after = (await house.services.journal.read(case))[before[0] :]
        assert {e.entry.body["effect"] for e in after if e.entry.kind == "decision"} == {"forbid"}


async def refused_as_locked(house: House, search: str) -> bool:
    """Whether a search is over and its report says that the key is locked."""
    assert (await house.services.searches.get(search)).state is SearchState.FINISHED
    report = await house.services.searches.report(search)
    assert report is not None
    assert report.refusal is not None
    return "EU-32-SECURITY" in {rule.rule for rule in report.refusal.rules}


async def test_no_more_traces_run_at_once_than_allowed(tmp_path: Path):
    class Counting(Register):
        now = most = 0

        async def search(self, subject, permit):  # type: ignore[no-untyped-def,override]
            Counting.now += 1
            Counting.most = max(Counting.most, Counting.now)
            async for record in super().search(subject, permit):
                yield record
            Counting.now -= 1

    async with opened(tmp_path, registers=[Counting(wait=0.3)]) as house, house.client() as client:
        cases = [await open_case(client, reference=f"DOS-{n}") for n in range(9)]
        for n, case in enumerate(cases):
            await house.services.searches.add(f"sea_{n}", CaseId(case), "k")
            await house.services.runner.start(f"sea_{n}")
        for n in range(9):
            await house.services.runner.wait(f"sea_{n}")
        states = {(await house.services.searches.get(f"sea_{n}")).state for n in range(9)}
        assert states == {SearchState.FINISHED}
        assert 1 < Counting.most <= 4
