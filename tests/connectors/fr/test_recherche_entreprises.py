"""The company register: one test per trap of its contract, named after it."""

from __future__ import annotations

import json
from dataclasses import replace

import httpx
import pytest

from connectors.fr.departments import department
from connectors.fr.recherche_entreprises import CARD, questions
from connectors.fr.recherche_entreprises_names import (
    Surnames,
    birth_month,
    first_given_agrees,
    may_be,
    surnames,
)
from connectors.sandbox.identifiers import fictive_siren, wrong_siren
from tests.connectors.doubles import Wire, connector, permit
from tracer.entities import Entity, EntityId, EntityKind, LinkType, Property, Record
from tracer.errors import BudgetExhausted, SourceChanged, SourceUnsupported
from tracer.outcome import Outcome, settle
from tracer.subject import (
    DeclaredRole,
    NameRole,
    PartialDate,
    PersonName,
    PostalAddress,
    Subject,
    SubjectKind,
)

A, B, C, D = (fictive_siren(95_100 + n) for n in range(4))
MASK = "[NON-DIFFUSIBLE]"


def director(nom="ARBANCOURT", prenoms="MIREILLE ODETTE", month="1971-06", **more):
    return {
        "nom": nom,
        "prenoms": prenoms,
        "annee_de_naissance": month[:4] if month else None,
        "date_de_naissance": month,
        "qualite": "Gérant",
        "nationalite": None,
        "type_dirigeant": "personne physique",
        **more,
    }


def holding(siren, name="HOLDING VERQUELIN", role="Président de SAS"):
    return {
        "siren": siren,
        "denomination": name,
        "qualite": role,
        "type_dirigeant": "personne morale",
    }


def unit(siren=A, *directors, **more):
    return {
        "siren": siren,
        "nom_complet": "ATELIERS VERQUELIN (ATV)",
        "nom_raison_sociale": "ATELIERS VERQUELIN",
        "sigle": "ATV",
        "nature_juridique": "5499",
        "etat_administratif": "A",
        "statut_diffusion": "O",
        "date_creation": "2011-04-01",
        "date_fermeture": None,
        "siege": {
            "siret": siren + "00011",
            "adresse": "12 RUE DES TANNEURS 35000 RENNES",
            "code_postal": "35000",
            "libelle_commune": "RENNES",
            "statut_diffusion_etablissement": "O",
        },
        "dirigeants": list(directors),
        **more,
    }


class Register:
    """Answers by SIREN, or with the pages given for any question by name."""

    def __init__(self, units=(), pages=()):
        self.units = {u["siren"]: u for u in units}
        self.pages = list(pages)

    def __call__(self, request: httpx.Request, n: int) -> httpx.Response:
        params = dict(request.url.params)
        if params.get("q", "").isdigit():
            found = [self.units[params["q"]]] if params["q"] in self.units else []
        else:
            number = int(params["page"]) - 1
            found = self.pages[number] if number < len(self.pages) else []
        return httpx.Response(200, json={"results": found, "total_results": 10_000})


async def search(subject: Subject, register) -> tuple[list[Record], Wire]:
    wire = Wire(register)
    found = connector(CARD.id, wire).search(subject, permit(CARD.id))
    return [record async for record in found], wire


def person(**more) -> Subject:
    subject = Subject(
        kind=SubjectKind.DIRECTOR,
        names=(PersonName(surname="Arbancourt", given=("Mireille", "Odette")),),
        birth=PartialDate(year=1971, month=6),
    )
    return replace(subject, **more)


def company(siren=A) -> Subject:
    return Subject(kind=SubjectKind.COMPANY, siren=siren)


def persons(record: Record) -> list[Entity]:
    return [e for e in record.entities if e.kind is EntityKind.PERSON]


# 1.3 person search


@pytest.mark.parametrize(
    ("written", "usage", "birth"),
    [
        ("ARBANCOURT (TESSONNIER)", "ARBANCOURT", "TESSONNIER"),
        ("ARBANCOURT (ARBANCOURT)", "ARBANCOURT", "ARBANCOURT"),
        ("ARBANCOURT", "ARBANCOURT", None),
        ("DE LA VERQUELIERE (D'OUDREZ)", "DE LA VERQUELIERE", "D'OUDREZ"),
        ("(TESSONNIER)", "TESSONNIER", "TESSONNIER"),
        ("ARBANCOURT ()", "ARBANCOURT", None),
        ("ARBANCOURT (TESSONNIER", "ARBANCOURT  TESSONNIER", None),
    ],
)
def test_trap_1_usage_and_birth_surnames_are_taken_apart(written, usage, birth):
    assert surnames(written) == Surnames(usage=usage, birth=birth)


def test_trap_1_a_name_said_twice_is_one_name():
    assert surnames("ARBANCOURT (ARBANCOURT)").keys == ("ARBANCOURT",)


async def test_trap_1_either_surname_finds_the_person():
    pages = [[unit(A, director("VOSGIEN (ARBANCOURT)"))]]
    records, _ = await search(person(), Register(pages=pages))
    found = persons(records[0])[0]
    assert found.text(Property.LAST_NAME) == "VOSGIEN"
    assert found.text(Property.BIRTH_NAME) == "ARBANCOURT"


async def test_trap_2_a_second_given_name_is_not_the_first():
    pages = [[unit(A, director(prenoms="SOLANGE MIREILLE"))]]
    records, _ = await search(person(), Register(pages=pages))
    assert records == []


@pytest.mark.parametrize(
    ("sought", "given", "agrees"),
    [
        (("Mireille",), "MIREILLE ODETTE", True),
        (("Mireille", "Odette"), "MIREILLE", True),
        (("Jean-Noël",), "JEAN NOEL MARIE", True),
        (("Jean-Noël",), "JEAN", False),
        (("Odette",), "MIREILLE ODETTE", False),
        ((), "MIREILLE", True),
        (("Mireille",), "", False),
        (("🙂",), "MIREILLE", False),
    ],
)
def test_trap_2_only_the_first_given_name_decides(sought, given, agrees):
    assert first_given_agrees(sought, given) is agrees


@pytest.mark.parametrize(
    ("birth", "first", "last"),
    [
        (PartialDate(year=1971, month=2), "1971-02-01", "1971-02-28"),
        (PartialDate(year=1972, month=2, day=9), "1972-02-01", "1972-02-29"),
        (PartialDate(year=1971), "1971-01-01", "1971-12-31"),
        (PartialDate(year=1971, month=12, day=31), "1971-12-01", "1971-12-31"),
    ],
)
def test_trap_3_the_whole_month_is_asked_for_whatever_the_day(birth, first, last):
    params = next(questions(person(birth=birth)))[0]
    assert params["date_naissance_personne_min"] == first
    assert params["date_naissance_personne_max"] == last
    assert params["type_personne"] == "dirigeant"
    assert params["prenoms_personne"] == "Mireille"


def test_trap_4_sole_traders_are_asked_for_without_any_date():
    addresses = (PostalAddress(postcode="35000"), PostalAddress(postcode="20200"))
    asked = [params for params, _ in questions(person(addresses=addresses))]
    alone = [params for params in asked if params.get("nature_juridique") == "1000"]
    assert [p["departement"] for p in alone] == ["35,2B"]
    assert not any("date_naissance" in name for name in alone[0])


def test_without_a_birth_date_the_name_is_asked_alone_and_among_sole_traders():
    asked = [params for params, _ in questions(person(birth=None))]
    assert [("nature_juridique" in p, "departement" in p) for p in asked] == [
        (False, False),
        (True, False),
    ]
    assert not any(name.startswith("date_") for params in asked for name in params)


async def test_trap_4_a_sole_trader_without_birth_date_is_kept():
    alone = unit(A, director(month=None), nature_juridique="1000")
    records, _ = await search(person(), Register(pages=[[alone]]))
    (found,) = persons(records[0])
    assert found.text(Property.BIRTH_DATE) is None
    assert found.text(Property.LAST_NAME) == "ARBANCOURT"


async def test_trap_4_a_sole_trader_born_another_month_is_a_namesake():
    alone = unit(A, director(month="1980-01"), nature_juridique="1000")
    records, _ = await search(person(), Register(pages=[[alone]]))
    assert records == []


async def test_trap_5_a_director_said_twice_in_a_company_is_one_person():
    twice = unit(
        A,
        director(prenoms="MIREILLE", qualite="Directeur général"),
        director(prenoms="MIREILLE ODETTE"),
        director("ARBANCOURT (ARBANCOURT)", "MIREILLE"),
        director(prenoms="ODETTE"),
    )
    records, _ = await search(company(), Register([twice]))
    first, second = persons(records[0])
    assert {first.text(Property.FIRST_NAME), second.text(Property.FIRST_NAME)} == {
        "MIREILLE ODETTE",
        "ODETTE",
    }
    roles = [link.role for link in records[0].links if link.type is LinkType.DIRECTORSHIP]
    assert sorted(r or "" for r in roles) == ["Directeur général", "Gérant", "Gérant"]


async def test_trap_5_a_director_said_unevenly_in_two_companies_is_found_in_both():
    pages = [[unit(A, director(prenoms="MIREILLE")), unit(B, director())]]
    records, _ = await search(person(), Register(pages=pages))
    assert [(r.key, persons(r)[0].text(Property.FIRST_NAME)) for r in records] == [
        (A, "MIREILLE"),
        (B, "MIREILLE ODETTE"),
    ]


async def test_trap_6_no_role_date_is_ever_stated():
    records, _ = await search(company(), Register([unit(A, director())]))
    assert all(link.provenance.record == A for link in records[0].links)
    (found,) = persons(records[0])
    assert {s.prop for s in found.statements} == {
        Property.LAST_NAME,
        Property.FIRST_NAME,
        Property.BIRTH_DATE,
    }


async def test_trap_7_a_legal_person_whose_siren_fails_its_check_is_kept_and_not_followed():
    wrong = wrong_siren(B)
    records, wire = await search(company(), Register([unit(A, holding(wrong)), unit(wrong)]))
    assert [r.url.params["q"] for r in wire.left] == [A]
    stated = [e for e in records[0].entities if e.text(Property.REGISTRATION_NUMBER) == wrong]
    assert [e.text(Property.NAME) for e in stated] == ["HOLDING VERQUELIN"]
    assert not any(stated[0].id in (link.source, link.target) for link in records[0].links)


async def test_trap_7_a_siren_that_begins_with_10_is_a_siren():
    records, wire = await search(company("109999003"), Register([unit("109999003")]))
    assert [record.key for record in records] == ["109999003"]
    assert len(wire.left) == 1


async def test_trap_7_la_poste_s_own_siren_is_valid_and_its_sirets_are_not_checked():
    post = unit("356000000", siege={"siret": "35600000049837", "adresse": "1 RUE X 75015 PARIS"})
    records, _ = await search(company("356000000"), Register([post]))
    assert records[0].links[0].target == "fr-siege-35600000049837"


async def test_trap_8_the_shared_update_date_is_not_stated():
    dated = unit(A, date_mise_a_jour_rne="2024-05-19T17:01:20")
    records, _ = await search(company(), Register([dated]))
    assert "2024-05-19" not in repr(records)
    assert records[0].unread_fields == ()


# 1.4 other traps


async def test_trap_1_4_only_the_unit_asked_for_is_kept():
    def another(request, n):
        return httpx.Response(200, json={"results": [unit(B)]})

    records, _ = await search(company(A), another)
    assert settle(tuple(records)) is Outcome.EMPTY


async def test_trap_1_4_the_estimated_total_is_never_a_count():
    full = [unit(fictive_siren(95_200 + n), director()) for n in range(25)]
    register = Register(pages=[full, full[:3], [unit(D, director())]])
    subject = person()
    records, wire = await search(subject, register)
    assert len(records) == 25  # the second page brings no new SIREN: it stops there
    assert [r.url.params["page"] for r in wire.left] == ["1", "2", "1", "2"]


async def test_trap_1_4_a_name_that_fills_every_page_is_said_to_be_cut():
    pages = [
        [unit(fictive_siren(96_000 + 25 * page + n), director()) for n in range(25)]
        for page in range(20)
    ]
    wire = Wire(Register(pages=pages))
    records: list[Record] = []

    async def read_all() -> None:
        async for record in connector(CARD.id, wire).search(person(), permit(CARD.id, calls=100)):
            records.append(record)  # noqa: PERF401 - what came before the error counts

    with pytest.raises(BudgetExhausted):
        await read_all()
    assert len(records) == 12 * 25
    assert all(
        int(r.url.params["page"]) * int(r.url.params["per_page"]) <= 10_000 for r in wire.left
    )


@pytest.mark.parametrize(
    ("message", "error"),
    [
        ("3 caractères minimum pour les termes de la requête", SourceUnsupported),
        ("Veuillez indiquer au moins un paramètre de recherche.", SourceChanged),
    ],
)
async def test_trap_1_4_a_refused_question_is_typed(message, error):
    with pytest.raises(error):
        await search(company(), lambda r, n: httpx.Response(400, json={"erreur": message}))


async def test_trap_1_4_include_goes_with_minimal_and_asks_for_no_more_than_is_needed():
    _, wire = await search(company(), Register([unit(A)]))
    params = wire.left[0].url.params
    assert (params["minimal"], params["include"]) == ("true", "dirigeants,siege")


async def test_trap_1_4_no_parameter_is_sent_that_the_api_would_ignore_in_silence():
    known = set(CARD.personal_parameters) | {
        "type_personne",
        "nature_juridique",
        "page",
        "per_page",
        "minimal",
        "include",
    }
    roles, addresses = (DeclaredRole(siren=B),), (PostalAddress(postcode="35000"),)
    named = Subject(kind=SubjectKind.COMPANY, company_name="Ateliers Verquelin")
    for subject in (person(roles=roles, addresses=addresses), person(birth=None), named):
        _, wire = await search(subject, Register(pages=[[]]))
        assert {name for request in wire.left for name in request.url.params} <= known


@pytest.mark.parametrize(
    ("postcode", "expected"),
    [
        ("35000", "35"),
        ("01000", "01"),
        ("20000", "2A"),
        ("20167", "2A"),
        ("20200", "2B"),
        ("20600", "2B"),
        ("97110", "971"),
        ("97610", "976"),
        ("97500", None),
        ("98800", None),
        ("00100", None),
        ("99123", None),
        ("3500", None),
        ("٣٥٠٠٠", None),
        (None, None),
    ],
)
def test_the_department_of_a_postcode(postcode, expected):
    assert department(postcode) == expected


# 1.5 non-diffusible


def masked(siren=D, **more):
    nobody = director(MASK, MASK, MASK, nationalite=MASK)
    hidden = {
        "siret": siren + "00011",
        "adresse": MASK,
        "code_postal": MASK,
        "libelle_commune": "RENNES",
        "nom_commercial": MASK,
        "statut_diffusion_etablissement": "P",
    }
    values = {
        "nom_complet": MASK,
        "nom_raison_sociale": MASK,
        "sigle": MASK,
        "nature_juridique": "1000",
        "statut_diffusion": "P",
        "siege": hidden,
    }
    return unit(siren, nobody, **{**values, **more})


CLEAR_P = {"nom_complet": "SOCIETE OUDREZ", "nom_raison_sociale": "SOCIETE OUDREZ"}


@pytest.mark.parametrize(
    "more",
    [
        {},
        CLEAR_P,
        {"statut_diffusion": "O"},
        {"statut_diffusion": None},
        {"nom_complet": "[NON DIFFUSIBLE] X", "statut_diffusion": "O"},
    ],
)
async def test_trap_1_5_a_masked_unit_is_its_number_and_nothing_of_anybody(more):
    records, _ = await search(company(D), Register([masked(D, **more)]))
    (record,) = records
    (only,) = record.entities
    assert record.withheld
    assert settle((record,)) is Outcome.WITHHELD
    assert only.text(Property.REGISTRATION_NUMBER) == D
    assert only.text(Property.NAME) is None
    assert only.is_masked(Property.NAME)
    assert only.texts(Property.ALIAS) == ()
    assert record.links == ()
    assert "DIFFUSIBLE" not in json.dumps([e.texts(p) for e in record.entities for p in Property])
    assert "OUDREZ" not in repr(record)


async def test_trap_1_5_a_masked_establishment_hides_the_address_only():
    half = unit(A, director())
    half["siege"]["statut_diffusion_etablissement"] = "P"
    records, _ = await search(company(), Register([half]))
    assert not records[0].withheld
    assert not any(e.kind is EntityKind.ADDRESS for e in records[0].entities)
    assert persons(records[0])


@pytest.mark.parametrize("field", ["adresse", "code_postal", "libelle_commune"])
async def test_trap_1_5_an_address_masked_in_part_is_no_address(field):
    half = unit(A)
    half["siege"][field] = MASK
    records, _ = await search(company(), Register([half]))
    assert not any(e.kind is EntityKind.ADDRESS for e in records[0].entities)


async def test_trap_1_5_a_masked_director_is_nobody():
    half = unit(A, director(MASK, MASK, MASK), director(), holding(None, MASK))
    records, _ = await search(company(), Register([half]))
    assert [p.text(Property.LAST_NAME) for p in persons(records[0])] == ["ARBANCOURT"]
    assert MASK not in repr(records)


async def test_trap_1_5_a_masked_unit_leads_nowhere():
    hidden = masked(D)
    hidden["dirigeants"].append(holding(B))
    _, wire = await search(company(D), Register([hidden, unit(B)]))
    assert [r.url.params["q"] for r in wire.left] == [D]


async def test_trap_1_2_everything_may_be_null():
    empty = dict.fromkeys(unit(A)) | {"siren": A, "siege": {}, "dirigeants": []}
    records, _ = await search(company(), Register([empty]))
    (only,) = records[0].entities
    assert {s.prop for s in only.statements} == {Property.REGISTRATION_NUMBER}
    assert not records[0].withheld


@pytest.mark.parametrize("field", ["siren", "dirigeants", "siege", "statut_diffusion"])
async def test_a_field_that_disappears_is_a_change_and_never_an_absence(field):
    without = unit(A)
    del without[field]
    with pytest.raises(SourceChanged, match=field):
        await search(company(), lambda r, n: httpx.Response(200, json={"results": [without]}))


@pytest.mark.parametrize("number", ["", "12345678", "1234567890", "12345678A", "123 456 782", None])
async def test_a_unit_without_nine_digits_is_a_change_and_never_several_in_one(number):
    odd = unit(A, director()) | {"siren": number}
    with pytest.raises(SourceChanged, match="siren"):
        await search(person(), lambda r, n: httpx.Response(200, json={"results": [odd]}))


# records and what follows them


async def test_a_unit_is_a_company_its_office_and_its_directors():
    closed = unit(A, director(), etat_administratif="C", date_fermeture="2024-02-29")
    records, _ = await search(company(), Register([closed]))
    entities = {e.kind: e for e in records[0].entities}
    firm, office = entities[EntityKind.COMPANY], entities[EntityKind.ADDRESS]
    assert firm.id == f"fr-siren-{A}"
    assert [firm.text(p) for p in (Property.NAME, Property.ALIAS, Property.LEGAL_FORM)] == [
        "ATELIERS VERQUELIN",
        "ATV",
        "5499",
    ]
    assert firm.text(Property.STATUS) == "closed"
    assert firm.text(Property.INCORPORATION_DATE) == "2011-04-01"
    assert firm.text(Property.DISSOLUTION_DATE) == "2024-02-29"
    assert firm.text(Property.DISCLOSURE) == "full"
    assert office.text(Property.FULL) == "12 RUE DES TANNEURS 35000 RENNES"
    assert (office.text(Property.CITY), office.text(Property.COUNTRY)) == ("RENNES", "FR")
    assert {(k.source, k.type, k.target) for k in records[0].links} == {
        (firm.id, LinkType.LOCATED_AT, office.id),
        (entities[EntityKind.PERSON].id, LinkType.DIRECTORSHIP, firm.id),
    }


async def test_an_impossible_date_is_reported_and_not_stated():
    records, _ = await search(company(), Register([unit(A, date_creation="2011-02-31")]))
    assert records[0].unread_fields == ("date_creation",)
    assert records[0].entities[0].text(Property.INCORPORATION_DATE) is None


async def test_a_foreign_office_is_not_in_france():
    abroad = unit(A)
    abroad["siege"] |= {"code_pays_etranger": "99109", "libelle_commune_etranger": "20099 HAMBURG"}
    records, _ = await search(company(), Register([abroad]))
    office = next(e for e in records[0].entities if e.kind is EntityKind.ADDRESS)
    assert office.text(Property.COUNTRY) == "DE"


async def test_a_person_s_id_is_stable_and_says_nothing():
    ids = set()
    for given in ("MIREILLE ODETTE", "Mireille"):
        records, _ = await search(company(), Register([unit(A, director(prenoms=given))]))
        ids |= {p.id for p in persons(records[0])}
    (only,) = ids
    assert only.startswith("fr-pp-")
    assert "arbancourt" not in only.lower()
    other, _ = await search(company(B), Register([unit(B, director())]))
    assert persons(other[0])[0].id != only


async def test_directing_companies_are_followed_twice_deep_and_never_in_a_loop():
    ring = [unit(A, holding(B)), unit(B, holding(C)), unit(C, holding(D), holding(A)), unit(D)]
    records, wire = await search(company(), Register(ring))
    assert [record.key for record in records] == [A, B, C]
    assert [r.url.params["q"] for r in wire.left] == [A, B, C]


async def test_an_auditor_is_not_followed():
    audited = unit(A, holding(B, "CABINET OUDREZ", "Commissaire aux comptes titulaire"))
    _, wire = await search(company(), Register([audited, unit(B)]))
    assert len(wire.left) == 1


async def test_a_legal_person_without_number_is_kept_as_it_is_named():
    records, _ = await search(company(), Register([unit(A, holding(None, "OUDREZ HOLDING AG"))]))
    named = [e for e in records[0].entities if e.text(Property.NAME) == "OUDREZ HOLDING AG"]
    assert named[0].text(Property.REGISTRATION_NUMBER) is None
    assert any(link.source == named[0].id for link in records[0].links)


async def test_each_declared_role_is_looked_up_by_its_number():
    subject = person(roles=(DeclaredRole(siren=B), DeclaredRole(siren="123")))
    records, wire = await search(subject, Register([unit(B)]))
    assert [record.key for record in records] == [B]
    assert wire.left[0].url.params["q"] == B


async def test_every_surname_of_the_person_is_asked_once():
    names = (
        PersonName(surname="Arbancourt", given=("Mireille",), role=NameRole.USAGE),
        PersonName(surname="ARBANCOURT", given=("Mireille",)),
        PersonName(surname="Tessonnier", given=("Mireille",), role=NameRole.BIRTH),
    )
    asked = [params["nom_personne"] for params, _ in questions(person(names=names))]
    assert asked == ["Arbancourt", "Arbancourt", "Tessonnier", "Tessonnier"]


async def test_a_company_by_name_keeps_only_units_that_bear_it():
    pages = [[unit(A), unit(B, nom_complet="VERQUELIN", nom_raison_sociale=None, sigle=None)]]
    subject = Subject(kind=SubjectKind.COMPANY, company_name="SARL Ateliers Verquelin")
    records, _ = await search(subject, Register(pages=pages))
    assert [record.key for record in records] == [A]


async def test_expand_gives_the_record_of_a_company_already_found():
    wire = Wire(Register([unit(A, director())]))
    known = (await search(company(), Register([unit(A)])))[0][0].entities[0]
    found = connector(CARD.id, wire).expand(known, permit(CARD.id))
    assert [record.key async for record in found] == [A]


async def test_expand_without_a_number_is_unsupported():
    nobody = Entity(id=EntityId("x"), kind=EntityKind.COMPANY)
    with pytest.raises(SourceUnsupported):
        async for _ in connector(CARD.id, Wire(Register())).expand(nobody, permit(CARD.id)):
            pass


@pytest.mark.parametrize(
    ("surname", "written", "agrees"),
    [
        ("d'Oudrez", "OUDREZ", True),
        ("De La Verquelière", "DE LA VERQUELIERE", True),
        ("Delaverque", "DE LA VERQUE", False),
        ("Verquelin-Oudrez", "VERQUELIN (OUDREZ)", True),
        ("Verquelin Oudrez", "VERQUELIN-OUDREZ", True),
        ("Verquelin", "OUDREZ", False),
        ("🙂", "OUDREZ", False),
    ],
)
def test_surnames_agree_particles_hyphens_and_accents_aside(surname, written, agrees):
    sought = (PersonName(surname=surname, given=("Mireille",)),)
    named = surnames(written)
    assert may_be(sought, None, named=named, given="MIREILLE", month=None) is agrees


@pytest.mark.parametrize(
    ("date", "year", "expected"),
    [
        ("1971-06", "1971", "1971-06"),
        ("1971-06-14", "1971", "1971-06"),
        (None, "1971", "1971"),
        ("1971-13", "1971", "1971"),
        (MASK, MASK, None),
        (None, None, None),
    ],
)
def test_a_birth_date_is_kept_to_the_month(date, year, expected):
    assert birth_month(date, year) == expected


@pytest.mark.parametrize(
    ("said", "year", "read"),
    [
        ("1979-03", "1979", "1979-03"),
        ("1979-03-14", None, "1979-03"),
        ("1979-13", "1979", "1979"),
        ("9999-12", None, None),
        ("0000-01", "0000", None),
        (None, None, None),
    ],
)
def test_a_birth_month_that_never_was_is_not_stated(said, year, read):
    assert birth_month(said, year) == read


# what a closed unit no longer tells


def currents(record: Record) -> dict[LinkType, set[bool | None]]:
    """Whether the links of a record are current, by their type."""
    said: dict[LinkType, set[bool | None]] = {}
    for link in record.links:
        said.setdefault(link.type, set()).add(link.current)
    return said


@pytest.mark.parametrize(("state", "current"), [("A", True), ("C", None)])
async def test_whether_offices_and_seat_of_a_closed_unit_still_hold_is_not_told(state, current):
    said = unit(A, director(), holding(B), etat_administratif=state)
    records, _ = await search(company(), Register([said]))
    assert currents(records[0]) == {
        LinkType.LOCATED_AT: {current},
        LinkType.DIRECTORSHIP: {current},
    }


async def test_a_holding_without_a_number_no_longer_directs_a_closed_unit():
    said = unit(A, holding(None), etat_administratif="C")
    records, _ = await search(company(), Register([said]))
    assert currents(records[0])[LinkType.DIRECTORSHIP] == {None}


@pytest.mark.parametrize(("shop", "found"), [("LE COMPTOIR DES BRUYERES", 1), ("AUTRE", 0)])
async def test_a_unit_known_by_its_trade_name_alone_is_found(shop, found):
    asked = Subject(kind=SubjectKind.COMPANY, company_name="Comptoir des Bruyères")
    said = unit(A)
    said["siege"] |= {"nom_commercial": shop}
    records, _ = await search(asked, Register(pages=[[said]]))
    assert len(records) == found


@pytest.mark.parametrize("given", [None, "", "🙂"])
async def test_a_director_without_given_names_is_kept_when_surname_and_birth_agree(given):
    said = unit(A, director(prenoms=given))
    records, _ = await search(person(), Register(pages=[[said]]))
    assert [persons(record)[0].text(Property.LAST_NAME) for record in records] == ["ARBANCOURT"]


@pytest.mark.parametrize(
    ("nom", "month", "birth"),
    [
        ("VOSGIEN", "1971-06", PartialDate(year=1971, month=6)),
        ("ARBANCOURT", "1980-01", PartialDate(year=1971, month=6)),
        ("ARBANCOURT", None, PartialDate(year=1971, month=6)),
        ("ARBANCOURT", "1971-06", None),
    ],
)
async def test_a_director_without_given_names_is_nobody_on_less(nom, month, birth):
    said = unit(A, director(nom, prenoms=None, month=month))
    records, _ = await search(person(birth=birth), Register(pages=[[said]]))
    assert records == []
