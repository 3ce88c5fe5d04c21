"""Which documents may be in a capture: what robots.txt, a status, a header or a page says against it.

Before a page or a frame is asked for, redirects included, its host's robots.txt is (RFC 9309: 4xx
lets us, what cannot be read does not). `X-Robots-Tag`, `<meta name="robots">` and `tdm-reservation` are
obeyed, and a page behind a login or a limit is left alone.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from connectors.browser import fresh_page
from connectors.web.robots import Robots
from tracer.errors import SourceForbidden

if TYPE_CHECKING:
    from playwright.async_api import Browser, CDPSession, Page, Response

SOURCE = "web.capture"
STOPS = frozenset({401, 403, 407, 429, 451})
KEEP_OUT = re.compile(r"\b(noindex|noarchive|none)\b", re.IGNORECASE)


class Rules:
    """The robots.txt of each host a page leads to, each asked for once."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._asked: dict[str, asyncio.Task[Robots | None]] = {}

    async def stop_unless_allowed(self, url: str) -> None:
        """Raise SourceForbidden when a page may not be read, or its host does not say."""
        if urlsplit(url).scheme not in ("http", "https"):
            return  # made by the page itself
        place = urljoin(url, "/robots.txt")
        if place not in self._asked:
            self._asked[place] = asyncio.create_task(robots_at(self._browser, place))
        if (robots := await self._asked[place]) is None:
            raise SourceForbidden(SOURCE, "robots.txt cannot be read, so nothing else is")
        if not robots.allow(url):
            raise SourceForbidden(SOURCE, "robots.txt does not let us read it")


async def robots_at(browser: Browser, place: str) -> Robots | None:
    """The rules at an address. None when they cannot be read at all."""
    from playwright.async_api import Error  # noqa: PLC0415 - an extra

    answers: list[Response] = []
    async with fresh_page(browser) as page:
        page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - it is wrapped
        with suppress(Error):  # an empty 404 is a failure to Chromium; its status was seen
            await page.goto(place)
        with suppress(Error):
            if answers and answers[-1].status == 200:
                return Robots.read(await answers[-1].body())
    return Robots() if answers and 400 <= answers[-1].status < 500 else None


class Doorkeeper:
    """Lets the documents of a page through, each asked for and each answered, or stops them.

    A frame that is stopped stays empty; `refusal` is why the page itself was. Playwright's routes do
    not see where a redirect leads: Chromium's own (DevTools `Fetch`) do.
    """

    def __init__(self, session: CDPSession, rules: Rules, main_frame: str) -> None:
        self.refusal: SourceForbidden | None = None
        self._session = session
        self._rules = rules
        self._main_frame = main_frame

    @classmethod
    async def at(cls, page: Page, rules: Rules) -> Doorkeeper:
        """At the door of a page from now on."""
        session = await page.context.new_cdp_session(page)
        tree = await session.send("Page.getFrameTree")
        keeper = cls(session, rules, tree["frameTree"]["frame"]["id"])
        session.on("Fetch.requestPaused", keeper.judge)
        stages = [
            {"resourceType": "Document", "requestStage": stage} for stage in ("Request", "Response")
        ]
        await session.send("Fetch.enable", {"patterns": stages})
        return keeper

    async def judge(self, paused: dict[str, Any]) -> None:
        """Stop a document or let it go on."""
        from playwright.async_api import Error  # noqa: PLC0415 - an extra

        of_page = paused["frameId"] == self._main_frame
        asked = {"requestId": paused["requestId"]}
        with suppress(Error):  # the page is closed or gone elsewhere
            try:
                if status := paused.get("responseStatusCode"):
                    if not of_page:  # the page's own answers are judged with what it says
                        stop_if_closed(status, headers_of(paused["responseHeaders"]))
                else:
                    await self._rules.stop_unless_allowed(paused["request"]["url"])
            except SourceForbidden as refusal:
                if of_page:
                    self.refusal = refusal
                await self._session.send(
                    "Fetch.failRequest", {**asked, "errorReason": "BlockedByClient"}
                )
            else:
                await self._session.send("Fetch.continueRequest", asked)


def headers_of(pairs: Iterable[dict[str, str]]) -> dict[str, str]:
    """Headers by name in lower case, those of one name joined."""
    found: dict[str, str] = {}
    for pair in pairs:
        name = pair["name"].lower()
        found[name] = ", ".join(filter(None, (found.get(name), pair["value"])))
    return found


def stop_if_closed(status: int, headers: dict[str, str]) -> None:
    """Raise SourceForbidden for an answer that is not for everybody or not to be kept."""
    if status in STOPS:
        raise SourceForbidden(SOURCE, f"answers {status}: it is not open to everybody")
    stop_if_asked((headers.get("x-robots-tag", ""),), (headers.get("tdm-reservation", ""),))


def stop_if_said(html: str) -> None:
    """Raise SourceForbidden for a page whose own `meta` elements say that it is not to be kept."""
    metas = [
        ((meta.attributes.get("name") or "").strip().lower(), meta.attributes.get("content") or "")
        for meta in LexborHTMLParser(html).css("meta[name][content]")
    ]
    stop_if_asked(
        (content for name, content in metas if name in ("robots", "tracer")),
        (content for name, content in metas if name == "tdm-reservation"),
    )


def stop_if_asked(robots: Iterable[str], reservations: Iterable[str]) -> None:
    """Raise SourceForbidden for one of these values."""
    if any(KEEP_OUT.search(one) for one in robots):
        raise SourceForbidden(SOURCE, "the page asks not to be indexed or archived")
    if "1" in {one.strip() for one in reservations}:
        raise SourceForbidden(SOURCE, "the page reserves itself from being mined")
