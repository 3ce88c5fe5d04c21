"""The answers a page received, each with its body as it came, as WARC records (ISO 28500).

Bodies stand decoded, so their coding headers do not. One that did not come whole, or that the browser
gave up before it could be read, is absent and its record says `WARC-Truncated: unspecified`.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.async_api import Page, Response

CODED = frozenset({"content-encoding", "transfer-encoding", "content-length"})
LAST_BODIES_SECONDS = 2.0
"""For bodies still on their way when the page is kept."""


class Answers:
    """Every answer to a page from now on, in turn, its body read as soon as it is there.

    Chromium drops the bodies of a page that another replaces, so they are not left to the end.
    """

    def __init__(self, page: Page) -> None:
        self._bodies: dict[Response, asyncio.Task[bytes | None]] = {}
        page.on("response", self._came)

    def _came(self, answer: Response) -> None:
        self._bodies[answer] = asyncio.create_task(body_of(answer))

    def documents(self) -> tuple[Response, ...]:
        """The answers that were pages, of the page itself or of a frame."""
        return tuple(one for one in self._bodies if one.request.is_navigation_request())

    async def warc(self, at: datetime) -> bytes:
        """A response record each; `at` is the time they bear."""
        from warcio.statusandheaders import StatusAndHeaders  # noqa: PLC0415 - an extra
        from warcio.warcwriter import WARCWriter  # noqa: PLC0415 - the same extra

        out = BytesIO()
        writer = WARCWriter(out, gzip=True)
        when = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        bodies = dict(self._bodies)
        if bodies:
            await asyncio.wait(bodies.values(), timeout=LAST_BODIES_SECONDS)
        for answer, reading in bodies.items():
            body = reading.result() if reading.done() else None
            headers = [
                (one["name"], one["value"].replace("\n", ", "))
                for one in await answer.headers_array()
                if one["name"].lower() not in CODED
            ]
            status = StatusAndHeaders(f"{answer.status} {answer.status_text}", headers, "HTTP/1.1")
            missing = {"WARC-Truncated": "unspecified"} if body is None else {}
            record = writer.create_warc_record(
                answer.url,
                "response",
                payload=BytesIO(body or b""),
                length=len(body or b""),  # without it a copy in clear goes through a temporary file
                http_headers=status,
                warc_headers_dict={"WARC-Date": when, **missing},
            )
            writer.write_record(record)
        return out.getvalue()


async def body_of(answer: Response) -> bytes | None:
    """The body once it is whole; None when it cannot be had. A redirect has none."""
    from playwright.async_api import Error  # noqa: PLC0415 - an extra

    if 300 <= answer.status < 400:
        return b""
    with suppress(Error):
        await answer.finished()
        return await answer.body()
    return None
