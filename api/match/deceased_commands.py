"""`tracer match deceased`: build the index of the file of deceased persons, and ask it about a table.

No name is ever printed, logged or put on a command line.
"""
# ruff: noqa: PLC0415 -- the command line starts without numpy and Arrow

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

if TYPE_CHECKING:
    import pyarrow as pa

deceased_app = typer.Typer(
    no_args_is_help=True, help="The national file of deceased persons: build its index, ask it."
)


@deceased_app.command("build")
def build(
    folder: Annotated[Path, typer.Argument(help="the monthly files and the lists of oppositions")],
    out: Annotated[Path, typer.Option("--out", help="the folder of the index")],
) -> None:
    """Build or update the index of a folder; stopped, it goes on where it was."""
    from api.match.deceased_build import build_deaths
    from api.match.deceased_store import read_manifest

    talk = Console(stderr=True, highlight=False)
    build_deaths(folder, out, lambda n, of, name: talk.print(f"{n}/{of} {name}", markup=False))
    told = read_manifest(out)
    talk.print(
        f"{told.rows:,} deaths up to {told.until}; {told.opposed:,} opposed and left out; "
        f"{told.set_aside:,} lines set aside, see set_aside.csv"
    )


@deceased_app.command("screen")
def screen(
    queries: Annotated[Path, typer.Argument(help="the debtors: Parquet or CSV")],
    index: Annotated[Path, typer.Argument(help="the folder of the index")],
    out: Annotated[Path, typer.Option("--out", help="the answers: .parquet or .csv")],
) -> None:
    """Ask the index about every debtor of a table. Columns: id, nom, nom_usage, prenoms, dob, sexe,
    lieu_naissance."""
    from rich.progress import track

    from api.match.deceased import screen_file
    from api.match.deceased_store import open_deaths
    from api.wiring import SystemClock

    talk = Console(stderr=True, highlight=False)

    def shown(parts: list[pa.Table]) -> Iterator[pa.Table]:
        yield from track(parts, description="deceased", console=talk)

    counts = screen_file(queries, open_deaths(index), out, SystemClock().now(), shown)
    talk.print(", ".join(f"{number:,} {outcome}" for outcome, number in counts.items()))
