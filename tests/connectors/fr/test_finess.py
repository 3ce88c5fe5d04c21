"""FINESS: one test per trap of the file, and the real recorded answer."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from connectors.base import read, unread_fields
from connectors.fr.finess import CARD, Page
from connectors.sandbox.identifiers import fictive_siren, siret
from tests.connectors.doubles import Wire, answering, connector, permit
from tests.connectors.fr.test_published_contacts import company, expanded, sandboxed, units, uses
from tracer.errors import SourceChanged, SourceError

SIREN, OTHER = fictive_siren(95_410), fictive_siren(95_411)
NEXT = "https://tabular.example/api/resources/x/data/?page=2"


def row(phone, etat="ACTUEL", **numbers):
    return {"etat": etat, "siren": None, "siret": None, "telephone": phone, **numbers}


def page(*rows, following=None):
    return {"data": list(rows), "links": {"next": following, "prev": None}, "meta": {"total": 1}}


async def ask(wire):
    found = connector(CARD.id, wire).expand(company(), permit(CARD.id))
    return [record async for record in found]


def asked(wire):
    return [
        {k: v[0] for k, v in parse_qs(urlsplit(str(request.url)).query).items()}
        for request in wire.left
    ]


async def test_establishments_bear_a_siret_alone_and_legal_entities_a_siren():
    wire = answering(
        page(row("01 99 00 41 30", siren=SIREN)),
        page(row("03 53 01 41 30", siret=siret(SIREN, 1))),
    )
    records = await ask(wire)
    assert [uses(record) for record in records] == [
        {"+33199004130": "role"},
        {"+33353014130": "role"},
    ]
    assert [next(iter(each)) for each in asked(wire)] == ["siren__exact", "siret__contains"]


async def test_obsolete_rows_are_skipped():
    assert await ask(answering(page(row("01 99 00 41 30", "OBSOLETE", siren=SIREN)))) == []


async def test_the_next_page_is_followed():
    wire = answering(
        page(row("01 99 00 41 30", siren=SIREN), following=NEXT),
        page(row("01 99 00 41 31", siren=SIREN)),
        page(),
    )
    records = await ask(wire)
    assert [uses(record) for record in records] == [
        {"+33199004130": "role"},
        {"+33199004131": "role"},
    ]
    assert [(each["page"], each["page_size"]) for each in asked(wire)] == [
        ("1", "50"),
        ("2", "50"),
        ("1", "50"),
    ]


async def test_what_was_found_before_a_failure_is_kept():
    first = page(row("01 99 00 41 30", siren=SIREN), following=NEXT)
    wire = Wire(lambda request, n: httpx.Response(503) if n else httpx.Response(200, json=first))
    records = connector(CARD.id, wire).expand(company(), permit(CARD.id))
    assert uses(await anext(records)) == {"+33199004130": "role"}
    with pytest.raises(SourceError):
        await anext(records)


async def test_pages_without_end_are_not_followed():
    wire = answering(page(row(None, siren=SIREN), following=NEXT))
    with pytest.raises(SourceChanged):
        await ask(wire)
    assert len(wire.left) == 40


@pytest.mark.parametrize("number", [siret(OTHER, 1), f"12345{SIREN}"])
async def test_a_number_that_only_contains_the_siren_is_left_out(number):
    assert await ask(answering(page(), page(row("01 99 00 41 30", siret=number)))) == []


async def test_the_kind_of_care_is_not_kept():
    said = row("01 99 00 41 30", siren=SIREN, categ_lib="Centre de dialyse", telecopie="0199004139")
    (record,) = await ask(answering(page(said), page()))
    assert record.unread_fields == ()
    assert "dialyse" not in repr(record)
    assert "199004139" not in repr(record)


async def test_the_sandbox_has_some_dispensaries_by_siren_and_by_siret():
    shops = units(activity="47.71Z")
    there = sandboxed(CARD.id, units=shops)
    found = [await expanded(CARD.id, there, each["siren"]) for each in shops]
    assert {len(records) for records in found} == {0, 2}
    assert "+33199000000" not in repr(found)


@pytest.mark.payloads
def test_the_real_answer_is_read(payloads):
    file = payloads / "fr" / "contacts" / "finess_tabular_api.json"
    found = read(Page, json.loads(file.read_text("utf-8")), CARD.id)
    assert unread_fields(found) == ()
    assert [each.etat for each in found.data].count("OBSOLETE") == 1
    current = [each for each in found.data if each.etat == "ACTUEL"]
    assert all(each.is_of(each.siren or each.siret[:9]) for each in current)
