"""Turns what a source answers into a response, well behaved or not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from connectors.sandbox import broken
from connectors.sandbox.misbehave import Kind, Misbehaviour
from connectors.sandbox.model import Json
from connectors.sandbox.reply import Reply

_JSON = "application/json"
_TOO_MANY: Json = {"erreur": "Trop de requêtes."}
_UNEXPECTED: Json = {
    "erreur": "Une erreur inattendue s'est produite. Veuillez réessayer plus tard."
}


async def respond(
    request: Request, answer: Callable[[], Reply], kind: Kind | None, behaviour: Misbehaviour
) -> Response:
    """The response to one request, spoilt as `kind` says."""
    match kind:
        case Kind.RATE_LIMITED:
            waiting = (("Retry-After", str(behaviour.retry_after)),)
            return as_json(Reply(status=429, body=_TOO_MANY, headers=waiting))
        case Kind.RATE_LIMITED_SILENTLY:
            return as_json(Reply(status=429, body=_TOO_MANY))
        case Kind.SERVER_ERROR:
            return as_json(Reply(status=500, body=_UNEXPECTED))
        case Kind.UNAVAILABLE:
            return Response(broken.HTML, status_code=503, media_type="text/html")
        case Kind.NOT_JSON:
            return Response(broken.HTML, media_type="text/html")
        case Kind.HUGE:
            return StreamingResponse(broken.huge(behaviour.huge_bytes), media_type=_JSON)
        case Kind.GZIP_BOMB:
            bomb = broken.gzip_bomb(behaviour.huge_bytes)
            return Response(bomb, media_type=_JSON, headers={"Content-Encoding": "gzip"})
        case Kind.HANG:
            await _until_gone(request, behaviour.hang_seconds)
        case Kind.SLOW:
            await asyncio.sleep(behaviour.slow_seconds)
        case None:
            pass
        case _:
            return _damaged(answer(), kind, behaviour)
    return as_json(answer())


def as_json(reply: Reply) -> Response:
    """The reply as the source would write it."""
    return Response(
        broken.encoded(reply.body) if reply.page is None else reply.page,
        status_code=reply.status,
        media_type=reply.media_type,
        headers=dict(reply.headers),
    )


def _damaged(reply: Reply, kind: Kind, behaviour: Misbehaviour) -> Response:
    """A 200 whose body is not what it should be; half of a page is all that can be wrong with one."""
    if reply.page is not None:
        return as_json(replace(reply, page=reply.page[: len(reply.page) // 2]))
    body = reply.body
    whole = broken.encoded(body)
    if kind is Kind.DRIP:
        return StreamingResponse(_drops(whole, behaviour.slow_seconds), media_type=_JSON)
    if kind is Kind.CUT:
        return _Cut(whole, media_type=_JSON)
    damage = {
        Kind.TRUNCATED: broken.truncated,
        Kind.RENAMED_FIELD: broken.renamed,
        Kind.MISSING_FIELD: broken.without_field,
    }[kind]
    return Response(damage(body), media_type=_JSON)


class _Cut(Response):
    """Promises the whole body, sends half of it and drops the connection."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002  # ASGI
        half = bytes(self.body)[: len(self.body) // 2]
        await send(
            {
                "type": "http.response.start",
                "status": self.status_code,
                "headers": self.raw_headers,
            }
        )
        await send({"type": "http.response.body", "body": half, "more_body": True})


async def _drops(body: bytes, seconds: float) -> AsyncIterator[bytes]:
    """The body in sixteen pieces over about that many seconds."""
    step = max(1, len(body) // 16)
    for start in range(0, len(body), step):
        yield body[start : start + step]
        await asyncio.sleep(seconds / 16)


async def _until_gone(request: Request, seconds: float) -> None:
    """Until the caller hangs up, or long enough."""
    try:
        async with asyncio.timeout(seconds):
            while (await request.receive())["type"] != "http.disconnect":
                pass
    except TimeoutError:
        return
