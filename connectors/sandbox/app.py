"""The pretend internet as an ASGI application: every source, and controls to make them misbehave."""

from __future__ import annotations

import importlib
import pkgutil
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from typing import TypeAlias

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

import connectors.sandbox
from connectors.sandbox.misbehave import Kind, Misbehaviour
from connectors.sandbox.model import Json
from connectors.sandbox.reply import Answer, Reply
from connectors.sandbox.responses import as_json, respond
from connectors.sandbox.world import World

FORCE_HEADER = "X-Sandbox-Misbehave"
CONTROL = "/__sandbox/misbehave"
CALLS = "/__sandbox/calls"

_KINDS: tuple[Json, ...] = tuple(str(kind) for kind in Kind)
_UNKNOWN_KIND = Reply(status=422, body={"kind": [*_KINDS]})

Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]


def create_app(world: World, misbehaviour: Misbehaviour | None = None) -> Starlette:
    """Every source below its own id, plus the controls.

    `app.state.calls` counts requests by source and keeps nothing of what was asked. A request is
    made to misbehave by chance, by the header `X-Sandbox-Misbehave: <kind>`, or by
    `POST /__sandbox/misbehave` with `{"kind": ..., "route": <source>, "times": ...}` (DELETE clears).
    """
    behaviour = misbehaviour or Misbehaviour()
    calls: Counter[str] = Counter()
    app = Starlette(
        routes=[
            *(
                Route(
                    f"/{source}{path}",
                    _source(source, answer, behaviour, calls),
                    methods=["GET", "POST"],
                )
                for source, path, answer in served(world)
            ),
            Route(CONTROL, _control(behaviour), methods=["POST", "DELETE"]),
            Route(CALLS, _counted(calls)),
        ],
        exception_handlers={404: _not_found},
    )
    app.state.calls = calls
    return app


def served(world: World) -> Iterator[tuple[str, str, Answer]]:
    """Source, path and answer of every module here that stands in for a source."""
    for found in pkgutil.iter_modules(connectors.sandbox.__path__, "connectors.sandbox."):
        module = importlib.import_module(found.name)
        if hasattr(module, "SOURCE"):
            for path, answer in module.routes(world).items():
                yield module.SOURCE, path, answer


def _source(source: str, answer: Answer, behaviour: Misbehaviour, calls: Counter[str]) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        calls[source] += 1
        forced = request.headers.get(FORCE_HEADER)
        asked = f"{request.url.path}?{'&'.join(sorted(request.url.query.split('&')))}"
        if forced and forced not in _KINDS:
            return as_json(_UNKNOWN_KIND)
        kind = Kind(forced) if forced else behaviour.decide(source, asked)
        told = {**request.path_params, **request.query_params, **await _body(request)}
        return await respond(request, lambda: answer(told), kind, behaviour)

    return endpoint


async def _body(request: Request) -> dict[str, str]:
    """The fields of a JSON body, each as text."""
    if request.method != "POST":
        return {}
    try:
        said = await request.json()
    except ValueError:
        return {}
    return {name: str(value) for name, value in said.items()} if isinstance(said, dict) else {}


def _control(behaviour: Misbehaviour) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        if request.method == "DELETE":
            behaviour.clear()
            return Response(status_code=204)
        try:
            wanted = await request.json()
            kind, times = Kind(wanted["kind"]), wanted.get("times", 1)
        except (ValueError, KeyError, TypeError):
            return as_json(_UNKNOWN_KIND)
        behaviour.force(kind, route=wanted.get("route"), times=times)
        return Response(status_code=204)

    return endpoint


def _counted(calls: Counter[str]) -> Endpoint:
    async def endpoint(_request: Request) -> Response:
        return as_json(Reply(status=200, body=dict(calls)))

    return endpoint


async def _not_found(_request: Request, _problem: Exception) -> Response:
    return as_json(Reply(status=404, body={"erreur": "Ressource non trouvée."}))
