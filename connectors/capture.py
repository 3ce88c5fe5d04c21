"""A public page kept as evidence: a picture of it whole, an MHTML copy, and the answers as WARC.

One Chromium for each capture, behind the egress proxy; the extra `browser` drives it. Every document
is judged (`connectors.capture_documents`), whatever led to it: a frame that may not be kept is left
out, and of a page that may not be kept nothing is.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import version
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from connectors.browser import fresh_page, open_browser
from connectors.capture_documents import SOURCE, Doorkeeper, Rules, stop_if_closed, stop_if_said
from connectors.capture_warc import Answers
from connectors.egress import Policy, Resolver, system_resolver
from connectors.egress_proxy import Connect, EgressProxy
from tracer.errors import SourceError

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page, Response

PICTURE, COPY, ANSWERS = "page.png", "page.mhtml", "page.warc.gz"
MEDIA_TYPES = {
    PICTURE: "image/png",
    COPY: "multipart/related",
    ANSWERS: "application/warc",
}
SETTLE_MILLISECONDS = 2_000
LARGEST = 20_000_000
"""Bytes of one file; a larger page is not captured."""
CAPTURE_SECONDS = 60.0
"""For a whole capture: a page whose script never ends would hold the browser for ever."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Captured:
    """The files of one page by name, and what made them, by name and version."""

    files: dict[str, bytes]
    tools: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageCapturer:
    """Captures pages with the Chromium at `executable`; `policy` is what it may reach."""

    executable: str
    policy: Policy = field(default_factory=Policy)
    resolver: Resolver = system_resolver
    connect: Connect = asyncio.open_connection
    seconds: float = CAPTURE_SECONDS

    async def capture(self, url: str, at: datetime) -> Captured:
        """The page at an address, as everybody sees it. `at` is the time its WARC records bear.

        Raises SourceForbidden when the page or its host does not let it be kept, SourceError when it
        does not answer, answers for another host, is too large or takes more than `seconds`.
        """
        from playwright.async_api import Error  # noqa: PLC0415 - an extra

        try:
            async with (
                asyncio.timeout(self.seconds),
                EgressProxy(self.policy, resolver=self.resolver, connect=self.connect) as proxy,
                open_browser(proxy.url, executable=self.executable) as browser,
            ):
                rules = Rules(browser)
                await rules.stop_unless_allowed(url)
                return await page_of(browser, rules, url, at)
        except TimeoutError:
            raise SourceError(SOURCE, "the page takes too long to be captured") from None
        except Error:
            raise SourceError(SOURCE, "the browser could not show the page") from None


async def page_of(browser: Browser, rules: Rules, url: str, at: datetime) -> Captured:
    """One page in its three forms, judged once it has settled and again once it is taken."""
    from playwright.async_api import Error  # noqa: PLC0415 - an extra

    async with fresh_page(browser, javascript=True) as page:
        answers = Answers(page)
        keeper = await Doorkeeper.at(page, rules)
        try:
            await page.goto(url, wait_until="load")
            with suppress(Error):  # a page that never rests is kept as it is
                await page.wait_for_load_state("networkidle", timeout=SETTLE_MILLISECONDS)
            shown = await judged(page, answers, keeper, rules, url)
            session = await page.context.new_cdp_session(page)
            copy = await session.send("Page.captureSnapshot", {"format": "mhtml"})
            files = {
                PICTURE: await page.screenshot(full_page=True),
                COPY: copy["data"].encode(),
                ANSWERS: await answers.warc(at),
            }
            if await judged(page, answers, keeper, rules, url) is not shown:
                raise SourceError(SOURCE, "gave way to another page while it was captured")
        except Error:
            raise keeper.refusal or SourceError(SOURCE, "the browser could not show it") from None
    if max(map(len, files.values())) > LARGEST:
        raise SourceError(SOURCE, "the page is too large to be captured")
    tools = {name: version(name) for name in ("playwright", "tracer", "warcio")}
    return Captured(files=files, tools={"chromium": browser.version, **tools})


async def judged(
    page: Page, answers: Answers, keeper: Doorkeeper, rules: Rules, url: str
) -> Response:
    """The answer that is shown. Raises unless it is the page asked for, for everybody and to keep.

    Every document that came is judged, those the page left behind included: they are in the WARC.
    """
    if keeper.refusal:
        raise keeper.refusal
    shown = None
    for answer in answers.documents():
        stop_if_closed(answer.status, await answer.all_headers())
        await rules.stop_unless_allowed(answer.url)
        if answer.frame == page.main_frame:
            shown = answer
    if shown is None:
        raise SourceError(SOURCE, "the page gave no answer")
    if shown.status != 200:
        raise SourceError(SOURCE, f"answers {shown.status}")
    if site_of(page.url) != site_of(url):
        raise SourceError(SOURCE, "leads to another host than the one asked for")
    for frame in page.frames:
        stop_if_said(await frame.content())
    return shown


def site_of(url: str) -> str:
    """The host, with or without `www.`."""
    return (urlsplit(url).hostname or "").removeprefix("www.")
