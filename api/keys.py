"""Local keys from the command line."""

from __future__ import annotations

from rich.console import Console

from api.auth import Scope
from api.wiring import wired
from tracer.settings import Settings


async def create(settings: Settings, name: str, scopes: tuple[str, ...], console: Console) -> None:
    """Make a key and print it, this once."""
    async with wired(settings) as services:
        console.print(await services.keys.create_key(name, scopes or tuple(Scope)), markup=False)


async def show(settings: Settings, console: Console) -> None:
    """Every key without its secret."""
    async with wired(settings) as services:
        for key in await services.keys.keys():
            state = "revoked" if key.revoked_at else "in use"
            console.print(f"{key.id}  {key.name}  {state}  {' '.join(key.scopes)}", markup=False)


async def revoke(settings: Settings, key_id: str) -> None:
    """End a key and the page sessions that stand for it."""
    async with wired(settings) as services:
        await services.keys.revoke(key_id)
