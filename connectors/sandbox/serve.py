"""Serves a world on loopback, and only there: in a thread for tests, or until interrupted."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType

import uvicorn
from starlette.applications import Starlette

from connectors.sandbox.app import create_app
from connectors.sandbox.misbehave import Misbehaviour
from connectors.sandbox.world import World, build_world

LOOPBACK = "127.0.0.1"
DEFAULT_PORT = 8899
START_SECONDS = 10


class SandboxServer:
    """A world on a free loopback port, in a thread, for as long as the context lasts."""

    def __init__(
        self, world: World | None = None, misbehaviour: Misbehaviour | None = None, *, port: int = 0
    ) -> None:
        self.misbehaviour = misbehaviour or Misbehaviour()
        self._app = create_app(world or build_world(), self.misbehaviour)
        self._port = port
        self._socket: socket.socket | None = None
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """Where the sandbox answers; each source has its own prefix below."""
        if self._socket is None:
            raise RuntimeError("the sandbox is not running")
        return _url(self._socket)

    @property
    def calls(self) -> Mapping[str, int]:
        """How many requests each route has had; nothing of what was asked is kept."""
        return dict(self._app.state.calls)

    def forget_calls(self) -> None:
        """Count from zero again."""
        self._app.state.calls.clear()

    def __enter__(self) -> SandboxServer:
        self._socket = listen(self._port)
        self._server = _Server(_config(self._app))
        self._thread = threading.Thread(
            target=self._server.run, args=([self._socket],), name="sandbox", daemon=True
        )
        self._thread.start()
        if not self._server.ready.wait(START_SECONDS):
            raise RuntimeError("the sandbox did not start")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._server is not None
        assert self._thread is not None
        assert self._socket is not None
        self._server.should_exit = True
        self._server.force_exit = True
        self._thread.join(START_SECONDS)
        self._socket.close()
        self._socket = None


def run(
    *,
    companies: Path | None = None,
    port: int = DEFAULT_PORT,
    misbehave: float = 0.0,
    seed: int = 0,
    world_seed: int | None = None,
    announce: Callable[[str], None] = lambda _: None,
) -> None:
    """Serve until interrupted. `seed` is that of the misbehaviour; `announce` is told the URL."""
    if companies is not None:
        world = World.from_file(companies)
    else:
        world = build_world() if world_seed is None else build_world(world_seed)
    app = create_app(world, Misbehaviour(rate=misbehave, seed=seed))
    with listen(port) as bound:
        announce(_url(bound))
        uvicorn.Server(_config(app)).run([bound])


def listen(port: int) -> socket.socket:
    """A socket bound to loopback; port 0 is any free one. OSError if the port is taken."""
    # The protocol is named so that asyncio turns Nagle's algorithm off: it costs 40 ms an answer.
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((LOOPBACK, port))
    except OSError:
        bound.close()
        raise
    return bound


class _Server(uvicorn.Server):
    """Says when it is ready."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        await super().startup(sockets)
        self.ready.set()


def _url(bound: socket.socket) -> str:
    return f"http://{LOOPBACK}:{bound.getsockname()[1]}"


def _config(app: Starlette) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        log_config=None,
        log_level="critical",
        access_log=False,
        lifespan="off",
        loop="asyncio",
        http="h11",
        ws="none",
    )
