"""The three sources over the pretend internet, served in the process."""

from __future__ import annotations

import httpx
import pytest

from connectors.base import Sessions, base_urls, discover
from connectors.courtesy import Courtesy
from connectors.sandbox.app import create_app
from connectors.sandbox.world import World, build_world
from tests.connectors.doubles import FAST, IDS, SECRETS, StoppedClock, permit
from tests.connectors.profiles.profiles import declared
from tracer.entities import Property, Record
from tracer.outcome import Outcome, settle
from tracer.subject import Subject, SubjectKind


@pytest.fixture(scope="module")
def world() -> World:
    return build_world()


@pytest.fixture
def connectors(world):
    sessions = Sessions(
        clock=StoppedClock(),
        contact="https://tracer.example/contact",
        base_urls=base_urls("http://127.0.0.1"),
        secrets=SECRETS,
        courtesy=Courtesy(patience=FAST, rates=dict.fromkeys(IDS, 10_000.0)),
        transport=httpx.ASGITransport(create_app(world)),
    )
    return discover(sessions)


def first(world: World, form: str, seen: str) -> str:
    """The first unit that is or is not a sole trader and shows or hides its name."""
    return next(
        str(unit["siren"])
        for unit in world.units
        if (unit["nature_juridique"] == "1000") is (form == "sole trader")
        and unit["statut_diffusion"] == seen
    )


async def expanded(connectors, platform: str, handle: str) -> list[Record]:
    source = f"profiles.{platform}"
    found = connectors[source].expand(declared(platform, handle=handle), permit(source))
    return [record async for record in found]


@pytest.mark.parametrize(
    ("platform", "handle", "outcome"),
    [
        ("bluesky", "tanneurs.example", Outcome.FOUND),
        ("bluesky", "retrait.example", Outcome.WITHHELD),
        ("bluesky", "personne.example", Outcome.EMPTY),
        ("mastodon", "tanneurs@social.example", Outcome.FOUND),
        ("mastodon", "tanneurs@tanneurs.example", Outcome.FOUND),
        ("mastodon", "retrait@social.example", Outcome.WITHHELD),
        ("mastodon", "copie@social.example", Outcome.FOUND),
        ("mastodon", "personne@social.example", Outcome.EMPTY),
    ],
)
async def test_each_account_is_found_withheld_or_not_there(connectors, platform, handle, outcome):
    records = await expanded(connectors, platform, handle)
    assert settle(tuple(records)) is outcome
    assert [record.unread_fields for record in records] == [()] * len(records)


async def test_a_repost_does_not_make_an_account_active(connectors):
    (record,) = await expanded(connectors, "bluesky", "tanneurs.example")
    assert record.entities[0].text(Property.LAST_ACTIVITY) == "slow"


async def test_an_account_that_moved_leads_to_the_other(connectors):
    old, new = await expanded(connectors, "mastodon", "ancien@social.example")
    assert old.entities[0].text(Property.NAME) is None
    assert new.entities[0].text(Property.NAME) == "Atelier des Tanneurs"


async def test_the_copy_of_an_account_is_told_from_it(connectors):
    (copy,) = await expanded(connectors, "mastodon", "copie@social.example")
    assert "flag: mirror" in copy.entities[0].texts(Property.SIGNAL)


@pytest.mark.parametrize(
    ("form", "seen", "items"), [("company", "O", 1), ("sole trader", "O", 0), ("company", "P", 0)]
)
async def test_only_a_company_that_hides_nothing_has_an_item(connectors, world, form, seen, items):
    subject = Subject(kind=SubjectKind.COMPANY, siren=first(world, form, seen))
    found = connectors["profiles.wikidata"].search(subject, permit("profiles.wikidata"))
    records = [record async for record in found]
    assert len(records) == items
    for record in records:
        assert record.unread_fields == ()
        assert len(record.entities) == 3
