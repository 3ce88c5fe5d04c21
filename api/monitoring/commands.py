"""`tracer watches`: the watches from the command line. Opaque ids only, nobody's name."""

from __future__ import annotations

import sys

import typer

from api.monitoring.store import StoredWatch, watch_store
from api.monitoring.sweep import heed, poll_due
from api.rights.commands import run
from api.services import Services

watches_app = typer.Typer(
    no_args_is_help=True, help="Watches on the companies of confirmed debtors."
)


@watches_app.command("poll")
def watches_poll() -> None:
    """Poll every watch that is not over now, and say how many new events there are."""
    typer.echo(run(poll_due, asks=True))


@watches_app.command("heed")
def watches_heed() -> None:
    """Poll the watches of the British companies that lines of Companies House's stream, on standard
    input, tell a change of, and say how many new events there are.

    The stream is opened by whoever runs this (its key goes in a file curl reads, not in arguments):
    `curl --config stream.conf | tracer watches heed`.
    """
    lines = sys.stdin.buffer

    async def work(services: Services) -> int:
        return await heed(services, lines)

    typer.echo(run(work, asks=True))


@watches_app.command("list")
def watches_list() -> None:
    """The watches that are not over, one a line: id, case, last day, last poll."""

    async def work(services: Services) -> list[StoredWatch]:
        store = watch_store(services)
        return [await store.get(watch) for watch in await store.running()]

    for one in run(work):
        polled = one.polled_at.isoformat() if one.polled_at else "never"
        typer.echo(f"{one.watch.id} {one.watch.case} {one.watch.until} {polled}")
