"""RGE firms: one test per trap of the list, and the real recorded answer."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from connectors.base import read, unread_fields
from connectors.fr.ademe_rge import CARD, Lines
from connectors.fr.published_contacts import phones
from connectors.sandbox.identifiers import fictive_siren, siret
from tests.connectors.doubles import answering, connector, permit
from tests.connectors.fr.test_published_contacts import company, expanded, sandboxed, units, uses
from tracer.entities import Property
from tracer.subject import Subject, SubjectKind

SIREN, OTHER = fictive_siren(95_410), fictive_siren(95_411)


def row(establishment=1, siren=SIREN, **said):
    return {"siret": siret(siren, establishment), **said}


def lines(*rows):
    return {"total": len(rows), "results": list(rows)}


async def ask(wire, entity=None):
    there = connector(CARD.id, wire)
    subject = Subject(kind=SubjectKind.COMPANY, siren=SIREN)
    found = (
        there.expand(entity, permit(CARD.id)) if entity else there.search(subject, permit(CARD.id))
    )
    return [record async for record in found]


async def test_several_rows_of_one_siret_are_merged():
    first = row(telephone="01 99 00 41 10", email="contact@pont.example")
    wire = answering(lines(first, first, row(2, telephone="02 61 91 41 10", email="")))
    (record,) = await ask(wire)
    assert uses(record) == {
        "+33199004110": "role",
        "+33261914110": "role",
        "contact@pont.example": "role",
    }


@pytest.mark.parametrize(("form", "use"), [("1000", "personal"), ("5710", "nominative")])
async def test_the_mobile_of_a_one_man_firm_is_personal(form, use):
    wire = answering(lines(row(telephone="06 39 98 41 10")))
    (record,) = await ask(wire, company(legalForm=form))
    assert uses(record) == {"+33639984110": use}


async def test_an_empty_text_is_nothing_said():
    assert await ask(answering(lines(row(telephone="", email="", site_internet="")))) == []


async def test_rows_of_another_number_are_left_out():
    wire = answering(lines(row(siren=OTHER, telephone="01 99 00 41 10")))
    assert await ask(wire) == []


async def test_only_what_is_kept_is_asked_for_and_as_much_as_the_portal_gives():
    wire = answering(lines())
    await ask(wire)
    asked = {k: v[0] for k, v in parse_qs(urlsplit(str(wire.left[0].url)).query).items()}
    assert asked == {
        "qs": f"siret:{SIREN}*",
        "select": "siret,telephone,email,site_internet",
        "size": "10000",
    }


async def test_nothing_of_a_qualification_or_an_address_is_kept():
    said = row(telephone="01 99 00 41 10", adresse="3 RUE DU PONT", domaine="Toitures")
    (record,) = await ask(answering(lines(said)))
    assert record.unread_fields == ()
    assert "RUE DU PONT" not in repr(record)
    assert "Toitures" not in repr(record)
    assert record.entities[0].texts(Property.NAME) == ()


async def test_the_sandbox_has_some_building_firms_with_their_rows_merged():
    firms = units()
    there = sandboxed(CARD.id, units=firms)
    found = [await expanded(CARD.id, there, firm["siren"]) for firm in firms]
    assert 0 < sum(map(bool, found)) < len(firms)
    assert {len(records) for records in found} == {0, 1}
    assert {
        name for records in found for record in records for name in record.unread_fields
    } == set()


@pytest.mark.payloads
def test_the_real_answer_is_read(payloads):
    file = payloads / "fr" / "contacts" / "ademe_rge.json"
    page = read(Lines, json.loads(file.read_text("utf-8")), CARD.id)
    assert unread_fields(page) == ()
    assert all(list(phones([each.telephone])) for each in page.results)
