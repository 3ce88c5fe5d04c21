"""Bluesky: refusals honoured, own posts only, companies never more than candidates."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import httpx
import pytest

from connectors.profiles.bluesky import CARD
from connectors.profiles.urls import bluesky_of, profile_id
from tests.connectors.doubles import Wire, connector, permit
from tests.connectors.profiles.profiles import declared, expand
from tracer.entities import Property
from tracer.errors import SourceChanged, SourceForbidden, SourceUnsupported
from tracer.subject import PersonName, Subject, SubjectKind

RECORDINGS = Path(__file__).parents[2] / "recordings" / CARD.id
PROFILE = "/xrpc/app.bsky.actor.getProfile"
FEED = "/xrpc/app.bsky.feed.getAuthorFeed"
ENTITY = declared("bluesky", handle="tanneurs.example")
ACCOUNT = profile_id(bluesky_of("tanneurs.example"))


def recorded() -> dict:
    told = json.loads((RECORDINGS / "declared.json").read_text("utf-8"))["by_path"]
    return {path: said["body"] for path, said in told.items()}


def wire(actor: dict | None = None, feed: dict | None = None) -> Wire:
    bodies = recorded()
    bodies[PROFILE] |= actor or {}
    bodies[FEED] |= feed or {}
    return Wire(lambda request, n: httpx.Response(200, json=bodies[request.url.path]))


def declining(status: int, body: dict) -> Wire:
    return Wire(lambda request, n: httpx.Response(status, json=body))


async def profile(there: Wire):
    record, *rest = await expand(CARD.id, there, ENTITY)
    assert rest == []
    return record


def line(did: str, day: str, **more) -> dict:
    item = copy.deepcopy(recorded()[FEED]["feed"][1])
    item["post"]["author"]["did"] = did
    item["post"]["record"]["createdAt"] = item["post"]["indexedAt"] = day
    return item | more


OWN, OTHER = "did:plc:" + "a" * 24, "did:plc:" + "c" * 24
REPOST = {"reason": {"$type": "app.bsky.feed.defs#reasonRepost", "by": {"did": OWN}}}
PIN = {"reason": {"$type": "app.bsky.feed.defs#reasonPin"}}


async def test_a_declared_account_is_read_and_nothing_it_wrote_is_kept():
    record = await profile(wire())
    (entity,) = record.entities
    assert entity.id == ACCOUNT
    assert entity.text(Property.NAME) == "Atelier des Tanneurs"
    assert entity.text(Property.HANDLE) == "tanneurs.example"
    assert entity.text(Property.LAST_ACTIVITY) == "slow"
    assert "messages: all" in entity.texts(Property.SIGNAL)
    for private in ("Maroquinerie", "cdn.example", "collection", "2026-02-01", "'120'"):
        assert private not in repr(record)
    assert record.unread_fields == ()


@pytest.mark.parametrize(
    ("label", "signal"),
    [
        ("!no-unauthenticated", "flag: opted_out"),
        ("!takedown", "flag: taken_down"),
        ("!suspend", "flag: suspended"),
        ("!hide", "flag: taken_down"),
    ],
)
async def test_no_unauthenticated_and_takedown_labels_withhold_everything(label, signal):
    there = wire({"labels": [{"src": OWN, "uri": "at://x", "val": label, "cts": "2026"}]})
    record = await profile(there)
    assert record.withheld
    (entity,) = record.entities
    assert {s.prop for s in entity.statements} == {Property.PLATFORM, Property.SIGNAL}
    assert entity.texts(Property.SIGNAL) == (signal,)
    assert "Tanneurs" not in repr(record)
    assert [request.url.path for request in there.left] == [PROFILE]


async def test_a_label_that_was_taken_back_withholds_nothing():
    label = {"src": OWN, "uri": "at://x", "val": "!no-unauthenticated", "cts": "2026"}
    there = wire({"labels": [label, label | {"neg": True}]})
    assert not (await profile(there)).withheld
    other = wire({"labels": [label, label | {"neg": True, "src": OTHER}]})
    assert (await profile(other)).withheld


async def test_a_label_about_anything_but_identity_is_not_kept():
    words = [{"src": OTHER, "uri": "at://x", "val": v, "cts": "2026"} for v in ("porn", "scam")]
    record = await profile(wire({"labels": words}))
    assert "flag: scam" in record.entities[0].texts(Property.SIGNAL)
    assert "porn" not in repr(record)


@pytest.mark.parametrize(
    ("lines", "word"),
    [
        ([line(OTHER, "2026-09-30T08:00:00Z", **REPOST), line(OWN, "2024-02-01T08:00:00Z")], "inactive"),
        ([line(OTHER, "2026-09-30T08:00:00Z", **REPOST)], "unknown"),
        ([line(OTHER, "2026-09-30T08:00:00Z")], "unknown"),
        ([line(OWN, "2026-09-30T08:00:00Z", **REPOST)], "unknown"),
        ([line(OWN, "2026-09-30T08:00:00Z", **PIN), line(OWN, "2025-01-01T08:00:00Z")], "dormant"),
        ([line(OWN, "2025-01-01T08:00:00Z"), line(OWN, "2026-09-01T08:00:00Z")], "active"),
        ([], "unknown"),
    ],
)  # fmt: skip
async def test_a_repost_of_others_is_not_activity(lines, word):
    record = await profile(wire(feed={"feed": lines}))
    assert record.entities[0].text(Property.LAST_ACTIVITY) == word


@pytest.mark.parametrize("written", ["2031-01-01T00:00:00Z", "never", None])
async def test_a_post_dated_by_its_author_is_no_younger_than_the_network_saw_it(written):
    item = line(OWN, "2026-02-01T10:00:00Z")
    item["post"]["record"]["createdAt"] = written
    record = await profile(wire(feed={"feed": [item]}))
    assert record.entities[0].text(Property.LAST_ACTIVITY) == "slow"


async def test_indexed_at_of_the_profile_is_not_activity():
    record = await profile(wire({"indexedAt": "2026-09-30T00:00:00Z"}, {"feed": []}))
    assert record.entities[0].text(Property.LAST_ACTIVITY) == "unknown"


async def test_a_403_stops_and_no_other_host_is_asked():
    there = declining(403, {"error": "Forbidden"})
    with pytest.raises(SourceForbidden):
        await profile(there)
    assert [request.url.host for request in there.left] == ["public.api.bsky.app"]


async def test_no_such_profile_is_nothing():
    body = {"error": "InvalidRequest", "message": "Profile not found"}
    assert await expand(CARD.id, declining(400, body), ENTITY) == []


@pytest.mark.parametrize("said", ["Account has been suspended", "Account is deactivated"])
async def test_a_suspended_account_is_not_nothing(said):
    with pytest.raises(SourceUnsupported):
        await profile(declining(400, {"error": "AccountTakedown", "message": said}))


async def test_another_refusal_is_a_changed_contract():
    with pytest.raises(SourceChanged):
        await profile(declining(400, {"error": "InvalidRequest", "message": "method removed"}))


async def test_a_handle_that_does_not_resolve_proves_nothing():
    entity = (await profile(wire({"handle": "handle.invalid"}))).entities[0]
    signals = entity.texts(Property.SIGNAL)
    assert "flag: handle_does_not_resolve" in signals
    assert not any("handle domain" in one for one in signals)
    assert entity.text(Property.HANDLE) == OWN


@pytest.mark.parametrize(
    ("handle", "shown"), [("tanneurs.example", True), ("t.bsky.social", False)]
)
async def test_only_a_domain_of_ones_own_is_told_as_one(handle, shown):
    signals = (await profile(wire({"handle": handle}))).entities[0].texts(Property.SIGNAL)
    assert (f"handle domain: {handle}" in signals) is shown


@pytest.mark.parametrize(
    ("status", "valid", "proof"),
    [
        ("valid", True, "proof: S4 did:plc:" + "b" * 24),
        ("valid", False, None),
        ("invalid", True, None),
        ("none", True, None),
    ],
)
async def test_a_verification_counts_if_valid_and_its_issuer_is_kept(status, valid, proof):
    told = copy.deepcopy(recorded()[PROFILE]["verification"])
    told["verifiedStatus"], told["verifications"][0]["isValid"] = status, valid
    signals = (await profile(wire({"verification": told}))).entities[0].texts(Property.SIGNAL)
    assert [one for one in signals if one.startswith("proof")] == ([proof] if proof else [])


async def test_a_parody_is_flagged_and_its_text_is_gone():
    record = await profile(wire({"description": "Compte parodique des tanneurs"}))
    assert "flag: parody" in record.entities[0].texts(Property.SIGNAL)
    assert "Compte" not in repr(record)


async def found_by_name(subject: Subject, there: Wire):
    found = connector(CARD.id, there).search(subject, permit(CARD.id))
    return [record async for record in found]


async def test_a_company_found_by_its_exact_name_is_only_a_candidate():
    told = json.loads((RECORDINGS / "search.json").read_text("utf-8"))["answers"][0]
    there = Wire(lambda request, n: httpx.Response(200, json=told))
    subject = Subject(kind=SubjectKind.COMPANY, company_name="SARL Atelier des Tanneurs")
    (record,) = await found_by_name(subject, there)
    assert "candidate: found by name" in record.entities[0].texts(Property.SIGNAL)
    assert record.entities[0].text(Property.LAST_ACTIVITY) is None
    assert "Tanneurs" not in record.provenance.url
    told["actors"][0]["labels"] = [{"src": OWN, "val": "!no-unauthenticated"}]
    (record,) = await found_by_name(subject, there)
    assert record.withheld


@pytest.mark.parametrize("kind", [k for k in SubjectKind if k is not SubjectKind.COMPANY])
async def test_a_natural_person_is_never_searched_by_name(kind):
    there = declining(500, {})
    name = PersonName(surname="Arbancourt", given=("Zoé",))
    subject = Subject(kind=kind, names=(name,), company_name="Atelier Arbancourt")
    with pytest.raises(SourceUnsupported):
        await found_by_name(subject, there)
    assert there.left == []


@pytest.mark.parametrize(
    "entity",
    [
        declared("mastodon", handle="tanneurs@social.example"),
        declared("bluesky", handle="nobody at all"),
        declared("bluesky", website="https://x.com/tanneurs"),
        declared("bluesky"),
    ],
)
async def test_what_is_no_declared_account_is_unsupported_and_nothing_leaves(entity):
    there = declining(500, {})
    with pytest.raises(SourceUnsupported):
        await expand(CARD.id, there, entity)
    assert there.left == []


async def test_searching_posts_is_never_asked_under_any_spelling():
    root = Path(__file__).parents[3] / "connectors"
    for path in root.rglob("*.py"):
        assert "searchposts" not in path.read_text("utf-8").lower(), path
