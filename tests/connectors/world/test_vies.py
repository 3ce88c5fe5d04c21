"""VIES: every trap of the service, by its name."""

from __future__ import annotations

import json

import pytest
from stdnum.eu import vat

from connectors.answer import BLANK
from connectors.base import read, unread_fields
from connectors.world.vies import CARD, Check, known
from connectors.world.vies_number import askable, from_siren
from tests.connectors.doubles import NOW, answering, connector, permit
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
from tracer.errors import SourceBusy, SourceChanged, SourceError, SourceForbidden, SourceUnsupported
from tracer.subject import PersonName, Subject, SubjectKind

SIREN = "299950014"
COMPANY = Subject(kind=SubjectKind.COMPANY, siren=SIREN)


def said(code="VALID", name="ATELIERS VERQUELIN", address="12 RUE DES TANNEURS\n35000 RENNES"):
    valid = code == "VALID"
    return {
        "isValid": valid,
        "userError": code,
        "name": name if valid else "---",
        "address": address if valid else "---",
        "requestIdentifier": "",
        "vatNumber": "66299950014",
    }


def company(provenance: Provenance, *stated, id_="it-rea-999", kind=EntityKind.COMPANY):
    made = tuple(Statement(prop=p, value=v, provenance=provenance) for p, v in stated)
    return Entity(id=EntityId(id_), kind=kind, statements=made)


@pytest.fixture
def provenance():
    return Provenance(
        source="x",
        record="x",
        url="https://x.example",
        retrieved_at=NOW,
        body_sha256="",
        licence="x",
    )


async def searched(wire, subject=COMPANY) -> list[Record]:
    return [r async for r in connector("eu.vies", wire).search(subject, permit("eu.vies"))]


async def expanded(wire, entity) -> list[Record]:
    return [r async for r in connector("eu.vies", wire).expand(entity, permit("eu.vies"))]


async def test_the_number_asked_is_computed_from_the_siren():
    wire = answering(said())
    (record,) = await searched(wire)
    assert wire.left[0].url.path.endswith("/ms/FR/vat/66299950014")
    found = record.entities[0]
    assert found.id == f"fr-siren-{SIREN}"
    assert found.text(Property.VAT) == "FR66299950014"
    assert found.text(Property.NAME) == "ATELIERS VERQUELIN"
    office = record.entities[1]
    assert (office.text(Property.FULL), office.text(Property.POSTAL_CODE)) == (
        "12 RUE DES TANNEURS, 35000 RENNES",
        "35000",
    )
    assert office.text(Property.CITY) == "RENNES"
    assert [(link.type, link.target) for link in record.links] == [(LinkType.LOCATED_AT, office.id)]


async def test_the_number_is_in_the_path_and_in_no_kept_url():
    (record,) = await searched(answering(said()))
    assert record.provenance.url.endswith(f"/ms/FR/vat/{BLANK}")


async def test_only_invalid_is_a_negative():
    (record,) = await searched(answering(said("INVALID")))
    (found,) = record.entities
    assert found.text(Property.SIGNAL) == "vat_not_valid"
    assert found.texts(Property.VAT) == ()
    assert record.links == ()


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("MS_UNAVAILABLE", SourceBusy),
        ("TIMEOUT", SourceBusy),
        ("SERVICE_UNAVAILABLE", SourceBusy),
        ("MS_MAX_CONCURRENT_REQ", SourceBusy),
        ("MS_MAX_CONCURRENT_REQ_TIME", SourceBusy),
        ("GLOBAL_MAX_CONCURRENT_REQ", SourceBusy),
        ("GLOBAL_MAX_CONCURRENT_REQ_TIME", SourceBusy),
        ("IP_BLOCKED", SourceForbidden),
        ("VAT_BLOCKED", SourceForbidden),
        ("INVALID_INPUT", SourceError),
        ("A_CODE_NOBODY_KNOWS", SourceChanged),
    ],
)
async def test_not_valid_with_any_other_code_is_unknown(code, error):
    with pytest.raises(error) as raised:
        await searched(answering(said(code)))
    assert type(raised.value) is error


async def test_a_status_of_200_says_nothing_by_itself():
    with pytest.raises(SourceChanged):
        await searched(answering({**said(), "isValid": False}))
    with pytest.raises(SourceChanged):
        await searched(answering({**said("INVALID"), "isValid": True}))


async def test_three_dashes_are_not_a_name_nor_an_address():
    (record,) = await searched(answering(said(name="---", address="---")))
    (found,) = record.entities
    assert found.texts(Property.NAME) == ()
    assert found.texts(Property.VAT) == ("FR66299950014",)


async def test_an_address_on_one_line_is_kept_whole_and_not_guessed_at():
    (record,) = await searched(answering(said(address="3RD FLOOR, TEST HOUSE, DUBLIN 4")))
    office = record.entities[1]
    assert office.text(Property.FULL) == "3RD FLOOR, TEST HOUSE, DUBLIN 4"
    assert office.text(Property.POSTAL_CODE) is None


@pytest.mark.parametrize("number", ["ABC", "FRABC", "IT12345678901", "FR00299950014", "", "IT"])
async def test_an_absurd_number_is_not_sent_because_it_would_get_invalid(number, provenance):
    wire = answering(said("INVALID"))
    with pytest.raises(SourceUnsupported):
        await expanded(wire, company(provenance, (Property.VAT, number)))
    assert wire.left == []


@pytest.mark.parametrize(
    ("number", "path"),
    [
        ("EL999999993", "/ms/EL/vat/999999993"),
        ("GR999999993", "/ms/EL/vat/999999993"),
        ("it 999 999 901 55", "/ms/IT/vat/99999990155"),
        ("XI999999918", "/ms/XI/vat/999999918"),
    ],
)
async def test_greece_is_el_and_northern_ireland_is_xi(number, path, provenance):
    wire = answering(said())
    await expanded(wire, company(provenance, (Property.VAT, number)))
    assert wire.left[0].url.path.endswith(path)


async def test_there_is_no_gb_any_more(provenance):
    wire = answering(said("INVALID"))
    with pytest.raises(SourceUnsupported):
        await expanded(wire, company(provenance, (Property.VAT, "GB999999918")))
    assert wire.left == []


@pytest.mark.parametrize(
    "number",
    [
        "BG8001019900",
        "CZ7101019002",
        "ES99999990S",
        "LV01019019006",
        "PT199999007",
        "SE800101999401",
    ],
)
def test_a_number_that_may_be_a_persons_national_number_is_never_sent(number):
    assert vat.is_valid(number)
    assert askable(number) is None


async def test_the_country_of_the_office_is_written_as_iso(provenance):
    asked = company(provenance, (Property.VAT, "EL999999993"))
    (record,) = await expanded(answering(said()), asked)
    assert record.entities[0].id == asked.id
    assert record.entities[1].text(Property.COUNTRY) == "GR"


async def test_a_sole_trader_is_not_asked_about(provenance):
    wire = answering(said())
    trader = company(provenance, (Property.LEGAL_FORM, "1000"), id_=f"fr-siren-{SIREN}")
    with pytest.raises(SourceUnsupported):
        await expanded(wire, trader)
    for kind in (SubjectKind.SOLE_TRADER, SubjectKind.CONSUMER, SubjectKind.DIRECTOR):
        person = Subject(kind=kind, siren=SIREN, names=(PersonName(surname="Arbancourt"),))
        with pytest.raises(SourceUnsupported):
            await searched(wire, person)
    assert wire.left == []


def test_a_siren_that_fails_its_check_makes_no_number():
    assert from_siren("299950015") is None
    assert from_siren(SIREN) == "FR66299950014"


@pytest.mark.payloads
def test_real_answers_are_read_whole(payloads):
    paths = sorted((payloads / "world" / "vies" / "recorded").glob("*.json"))
    assert len(paths) >= 6
    for path in paths:
        check = read(Check, json.loads(path.read_text("utf-8")), CARD.id)
        assert unread_fields(check) == ()
        assert known(check) is (check.userError == "VALID")
