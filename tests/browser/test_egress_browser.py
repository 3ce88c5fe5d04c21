"""A hostile page in a real Chromium: through the proxy nothing reaches this machine.

The same page without the proxy reaches the secret server by every way there is, which proves that
the page is hostile and that the server sees who comes.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, Error, async_playwright

from connectors.browser import PAGE_REQUESTS, fresh_page, open_browser
from connectors.egress import Policy
from connectors.egress_proxy import EgressProxy
from tests.browser.conftest import chromium
from tests.connectors.outside import (
    PUBLIC,
    SECRET,
    Names,
    Respond,
    Server,
    Streets,
    has_ipv6,
    page,
    secret,
    serving,
)

WAYS = {"/img", "/iframe", "/fetch", "/worker", "/socket", "/beacon", "/prefetch", "/style"}
WAIT = 1500  # for what a page does after it has loaded, in milliseconds


def hostile(to: str, port: int) -> str:
    """A page that asks another host by every way a page has."""
    return f"""<!doctype html><title>public</title>
<link rel="stylesheet" href="http://{to}:{port}/style"><link rel="prefetch" href="http://{to}:{port}/prefetch">
<img src="http://{to}:{port}/img"><iframe src="http://{to}:{port}/iframe"></iframe>
<script>
const secret = "http://{to}:{port}";
fetch(secret + "/fetch").then(r => r.text()).then(t => document.title = t).catch(() => 0);
navigator.sendBeacon(secret + "/beacon", "x");
try {{ new WebSocket("ws://{to}:{port}/socket"); }} catch (e) {{}}
try {{ new Worker(URL.createObjectURL(new Blob([`fetch("${{secret}}/worker")`]))); }} catch (e) {{}}
const peer = new RTCPeerConnection({{iceServers: [{{urls: "stun:{to}:{port}"}},
    {{urls: "turn:{to}:{port}?transport=tcp", username: "a", credential: "b"}}]}});
peer.createDataChannel("x"); peer.createOffer().then(o => peer.setLocalDescription(o));
</script>"""


def site_for(to: str, port: int) -> Respond:
    def respond(head: bytes) -> bytes:
        path = head.split(b" ")[1].decode().removeprefix("http://site.example")
        if path.startswith("/redirect"):
            return page("", f"Location: http://{to}:{port}/redirect", status="302 Found")
        if path.startswith("/many"):
            return page("".join(f'<img src="/{n}.png">' for n in range(100)))
        if path.startswith("/script"):
            return page("<title>before</title><script>document.title = 'after'</script>")
        if path.startswith("/form"):
            return page(
                '<form method="post" action="/posted"><input name="a"><button>Send</button></form>'
            )
        if path.startswith("/download"):
            return page("file", "Content-Disposition: attachment; filename=a.bin")
        return page(hostile(to, port))

    return respond


@pytest.fixture
async def hidden() -> AsyncIterator[Server]:
    async with serving(secret, ["127.0.0.1", *(["::1"] if has_ipv6() else [])]) as server:
        yield server


@asynccontextmanager
async def guarded(
    hidden: Server, to: str = "127.0.0.1"
) -> AsyncIterator[tuple[Browser, EgressProxy, Server, Streets]]:
    async with serving(site_for(to, hidden.port)) as site:
        streets = Streets({PUBLIC: site.port})
        names = Names(site_example=[[PUBLIC]], private_example=[["127.0.0.1"]])
        policy = Policy(ports=frozenset({80, 443, hidden.port}))
        async with (
            EgressProxy(policy, resolver=names, connect=streets.connect) as proxy,
            open_browser(proxy.url, executable=chromium()) as browser,
        ):
            yield browser, proxy, site, streets


async def test_without_the_proxy_every_way_reaches_the_secret(hidden: Server) -> None:
    async with serving(site_for("127.0.0.1", hidden.port)) as site, async_playwright() as driver:
        browser = await driver.chromium.launch(
            executable_path=chromium(), headless=True, chromium_sandbox=os.geteuid() != 0
        )
        opened = await browser.new_page()
        await opened.goto(f"http://127.0.0.1:{site.port}/")
        await opened.wait_for_timeout(WAIT)
        assert await opened.title() == SECRET
        await opened.goto(f"http://127.0.0.1:{site.port}/redirect")
        assert SECRET in await opened.content()
        await browser.close()
    assert hidden.paths() >= WAYS | {"/redirect"}
    assert hidden.datagrams > 0


@pytest.mark.parametrize(
    "to",
    ["127.0.0.1", "localhost", "[::1]", "2130706433", "private.example", "[::ffff:127.0.0.1]"],
)
async def test_through_the_proxy_no_way_reaches_the_secret(hidden: Server, to: str) -> None:
    async with (
        guarded(hidden, to) as (browser, proxy, site, streets),
        fresh_page(browser, javascript=True) as opened,
    ):
        answer = await opened.goto("http://site.example/")
        assert answer is not None
        assert answer.status == 200
        await opened.wait_for_timeout(WAIT)
        assert await opened.title() == "public"
        assert await opened.evaluate("typeof RTCPeerConnection") == "function"
    assert site.paths() == {"/"}
    assert not hidden.reached
    assert set(streets.dialled) == {PUBLIC}
    assert proxy.counts.refused >= 5


async def test_the_proxy_alone_does_not_hold_stun(
    hidden: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connectors.browser.FLAGS", ("--disable-gpu",))
    async with (
        guarded(hidden) as (browser, _, _, _),
        fresh_page(browser, javascript=True) as opened,
    ):
        await opened.goto("http://site.example/")
        await opened.wait_for_timeout(WAIT)
    assert hidden.datagrams > 0
    assert hidden.connections == 0


@pytest.mark.parametrize("to", ["127.0.0.1", "localhost", "private.example"])
@pytest.mark.parametrize("javascript", [False, True])
async def test_a_redirect_to_this_machine_shows_the_refusal(
    hidden: Server, to: str, javascript: bool
) -> None:
    async with (
        guarded(hidden, to) as (browser, _, site, _),
        fresh_page(browser, javascript=javascript) as opened,
    ):
        answer = await opened.goto("http://site.example/redirect")
        assert answer is not None
        assert answer.status == 403
        assert "The egress guard" in await opened.content()
    assert site.paths() == {"/redirect"}
    assert not hidden.reached


async def test_a_page_asked_for_on_this_machine_is_refused(hidden: Server) -> None:
    async with guarded(hidden) as (browser, _, _, _), fresh_page(browser) as opened:
        answer = await opened.goto(f"http://127.0.0.1:{hidden.port}/")
        assert answer is not None
        assert answer.status == 403
        with pytest.raises(Error):
            await opened.goto(f"https://127.0.0.1:{hidden.port}/")
    assert not hidden.reached


@pytest.mark.parametrize(("javascript", "title"), [(False, "before"), (True, "after")])
async def test_a_page_runs_no_script_unless_asked(
    hidden: Server, javascript: bool, title: str
) -> None:
    async with (
        guarded(hidden) as (browser, _, _, _),
        fresh_page(browser, javascript=javascript) as opened,
    ):
        await opened.goto("http://site.example/script")
        assert await opened.title() == title


async def test_a_page_leaves_no_service_worker_behind() -> None:
    """Tried on loopback, where Chromium allows one without TLS; the policy names that very site."""

    def respond(head: bytes) -> bytes:
        if b"/worker.js" in head:
            return page("", "Content-Type: text/javascript")
        return page("<script>navigator.serviceWorker.register('/worker.js')</script>")

    async with serving(respond) as site:
        policy = Policy(hosts=frozenset(), loopback=frozenset({("127.0.0.1", site.port)}))
        async with (
            EgressProxy(policy) as proxy,
            open_browser(proxy.url, executable=chromium()) as browser,
            fresh_page(browser, javascript=True) as opened,
        ):
            await opened.goto(f"http://127.0.0.1:{site.port}/")
            await opened.wait_for_timeout(300)
            assert await opened.evaluate("isSecureContext")
        assert "/" in site.paths()
        assert "/worker.js" not in site.paths()


async def test_a_page_asks_no_more_often_than_allowed(hidden: Server) -> None:
    async with guarded(hidden) as (browser, _, site, _), fresh_page(browser) as opened:
        await opened.goto("http://site.example/many")
        await opened.wait_for_timeout(300)
    assert len(site.heads) == PAGE_REQUESTS


async def test_a_form_is_never_posted(hidden: Server) -> None:
    async with guarded(hidden) as (browser, proxy, site, _), fresh_page(browser) as opened:
        await opened.goto("http://site.example/form")
        refused = proxy.counts.refused
        await opened.get_by_role("button").click(no_wait_after=True)
        await opened.wait_for_timeout(300)
        assert proxy.counts.refused == refused  # the browser did not even ask
    assert site.paths() == {"/form"}


SOCKETS = """<title>public</title><script>
const open = `new WebSocket("ws://site.example/socket").onopen = e => e.target.send("written");`;
eval(open);
new Worker(URL.createObjectURL(new Blob([open])));
</script>"""


def socket_or_page(head: bytes) -> bytes:
    """The handshake of RFC 6455 for who asks for it, a page that asks for anybody else."""
    if not (key := re.search(rb"(?i)sec-websocket-key: *(\S+)", head)):
        return page(SOCKETS)
    told = hashlib.sha1(key[1] + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11", usedforsecurity=False)
    accepted = f"Sec-WebSocket-Accept: {base64.b64encode(told.digest()).decode()}"
    upgraded = ("Upgrade: websocket", "Connection: Upgrade", accepted)
    lines = ["HTTP/1.1 101 Switching Protocols", *upgraded, "", ""]
    return "\r\n".join(lines).encode()


async def test_a_page_opens_no_web_socket_even_where_it_may_read() -> None:
    async with serving(socket_or_page) as site:
        policy = Policy(hosts=frozenset({"site.example"}))
        streets, names = Streets({PUBLIC: site.port}), Names(site_example=[[PUBLIC]])
        async with (
            EgressProxy(policy, resolver=names, connect=streets.connect) as proxy,
            open_browser(proxy.url, executable=chromium()) as browser,
            fresh_page(browser, javascript=True) as opened,
        ):
            await opened.goto("http://site.example/")
            await opened.wait_for_timeout(WAIT)
            assert await opened.title() == "public"
    assert {head.split(b" ")[1] for head in site.heads} == {b"/"}


async def test_nothing_is_downloaded(hidden: Server) -> None:
    async with guarded(hidden) as (browser, _, _, _), fresh_page(browser) as opened:
        async with opened.expect_download() as begun:
            with pytest.raises(Error):
                await opened.goto("http://site.example/download")
        assert await (await begun.value).failure() is not None


async def test_two_pages_share_nothing(hidden: Server) -> None:
    async with guarded(hidden) as (browser, _, _, _):
        async with fresh_page(browser) as first:
            await first.context.add_cookies(
                [{"name": "a", "value": "b", "url": "http://site.example/"}]
            )
        async with fresh_page(browser) as second:
            assert await second.context.cookies() == []
        assert browser.contexts == []
