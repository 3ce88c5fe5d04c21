"""One opening, from the decision to what is shown, in a process that is there to be killed."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import sqlite3
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from policies.entries import about
from policies.gate import PolicyGate
from policies.journal import SqlJournal
from policies.keys import SqlKeys
from policies.vault import Vault
from tests.faults.disk import FULL, IOERR_FSYNC, Disk
from tests.policies.situations import ENGINE, FixedClock, declared_point, disclosing
from tracer.errors import TracerError
from tracer.lawful import Grant
from tracer.proposal import ContactPoint

MASTER = b"\x07" * 32
JOURNAL = "journal.sqlite"
BUSY_MS = 20
OTHER_FILES = ("-wal", "-shm", "")
STEPS = ("seal", "append", "prove", "use", "decrypt", "show", "all")
WHOLE = [[step] for step in STEPS]
LIMIT = 3  # exit code: an error with a name, and nothing shown after it


@dataclass(frozen=True, slots=True, kw_only=True)
class Injection:
    """What goes wrong, and at which boundary between two steps."""

    fault: str  # none, kill, power, full, flush, limit, taken, replaced, midway, locked
    at: int = 0
    room: int = 0  # bytes, for `limit`


class Reordered(PolicyGate):
    """The mistake the harness must catch: it decrypts first, and writes the opening afterwards."""

    async def open(self, grant: Grant, point: ContactPoint) -> str:
        await self._granted(grant, point)
        decided = await self._journal.prove(grant.decision)
        value = self._vault.open(point.value, decided.receipt)
        self.late: Callable[[], Awaitable[Any]] = lambda: self._journal.use(
            grant, about(grant, "opening", channel=point.channel.value)
        )
        return value


class Steps:
    """Counts the boundaries between steps, and does the harm at the one that is chosen."""

    def __init__(self, injection: Injection, folder: Path, told: int) -> None:
        self._injection = injection
        self._folder = folder
        self._told = told
        self._failing = False
        self._armed = False
        self._harmed = False
        self.passed: list[str] = []
        self.disk = Disk(self.at, self.refuse, remember=injection.fault == "power")

    def arm(self) -> None:
        """From here on, boundaries count."""
        self._armed = True
        os.write(self._told, b"armed\n")
        if self._injection.fault == "limit":
            wal = self._folder / f"{JOURNAL}-wal"
            most = (wal.stat().st_size if wal.exists() else 0) + self._injection.room
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    def disarm(self) -> None:
        """The opening is over."""
        self._armed = False

    def at(self, name: str) -> None:
        """A boundary."""
        if not self._armed:
            return
        self.passed.append(name)
        due = len(self.passed) > self._injection.at and not self._harmed
        fault = self._injection.fault
        between = name.split(" ", 1)[1:] in WHOLE or fault not in ("taken", "replaced")
        if due and between and fault not in ("none", "random", "limit"):
            self._harmed = True
            self._harm()

    def refuse(self, name: str) -> int:
        """Whether this call to the disk fails, and by which SQLite error."""
        if not self._failing or JOURNAL not in name:
            return 0
        if self._injection.fault == "full" and name.startswith("write"):
            return FULL
        return IOERR_FSYNC if self._injection.fault == "flush" and name.startswith("sync") else 0

    def _harm(self) -> None:
        fault = self._injection.fault
        os.write(self._told, f"at {self.passed[-1]}\n".encode())
        if fault == "power":
            self.disk.lose()
        if fault in ("kill", "power"):
            os.kill(os.getpid(), signal.SIGKILL)
        self._failing = fault in ("full", "flush")
        if fault in ("taken", "replaced", "midway"):
            self._lose_the_file()
        if fault == "locked":
            self._lock()

    def _lose_the_file(self) -> None:
        """Take the journal away, as it is at this instant; put an older one in its place, perhaps."""
        lost = self._folder / "lost"
        lost.mkdir()
        for ending in OTHER_FILES:
            place = self._folder / (JOURNAL + ending)
            if place.exists():
                if ending != "-shm":  # an index of the log, made again when it is opened
                    (lost / place.name).write_bytes(place.read_bytes())
                place.rename(self._folder / f"gone{ending}")
        if self._injection.fault == "replaced":
            place = self._folder / JOURNAL
            place.write_bytes((self._folder / "older").read_bytes())
        os.write(self._told, b"lost\n")

    def _lock(self) -> None:
        other = sqlite3.connect(self._folder / JOURNAL, timeout=0, isolation_level=None)
        try:
            other.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return  # in the middle of a transaction: the lock is taken already
        self._held = other


def watched(steps: Steps, name: str, act: Any) -> Any:
    """The same function, with a boundary before and after."""
    if asyncio.iscoroutinefunction(act):

        async def awaited(*given: Any, **more: Any) -> Any:
            steps.at(f"before {name}")
            found = await act(*given, **more)
            steps.at(f"after {name}")
            return found

        return awaited

    def called(*given: Any, **more: Any) -> Any:
        steps.at(f"before {name}")
        found = act(*given, **more)
        steps.at(f"after {name}")
        return found

    return called


async def opening(
    folder: Path, value: str, gate_of: type[PolicyGate], steps: Steps, synchronous: str
) -> None:
    """Decide, append, grant, use, open, show."""
    steps.disk.install()
    clock = FixedClock()
    vault = Vault(MASTER, SqlKeys(folder / "keys.sqlite"))
    journal = await SqlJournal.open(folder / JOURNAL, clock, busy_ms=BUSY_MS)
    inner = journal._writer._connection
    inner.execute(f"PRAGMA synchronous={synchronous}")
    inner.set_trace_callback(lambda said: steps.at(" ".join(said.split()[:3])))
    gate = gate_of(ENGINE, journal, vault, clock)
    point = declared_point(vault=vault, value=value)
    for target, step in ((journal, "append"), (journal, "prove"), (journal, "use")):
        setattr(target, step, watched(steps, step, getattr(target, step)))
    vault.seal_bytes = watched(steps, "seal", vault.seal_bytes)  # type: ignore[method-assign]
    vault.open = watched(steps, "decrypt", vault.open)  # type: ignore[method-assign]
    steps.arm()
    grant = await gate.grant(disclosing(point), "operator-2")
    assert isinstance(grant, Grant)
    found = await gate.open(grant, point)
    steps.at("before show")
    os.write(steps._told, f"shown {found}\n".encode())
    steps.at("after show")
    if isinstance(gate, Reordered):
        await gate.late()
    steps.at("after all")
    steps.disarm()
    await journal.close()


def play(
    folder: Path,
    value: str,
    gate_of: type[PolicyGate],
    injection: Injection,
    told: int,
    synchronous: str,
) -> int:
    """The opening with one injection; the exit code. It says what happens on `told`, line by line."""
    steps = Steps(injection, folder, told)
    try:
        asyncio.run(opening(folder, value, gate_of, steps, synchronous))
    except TracerError:
        return LIMIT
    except BaseException:  # noqa: BLE001 - a fault nobody named is the harness's to report
        import traceback

        traceback.print_exc(file=sys.stderr)
        return 4
    if injection.fault == "none":
        os.write(told, "".join(f"passed {name}\n" for name in steps.passed).encode())
    return 0
