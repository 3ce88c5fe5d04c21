"""The proxy of the browser over real loopback sockets: what passes, what is cut, what is said."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx
import pytest
from structlog.testing import capture_logs

from connectors.egress import Policy
from connectors.egress_proxy import EgressProxy, Limits, Streams
from tests.connectors.outside import PUBLIC, Names, Respond, Server, Streets, page, serving

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    proxy: EgressProxy
    site: Server
    streets: Streets

    async def opened(self) -> Streams:
        parts = urlsplit(self.proxy.url)
        return await asyncio.open_connection(parts.hostname, parts.port)

    async def says(self, head: str) -> bytes:
        """All that the proxy answers to these bytes."""
        reader, writer = await self.opened()
        writer.write(head.encode("latin-1"))
        try:
            return await asyncio.wait_for(reader.read(), 5)
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()


@asynccontextmanager
async def scene(
    respond: Respond = lambda head: page("hello"),
    *,
    policy: Policy | None = None,
    limits: Limits | None = None,
    names: Names | None = None,
) -> AsyncIterator[Scene]:
    async with serving(respond) as site:
        streets = Streets({PUBLIC: site.port})
        async with EgressProxy(
            policy or Policy(),
            limits=limits,
            resolver=names or Names(site_example=[[PUBLIC]]),
            connect=streets.connect,
        ) as proxy:
            yield Scene(proxy=proxy, site=site, streets=streets)


def get(target: str = "http://site.example/", *headers: str, method: str = "GET") -> str:
    return "\r\n".join([f"{method} {target} HTTP/1.1", *headers, "", ""])


async def test_it_listens_on_loopback_only() -> None:
    async with scene() as street:
        assert urlsplit(street.proxy.url).hostname == "127.0.0.1"


async def test_an_ordinary_client_reads_a_page_through_it() -> None:
    async with scene() as street, httpx.AsyncClient(proxy=street.proxy.url) as http:
        assert (await http.get("http://site.example/a?b=1")).text == "hello"
    assert street.site.paths() == {"/a?b=1"}
    assert street.streets.dialled == [PUBLIC]
    assert street.proxy.counts.passed == 1


async def test_head_passes_and_has_no_body() -> None:
    async with scene(lambda head: b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n") as street:
        answer = await street.says(get(method="HEAD"))
    assert answer == b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\n"


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("http://site.example", "/"),
        ("http://site.example?a=b", "/?a=b"),
        ("http://site.example:80/%7e/../x?a=%2F", "/%7e/../x?a=%2F"),
        ("http://site.example/#fragment", "/"),
    ],
)
async def test_the_site_is_asked_in_origin_form(target: str, path: str) -> None:
    async with scene() as street:
        await street.says(get(target))
    assert street.site.paths() == {path}


async def test_the_host_sent_is_the_one_that_was_judged() -> None:
    async with scene() as street:
        await street.says(get("http://site.example/", "Host: internal.example"))
    assert b"\r\nHost: site.example\r\n" in street.site.heads[0]
    assert b"internal" not in street.site.heads[0]


async def test_headers_of_the_hop_stay_and_the_others_go_on() -> None:
    headers = (
        "Proxy-Connection: keep-alive",
        "Proxy-Authorization: Basic eA==",
        "Connection: keep-alive, Upgrade",
        "Keep-Alive: timeout=5",
        "Upgrade: h2c",
        "HTTP2-Settings: AAAA",
        "TE: trailers",
        "User-Agent: Tracer",
        "Accept-Language: fr-FR",
        "Content-Length: 0",
    )
    async with scene() as street:
        await street.says(get("http://site.example/", *headers))
    assert street.site.heads[0].decode().split("\r\n") == [
        "GET / HTTP/1.1",
        "Host: site.example",
        "User-Agent: Tracer",
        "Accept-Language: fr-FR",
        "Content-Length: 0",
        "Connection: close",
        "",
        "",
    ]


async def test_the_answer_closes_whatever_the_site_says_of_the_connection() -> None:
    raw = (
        b"HTTP/1.1 200 OK\r\nconnection: keep-alive\r\nKeep-Alive: timeout=9\r\n"
        b"Proxy-Connection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
    )
    async with scene(lambda head: raw) as street:
        answer = await street.says(get())
    assert answer == (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
        b"5\r\nhello\r\n0\r\n\r\n"
    )


async def test_a_tunnel_carries_bytes_both_ways_untouched() -> None:
    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write((await reader.read())[::-1])
        writer.write_eof()
        writer.close()

    async with scene() as street, await asyncio.start_server(echo, "127.0.0.1", 0) as other:
        street.streets.public[PUBLIC] = other.sockets[0].getsockname()[1]
        reader, writer = await street.opened()
        writer.write(b"CONNECT site.example:443 HTTP/1.1\r\nHost: site.example:443\r\n\r\nab")
        writer.write(bytes(range(256)))
        writer.write_eof()
        answer = await asyncio.wait_for(reader.read(), 5)
        writer.close()
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head == b"HTTP/1.1 200 Connection established"
    assert body == (b"ab" + bytes(range(256)))[::-1]
    assert street.streets.dialled == [PUBLIC]
    assert street.proxy.counts.bytes == 2 * len(body)


@pytest.mark.parametrize(
    ("head", "status"),
    [
        ("CONNECT site.example:22 HTTP/1.1\r\n\r\n", 403),
        ("CONNECT site.example:0 HTTP/1.1\r\n\r\n", 403),
        ("CONNECT denied.example:443 HTTP/1.1\r\n\r\n", 403),
        ("CONNECT www.denied.example:443 HTTP/1.1\r\n\r\n", 403),
        ("CONNECT user@site.example:443 HTTP/1.1\r\n\r\n", 403),
        ("CONNECT :443 HTTP/1.1\r\n\r\n", 403),
        ("CONNECT site.example HTTP/1.1\r\n\r\n", 400),
        ("CONNECT site.example: HTTP/1.1\r\n\r\n", 400),
        ("CONNECT site.example:+443 HTTP/1.1\r\n\r\n", 400),
        ("CONNECT site.example:4_43 HTTP/1.1\r\n\r\n", 400),
        ("CONNECT site.example:\xb2 HTTP/1.1\r\n\r\n", 400),
        ("CONNECT site.example:000443 HTTP/1.1\r\n\r\n", 400),
        (get("http://denied.example/"), 403),
        (get("http://user:word@site.example/"), 403),
        (get("http://site.example:22/"), 403),
        (get("http://site.example:0/"), 403),
        (get("https://site.example/"), 403),
        (get("ftp://site.example/"), 403),
        (get("http://site.example:99999/"), 400),
        (get("http://[::1/"), 400),
        (get("http:///"), 400),
        (get("/"), 400),
        (get("*"), 400),
        (get(method="POST"), 405),
        (get(method="OPTIONS"), 405),
        (get(method="get"), 405),
        (get("http://site.example/", "Content-Length: 3"), 400),
        (get("http://site.example/", "Transfer-Encoding: chunked"), 400),
        (get("http://site.example/", "no colon"), 400),
        (get("http://site.example/", ": no name"), 400),
        (get("http://site.example/", "Name : x"), 400),
        (get("http://site.example/", "A: b", " folded: c"), 400),
        (get("http://site.example/", "A: b\nHost: other.example"), 400),
        (get("http://site.example/", "A: b\rHost: other.example"), 400),
        (get("http://site.example/\nHost:other.example"), 400),
        ("GET http://site.example/ HTTP/2\r\n\r\n", 400),
        ("GET http://site.example/\r\n\r\n", 400),
        ("GET  http://site.example/ HTTP/1.1\r\n\r\n", 400),
        ("GET http://site.example/ HTTP/1.1 \r\n\r\n", 400),
        ("\r\n\r\n", 400),
        ("\x16\x03\x01\r\n\r\n", 400),
    ],
)
async def test_what_is_not_allowed_gets_its_status_with_a_body_and_reaches_nothing(
    head: str, status: int
) -> None:
    policy = Policy(denied_hosts=frozenset({"denied.example"}))
    names = Names(site_example=[[PUBLIC]], denied_example=[[PUBLIC]], www_denied_example=[[PUBLIC]])
    async with scene(policy=policy, names=names) as street:
        answer = await street.says(head)
    top, _, body = answer.partition(b"\r\n\r\n")
    assert top.startswith(f"HTTP/1.1 {status} ".encode())
    assert f"Content-Length: {len(body)}".encode() in top
    assert body
    assert b"example" not in answer
    assert street.streets.dialled == []
    assert not street.site.reached
    assert (street.proxy.counts.refused, street.proxy.counts.passed) == (1, 0)


@pytest.mark.parametrize(
    "raw", [b"", b"not http\r\n\r\n", b"HTTP/1.1 200 OK\r\nA: " + b"a" * 70_000 + b"\r\n\r\n"]
)
async def test_an_answer_that_is_not_http_is_a_failure_of_the_site(raw: bytes) -> None:
    async with scene(lambda head: raw) as street:
        assert (await street.says(get())).startswith(b"HTTP/1.1 502 ")
    assert (street.proxy.counts.failed, street.proxy.counts.passed) == (1, 0)


async def test_an_address_that_does_not_answer_is_a_failure_and_the_next_one_is_tried() -> None:
    async with scene(names=Names(site_example=[["9.9.9.9"]])) as street:
        assert (await street.says(get())).startswith(b"HTTP/1.1 502 ")
    async with scene(names=Names(site_example=[["9.9.9.9", PUBLIC]])) as street:
        assert (await street.says(get())).endswith(b"hello")
    assert street.streets.dialled == ["9.9.9.9", PUBLIC]


async def test_a_name_nobody_knows_is_a_failure() -> None:
    async with scene() as street:
        assert (await street.says(get("http://unknown.example/"))).startswith(b"HTTP/1.1 502 ")
    assert street.proxy.counts.failed == 1


async def test_a_name_server_that_does_not_answer_is_a_timeout() -> None:
    async def silent(host: str, port: int) -> list[str]:
        await asyncio.sleep(60)
        return []

    async with (
        EgressProxy(Policy(), limits=Limits(connect_seconds=0.05), resolver=silent) as proxy,
        httpx.AsyncClient(proxy=proxy.url) as http,
    ):
        assert (await http.get("http://site.example/")).status_code == 504


async def test_a_head_that_is_too_large_is_refused() -> None:
    async with scene(limits=Limits(head_bytes=1000)) as street:
        assert (await street.says(get("http://site.example/", "A: " + "a" * 900))).endswith(
            b"hello"
        )
        answer = await street.says(get("http://site.example/", "A: " + "a" * 1100))
    assert answer.startswith(b"HTTP/1.1 431 ")


async def test_a_head_that_does_not_come_is_not_waited_for() -> None:
    async with scene(limits=Limits(head_seconds=0.05)) as street:
        assert (await street.says("GET http://site.example/ HTTP/1.1\r\n")).startswith(
            b"HTTP/1.1 400 "
        )


@pytest.mark.parametrize("tunnel", [False, True])
async def test_more_bytes_than_allowed_cut_the_connection_and_do_not_end_it_well(
    tunnel: bool,
) -> None:
    size = 300_000
    large = page("a" * size)
    head = "CONNECT site.example:443 HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n" if tunnel else get()
    async with scene(lambda head: large, limits=Limits(connection_bytes=size - 1)) as street:
        with pytest.raises(ConnectionResetError):
            await street.says(head)
        assert street.proxy.counts.cut == 1
    async with scene(lambda head: large, limits=Limits(connection_bytes=size + 1000)) as street:
        assert (await street.says(head)).endswith(b"a" * size)
        assert street.proxy.counts.cut == 0


def slowly(pieces: int, then: float = 30) -> tuple[list[Streams], Serve]:
    kept: list[Streams] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        kept.append((reader, writer))
        try:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
            for _ in range(pieces):
                await asyncio.sleep(0.1)
                writer.write(b"a")
                await writer.drain()
            await asyncio.sleep(then)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    return kept, serve


@pytest.mark.parametrize(
    ("pieces", "limits"),
    [
        (0, Limits(idle_seconds=0.3)),
        (3, Limits(idle_seconds=0.3)),
        (1000, Limits(idle_seconds=0.3, total_seconds=0.6)),
    ],
    ids=["silent", "falls silent", "never ends"],
)
async def test_a_connection_ends_at_a_silence_and_at_its_total_time(
    pieces: int, limits: Limits
) -> None:
    _, serve = slowly(pieces)
    async with (
        scene(limits=limits) as street,
        await asyncio.start_server(serve, "127.0.0.1", 0) as slow,
    ):
        street.streets.public[PUBLIC] = slow.sockets[0].getsockname()[1]
        started = asyncio.get_running_loop().time()
        with pytest.raises(ConnectionResetError):
            await street.says(get())
        assert 0.25 < asyncio.get_running_loop().time() - started < 3
        assert street.proxy.counts.cut == 1


async def test_a_slow_answer_that_goes_on_is_read_to_its_end() -> None:
    _, serve = slowly(8, then=0)
    async with (
        scene(limits=Limits(idle_seconds=0.4)) as street,
        await asyncio.start_server(serve, "127.0.0.1", 0) as slow,
    ):
        street.streets.public[PUBLIC] = slow.sockets[0].getsockname()[1]
        assert (await street.says(get())).endswith(b"\r\n\r\naaaaaaaa")
        assert street.proxy.counts.cut == 0


async def test_no_more_connections_are_open_at_once_than_allowed() -> None:
    async with scene(limits=Limits(connections=2)) as street:
        waiting = [await street.opened() for _ in range(2)]
        await asyncio.sleep(0.05)
        assert (await street.says(get())).startswith(b"HTTP/1.1 503 ")
        for _, writer in waiting:
            writer.close()
        await asyncio.sleep(0.05)
        assert (await street.says(get())).endswith(b"hello")


async def test_the_end_of_the_block_ends_every_connection_and_the_listening() -> None:
    kept, serve = slowly(1000)
    async with (
        scene() as street,
        await asyncio.start_server(serve, "127.0.0.1", 0) as slow,
    ):
        street.streets.public[PUBLIC] = slow.sockets[0].getsockname()[1]
        reader, writer = await street.opened()
        place = writer.get_extra_info("peername")
        writer.write(get().encode())
        await reader.readuntil(b"\r\n\r\n")
        await street.proxy.__aexit__(None, None, None)
        await asyncio.wait_for(reader.read(), 5)
        writer.close()
        assert await asyncio.wait_for(kept[0][0].read(), 5) == b""
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection(*place)


@pytest.mark.parametrize("head", ["CONNECT site.example:443 HTTP/1.1\r\n\r\n", get(), "GET "])
async def test_the_end_of_the_block_does_not_wait_for_a_silent_connection(head: str) -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    async with scene() as street, await asyncio.start_server(silent, "127.0.0.1", 0) as site:
        street.streets.public[PUBLIC] = site.sockets[0].getsockname()[1]
        _, writer = await street.opened()
        writer.write(head.encode())
        await asyncio.sleep(0.05)
        async with asyncio.timeout(1):
            await street.proxy.__aexit__(None, None, None)
        writer.close()


async def test_the_end_of_the_block_drops_what_nobody_reads() -> None:
    large = page("a" * 30_000_000)
    async with scene(lambda head: large, limits=Limits(connection_bytes=50_000_000)) as street:
        reader, writer = await street.opened()
        writer.write(get().encode())
        await asyncio.sleep(0.3)
        await street.proxy.__aexit__(None, None, None)
        received = len(await asyncio.wait_for(reader.read(), 5))
        writer.close()
        assert 0 < received < street.proxy.counts.bytes < 30_000_000


async def test_what_is_logged_are_counts_and_no_name() -> None:
    with capture_logs() as logs:
        async with scene(policy=Policy(denied_hosts=frozenset({"denied.example"}))) as street:
            await street.says(get("http://site.example/jean-exemple"))
            await street.says(get("http://denied.example/jean-exemple"))
            await street.says("CONNECT denied.example:443 HTTP/1.1\r\n\r\n")
            await street.says(get("http://unknown.example/"))
    assert logs == [
        {
            "event": "egress-proxy-closed",
            "log_level": "info",
            "passed": 1,
            "refused": 2,
            "failed": 1,
            "cut": 0,
            "bytes": len("hello"),
        }
    ]
