"""The Finnish register: each trap by its name, and every recorded wire answer."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import httpx
import pytest

from connectors.answer import Fetched
from connectors.base import read
from connectors.sandbox.fi_prh import companies
from connectors.world.fi_prh import CARD, number_of
from connectors.world.fi_prh_payload import Companies, Company
from connectors.world.fi_prh_record import company_id, record_of
from tests.connectors.doubles import Wire, answering, connector, permit
from tracer.entities import Entity, EntityKind, LinkType, Property, Provenance, Statement
from tracer.errors import BudgetExhausted, SourceChanged, SourceUnsupported
from tracer.subject import PersonName, Subject, SubjectKind

NUMBER = "0000012-3"
WHEN = datetime(2026, 10, 1, 8, tzinfo=UTC)
FETCHED = Fetched(
    source=CARD.id,
    body=None,
    url="https://prh.example/",
    retrieved_at=WHEN,
    sha256="0" * 64,
    licence=CARD.licence,
)


def company(**more: object) -> dict[str, object]:
    return {
        "businessId": {"value": NUMBER, "registrationDate": "2010-05-14", "source": "3"},
        "names": [{"name": "Keksitty Leipomo Oy", "type": "1", "version": 1, "source": "1"}],
        "status": "2",
        "tradeRegisterStatus": "1",
        "registrationDate": "2010-07-16",
        "companySituations": [],
        **more,
    }


def page(*companies: object, total: int | None = None) -> dict[str, object]:
    count = len(companies) if total is None else total
    return {"totalResults": count, "companies": list(companies)}


def record(**more: object):
    return record_of(read(Company, company(**more), CARD.id), NUMBER, FETCHED)


def held(one):
    return next(e for e in one.entities if e.id == company_id(NUMBER))


def debtor(**more: object) -> Subject:
    return Subject(kind=SubjectKind.COMPANY, country="FI", **more)  # type: ignore[arg-type]


async def found(subject: Subject, wire: Wire):
    return [r async for r in connector(CARD.id, wire).search(subject, permit(CARD.id))]


def name(text: str, kind: str, version: int = 1, end: str | None = None) -> dict[str, object]:
    return {"name": text, "type": kind, "version": version, "endDate": end}


@pytest.mark.parametrize(
    ("names", "own", "others"),
    [
        (
            [
                name("Vanha Oy", "1", 2, "1997-08-31"),
                name("Apunimi", "3"),
                name("Fiktiv Ab", "2"),
                name("Uusi Oy", "1"),
            ],
            "Uusi Oy",
            {"Vanha Oy", "Apunimi", "Fiktiv Ab"},
        ),
        (
            [name("Ensin Oy", "1", 2, "2001-01-01"), name("Lopuksi Oy", "1", 1, "2020-01-01")],
            "Lopuksi Oy",
            {"Ensin Oy"},
        ),
        (
            [name("Entinen Oy", "1", 1, "2001-01-01"), name("Nykyinen Oy", "1", 2)],
            "Nykyinen Oy",
            {"Entinen Oy"},
        ),
        ([name("Apunimi", "3")], None, {"Apunimi"}),
        ([], None, set()),
    ],
)
def test_names_mix_own_parallel_auxiliary_and_past_ones(names, own, others):
    one = held(record(names=names))
    assert one.text(Property.NAME) == own
    assert set(one.texts(Property.ALIAS)) == others


@pytest.mark.parametrize(
    ("changed", "state"),
    [
        ({"status": "2"}, "active"),
        ({"status": 2}, "active"),
        ({"status": "2", "endDate": "2020-01-01"}, "closed"),
        ({"status": "2", "endDate": "2026-12-31"}, "active"),
        ({"status": "4"}, None),
        ({"status": None}, None),
    ],
)
def test_codes_are_texts_and_an_unknown_one_says_neither_active_nor_closed(changed, state):
    assert held(record(**changed)).text(Property.STATUS) == state


@pytest.mark.parametrize(
    ("situation", "flags", "unread"),
    [
        ({"type": "KONK"}, ("flag: bankruptcy",), ()),
        ({"type": "SELTILA"}, ("flag: liquidation",), ()),
        ({"type": "SANE"}, ("flag: restructuring",), ()),
        ({"type": "KONK", "endDate": "2020-01-01"}, (), ()),
        ({"type": "UUSI"}, ("flag: unknown_situation",), ("companySituations.type",)),
    ],
)
def test_a_situation_is_flagged_until_it_ends_and_a_new_code_is_reported(situation, flags, unread):
    one = record(companySituations=[situation])
    assert held(one).texts(Property.SIGNAL) == flags
    assert one.unread_fields == unread


OFFICES = [
    {"city": "ESBO", "languageCode": "2", "municipalityCode": "049"},
    {"city": "ESPOO", "languageCode": "1", "municipalityCode": "049"},
]


@pytest.mark.parametrize(
    ("place", "full"),
    [
        (
            {
                "street": "Keksitty katu",
                "buildingNumber": "7",
                "entrance": "A",
                "apartmentNumber": "12",
                "apartmentIdSuffix": "b",
                "postCode": "02610",
                "postOffices": OFFICES,
            },
            "Keksitty katu 7 A 12b, 02610 ESPOO",
        ),
        (
            {"street": "", "postOfficeBox": "226", "postCode": "00045", "postOffices": OFFICES},
            "PL 226, 00045 ESPOO",
        ),
        (
            {"freeAddressLine": "1_Imaginary_Road__London", "country": "GB"},
            "1 Imaginary Road London",
        ),
        ({"street": "", "postCode": "02610", "postOffices": OFFICES}, None),
        ({"street": "Tie", "buildingNumber": "", "postOffices": OFFICES[:1]}, "Tie, ESBO"),
    ],
)
def test_free_lines_have_underscores_and_towns_come_in_two_languages(place, full):
    one = record(addresses=[{"type": 1, "co": "c/o Joku Nimi", **place}])
    places = [e for e in one.entities if e.kind is EntityKind.ADDRESS]
    assert [p.text(Property.FULL) for p in places] == ([full] if full else [])
    assert "Joku" not in repr(one)


def test_a_foreign_address_is_not_taken_for_a_finnish_one():
    one = record(addresses=[{"freeAddressLine": "1_Imaginary_Road", "country": "GB"}])
    (place,) = [e for e in one.entities if e.kind is EntityKind.ADDRESS]
    assert place.text(Property.COUNTRY) == "GB"


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("www.leipomo.example", "https://www.leipomo.example"),
        ("http://leipomo.example/fi", "http://leipomo.example/fi"),
        ("ei ole", None),
        ("ftp://leipomo.example", None),
        ("", None),
    ],
)
def test_a_website_without_a_scheme_gets_one(written, url):
    one = record(website={"url": written, "source": "0"})
    sites = [e.text(Property.WEBSITE) for e in one.entities if e.kind is EntityKind.WEBSITE]
    assert sites == ([url] if url else [])
    assert [link.type for link in one.links] == ([LinkType.PUBLISHES] if url else [])


@pytest.mark.parametrize(
    ("forms", "form"),
    [
        ([{"type": "16", "descriptions": [{"languageCode": "1", "description": "Osakeyhtiö"}]}],
         "Osakeyhtiö"),
        ([{"type": "13", "endDate": "2010-01-01"}, {"type": "16"}], "16"),
        ([{"type": "13", "endDate": "2010-01-01"}], None),
        (None, None),
    ],
)  # fmt: skip
def test_a_past_legal_form_is_not_the_form(forms, form):
    assert held(record(companyForms=forms)).text(Property.LEGAL_FORM) == form


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("0000012-3", NUMBER),
        ("FI00000123", NUMBER),
        ("000012-3", NUMBER),
        ("0000012-5", None),
        ("", None),
        (None, None),
    ],
)
def test_an_old_number_of_six_digits_gets_its_zero(written, number):
    assert number_of(written) == number


async def test_a_company_by_number():
    wire = answering(page(company()))
    (one,) = await found(debtor(registration=NUMBER), wire)
    assert held(one).text(Property.JURISDICTION) == "FI"
    assert NUMBER not in one.provenance.url
    assert wire.left[0].url.params["businessId"] == NUMBER


async def test_no_company_is_an_empty_answer_with_status_200():
    assert await found(debtor(registration=NUMBER), answering(page())) == []


async def test_an_answer_about_another_number_is_a_changed_contract():
    other = company(businessId={"value": "0112038-9"})
    with pytest.raises(SourceChanged):
        await found(debtor(registration=NUMBER), answering(page(other)))


async def test_a_refused_question_is_not_an_empty_answer():
    wire = Wire(lambda request, n: httpx.Response(400, json={"message": "bad"}))
    with pytest.raises(SourceChanged):
        await found(debtor(registration=NUMBER), wire)


async def test_a_name_found_inside_another_is_not_the_debtor_and_a_past_name_is():
    inside = company(
        businessId={"value": "0112038-9"},
        names=[name("Pohjolan Keksitty Leipomo Oy", "1")],
    )
    past = company(
        businessId={"value": "2336509-6"},
        names=[name("Muu Oy", "1"), name("Keksitty Leipomo Oy", "1", 2, "2015-01-01")],
    )
    wire = answering(page(inside, company(), past))
    records = await found(debtor(company_name="KEKSITTY LEIPOMO"), wire)
    assert [r.key for r in records] == [NUMBER, "2336509-6"]


async def test_every_page_is_read_and_a_search_cut_short_says_so():
    wire = answering(page(company(), total=2), page(company(), total=2))
    assert len(await found(debtor(company_name="Keksitty Leipomo"), wire)) == 2
    assert [request.url.params["page"] for request in wire.left] == ["1", "2"]
    with pytest.raises(BudgetExhausted):
        await found(
            debtor(company_name="Keksitty Leipomo"), answering(page(company(), total=9_000))
        )


@pytest.mark.parametrize(
    "subject",
    [
        Subject(kind=SubjectKind.COMPANY, country="SE", registration=NUMBER, company_name="Oy"),
        Subject(kind=SubjectKind.DIRECTOR, country="FI", names=(PersonName(surname="Keksitty"),)),
        Subject(kind=SubjectKind.COMPANY, country="FI", registration="0000012-5"),
    ],
)
async def test_another_country_a_person_or_a_wrong_number_is_never_asked(subject):
    wire = answering(page())
    with pytest.raises(SourceUnsupported):
        await found(subject, wire)
    assert wire.left == []


@pytest.mark.parametrize("country", ["FI", "EE"])
async def test_only_a_finnish_company_is_expanded(country):
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
    asked = connector(CARD.id, answering(page(company()))).expand(entity, permit(CARD.id))
    if country == "FI":
        assert [r.key async for r in asked] == [NUMBER]
    else:
        with pytest.raises(SourceUnsupported):
            [r async for r in asked]


@pytest.mark.payloads
def test_every_recorded_wire_answer_maps_and_no_field_is_left_unread(payloads):
    """The two v1_*.yml there are answers of the retired API of 2017, and are not read."""
    counts = {}
    for path in sorted((payloads / "world" / "prh" / "recorded").glob("*.json")):
        got = read(Companies, json.loads(path.read_text("utf-8")), CARD.id)
        counts[path.stem] = len(got.companies)
        for one in got.companies:
            number = number_of(one.businessId.value)
            assert number == one.businessId.value
            mapped = record_of(one, number, FETCHED)
            assert mapped.unread_fields == ()
            main = next(e for e in mapped.entities if e.kind is EntityKind.COMPANY)
            assert main.text(Property.STATUS) == "active"
            assert main.text(Property.NAME)
    assert counts == {"lookup-nokia": 1, "lookup-not-found": 0, "search-supercell": 3}


@pytest.mark.parametrize(
    ("asked", "keys"),
    [
        ({"registration": "0000010-7"}, ["0000010-7"]),
        ({"company_name": "Keksitty Leipomo"}, ["0000012-3"]),
        ({"registration": "0000013-1"}, []),
    ],
)
async def test_the_sandbox_answers_as_the_register_does(asked, keys):
    def pretend(request: httpx.Request, n: int) -> httpx.Response:
        reply = companies(dict(request.url.params))
        return httpx.Response(reply.status, json=reply.body)

    records = await found(debtor(**asked), Wire(pretend))
    assert [r.key for r in records] == keys
    assert all(r.unread_fields == () for r in records)
