"""The address file: told where and never who; an answer it is not sure of is an area."""

from __future__ import annotations

import httpx
import pytest

from connectors.fr.ban import CARD
from connectors.fr.ban_query import question
from tests.connectors.doubles import NOW, Wire, answering, connector, permit
from tracer.entities import (
    Entity,
    EntityId,
    EntityKind,
    Masked,
    Property,
    Provenance,
    Record,
    Statement,
)
from tracer.errors import SourceChanged, SourceUnsupported
from tracer.reach import declared_address_id
from tracer.subject import PersonName, PostalAddress, Subject, SubjectKind

EMPTY = {"type": "FeatureCollection", "features": []}


def found(**properties):
    place = {
        "label": "12 Rue des Tanneurs 35000 Rennes",
        "score": 0.95,
        "type": "housenumber",
        "postcode": "35000",
        "city": "Rennes",
    }
    place |= properties
    kept = {name: value for name, value in place.items() if value is not None}
    return {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": kept}]}


def subject(*addresses: PostalAddress) -> Subject:
    return Subject(
        kind=SubjectKind.CONSUMER,
        names=(PersonName(surname="Arbancourt", given=("Mireille",)),),
        addresses=addresses,
    )


HOME = PostalAddress(line="12 rue des Tanneurs", postcode="35000", city="Rennes")


async def search(wire: Wire, *addresses: PostalAddress) -> list[Record]:
    return [r async for r in connector(CARD.id, wire).search(subject(*addresses), permit(CARD.id))]


def office(full: str | Masked | None, **more: str) -> Entity:
    place = Provenance(
        source="fr.recherche_entreprises",
        record="r",
        url="https://register.example",
        retrieved_at=NOW,
        body_sha256="0" * 64,
        licence="LO",
    )
    said = [(Property.FULL, full)] + [(Property(name), value) for name, value in more.items()]
    return Entity(
        id=EntityId("fr-siege-1"),
        kind=EntityKind.ADDRESS,
        statements=tuple(
            Statement(prop=prop, value=value, provenance=place)
            for prop, value in said
            if value is not None
        ),
    )


async def test_each_declared_address_keeps_its_place():
    wire = Wire(lambda r, n: httpx.Response(200, json=EMPTY if n == 0 else found()))
    (record,) = await search(wire, HOME, HOME)
    (address,) = record.entities
    assert address.id == declared_address_id(1)
    assert {p: address.text(p) for p in (Property.FULL, Property.PRECISION, Property.SCORE)} == {
        Property.FULL: "12 Rue des Tanneurs 35000 Rennes",
        Property.PRECISION: "housenumber",
        Property.SCORE: "0.950",
    }
    assert (address.text(Property.CITY), address.text(Property.COUNTRY)) == ("Rennes", "FR")


async def test_trap_an_empty_answer_is_nothing_and_not_a_failure():
    assert await search(answering(EMPTY), HOME) == []


async def test_trap_an_absent_type_is_no_precision():
    (record,) = await search(answering(found(type=None)), HOME)
    assert record.entities[0].text(Property.PRECISION) is None
    assert record.entities[0].text(Property.SCORE) == "0.950"


@pytest.mark.parametrize(
    ("kind", "score", "precision"),
    [
        ("housenumber", 0.7, "housenumber"),
        ("housenumber", 0.699, "street"),
        ("street", 0.99, "street"),
        ("municipality", 0.99, "municipality"),
    ],
)
async def test_trap_below_the_score_a_house_number_is_only_a_street(kind, score, precision):
    (record,) = await search(answering(found(type=kind, score=score)), HOME)
    assert record.entities[0].text(Property.PRECISION) == precision


async def test_trap_an_overseas_postcode_is_asked_again_without_the_filter():
    wire = Wire(lambda r, n: httpx.Response(200, json=EMPTY if n == 0 else found()))
    far = PostalAddress(line="3 rue des Lanterniers", postcode="97200", city="Fort-de-France")
    assert len(await search(wire, far)) == 1
    assert ["postcode" in r.url.params for r in wire.left] == [True, False]


async def test_in_metropolitan_france_the_filter_stays():
    wire = answering(EMPTY)
    await search(wire, HOME)
    assert [r.url.params["postcode"] for r in wire.left] == ["35000"]


@pytest.mark.parametrize("status", [400, 413])
async def test_trap_a_question_too_long_for_the_file_is_nothing(status):
    assert await search(Wire(lambda r, n: httpx.Response(status, json={})), HOME) == []


async def test_trap_a_long_address_is_cut_between_words():
    wire = answering(EMPTY)
    await search(wire, PostalAddress(line="12 rue " + "des Tanneurs " * 40))
    sent = wire.left[0].url.params["q"]
    assert len(sent) <= 200
    assert sent.endswith(("des", "Tanneurs"))


@pytest.mark.parametrize(
    ("line", "sent"),
    [
        ("Mireille Arbancourt, 12 rue des Tanneurs", "12 rue des Tanneurs"),
        ("Mme ARBANCOURT\n12 rue des Tanneurs", "12 rue des Tanneurs"),
        ("chez M. Oudrez, 12 rue des Tanneurs", "12 rue des Tanneurs"),
        ("12 rue des Tanneurs c/o Mme Oudrez", "12 rue des Tanneurs"),
        ("ATELIERS VERQUELIN 12 RUE DES TANNEURS 35000 RENNES", "12 RUE DES TANNEURS 35000 RENNES"),
        ("MME OUDREZ RESIDENCE LES PINS", "RESIDENCE LES PINS"),
        ("BAT 3 59-61 RUE DES TANNEURS", "59-61 RUE DES TANNEURS"),
        ("12 bis, rue des Tanneurs", "12 bis rue des Tanneurs"),
        ("17 Grande Rue 35000 Rennes", "17 Grande Rue 35000 Rennes"),
        ("Le Bourg 35000 Rennes", "Le Bourg 35000 Rennes"),
        ("Mireille Arbancourt", None),
        ("?!", None),
        ("", None),
    ],
)
def test_no_person_s_name_is_ever_sent(line, sent):
    assert question(line, ["Arbancourt", "Mireille"]) == sent


async def test_an_address_abroad_is_not_asked():
    wire = answering(EMPTY)
    with pytest.raises(SourceUnsupported):
        await search(wire, PostalAddress(line="3 An der Alster", city="Hamburg", country="DE"))
    assert wire.left == []


async def test_expand_says_how_precise_a_registered_address_is_and_keeps_its_wording():
    wire = answering(found(type="street"))
    known = office("BAT B 12 RUE DES TANNEURS 35000 RENNES", postalCode="35000")
    expanded = connector(CARD.id, wire).expand(known, permit(CARD.id))
    (record,) = [r async for r in expanded]
    (address,) = record.entities
    assert address.id == known.id
    assert {s.prop for s in address.statements} == {Property.PRECISION, Property.SCORE}
    assert dict(wire.left[0].url.params) == {
        "q": "12 RUE DES TANNEURS 35000 RENNES",
        "limit": "1",
        "postcode": "35000",
    }


@pytest.mark.parametrize("full", [None, Masked("fr.recherche_entreprises"), "[NON-DIFFUSIBLE]"])
async def test_a_masked_address_is_never_sent(full):
    wire = answering(found())
    with pytest.raises(SourceUnsupported):
        async for _ in connector(CARD.id, wire).expand(office(full), permit(CARD.id)):
            pass
    assert wire.left == []


async def test_a_registered_address_abroad_is_not_asked():
    wire = answering(found())
    abroad = office("3 AN DER ALSTER 20099 HAMBURG", country="DE")
    with pytest.raises(SourceUnsupported):
        async for _ in connector(CARD.id, wire).expand(abroad, permit(CARD.id)):
            pass
    assert wire.left == []


@pytest.mark.parametrize("field", ["label", "score"])
async def test_a_field_that_disappears_is_a_change(field):
    with pytest.raises(SourceChanged, match=field):
        await search(answering(found(**{field: None})), HOME)
