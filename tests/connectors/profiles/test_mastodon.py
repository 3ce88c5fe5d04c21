"""The fediverse: asked at home, flags honoured, moved followed once, mirrors told apart."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest

from connectors.profiles.mastodon import CARD, LOOKUP, WEBFINGER
from connectors.profiles.urls import fediverse_of, profile_id
from tests.connectors.doubles import Wire, connector, permit
from tests.connectors.profiles.profiles import declared, expand
from tracer.entities import Property
from tracer.errors import SourceForbidden, SourceUnsupported
from tracer.subject import PersonName, Subject, SubjectKind

RECORDINGS = Path(__file__).parents[2] / "recordings" / CARD.id
ENTITY = declared("mastodon", handle="tanneurs@social.example")
ACCOUNT = profile_id(fediverse_of("tanneurs@social.example"))


def account(**more) -> dict:
    told = json.loads((RECORDINGS / "declared.json").read_text("utf-8"))["by_path"]
    return told[LOOKUP]["body"] | more


def instances(said: dict[str, tuple[int, dict]]) -> Wire:
    """Answers by host and path; anything else is not found."""

    def respond(request: httpx.Request, n: int) -> httpx.Response:
        status, body = said.get(request.url.host + request.url.path, (404, {"error": "no"}))
        return httpx.Response(status, json=body)

    return Wire(respond)


def home(**more) -> Wire:
    return instances({f"social.example{LOOKUP}": (200, account(**more))})


async def profile(there: Wire):
    record, *rest = await expand(CARD.id, there, ENTITY)
    assert rest == []
    return record


def signals(record) -> tuple[str, ...]:
    return record.entities[0].texts(Property.SIGNAL)


async def test_a_declared_account_is_asked_at_its_own_instance_without_a_token():
    there = home()
    record = await profile(there)
    (entity,) = record.entities
    assert entity.id == ACCOUNT
    assert entity.text(Property.NAME) == "Atelier des Tanneurs"
    assert entity.text(Property.LAST_ACTIVITY) == "active"
    (request,) = there.left
    assert (request.url.host, request.url.params["acct"]) == ("social.example", "tanneurs")
    assert "authorization" not in request.headers
    assert "tanneurs" not in record.provenance.url
    for private in ("Maroquinerie", "files.example", "2026-09-10", "journal.example", "'210'"):
        assert private not in repr(record)


@pytest.mark.parametrize(
    ("flags", "signal"),
    [
        ({"discoverable": False}, "flag: opted_out"),
        ({"discoverable": None}, "flag: not_opted_in"),
        ({"indexable": False}, "flag: opted_out"),
        ({"noindex": True}, "flag: opted_out"),
        ({"memorial": True}, "flag: memorial"),
        ({"suspended": True}, "flag: suspended"),
        ({"limited": True}, "flag: limited"),
    ],
)
async def test_discoverable_indexable_noindex_memorial_suspended_limited_withhold(flags, signal):
    record = await profile(home(**flags))
    assert record.withheld
    assert signals(record) == (signal,)
    assert {s.prop for s in record.entities[0].statements} == {Property.PLATFORM, Property.SIGNAL}
    assert "tanneurs" not in repr(record).lower().replace(f"'{ACCOUNT}'", "")


@pytest.mark.parametrize("flags", [{"indexable": None}, {"noindex": None}, {"memorial": None}])
async def test_a_flag_that_is_not_stated_refuses_nothing(flags):
    assert not (await profile(home(**flags))).withheld


@pytest.mark.parametrize(
    ("last", "word"),
    [
        ("2026-09-10", "active"),
        ("2026-01-01", "slow"),
        ("2020-01-01", "inactive"),
        (None, "unknown"),
        ("soon", "unknown"),
        ("2026-12-01", "unknown"),
    ],
)
async def test_last_status_at_is_a_day_and_none_is_not_inactive(last, word):
    record = await profile(home(last_status_at=last))
    assert record.entities[0].text(Property.LAST_ACTIVITY) == word


MOVED = {"moved": {"acct": "nouveau@autre.example", "url": "https://autre.example/@nouveau"}}
AGAIN = {"moved": {"acct": "encore@autre.example", "url": "https://autre.example/@encore"}}


async def test_a_moved_account_is_followed_once_and_looked_at_again():
    new = account(acct="nouveau", display_name="Nouvel atelier")
    there = instances(
        {
            f"social.example{LOOKUP}": (200, account(**MOVED)),
            f"autre.example{LOOKUP}": (200, new),
        }
    )
    old, followed = await expand(CARD.id, there, ENTITY)
    assert signals(old) == ("flag: moved nouveau@autre.example",)
    assert old.entities[0].text(Property.NAME) is None
    assert followed.entities[0].text(Property.HANDLE) == "nouveau@autre.example"
    assert followed.entities[0].text(Property.NAME) == "Nouvel atelier"
    assert followed.entities[0].id != ACCOUNT


async def test_an_account_that_moved_twice_is_not_followed_a_second_time():
    there = instances(
        {
            f"social.example{LOOKUP}": (200, account(**MOVED)),
            f"autre.example{LOOKUP}": (200, account(**AGAIN)),
        }
    )
    _, second = await expand(CARD.id, there, ENTITY)
    assert signals(second) == ("flag: moved encore@autre.example",)
    assert len(there.left) == 2


async def test_a_moved_account_whose_new_place_asks_not_to_be_read_is_withheld_there():
    there = instances(
        {
            f"social.example{LOOKUP}": (200, account(**MOVED)),
            f"autre.example{LOOKUP}": (200, account(noindex=True)),
        }
    )
    _, second = await expand(CARD.id, there, ENTITY)
    assert second.withheld


@pytest.mark.parametrize("flag", [{"noindex": True}, {"memorial": True}, {"suspended": True}])
async def test_a_moved_account_that_asks_not_to_be_read_is_not_followed(flag):
    there = home(**MOVED, **flag)
    assert (await profile(there)).withheld
    assert len(there.left) == 1


async def test_a_name_without_a_host_moved_within_its_instance():
    there = home(moved={"acct": "nouveau"})
    old, _ = await expand(CARD.id, there, ENTITY)
    assert signals(old) == ("flag: moved nouveau@social.example",)


@pytest.mark.parametrize(
    ("handle", "note", "flag"),
    [
        ("exemple@bird.makeup", "", "flag: mirror"),
        ("exemple@birdsite.lakedrops.example", "", "flag: mirror"),
        (
            "exemple@social.example",
            "<p>This account is a replica from Twitter.</p>",
            "flag: mirror",
        ),
        ("exemple@social.example", "[UNOFFICIAL MIRROR: a view of Twitter]<br>", "flag: mirror"),
        ("exemple@bsky.brid.gy", "", "flag: bridge"),
        ("exemple@social.example", "<p>Compte&nbsp;parodique</p>", "flag: parody"),
    ],
)
async def test_a_mirror_is_neither_the_person_nor_an_impostor(handle, note, flag):
    host = handle.partition("@")[2]
    body = account(note=note, acct="exemple", bot=True)
    there = instances({f"{host}{LOOKUP}": (200, body)})
    (record,) = await expand(CARD.id, there, declared("mastodon", handle=handle))
    assert flag in signals(record)
    assert "flag: bot" in signals(record)
    assert not any(one.startswith("hint") for one in signals(record))
    assert "replica" not in repr(record)


async def test_only_a_link_that_the_instance_verified_is_a_proof():
    assert [s for s in signals(await profile(home())) if "proof" in s] == [
        "proof: S2 tanneurs.example"
    ]
    fields = [dict(field, verified_at=None) for field in account()["fields"]]
    assert not any("proof" in s for s in signals(await profile(home(fields=fields))))


async def test_a_verified_text_without_a_link_proves_nothing():
    fields = [{"name": "Site", "value": "tanneurs.example", "verified_at": "2025-01-01T00:00:00Z"}]
    assert not any("proof" in s for s in signals(await profile(home(fields=fields))))


async def test_webfinger_names_the_instance_where_the_domain_is_another():
    entity = declared("mastodon", handle="tanneurs@tanneurs.example")
    link = {"rel": "self", "type": "application/activity+json", "href": "https://social.example/u"}
    there = instances(
        {
            f"tanneurs.example{WEBFINGER}": (200, {"subject": "acct:x", "links": [link]}),
            f"social.example{LOOKUP}": (200, account()),
        }
    )
    (record,) = await expand(CARD.id, there, entity)
    assert record.entities[0].text(Property.HANDLE) == "tanneurs@tanneurs.example"
    assert record.provenance.url.startswith("https://social.example/")
    assert there.left[1].url.params["resource"] == "acct:tanneurs@tanneurs.example"


@pytest.mark.parametrize(
    "href", ["http://autre.example/u", "https://social.example/u", None, "file:///etc/passwd"]
)
async def test_webfinger_leads_to_no_second_instance_that_is_the_same_or_not_https(href):
    link = {"rel": "self", "href": href}
    there = instances({f"social.example{WEBFINGER}": (200, {"links": [link]})})
    assert await expand(CARD.id, there, ENTITY) == []
    assert len(there.left) == 2


async def test_a_403_of_an_instance_stops_and_no_other_host_is_asked():
    there = instances({f"social.example{LOOKUP}": (403, {})})
    with pytest.raises(SourceForbidden):
        await expand(CARD.id, there, ENTITY)
    assert len(there.left) == 1


@pytest.mark.parametrize("kind", SubjectKind)
async def test_nobody_is_searched_by_name(kind):
    there = instances({})
    subject = Subject(kind=kind, names=(PersonName(surname="Arbancourt"),), company_name="Tanneurs")
    with pytest.raises(SourceUnsupported):
        [r async for r in connector(CARD.id, there).search(subject, permit(CARD.id))]
    assert there.left == []


@pytest.mark.parametrize(
    "entity",
    [
        declared("bluesky", handle="tanneurs@social.example"),
        declared("mastodon", handle="tanneurs"),
        declared("mastodon", handle="tanneurs@169.254.169.254"),
        declared("mastodon", website="https://social.example/about"),
        declared("mastodon"),
    ],
)
async def test_what_is_no_declared_account_is_unsupported_and_nothing_leaves(entity):
    there = instances({})
    with pytest.raises(SourceUnsupported):
        await expand(CARD.id, there, entity)
    assert there.left == []


async def test_an_account_may_be_declared_by_its_address():
    entity = declared("mastodon", website="https://social.example/@tanneurs")
    (record,) = await expand(CARD.id, home(), entity)
    assert record.entities[0].text(Property.HANDLE) == "tanneurs@social.example"
