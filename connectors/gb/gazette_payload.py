"""The shape of The Gazette's notice feed in JSON: an Atom feed written over, every number a text.

Contract: github.com/TheGazette/DevDocs, notice/notice-feed.md. One entry or one link comes as an
object and not as a list, no entry as null; a text may come as an object with "#text".
"""

from __future__ import annotations

import html
import re
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field

from connectors.base import Payload

TAGS = re.compile(r"<[^>]*>")


def as_list(said: object) -> object:
    """What may be one, several or none, as a list."""
    if said is None:
        return []
    return said if isinstance(said, list) else [said]


def as_text(said: object) -> object:
    """A text, whether alone or as the "#text" of an object; markup taken out."""
    if isinstance(said, dict):
        said = said.get("#text", "")
    if not isinstance(said, str):
        return said
    return " ".join(html.unescape(TAGS.sub(" ", said)).split())


Text = Annotated[str, BeforeValidator(as_text)]


class FeedLink(Payload):
    """A link of the feed; only whether there is a next page is read."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"@href", "@title", "@type"})

    rel: str | None = Field(default=None, alias="@rel")


class Entry(Payload):
    """One notice. `content` is its beginning, cut with an ellipsis: read for a number, never kept."""

    DROPPED: ClassVar[frozenset[str]] = frozenset(
        {
            "author",
            "category",  # the code says it
            "f:familyName",
            "f:firstName",
            "f:name",
            "f:saved",
            "geo:Point",
            "link",
            "updated",
        }
    )

    id: str
    title: Text
    published: str
    code: str | None = Field(default=None, alias="f:notice-code")
    status: str | None = Field(default=None, alias="f:status")
    content: Text = ""


class Feed(Payload):
    """One page of notices."""

    DROPPED: ClassVar[frozenset[str]] = frozenset(
        {
            "f:facets",
            "f:page-number",
            "f:page-size",
            "f:page-start",
            "f:page-stop",
            "id",
            "openSearch:Query",
            "title",
            "updated",
        }
    )

    total: int = Field(alias="f:total")
    entry: Annotated[list[Entry], BeforeValidator(as_list)] = Field(default_factory=list)
    link: Annotated[list[FeedLink], BeforeValidator(as_list)] = Field(default_factory=list)

    @property
    def has_next(self) -> bool:
        """Whether the feed links to a further page."""
        return any(link.rel == "next" for link in self.link)
