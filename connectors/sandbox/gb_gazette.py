"""The contract of The Gazette's notice feed over a few invented notices: numbers are texts, one entry

is an object, none is null, a text is cut with an ellipsis, and a quoted question is a phrase.
"""

from __future__ import annotations

from collections.abc import Mapping

from connectors.sandbox.model import Json, Payload
from connectors.sandbox.reply import Answer, Reply
from connectors.sandbox.world import World

SOURCE = "gb.gazette"
SITE = "https://www.thegazette.co.uk"
NOTICES: tuple[tuple[str, str, str, str, str, str], ...] = (
    (
        "9900003",
        "24",
        "2443",
        "2026-02-02",
        "LOWFOLD HARROW LTD",
        "Name of Company: LOWFOLD HARROW LTD Company Number: 99900037 Nature of business: ...",
    ),
    (
        "9900002",
        "24",
        "2441",
        "2026-01-31",
        "LOWFOLD HARROW LTD",
        "LOWFOLD HARROW LTD (Company Number 99900037) At a general meeting ...",
    ),
    (
        "9900011",
        "25",
        "2503",
        "2026-05-06",
        "Perpetua SAMPLEDALE",
        "SAMPLEDALE, Perpetua. Birth details: 17 April 1981 ...",
    ),
)


def routes(_world: World) -> dict[str, Answer]:
    """The one path, below the service's base."""
    return {"/insolvency/notice/data.json": search}


def search(asked: Mapping[str, str]) -> Reply:
    """The notices of a category that hold the question, latest first."""
    words = asked.get("text", "").strip('"').upper()
    found: list[Json] = [
        entry(ident, code, day, title, content)
        for ident, category, code, day, title, content in NOTICES
        if category == asked.get("categorycode") and words in f"{title} {content}".upper()
    ]
    body: Payload = {
        "id": f"{SITE}/insolvency/notice/data.feed",
        "title": "Search Result",
        "link": {"@href": f"{SITE}/insolvency/notice/data.json", "@rel": "self"},
        "f:page-number": asked.get("results-page", "1"),
        "f:page-size": asked.get("results-page-size", "10"),
        "f:total": str(len(found)),
        "f:facets": None,
        "entry": found[0] if len(found) == 1 else found or None,
    }
    return Reply(status=200, body=body)


def entry(ident: str, code: str, day: str, title: str, content: str) -> Payload:
    """One notice as the feed writes it."""
    return {
        "id": f"{SITE}/id/notice/{ident}",
        "f:status": "published",
        "f:notice-code": code,
        "title": title,
        "link": [{"@href": f"{SITE}/notice/{ident}"}],
        "author": {"name": "tso"},
        "updated": f"{day}T01:00:00Z",
        "published": f"{day}T01:05:09",
        "content": f"<div><p>{content}</p></div>",
    }
