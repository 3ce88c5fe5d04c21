"""The table: each promised figure beside what peers have published and what they score here."""

from __future__ import annotations

from typing import Any

from rich.table import Table

from benchmarks.identity.goals import GOALS, Goal
from benchmarks.identity.scored import Told


def table(parts: dict[str, Any]) -> Table:
    """The promised figures of the parts there are."""
    shown = Table(title="identity")
    columns = ("figure", "best peer published", "peer rerun here", "Tracer", "goal", "met")
    for column in (*columns, "trained on"):
        shown.add_column(column)
    for goal in GOALS:
        if goal.part in parts:
            row = as_row(goal, parts)
            shown.add_row(*(text(row[c]) for c in (*columns, "trained on")))
    return shown


def as_row(goal: Goal, parts: dict[str, Any]) -> dict[str, str | float | bool | None]:
    told: Told = parts.get(goal.part, {}).get("figures", {})
    beside: Told = parts.get(goal.peer_part or goal.part, {}).get("figures", {})
    ours = told.get("tracer", "not measured")
    value = ours.get(goal.key) if isinstance(ours, dict) else ours
    peer = best_peer(goal, beside)
    return {
        "figure": goal.figure,
        "best peer published": goal.published,
        "peer rerun here": peer and f"{number(peer[1])} {peer[0]}",
        "Tracer": value,
        "goal": f"{goal.way} {number(goal.goal)}",
        "met": goal.met(value) if isinstance(value, float | int) else None,
        "trained on": goal.trained_on,
    }


def as_figure(goal: Goal, parts: dict[str, Any]) -> dict[str, str | float | bool | None]:
    """The row in the shape every benchmark writes; no value where the engine gave none."""
    row = as_row(goal, parts)
    measured = isinstance(row["Tracer"], float | int)
    peer = best_peer(goal, parts.get(goal.peer_part or goal.part, {}).get("figures", {}))
    said = (
        "" if measured else str(row["Tracer"]),
        f"trained on {goal.trained_on}",
        f"peer: {peer[0]}, rerun" if peer else "",
        f"published: {goal.published}" if goal.published else "",
        f"missed: {goal.why}" if row["met"] is False else "",
    )
    return {
        "metric": goal.figure,
        "value": row["Tracer"] if measured else None,
        "unit": goal.unit,
        "goal": row["goal"],
        "peer": peer[1] if peer else None,
        "met": row["met"],
        "how": "; ".join(s for s in said if s),
    }


def best_peer(goal: Goal, told: Told) -> tuple[str, float] | None:
    """The peer that does best at this figure among those that have it."""
    having = [
        (name, figures[goal.key])
        for name, figures in told.items()
        if name != "tracer" and isinstance(figures, dict) and goal.key in figures
    ]
    if not having:
        return None
    return (max if goal.way == "≥" else min)(having, key=lambda peer: peer[1])


def text(value: str | float | bool | None) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "NO"
    return value if isinstance(value, str) else number(value)


def number(value: float) -> str:
    if value == int(value) and abs(value) < 1e6:
        return f"{int(value)}"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4f}"
