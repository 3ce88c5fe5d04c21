"""One process on loopback with everything inside: the API, the pages and the traces in the background."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path

import uvicorn

from api.app import create_app
from api.data_folder import data_folder
from api.production import check
from api.wiring import SystemClock, wired
from tracer.errors import Conflict
from tracer.settings import Settings


def run(settings: Settings) -> None:
    """Serve until interrupted."""
    asyncio.run(serve(settings))


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the data folder for one serving process; two would run every search twice. Conflict."""
    with (folder / "serving").open("w") as held:
        try:
            flock(held, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            raise Conflict("another process serves this data folder") from None
        yield


async def serve(settings: Settings) -> None:
    """The services, and the server over them; no access log, since paths are logged by their route."""
    async with AsyncExitStack() as stack:
        stack.enter_context(alone(data_folder(settings)))
        await check(settings, SystemClock())
        services = await stack.enter_async_context(wired(settings))
        config = uvicorn.Config(
            create_app(services),
            host=settings.host,
            port=settings.port,
            access_log=False,
            log_level="warning",
            server_header=False,
        )
        sys.stderr.write(f"http://{settings.host}:{settings.port}\n")
        await uvicorn.Server(config).serve()
