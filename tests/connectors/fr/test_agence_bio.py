"""Organic operators: one test per trap of the directory, and the real recorded answer."""

from __future__ import annotations

import json

import pytest

from connectors.base import read, unread_fields
from connectors.fr.agence_bio import CARD, Operators
from connectors.sandbox.identifiers import fictive_siren, siret
from tests.connectors.doubles import answering, connector, permit
from tests.connectors.fr.test_published_contacts import company, expanded, sandboxed, units, uses
from tracer.entities import EntityKind, Property

SIREN, OTHER = fictive_siren(95_410), fictive_siren(95_411)


def operator(*states, siren=SIREN, **said):
    certificates = [{"etatCertification": state} for state in states]
    return {"siret": siret(siren, 1), "certificats": certificates, "siteWebs": [], **said}


async def ask(wire, **entity):
    found = connector(CARD.id, wire).expand(company(**entity), permit(CARD.id))
    return [record async for record in found]


def page(*items):
    return {"nbTotal": str(len(items)), "items": list(items)}


async def test_the_gerant_is_a_person_and_is_dropped():
    said = operator(telephone="05 36 49 41 40", gerant="VASQUELIN Odon")
    (record,) = await ask(answering(page(said)))
    assert record.unread_fields == ()
    assert "VASQUELIN" not in repr(record)
    assert {e.kind for e in record.entities} == {EntityKind.COMPANY, EntityKind.CONTACT}


async def test_every_telephone_and_site_is_read():
    said = operator(
        telephone="05 36 49 41 40",
        telephoneNational="01 99 00 41 40",
        telephoneCommerciale="04 65 71 41 40",
        email="ferme@pont.example",
        siteWebs=[{"id": 1, "url": "pont.example"}, {"id": 2, "url": None}],
    )
    (record,) = await ask(answering(page(said)))
    assert uses(record) == {
        "+33536494140": "role",
        "+33199004140": "role",
        "+33465714140": "role",
        "ferme@pont.example": "nominative",
    }
    assert [e.text(Property.WEBSITE) for e in record.entities if e.kind is EntityKind.WEBSITE] == [
        "https://pont.example"
    ]


async def test_the_mobile_of_a_farmer_is_personal():
    (record,) = await ask(answering(page(operator(telephone="06 39 98 41 40"))), legalForm="1000")
    assert uses(record) == {"+33639984140": "personal"}


@pytest.mark.parametrize(
    ("states", "kept"),
    [(("ARRETEE",), 0), (("ARRETEE", "ENGAGEE"), 1), (("ENGAGEE",), 1), ((), 1)],
)
async def test_an_operator_whose_certificates_are_all_ended_is_a_former_record(states, kept):
    records = await ask(answering(page(operator(*states, telephone="05 36 49 41 40"))))
    assert len(records) == kept


async def test_a_siren_is_asked_with_more_places_than_the_ten_of_the_default():
    wire = answering(page())
    await ask(wire)
    assert dict(wire.left[0].url.params) == {"siret": SIREN, "nb": "1500"}


@pytest.mark.parametrize("number", [siret(OTHER, 1), None])
async def test_an_operator_of_another_number_or_of_none_is_left_out(number):
    said = operator(telephone="05 36 49 41 40") | {"siret": number}
    assert await ask(answering(page(said))) == []


async def test_the_sandbox_has_some_farms_and_no_person():
    farms = units(activity="01.21Z")
    there = sandboxed(CARD.id, units=farms)
    found = [await expanded(CARD.id, there, farm["siren"]) for farm in farms]
    assert {len(records) for records in found} == {0, 1}
    assert "VASQUELIN" not in repr(found)


@pytest.mark.payloads
def test_the_real_answer_is_read(payloads):
    file = payloads / "fr" / "contacts" / "agence_bio.json"
    found = read(Operators, json.loads(file.read_text("utf-8")), CARD.id)
    assert unread_fields(found) == ()
    assert not found.items[0].has_ended
