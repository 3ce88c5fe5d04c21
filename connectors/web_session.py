"""A line to websites, whose hosts are not known in advance: pages as they are, or as scripts draw them."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeAlias
from urllib.parse import urljoin, urlsplit

from connectors.answer import Declined, Page
from connectors.session import Session
from tracer.errors import SourceChanged, SourceForbidden
from tracer.lawful import Permit

MOST_HOPS = 5  # redirects of one page
ANY = {"Accept": "text/html, application/xhtml+xml, */*;q=0.5"}

Drawer: TypeAlias = Callable[[str], Awaitable[bytes]]
"""Opens a page in a browser behind the egress guard and gives its HTML once scripts have run."""


class WebSession(Session):
    """A session whose card has open hosts. `draw` is None where there is no browser."""

    draw: Drawer | None = None

    async def page(self, url: str, permit: Permit) -> Page | Declined:
        """One page, redirects followed; every hop is a call and goes through the same guard.

        Raises SourceForbidden for what is no web address, SourceChanged for redirects without end.
        """
        for _ in range(MOST_HOPS):
            place = self.address(url)
            host = urlsplit(url).hostname
            question = self._question("GET", place, "", {}, ANY, host)
            answer = await self._ask(replace(question, path="/…", page=True), permit)
            if isinstance(answer, Declined):
                return answer
            assert isinstance(answer, Page)
            if answer.location is None:
                return answer.at(url)
            url = urljoin(url, answer.location)
        raise SourceChanged(self.card.id, "redirects without end")

    async def drawn(self, page: Page, permit: Permit) -> Page | None:
        """The same page after its scripts have run; None where there is no browser."""
        if self.draw is None:
            return None
        self.check(permit)
        permit.allowance.take(self.card.cost_per_call)
        self.courtesy.buckets.enter(self.card.id, permit.case, self.card.cost_per_call)
        body = await self.draw(self.address(page.url))
        return replace(
            page,
            body=body,
            content_type="text/html; charset=utf-8",
            sha256=hashlib.sha256(body).hexdigest(),
            retrieved_at=self.clock.now(),
        )

    def address(self, url: str) -> str:
        """Where a page is asked for: itself, or its place in a sandbox."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
            raise SourceForbidden(self.card.id, "leads to something that is no web page")
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        return self.place(parts.netloc, parts.scheme) + path
