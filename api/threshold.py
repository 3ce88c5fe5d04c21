"""What every request passes: a size limit, headers on the way out, one log line, and no stray fault.

The log has the route's template, never the path: a path may be guessed at by anyone.
"""

from __future__ import annotations

from time import monotonic

import structlog
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import BodyTooLarge
from api.problems import answer
from tracer.errors import TracerError

log = structlog.get_logger(__name__)

LARGEST_BODY = 1_000_000
LARGEST_CAPTURE = 14_000_000  # ten million bytes of evidence, written in base64
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Threshold:
    """ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status, received = monotonic(), 0, 0

        async def measured() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > most(scope):
                raise HTTPException(BodyTooLarge.status)  # the one error a body reader lets pass
            return message

        async def dressed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                kept = "max-age=3600" if scope["path"].startswith("/static/") else "no-store"
                headers["Cache-Control"] = kept
            await send(message)

        try:
            if declared(scope) > most(scope):
                await answer(BodyTooLarge())(scope, receive, dressed)
            else:
                await self._app(scope, measured, dressed)
        except Exception as error:  # noqa: BLE001 - nothing may leave as a traceback
            # A traceback may quote what was received; the type of the fault is enough to start.
            log.error("request-fault", route=route(scope), error=type(error).__name__)
            if status:
                raise ConnectionAbortedError from None
            await answer(TracerError())(scope, receive, dressed)
        finally:
            log.info(
                "request",
                method=scope["method"],
                route=route(scope),
                status=status,
                seconds=round(monotonic() - started, 4),
            )


def route(scope: Scope) -> str:
    """The template of the route that answered."""
    return str(getattr(scope.get("route"), "path", "none"))


def most(scope: Scope) -> int:
    """How much a request may send: a copy of a page is larger than anything else."""
    return LARGEST_CAPTURE if str(scope.get("path", "")).endswith("/captures") else LARGEST_BODY


def declared(scope: Scope) -> int:
    """The body size a request says it has; zero if it does not say."""
    said = dict(scope["headers"]).get(b"content-length", b"0")
    return int(said) if said.isdigit() else 0
