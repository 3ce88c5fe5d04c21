"""The connectors over the sandbox: what they find is what is true of the invented world."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import pytest

from connectors.base import Sessions, base_urls, discover
from connectors.courtesy import Courtesy
from connectors.sandbox.companies import WORLD_DAY
from connectors.sandbox.scenarios import SCENARIOS, Expected, Scenario
from connectors.sandbox.serve import SandboxServer
from connectors.sandbox.world import World, build_world
from tests.connectors.doubles import FAST, IDS, NOW, permit
from tracer.entities import EntityKind, LinkType, Property, Record
from tracer.ports import Connector
from tracer.subject import Subject, SubjectKind

REGISTER, GAZETTE, ADDRESSES = "fr.recherche_entreprises", "fr.bodacc", "fr.ban"


@dataclass(frozen=True, slots=True)
class WorldClock:
    """The day the invented world ends on."""

    def now(self):
        return NOW.replace(year=WORLD_DAY.year, month=WORLD_DAY.month, day=WORLD_DAY.day)


@pytest.fixture(scope="module")
def invented() -> World:
    return build_world()


@pytest.fixture(scope="module")
def served(invented: World) -> Iterator[str]:
    with SandboxServer(invented) as server:
        yield server.url


@pytest.fixture
async def connectors(served: str) -> AsyncIterator[dict[str, Connector]]:
    sessions = Sessions(
        clock=WorldClock(),
        contact="https://tracer.example/contact",
        base_urls=base_urls(served),
        courtesy=Courtesy(patience=FAST_BUT_WHOLE, rates=dict.fromkeys(IDS, 10_000.0)),
    )
    yield discover(sessions)
    await sessions.aclose()


FAST_BUT_WHOLE = type(FAST)(attempt_seconds=8.0, wait_jitter=0.0, wait_initial=0.0)


async def search(connector: Connector, subject: Subject) -> list[Record]:
    leave = permit(connector.card.id, calls=200)
    return [record async for record in connector.search(subject, leave)]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda s: s.key)
async def test_every_unit_of_the_debtor_is_found(scenario: Scenario, connectors):
    records = await search(connectors[REGISTER], scenario.subject)
    found = {record.key for record in records}
    assert set(scenario.sirens) <= found
    assert set(scenario.chain[:2]) <= found
    if scenario.expected is Expected.WITHHELD:
        own = [record for record in records if record.key in scenario.sirens]
        assert own
        assert all(record.withheld for record in own)
    assert {name for record in records for name in record.unread_fields} == set()


@pytest.mark.parametrize("scenario", [s for s in SCENARIOS if s.state], ids=lambda s: s.key)
async def test_the_insolvency_of_a_debtor_is_as_it_was_published(scenario: Scenario, connectors):
    assert scenario.practitioner is not None
    own = Subject(kind=SubjectKind.COMPANY, siren=scenario.subject.siren or scenario.sirens[0])
    (record,) = await search(connectors[GAZETTE], own)
    company = record.entities[0]
    assert company.text(Property.INSOLVENCY_STATE) == scenario.state
    assert company.text(Property.INSOLVENCY_SINCE) == str(scenario.judged_on)
    assert company.text(Property.CLAIM_DEADLINE) == str(scenario.claim_deadline)
    organs = [e for e in record.entities if e.kind is EntityKind.PRACTITIONER]
    assert scenario.practitioner.name in [e.text(Property.NAME) for e in organs]
    assert all(e.text(Property.FULL) for e in organs)
    assert {link.type for link in record.links} == {LinkType.APPOINTED_TO}


async def test_every_told_insolvency_is_read_as_the_truth(invented: World, connectors):
    assert invented.truth is not None
    wrong: Counter[str] = Counter()
    named = opened = 0
    # The ten-year expiry has its own test: a young company cannot have been forgotten that long.
    recent = [told for told in invented.truth.insolvencies if told.story != "forgotten"]
    for told in recent[:80]:
        own = Subject(kind=SubjectKind.COMPANY, siren=told.siren)
        (record,) = await search(connectors[GAZETTE], own)
        if record.entities[0].text(Property.INSOLVENCY_STATE) != (told.state or "none"):
            wrong[told.story] += 1
        if told.state:
            opened += 1
            names = {e.text(Property.NAME) for e in record.entities[1:]}
            named += told.practitioner in names
    assert wrong == {}
    assert opened > 20
    assert named == opened


async def test_trap_4_a_craftsman_known_only_to_the_trades_register_is_found(
    invented: World, connectors
):
    assert invented.truth is not None
    (notice,) = [each for each in invented.truth.notices if each.trades_register]
    (told,) = [each for each in invented.truth.insolvencies if each.siren == notice.siren]
    for kind, state in ((SubjectKind.SOLE_TRADER, told.state), (SubjectKind.COMPANY, "none")):
        own = Subject(kind=kind, siren=notice.siren)
        (record,) = await search(connectors[GAZETTE], own)
        assert record.entities[0].text(Property.INSOLVENCY_STATE) == state
    unit = Subject(kind=SubjectKind.COMPANY, siren=notice.siren)
    (registered,) = await search(connectors[REGISTER], unit)
    (trader,) = [e for e in registered.entities if e.kind is EntityKind.COMPANY]
    leave = permit(GAZETTE)
    (record,) = [found async for found in connectors[GAZETTE].expand(trader, leave)]
    assert record.entities[0].text(Property.INSOLVENCY_STATE) == told.state
    assert [e.text(Property.NAME) for e in record.entities[1:]] == [told.practitioner]


async def test_declared_addresses_that_exist_are_made_whole_to_the_house_number(connectors):
    precise = 0
    for scenario in SCENARIOS:
        if not scenario.subject.addresses:
            continue
        for record in await search(connectors[ADDRESSES], scenario.subject):
            address = record.entities[0]
            assert address.text(Property.POSTAL_CODE) == scenario.subject.addresses[0].postcode
            precise += address.text(Property.PRECISION) == "housenumber"
    assert precise >= 2
