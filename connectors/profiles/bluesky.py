"""Bluesky, as its public AppView shows it to everybody: declared accounts, and companies by exact name.

Contract: https://docs.bsky.app/docs/api/app-bsky-actor-get-profile and the lexicons of
bluesky-social/atproto. An account labelled `!no-unauthenticated` asks logged-out readers to stay away,
and is not read. Searching posts is refused to logged-out readers (403 since January 2025): nothing here
asks for it, under any spelling. A 403 stops the source; no other host is tried.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date

from connectors.answer import Declined, Fetched
from connectors.base import dropped_by, read, unread_fields
from connectors.profiles.activity import Bucket, bucket
from connectors.profiles.bluesky_payload import Actor, Actors, Feed
from connectors.profiles.bluesky_record import (
    last_own_post,
    record_of,
    refusals,
    withheld_record,
)
from connectors.profiles.urls import BLUESKY, account_of, bluesky_of, profile_id
from connectors.session import Session
from tracer.entities import Entity, EntityKind, Record
from tracer.errors import SourceChanged, SourceUnsupported
from tracer.lawful import Permit
from tracer.normalise.companies import company_key
from tracer.source import Means, SourceCard, SourceKind, Visibility
from tracer.subject import Subject, SubjectKind

PROFILE = "/xrpc/app.bsky.actor.getProfile"
SEARCH = "/xrpc/app.bsky.actor.searchActors"
FEED = "/xrpc/app.bsky.feed.getAuthorFeed"
SHUT = ("suspended", "deactivated", "taken down")

CARD = SourceCard(
    id="profiles.bluesky",
    title="Bluesky, public AppView",
    publisher="Bluesky Social PBC",
    kind=SourceKind.SOCIAL_NETWORK,
    country="US",
    base_url="https://public.api.bsky.app",
    licence="Bluesky Terms of Service",
    attribution="Bluesky",
    terms_url="https://bsky.social/about/support/tos",
    terms_reviewed_on=date(2026, 11, 1),
    visibility=Visibility.EVERYONE,
    means=Means.PUBLISHED,
    login_required=False,
    fields_read=(
        "handle",
        "displayName",
        "labels",
        "createdAt",
        "verification",
        "associated.chat",
        "description (looked at for mirrors and parodies, never kept)",
        "postsCount (looked at, never kept)",
        "day of the latest own post (kept as one of five words)",
    ),
    fields_dropped=(
        *dropped_by(Actors, Feed),
        "text of posts",
    ),
    personal_parameters=("actor", "q"),
    rate_per_second=2.0,
    ttl_seconds=3_600,
    intrusiveness=4,
    legal_notes=(
        "Only accounts that the company's site, an open register or the investigator declares; a "
        "company may be searched by its exact name, a natural person never. What people write, whom "
        "they follow and how they look is not needed to reach anybody (GDPR art. 5(1)(c)), and no "
        "solvency is read from it. Labels that ask logged-out readers to stay away are honoured."
    ),
    expands=frozenset({EntityKind.PROFILE}),
    expected_yield=0.1,
)


class Bluesky:
    """The public AppView over a session."""

    def __init__(self, session: Session) -> None:
        self.session = session

    @property
    def card(self) -> SourceCard:
        """What is known about the source."""
        return CARD

    async def search(self, subject: Subject, permit: Permit) -> AsyncIterator[Record]:
        """Accounts that bear exactly the name of a company, each no more than a candidate."""
        name = subject.company_name
        if subject.kind is not SubjectKind.COMPANY or not name:
            raise SourceUnsupported(CARD.id, "natural persons are never searched by name")
        answer = await self.session.get(SEARCH, {"q": name, "limit": "25"}, permit)
        if isinstance(answer, Declined):
            raise SourceChanged(CARD.id, "declines a search by name")
        page = read(Actors, answer.body, CARD.id)
        unread = tuple(one for one in unread_fields(page) if not one.startswith("actors."))
        for actor in page.actors:
            profile = bluesky_of(actor.did)
            if profile is None or company_key(actor.display_name or "") != company_key(name):
                continue
            entity = profile_id(bluesky_of(actor.handle) or profile)
            if refusals(actor):
                yield withheld_record(entity, actor, answer)
            else:
                yield record_of(entity, actor, answer, None, candidate=True, unread=unread)

    async def expand(self, entity: Entity, permit: Permit) -> AsyncIterator[Record]:
        """What a declared account shows."""
        profile = account_of(entity, BLUESKY)
        if profile is None:
            raise SourceUnsupported(CARD.id, "no declared Bluesky account")
        answer = await self.session.get(PROFILE, {"actor": profile.handle}, permit)
        if isinstance(answer, Declined):
            absent(answer)
            return
        actor = read(Actor, answer.body, CARD.id)
        if refusals(actor):
            yield withheld_record(profile_id(profile), actor, answer)
            return
        activity, unread = await self._activity(actor.did, permit)
        yield record_of(profile_id(profile), actor, answer, activity, unread=unread)

    async def _activity(self, did: str, permit: Permit) -> tuple[Bucket, tuple[str, ...]]:
        """How long since the account last wrote, and the fields of its feed nobody here knows."""
        asked = {"actor": did, "limit": "30", "filter": "posts_no_replies"}
        answer = await self.session.get(FEED, asked, permit)
        if not isinstance(answer, Fetched):
            return Bucket.UNKNOWN, ()
        feed = read(Feed, answer.body, CARD.id)
        today = self.session.clock.now().date()
        unread = tuple(f"feed.{name}" for name in unread_fields(feed))
        return bucket(last_own_post(feed, did), today), unread


def absent(answer: Declined) -> None:
    """Nothing where there is no such account. One that exists and is shown to nobody is no "nothing"."""
    said = (answer.message or "").lower()
    if "not found" in said:
        return
    if any(word in said for word in SHUT):
        raise SourceUnsupported(CARD.id, "the account exists and is shown to nobody")
    raise SourceChanged(CARD.id, "declines a profile for a reason that is not known")


def connect(session: Session) -> Bluesky:
    """The connector over a session."""
    return Bluesky(session)
