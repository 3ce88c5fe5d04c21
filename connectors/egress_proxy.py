"""A forward proxy on loopback, through which a browser reaches public addresses and no other.

It takes CONNECT (RFC 9110 §9.3.6) and GET or HEAD in absolute form (RFC 9112 §3.2.2), one request
per connection. What is refused gets 403 with a body, since Chromium reports an empty one as a
failure of the network. Nothing that names a page is logged: only counts are.
"""

from __future__ import annotations

import asyncio
import re
import socket
import struct
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Self
from urllib.parse import urlsplit

import structlog

from connectors.egress import EgressDenied, Policy, Resolver, resolve, system_resolver

log = structlog.get_logger(__name__)

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Connect = Callable[[str, int], Awaitable[Streams]]

CHUNK = 65_536
HOP_BY_HOP = re.compile(r"connection|keep-alive|proxy-.*|te|upgrade|host|http2-settings")
FORBIDDEN = frozenset("\0\r\n")
UPSTREAM = (502, 504)
REASONS = {
    400: "Bad Request",
    403: "Forbidden",
    405: "Method Not Allowed",
    431: "Request Header Fields Too Large",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much one browser may take: seconds, bytes of a head or a connection, connections at once."""

    head_seconds: float = 10.0
    connect_seconds: float = 10.0
    idle_seconds: float = 15.0
    total_seconds: float = 60.0
    head_bytes: int = 16_384
    connection_bytes: int = 10_000_000
    connections: int = 64


@dataclass(slots=True)
class Counts:
    """What happened, without a name: let through, refused, failed upstream, cut short; bytes."""

    passed: int = 0
    refused: int = 0
    failed: int = 0
    cut: int = 0
    bytes: int = 0


class Answer(Exception):
    """The status with which the proxy itself answers."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request: where to, and the head to send there (None for a tunnel)."""

    host: str
    port: int
    head: bytes | None


class EgressProxy:
    """`async with EgressProxy(policy) as proxy:` listens at `proxy.url` until the block ends."""

    def __init__(
        self,
        policy: Policy,
        *,
        limits: Limits | None = None,
        resolver: Resolver = system_resolver,
        connect: Connect = asyncio.open_connection,
    ) -> None:
        self.counts = Counts()
        self._policy = policy
        self._limits = limits or Limits()
        self._resolver = resolver
        self._connect = connect
        self._open: dict[asyncio.Task[None], asyncio.WriteTransport] = {}

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(
            self._accept, "127.0.0.1", 0, limit=self._limits.head_bytes
        )
        return self

    @property
    def url(self) -> str:
        """Where the browser sends everything."""
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task, transport in self._open.items():
            task.cancel()
            transport.abort()
        await asyncio.gather(*self._open, return_exceptions=True)
        await asyncio.sleep(0)  # the loop closes the sockets
        log.info("egress-proxy-closed", **asdict(self.counts))

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(self._serve(reader, writer))
        self._open[task] = writer.transport
        task.add_done_callback(self._open.pop)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection of the browser, from its head to its end."""
        try:
            try:
                asked = parse(await self._head(reader, late=400, large=431))
                if len(self._open) > self._limits.connections:
                    raise Answer(503)
                upstream = await self._reach(asked)
            except (Answer, EgressDenied) as answer:
                self._refuse(writer, answer.status if isinstance(answer, Answer) else 403)
                return
            try:
                await self._pass(asked, (reader, writer), upstream)
            finally:
                upstream[1].close()
        except* OSError:
            self.counts.cut += 1
            reset(writer)
        finally:
            writer.close()

    def _refuse(self, writer: asyncio.StreamWriter, status: int) -> None:
        if status in UPSTREAM:
            self.counts.failed += 1
        else:
            self.counts.refused += 1
        writer.write(own_answer(status))

    async def _head(self, reader: asyncio.StreamReader, *, late: int, large: int) -> bytes:
        """A head, within its time and size. Raises Answer with the status that fits."""
        try:
            async with asyncio.timeout(self._limits.head_seconds):
                return await reader.readuntil(b"\r\n\r\n")
        except asyncio.LimitOverrunError:
            raise Answer(large) from None
        except (OSError, asyncio.IncompleteReadError):
            raise Answer(late) from None

    async def _reach(self, asked: Asked) -> Streams:
        """A connection to the first checked address that answers. Raises Answer or EgressDenied."""
        try:
            async with asyncio.timeout(self._limits.connect_seconds):
                for address in await resolve(self._policy, asked.host, asked.port, self._resolver):
                    with suppress(OSError):
                        return await self._connect(address, asked.port)
        except TimeoutError:
            raise Answer(504) from None
        except OSError:
            raise Answer(502) from None
        raise Answer(502)

    async def _pass(self, asked: Asked, browser: Streams, upstream: Streams) -> None:
        """A tunnel, or one request and its answer. Raises OSError (TimeoutError) when cut short."""
        if asked.head is None:
            browser[1].write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            ways = [(browser[0], upstream[1]), (upstream[0], browser[1])]
        else:
            upstream[1].write(asked.head)
            try:
                head = closing(await self._head(upstream[0], late=502, large=502))
            except Answer as answer:
                self._refuse(browser[1], answer.status)
                return
            browser[1].write(head)
            ways = [(upstream[0], browser[1])]
        self.counts.passed += 1
        await self._relay(ways)

    async def _relay(self, ways: Iterable[Streams]) -> None:
        """Bytes each way until all ends. Raises OSError at a silence, the total time or the cap."""
        loop = asyncio.get_running_loop()
        end = loop.time() + self._limits.total_seconds
        left = self._limits.connection_bytes

        async def pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
            nonlocal left
            while chunk := await source.read(CHUNK):
                left -= len(chunk)
                if left < 0:
                    raise ConnectionAbortedError
                self.counts.bytes += len(chunk)
                timer.reschedule(min(end, loop.time() + self._limits.idle_seconds))
                sink.write(chunk)
                await sink.drain()
            sink.write_eof()

        async with asyncio.timeout(self._limits.idle_seconds) as timer, asyncio.TaskGroup() as both:
            for source, sink in ways:
                both.create_task(pump(source, sink))


def reset(writer: asyncio.StreamWriter) -> None:
    """End with RST and not FIN, so that what came is not taken for the whole."""
    if not writer.is_closing():
        at_once = struct.pack("ii", 1, 0)
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
    writer.transport.abort()


def parse(head: bytes) -> Asked:
    """Where a request goes, and what to send there. Raises Answer, or EgressDenied for userinfo."""
    request, *lines = head.decode("latin-1").removesuffix("\r\n\r\n").split("\r\n")
    method, target, version = [*request.split(" "), "", ""][:3]
    if (
        version not in ("HTTP/1.0", "HTTP/1.1")
        or request.count(" ") != 2
        or FORBIDDEN & set(request)
    ):
        raise Answer(400)
    if method == "CONNECT":
        host, _, digits = target.rpartition(":")
        if not (digits.isascii() and digits.isdigit() and len(digits) <= 5):
            raise Answer(400)
        return Asked(host=host, port=int(digits), head=None)
    if method not in ("GET", "HEAD"):
        raise Answer(405)
    try:
        url = urlsplit(target)
        host, port = url.hostname or "", 80 if url.port is None else url.port
    except ValueError:
        raise Answer(400) from None
    if not host:
        raise Answer(400)
    if url.scheme != "http" or "@" in url.netloc:
        raise EgressDenied("a scheme or a user name that is not allowed")
    place = (url.path or "/") + (f"?{url.query}" if url.query else "")
    sent = [f"{method} {place} HTTP/1.1", f"Host: {url.netloc}", *kept(lines), "Connection: close"]
    return Asked(host=host, port=port, head=joined(sent))


def kept(lines: list[str]) -> list[str]:
    """The headers that go on. Raises Answer for a body, a folded line or one without a name."""
    found = []
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon or not name or name != name.strip() or FORBIDDEN & set(line):
            raise Answer(400)
        if name.lower() == "transfer-encoding" or (
            name.lower() == "content-length" and value.strip() != "0"
        ):
            raise Answer(400)
        if not HOP_BY_HOP.fullmatch(name.lower()):
            found.append(line)
    return found


def closing(head: bytes) -> bytes:
    """An upstream's head that ends the connection, whatever it said of it. Raises Answer."""
    status, *lines = head.decode("latin-1").removesuffix("\r\n\r\n").split("\r\n")
    if not status.startswith("HTTP/1."):
        raise Answer(502)
    left = [li for li in lines if not HOP_BY_HOP.fullmatch(li.partition(":")[0].strip().lower())]
    return joined([status, *left, "Connection: close"])


def own_answer(status: int) -> bytes:
    """An answer of the proxy itself, always with a body."""
    body = f"The egress guard answers {status} {REASONS[status]}.\n"
    head = [
        f"HTTP/1.1 {status} {REASONS[status]}",
        "Content-Type: text/plain; charset=utf-8",
        f"Content-Length: {len(body)}",
        "Connection: close",
    ]
    return joined(head) + body.encode()


def joined(lines: list[str]) -> bytes:
    """A head, ended."""
    return "\r\n".join([*lines, "", ""]).encode("latin-1")
