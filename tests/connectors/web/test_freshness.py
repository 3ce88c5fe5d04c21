"""When a site was last written to: what counts, in which order, and what never does."""

from __future__ import annotations

import time
from datetime import date

import pytest

from connectors.web import freshness
from connectors.web.freshness import (
    Activity,
    ActivitySource,
    activity_of,
    best,
    feed_activity,
    page_date,
    parsed,
    sitemap_activity,
)

TODAY = date(2026, 11, 1)
DAY = date(2026, 8, 3)
ATOM = b"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><updated>2026-10-30T00:00:00Z</updated>
<entry><updated>2026-08-03T10:00:00Z</updated></entry><entry><updated>2025-01-01T10:00:00Z</updated></entry></feed>"""
RSS = b"""<rss><channel><lastBuildDate>Fri, 30 Oct 2026 00:00:00 GMT</lastBuildDate>
<item><pubDate>Mon, 03 Aug 2026 10:00:00 +0200</pubDate></item></channel></rss>"""
SITEMAP = b"""<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><lastmod>2026-08-03</lastmod></url><url><lastmod>2027-01-01</lastmod></url></urlset>"""
PAGE = (
    "<html><head><meta property='article:modified_time' content='2026-08-03'></head><body>a</body>"
)


@pytest.mark.parametrize("footer", ["© 2026", "© 2020-2026 Kervac", "Copyright 2026"])
def test_a_copyright_year_is_no_activity(footer: str) -> None:
    html = f"<html><body><p>Atelier de voilerie à Saint-Malo</p>{footer}</body></html>"
    assert activity_of(html, (), TODAY) is None


def test_the_pages_own_date_is_read_and_its_markup_counts_before_it() -> None:
    assert activity_of(PAGE, (), TODAY) == Activity(DAY, ActivitySource.PAGE)
    marked = activity_of(PAGE, ("2026-09-14", "2024-01-01"), TODAY)
    assert marked == Activity(date(2026, 9, 14), ActivitySource.MARKUP)


def test_a_day_to_come_is_dropped() -> None:
    assert activity_of("<p>a", ("2026-11-02",), TODAY) is None
    assert activity_of("<p>a", ("2026-11-01",), TODAY) is not None
    assert activity_of(PAGE, (), date(2026, 8, 2)) is None


@pytest.mark.parametrize(
    "head", ["<meta name='date' content='2026'>", "<meta name='date' content='2026-08'>"]
)
def test_a_year_or_a_month_alone_is_no_day(head: str) -> None:
    assert (
        page_date(f"<html><head>{head}</head><body><p>Atelier de voilerie</p></body></html>")
        is None
    )


@pytest.mark.parametrize(
    "head",
    [
        "<meta property='article:modified_time' content='2026-08-01T10:00:00Z'>",
        "<meta name='date' content='01/08/2026'>",
        "<meta name='date' content='1 August 2026'>",
        "<meta name='date' content='August 1, 2026'>",
    ],
)
def test_a_day_is_read_where_all_of_it_is_written(head: str) -> None:
    assert page_date(f"<html><head>{head}</head><body><p>a</p></body></html>") == "2026-08-01"


def test_the_date_finder_is_given_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        freshness.htmldate, "find_date", lambda *a, **k: time.sleep(2) or "2026-01-01"
    )
    before = time.monotonic()
    assert page_date(PAGE, limit_seconds=0.05) is None
    assert time.monotonic() - before < 1


@pytest.mark.parametrize("body", [ATOM, RSS])
def test_a_feed_tells_the_day_of_its_newest_entry_not_of_its_building(body: bytes) -> None:
    assert feed_activity(body, TODAY) == Activity(DAY, ActivitySource.FEED)


def test_a_sitemap_tells_its_last_day_that_is_not_to_come() -> None:
    assert sitemap_activity(SITEMAP, TODAY) == Activity(DAY, ActivitySource.SITEMAP)


@pytest.mark.parametrize("body", [b"", b"<html><p>404", b"\xff\xfe", b"<rss></rss>", b"<urlset/>"])
def test_what_is_no_feed_says_nothing(body: bytes) -> None:
    assert feed_activity(body, TODAY) is None
    assert sitemap_activity(body, TODAY) is None


def test_an_entity_in_a_feed_is_not_resolved() -> None:
    body = (
        b"""<!DOCTYPE r [<!ENTITY d "2026-08-03">]><rss><item><pubDate>&d;</pubDate></item></rss>"""
    )
    assert feed_activity(body, TODAY) is None


def test_a_feed_counts_before_markup_before_the_page_before_a_sitemap() -> None:
    old, new = date(2026, 1, 1), date(2026, 9, 1)
    order = [
        ActivitySource.FEED,
        ActivitySource.MARKUP,
        ActivitySource.PAGE,
        ActivitySource.SITEMAP,
    ]
    for at, source in enumerate(order[:-1]):
        worse = [Activity(new, other) for other in order[at + 1 :]]
        assert best([*worse, None, Activity(old, source)]) == Activity(old, source)
    assert best([Activity(old, order[0]), Activity(new, order[0])]) == Activity(new, order[0])
    assert best([None]) is None


@pytest.mark.parametrize(
    "text", ["", "hier", "2026-13-01", "2026", "Mon, 99 Aug 2026 10:00:00 GMT"]
)
def test_what_is_no_day_is_none(text: str) -> None:
    assert parsed(text) is None
