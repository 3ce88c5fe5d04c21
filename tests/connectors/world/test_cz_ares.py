"""ARES: each trap of the Czech registers by its name, and every recorded wire answer."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime

import httpx
import pytest

from connectors.answer import Fetched
from connectors.base import read
from connectors.sandbox.cz_ares import register, search, subject
from connectors.world.cz_ares import CARD, ico_of
from connectors.world.cz_ares_payload import Place, Unit
from connectors.world.cz_ares_record import company, register_record, unit_record
from connectors.world.cz_ares_register import RegisterPage
from tests.connectors.doubles import Wire, connector, permit
from tracer.entities import Entity, EntityKind, LinkType, Property, Provenance, Statement
from tracer.errors import BudgetExhausted, SourceChanged, SourceUnsupported
from tracer.subject import PersonName, Subject, SubjectKind

ICO = "00000078"
WHEN = datetime(2026, 10, 1, 8, tzinfo=UTC)
FETCHED = Fetched(
    source=CARD.id,
    body=None,
    url="https://ares.example/",
    retrieved_at=WHEN,
    sha256="0" * 64,
    licence=CARD.licence,
)
UNIT = {
    "ico": ICO,
    "obchodniJmeno": "Zkušební pekárna s.r.o.",
    "sidlo": {
        "kodStatu": "CZ",
        "nazevObce": "Vzorov",
        "psc": 1300,
        "textovaAdresa": "Vymyšlená 5, 01300 Vzorov",
    },
    "pravniForma": "112",
    "datumVzniku": "2012-04-03",
    "dic": f"CZ{ICO}",
    "adresaDorucovaci": {},
    "dicSkDph": "N/A",
    "seznamRegistraci": {"stavZdrojeVr": "AKTIVNI", "stavZdrojeIr": "NEEXISTUJICI"},
}
PERSON = {
    "adresa": {"textovaAdresa": "Domovní 1, 01300 Vzorov"},
    "datumNarozeni": "1971-05-26",
    "jmeno": "VĚRA JANA",
    "prijmeni": "SMYŠLENÁ",
    "statniObcanstvi": "CZ",
}


def member(**more: object) -> dict[str, object]:
    return {
        "datumZapisu": "2012-04-03",
        "clenstvi": {"funkce": {"nazev": "jednatel", "vznikFunkce": "2012-04-01"}},
        "nazevAngazma": "Člen statutárního orgánu",
        "fyzickaOsoba": PERSON,
        **more,
    }


def entry(*members: object, **more: object) -> dict[str, object]:
    return {
        "obchodniJmeno": [
            {"datumZapisu": "2020-01-01", "hodnota": "Zkušební pekárna s.r.o."},
            {
                "datumZapisu": "2012-04-03",
                "datumVymazu": "2020-01-01",
                "hodnota": "Stará pekárna s.r.o.",
            },
        ],
        "stavSubjektu": "AKTIVNI",
        "statutarniOrgany": [{"clenoveOrganu": list(members), "typOrganu": "STATUTARNI_ORGAN"}],
        **more,
    }


def drawn(*entries: object):
    page = read(RegisterPage, {"icoId": ICO, "zaznamy": list(entries)}, CARD.id)
    record = register_record(page, ICO, FETCHED)
    assert record is not None
    return record


def offices(record):
    return [link for link in record.links if link.type is LinkType.DIRECTORSHIP]


def held(record):
    return next(e for e in record.entities if e.id == company(ICO))


def by_path(answers: dict[str, tuple[int, object]]) -> Wire:
    def respond(request: httpx.Request, n: int) -> httpx.Response:
        last = request.url.path.rsplit("/rest", 1)[1]
        status, body = answers.get(last, (404, {"kod": "NENALEZENO"}))
        return httpx.Response(status, json=body)

    return Wire(respond)


async def found(subject: Subject, wire: Wire):
    return [r async for r in connector(CARD.id, wire).search(subject, permit(CARD.id))]


def debtor(**more: object) -> Subject:
    return Subject(kind=SubjectKind.COMPANY, country="CZ", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("ending", "current"),
    [
        ({}, True),
        ({"datumVymazu": "2020-01-01"}, False),
        ({"datumVymazu": "2026-12-31"}, True),
        ({"clenstvi": {"funkce": {"nazev": "jednatel", "zanikFunkce": "2019-12-31"}}}, False),
        ({"clenstvi": {"clenstvi": {"zanikClenstvi": "2019-12-31"}}}, False),
        ({"clenstvi": {"funkce": {"zanikFunkce": "2026-12-31"}}}, True),
    ],
)
def test_a_deleted_member_stays_in_the_register_and_is_not_current(ending, current):
    (office,) = offices(drawn(entry(member(**ending))))
    assert office.current is current


def test_a_struck_out_organ_takes_its_members_with_it():
    organ = {"datumVymazu": "2017-08-29", "clenoveOrganu": [member()]}
    (office,) = offices(drawn(entry(statutarniOrgany=[organ])))
    assert (office.current, office.end) == (False, "2017-08-29")


def test_of_a_company_erased_from_the_register_nobody_knows_who_is_in_office():
    record = drawn(entry(member(), datumVymazu="2024-02-02"))
    assert [office.current for office in offices(record)] == [None]
    assert held(record).text(Property.STATUS) == "closed"


STRUCK_OUT = entry(
    member(),
    stavSubjektu="HISTORICKY",
    datumVymazu="2019-05-06",
    obchodniJmeno=[{"hodnota": "Zrušená pekárna s.r.o."}],
    pravniForma=[{"hodnota": "111"}],
    adresy=[{"typAdresy": "SIDLO", "adresa": {"textovaAdresa": "Bývalá 1, 01300 Vzorov"}}],
    primarniZaznam=True,
)


@pytest.mark.parametrize("turned", [1, -1])
def test_an_entry_struck_out_does_not_close_a_company_that_has_another(turned):
    record = drawn(*[STRUCK_OUT, entry(primarniZaznam=False)][::turned])
    company_now = held(record)
    assert company_now.texts(Property.STATUS) == ("active",)
    assert company_now.texts(Property.DISSOLUTION_DATE) == ()
    assert company_now.texts(Property.NAME) == ("Zkušební pekárna s.r.o.",)
    assert "Zrušená pekárna s.r.o." in company_now.texts(Property.ALIAS)
    assert company_now.texts(Property.LEGAL_FORM) == ()
    assert not any(e.kind is EntityKind.ADDRESS for e in record.entities)
    (office,) = offices(record)
    assert office.current is None


def test_insolvency_noted_in_any_entry_is_flagged():
    noted = {**STRUCK_OUT, "insolvence": [{"datumZapisu": "2018-01-01"}]}
    assert held(drawn(entry(), noted)).texts(Property.SIGNAL) == ("flag: insolvency_noted",)


@pytest.mark.parametrize("turned", [1, -1])
def test_of_two_entries_that_stand_the_primary_one_speaks(turned):
    old = entry(primarniZaznam=False, pravniForma=[{"hodnota": "111"}])
    own = entry(primarniZaznam=True, pravniForma=[{"hodnota": "112"}])
    assert held(drawn(*[old, own][::turned])).texts(Property.LEGAL_FORM) == ("112",)


@pytest.mark.parametrize(
    ("day", "state", "status"),
    [
        ("2026-10-01", "AKTIVNI", "closed"),
        ("2026-10-02", "AKTIVNI", "active"),
        ("2027-01-01", "AKTIVNI", "active"),
        ("2027-01-01", None, None),
        (None, "ZANIKLY", "closed"),
        ("no day", None, None),
    ],
)
def test_a_company_is_closed_from_the_day_it_is_struck_out(day, state, status):
    record = drawn(entry(member(), datumVymazu=day, stavSubjektu=state))
    assert held(record).text(Property.STATUS) == status
    assert offices(record)[0].current is (None if status == "closed" else True)


def test_a_members_home_address_citizenship_and_birth_day_are_gone_at_the_edge():
    page = read(RegisterPage, {"zaznamy": [entry(member())]}, CARD.id)
    for kept in (repr(page), repr(drawn(entry(member())))):
        assert "Domovní" not in kept
        assert "statniObcanstvi" not in kept
        assert "1971-05-26" not in kept
    (person,) = [e for e in drawn(entry(member())).entities if e.kind is EntityKind.PERSON]
    assert person.text(Property.BIRTH_DATE) == "1971-05"


def test_a_person_written_twice_in_one_company_is_one_person_with_two_offices():
    again = {**PERSON, "jmeno": "VĚRA"}
    record = drawn(entry(member(datumVymazu="2020-01-01"), member(fyzickaOsoba=again)))
    assert len([e for e in record.entities if e.kind is EntityKind.PERSON]) == 1
    assert [office.current for office in offices(record)] == [False, True]


def test_a_hidden_member_is_not_drawn():
    record = drawn(entry(member(skrytyUdaj={"hodnota": "skrytý údaj"})))
    assert offices(record) == []
    assert "SMYŠLENÁ" not in repr(record)


@pytest.mark.parametrize(
    ("organ", "drawn_at_all"),
    [("KONTROLNI_KOMISE", False), ("DOZORCI_RADA", False), (None, False), ("PROKURA", True)],
)
def test_who_only_supervises_is_not_drawn(organ, drawn_at_all):
    other = {"typOrganu": organ, "clenoveOrganu": [member()]}
    assert bool(offices(drawn(entry(ostatniOrgany=[other])))) is drawn_at_all


def test_a_number_that_lost_its_leading_zero_meets_its_company():
    legal = {"ico": "78", "obchodniJmeno": "Společnosti s.r.o.", "zastoupeni": [member()]}
    record = drawn(entry(member(fyzickaOsoba=None, pravnickaOsoba=legal)))
    (office,) = offices(record)
    assert office.source == company("00000078")
    assert "SMYŠLENÁ" not in repr(record)


def test_natural_persons_who_hold_shares_are_dropped_and_companies_are_kept():
    share = {"osoba": member(), "podil": {"velikostPodilu": {"hodnota": "100"}}}
    holding = member(fyzickaOsoba=None, pravnickaOsoba={"ico": 25596641, "obchodniJmeno": "Hold"})
    partners = [{"spolecnik": [share, {"osoba": holding, "datumVymazu": "2020-02-02"}]}]
    record = drawn(entry(spolecnici=partners))
    (owns,) = [link for link in record.links if link.type is LinkType.OWNERSHIP]
    assert "SMYŠLENÁ" not in repr(
        read(RegisterPage, {"zaznamy": [entry(spolecnici=partners)]}, CARD.id)
    )
    assert (owns.source, owns.current, owns.end) == (company("25596641"), False, "2020-02-02")
    assert "SMYŠLENÁ" not in repr(record)


@pytest.mark.parametrize(
    ("office", "places"),
    [
        ({"typAdresy": "SIDLO"}, 1),
        ({"typAdresy": "DORUCOVACI"}, 0),
        ({"typAdresy": "SIDLO", "datumVymazu": "2016-10-18"}, 0),
    ],
)
def test_only_the_office_in_force_is_an_address(office, places):
    record = drawn(entry(adresy=[{"adresa": UNIT["sidlo"], **office}]))
    assert len([e for e in record.entities if e.kind is EntityKind.ADDRESS]) == places


@pytest.mark.parametrize(
    ("standing", "flags"),
    [
        ({"stavZdrojeIr": "AKTIVNI"}, ("flag: insolvency_register",)),
        ({"stavZdrojeCeu": "AKTIVNI"}, ("flag: bankrupts_register",)),
        ({"stavZdrojeIr": "NEEXISTUJICI", "stavZdrojeCeu": "ZANIKLY"}, ()),
    ],
)
def test_a_standing_insolvency_register_entry_is_flagged(standing, flags):
    unit = read(Unit, {**UNIT, "seznamRegistraci": standing}, CARD.id)
    assert held(unit_record(unit, ICO, FETCHED)).texts(Property.SIGNAL) == flags


def test_a_name_struck_out_is_an_alias():
    record = drawn(entry())
    assert held(record).texts(Property.NAME) == ("Zkušební pekárna s.r.o.",)
    assert held(record).texts(Property.ALIAS) == ("Stará pekárna s.r.o.",)


@pytest.mark.parametrize(
    ("noted", "flags"),
    [
        ({"insolvence": [{"datumZapisu": "2024-01-01", "spravce": [member()]}]}, 1),
        ({"insolvence": [{"datumZapisu": "2024-01-01", "datumVymazu": "2025-01-01"}]}, 0),
        ({"konkursy": [{"text": "zrušen", "zruseniKonkursu": [{"hodnota": "x"}]}]}, 0),
        ({}, 0),
    ],
)
def test_insolvency_is_flagged_without_its_text_or_administrator(noted, flags):
    record = drawn(entry(**noted))
    assert len(held(record).texts(Property.SIGNAL)) == flags
    assert "SMYŠLENÁ" not in repr(record)


@pytest.mark.parametrize(
    ("place", "postcode"),
    [
        ({"psc": 1300, "kodStatu": "CZ"}, "01300"),
        ({"psc": 13000, "kodStatu": "CZ"}, "13000"),
        ({"kodStatu": "AT", "pscTxt": "A-1010"}, "A-1010"),
        ({"kodStatu": "SK", "psc": 811, "pscTxt": "811 02"}, "811 02"),
        ({}, None),
    ],
)
def test_a_postcode_that_is_a_number_gets_its_leading_zero_back(place, postcode):
    assert read(Place, place, CARD.id).postcode == postcode


def test_an_empty_delivery_address_and_a_group_number_that_is_not_one_say_nothing():
    record = unit_record(read(Unit, UNIT, CARD.id), ICO, FETCHED)
    assert "N/A" not in repr(record)
    assert len([e for e in record.entities if e.kind is EntityKind.ADDRESS]) == 1
    assert record.unread_fields == ()


@pytest.mark.parametrize(("tax", "kept"), [(f"CZ{ICO}", f"CZ{ICO}"), ("CZ7155269990", None)])
def test_a_birth_number_used_as_a_tax_number_is_never_kept(tax, kept):
    record = unit_record(read(Unit, {**UNIT, "dic": tax}, CARD.id), ICO, FETCHED)
    assert held(record).text(Property.VAT) == kept
    assert "7155269990" not in repr(record)


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({}, "active"),
        ({"datumZaniku": "2024-05-05"}, "closed"),
        ({"datumZaniku": "2026-12-31"}, "active"),
        ({"seznamRegistraci": {"stavZdrojeVr": "NEEXISTUJICI"}}, None),
        ({"seznamRegistraci": None}, None),
    ],
)
def test_a_register_that_does_not_know_a_subject_does_not_close_it(changed, status):
    record = unit_record(read(Unit, {**UNIT, **changed}, CARD.id), ICO, FETCHED)
    assert held(record).text(Property.STATUS) == status


@pytest.mark.parametrize(
    ("written", "ico"),
    [
        ("000 000 78", "00000078"),
        ("78", "00000078"),
        ("CZ25596641", "25596641"),
        ("25596642", None),
        ("7103192745", None),
        ("", None),
        (None, None),
    ],
)
def test_a_birth_number_is_never_taken_for_a_company_number(written, ico):
    assert ico_of(written) == ico


async def test_a_company_by_number_with_those_in_office():
    wire = by_path(
        {
            f"/ekonomicke-subjekty/{ICO}": (200, UNIT),
            f"/ekonomicke-subjekty-vr/{ICO}": (200, {"zaznamy": [entry(member())]}),
        }
    )
    records = await found(debtor(registration=ICO), wire)
    assert [r.key for r in records] == [ICO, f"vr-{ICO}"]
    assert all(ICO not in r.provenance.url for r in records)


@pytest.mark.parametrize("status", [400, 413])
async def test_a_refused_number_is_not_an_empty_answer(status):
    with pytest.raises(SourceChanged):
        await found(
            debtor(registration=ICO), by_path({f"/ekonomicke-subjekty/{ICO}": (status, {})})
        )


async def test_an_unknown_number_is_empty():
    assert await found(debtor(registration=ICO), by_path({})) == []


async def test_an_answer_about_another_number_is_a_changed_contract():
    wire = by_path({f"/ekonomicke-subjekty/{ICO}": (200, {**UNIT, "ico": "25596641"})})
    with pytest.raises(SourceChanged):
        await found(debtor(registration=ICO), wire)


@pytest.mark.parametrize(("state", "asked"), [("NEEXISTUJICI", 1), ("AKTIVNI", 2), ("ZANIKLY", 2)])
async def test_the_public_registers_are_asked_only_where_they_hold_something(state, asked):
    unit = {**UNIT, "seznamRegistraci": {"stavZdrojeVr": state}}
    wire = by_path({f"/ekonomicke-subjekty/{ICO}": (200, unit)})
    await found(debtor(registration=ICO), wire)
    assert len(wire.left) == asked


SEARCH = "/ekonomicke-subjekty/vyhledat"
TOO_MANY = {"kod": "CHYBA_VSTUPU", "subKod": "VYSTUP_PRILIS_MNOHO_VYSLEDKU"}


async def test_more_than_a_thousand_hits_are_nothing_and_not_an_empty_answer():
    with pytest.raises(SourceUnsupported):
        await found(debtor(company_name="Pekárna s.r.o."), by_path({SEARCH: (400, TOO_MANY)}))


async def test_a_name_keeps_only_subjects_that_bear_it_whatever_their_legal_form():
    others = [{**UNIT, "ico": "25596641", "obchodniJmeno": "Zkušební pekárna Sever s.r.o."}]
    answer = {"pocetCelkem": 2, "ekonomickeSubjekty": [UNIT, *others]}
    wire = by_path({SEARCH: (200, answer)})
    records = await found(debtor(company_name="ZKUŠEBNÍ PEKÁRNA"), wire)
    assert [r.key for r in records] == [ICO]
    assert json.loads(wire.left[0].content)["obchodniJmeno"] == "ZKUŠEBNÍ PEKÁRNA"


async def test_a_search_cut_short_says_so():
    answer = {"pocetCelkem": 900, "ekonomickeSubjekty": [copy.deepcopy(UNIT)]}
    with pytest.raises(BudgetExhausted):
        await found(debtor(company_name="Zkušební pekárna"), by_path({SEARCH: (200, answer)}))


@pytest.mark.parametrize(
    "subject",
    [
        Subject(kind=SubjectKind.COMPANY, country="FR", registration=ICO, company_name="Pekárna"),
        Subject(kind=SubjectKind.DIRECTOR, country="CZ", names=(PersonName(surname="Smyšlená"),)),
        Subject(kind=SubjectKind.COMPANY, country="CZ", registration="7103192745"),
        Subject(kind=SubjectKind.COMPANY, country="CZ", company_name="!"),
    ],
)
async def test_another_country_a_person_or_a_birth_number_is_never_asked(subject):
    wire = by_path({})
    with pytest.raises(SourceUnsupported):
        await found(subject, wire)
    assert wire.left == []


@pytest.mark.parametrize("country", ["CZ", "SK"])
async def test_only_a_czech_company_is_expanded(country):
    place = Provenance(
        source="lei", record="1", url="https://a.example", retrieved_at=WHEN,
        body_sha256="0" * 64, licence="CC0",
    )  # fmt: skip
    said = {Property.REGISTRATION_NUMBER: ICO, Property.JURISDICTION: country}
    entity = Entity(
        id=company(ICO),
        kind=EntityKind.COMPANY,
        statements=tuple(Statement(prop=p, value=v, provenance=place) for p, v in said.items()),
    )
    wire = by_path({f"/ekonomicke-subjekty/{ICO}": (200, UNIT)})
    asked = connector(CARD.id, wire).expand(entity, permit(CARD.id))
    if country == "CZ":
        assert [r.key async for r in asked] == [ICO]
    else:
        with pytest.raises(SourceUnsupported):
            [r async for r in asked]


NOT_WIRE = ("ares_*.json", "adis_*.json", "databox_*.json")
"""In `ares/recorded`: parsed output of a library, another register, and the data boxes."""


@pytest.mark.payloads
@pytest.mark.parametrize("pattern", NOT_WIRE)
def test_what_is_no_wire_answer_is_not_taken_for_one(payloads, pattern):
    files = sorted((payloads / "world" / "ares" / "recorded").glob(pattern))
    assert files
    for path in files:
        with pytest.raises(SourceChanged):
            read(Unit, json.loads(path.read_text("utf-8")), CARD.id)


@pytest.mark.payloads
def test_every_recorded_wire_answer_maps_and_no_field_is_left_unread(payloads):
    folder = payloads / "world" / "ares" / "recorded_raw"
    counts = {}
    for path in sorted(folder.glob("*.json")):
        body, ico = json.loads(path.read_text("utf-8")), path.stem.rsplit("_", 1)[1]
        if path.name.startswith("ares_basic"):
            record = unit_record(read(Unit, body, CARD.id), ico, FETCHED)
        else:
            record = register_record(read(RegisterPage, body, CARD.id), ico, FETCHED)
        assert record is not None
        assert record.unread_fields == ()
        counts[path.stem] = [office.current for office in offices(record)].count(True)
        assert not any(len(e.text(Property.BIRTH_DATE) or "") > 7 for e in record.entities)
    assert counts == {"ares_basic_67985726": 0, "ares_vr_14347890": 1, "ares_vr_67985726": 5}


@pytest.mark.parametrize(
    ("asked", "keys"),
    [
        ({"registration": ICO}, [ICO, f"vr-{ICO}"]),
        ({"registration": "00000094"}, ["00000094"]),
        ({"company_name": "Zkušební pekárna Vzorov"}, [ICO]),
        ({"registration": "25596641"}, []),
    ],
)
async def test_the_sandbox_answers_as_ares_does(asked, keys):
    def pretend(request: httpx.Request, n: int) -> httpx.Response:
        last = request.url.path.rsplit("/", 1)[1]
        answer = register if "-vr/" in request.url.path else subject
        reply = search(json.loads(request.content)) if last == "vyhledat" else answer({"ico": last})
        return httpx.Response(reply.status, json=reply.body)

    records = await found(debtor(**asked), Wire(pretend))
    assert [r.key for r in records] == keys
    assert all(r.unread_fields == () for r in records)
    assert "7155269990" not in repr(records)
