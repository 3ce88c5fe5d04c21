"""A public page kept as evidence: a picture of it whole, an MHTML copy, and the answers as WARC.

One Chromium for each capture, behind the egress proxy; the extra `browser` drives it. robots.txt is
asked first (RFC 9309: 4xx lets us, what cannot be read does not), and a page that asks not to be
indexed, archived or mined
(`X-Robots-Tag`, `<meta name="robots">`, `tdm-reservation`) is not kept. A page behind a login or a
limit is left alone. Bodies stand decoded in the WARC, so their coding headers do not (ISO 28500).
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from connectors.browser import fresh_page, open_browser
from connectors.egress import Policy, Resolver, system_resolver
from connectors.egress_proxy import Connect, EgressProxy
from connectors.web.robots import Robots
from tracer.errors import SourceError, SourceForbidden

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page, Response

SOURCE = "web.capture"
PICTURE, COPY, ANSWERS = "page.png", "page.mhtml", "page.warc.gz"
MEDIA_TYPES = {
    PICTURE: "image/png",
    COPY: "multipart/related",
    ANSWERS: "application/warc",
}
SETTLE_MILLISECONDS = 2_000
LARGEST = 20_000_000
"""Bytes of one file; a larger page is not captured."""
STOPS = frozenset({401, 403, 407, 429, 451})
CODED = frozenset({"content-encoding", "transfer-encoding", "content-length"})
KEEP_OUT = re.compile(r"\b(noindex|noarchive|none)\b", re.IGNORECASE)


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

    async def capture(self, url: str, at: datetime) -> Captured:
        """The page at an address, as everybody sees it. `at` is the time its WARC records bear.

        Raises SourceForbidden when the page or its host does not let it be kept, SourceError when it
        does not answer, answers for another host or is too large.
        """
        from playwright.async_api import Error  # noqa: PLC0415 - an extra

        try:
            async with (
                EgressProxy(self.policy, resolver=self.resolver, connect=self.connect) as proxy,
                open_browser(proxy.url, executable=self.executable) as browser,
            ):
                if not (await robots_of(browser, url)).allow(url):
                    raise SourceForbidden(SOURCE, "robots.txt does not let us read it")
                return await page_of(browser, url, at)
        except Error:
            raise SourceError(SOURCE, "the browser could not show the page") from None


async def robots_of(browser: Browser, url: str) -> Robots:
    """The rules of the page's host. SourceForbidden when they cannot be read at all."""
    from playwright.async_api import Error  # noqa: PLC0415 - an extra

    answers: list[Response] = []
    async with fresh_page(browser) as page:
        page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - it is wrapped
        with suppress(Error):  # an empty 404 is a failure to Chromium; its status was seen
            await page.goto(urljoin(url, "/robots.txt"))
        if answers and answers[-1].status == 200:
            return Robots.read(await answers[-1].body())
    if answers and 400 <= answers[-1].status < 500:
        return Robots()
    raise SourceForbidden(SOURCE, "robots.txt cannot be read, so nothing else is")


async def page_of(browser: Browser, url: str, at: datetime) -> Captured:
    """One page in its three forms."""
    from playwright.async_api import Error  # noqa: PLC0415 - an extra

    answers: list[Response] = []
    async with fresh_page(browser, javascript=True) as page:
        page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - it is wrapped
        first = await page.goto(url, wait_until="load")
        with suppress(Error):  # a page that never rests is kept as it is
            await page.wait_for_load_state("networkidle", timeout=SETTLE_MILLISECONDS)
        await stop_unless_open(page, first, url)
        session = await page.context.new_cdp_session(page)
        copy = await session.send("Page.captureSnapshot", {"format": "mhtml"})
        files = {
            PICTURE: await page.screenshot(full_page=True),
            COPY: copy["data"].encode(),
            ANSWERS: await warc(answers, at),
        }
    if max(map(len, files.values())) > LARGEST:
        raise SourceError(SOURCE, "the page is too large to be captured")
    tools = {name: version(name) for name in ("playwright", "tracer", "warcio")}
    return Captured(files=files, tools={"chromium": browser.version, **tools})


async def stop_unless_open(page: Page, answer: Response | None, url: str) -> None:
    """Raise unless the page is the one asked for, open to everybody, and may be kept."""
    if answer is None:
        raise SourceError(SOURCE, "the page gave no answer")
    if answer.status in STOPS:
        raise SourceForbidden(SOURCE, f"answers {answer.status}: it is not open to everybody")
    if answer.status != 200:
        raise SourceError(SOURCE, f"answers {answer.status}")
    if site_of(page.url) != site_of(url):
        raise SourceError(SOURCE, "leads to another host than the one asked for")
    headers = await answer.all_headers()
    tree = LexborHTMLParser(await page.content())
    metas = {
        name: [
            meta.attributes.get("content") or ""
            for meta in tree.css("meta[name][content]")
            if (meta.attributes.get("name") or "").strip().lower() == name
        ]
        for name in ("robots", "tracer", "tdm-reservation")
    }
    asked = (headers.get("x-robots-tag", ""), *metas["robots"], *metas["tracer"])
    if any(KEEP_OUT.search(one) for one in asked):
        raise SourceForbidden(SOURCE, "the page asks not to be indexed or archived")
    if "1" in {
        one.strip() for one in (headers.get("tdm-reservation", ""), *metas["tdm-reservation"])
    }:
        raise SourceForbidden(SOURCE, "the page reserves itself from being mined")


def site_of(url: str) -> str:
    """The host, with or without `www.`."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


async def warc(answers: Iterable[Response], at: datetime) -> bytes:
    """Every answer as a WARC response record, its body decoded; a redirect has no body."""
    from playwright.async_api import Error  # noqa: PLC0415 - an extra
    from warcio.statusandheaders import StatusAndHeaders  # noqa: PLC0415 - the same extra
    from warcio.warcwriter import WARCWriter  # noqa: PLC0415 - the same extra

    out = BytesIO()
    writer = WARCWriter(out, gzip=True)
    when = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    for answer in answers:
        body = b""
        with suppress(Error):
            body = await answer.body()
        headers = [
            (one["name"], one["value"].replace("\n", ", "))
            for one in await answer.headers_array()
            if one["name"].lower() not in CODED
        ]
        status = StatusAndHeaders(f"{answer.status} {answer.status_text}", headers, "HTTP/1.1")
        record = writer.create_warc_record(
            answer.url,
            "response",
            payload=BytesIO(body),
            length=len(body),  # without it a copy in clear goes through a temporary file
            http_headers=status,
            warc_headers_dict={"WARC-Date": when},
        )
        writer.write_record(record)
    return out.getvalue()
