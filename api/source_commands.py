"""`tracer sources`: list them, check that they are as known, what they cost, and their local files."""
# ruff: noqa: PLC0415 -- a command imports what it needs when it runs

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from api.exits import Exit
from tracer.errors import Invalid, NotFound
from tracer.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.table import Table

    from api.canaries import Check
    from api.words import Language

SourcesAt = Annotated[
    str | None, typer.Option("--sources-at", help="root URL of a sandbox to ask instead")
]
Lang = Annotated[str | None, typer.Option("--lang", help="fr or en; otherwise from LANG")]

STATES = {
    "ok": ("conforme", "ok"),
    "drift": ("a changé", "drift"),
    "unreachable": ("injoignable", "unreachable"),
    "not_configured": ("non configurée", "not configured"),
    "refused": ("refusée", "refused"),
    "closed": ("fermée", "closed"),
}

sources_app = typer.Typer(help="The sources, and those that stay closed.")


@sources_app.callback(invoke_without_command=True)
def sources(context: typer.Context, lang: Lang = None) -> None:
    """The sources: alone, list them all."""
    if context.invoked_subcommand is None:
        sources_list(lang)


@sources_app.command("list")
def sources_list(lang: Lang = None) -> None:
    """Every source, connected or closed: publisher, terms, fields read and dropped, pace, notes."""
    from api.cli import language, out
    from api.sourcelist import write_sources

    write_sources(out(), language(lang))


@sources_app.command("check")
def sources_check(
    source: Annotated[str | None, typer.Option("--source", help="id of one source")] = None,
    sources_at: SourcesAt = None,
    lang: Lang = None,
) -> None:
    """Ask each source a question whose answer is known; exit 7 when one changed or does not answer,
    4 when rules let none be asked.
    """
    from api.cli import language, out

    settings = Settings(sources_at=sources_at) if sources_at else Settings()
    spoken = language(lang)
    done = asyncio.run(checked(settings, source, spoken))
    out().print(table_of(done, spoken))
    raise typer.Exit(exit_of(done))


@sources_app.command("court")
def sources_court(court: str, sources_at: SourcesAt = None) -> None:
    """How a court or its registry is reached; COURT is its name, as a notice writes it."""
    from api.cli import out
    from api.courts import told

    settings = Settings(sources_at=sources_at) if sources_at else Settings()
    out().print("\n".join(asyncio.run(told(settings, court))))


async def checked(settings: Settings, source: str | None, spoken: Language) -> list[Check]:
    """Every check, told on standard error as it ends. Raises NotFound for a source nobody knows."""
    from api.canaries import check_all
    from api.wiring import wired

    done = []
    async with wired(settings) as services:
        async for check in check_all(services, source):
            talk().print(f"{check.source}: {state_of(check, spoken)}", markup=False)
            done.append(check)
    if not done:
        raise NotFound("there is no such source; `tracer sources list` names them")
    return done


def exit_of(done: Iterable[Check]) -> int:
    """7 if a source changed or does not answer, 4 if rules stopped every question, else 0."""
    states = {check.state.value for check in done}
    if states & {"drift", "unreachable"}:
        return Exit.PARTIAL
    return Exit.REFUSED if "refused" in states and "ok" not in states else Exit.OK


def table_of(done: Iterable[Check], spoken: Language) -> Table:
    """One line a source; fields by their names with how many records held them, never a value."""
    french = spoken == "fr"
    heads = (
        ("source", "état", "champs inconnus", "faits manquants", "secondes", "détail")
        if french
        else ("source", "outcome", "unknown fields", "missing facts", "seconds", "detail")
    )
    grid = bare(*heads)
    for check in done:
        unread = ", ".join(f"{name} ×{count}" for name, count in sorted(check.unread.items()))
        detail = check.detail or ", ".join(check.rules)
        asked = f"{check.seconds:.1f}" if check.seconds else ""
        grid.add_row(
            check.source,
            state_of(check, spoken),
            unread,
            ", ".join(check.missing),
            asked,
            detail,
        )
    return grid


def state_of(check: Check, spoken: Language) -> str:
    """How a check ended, in the reader's words."""
    french, english = STATES[check.state.value]
    return french if spoken == "fr" else english


@sources_app.command("drift")
def sources_drift(lang: Lang = None) -> None:
    """The fields that sources sent to real traces and nobody reads, by name and how often."""
    from api.canaries import unread_so_far
    from api.cli import language, out

    french = language(lang) == "fr"
    seen = asyncio.run(unread_so_far(Settings()))
    if not seen:
        out().print("Aucun champ inconnu." if french else "No unknown field.")
        return
    heads = ("source", "champ", "réponses") if french else ("source", "field", "answers")
    grid = bare(*heads)
    for (source, name), count in sorted(seen.items()):
        grid.add_row(source, name, str(count))
    out().print(grid)


@sources_app.command("costs")
def sources_costs(
    case: Annotated[str | None, typer.Option("--case", help="of one case")] = None,
    since: Annotated[
        str | None, typer.Option("--since", help="first day, UTC, as 2026-11-01")
    ] = None,
    lang: Lang = None,
) -> None:
    """Calls that left and what they cost in euros, by source; exit 3 for a case nobody knows."""
    from contextlib import closing
    from decimal import Decimal

    from api.cli import language, out
    from api.kept_cases import is_kept
    from api.words import money
    from connectors.buckets import Buckets

    spoken, start = language(lang), 0.0 if since is None else first_second(since)
    place = Settings().data_dir / "courtesy.sqlite"
    if not place.is_file():
        raise NotFound("no source was asked yet; TRACER_DATA_DIR says where calls are written")
    with closing(Buckets(place)) as buckets:
        spent = buckets.spent(case, start)
        asked = case is None or buckets.spent(case)
    if case is not None and not asked and not asyncio.run(is_kept(Settings(), case)):
        raise NotFound("no such case is kept here, and no source was asked for it")
    calls, total = ("appels", "total") if spoken == "fr" else ("calls", "total")
    grid = bare("source", calls, "EUR")
    for one in spent:
        grid.add_row(one.source, str(one.calls), money(one.cost, "EUR", spoken))
    whole = sum((one.cost for one in spent), Decimal(0))
    grid.add_row(total, str(sum(one.calls for one in spent)), money(whole, "EUR", spoken))
    out().print(grid)


def first_second(day: str) -> float:
    """When a day begins, in UTC. Raises Invalid."""
    try:
        return datetime.combine(date.fromisoformat(day), time.min, UTC).timestamp()
    except ValueError:
        raise Invalid("--since", "a day, as 2026-11-01") from None


@sources_app.command("kbo")
def sources_kbo(
    files: Annotated[
        Path, typer.Option("--files", help="the publisher's zip, or the folder of its files")
    ],
    index: Annotated[Path, typer.Option("--index", help="the index to make or bring up to date")],
) -> None:
    """Index the open data of the Belgian Crossroads Bank; TRACER_KBO then names the index."""
    from connectors.world.be_kbo import build_index

    if not files.exists():
        raise typer.BadParameter("there is no such file or folder", param_hint="--files")
    with talk().status("be.kbo") as shown:
        told = build_index(files, index, lambda name, rows: shown.update(f"{name}: {rows:,}"))
    kept = ", ".join(f"{name} {rows:,}" for name, rows in told.kept.items())
    talk().print(
        f"{'full file' if told.full else 'update'} {told.extract} of {told.snapshot}: {kept}; "
        f"{told.rejected:,} lines rejected",
        markup=False,
    )
    if told.unread_columns:
        talk().print(f"unknown columns: {', '.join(told.unread_columns)}", markup=False)


@sources_app.command("osm")
def sources_osm(
    extract: Annotated[
        Path, typer.Option("--extract", help="GeoJSON, a feature a line, gzipped or not")
    ],
    index: Annotated[Path, typer.Option("--index", help="the index to make")],
) -> None:
    """Index the places of an OpenStreetMap extract that bear a SIRET; TRACER_OSM then names the index."""
    from connectors.fr.osm_extract import build_index

    if not extract.is_file():
        raise typer.BadParameter("there is no such file", param_hint="--extract")
    with talk().status("fr.osm_extract"):
        told = build_index(extract, index)
    talk().print(
        f"{told.kept:,} places kept, {told.others:,} without a SIRET, "
        f"{told.unreadable:,} lines unreadable",
        markup=False,
    )


@sources_app.command("deaths")
def sources_deaths(
    folder: Annotated[Path, typer.Option("--folder", help="where the files are kept, mode 0700")],
) -> None:
    """Download the files of deceased persons and the oppositions; stopped, it goes on where it was.

    `tracer match deceased build` then makes the index of the folder.
    """
    files = asyncio.run(brought(Settings(), folder))
    talk().print(f"{len(files)} new files", markup=False)


async def brought(settings: Settings, folder: Path) -> tuple[Path, ...]:
    """Where the new files lie; how far each download is, is told on standard error."""
    from contextlib import aclosing

    from rich.progress import Progress

    from api.downloads import HOSTS, bring_deaths
    from api.wiring import contact
    from connectors.download import Downloads
    from connectors.fr.deaths_download import SOURCE

    who = contact(settings.model_copy(update={"sources_at": None}))  # never a sandbox's
    with Progress(console=talk()) as bars:
        tasks = {}

        def progress(name: str, there: int, size: int) -> None:
            if name not in tasks:
                tasks[name] = bars.add_task(name, total=size)
            bars.update(tasks[name], completed=there)

        async with aclosing(Downloads(SOURCE, HOSTS, contact=who)) as downloads:
            return await bring_deaths(folder, downloads, progress)


def bare(*heads: str) -> Table:
    """A table without lines."""
    from rich.table import Table

    grid = Table(box=None, pad_edge=False, header_style="dim")
    for head in heads:
        grid.add_column(head, overflow="fold")
    return grid


def talk() -> Console:
    """Standard error, where progress is told."""
    return Console(stderr=True, highlight=False)
