"""Associations: what they let be published, one test per trap, and the real recorded answer."""

from __future__ import annotations

import json

import httpx
import pytest

from connectors.base import read, unread_fields
from connectors.fr.associations import CARD, Structure
from connectors.sandbox.identifiers import fictive_siren
from tests.connectors.doubles import Wire, answering, connector, permit
from tests.connectors.fr.test_published_contacts import company, expanded, sandboxed, units, uses
from tracer.entities import Property
from tracer.errors import SourceChanged

SIREN, OTHER = fictive_siren(95_410), fictive_siren(95_411)


def structure(establishments=(), siren=SIREN, **coordinates):
    told = {"publication_internet": True, "telephone": "02 61 91 41 20", **coordinates}
    return {"id_siren": siren, "coordonnees": told, "etablissements": list(establishments)}


async def ask(wire):
    found = connector(CARD.id, wire).expand(company(), permit(CARD.id))
    return [record async for record in found]


@pytest.mark.parametrize("said", [False, None])
async def test_publication_internet_is_honoured(said):
    place = {"actif": True, "telephone": "02 61 91 41 21"}
    (record,) = await ask(answering(structure([place], publication_internet=said)))
    assert record.withheld
    assert record.entities[0].is_masked(Property.PHONE)
    assert "26191412" not in repr(record)


async def test_an_association_that_did_not_speak_of_publication_is_withheld():
    body = structure()
    del body["coordonnees"]["publication_internet"]
    (record,) = await ask(answering(body))
    assert record.withheld


async def test_what_is_not_published_and_empty_is_not_withheld():
    assert await ask(answering(structure(publication_internet=False, telephone=""))) == []


async def test_closed_establishments_are_left_out():
    places = [
        {"actif": True, "telephone": "02 61 91 41 21", "courriel": "atelier@pont.example"},
        {"actif": False, "telephone": "02 61 91 41 22"},
    ]
    (record,) = await ask(answering(structure(places)))
    assert uses(record) == {
        "+33261914120": "role",
        "+33261914121": "role",
        "atelier@pont.example": "role",
    }


async def test_the_mailbox_of_a_volunteer_is_nominative_whatever_form_is_known():
    (record,) = await ask(answering(structure(telephone="", courriel="odon.vasquelin@gmail.com")))
    assert uses(record) == {"odon.vasquelin@gmail.com": "nominative"}


async def test_a_company_that_is_no_association_is_empty_by_404():
    wire = Wire(lambda request, n: httpx.Response(404, json={"erreur": "introuvable"}))
    assert await ask(wire) == []
    assert wire.left[0].url.path.endswith(f"/structure/{SIREN}")


@pytest.mark.parametrize("status", [400, 414])
async def test_a_refused_question_is_not_an_empty_answer(status):
    with pytest.raises(SourceChanged):
        await ask(Wire(lambda request, n: httpx.Response(status, json={})))


async def test_an_answer_about_another_number_is_no_answer():
    with pytest.raises(SourceChanged):
        await ask(answering(structure(siren=OTHER)))


async def test_officers_and_their_addresses_are_dropped():
    body = structure(adresse_gestion={"voie": "3 RUE DU PONT"})
    body["dirigeants"] = [{"nom": "VASQUELIN"}]
    (record,) = await ask(answering(body))
    assert record.unread_fields == ()
    assert "VASQUELIN" not in repr(record)
    assert "RUE DU PONT" not in repr(record)


def test_the_limit_of_the_publisher_is_kept_below():
    assert all(calls / seconds < 10 / 60 for calls, seconds in CARD.limits)
    assert CARD.limits


async def test_the_sandbox_publishes_some_associations_and_withholds_others():
    known = units(form="9220")
    there = sandboxed(CARD.id, units=(*known, *units(form="5710")[:1]))
    found = [await expanded(CARD.id, there, each["siren"]) for each in known]
    assert {record.withheld for records in found for record in records} == {True, False}
    assert await expanded(CARD.id, there, SIREN) == []


@pytest.mark.payloads
def test_the_real_answer_is_read(payloads):
    file = payloads / "fr" / "contacts" / "api_association.json"
    found = read(Structure, json.loads(file.read_text("utf-8")), CARD.id)
    assert unread_fields(found) == ()
    assert found.coordonnees.publication_internet is False
    assert len(found.etablissements) == 13
