"""The canaries: one for each source, about organisations alone, and true of the pretend internet."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
from pydantic import TypeAdapter, ValidationError
from stdnum.fr import siren

from connectors.base import Sessions, base_urls, discover, sources
from connectors.canaries import Canary, canaries
from connectors.courtesy import Courtesy
from connectors.sandbox.serve import SandboxServer
from tests.connectors.doubles import IDS, NOW, SECRETS, StoppedClock, permit
from tracer.ports import Connector
from tracer.subject import SubjectKind

CARDS = {module.CARD.id: module.CARD for module in sources()}


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    with SandboxServer() as server:
        yield server.url


@pytest.fixture
async def connectors(served: str) -> AsyncIterator[dict[str, Connector]]:
    sessions = Sessions(
        clock=StoppedClock(),
        contact="https://tracer.example/contact",
        base_urls=base_urls(served),
        secrets=SECRETS,
        courtesy=Courtesy(rates=dict.fromkeys(IDS, 10_000.0)),
    )
    yield discover(sessions)
    await sessions.aclose()


@pytest.mark.parametrize("where", ["real", "sandbox"])
@pytest.mark.parametrize("source", IDS)
def test_every_source_that_is_discovered_has_a_canary(source, where):
    assert source in canaries(where)


@pytest.mark.parametrize("where", ["real", "sandbox"])
def test_a_canary_is_an_organisation_and_never_a_person(where):
    for source, canary in canaries(where).items():
        assert canary.subject.kind is SubjectKind.COMPANY, source
        assert canary.subject.names == (), source
        entity = canary.entity(NOW)
        assert entity is None or entity.kind in ("Company", "Profile"), source


def test_a_real_canary_must_bring_something_back_and_french_numbers_are_whole():
    for source, canary in canaries("real").items():
        assert canary.expect, source
        if canary.country == "FR" and canary.number:
            assert siren.is_valid(canary.number), source


@pytest.mark.parametrize("source", IDS)
async def test_the_pretend_internet_says_what_its_canary_expects_and_nothing_unread(
    source, connectors
):
    canary, there = canaries("sandbox")[source], connectors[source]
    entity, leave = canary.entity(NOW), permit(source)
    stream = there.expand(entity, leave) if entity else there.search(canary.subject, leave)
    records = [record async for record in stream]
    told = {s.prop for record in records for e in record.entities for s in e.statements}
    assert set(canary.expect) <= told
    assert bool(records) == bool(canary.expect)
    assert [name for record in records for name in record.unread_fields] == []


@pytest.mark.parametrize("source", IDS)
def test_a_canary_about_something_found_is_asked_of_a_source_that_answers_for_it(source):
    for where in ("real", "sandbox"):
        canary = canaries(where)[source]
        if canary.about:
            assert canary.about in CARDS[source].expands


@pytest.mark.parametrize(
    "told",
    [
        {"name": "X", "expect": ["shoeSize"]},
        {"name": "X", "expect": [], "surname": "Arbancourt"},
        {"name": "X", "expect": [], "about": "Person"},
    ],
    ids=["a property nobody knows", "a field of a person", "an entity that is a person"],
)
def test_a_canary_that_is_not_as_described_is_refused(told):
    with pytest.raises(ValidationError):
        TypeAdapter(Canary).validate_python(told)
