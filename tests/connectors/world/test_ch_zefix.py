"""Zefix: each trap of the Swiss index by its name. The shape is that of its OpenAPI 2.7."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import httpx
import pytest

from connectors.answer import Fetched
from connectors.base import read
from connectors.sandbox.ch_zefix import by_number, search
from connectors.world.ch_zefix import CARD, number_of
from connectors.world.ch_zefix_payload import Company
from connectors.world.ch_zefix_record import company_id, record_of
from tests.connectors.doubles import Wire, connector, permit
from tracer.entities import Entity, EntityKind, LinkType, Property, Provenance, Statement
from tracer.errors import (
    BudgetExhausted,
    SourceChanged,
    SourceNotConfigured,
    SourceUnsupported,
)
from tracer.subject import PersonName, Subject, SubjectKind

NUMBER, SECOND = "CHE000000017", "CHE000000023"
WHEN = datetime(2026, 10, 1, 8, tzinfo=UTC)
FETCHED = Fetched(
    source=CARD.id,
    body=None,
    url="https://zefix.example/",
    retrieved_at=WHEN,
    sha256="0" * 64,
    licence=CARD.licence,
)


def company(**more: object) -> dict[str, object]:
    return {
        "name": "Muster Backwaren AG",
        "ehraid": 1,
        "uid": NUMBER,
        "legalSeatId": 623,
        "legalSeat": "Musterlingen",
        "legalForm": {"id": 3, "uid": "0106", "name": {"de": "Aktiengesellschaft"}},
        "status": "ACTIVE",
        "sogcDate": "2025-03-04",
        "address": {
            "careOf": "c/o Erika Niemand",
            "street": "Erfundene Gasse",
            "houseNumber": "5a",
            "city": "Musterlingen",
            "swissZipCode": "3113",
        },
        **more,
    }


def record(**more: object):
    return record_of(read(Company, company(**more), CARD.id), NUMBER, FETCHED)


def held(one):
    return next(e for e in one.entities if e.id == company_id(NUMBER))


def debtor(**more: object) -> Subject:
    return Subject(kind=SubjectKind.COMPANY, country="CH", **more)  # type: ignore[arg-type]


def answers(by_last: dict[str, tuple[int, object]]) -> Wire:
    def respond(request: httpx.Request, n: int) -> httpx.Response:
        status, body = by_last.get(request.url.path.rsplit("/", 1)[1], (404, NOT_FOUND))
        return httpx.Response(status, json=body)

    return Wire(respond)


NOT_FOUND = {"error": {"type": "NOT_FOUND", "message": "nothing"}}


async def found(subject: Subject, wire: Wire):
    return [r async for r in connector(CARD.id, wire).search(subject, permit(CARD.id))]


@pytest.mark.parametrize(
    ("changed", "state", "flags", "unread"),
    [
        ({"status": "ACTIVE"}, "active", (), ()),
        ({"status": "CANCELLED"}, "closed", (), ()),
        ({"status": "BEING_CANCELLED"}, "active", ("flag: liquidation",), ()),
        ({"status": "NEW_STATE"}, None, (), ("status",)),
        ({"status": None}, None, (), ()),
    ],
)
def test_a_company_in_liquidation_is_still_there_and_a_new_state_is_reported(
    changed, state, flags, unread
):
    one = record(**changed)
    assert held(one).text(Property.STATUS) == state
    assert held(one).texts(Property.SIGNAL) == flags
    assert one.unread_fields == unread


def test_gazette_texts_and_care_of_lines_name_people_and_are_dropped():
    text = {"message": "Niemand, Erika, von Bern, mit Einzelunterschrift"}
    one = record(sogcPub=[text])
    assert "Niemand" not in repr(one)
    assert "Niemand" not in repr(read(Company, company(sogcPub=[text]), CARD.id))


def test_a_legal_seat_id_is_a_commune_number_and_is_not_kept():
    one = record()
    assert "623" not in repr(one)
    (office,) = [e for e in one.entities if e.kind is EntityKind.ADDRESS]
    assert office.text(Property.FULL) == "Erfundene Gasse 5a, 3113 Musterlingen"


@pytest.mark.parametrize(
    ("place", "full"),
    [
        (None, "Musterlingen"),
        ({"poBox": "12", "city": "Musterlingen", "swissZipCode": "3113"},
         "Postfach 12, 3113 Musterlingen"),
        ({"street": "Gasse", "addon": "Haus B", "swissZipCode": "3113"},
         "Gasse, Haus B, 3113 Musterlingen"),
    ],
)  # fmt: skip
def test_without_an_address_the_commune_is_all_there_is(place, full):
    (office,) = [e for e in record(address=place).entities if e.kind is EntityKind.ADDRESS]
    assert office.text(Property.FULL) == full


def test_past_names_and_names_in_other_languages_are_aliases():
    one = record(
        translation=["Boulangerie Modèle SA"],
        oldNames=[{"name": "Alt Backwaren AG", "sequenceNr": 1, "translation": ["Ancienne SA"]}],
    )
    assert held(one).texts(Property.NAME) == ("Muster Backwaren AG",)
    assert held(one).texts(Property.ALIAS) == (
        "Boulangerie Modèle SA", "Alt Backwaren AG", "Ancienne SA",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("uid", "links"), [(SECOND, 1), ("CHE-000.000.023", 1), ("CHE000000024", 0), (None, 0)]
)
def test_who_took_the_company_over_is_linked_by_a_valid_number_only(uid, links):
    one = record(wasTakenOverBy=[{"name": "Gross Backwaren AG", "uid": uid, "status": "ACTIVE"}])
    owned = [link for link in one.links if link.type is LinkType.OWNERSHIP]
    assert len(owned) == links
    assert all(link.source == company_id(SECOND) for link in owned)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("CHE-000.000.017", NUMBER),
        ("CHE-000.000.017 MWST", NUMBER),
        ("CHE-000.000.017 TVA", NUMBER),
        ("000000017", NUMBER),
        ("CHE-000.000.018", None),
        ("", None),
        (None, None),
    ],
)
def test_a_vat_ending_is_no_part_of_the_number(written, number):
    assert number_of(written) == number


async def test_an_answer_is_a_bare_list():
    (one,) = await found(debtor(registration=NUMBER), answers({NUMBER: (200, [company()])}))
    assert one.key == NUMBER
    assert NUMBER not in one.provenance.url
    with pytest.raises(SourceChanged):
        await found(debtor(registration=NUMBER), answers({NUMBER: (200, {"list": []})}))


async def test_no_hit_is_a_404_and_an_empty_answer():
    assert await found(debtor(registration=NUMBER), answers({})) == []
    assert await found(debtor(company_name="Muster Backwaren"), answers({})) == []


async def test_a_refused_number_is_not_an_empty_answer():
    with pytest.raises(SourceChanged):
        await found(debtor(registration=NUMBER), answers({NUMBER: (400, {})}))


@pytest.mark.parametrize("kind", ["RESULTLIST_TO_LARGE", "INVALID_QUERY_WORDS"])
async def test_too_large_a_list_is_not_an_empty_answer(kind):
    wire = answers({"search": (400, {"error": {"type": kind}})})
    with pytest.raises(SourceUnsupported):
        await found(debtor(company_name="Muster"), wire)


async def test_an_answer_about_another_number_is_a_changed_contract():
    with pytest.raises(SourceChanged):
        await found(debtor(registration=NUMBER), answers({NUMBER: (200, [company(uid=SECOND)])}))


async def test_a_name_finds_what_begins_so_and_keeps_what_is_called_so():
    short = {"name": "Muster Backwaren AG", "uid": NUMBER, "status": "ACTIVE"}
    longer = {"name": "Muster Backwaren Nord AG", "uid": SECOND, "status": "ACTIVE"}
    wire = answers({"search": (200, [longer, short]), NUMBER: (200, [company()])})
    records = await found(debtor(company_name="Muster* Backwaren"), wire)
    assert [r.key for r in records] == [NUMBER]
    assert json.loads(wire.left[0].content) == {"name": "Muster Backwaren", "activeOnly": False}


async def test_more_homonyms_than_may_be_read_say_so():
    tens = range(6, 100)
    uids = [n for i in tens if (n := number_of(f"CHE0000000{i:02d}"))][:6]
    listed = [{"name": "Muster Backwaren AG", "uid": uid} for uid in uids]
    wire = answers({"search": (200, listed), **{u: (200, [company(uid=u)]) for u in uids}})
    asked = connector(CARD.id, wire).search(
        debtor(company_name="Muster Backwaren"), permit(CARD.id)
    )
    read_so_far = [(await anext(asked)).key for _ in range(5)]
    assert read_so_far == uids[:5]
    with pytest.raises(BudgetExhausted):
        await anext(asked)


async def test_without_the_credential_nothing_leaves():
    wire = answers({NUMBER: (200, [company()])})
    asked = connector(CARD.id, wire, {}).search(debtor(registration=NUMBER), permit(CARD.id))
    with pytest.raises(SourceNotConfigured):
        [r async for r in asked]
    assert wire.left == []


async def test_the_credential_travels_as_basic_and_never_in_the_url():
    wire = answers({NUMBER: (200, [company()])})
    await found(debtor(registration=NUMBER), wire)
    assert wire.left[0].headers["authorization"].startswith("Basic ")
    assert "house" not in str(wire.left[0].url)


@pytest.mark.parametrize(
    "subject",
    [
        Subject(kind=SubjectKind.COMPANY, country="FR", registration=NUMBER, company_name="Muster"),
        Subject(kind=SubjectKind.DIRECTOR, country="CH", names=(PersonName(surname="Niemand"),)),
        Subject(kind=SubjectKind.SOLE_TRADER, country="CH", registration=NUMBER),
        Subject(kind=SubjectKind.COMPANY, country="CH", company_name="AG"),
        Subject(kind=SubjectKind.COMPANY, country="CH", company_name="M*"),
    ],
)
async def test_only_companies_are_asked_about_and_a_name_has_three_letters(subject):
    wire = answers({})
    with pytest.raises(SourceUnsupported):
        await found(subject, wire)
    assert wire.left == []


@pytest.mark.parametrize("country", ["CH", "LI"])
async def test_only_a_swiss_company_is_expanded(country):
    place = Provenance(
        source="lei", record="1", url="https://a.example", retrieved_at=WHEN,
        body_sha256="0" * 64, licence="CC0",
    )  # fmt: skip
    said = {Property.REGISTRATION_NUMBER: NUMBER, Property.JURISDICTION: country}
    entity = Entity(
        id=company_id(NUMBER),
        kind=EntityKind.COMPANY,
        statements=tuple(Statement(prop=p, value=v, provenance=place) for p, v in said.items()),
    )
    wire = answers({NUMBER: (200, [company()])})
    asked = connector(CARD.id, wire).expand(entity, permit(CARD.id))
    if country == "CH":
        assert [r.key async for r in asked] == [NUMBER]
    else:
        with pytest.raises(SourceUnsupported):
            [r async for r in asked]


@pytest.mark.parametrize(
    ("asked", "keys"),
    [
        ({"registration": "CHE000000046"}, ["CHE000000046"]),
        ({"company_name": "Muster Backwaren"}, ["CHE000000017"]),
        ({"company_name": "Niemands Bäckerei"}, []),
        ({"registration": "CHE000000023"}, []),
    ],
)
async def test_the_sandbox_answers_as_the_index_does(asked, keys):
    def pretend(request: httpx.Request, n: int) -> httpx.Response:
        body = json.loads(request.content or b"{}")
        last = request.url.path.rsplit("/", 1)[1]
        reply = search(body) if last == "search" else by_number({"uid": last})
        return httpx.Response(reply.status, json=reply.body)

    records = await found(debtor(**asked), Wire(pretend))
    assert [r.key for r in records] == keys
    assert all(r.unread_fields == () for r in records)
