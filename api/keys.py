"""Local keys from the command line. Making one asks no source; it is journalled."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from rich.console import Console

from api.auth import KeyRing, Scope
from api.data_folder import data_folder
from api.journals import open_journal
from api.tables import metadata
from api.wiring import SystemClock
from api.words import Language, day
from graph.sqlite import open_sqlite
from tracer.ports import JournalEntry
from tracer.settings import Settings


async def create(settings: Settings, name: str, scopes: tuple[str, ...], console: Console) -> None:
    """Make a key and print it, this once."""
    async with ring(settings) as keys:
        token = await keys.create_key(name, scopes or tuple(Scope))
        await note(settings, "key_made", token.split("_")[1])
    console.print(token, soft_wrap=True)


async def show(settings: Settings, console: Console, language: Language) -> None:
    """Every key without its secret."""
    french = language == "fr"
    async with ring(settings) as keys:
        found = await keys.keys()
    if not found:
        console.print("Aucune clé." if french else "No key.")
    for key in found:
        since = f"{'depuis le' if french else 'since'} {day(key.created_at, language)}"
        state = f"en usage {since}" if french else f"in use {since}"
        if key.revoked_at:
            ended = day(key.revoked_at, language)
            state = f"révoquée le {ended}" if french else f"revoked on {ended}"
        console.print(f"{key.id}  {key.name}  {state}  {' '.join(key.scopes)}", soft_wrap=True)


async def revoke(settings: Settings, key_id: str, console: Console, language: Language) -> None:
    """End a key and the page sessions that stand for it."""
    async with ring(settings) as keys:
        await keys.revoke(key_id)
        await note(settings, "key_revoked", key_id)
    console.print(f"{key_id}  {'révoquée' if language == 'fr' else 'revoked'}")


@asynccontextmanager
async def ring(settings: Settings) -> AsyncIterator[KeyRing]:
    """The keys in the data folder, and nothing else of Tracer."""
    engine = open_sqlite(data_folder(settings) / "cases.sqlite")
    try:
        async with engine.begin() as connection:
            await connection.run_sync(metadata.create_all)
        yield KeyRing(engine, SystemClock())
    finally:
        await engine.dispose()


async def note(settings: Settings, kind: str, key_id: str) -> None:
    """Write down what was done to a key, by whoever has this machine's command line."""
    async with open_journal(settings, SystemClock()) as journal:
        entry = JournalEntry(
            kind=kind, case=None, subject=None, operator="command-line", body={"key": key_id}
        )
        await journal.append(entry)
