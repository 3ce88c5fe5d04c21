"""A headless Chromium that reaches the world through the egress proxy only, one context per page.

The extra `browser` drives it. Each flag closes a way around a proxy that was seen open: both WebRTC
flags (the headless shell obeys one, the full Chromium the other), the bypass of loopback, QUIC, the
prefetch of names and Chromium's own background traffic. A page may read and never write: GET and
HEAD only, no script unless asked for, no service worker, no download, no WebSocket.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from tracer.errors import Invalid

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page, Route

PAGE_MILLISECONDS = 15_000
PAGE_REQUESTS = 40
FLAGS = (
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-extensions",
    "--dns-prefetch-disable",
    "--no-first-run",
    "--no-pings",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
)


@asynccontextmanager
async def open_browser(proxy_url: str, *, executable: str) -> AsyncIterator[Browser]:
    """Chromium, everything it asks for going to `proxy_url`, loopback included.

    Sandboxed, except as root, where Chromium has no sandbox. Raises Invalid without the extra
    `browser`.
    """
    try:
        from playwright.async_api import async_playwright  # noqa: PLC0415 - an extra
    except ImportError:
        raise Invalid(
            "browser", "needs an extra, from the checkout: pip install '.[browser]'"
        ) from None
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=executable,
            headless=True,
            chromium_sandbox=os.geteuid() != 0,
            args=[*FLAGS, *ways_out(proxy_url)],
        )
        try:
            yield browser
        finally:
            await browser.close()


def ways_out(proxy_url: str) -> tuple[str, str]:
    """The flags that send everything to the proxy, loopback included.

    Chromium takes WebSockets, of pages and of workers, to the SOCKS proxy where one is named (RFC
    6455, 4.1). Ours speaks no SOCKS, so none is ever opened; SOCKS 5 leaves names to the proxy.
    """
    place = proxy_url.removeprefix("http://")
    return (
        f"--proxy-server=http={place};https={place};socks=socks5://{place}",
        "--proxy-bypass-list=<-loopback>",
    )


@asynccontextmanager
async def fresh_page(browser: Browser, *, javascript: bool = False) -> AsyncIterator[Page]:
    """A page of its own context, that keeps nothing, waits 15 s and asks at most 40 times."""
    context = await browser.new_context(
        java_script_enabled=javascript,
        service_workers="block",
        accept_downloads=False,
        locale="fr-FR",
        viewport={"width": 1280, "height": 900},
    )
    asked = 0

    async def judge(route: Route) -> None:
        nonlocal asked
        asked += 1
        if asked > PAGE_REQUESTS or route.request.method not in ("GET", "HEAD"):
            await route.abort("blockedbyclient")
        else:
            await route.continue_()

    try:
        context.set_default_timeout(PAGE_MILLISECONDS)
        await context.route("**/*", judge)
        yield await context.new_page()
    finally:
        await context.close()
