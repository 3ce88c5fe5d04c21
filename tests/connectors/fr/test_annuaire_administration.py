"""Public bodies and courts: JSON inside JSON, joined e-mails, and the right court by its name."""

from __future__ import annotations

import json

import pytest

from connectors.fr.annuaire_administration import CARD, telling
from connectors.sandbox.identifiers import fictive_siren, siret
from tests.connectors.doubles import answering, connector, permit
from tests.connectors.fr.test_published_contacts import company, expanded, sandboxed, units, uses
from tracer.entities import EntityKind, Property
from tracer.errors import SourceChanged, SourceUnsupported

SIREN, OTHER = fictive_siren(95_410), fictive_siren(95_411)
CLERK = "GREFFE DU TRIBUNAL DE COMMERCE DE VASQUELIN"


def body(nom="Office des ponts", number=1, siren=SIREN, **said):
    ids = {"id": f"body-{number}", "siren": siren, "siret": siret(siren, number)}
    return {**ids, "nom": nom, "telephone": listed("04 65 71 41 50"), **said}


def listed(*values):
    return json.dumps([{"valeur": value, "description": ""} for value in values])


def page(*bodies, total=None):
    return {"total_count": total or len(bodies), "results": list(bodies)}


async def ask(wire):
    found = connector(CARD.id, wire).expand(company(), permit(CARD.id))
    return [record async for record in found]


async def court(wire, name=CLERK):
    return [record async for record in connector(CARD.id, wire).court(name, permit(CARD.id))]


@pytest.mark.parametrize(
    "said",
    [listed("04 65 71 41 50"), [{"valeur": "04 65 71 41 50"}]],
    ids=["written as a text", "a list"],
)
async def test_telephones_are_json_texts_in_json(said):
    (record,) = await ask(answering(page(body(telephone=said))))
    assert uses(record) == {"+33465714150": "role"}


@pytest.mark.parametrize("said", ["04 65 71 41 50", '{"valeur": "x"}', '["x"]', "[{}]"])
async def test_a_list_that_is_none_is_a_changed_contract(said):
    with pytest.raises(SourceChanged) as raised:
        await ask(answering(page(body(telephone=said))))
    assert "65 71" not in str(raised.value)


@pytest.mark.parametrize("said", [None, "", "[]"])
async def test_nothing_said_is_no_contact(said):
    assert await ask(answering(page(body(telephone=said)))) == []


async def test_emails_are_joined_by_a_semicolon():
    said = body(telephone=None, adresse_courriel="accueil@pont.example;o.v@pont.example")
    (record,) = await ask(answering(page(said)))
    assert uses(record) == {"accueil@pont.example": "role", "o.v@pont.example": "nominative"}


async def test_officials_are_third_persons_and_are_dropped():
    people = json.dumps([{"personne": {"nom": "QUERRIEN"}, "telephone": "01 99 00 41 50"}])
    (record,) = await ask(answering(page(body(affectation_personne=people))))
    assert record.unread_fields == ()
    assert "QUERRIEN" not in repr(record)
    assert uses(record) == {"+33465714150": "role"}


async def test_a_withdrawn_body_is_skipped():
    assert await ask(answering(page(body(statut_de_diffusion="false")))) == []


async def test_an_unknown_field_inside_a_text_is_reported_by_name():
    said = json.dumps([{"valeur": "04 65 71 41 50", "horaire": "secret"}])
    (record,) = await ask(answering(page(body(telephone=said))))
    assert record.unread_fields == ("results.telephone.horaire",)
    assert "secret" not in repr(record)


async def test_every_page_of_a_body_with_many_offices_is_read():
    wire = answering(page(body(), total=150), page(body(number=2, telephone=listed("0199004150"))))
    records = await ask(wire)
    assert [list(uses(record)) for record in records] == [["+33465714150"], ["+33199004150"]]
    assert [dict(r.url.params)["offset"] for r in wire.left] == ["0", "100"]
    assert dict(wire.left[0].url.params)["limit"] == "100"


async def test_rows_of_another_number_are_left_out():
    assert await ask(answering(page(body(siren=OTHER)))) == []


async def test_an_office_with_a_siret_alone_is_found():
    (record,) = await ask(answering(page(body() | {"siren": None})))
    assert uses(record) == {"+33465714150": "role"}


async def test_a_court_is_found_by_the_name_a_notice_gives_its_registry():
    place = [{"type_adresse": "Adresse", "numero_voie": "1 place du Pont", "code_postal": "35000"}]
    place[0]["nom_commune"] = "Vasquelin"
    wire = answering(
        page(
            body("Tribunal de commerce - Vasquelin", 1, adresse=json.dumps(place)),
            body("Tribunal judiciaire - Vasquelin", 2),
            body("Tribunal de commerce - Ladvic", 3),
            body("Maison du commerce et du tribunal de Vasquelin - annexe", 4),
        )
    )
    (record,) = await court(wire)
    named = next(e for e in record.entities if e.kind is EntityKind.COMPANY)
    assert named.text(Property.NAME) == "Tribunal de commerce - Vasquelin"
    seat = next(e for e in record.entities if e.kind is EntityKind.ADDRESS)
    assert seat.text(Property.FULL) == "1 place du Pont, 35000 Vasquelin"
    assert uses(record) == {"+33465714150": "role"}
    assert dict(wire.left[0].url.params)["where"] == 'search(nom, "tribunal commerce vasquelin")'


async def test_a_withdrawn_court_is_skipped():
    row = body("Tribunal de commerce - Vasquelin", statut_de_diffusion="false")
    assert await court(answering(page(row))) == []


async def test_the_mobile_of_an_office_is_not_private():
    (record,) = await ask(answering(page(body(telephone=listed("06 39 98 41 50")))))
    assert uses(record) == {"+33639984150": "nominative"}


async def test_two_courts_of_one_name_are_both_given():
    wire = answering(
        page(
            body("Tribunal judiciaire - Saint-Ladvic", 1),
            body("Tribunal judiciaire de Saint-Ladvic", 2),
        )
    )
    assert len(await court(wire, "Tribunal judiciaire de Saint-Ladvic")) == 2


async def test_a_court_that_is_not_there_is_not_replaced_by_another():
    assert await court(answering(page(body("Tribunal de commerce - Ladvic")))) == []


@pytest.mark.parametrize("name", ["", "Vasquelin", "Tribunal", "Mairie de Vasquelin", 'x" OR 1=1'])
async def test_what_is_not_the_name_of_a_court_is_not_asked(name):
    wire = answering(page())
    with pytest.raises(SourceUnsupported):
        await court(wire, name)
    assert wire.left == []


def test_a_name_is_told_by_its_words_and_not_by_quotes_or_accents():
    assert telling('Greffe du Tribunal d"Évry') == ("tribunal", "evry")


async def test_the_sandbox_has_the_courts_of_its_notices():
    notices = ({"tribunal": CLERK}, {"tribunal": "Greffe du Tribunal de Commerce de Ladvic"})
    there = sandboxed(CARD.id, units=units(), notices=notices)
    (record,) = [found async for found in there.court(CLERK, permit(CARD.id))]
    assert len(uses(record)) == 2
    assert await expanded(CARD.id, there, SIREN) == []
