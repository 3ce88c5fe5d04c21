"""What the Bluesky AppView answers, as its lexicons define it (app.bsky.actor.defs, app.bsky.feed.defs).

Pictures, counts of others, and what anybody wrote are dropped as they come in. The text a profile says
of itself is read to tell a parody from its model, and goes no further.
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from connectors.base import Payload


class Label(Payload):
    """A word somebody put on an account: the account itself, or a moderation service."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"uri", "cid", "cts", "exp", "sig", "ver"})

    src: str
    val: str
    neg: bool = False


class Chat(Payload):
    """Whom the account lets write to it: all, none or following."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"allowGroupInvites"})

    allow_incoming: str | None = Field(default=None, alias="allowIncoming")


class Associated(Payload):
    """What hangs on an account; only whom it lets write to it is read."""

    DROPPED: ClassVar[frozenset[str]] = frozenset(
        {"activitySubscription", "feedgens", "germ", "labeler", "lists", "starterPacks"}
    )

    chat: Chat | None = None


class Verification(Payload):
    """One party that vouches for the account, by its DID."""

    DROPPED: ClassVar[frozenset[str]] = frozenset(
        {"uri", "createdAt", "handle", "displayName", "issuerHandle", "issuerDisplayName"}
    )

    issuer: str
    is_valid: bool = Field(alias="isValid")


class Verifications(Payload):
    """Whether the network takes the account as verified, and by whom."""

    verified_status: str = Field(alias="verifiedStatus")
    trusted_verifier_status: str = Field(alias="trustedVerifierStatus")
    verifications: tuple[Verification, ...] = ()


class Actor(Payload):
    """An account (profileViewDetailed, profileView). Counts that are absent are not zero."""

    DROPPED: ClassVar[frozenset[str]] = frozenset(
        {
            "avatar",
            "banner",
            "debug",
            "followersCount",
            "followsCount",
            "indexedAt",  # of the profile record: it is not activity
            "joinedViaStarterPack",
            "pinnedPost",
            "pronouns",
            "status",
            "viewer",
            "website",
        }
    )

    did: str
    handle: str
    display_name: str | None = Field(default=None, alias="displayName")
    description: str | None = None
    labels: tuple[Label, ...] = ()
    created_at: str | None = Field(default=None, alias="createdAt")
    posts: int | None = Field(default=None, alias="postsCount")
    associated: Associated | None = None
    verification: Verifications | None = None


class Actors(Payload):
    """A page of accounts whose names look like what was asked."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"cursor"})

    actors: list[Actor]


class Author(Payload):
    """Who wrote a post: only who, to tell own posts from those of others."""

    DROPPED: ClassVar[frozenset[str]] = Actor.DROPPED | {
        "associated",
        "createdAt",
        "description",
        "displayName",
        "handle",
        "labels",
        "verification",
    }

    did: str


class PostRecord(Payload):
    """A post as written: only its day."""

    DROPPED: ClassVar[frozenset[str]] = frozenset(
        {"$type", "bridgyOriginalText", "bridgyOriginalUrl", "embed", "entities", "facets"}
        | {"labels", "langs", "reply", "tags", "text", "via"}
    )

    created_at: str | None = Field(default=None, alias="createdAt")


class Post(Payload):
    """A post as shown: who wrote it and when the network first saw it."""

    DROPPED: ClassVar[frozenset[str]] = frozenset(
        {"bookmarkCount", "cid", "debug", "embed", "labels", "likeCount", "quoteCount"}
        | {"replyCount", "repostCount", "threadgate", "uri", "viewer"}
    )

    author: Author
    record: PostRecord
    indexed_at: str = Field(alias="indexedAt")


class Why(Payload):
    """Why a post is in a feed although it is not new there: reposted, or pinned."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"by", "cid", "indexedAt", "uri"})

    kind: str = Field(alias="$type")


class FeedItem(Payload):
    """One line of a feed."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"feedContext", "reply", "reqId"})

    post: Post
    reason: Why | None = None


class Feed(Payload):
    """The latest lines of an account's feed."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"cursor"})

    feed: list[FeedItem]
