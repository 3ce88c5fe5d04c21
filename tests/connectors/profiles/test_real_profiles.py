"""Real and derived answers, read in place: every one maps, and no field is left unread."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from connectors.answer import Fetched
from connectors.base import read, unread_fields
from connectors.profiles import bluesky_record, mastodon_record, wikidata_record
from connectors.profiles.activity import Bucket
from connectors.profiles.bluesky_payload import Actor, Actors, Feed
from connectors.profiles.mastodon_payload import Account
from connectors.profiles.proof import Blocker
from connectors.profiles.urls import fediverse_of
from connectors.profiles.wikidata_payload import ItemPage
from tracer.entities import EntityId, Property

pytestmark = pytest.mark.payloads

ENTITY = EntityId("profile-declared")
FETCHED = Fetched(
    source="profiles.bluesky",
    body=None,
    url="https://network.example",
    retrieved_at=datetime(2026, 10, 1, tzinfo=UTC),
    sha256="0" * 64,
    licence="terms",
)


def told(payloads, name):
    return json.loads((payloads / "social" / name).read_text("utf-8"))


def test_every_recorded_bluesky_account_maps(payloads):
    page = read(Actors, told(payloads, "bluesky/searchActorsTypeahead_organisations.json"), "x")
    assert unread_fields(page) == ()
    for actor in page.actors:
        record = bluesky_record.record_of(ENTITY, actor, FETCHED, Bucket.UNKNOWN)
        assert record.entities[0].text(Property.NAME) == actor.display_name
        assert record.unread_fields == ()
    said = [s for actor in page.actors for s in bluesky_record.signals_of(actor)]
    assert any(one.startswith("handle domain") for one in said)


def test_the_account_that_opted_out_is_refused_and_the_other_is_not(payloads):
    names = ("no_unauthenticated", "domain_handle")
    actors = [
        read(Actor, told(payloads, f"bluesky/synthetic_getProfile_{name}.json"), "x")
        for name in names
    ]
    assert [bluesky_record.refusals(actor) for actor in actors] == [(Blocker.OPTED_OUT,), ()]
    assert [unread_fields(actor) for actor in actors] == [(), ()]


def test_the_repost_trap_gives_the_last_own_post(payloads):
    body = told(payloads, "bluesky/synthetic_getAuthorFeed_repost_trap.json")["response"]
    feed = read(Feed, body, "x")
    assert unread_fields(feed) == ()
    reposted, own = feed.feed
    assert reposted.reason is not None
    assert bluesky_record.last_own_post(feed, own.post.author.did) == date(2024, 2, 1)
    assert bluesky_record.last_own_post(feed, reposted.post.author.did) is None


@pytest.mark.parametrize(
    ("name", "refused"),
    [
        ("account_Mastodon_org", ()),
        ("synthetic_account_limited", (Blocker.LIMITED,)),
        ("synthetic_account_memorial", (Blocker.MEMORIAL,)),
        ("synthetic_account_moved", ()),
        ("synthetic_account_noindex", (Blocker.OPTED_OUT,)),
        ("synthetic_account_suspended", (Blocker.SUSPENDED,)),
    ],
)
def test_every_mastodon_account_maps_and_its_flags_are_read(payloads, name, refused):
    account = read(Account, told(payloads, f"mastodon/{name}.json"), "x")
    assert mastodon_record.refusals(account) == refused
    profile = fediverse_of("exemple@mastodon.social")
    assert profile is not None
    record = mastodon_record.record_of(profile, ENTITY, account, FETCHED)
    assert record.unread_fields == ()
    assert record.withheld is bool(refused)
    if name == "account_Mastodon_org":
        assert len(mastodon_record.verified_hosts(account)) == 3


def test_an_account_of_a_directory_that_is_not_indexable_is_refused(payloads):
    for body in told(payloads, "mastodon/directory_t3n_org.json"):
        account = read(Account, body, "x")
        assert unread_fields(account) == ()
        assert mastodon_record.refusals(account) == (Blocker.OPTED_OUT,)


def test_the_recorded_mirrors_are_told_apart(payloads):
    for body in told(payloads, "mastodon/mirror_accounts_anonymised.json"):
        account = read(Account, body, "x")
        profile = fediverse_of(account.acct)
        assert profile is not None
        assert "flag: mirror" in mastodon_record.signals_of(profile, account)
        assert unread_fields(account) == ()


def test_the_recorded_item_maps_with_its_accounts(payloads):
    page = read(ItemPage, told(payloads, "wikidata/Q1299.json"), "x")
    assert unread_fields(page) == ()
    (item,) = page.entities.items
    supported = {p.platform: c.is_supported for p, c in wikidata_record.profiles(item.claims)}
    assert supported == {"x": True, "facebook": False, "instagram": False}
    assert not any(claim.is_supported for claim in item.claims.websites)
