"""Public files fetched over HTTPS from named hosts: a catalogue whole, a large file from an offset on.

For files a publisher gives to everybody; no question about anybody is in them, and no permit is
needed. Every hop, redirects included, goes through the egress guard. Raises SourceError or its
kinds; none repeats a URL.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager

import httpx

from connectors.answer import Json, digits, read_json
from connectors.egress import EgressDenied, Policy, guarded_transport
from connectors.wire import keep_urls_out_of_logs, own_version
from tracer.errors import SourceChanged, SourceError, SourceForbidden

MOST_CATALOGUE_BYTES = 20_000_000
MOST_REDIRECTS = 3
PATIENCE = httpx.Timeout(30.0)


class Downloads:
    """Downloads from some hosts, for as long as the context lasts; `source` is whom errors name."""

    def __init__(
        self,
        source: str,
        hosts: Collection[str],
        *,
        contact: str,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.source = source
        self.hosts = frozenset(hosts)
        keep_urls_out_of_logs()
        policy = Policy(hosts=self.hosts, ports=frozenset({443}))
        self._client = httpx.AsyncClient(
            transport=transport or guarded_transport(policy),
            headers={
                "User-Agent": f"Tracer/{own_version()} (+{contact})",
                "Accept-Encoding": "identity",
            },
            timeout=PATIENCE,
            follow_redirects=True,
            max_redirects=MOST_REDIRECTS,
            trust_env=False,
            event_hooks={"request": [self._admit]},
        )

    async def catalogue(self, url: str) -> Json:
        """The JSON at a URL. Raises SourceChanged for anything else, or for a body without end."""
        received = bytearray()
        async with self._opened(url, 0) as response:
            async for chunk in response.aiter_raw():
                received += chunk
                if len(received) > MOST_CATALOGUE_BYTES:
                    raise SourceChanged(self.source, "the catalogue is larger than any honest one")
        return read_json(self.source, bytes(received))

    async def fetch(self, url: str, offset: int) -> AsyncIterator[bytes]:
        """The bytes of a file from an offset on (RFC 9110, 14.2).

        A publisher that gives the whole file anyway has its beginning thrown away; one that starts
        elsewhere raises SourceChanged.
        """
        async with self._opened(url, offset) as response:
            skip = offset if response.status_code == httpx.codes.OK else 0
            if not skip and offset and first_byte(response) != offset:
                raise SourceChanged(self.source, "starts at another byte than was asked for")
            async for chunk in response.aiter_raw():
                yield chunk[skip:]
                skip = max(0, skip - len(chunk))

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _admit(self, request: httpx.Request) -> None:
        """Let through a request to one of the hosts, whether it is the first or a redirect."""
        if request.url.scheme != "https" or request.url.host not in self.hosts:
            raise SourceForbidden(self.source, "sends us to a host that is not one of its own")

    @asynccontextmanager
    async def _opened(self, url: str, offset: int) -> AsyncIterator[httpx.Response]:
        """The answer to a GET, its body not read yet; failures by their names."""
        asked = {"Range": f"bytes={offset}-"} if offset else {}
        try:
            async with self._client.stream("GET", url, headers=asked) as response:
                if response.status_code not in (httpx.codes.OK, httpx.codes.PARTIAL_CONTENT):
                    raise SourceError(self.source, f"answers {response.status_code}")
                yield response
        except EgressDenied as denied:
            raise SourceForbidden(self.source, denied.problem) from None
        except (httpx.TooManyRedirects, httpx.InvalidURL):
            raise SourceChanged(self.source, "redirects without end or to no address") from None
        except httpx.TransportError:
            raise SourceError(self.source, "the connection failed") from None


def first_byte(response: httpx.Response) -> int | None:
    """Where a part begins, by its Content-Range; None when it does not say."""
    unit, _, span = response.headers.get("content-range", "").partition(" ")
    return digits(span.partition("-")[0]) if unit == "bytes" else None
