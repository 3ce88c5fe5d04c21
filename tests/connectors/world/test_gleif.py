"""GLEIF: every trap of the index, by its name."""

from __future__ import annotations

import json
import re

import httpx
import pytest
from structlog.testing import capture_logs

from connectors.answer import BLANK, Fetched
from connectors.base import read, unread_fields
from connectors.sandbox.gleif import CHILD, PARENT, ULTIMATE, lei_record, relationship, routes
from connectors.sandbox.world import World
from connectors.world.gleif import CARD
from connectors.world.gleif_number import identified, spellings
from connectors.world.gleif_payload import (
    ExceptionDocument,
    LeiDocument,
    LeiPage,
    RelationshipDocument,
)
from connectors.world.gleif_record import Told, record_of
from tests.connectors.doubles import NOW, Wire, answering, connector, permit
from tracer.entities import (
    Entity,
    EntityId,
    EntityKind,
    LinkType,
    Property,
    Provenance,
    Record,
    Statement,
)
from tracer.errors import SourceChanged, SourceUnsupported
from tracer.subject import PersonName, Subject, SubjectKind

NORWEGIAN = Subject(kind=SubjectKind.COMPANY, registration="987654325", country="NO")
NUMBER = "filter[entity.registeredAs]"
NAME = "filter[entity.legalName]"


def sandboxed() -> Wire:
    """The sandbox's own answers, over a wire that remembers what left."""
    served = routes(World(units=()))

    def respond(request: httpx.Request, n: int) -> httpx.Response:
        parts = request.url.path.removeprefix("/api/v1/lei-records").strip("/").split("/")
        parts = [part for part in parts if part]
        template = ["/lei-records", "/lei-records/{lei}", "/lei-records/{lei}/{link}"][len(parts)]
        asked = dict(request.url.params) | dict(zip(("lei", "link"), parts, strict=False))
        reply = served[template](asked)
        return httpx.Response(reply.status, json=reply.body)

    return Wire(respond)


def company(id_: str, **stated: str) -> Entity:
    elsewhere = Provenance(
        source="x",
        record="x",
        url="https://x.example",
        retrieved_at=NOW,
        body_sha256="",
        licence="x",
    )
    made = (
        Statement(prop=Property[name], value=value, provenance=elsewhere)
        for name, value in stated.items()
    )
    return Entity(id=EntityId(id_), kind=EntityKind.COMPANY, statements=tuple(made))


FJORDVERK = company("no-orgnr-987654325", REGISTRATION_NUMBER="987654325", JURISDICTION="NO")


async def searched(wire: Wire, subject: Subject = NORWEGIAN) -> list[Record]:
    return [r async for r in connector("gleif", wire).search(subject, permit("gleif"))]


async def expanded(wire: Wire, entity: Entity = FJORDVERK) -> list[Record]:
    return [r async for r in connector("gleif", wire).expand(entity, permit("gleif"))]


async def test_registered_as_is_asked_formatted_then_bare():
    wire = answering({"data": []}, {"data": [lei_record(CHILD, "X", "987654325", "NO", "OSLO")]})
    (record,) = await searched(wire)
    assert [request.url.params[NUMBER] for request in wire.left] == ["987 654 325", "987654325"]
    assert record.entities[0].id == "no-orgnr-987654325"


async def test_the_first_spelling_known_is_enough():
    wire = sandboxed()
    (record,) = await searched(wire)
    assert len(wire.left) == 1
    found = record.entities[0]
    assert found.text(Property.REGISTRATION_NUMBER) == "987654325"
    assert (found.text(Property.LEI), found.text(Property.JURISDICTION)) == (CHILD, "NO")


@pytest.mark.parametrize(
    ("number", "country", "expected"),
    [
        ("987654325", "NO", ("987 654 325", "987654325")),
        ("559999-9991", "SE", ("559999-9991", "5599999991")),
        ("5599999991", "SE", ("559999-9991", "5599999991")),
        ("9999990", "GB", ("09999990", "9999990")),
        ("HRB 12345", "DE", ("HRB12345", "HRB 12345")),
        ("299 950 014", "FR", ("299 950 014", "299950014")),
        ("99999992", "FI", ("9999999-2", "99999992")),
        ("CHE999999996", "CH", ("CHE-999.999.996", "CHE999999996")),
    ],
)
def test_each_register_writes_its_numbers_in_its_own_way(number, country, expected):
    assert spellings(number, country) == expected


@pytest.mark.parametrize(
    ("number", "country"),
    [
        ("800101-9999", "SE"),
        ("198001019999", "SE"),
        ("01017912345", "NO"),
        ("010179-1234", "DK"),
        ("0101791234", "IS"),
        ("7101011234", "CZ"),
        ("710101/1234", "CZ"),
    ],
)
async def test_a_number_that_may_be_a_persons_national_number_is_not_sent(number, country):
    wire = answering({"data": []})
    subject = Subject(kind=SubjectKind.COMPANY, registration=number, country=country)
    with pytest.raises(SourceUnsupported):
        await searched(wire, subject)
    with pytest.raises(SourceUnsupported):
        await expanded(wire, company("x", REGISTRATION_NUMBER=number, JURISDICTION=country))
    assert wire.left == []


@pytest.mark.parametrize("kind", [k for k in SubjectKind if k is not SubjectKind.COMPANY])
async def test_persons_are_never_searched(kind):
    wire = answering({"data": []})
    person = Subject(
        kind=kind, siren="299950014", names=(PersonName(surname="Arbancourt"),), company_name="A"
    )
    with pytest.raises(SourceUnsupported):
        await searched(wire, person)
    assert wire.left == []


async def test_a_sole_proprietor_with_an_lei_is_a_person_and_not_kept():
    sole = lei_record(CHILD, "ARBANCOURT", "987 654 325", "NO", "OSLO")
    sole["attributes"]["entity"]["category"] = "SOLE_PROPRIETOR"
    assert await searched(answering({"data": [sole]})) == []
    assert await expanded(answering({"data": sole}), company("x", LEI=CHILD)) == []


async def test_the_same_number_in_another_country_is_another_company():
    other = lei_record(CHILD, "X", "987654325", "DK", "AARHUS")
    assert await searched(answering({"data": [other]})) == []


async def test_a_jurisdiction_may_be_a_part_of_a_country():
    american = lei_record(CHILD, "TIDE EXAMPLE INC", "9876543", "US-DE", "DOVER")
    subject = Subject(
        kind=SubjectKind.COMPANY,
        registration="9876543",
        company_name="Tide Example",
        country="US",
    )
    (record,) = await searched(answering({"data": [american]}), subject)
    found = record.entities[0]
    assert found.id == f"lei-{CHILD}"
    assert found.text(Property.JURISDICTION) == "US"


def german(lei: str, name: str, court: str, number: str = "HRB 12345") -> dict:
    made = lei_record(lei, name, number, "DE", "KÖLN")
    made["attributes"]["entity"]["registeredAt"]["id"] = court
    return made | {"relationships": {}}


KOELN = german(CHILD, "Muster Bau GmbH", "RA000201")
MUENCHEN = german(PARENT, "Anders AG", "RA000202")
HRB = {"REGISTRATION_NUMBER": "HRB 12345", "JURISDICTION": "DE"}


def declared(name: str | None) -> Subject:
    return Subject(
        kind=SubjectKind.COMPANY, registration="HRB 12345", company_name=name, country="DE"
    )


async def test_of_two_companies_of_one_number_the_declared_name_tells_which():
    (record,) = await searched(answering({"data": [MUENCHEN, KOELN]}), declared("Muster Bau"))
    assert record.entities[0].text(Property.NAME) == "Muster Bau GmbH"
    (own,) = await expanded(
        answering({"data": [MUENCHEN, KOELN]}),
        company("x", NAME="Muster Bau GmbH", **HRB),
    )
    assert own.entities[0].texts(Property.LEI) == (CHILD,)


@pytest.mark.parametrize("found", [[KOELN, MUENCHEN], [MUENCHEN]])
async def test_a_number_without_its_court_says_nothing_of_a_company_of_another_name(found):
    with pytest.raises(SourceUnsupported):
        await searched(answering({"data": found}), declared("Dritte Muster KG"))
    with pytest.raises(SourceUnsupported):
        await searched(answering({"data": found}), declared(None))
    with pytest.raises(SourceUnsupported):
        await expanded(answering({"data": found}), company("x", **HRB))


async def test_where_registers_number_apart_every_spelling_is_asked():
    tight = german(PARENT, "Anders AG", "RA000202", "HRB12345")
    wire = answering({"data": [tight]}, {"data": [KOELN]})
    (record,) = await searched(wire, declared("Muster Bau GmbH"))
    assert record.entities[0].text(Property.LEI) == CHILD


async def test_two_records_of_one_register_and_number_are_one_company():
    twice = [lei_record(lei, lei, "987 654 325", "NO", "OSLO") for lei in (CHILD, PARENT)]
    for each in twice:
        each["attributes"]["entity"]["registeredAt"]["id"] = "RA000472"
    assert len(await searched(answering({"data": twice}))) == 2
    twice[0]["attributes"]["entity"]["registeredAt"]["id"] = "RA000473"
    with pytest.raises(SourceUnsupported):
        await searched(answering({"data": twice}))
    for each in twice:
        each["attributes"]["entity"]["registeredAt"]["id"] = "RA999999"
    with pytest.raises(SourceUnsupported):
        await searched(answering({"data": twice}))


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("FJORDVERK EKSEMPEL AS", True),
        ("Fjordverk Eksempel", True),
        ("Fjordverk Eksempel Holding", False),
        ("Fjordverk", False),
    ],
)
async def test_a_name_is_found_whole_or_not_at_all(name, found):
    wire = answering({"data": [lei_record(CHILD, "FJORDVERK EKSEMPEL AS", "1", "NO", "OSLO")]})
    subject = Subject(kind=SubjectKind.COMPANY, company_name=name, country="NO")
    assert bool(await searched(wire, subject)) is found
    assert wire.left[0].url.params[NAME] == name


async def test_a_name_with_another_number_is_another_company():
    named = {"data": [lei_record(CHILD, "FJORDVERK EKSEMPEL AS", "900000006", "NO", "OSLO")]}
    subject = Subject(
        kind=SubjectKind.COMPANY,
        company_name="FJORDVERK EKSEMPEL AS",
        registration="987654325",
        country="NO",
    )
    assert await searched(answering({"data": []}, {"data": []}, named), subject) == []


async def test_no_answer_is_empty_whatever_the_spelling():
    wire = answering({"meta": {}, "data": []})
    assert await searched(wire) == []
    assert len(wire.left) == 2


async def test_an_active_status_and_a_lapsed_registration_tell_nothing():
    lapsed = lei_record(CHILD, "X", "987 654 325", "NO", "OSLO")
    lapsed["attributes"]["registration"]["status"] = "LAPSED"
    for status in ("ACTIVE", "INACTIVE"):
        lapsed["attributes"]["entity"]["status"] = status
        (record,) = await searched(answering({"data": [lapsed]}))
        said = {s.prop for e in record.entities for s in e.statements}
        assert not said & {Property.STATUS, Property.INSOLVENCY_STATE, Property.SIGNAL}


@pytest.mark.parametrize(
    ("reason", "day"), [("DISSOLVED", "2025-03-01"), ("CORPORATE_ACTION", None), (None, None)]
)
async def test_only_a_dissolution_is_kept_with_its_day(reason, day):
    gone = lei_record(CHILD, "X", "987 654 325", "NO", "OSLO")
    gone["attributes"]["entity"]["expiration"] = {"date": "2025-03-01T00:00:00Z", "reason": reason}
    (record,) = await searched(answering({"data": [gone]}))
    assert record.entities[0].text(Property.DISSOLUTION_DATE) == day


@pytest.mark.parametrize(
    ("heirs", "said"),
    [
        ({"successorEntities": [{"lei": PARENT, "name": "Erbin SE"}]}, (PARENT,)),
        ({"successorEntity": {"lei": PARENT, "name": None}}, (PARENT,)),
        ({"successorEntity": {"lei": None, "name": "Erbin SE"}}, ("Erbin SE",)),
        (
            {
                "successorEntity": {"lei": PARENT, "name": "Erbin SE"},
                "successorEntities": [{"lei": PARENT, "name": "Erbin SE"}, {"lei": ULTIMATE}],
            },
            (PARENT, ULTIMATE),
        ),
        ({"successorEntity": {"lei": None, "name": None}, "successorEntities": []}, ()),
    ],
)
async def test_who_succeeds_a_merged_company_is_a_signal(heirs, said):
    merged = lei_record(CHILD, "X", "987 654 325", "NO", "OSLO")
    merged["attributes"]["entity"] |= heirs
    (record,) = await searched(answering({"data": [merged]}))
    flags = record.entities[0].texts(Property.SIGNAL)
    assert flags == tuple(f"flag: succeeded_by {heir}" for heir in said)
    assert record.unread_fields == ()


async def test_a_parent_who_is_a_sole_proprietor_is_not_kept():
    child = {"data": [lei_record(CHILD, "X", "987 654 325", "NO", "OSLO")]}
    told = {"data": relationship(CHILD, ULTIMATE, "direct")}
    sole = lei_record(ULTIMATE, "ARBANCOURT", "1", "GB", "LONDON")
    sole["attributes"]["entity"]["category"] = "SOLE_PROPRIETOR"
    records = await expanded(answering(child, told, {"data": sole}, told, {"data": sole}))
    assert len(records) == 1
    assert "ARBANCOURT" not in repr(records)


async def test_parents_are_read_by_following_the_links():
    wire = sandboxed()
    own, direct, ultimate = await expanded(wire)
    assert [r.url.path.rpartition("/")[2] for r in wire.left[1:]] == [
        "direct-parent-relationship",
        "direct-parent",
        "ultimate-parent-relationship",
        "ultimate-parent",
    ]
    assert own.entities[0].id == FJORDVERK.id
    (link,) = [each for each in direct.links if each.type is LinkType.OWNERSHIP]
    assert (link.source, link.target) == (f"lei-{PARENT}", FJORDVERK.id)
    assert (link.role, link.start, link.current) == (
        "direct consolidating parent",
        "2019-01-01",
        True,
    )
    (link,) = [each for each in ultimate.links if each.type is LinkType.OWNERSHIP]
    assert (link.source, link.role) == ("gb-crn-09999990", "ultimate consolidating parent")
    for record in (direct, ultimate):
        ends = {end for each in record.links for end in (each.source, each.target)}
        assert ends <= {entity.id for entity in record.entities}


async def test_a_reporting_exception_says_why_no_parent_is_named():
    wire = sandboxed()
    _, direct, ultimate = await expanded(wire, company("x", LEI=ULTIMATE))
    assert direct.entities[0].text(Property.SIGNAL) == "direct_parent_no_known_person"
    assert ultimate.entities[0].text(Property.SIGNAL) == "ultimate_parent_no_known_person"
    assert (direct.links, ultimate.links) == ((), ())


async def test_a_parent_that_is_both_is_asked_once():
    child = lei_record(CHILD, "X", "987 654 325", "NO", "OSLO")
    told = {"data": relationship(CHILD, ULTIMATE, "direct")}
    parent = {"data": lei_record(ULTIMATE, "Y", "09999990", "GB", "LONDON")}
    wire = answering({"data": [child]}, told, parent, told)
    assert len(await expanded(wire)) == 3
    assert len(wire.left) == 4


async def test_a_relationship_that_ended_is_not_current():
    child = lei_record(CHILD, "X", "987 654 325", "NO", "OSLO")
    told = relationship(CHILD, ULTIMATE, "direct")
    told["attributes"]["relationship"]["status"] = "INACTIVE"
    told["attributes"]["relationship"]["periods"] = [
        {"startDate": "2018-01-01", "endDate": "2018-12-31", "type": "ACCOUNTING_PERIOD"},
        {"startDate": "2017-01-01", "endDate": "2020-06-30", "type": "RELATIONSHIP_PERIOD"},
    ]  # fmt: skip
    parent = {"data": lei_record(ULTIMATE, "Y", "09999990", "GB", "LONDON")}
    _, direct, *_ = await expanded(
        answering({"data": [child]}, {"data": told}, parent, {"data": told})
    )
    link = next(each for each in direct.links if each.type is LinkType.OWNERSHIP)
    assert (link.start, link.end, link.current) == ("2017-01-01", "2020-06-30", False)


async def test_a_parent_gone_meanwhile_says_nothing():
    child = {"data": [lei_record(CHILD, "X", "987 654 325", "NO", "OSLO")]}
    wire = Wire(lambda _, n: httpx.Response(404) if n else httpx.Response(200, json=child))
    assert len(await expanded(wire)) == 1


@pytest.mark.parametrize(
    "link",
    [
        "https://elsewhere.example/api/v1/lei-records/TRACERTESTULTIMA0050",
        "https://api.gleif.org/api/v1/../admin",
        "https://api.gleif.org/api/v1/lei-records/{lei}",
    ],
)
async def test_a_link_that_leads_elsewhere_is_not_followed(link):
    child = lei_record(CHILD, "X", "987 654 325", "NO", "OSLO")
    child["relationships"] = {"direct-parent": {"links": {"reporting-exception": link}}}
    wire = answering({"data": [child]})
    with pytest.raises(SourceChanged):
        await expanded(wire)
    assert len(wire.left) == 1


async def test_neither_number_nor_name_is_in_a_kept_url():
    (record,) = await searched(sandboxed())
    assert f"{NUMBER}={BLANK}" in record.provenance.url


async def test_no_lei_is_in_a_kept_url_nor_in_a_log():
    with capture_logs() as logs:
        records = await expanded(sandboxed(), company("x", LEI=CHILD))
    places = [link.provenance.url for record in records for link in record.links]
    places += [record.provenance.url for record in records]
    assert places
    assert not re.search(r"[0-9A-Z]{20}", repr((places, logs)))


async def test_an_unknown_lei_is_empty():
    assert await expanded(Wire(lambda *_: httpx.Response(404)), company("x", LEI=CHILD)) == []


async def test_a_company_without_a_register_is_not_asked_about():
    wire = answering({"data": []})
    for nobody in (company("x", REGISTRATION_NUMBER="123"), company("x", LEI="NOT AN LEI")):
        with pytest.raises(SourceUnsupported):
            await expanded(wire, nobody)
    assert wire.left == []


async def test_a_french_company_is_asked_by_its_siren():
    wire = sandboxed()
    await expanded(wire, company("fr-siren-299950014", REGISTRATION_NUMBER="299950014"))
    assert wire.left[0].url.params[NUMBER] == "299 950 014"


@pytest.mark.parametrize(
    ("number", "country", "authority", "expected"),
    [
        ("299 950 014", "FR", "RA000189", "fr-siren-299950014"),
        ("299 950 015", "FR", "RA000189", "lei-X"),
        ("9999990", "GB", "RA000585", "gb-crn-09999990"),
        ("SC999990", "GB", "RA000586", "gb-crn-SC999990"),
        ("123456", "GB", "RA000592", "lei-X"),
        ("SC9990", "GB", "RA000586", "lei-X"),
        ("987 654 325", "NO", "RA000472", "no-orgnr-987654325"),
        ("11111003", "CZ", "RA000163", "cz-ico-11111003"),
        ("99999992", "FI", "RA000188", "fi-ytunnus-9999999-2"),
        ("CHE-999.999.996", "CH", "RA000548", "ch-uid-CHE999999996"),
        ("0999.999.922", "BE", "RA000025", "be-kbo-0999999922"),
        ("559999-9991", "SE", "RA000544", "lei-X"),
        (None, "FR", None, "lei-X"),
    ],
)
def test_sources_meet_on_the_number_of_the_register(number, country, authority, expected):
    assert identified(number, country, authority, "X")[0] == expected


NOT_ASKED = {
    "autocompletions", "entity_legal_form", "field_modifications", "fields_all", "fuzzycompletions",
    "isins", "lei_issuers", "registration_authority", "vlei_issuers", "direct-child-relationships",
}  # fmt: skip
"""Recorded answers of end points that are not asked: lists of codes, suggestions, children's links."""


@pytest.mark.payloads
def test_real_answers_are_read_whole(payloads):
    read_whole = 0
    for path in sorted((payloads / "world" / "gleif" / "recorded").glob("*.json")):
        body = json.loads(path.read_text("utf-8"))
        if any(path.name.startswith(name) for name in NOT_ASKED):
            continue
        if "exception" in path.name:
            document = read(ExceptionDocument, body, CARD.id)
        elif "relationship" in path.name:
            document = read(RelationshipDocument, body, CARD.id)
        else:
            document = read(
                LeiPage if isinstance(body["data"], list) else LeiDocument, body, CARD.id
            )
            records = document.data if isinstance(document, LeiPage) else [document.data]
            for lei in records:
                fetched = _fetched()
                record = record_of(Told(part=lei, fetched=fetched, unread=()))
                assert record.entities[0].text(Property.NAME)
                assert record.entities[0].text(Property.JURISDICTION)
        assert unread_fields(document) == (), path.name
        read_whole += 1
    assert read_whole >= 50


def _fetched():
    return Fetched(
        source=CARD.id,
        body=None,
        url="https://x.example",
        retrieved_at=NOW,
        sha256="0" * 64,
        licence="x",
    )
