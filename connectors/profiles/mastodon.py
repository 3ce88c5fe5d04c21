"""Mastodon and what speaks its API: an account somebody declared, asked at its own instance.

Contract: https://docs.joinmastodon.org/methods/accounts/#lookup, RFC 7033 where the account's domain is
not its instance's. Asked without a token: the documentation asks for one, the instances do not. Where
the owner does not want to be found, or the account is shut, nothing is kept but that.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from urllib.parse import urlsplit

from connectors.answer import Declined, Fetched
from connectors.base import dropped_by, read
from connectors.profiles.mastodon_payload import Account, Finger
from connectors.profiles.mastodon_record import moved_to, record_of, refusals
from connectors.profiles.urls import MASTODON, ProfileUrl, account_of, profile_id
from connectors.session import Session
from tracer.entities import Entity, EntityKind, Record
from tracer.errors import SourceUnsupported
from tracer.lawful import Permit
from tracer.source import Means, SourceCard, SourceKind, Visibility
from tracer.subject import Subject

LOOKUP = "/api/v1/accounts/lookup"
WEBFINGER = "/.well-known/webfinger"

CARD = SourceCard(
    id="profiles.mastodon",
    title="Mastodon, the account's own instance",
    publisher="each instance",
    kind=SourceKind.SOCIAL_NETWORK,
    country="",
    base_url="https://joinmastodon.org",
    licence="terms of each instance",
    attribution="the instance named in the provenance",
    terms_url="https://docs.joinmastodon.org/spec/activitypub/",
    terms_reviewed_on=date(2026, 11, 1),
    visibility=Visibility.EVERYONE,
    means=Means.PUBLISHED,
    login_required=False,
    fields_read=(
        "acct",
        "display_name",
        "created_at",
        "last_status_at (kept as one of five words)",
        "discoverable, indexable, noindex, memorial, suspended, limited, moved, bot, group",
        "fields.verified_at (kept as the host that was verified)",
        "note (looked at for mirrors and parodies, never kept)",
        "statuses_count (looked at, never kept)",
    ),
    fields_dropped=dropped_by(Account, Finger),
    personal_parameters=("acct", "resource"),
    rate_per_second=0.8,  # 300 in five minutes for one address
    ttl_seconds=3_600,
    intrusiveness=4,
    legal_notes=(
        "Only accounts that the company's site, an open register or the investigator declares; "
        "nobody is searched by name. What people write, whom they follow and how they look is not "
        "needed to reach anybody (GDPR art. 5(1)(c)). discoverable, indexable and noindex are "
        "honoured as the specification recommends."
    ),
    expands=frozenset({EntityKind.PROFILE}),
    expected_yield=0.1,
    open_hosts=True,
)


class Mastodon:
    """The instances over a session."""

    def __init__(self, session: Session) -> None:
        self.session = session

    @property
    def card(self) -> SourceCard:
        """What is known about the source."""
        return CARD

    async def search(self, subject: Subject, permit: Permit) -> AsyncIterator[Record]:
        """Nobody is searched by name here: a handle that is taken says nothing of whose it is."""
        del subject, permit
        nobody: tuple[Record, ...] = ()
        for record in nobody:
            yield record
        raise SourceUnsupported(CARD.id, "only declared accounts are read")

    async def expand(self, entity: Entity, permit: Permit) -> AsyncIterator[Record]:
        """What a declared account shows; of one that moved, where to, and what is shown there."""
        profile = account_of(entity, MASTODON)
        if profile is None:
            raise SourceUnsupported(CARD.id, "no declared account of the fediverse")
        found = await self._account(profile, permit)
        if found is None:
            return
        account, answer = found
        yield record_of(profile, profile_id(profile), account, answer)
        target = moved_to(account, profile)
        if refusals(account) or target is None or target == profile:
            return
        found = await self._account(target, permit)
        if found is not None:
            yield record_of(target, profile_id(target), *found)

    async def _account(self, profile: ProfileUrl, permit: Permit) -> tuple[Account, Fetched] | None:
        """The account at its instance, which WebFinger names where the domain is not the instance."""
        user, _, host = profile.handle.partition("@")
        answer = await self.session.get(LOOKUP, {"acct": user}, permit, host=host)
        if isinstance(answer, Declined):
            home = await self._home(profile, permit)
            if home is None:
                return None
            answer = await self.session.get(LOOKUP, {"acct": user}, permit, host=home)
            if isinstance(answer, Declined):
                return None
        return read(Account, answer.body, CARD.id), answer

    async def _home(self, profile: ProfileUrl, permit: Permit) -> str | None:
        """The instance of an account whose domain is another, or None."""
        host = profile.handle.partition("@")[2]
        asked = {"resource": f"acct:{profile.handle}"}
        answer = await self.session.get(WEBFINGER, asked, permit, host=host)
        if isinstance(answer, Declined):
            return None
        for link in read(Finger, answer.body, CARD.id).links:
            home = urlsplit(link.href or "")
            if link.rel == "self" and home.scheme == "https" and home.hostname not in (None, host):
                return home.hostname
        return None


def connect(session: Session) -> Mastodon:
    """The connector over a session."""
    return Mastodon(session)
