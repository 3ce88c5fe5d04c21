"""The British connectors over the sandbox: what it serves is what they read."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from connectors.base import Sessions, base_urls, discover
from connectors.courtesy import Courtesy
from connectors.sandbox.serve import SandboxServer
from connectors.sandbox.world import World
from tests.connectors.doubles import FAST, IDS, SECRETS, StoppedClock, permit
from tracer.entities import LinkType, Property, Record
from tracer.normalise.dates import parse_partial
from tracer.ports import Connector
from tracer.subject import PersonName, Subject, SubjectKind

REGISTER, GAZETTE = "gb.companies_house", "gb.gazette"


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    with SandboxServer(World(units=())) as server:
        yield server.url


@pytest.fixture
async def connectors(served: str) -> AsyncIterator[dict[str, Connector]]:
    sessions = Sessions(
        clock=StoppedClock(),
        contact="https://tracer.example/contact",
        base_urls=base_urls(served),
        courtesy=Courtesy(patience=FAST, rates=dict.fromkeys(IDS, 10_000.0)),
        secrets=SECRETS,
    )
    yield discover(sessions)
    await sessions.aclose()


async def search(connector: Connector, **subject: object) -> list[Record]:
    debtor = Subject(**{"kind": SubjectKind.COMPANY, "country": "GB", **subject})  # type: ignore[arg-type]
    found = [r async for r in connector.search(debtor, permit(connector.card.id))]
    assert all(record.unread_fields == () for record in found)
    return found


def texts(records: list[Record], prop: Property) -> set[str]:
    return {text for r in records for e in r.entities for text in e.texts(prop)}


async def test_the_register_serves_a_company_in_liquidation(connectors):
    records = await search(connectors[REGISTER], registration="99900037")
    assert texts(records, Property.INSOLVENCY_STATE) == {"liquidation_judiciaire"}
    assert [link.type for r in records for link in r.links].count(LinkType.DIRECTORSHIP) == 1


async def test_the_register_serves_a_company_by_its_former_name(connectors):
    records = await search(connectors[REGISTER], company_name="Quaystone Tyres Ltd")
    assert "QUAYSTONE MERIDIAN LTD" in texts(records, Property.NAME)
    assert texts(records, Property.INSOLVENCY_STATE) == {"none"}


async def test_the_register_serves_the_appointments_of_a_person(connectors):
    records = await search(
        connectors[REGISTER],
        kind=SubjectKind.DIRECTOR,
        names=(PersonName(surname="Thornquill", given=("Ottoline",)),),
        birth=parse_partial("1981-04-17"),
    )
    assert [link.current for r in records for link in r.links] == [True, None]


async def test_the_register_has_nobody_of_another_number(connectors):
    assert await search(connectors[REGISTER], registration="99900045") == []


async def test_the_gazette_serves_the_notices_of_a_company(connectors):
    records = await search(connectors[GAZETTE], registration="99900037")
    assert texts(records, Property.INSOLVENCY_SINCE) == {"2026-01-31"}


async def test_the_gazette_serves_one_notice_and_none(connectors):
    name = PersonName(surname="Sampledale", given=("Perpetua",))
    person = {"kind": SubjectKind.CONSUMER, "names": (name,)}
    assert len(await search(connectors[GAZETTE], **person)) == 1
    assert await search(connectors[GAZETTE], registration="99900045") == []
