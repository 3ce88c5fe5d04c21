"""When a site was last written to, as far as it says so itself.

Sitemap dates count least, then the page's own markup, then a feed; a copyright year never counts:
"© 2026" in a footer is no activity. A day to come is dropped, so the caller says what day it is.
The date finder is given a limit: one list of articles took it 4.75 seconds.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable
from datetime import date
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import NamedTuple

import htmldate
from lxml import etree
from selectolax.lexbor import LexborHTMLParser

LIMIT_SECONDS = 2.0
FAR = "2100-01-01"
"""Told an earlier last day, the finder reads the first of the month instead of a day to come."""
LONGEST_HTML = 400_000
"""Characters given to the date finder; dates it trusts stand in a page's head."""
FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml"})
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class ActivitySource(StrEnum):
    """Where a day was read, the least telling first."""

    SITEMAP = "sitemap"
    PAGE = "page"
    MARKUP = "json_ld"
    FEED = "feed"


class Activity(NamedTuple):
    """The last day something was written, and where that is said."""

    day: date
    source: ActivitySource


def activity_of(
    html: str, markup_days: Iterable[str], today: date, limit_seconds: float = LIMIT_SECONDS
) -> Activity | None:
    """The last day the page says it was written: by its markup, else by its own date."""
    day = latest((parsed(text) for text in markup_days), today)
    if day is not None:
        return Activity(day, ActivitySource.MARKUP)
    day = latest([parsed(page_date(html, limit_seconds) or "")], today)
    return Activity(day, ActivitySource.PAGE) if day else None


def page_date(html: str, limit_seconds: float = LIMIT_SECONDS) -> str | None:
    """The date the page carries, without guessing; None when it has none or none in time.

    The finder makes up the day of a year or a month alone: a day has to stand in the page.
    """
    found: list[str | None] = []

    def find() -> None:
        found.append(
            htmldate.find_date(
                html[:LONGEST_HTML],
                extensive_search=False,
                original_date=False,
                max_date=FAR,
            )
        )

    worker = threading.Thread(target=find, daemon=True)
    worker.start()
    worker.join(limit_seconds)
    return found[0] if found and found[0] and _written(found[0], html[:LONGEST_HTML]) else None


def _written(day: str, html: str) -> bool:
    """Whether the page has the whole day: in figures either way round, or with the month's name."""
    year, month, number = day.split("-")
    m, d = rf"0?{int(month)}", rf"0?{int(number)}"
    forms = (
        rf"{year}\W?{m}\W?{d}(?!\d)",
        rf"(?<!\d){d}\W{m}\W{year}",
        rf"(?<!\d){d}\S{{0,3}}\s[^\W\d]{{3,9}}\W{{1,2}}{year}",
        rf"[^\W\d]{{3,9}}\W{{1,2}}{d}\S{{0,3}}\s{year}",
    )
    return any(re.search(form, html) for form in forms)


def latest(days: Iterable[date | None], today: date) -> date | None:
    """The last of these days that is not to come."""
    return max((day for day in days if day is not None and day <= today), default=None)


def feed_named(html: str) -> str | None:
    """The first feed that a page names in its head, as written."""
    for node in LexborHTMLParser(html).css("link[rel~=alternate][href]"):
        kind = (node.attributes.get("type") or "").partition(";")[0].strip().lower()
        href = (node.attributes.get("href") or "").strip()
        if kind in FEED_TYPES and href:
            return href
    return None


def feed_activity(body: bytes, today: date) -> Activity | None:
    """The newest entry of an RSS or Atom feed; None when it cannot be read or has no dated entry."""
    root = _xml(body)
    if root is None:
        return None
    entries = (node for node in root.iter() if _local(node) in {"item", "entry"})
    days = (
        parsed(child.text or "")
        for entry in entries
        for child in entry
        if _local(child) in {"updated", "published", "pubDate", "date"}
    )
    day = latest(days, today)
    return Activity(day, ActivitySource.FEED) if day else None


def sitemap_activity(body: bytes, today: date) -> Activity | None:
    """The last `lastmod` of a sitemap or an index of sitemaps."""
    root = _xml(body)
    if root is None:
        return None
    day = latest((parsed(n.text or "") for n in root.iter() if _local(n) == "lastmod"), today)
    return Activity(day, ActivitySource.SITEMAP) if day else None


def best(found: Iterable[Activity | None]) -> Activity | None:
    """The activity whose source tells most; the later day between equals."""
    order = list(ActivitySource)
    known = [activity for activity in found if activity is not None]
    return max(known, key=lambda a: (order.index(a.source), a.day), default=None)


def parsed(text: str) -> date | None:
    """A day written as ISO 8601 or as RFC 822; None when it is neither."""
    written = text.strip()
    try:
        if ISO_DAY.match(written):
            return date.fromisoformat(written[:10])
        return parsedate_to_datetime(written).date() if written else None
    except (ValueError, TypeError):
        return None


def _xml(body: bytes) -> etree._Element | None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=False)
    try:
        return etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _local(node: etree._Element) -> str:
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""
