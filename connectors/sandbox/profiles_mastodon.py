"""Instances of the pretend fediverse, each a folder: accounts that are open, shut, moved or copied."""

from __future__ import annotations

from collections.abc import Mapping

from connectors.sandbox.model import Json, Payload
from connectors.sandbox.reply import Answer, Reply
from connectors.sandbox.world import World

SOURCE = "profiles.mastodon"


def routes(_world: World) -> dict[str, Answer]:
    """Path and answer of each method, below the host that is asked."""
    return {
        "/{host}/api/v1/accounts/lookup": lookup,
        "/{host}/.well-known/webfinger": finger,
    }


def account(handle: str, name: str, **more: Json) -> Payload:
    """An account as `lookup` shows it."""
    user, _, host = handle.partition("@")
    return {
        "id": "1",
        "username": user,
        "acct": user,
        "display_name": name,
        "locked": False,
        "bot": False,
        "group": False,
        "discoverable": True,
        "indexable": True,
        "noindex": False,
        "created_at": "2022-11-23T00:00:00.000Z",
        "note": "",
        "url": f"https://{host}/@{user}",
        "uri": f"https://{host}/users/{user}",
        "followers_count": 210,
        "following_count": 45,
        "statuses_count": 94,
        "last_status_at": "2026-09-10",
        "fields": [],
        "emojis": [],
        **more,
    }


SITE: Payload = {
    "name": "Site",
    "value": '<a href="https://tanneurs.example" rel="me">tanneurs.example</a>',
    "verified_at": "2025-10-31T04:11:00.076+00:00",
}
ACCOUNTS = {
    "tanneurs@social.example": account(
        "tanneurs@social.example", "Atelier des Tanneurs", fields=[SITE]
    ),
    "retrait@social.example": account(
        "retrait@social.example", "Atelier en retrait", discoverable=False
    ),
    "ancien@social.example": account(
        "ancien@social.example",
        "Ancien atelier",
        moved={"acct": "tanneurs", "url": "https://social.example/@tanneurs"},
    ),
    "copie@social.example": account(
        "copie@social.example",
        "Atelier des Tanneurs",
        bot=True,
        note="<p>This account is a replica from Twitter.</p>",
    ),
}
HOMES = {"tanneurs@tanneurs.example": "https://social.example/users/tanneurs"}


def lookup(told: Mapping[str, str]) -> Reply:
    """`GET /api/v1/accounts/lookup`."""
    found = ACCOUNTS.get(f"{told.get('acct', '')}@{told.get('host', '')}")
    if found is None:
        return Reply(status=404, body={"error": "Record not found"})
    return Reply(status=200, body=found)


def finger(told: Mapping[str, str]) -> Reply:
    """`GET /.well-known/webfinger` (RFC 7033)."""
    resource = told.get("resource", "")
    home = HOMES.get(resource.removeprefix("acct:"))
    if home is None:
        return Reply(status=404, body={})
    link: Payload = {"rel": "self", "type": "application/activity+json", "href": home}
    return Reply(status=200, body={"subject": resource, "links": [link]})
