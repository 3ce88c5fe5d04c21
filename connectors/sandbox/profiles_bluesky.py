"""The Bluesky AppView of the pretend internet: three accounts, and the answers for anything else."""

from __future__ import annotations

from collections.abc import Mapping

from connectors.sandbox.model import Json, Payload
from connectors.sandbox.reply import Answer, Reply
from connectors.sandbox.world import World

SOURCE = "profiles.bluesky"
SINCE = "2024-03-04T10:00:00.000Z"


def routes(_world: World) -> dict[str, Answer]:
    """Path and answer of each method."""
    return {
        "/xrpc/app.bsky.actor.getProfile": profile,
        "/xrpc/app.bsky.actor.searchActors": search,
        "/xrpc/app.bsky.feed.getAuthorFeed": feed,
    }


def did(letter: str) -> str:
    """An invented DID."""
    return f"did:plc:{letter * 24}"


def actor(letter: str, handle: str, name: str, *labels: str) -> Payload:
    """An account as `getProfile` shows it."""
    words: list[Json] = [
        {"src": did(letter), "uri": f"at://{did(letter)}", "val": label, "cts": SINCE}
        for label in labels
    ]
    return {
        "did": did(letter),
        "handle": handle,
        "displayName": name,
        "associated": {"lists": 0, "chat": {"allowIncoming": "all"}},
        "labels": words,
        "createdAt": SINCE,
        "description": "",
        "followersCount": 120,
        "followsCount": 80,
        "postsCount": 31,
        "indexedAt": SINCE,
    }


ACTORS = (
    actor("a", "tanneurs.example", "Atelier des Tanneurs"),
    actor("b", "retrait.example", "Atelier en retrait", "!no-unauthenticated"),
    actor("c", "voisin.bsky.social", "Voisin"),
)


def known(told: Mapping[str, str]) -> Payload | None:
    """The account asked for, by its handle or its DID."""
    wanted = told.get("actor", "").lower()
    return next((one for one in ACTORS if wanted in (one["did"], one["handle"])), None)


def absent() -> Reply:
    """What the AppView says of an account it does not know."""
    return Reply(status=400, body={"error": "InvalidRequest", "message": "Profile not found"})


def profile(told: Mapping[str, str]) -> Reply:
    """`app.bsky.actor.getProfile`."""
    found = known(told)
    return absent() if found is None else Reply(status=200, body=found)


def search(told: Mapping[str, str]) -> Reply:
    """`app.bsky.actor.searchActors`: names that hold a word of the question."""
    words = told.get("q", "").lower().split()
    found: list[Json] = [
        one for one in ACTORS if any(word in str(one["displayName"]).lower() for word in words)
    ]
    return Reply(status=200, body={"actors": found})


def feed(told: Mapping[str, str]) -> Reply:
    """`app.bsky.feed.getAuthorFeed`: a repost of somebody else, then an older post of one's own."""
    found = known(told)
    if found is None:
        return absent()
    own = {"did": found["did"], "handle": found["handle"]}
    other: Payload = {"did": did("c"), "handle": "voisin.bsky.social"}
    repost = line(other, "2026-07-17T08:00:00.000Z") | {
        "reason": {
            "$type": "app.bsky.feed.defs#reasonRepost",
            "by": own,
            "indexedAt": "2026-07-18T08:00:00.000Z",
        }
    }
    return Reply(status=200, body={"feed": [repost, line(own, "2026-02-01T10:00:00.000Z")]})


def line(author: Payload, day: str) -> Payload:
    """One line of a feed."""
    return {
        "post": {
            "uri": f"at://{author['did']}/app.bsky.feed.post/1",
            "cid": "bafy",
            "author": author,
            "record": {"$type": "app.bsky.feed.post", "text": "Bonjour", "createdAt": day},
            "indexedAt": day,
        }
    }
