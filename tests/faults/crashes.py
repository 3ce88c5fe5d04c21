"""Kills, cuts and fills between the decision and what is shown, then looks for a value without entry.

Each injection is a fork of this process, so it costs milliseconds. After each, whatever was shown
must have its decision, its grant and its opening in the journal file as it then lies on disk, and
the journal must verify. Run it as `python -m tests.faults.crashes` for the table.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from policies.gate import PolicyGate
from policies.journal_file import rebuilt
from policies.keys import MemoryKeys
from policies.vault import Vault
from tests.faults.scene import JOURNAL, LIMIT, MASTER, Injection, Reordered, play
from tracer.errors import IntegrityFailure, NotFound

FAULTS = (
    "kill",
    "power",
    "random",
    "full",
    "flush",
    "limit",
    "taken",
    "replaced",
    "midway",
    "locked",
)
"""`taken` and `replaced` strike between two steps. `midway` takes the journal away anywhere."""

A_FOLDER = 20  # openings on one journal before a new one is begun
VAULT = Vault(MASTER, MemoryKeys())

FOUND = """SELECT d."sequence", o."sequence" FROM journal_entry AS d
  JOIN journal_grant AS g ON g.decision = d."sequence"
  JOIN journal_grant_use AS u ON u.id = g.id
  JOIN journal_entry AS o ON o."sequence" = u."sequence"
  WHERE d.kind = 'decision' AND d.body ->> 'effect' = 'permit' AND d.body ->> 'point' = :point
  AND d.body ->> 'grant' = g.id AND o.kind = 'opening' AND o.body ->> 'grant' = g.id
  AND d."sequence" < o."sequence" """


@dataclass(slots=True)
class Outcome:
    """What the injections of one fault led to."""

    injections: int = 0
    shown: int = 0
    unwritten: int = 0  # shown without an earlier committed entry: must be none
    broken: int = 0  # journals that did not verify or open again: must be none
    faults: int = 0  # errors without a name: must be none
    written_only: int = 0  # in the journal as opened, and not shown: the safe side
    boundaries: set[str] = field(default_factory=set)
    where: Counter[str] = field(default_factory=Counter)  # the boundaries of what was unwritten


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """How one injection ended."""

    lines: tuple[str, ...]
    status: int

    @property
    def shown(self) -> bool:
        return bool(self.after("shown "))

    def after(self, word: str) -> tuple[str, ...]:
        """What was said after a word, line by line."""
        return tuple(line.removeprefix(word) for line in self.lines if line.startswith(word))


def run(
    folder: Path,
    value: str,
    gate_of: type[PolicyGate],
    injection: Injection,
    *,
    after: float | None = None,
    synchronous: str = "FULL",
) -> Told:
    """Fork, play the opening, wait for its end; `after` seconds from the start it is killed."""
    inward, outward = os.pipe()
    child = os.fork()
    if child == 0:
        gc.disable()
        os.close(inward)
        status = play(folder, value, gate_of, injection, outward, synchronous)
        sys.stderr.flush()
        os._exit(status)
    os.close(outward)
    with os.fdopen(inward, "rb") as pipe:
        said = pipe.readline() if after is not None else b""
        if after is not None:
            time.sleep(after)
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        said += pipe.read()
    _, status = os.waitpid(child, 0)
    return Told(lines=tuple(said.decode().splitlines()), status=os.waitstatus_to_exitcode(status))


def holds(journal: Path, value: str) -> bool:
    """Whether a journal file has the decision, the grant and the opening of a value."""
    if not journal.is_file():
        return False
    asked = {"point": VAULT.fingerprint(value)}
    try:
        with closing(sqlite3.connect(journal)) as connection:
            return connection.execute(FOUND, asked).fetchone() is not None
    except sqlite3.DatabaseError:
        return False


def verifies(journal: Path) -> bool:
    """Whether a journal rebuilds; one that is not there breaks nothing."""
    try:
        return rebuilt(journal).intact
    except NotFound:
        return True
    except IntegrityFailure:
        return False


class Harness:
    """Injections on journals in a folder, counted by fault."""

    def __init__(self, gate_of: type[PolicyGate], seed: int = 1, synchronous: str = "FULL") -> None:
        self._gate_of = gate_of
        self._random = random.Random(seed)
        self._synchronous = synchronous
        self._root = Path(tempfile.mkdtemp(prefix="tracer-faults-"))
        self._folder = self._root
        self._used = A_FOLDER
        self._number = 0
        self.passed: tuple[str, ...] = ()
        self.seconds = 0.0

    def close(self) -> None:
        shutil.rmtree(self._root)

    def measure(self) -> None:
        """Openings without harm: which boundaries there are, and how long one takes.

        How many depends on how far the journal has grown; the most there were is what counts.
        """
        self._fresh()
        for _ in range(A_FOLDER):
            began = time.monotonic()
            told = run(self._folder, self._value(), self._gate_of, Injection(fault="none"))
            self.seconds = max(self.seconds, time.monotonic() - began)
            assert told.status == 0, told
            assert told.shown
            self.passed = max(self.passed, told.after("passed "), key=len)
        self._used = A_FOLDER

    def inject(self, fault: str, at: int, outcome: Outcome) -> None:
        """One injection and its check; where the opening ends before the boundary, at an earlier one."""
        while not self._struck(fault, at, outcome):
            at = self._random.randrange(at)

    def _struck(self, fault: str, at: int, outcome: Outcome) -> bool:
        if self._used >= A_FOLDER:
            self._fresh()
        self._used += 1
        value = self._value()
        fresh_file = fault in ("taken", "replaced", "midway")
        if fresh_file:  # the older journal is the one of this moment
            self._fresh()
            run(self._folder, self._value(), self._gate_of, Injection(fault="none"))
            shutil.copy(self._folder / JOURNAL, self._folder / "older")
        told = run(
            self._folder,
            value,
            self._gate_of,
            Injection(fault=fault, at=at, room=self._random.randrange(120_000)),
            after=self._random.random() * self.seconds if fault == "random" else None,
            synchronous=self._synchronous,
        )
        struck = fault in ("random", "limit") or bool(told.after("at "))
        self._judge(fault, value, told, outcome)
        outcome.injections += struck
        if fresh_file or told.status == LIMIT:
            self._used = A_FOLDER
        return struck

    def _judge(self, fault: str, value: str, told: Told, outcome: Outcome) -> None:
        journal = self._folder / JOURNAL
        outcome.shown += told.shown
        outcome.boundaries.update(told.after("at "))
        there = holds(journal, value) or holds(self._folder / "lost" / JOURNAL, value)
        if told.shown and not there:
            outcome.unwritten += 1
            outcome.where.update(told.after("at ") or ("random moment",))
        outcome.written_only += there and not told.shown
        if (
            fault != "replaced"
        ):  # an older journal in its place must not verify: it was signed since
            outcome.broken += not verifies(journal)
        outcome.faults += told.status not in (0, LIMIT, -signal.SIGKILL)

    def _fresh(self) -> None:
        if self._folder != self._root:
            shutil.rmtree(self._folder)
        self._folder = Path(tempfile.mkdtemp(dir=self._root))
        self._used = 0

    def _value(self) -> str:
        self._number += 1
        return f"{self._number} rue Imaginaire, 99999 Nullepart"


def schedule(faults: tuple[str, ...], boundaries: int, count: int) -> Iterator[tuple[str, int]]:
    """`count` injections: the faults in turn, each at every boundary and then again."""
    for number in range(count):
        fault, turn = faults[number % len(faults)], number // len(faults)
        yield fault, spread(turn, boundaries)


def spread(turn: int, boundaries: int) -> int:
    """Every boundary once before any comes twice, far ones early: steps by the golden ratio."""
    step = max(1, round(boundaries * 0.618))
    while any(step % part == 0 and boundaries % part == 0 for part in range(2, step + 1)):
        step += 1
    return turn * step % boundaries


def crash(
    gate_of: type[PolicyGate],
    count: int,
    *,
    faults: tuple[str, ...] = FAULTS,
    seed: int = 1,
    synchronous: str = "FULL",
) -> tuple[dict[str, Outcome], tuple[str, ...]]:
    """`count` injections; what each fault led to, and the boundaries there are."""
    harness = Harness(gate_of, seed, synchronous)
    try:
        harness.measure()
        gc.freeze()  # forks share what is there; a collection in one would copy it
        outcomes = {fault: Outcome() for fault in faults}
        for fault, at in schedule(faults, len(harness.passed), count):
            harness.inject(fault, at, outcomes[fault])
        return outcomes, harness.passed
    finally:
        harness.close()


def main() -> int:
    """The table, or the same as JSON."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--injections", type=int, default=10_000)
    asked.add_argument("--gate", choices=("real", "reordered"), default="real")
    asked.add_argument("--faults", nargs="+", choices=FAULTS, default=FAULTS)
    asked.add_argument("--synchronous", choices=("FULL", "OFF"), default="FULL")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--json", action="store_true")
    given = asked.parse_args()
    began = time.monotonic()
    outcomes, passed = crash(
        Reordered if given.gate == "reordered" else PolicyGate,
        given.injections,
        faults=tuple(given.faults),
        seed=given.seed,
        synchronous=given.synchronous,
    )
    columns = ("injections", "shown", "unwritten", "broken", "faults", "written_only")
    rows = {
        fault: {name: int(getattr(outcome, name)) for name in columns}
        for fault, outcome in outcomes.items()
    }
    total = Counter[str]()
    for row in rows.values():
        total.update(row)
    hit = set().union(*(outcome.boundaries for outcome in outcomes.values()))
    if given.json:
        print(json.dumps({"faults": rows, "total": total, "boundaries": passed}))
    else:
        print(f"{'fault':10}" + "".join(f"{name:>14}" for name in columns))
        for fault, row in (*rows.items(), ("total", total)):
            print(f"{fault:10}" + "".join(f"{row[name]:>14}" for name in columns))
        print(
            f"{len(passed)} boundaries between decision and end, {len(hit)} kinds of them hit; "
            f"{time.monotonic() - began:.0f} s"
        )
        for fault, outcome in outcomes.items():
            for boundary, times in outcome.where.most_common():
                print(f"{fault}: shown and unwritten, {times} times at: {boundary}")
    return int(total["unwritten"] + total["broken"] + total["faults"] > 0)


if __name__ == "__main__":
    sys.exit(main())
