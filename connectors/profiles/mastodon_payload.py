"""What an instance answers about an account (Mastodon API, entities/Account; RFC 7033 for WebFinger).

The text of a profile is read to tell a mirror from its model, its fields to see which links the
instance has verified; neither is kept. Pictures and roles are dropped as they come in.
"""

from __future__ import annotations

from typing import ClassVar

from connectors.base import Payload


class Field(Payload):
    """One line of a profile's table; `verified_at` is when the instance saw the link returned."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"name"})

    value: str
    verified_at: str | None = None


class Moved(Payload):
    """Where the account went: a whole account, of which only the name is read."""

    DROPPED: ClassVar[frozenset[str]] = frozenset(
        {"attribution_domains", "avatar", "avatar_description", "avatar_static", "bot"}
        | {"created_at", "discoverable", "display_name", "email_subscriptions", "emojis"}
        | {"feature_approval", "fields", "followers_count", "following_count", "group"}
        | {"header", "header_description", "header_static", "hide_collections", "id"}
        | {
            "indexable",
            "last_status_at",
            "limited",
            "locked",
            "memorial",
            "moved",
            "mute_expires_at",
        }
        | {"noindex", "note", "roles", "show_featured", "show_media", "show_media_replies"}
        | {"source", "statuses_count", "suspended", "uri", "uri_verified", "username"}
    )

    acct: str
    url: str | None = None


class Account(Payload):
    """An account as its instance shows it. A flag that is absent is not known: it is not False."""

    DROPPED: ClassVar[frozenset[str]] = frozenset(
        {
            "attribution_domains",
            "avatar",
            "avatar_description",
            "avatar_static",
            "email_subscriptions",
            "emojis",
            "feature_approval",
            "followers_count",
            "following_count",
            "header",
            "header_description",
            "header_static",
            "hide_collections",
            "id",
            "locked",
            "mute_expires_at",
            "roles",
            "role",
            "show_featured",
            "show_media",
            "show_media_replies",
            "source",
            "uri",
            "username",
        }
    )

    acct: str
    url: str | None = None
    display_name: str | None = None
    note: str = ""
    fields: tuple[Field, ...] = ()
    created_at: str | None = None
    last_status_at: str | None = None  # a day, without an hour
    statuses_count: int | None = None
    bot: bool | None = None
    group: bool | None = None
    discoverable: bool | None = None
    indexable: bool | None = None
    noindex: bool | None = None
    memorial: bool | None = None
    suspended: bool | None = None
    limited: bool | None = None
    moved: Moved | None = None


class Reference(Payload):
    """One link of a WebFinger answer."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"template", "titles", "properties"})

    rel: str
    type: str | None = None
    href: str | None = None


class Finger(Payload):
    """A WebFinger answer: where the account of that name lives."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"aliases", "properties", "subject"})

    links: tuple[Reference, ...]
