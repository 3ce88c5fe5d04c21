"""A Bluesky account as a record: the name it shows, how alive it is, and what to look at. No text."""

from __future__ import annotations

from datetime import date

from connectors.answer import Fetched
from connectors.base import unread_fields, value_or_masked
from connectors.drawn import Drawn, calendar_day
from connectors.profiles.activity import Bucket
from connectors.profiles.bluesky_payload import Actor, Feed, FeedItem
from connectors.profiles.impostor import Shown, hints, not_itself
from connectors.profiles.proof import Blocker, Proof, signal
from connectors.profiles.urls import BLUESKY, bluesky_of
from tracer.entities import EntityId, EntityKind, Masked, Property, Record

UNRESOLVED = "handle.invalid"
"""The handle of an account whose domain does not, or no longer, point back at it."""

LABELS = {
    "!no-unauthenticated": Blocker.OPTED_OUT,
    "!takedown": Blocker.TAKEN_DOWN,
    "!suspend": Blocker.SUSPENDED,
    "!hide": Blocker.TAKEN_DOWN,
}
WARNINGS = frozenset({"impersonation", "misleading", "scam", "spam"})
"""Words of moderators that concern identity; what they say of anything else is not kept."""


def labels_of(actor: Actor) -> frozenset[str]:
    """The words that stand on an account; one that was taken back does not."""
    negated = {(label.src, label.val) for label in actor.labels if label.neg}
    return frozenset(
        label.val
        for label in actor.labels
        if not label.neg and (label.src, label.val) not in negated
    )


def refusals(actor: Actor) -> tuple[Blocker, ...]:
    """What forbids to read the account any further."""
    return tuple(sorted({LABELS[word] for word in labels_of(actor) if word in LABELS}))


def withheld_record(entity: EntityId, actor: Actor, fetched: Fetched) -> Record:
    """An account that asks not to be read, or that is shut: that it is so, and nothing about anybody."""
    drawn = Drawn(fetched.provenance(entity))
    said: list[tuple[Property, str | Masked | None]] = [(Property.PLATFORM, BLUESKY)]
    said += [(Property.SIGNAL, signal(reason)) for reason in refusals(actor)]
    drawn.add(entity, EntityKind.PROFILE, said)
    return drawn.record(entity, withheld=True, unread=unread_fields(actor))


def record_of(
    entity: EntityId,
    actor: Actor,
    fetched: Fetched,
    activity: Bucket | None,
    *,
    candidate: bool = False,
    unread: tuple[str, ...] = (),
) -> Record:
    """An account that may be read. `candidate`: it was found by its name, which proves nothing."""
    drawn = Drawn(fetched.provenance(entity))
    profile = bluesky_of(actor.handle if actor.handle != UNRESOLVED else actor.did)
    said: list[tuple[Property, str | Masked | None]] = [
        (Property.PLATFORM, BLUESKY),
        (Property.HANDLE, profile.handle if profile else None),
        (Property.WEBSITE, profile.url if profile else None),
        (Property.NAME, value_or_masked(actor.display_name, fetched.source)),
        (Property.LAST_ACTIVITY, activity),
    ]
    signals = ["candidate: found by name"] if candidate else []
    said += [(Property.SIGNAL, one) for one in (*signals, *signals_of(actor))]
    drawn.add(entity, EntityKind.PROFILE, said)
    return drawn.record(entity, unread=(*unread_fields(actor), *unread))


def signals_of(actor: Actor) -> list[str]:
    """What there is to look at, one word each."""
    text = " ".join(filter(None, (actor.display_name, actor.description)))
    created = calendar_day(actor.created_at)
    shown = Shown(
        handle=actor.handle,
        text=text,
        created=date.fromisoformat(created) if created else None,
        posts=actor.posts,
    )
    said = [signal(reason) for reason in sorted(not_itself(actor.handle, text))]
    said += [f"hint: {hint}" for hint in hints(shown)]
    said += [f"flag: {word}" for word in sorted(labels_of(actor) & WARNINGS)]
    if actor.handle == UNRESOLVED:
        said.append("flag: handle_does_not_resolve")
    elif not actor.handle.endswith(".bsky.social"):
        said.append(f"handle domain: {actor.handle}")
    said += [signal(Proof.NETWORK_VERIFIED, issuer) for issuer in vouchers(actor)]
    chat = actor.associated.chat if actor.associated else None
    if chat and chat.allow_incoming in ("all", "none", "following"):
        said.append(f"messages: {chat.allow_incoming}")
    return said


def vouchers(actor: Actor) -> list[str]:
    """Who vouches for the account; the network itself for a trusted verifier."""
    found = actor.verification
    if found is None:
        return []
    if found.verified_status == "valid":
        return sorted({one.issuer for one in found.verifications if one.is_valid})
    return ["the network"] if found.trusted_verifier_status == "valid" else []


def last_own_post(feed: Feed, did: str) -> date | None:
    """The day of the latest post the account wrote itself; a repost or a pin is no sign of it."""
    days = [day for item in feed.feed if (day := own_day(item, did))]
    return date.fromisoformat(max(days)) if days else None


def own_day(item: FeedItem, did: str) -> str | None:
    """The day of a line that is the account's own; the earlier of its own clock and the network's."""
    if item.post.author.did != did or item.reason is not None:
        return None
    written, seen = calendar_day(item.post.record.created_at), calendar_day(item.post.indexed_at)
    return min(filter(None, (written, seen)), default=None)
