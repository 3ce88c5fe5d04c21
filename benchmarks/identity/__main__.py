"""Run the identity benchmark, or parts of it by name: a table beside the peers, and identity.json.

Everything measured is in identity/measured.json, with versions and data hashes. A run of parts
replaces those parts; a quick run writes nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from time import perf_counter
from typing import Any

from rich.console import Console

from benchmarks.identity import data
from benchmarks.identity.goals import GOALS
from benchmarks.identity.parts import ONLY_BY_NAME, PARTS
from benchmarks.identity.report import as_figure, table
from benchmarks.table import RESULTS

PACKAGES = ("splink", "duckdb", "rapidfuzz", "numpy", "pyarrow")
MEASURED = RESULTS / "identity" / "measured.json"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.identity", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="part", help=", ".join(PARTS))
    parser.add_argument("--quick", action="store_true", help="small registers; nothing is written")
    chosen = parser.parse_args()
    unknown = sorted(set(chosen.parts) - set(PARTS))
    if unknown:
        parser.error(f"no such part: {', '.join(unknown)}")
    console = Console(width=170)
    results: dict[str, Any] = (
        json.loads(MEASURED.read_text()) if MEASURED.exists() else {"parts": {}}
    )
    if chosen.quick:
        results = {"parts": {}}
    try:
        for name in chosen.parts or [p for p in PARTS if p not in ONLY_BY_NAME]:
            console.print(f"[dim]{name} …")
            results["parts"][name] = measured(name, chosen.quick)
    finally:
        if not chosen.quick:
            write(results)
    console.print(table(results["parts"]))


def measured(name: str, quick: bool) -> dict[str, Any]:
    """One part's figures, the day, and how long it took."""
    started = perf_counter()
    try:
        told = PARTS[name](quick)
    except data.DataAbsent as absent:
        told = {"tracer": f"no data: {absent}"}
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "seconds": round(perf_counter() - started, 1),
        "figures": told,
    }


def write(results: dict[str, Any]) -> None:
    """Keep the table, and everything that was measured with what it was measured with."""
    results |= {
        "versions": {p: version(p) for p in PACKAGES} | {"python": platform.python_version()},
        "machine": {"processor": processor(), "cores": os.cpu_count(), "threads used": 1},
        "data": data.digests(),
    }
    MEASURED.parent.mkdir(parents=True, exist_ok=True)
    MEASURED.write_text(json.dumps(results, indent=1, ensure_ascii=False, sort_keys=True) + "\n")
    rows = [as_figure(goal, results["parts"]) for goal in GOALS]
    (RESULTS / "identity.json").write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n")


def processor() -> str:
    """The processor's name as the system tells it."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text().splitlines() if told.exists() else []
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.machine()


if __name__ == "__main__":
    main()
