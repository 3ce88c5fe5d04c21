"""The pretend internet as an ASGI application: three sources, and controls to make them misbehave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeAlias

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from connectors.sandbox.ban import Ban
from connectors.sandbox.bodacc import Bodacc
from connectors.sandbox.misbehave import Kind, Misbehaviour
from connectors.sandbox.model import Json
from connectors.sandbox.recherche_entreprises import RechercheEntreprises
from connectors.sandbox.reply import Reply
from connectors.sandbox.responses import as_json, respond
from connectors.sandbox.world import World

FORCE_HEADER = "X-Sandbox-Misbehave"
CONTROL = "/__sandbox/misbehave"
CALLS = "/__sandbox/calls"
_DATASET = "/bodacc/api/explore/v2.1/catalog/datasets/annonces-commerciales"

_KINDS: tuple[Json, ...] = tuple(str(kind) for kind in Kind)
_UNKNOWN_KIND = Reply(status=422, body={"kind": [*_KINDS]})

Answer: TypeAlias = Callable[[Mapping[str, str]], Reply]
Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]


def create_app(world: World, misbehaviour: Misbehaviour | None = None) -> Starlette:
    """The sources under `/recherche-entreprises`, `/bodacc` and `/ban`, plus the controls.

    `app.state.calls` counts requests by route and keeps nothing of what was asked. A request is
    made to misbehave by chance, by the header `X-Sandbox-Misbehave: <kind>`, or by
    `POST /__sandbox/misbehave` with `{"kind": ..., "route": ..., "times": ...}` (DELETE clears).
    """
    behaviour = misbehaviour or Misbehaviour()
    calls: Counter[str] = Counter()
    register, gazette, addresses = RechercheEntreprises(world), Bodacc(world), Ban(world)
    sources: tuple[tuple[str, str, Answer], ...] = (
        ("/recherche-entreprises/search", "recherche-entreprises", register.search),
        (f"{_DATASET}/records", "bodacc", gazette.records),
        (f"{_DATASET}/exports/json", "bodacc", gazette.export),
        ("/ban/search", "ban", addresses.search),
    )
    app = Starlette(
        routes=[
            *(
                Route(path, _source(route, answer, behaviour, calls))
                for path, route, answer in sources
            ),
            Route(CONTROL, _control(behaviour), methods=["POST", "DELETE"]),
            Route(CALLS, _counted(calls)),
        ],
        exception_handlers={404: _not_found},
    )
    app.state.calls = calls
    return app


def _source(route: str, answer: Answer, behaviour: Misbehaviour, calls: Counter[str]) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        calls[route] += 1
        forced = request.headers.get(FORCE_HEADER)
        asked = f"{request.url.path}?{'&'.join(sorted(request.url.query.split('&')))}"
        if forced and forced not in _KINDS:
            return as_json(_UNKNOWN_KIND)
        kind = Kind(forced) if forced else behaviour.decide(route, asked)
        return await respond(request, lambda: answer(request.query_params), kind, behaviour)

    return endpoint


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
