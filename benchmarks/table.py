"""How a benchmark reports: rows of figures beside a peer's, printed and written to a file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured figure. `peer` is the same figure of something else in the same run; `goal` and
    `met` are None where nothing was promised."""

    metric: str
    value: float
    unit: str
    goal: str | None
    peer: float | None
    met: bool | None
    how: str


def publish(name: str, figures: Sequence[Figure]) -> None:
    """Print the table and write it beside the earlier ones."""
    table = Table(title=name)
    for column in ("metric", "value", "unit", "goal", "peer", "met", "how"):
        table.add_column(column, justify="right" if column in ("value", "peer") else "left")
    for figure in figures:
        peer = "" if figure.peer is None else f"{figure.peer:,.3f}"
        met = "" if figure.met is None else ("yes" if figure.met else "NO")
        table.add_row(
            figure.metric,
            f"{figure.value:,.3f}",
            figure.unit,
            figure.goal or "",
            peer,
            met,
            figure.how,
        )
    Console(width=160).print(table)
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}.json"
    path.write_text(json.dumps([asdict(f) for f in figures], indent=1, ensure_ascii=False) + "\n")
