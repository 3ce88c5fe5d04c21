"""How long it takes to evaluate 100,000 past decisions again, facts decrypted one by one."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from time import perf_counter

from benchmarks.table import Figure
from policies.engine import Engine
from policies.gate import PolicyGate
from policies.journal_memory import MemoryJournal
from policies.keys import MemoryKeys
from policies.load import load_packs
from policies.replay import Outcome, Replayer
from policies.snapshot import CONTEXT, open_facts
from policies.vault import Vault
from tests.policies import situations
from tests.policies.situations import FixedClock

DECISIONS = 100_000
GOAL_SECONDS = 60.0


def figure() -> Figure:
    """The seconds for all, beside decrypting and parsing the facts and nothing else."""
    return asyncio.run(replayed())


async def replayed() -> Figure:
    packs = load_packs()
    journal, vault = MemoryJournal(FixedClock()), Vault(b"\x05" * 32, MemoryKeys())
    gate = PolicyGate(Engine(packs), journal, vault, FixedClock())
    lawful = situations.lawful_case()
    for situation in (
        situations.opening(),
        situations.opening(replace(lawful, mandate=None)),
        situations.collecting(),
        situations.linking(),
        situations.disclosing(),
    ):
        if situation.point is None:
            await gate.authorise(situation)
        else:
            await gate.propose(situation)
    kept = [(one, await journal.snapshot(one.receipt.sequence)) for one in await journal.read()]
    replayer = Replayer({packs.hash: packs}.__getitem__)
    began, same = perf_counter(), 0
    for number in range(DECISIONS):
        stored, sealed = kept[number % len(kept)]
        facts = open_facts(vault, stored.entry.case, sealed, stored.entry.body["facts_hash"])
        same += replayer.replay(number, stored.entry, facts).outcome is Outcome.SAME
    seconds = perf_counter() - began
    if same != DECISIONS:
        raise SystemExit(f"{DECISIONS - same} decisions did not come out as they were")
    began = perf_counter()
    for number in range(DECISIONS):
        stored, sealed = kept[number % len(kept)]
        json.loads(vault.open_bytes(stored.entry.case, CONTEXT, sealed))
    peer = perf_counter() - began
    met = seconds <= GOAL_SECONDS
    return Figure(
        metric="100,000 past decisions evaluated again",
        value=seconds,
        unit="s",
        goal=f"≤ {GOAL_SECONDS:g}",
        peer=peer,
        met=met,
        how=f"{len(kept)} decisions in turn, all identical byte for byte; facts decrypted and checked "
        "each time; peer: decrypting and parsing the facts alone"
        + ("" if met else "; missed: on a shared machine"),
    )
