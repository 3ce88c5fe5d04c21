"""A page drawn by a browser is a call like another: typed failures, its pace, its breaker, its count."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from connectors.answer import Page
from connectors.buckets import Buckets
from connectors.courtesy import Courtesy
from connectors.web.company_site import CARD
from connectors.web_session import Drawing, WebSession
from tests.connectors.doubles import FAST, NOW, StoppedClock, permit
from tracer.errors import BudgetExhausted, SourceBusy, SourceError

URL = "https://atelier-fictif.example/"
PAGE = Page(
    source=CARD.id,
    url=URL,
    location=None,
    body=b"<div id=app></div>",
    content_type="text/html",
    headers={},
    retrieved_at=NOW,
    sha256="0" * 64,
    licence=CARD.licence,
)


class Browser:
    """Draws what it is told, fails as often as it is told, and notes what it opened."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.opened: list[str] = []

    async def __call__(self, url: str) -> Drawing:
        self.opened.append(url)
        if len(self.opened) <= self.failures:
            raise SourceError(CARD.id, "the browser could not draw the page")
        return Drawing(url=url, body=b"<p>drawn</p>")


def line(browser: Browser, place: Path | None = None) -> WebSession:
    session = WebSession(
        CARD,
        clock=StoppedClock(),
        courtesy=Courtesy(
            patience=replace(FAST, breaker_failures=2),
            rates={CARD.id: 1e4},
            buckets=Buckets(place),
        ),
        contact="https://tracer.example/contact",
        transport=httpx.MockTransport(lambda request: httpx.Response(500)),
    )
    session.draw = browser
    return session


async def test_a_drawn_page_is_one_call_of_the_permit_and_of_the_ledger():
    session, leave = line(Browser()), permit(CARD.id)
    page = await session.drawn(PAGE, leave)
    assert page is not None
    assert page.body == b"<p>drawn</p>"
    assert leave.allowance.calls == 1
    assert [one.calls for one in session.courtesy.buckets.spent("case-1")] == [1]


async def test_while_another_worker_holds_the_buckets_no_page_is_drawn(tmp_path):
    browser = Browser()
    session, leave = line(browser, tmp_path / "courtesy.sqlite"), permit(CARD.id)
    other = sqlite3.connect(tmp_path / "courtesy.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(SourceBusy, match="buckets"):
        await session.drawn(PAGE, leave)
    other.close()
    assert (browser.opened, leave.allowance.calls) == ([], 0)
    assert await session.drawn(PAGE, leave) is not None


async def test_a_host_whose_pages_cannot_be_drawn_is_left_alone_like_any_other():
    browser = Browser(failures=9)
    session = line(browser)
    for _ in range(2):
        with pytest.raises(SourceError, match="draw"):
            await session.drawn(PAGE, permit(CARD.id))
    with pytest.raises(SourceBusy, match="alone"):
        await session.drawn(PAGE, permit(CARD.id))
    with pytest.raises(SourceBusy, match="alone"):
        await session.page(URL, permit(CARD.id))
    assert len(browser.opened) == 2


async def test_without_a_call_left_nothing_is_drawn():
    browser = Browser()
    with pytest.raises(BudgetExhausted):
        await line(browser).drawn(PAGE, permit(CARD.id, calls=0))
    assert browser.opened == []
