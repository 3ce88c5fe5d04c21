"""A line to websites, whose hosts are not known in advance: pages as they are, or as scripts draw them."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TypeAlias
from urllib.parse import urljoin, urlsplit

from connectors.answer import Declined, Page
from connectors.credentials import lane_of
from connectors.session import PAGE_BYTES, Session
from tracer.errors import SourceChanged, SourceForbidden
from tracer.lawful import Permit

MOST_HOPS = 5  # redirects of one page
ANY = {"Accept": "text/html, application/xhtml+xml, */*;q=0.5"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A page once its scripts have run: where the browser ended, and the HTML there."""

    url: str
    body: bytes


Drawer: TypeAlias = Callable[[str], Awaitable[Drawing]]
"""Opens a page in a browser behind the egress guard."""

Allowed: TypeAlias = Callable[[str], Awaitable[bool]]


async def always(_url: str) -> bool:
    """Leave to follow any redirect."""
    return True


class WebSession(Session):
    """A session whose card has open hosts. `draw` is None where there is no browser."""

    draw: Drawer | None = None

    async def page(self, url: str, permit: Permit, may: Allowed = always) -> Page | Declined:
        """One page, redirects followed; every hop is a call and goes through the same guard.

        `may` is asked about each address a redirect leads to, before it is followed. Raises
        SourceForbidden for what it refuses or is no web address, SourceChanged for redirects without
        end.
        """
        for _ in range(MOST_HOPS):
            place = self.address(url)
            question = self._question("GET", place, "", {}, ANY, urlsplit(url).hostname)
            answer = await self._ask(replace(question, path="/…", page=True), permit)
            if isinstance(answer, Declined):
                return answer
            assert isinstance(answer, Page)
            if answer.location is None:
                return answer.at(url)
            url = urljoin(url, answer.location)
            self.address(url)
            if not await may(url):
                raise SourceForbidden(self.card.id, "redirects to what may not be read")
        raise SourceChanged(self.card.id, "redirects without end")

    async def drawn(self, page: Page, permit: Permit) -> Page | None:
        """The same page after its scripts have run; None where there is no browser.

        It is a call like another: pace and breaker are those of its host. Raises SourceForbidden
        when the scripts lead to another host.
        """
        if self.draw is None:
            return None
        self.check(permit)
        lane = lane_of(self.card, None, urlsplit(page.url).hostname)
        asked = self.address(page.url)
        deadline = asyncio.get_running_loop().time() + self.card.deadline_seconds
        async with self.leaving(lane, permit, deadline):
            drawing = await self.draw(asked)
        if urlsplit(drawing.url).netloc != urlsplit(asked).netloc:
            raise SourceForbidden(self.card.id, "scripts lead to another host")
        body = drawing.body[:PAGE_BYTES]
        return replace(
            page,
            body=body,
            content_type="text/html; charset=utf-8",
            sha256=hashlib.sha256(body).hexdigest(),
            retrieved_at=self.clock.now(),
        )

    def address(self, url: str) -> str:
        """Where a page is asked for: itself, or its place in a sandbox."""
        try:
            parts = urlsplit(url)
            host = parts.hostname
        except ValueError:
            raise SourceForbidden(self.card.id, "leads to what is no address") from None
        if parts.scheme not in ("http", "https") or not host or parts.username:
            raise SourceForbidden(self.card.id, "leads to something that is no web page")
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        return self.place(parts.netloc, parts.scheme) + path
