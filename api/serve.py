"""One process on loopback with everything inside: the API, the pages and the traces in the background."""

from __future__ import annotations

import asyncio
import sys

import uvicorn

from api.app import create_app
from api.wiring import wired
from tracer.settings import Settings


def run(settings: Settings) -> None:
    """Serve until interrupted."""
    asyncio.run(serve(settings))


async def serve(settings: Settings) -> None:
    """The services, and the server over them; no access log, since paths are logged by their route."""
    async with wired(settings) as services:
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
