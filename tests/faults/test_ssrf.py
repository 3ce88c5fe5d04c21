"""A page asks for what only this machine may read: nothing reaches it through the guard.

Each trick is tried through the guarded client, through a redirect, and through the proxy both ways;
the plain client shows which ones this system would have followed, so that the table can fail.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx
import pytest

from connectors.egress import EgressDenied, Policy, guarded_transport
from connectors.egress_proxy import EgressProxy
from tests.connectors.outside import (
    PUBLIC,
    SECRET,
    Names,
    Server,
    Streets,
    has_ipv6,
    page,
    secret,
    serving,
)

LOCAL = [  # what getaddrinfo of Linux takes for an address of this machine, without a question asked
    "127.0.0.1",
    "127.0.0.1.",
    "127.1.2.3",
    "127.1",
    "127.0.1",
    "127.258.3",
    "2130706433",
    "0x7f000001",
    "0x7F000001",
    "0x7f.1",
    "0x7f.0.1",
    "0x7f.0x0.0x0.0x1",
    "0177.1",
    "0177.0.0.1",
    "0177.0x0.0.01",
    "00000177.0.0.1",
    "017700000001",
    "127.000.000.001",
    "0",
    "00",
    "0x0",
    "0.0",
    "0.0.0.0",
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[0000::0001]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[0:0:0:0:0:ffff:127.0.0.1]",
    "localhost",
    "LocalHost",
    "localhost.",
    "site.example@127.0.0.1",
    "site.example:80@127.0.0.1",
    "site.example%40@127.0.0.1",
]
ELSEWHERE = [  # forms that need a network, a browser or a name server to be followed
    "[::127.0.0.1]",
    "[::ffff:0:127.0.0.1]",
    "[64:ff9b::127.0.0.1]",
    "[64:ff9b:1::127.0.0.1]",
    "[2002:7f00:1::]",
    "[2001:0:4136:e378:8000:63bf:80ff:fffe]",
    "[fe80::1%25lo]",
    "[::1%25lo]",
    "[fd00:ec2::254]",
    "[fec0::1]",
    "[ff02::1]",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.0.1",
    "100.100.100.200",
    "168.63.129.16",
    "169.254.169.254",
    "2852039166",
    "0xa9fea9fe",
    "192.0.0.192",
    "224.0.0.1",
    "255.255.255.255",
    "１２７.０.０.１",
    "①②⑦.⓪.⓪.①",
    "127。0。0。1",
    "ｌｏｃａｌｈｏｓｔ",
    "%31%32%37.0.0.1",
    "127%2e0%2e0%2e1",
    "127.0.0.1\\.site.example",
    "127.0.0.1#.site.example",
    "localhost#@site.example",
    "localhost?@site.example",
    "private.example",
    "mixed.example",
    "mapped.example",
    "six.example",
    "link.example",
    "zone.example",
    "translated.example",
    "metadata.example",
    "unspecified.example",
]
TRICKS = LOCAL + ELSEWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """The secret server, a public site that redirects where its query says, and the ways to them."""

    secret: Server
    site: Server
    streets: Streets
    names: Names
    policy: Policy

    def url(self, trick: str) -> str:
        """The trick's URL, its port being the secret server's wherever a port can stand."""
        for mark in ("#", "?", "\\"):
            if mark in trick:
                host, _, rest = trick.partition(mark)
                return f"http://{host}:{self.secret.port}{mark}{rest}/"
        return f"http://{trick}:{self.secret.port}/"

    def transport(self) -> httpx.AsyncBaseTransport:
        return guarded_transport(self.policy, resolver=self.names, network=self.streets)

    def proxy(self) -> EgressProxy:
        return EgressProxy(self.policy, resolver=self.names, connect=self.streets.connect)

    def nothing_was_reached(self) -> None:
        assert not self.secret.reached
        assert self.streets.beyond == []
        assert set(self.streets.dialled) <= {PUBLIC}


def table() -> Names:
    return Names(
        site_example=[[PUBLIC]],
        private_example=[["127.0.0.1"]],
        mixed_example=[[PUBLIC, "127.0.0.1"]],
        mapped_example=[["::ffff:127.0.0.1"]],
        six_example=[["::1"]],
        link_example=[["169.254.169.254"]],
        zone_example=[["fe80::1%lo"]],
        translated_example=[["64:ff9b::7f00:1"]],
        metadata_example=[["fd00:ec2::254"]],
        unspecified_example=[["0.0.0.0"]],
        rebound_example=[[PUBLIC], ["127.0.0.1"]],
    )


def redirecting(head: bytes) -> bytes:
    target = head.split(b" ")[1].decode()
    _, _, to = target.partition("?to=")
    if not to:
        return page("public")
    return page("", f"Location: {bytes.fromhex(to).decode()}", status="302 Found")


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    addresses = ["127.0.0.1", "127.1.2.3", *(["::1"] if has_ipv6() else [])]
    async with serving(secret, addresses) as hidden, serving(redirecting) as site:
        yield Scene(
            secret=hidden,
            site=site,
            streets=Streets({PUBLIC: site.port}),
            names=table(),
            policy=Policy(ports=frozenset({80, 443, hidden.port})),
        )


async def asked(transport: httpx.AsyncBaseTransport, url: str) -> str:
    """What a client that follows redirects reads, or "" for a refusal or a failure."""
    async with httpx.AsyncClient(transport=transport, follow_redirects=True, timeout=5) as http:
        with suppress(EgressDenied, httpx.TransportError, httpx.InvalidURL):
            return (await http.get(url)).text
    return ""


async def through(proxy: EgressProxy, head: str) -> bytes:
    """What a raw client reads from the proxy: a trick need not be a URL that a library takes."""
    parts = urlsplit(proxy.url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    writer.write(head.encode())
    try:
        return await asyncio.wait_for(reader.read(4096), 5)
    finally:
        writer.close()
        await writer.wait_closed()


def test_the_table_is_long_and_without_doubles() -> None:
    assert len(set(TRICKS)) == len(TRICKS) >= 70


async def test_without_the_guard_the_tricks_that_this_system_follows_reach_the_secret(
    scene: Scene,
) -> None:
    reached = [t for t in LOCAL if await asked(httpx.AsyncHTTPTransport(), scene.url(t)) == SECRET]
    assert len(reached) >= (28 if has_ipv6() else 22), set(LOCAL) - set(reached)
    assert scene.secret.connections >= len(reached)


async def test_without_the_check_of_addresses_the_names_would_reach_the_secret(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connectors.egress.is_public", lambda address: True)
    assert await asked(scene.transport(), scene.url("private.example")) == SECRET
    assert await asked(scene.transport(), scene.url("127.0.0.1")) == SECRET


@pytest.mark.parametrize("trick", TRICKS)
async def test_no_trick_reaches_the_secret_through_the_guarded_client(
    scene: Scene, trick: str
) -> None:
    assert await asked(scene.transport(), scene.url(trick)) == ""
    scene.nothing_was_reached()


@pytest.mark.parametrize("trick", TRICKS)
async def test_no_redirect_of_a_public_site_reaches_the_secret(scene: Scene, trick: str) -> None:
    to = scene.url(trick).encode().hex()
    assert await asked(scene.transport(), f"http://site.example/?to={to}") == ""
    assert len(scene.site.heads) >= 1
    scene.nothing_was_reached()


@pytest.mark.parametrize("trick", TRICKS)
async def test_no_trick_reaches_the_secret_through_a_tunnel_of_the_proxy(
    scene: Scene, trick: str
) -> None:
    async with scene.proxy() as proxy:
        answer = await through(
            proxy, f"CONNECT {trick}:{scene.secret.port} HTTP/1.1\r\nHost: site.example\r\n\r\n"
        )
    assert answer.split(b" ")[1] in (b"400", b"403")
    scene.nothing_was_reached()


@pytest.mark.parametrize("trick", TRICKS)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_no_trick_reaches_the_secret_through_a_request_to_the_proxy(
    scene: Scene, trick: str, method: str
) -> None:
    async with scene.proxy() as proxy:
        answer = await through(
            proxy, f"{method} {scene.url(trick)} HTTP/1.1\r\nHost: site.example\r\n\r\n"
        )
    assert SECRET.encode() not in answer
    assert answer.split(b" ")[1] in (b"400", b"403")
    scene.nothing_was_reached()


@pytest.mark.parametrize(
    "head",
    [
        "GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n",
        "GET //127.0.0.1:{port}/ HTTP/1.1\r\nHost: site.example\r\n\r\n",
        "GET https://127.0.0.1:{port}/ HTTP/1.1\r\nHost: site.example\r\n\r\n",
        "GET ftp://127.0.0.1:{port}/ HTTP/1.1\r\nHost: site.example\r\n\r\n",
        "GET file:///etc/hostname HTTP/1.1\r\nHost: site.example\r\n\r\n",
        "POST http://127.0.0.1:{port}/ HTTP/1.1\r\nHost: site.example\r\n\r\n",
        "CONNECT 127.0.0.1 HTTP/1.1\r\n\r\n",
        "CONNECT [::1]{port} HTTP/1.1\r\n\r\n",
        "CONNECT http://127.0.0.1:{port} HTTP/1.1\r\n\r\n",
        "CONNECT ::1:{port} HTTP/1.1\r\n\r\n",
    ],
)
async def test_no_other_shape_of_request_makes_the_proxy_reach_the_secret(
    scene: Scene, head: str
) -> None:
    async with scene.proxy() as proxy:
        answer = await through(proxy, head.format(port=scene.secret.port))
    assert answer.split(b" ")[1] in (b"400", b"403", b"405")
    assert b"\r\n\r\nThe egress guard" in answer
    scene.nothing_was_reached()


async def test_a_name_that_changes_its_address_is_reached_where_it_was_checked_only(
    scene: Scene,
) -> None:
    """DNS rebinding: the second answer is this machine. One answer is asked for, and it is pinned."""
    assert await asked(scene.transport(), "http://rebound.example/") == "public"
    assert scene.names.asked == ["rebound.example"]
    assert await asked(scene.transport(), scene.url("rebound.example")) == ""
    scene.nothing_was_reached()
    assert scene.streets.dialled == [PUBLIC]


async def test_a_name_that_changes_its_address_is_pinned_by_the_proxy_too(scene: Scene) -> None:
    async with scene.proxy() as proxy:
        first = await through(proxy, "GET http://rebound.example/ HTTP/1.1\r\n\r\n")
        second = await through(
            proxy, f"CONNECT rebound.example:{scene.secret.port} HTTP/1.1\r\n\r\n"
        )
    assert first.endswith(b"public")
    assert second.startswith(b"HTTP/1.1 403 ")
    scene.nothing_was_reached()
    assert scene.streets.dialled == [PUBLIC]


async def test_a_plain_client_that_asks_twice_is_rebound(scene: Scene) -> None:
    """The fault that pinning closes: check one answer, connect to the next."""
    checked = await scene.names("rebound.example", 80)
    used = await scene.names("rebound.example", 80)
    assert (checked, used) == ([PUBLIC], ["127.0.0.1"])
    with socket.create_connection((used[0], scene.secret.port), timeout=5):
        await asyncio.sleep(0.05)
    assert scene.secret.reached


async def test_bytes_after_the_head_of_a_request_are_never_sent_on(scene: Scene) -> None:
    smuggled = "GET /second HTTP/1.1\r\nHost: internal.example\r\n\r\n"
    async with scene.proxy() as proxy:
        answer = await through(proxy, "GET http://site.example/ HTTP/1.1\r\n\r\n" + smuggled)
    assert answer.endswith(b"public")
    assert scene.site.paths() == {"/"}
    assert len(scene.site.heads) == 1
