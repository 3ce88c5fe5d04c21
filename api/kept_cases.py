"""Which cases the data folder holds, asked without opening any of them."""

from __future__ import annotations

from sqlalchemy import select

from api.tables import cases
from graph.sqlite import open_sqlite
from tracer.settings import Settings


async def is_kept(settings: Settings, case: str) -> bool:
    """Whether there is a case of that id in the data folder."""
    place = settings.data_dir / "cases.sqlite"
    if not place.is_file():
        return False
    engine = open_sqlite(place)
    try:
        async with engine.connect() as connection:
            found = await connection.execute(select(cases.c.id).where(cases.c.id == case))
            return found.first() is not None
    finally:
        await engine.dispose()
