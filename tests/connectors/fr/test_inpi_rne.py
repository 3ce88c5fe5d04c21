"""The RNE: who directs a company and who did, what is never kept, and the one login of all sources."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from structlog.testing import capture_logs

from connectors.answer import Fetched
from connectors.base import read, unread_fields
from connectors.courtesy import Courtesy
from connectors.fr.inpi_rne import CARD, TOKEN_LIFE, Token, connect
from connectors.fr.inpi_rne_payload import Company, Login
from connectors.fr.inpi_rne_record import record_of
from connectors.fr.inpi_rne_roles import ROLES
from connectors.fr.recherche_entreprises_payload import LegalUnit
from connectors.fr.recherche_entreprises_record import record_of as searched
from connectors.sandbox.app import create_app
from connectors.sandbox.identifiers import fictive_siren, wrong_siren
from connectors.sandbox.world import build_world
from connectors.session import Session
from tests.connectors.doubles import FAST, NOW, Wire, permit
from tracer.entities import Entity, EntityId, EntityKind, Link, LinkType, Property, Record
from tracer.errors import (
    SourceChanged,
    SourceError,
    SourceForbidden,
    SourceNotConfigured,
    SourceUnsupported,
)
from tracer.outcome import Outcome, settle
from tracer.subject import PersonName, Subject, SubjectKind

A, B = fictive_siren(95_600), fictive_siren(95_601)
USER, PASSWORD = "maison@tracer.example", "a:b fictive"
NOT_FOUND = {
    "code": "404",
    "errorCode": "company_not_found",
    "message": "Impossible de trouver la ressource demandée",
}
FETCHED = Fetched(
    source=CARD.id,
    body=None,
    url="https://register.example/api/companies",
    retrieved_at=datetime(2026, 10, 1, tzinfo=UTC),
    sha256="0" * 64,
    licence="INPI",
)


def person(nom="VAUQUELANDE", *prenoms, born="1971-04", **more):
    return {
        "descriptionPersonne": {
            "nom": nom,
            "prenoms": list(prenoms) or ["GATIEN"],
            "dateDeNaissance": born,
            "nationalite": "Française",
            "situationMatrimoniale": "1",
            "genre": "1",
        }
        | more,
        "adresseDomicile": {"codePays": "FRA", "codePostal": "44000", "commune": "NANTES"},
    }


def power(role="30", individu=None, **more):
    held = {"typeDePersonne": "INDIVIDU", "individu": individu or person()}
    return held | {"roleEntreprise": role, "indicateurActifAgricole": False} | more


def holder(role="73", **entreprise):
    return {
        "typeDePersonne": "ENTREPRISE",
        "roleEntreprise": role,
        "entreprise": {"formeJuridique": "SAS"} | entreprise,
        "adresseEntreprise": {"commune": "NANTES"},
        "representant": person("LADVIC"),
    }


def body(*powers, **more):
    return {
        "identite": {
            "entreprise": {
                "siren": A,
                "denomination": "VERGNAC OUTILLAGE",
                "formeJuridique": "5710",
                "nicSiege": "00012",
                "dateImmat": "2015-03-02T00:00:00+01:00",
            },
            "description": {"objet": "outillage", "montantCapital": 1000.0},
        },
        "adresseEntreprise": {
            "adresse": {
                "codePays": "FRA",
                "codePostal": "35000",
                "commune": "RENNES",
                "typeVoie": "RUE",
                "voie": "DES TANNEURS",
                "numVoie": "18",
            },
            "caracteristiques": {"ambulant": False},
        },
        "composition": {"pouvoirs": list(powers)},
    } | more


def company(said, kind="personneMorale", siren=A, content=(), **formality):
    return {
        "updatedAt": "2026-06-15T13:01:57+02:00",
        "id": "fictive",
        "siren": siren,
        "formality": {
            "siren": siren,
            "typePersonne": "M",
            "diffusionCommerciale": True,
            "content": {kind: said, "natureCreation": {"dateCreation": "2015-03-02"}}
            | dict(content),
        }
        | formality,
    }


class Register:
    """INPI: it gives tokens one after the other, and answers only to the last ones it gave."""

    def __init__(self, answer: dict | None, refuses: tuple[str, ...] = ()) -> None:
        self.answer = answer
        self.refuses = refuses
        self.given = 0

    def __call__(self, request: httpx.Request, n: int) -> httpx.Response:
        if request.url.path == "/api/sso/login":
            self.given += 1
            return httpx.Response(200, json={"token": f"t{self.given}", "user": {"city": "Paris"}})
        token = request.headers["Authorization"].removeprefix("Bearer ")
        if token in self.refuses:
            return httpx.Response(401, json={"code": "401", "type": "access_denied"})
        if self.answer is None:
            return httpx.Response(404, json=NOT_FOUND)
        return httpx.Response(200, json=self.answer)


class Clock:
    def __init__(self) -> None:
        self.passed = timedelta()

    def now(self) -> datetime:
        return NOW + self.passed


def opened(
    wire: Wire | httpx.ASGITransport,
    clock: Clock | None = None,
    secret: str | None = f"{USER}:{PASSWORD}",
    base_url: str | None = None,
):
    return connect(
        Session(
            CARD,
            clock=clock or Clock(),
            courtesy=Courtesy(patience=FAST, rates={CARD.id: 10_000.0}),
            contact="https://tracer.example/contact",
            transport=httpx.MockTransport(wire) if isinstance(wire, Wire) else wire,
            base_url=base_url,
            secret=secret,
        )
    )


SUBJECT = Subject(kind=SubjectKind.COMPANY, siren=A)


async def ask(source, subject=SUBJECT) -> list[Record]:
    return [record async for record in source.search(subject, permit(CARD.id))]


async def one(said: dict) -> Record:
    (record,) = await ask(opened(Wire(Register(said))))
    return record


def drawn(record: Record, kind=EntityKind.COMPANY, at=0) -> Entity:
    return [e for e in record.entities if e.kind is kind][at]


def powers(record: Record) -> list[Link]:
    return [link for link in record.links if link.type is LinkType.DIRECTORSHIP]


async def test_a_company_is_drawn_with_its_office_and_its_director():
    record = await one(company(body(power())))
    unit, director = drawn(record), drawn(record, EntityKind.PERSON)
    office = drawn(record, EntityKind.ADDRESS)
    assert unit.id == f"fr-siren-{A}"
    assert unit.text(Property.NAME) == "VERGNAC OUTILLAGE"
    assert unit.text(Property.LEGAL_FORM) == "5710"
    assert unit.text(Property.INCORPORATION_DATE) == "2015-03-02"
    assert unit.text(Property.DISCLOSURE) == "full"
    assert unit.text(Property.STATUS) is None
    assert office.id == f"fr-siege-{A}00012"
    assert office.text(Property.FULL) == "18 RUE DES TANNEURS 35000 RENNES"
    assert director.text(Property.BIRTH_DATE) == "1971-04"
    (link,) = powers(record)
    assert (link.source, link.role, link.current) == (director.id, "Gérant", True)


@pytest.mark.parametrize("said", ["1971-04-17", "1971-04"])
async def test_a_birth_day_is_cut_to_its_month_before_anything_else(said):
    body_said = company(body(power(individu=person(born=said))))
    assert "1971-04-17" not in repr(read(Company, body_said, CARD.id))
    assert drawn(await one(body_said), EntityKind.PERSON).text(Property.BIRTH_DATE) == "1971-04"


async def test_homes_nationality_and_marital_status_leave_no_trace():
    said = company(body(power(), adresseEntreprise=None))
    record = await one(said)
    assert [e for e in record.entities if e.kind is EntityKind.ADDRESS] == []
    for kept in (repr(record), repr(read(Company, said, CARD.id))):
        for word in ("NANTES", "44000", "Française", "atrimonial"):
            assert word not in kept


@pytest.mark.parametrize("owners", [[{"beneficiaire": person("QUERRIEN")}], "QUERRIEN", None])
async def test_beneficial_owners_leave_no_trace(owners):
    said = company(body(power(beneficiaireEffectif=True), beneficiairesEffectifs=owners))
    record = await one(said)
    assert "QUERRIEN" not in repr(record)
    assert "eneficiaire" not in repr(record)
    assert "eneficiaire" not in repr(read(Company, said, CARD.id))
    assert len(powers(record)) == 1


@pytest.mark.parametrize(
    "opposed",
    [{"diffusionCommerciale": False}, {"diffusionCommerciale": "N"}, {"diffusionINSEE": "N"}],
)
async def test_a_company_that_opposed_diffusion_is_withheld_though_the_register_sends_it(opposed):
    record = await one(company(body(power()), **opposed))
    assert settle((record,)) is Outcome.WITHHELD
    assert [e.kind for e in record.entities] == [EntityKind.COMPANY]
    assert record.links == ()
    assert drawn(record).is_masked(Property.NAME)
    assert drawn(record).text(Property.DISCLOSURE) == "partial"
    for word in ("VERGNAC", "VAUQUELANDE", "TANNEURS"):
        assert word not in repr(record)


@pytest.mark.parametrize("field", ["diffusionCommerciale", "diffusionINSEE"])
@pytest.mark.parametrize(
    ("said", "is_open", "is_known"),
    [
        (True, True, True),
        ("O", True, True),
        ("o", True, True),
        ("true", True, True),
        ("OUI", True, True),
        (False, False, True),
        ("false", False, True),
        ("NON", False, True),
        ("Non", False, True),
        ("n", False, True),
        ("N", False, True),
        ("P", False, True),
        ("0", False, False),
        ("F", False, False),
        ("autre", False, False),
        ("", False, False),
    ],
)
async def test_a_diffusion_nobody_knows_is_withheld_and_reported(field, said, is_open, is_known):
    record = await one(company(body(power()), **{field: said}))
    assert record.withheld is not is_open
    assert record.unread_fields == (() if is_known else (f"formality.{field}",))
    assert ("VAUQUELANDE" in repr(record)) is is_open


async def test_a_diffusion_that_is_not_said_is_not_said():
    record = await one(company(body(), diffusionCommerciale=None))
    assert not record.withheld
    assert drawn(record).text(Property.DISCLOSURE) is None


@pytest.mark.parametrize(
    ("noted", "current", "end"),
    [
        ({"mentionDemissionOrdre": True, "dateMentionDemissionOrdre": "2024-02-01"}, False, True),
        ({"mentionDemissionOrdre": True}, False, False),
        ({"mentionDemissionOrdre": False}, True, False),
        ({"actif": False}, False, False),
        ({"actif": True}, True, False),
    ],
)
async def test_a_resignation_noted_ends_a_power(noted, current, end):
    (link,) = powers(await one(company(body(power(**noted)))))
    assert link.current is current
    assert link.end == ("2024-02-01" if end else None)


@pytest.mark.parametrize(("day", "current"), [("2025-10-31", False), ("2099-01-31", True)])
async def test_a_resignation_to_come_has_not_ended_a_power(day, current):
    noted = {"mentionDemissionOrdre": True, "dateMentionDemissionOrdre": day}
    firm = holder(siren=B, denomination="HOLDING VERQUELIN") | noted
    record = await one(company(body(power(**noted), firm)))
    assert [(link.current, link.end) for link in powers(record)] == [(current, day)] * 2


async def test_a_power_that_is_not_active_is_over_whatever_day_its_resignation_bears():
    noted = {"mentionDemissionOrdre": True, "dateMentionDemissionOrdre": "2099-01-31"}
    (link,) = powers(await one(company(body(power(actif=False, **noted)))))
    assert link.current is False


@pytest.mark.parametrize("field", ["dateRadiation", "dateCessationTotaleActivite"])
async def test_a_strike_off_to_come_has_not_closed_a_company(field):
    record = await one(company(body(power(), detailCessationEntreprise={field: "2099-01-31"})))
    assert drawn(record).text(Property.STATUS) is None
    assert drawn(record).text(Property.DISSOLUTION_DATE) == "2099-01-31"
    assert {link.current for link in record.links} == {True}


async def test_a_company_that_ceased_is_closed_though_its_strike_off_is_to_come():
    ceased = {"dateRadiation": "2099-01-31", "dateCessationTotaleActivite": "2024-06-30"}
    record = await one(company(body(power(), detailCessationEntreprise=ceased)))
    assert drawn(record).text(Property.STATUS) == "closed"
    assert drawn(record).text(Property.DISSOLUTION_DATE) == "2024-06-30"


async def test_whether_the_seat_and_the_trader_of_a_company_that_ceased_still_hold_is_not_told():
    said = body(detailCessationEntreprise={"dateRadiation": "2025-01-31"})
    said["identite"]["entrepreneur"] = person()
    record = await one(company(said, kind="personnePhysique"))
    assert {link.type: link.current for link in record.links} == {
        LinkType.LOCATED_AT: None,
        LinkType.DIRECTORSHIP: None,
    }


async def test_a_power_says_since_when_where_the_register_does():
    since = person(dateEffetRoleDeclarant="2020-03-01")
    (link,) = powers(await one(company(body(power(individu=since)))))
    assert link.start == "2020-03-01"


@pytest.mark.parametrize("field", ["dateRadiation", "dateCessationTotaleActivite"])
async def test_whether_the_directors_of_a_company_that_ceased_still_are_is_not_told(field):
    ceased = {field: "2025-01-31", "dateEffet": "2025-01-31"}
    record = await one(company(body(power(), detailCessationEntreprise=ceased)))
    assert drawn(record).text(Property.STATUS) == "closed"
    assert drawn(record).text(Property.DISSOLUTION_DATE) == "2025-01-31"
    assert [link.current for link in powers(record)] == [None]


async def test_an_observation_is_counted_by_kind_and_its_text_is_not_kept():
    notes = [
        {"etatObs": "Ajout", "texte": "Radiation du RCS de Bordeaux", "dateAjout": "2023-03-08"},
        {"etatObs": "Ajout", "texte": "Liquidateur : Maître Solange Querrien"},
        {"etatObs": "Maître Solange Querrien", "texte": "x"},
    ]
    office = {"inscriptionsOffices": [{"observationComplementaire": "Maître Solange Querrien"}]}
    record = await one(company(body(observations={"rcs": notes}), content=office))
    assert drawn(record).texts(Property.SIGNAL) == (
        "flag: observations_added 2",
        "flag: observations_by_office 1",
        "flag: observations_other 1",
    )
    assert "Querrien" not in repr(record)


async def test_radiation_in_an_observation_closes_nothing():
    notes = {"rcs": [{"etatObs": "Ajout", "texte": "Radiation du RCS de Bordeaux le 07/03/2023"}]}
    record = await one(company(body(power(), observations=notes)))
    assert drawn(record).text(Property.STATUS) is None
    assert drawn(record).text(Property.STRUCK_OFF_ON) is None
    assert powers(record)[0].current is True


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("again", ["VAUQUELANDE", "Vauquelande"])
async def test_a_director_written_twice_is_one_person_with_the_longest_names(again, order):
    first = power(individu=person("VAUQUELANDE", "Gatien", "Jean-Claude"))
    second = power(
        individu=person(again, "Gatien", "Jean", "Claude", "Marie", nomUsage="VAUQUELANDE")
    )
    record = await one(company(body(*(first, second)[::order])))
    people = [e for e in record.entities if e.kind is EntityKind.PERSON]
    assert [p.text(Property.FIRST_NAME) for p in people] == ["Gatien Jean Claude Marie"]
    assert len(powers(record)) == 1


async def test_a_director_is_the_same_person_as_in_the_search_of_companies():
    mine = await one(company(body(power(individu=person("QUERLIN", "SOLENE", nomUsage="ARBAN")))))
    unit = dict.fromkeys(LegalUnit.model_fields) | {
        "siren": A,
        "statut_diffusion": "O",
        "dirigeants": [
            {
                "type_dirigeant": "personne physique",
                "nom": "ARBAN (QUERLIN)",
                "prenoms": "SOLENE MARIE",
                "date_de_naissance": "1971-04",
            }
        ],
    }
    theirs = searched(read(LegalUnit, unit, "x"), FETCHED)
    assert drawn(mine, EntityKind.PERSON).id == drawn(theirs, EntityKind.PERSON).id
    assert drawn(mine, EntityKind.PERSON).text(Property.LAST_NAME) == "ARBAN"
    assert drawn(mine, EntityKind.PERSON).text(Property.BIRTH_NAME) == "QUERLIN"


async def test_a_sole_trader_directs_alone_and_is_known_by_the_names():
    said = body(identite={"entrepreneur": person("QUERLIN", "SOLENE", "MARIE")})
    record = await one(company(said, kind="personnePhysique"))
    assert drawn(record).text(Property.NAME) == "SOLENE QUERLIN"
    assert drawn(record).text(Property.LEGAL_FORM) == "1000"
    trader = drawn(record, EntityKind.PERSON)
    assert trader.text(Property.BIRTH_DATE) == "1971-04"
    unit = dict.fromkeys(LegalUnit.model_fields) | {
        "siren": A,
        "statut_diffusion": "O",
        "dirigeants": [
            {"type_dirigeant": "personne physique", "nom": "QUERLIN", "prenoms": "SOLENE"}
        ],
    }
    assert trader.id == drawn(searched(read(LegalUnit, unit, "x"), FETCHED), EntityKind.PERSON).id
    assert [(link.source, link.role) for link in powers(record)] == [(trader.id, None)]


async def test_a_farm_has_the_shape_of_the_others():
    assert len(powers(await one(company(body(power()), kind="exploitation")))) == 1


async def test_a_company_of_no_known_kind_is_a_changed_contract():
    with pytest.raises(SourceChanged):
        await one(company(body(), kind="personneInconnue"))


async def test_gigogne_a_company_that_directs_is_a_company_that_can_be_expanded():
    record = await one(company(body(holder(siren=B, denomination="LADVIC PARTICIPATIONS"))))
    held = drawn(record, at=1)
    assert held.id == f"fr-siren-{B}"
    assert held.text(Property.JURISDICTION) == "FR"
    (link,) = powers(record)
    assert (link.source, link.target, link.role) == (held.id, f"fr-siren-{A}", "Président de SAS")
    assert [e for e in record.entities if e.kind is EntityKind.PERSON] == []


async def test_a_holder_whose_number_fails_its_check_is_kept_and_linked_to_nothing():
    wrong = wrong_siren(B)
    record = await one(
        company(body(holder(siren=wrong, denomination="LADVIC"), holder(denomination="PUITS")))
    )
    assert drawn(record, at=1).text(Property.REGISTRATION_NUMBER) == wrong
    assert wrong not in drawn(record, at=1).id
    assert [link.source for link in powers(record)] == [drawn(record, at=2).id]


@pytest.mark.parametrize("code", ["14", "71", "72", "220"])
async def test_auditors_direct_nothing_and_are_left_out(code):
    said = body(
        holder(role=None, roleEntreprise=code, siren=B, denomination="LADVIC AUDIT"),
        power(role=code),
    )
    record = await one(company(said))
    assert powers(record) == []
    assert "LADVIC" not in repr(record)


@pytest.mark.parametrize(
    ("said", "label"),
    [
        (power("73"), "Président de SAS"),
        (power(None, individu=person(role="53")), "Directeur Général"),
        (power("9876"), "9876"),
        (
            power("99", libelleRoleEntreprise="Administrateur judiciaire"),
            "Administrateur judiciaire",
        ),
        (power("99"), "Autre"),
        (power(None), None),
        (holder(None, siren=B, denomination="X", roleEntreprise="51"), ROLES["51"]),
    ],
)
async def test_a_role_has_its_label_and_an_unknown_code_stays_a_code(said, label):
    (link,) = powers(await one(company(body(said))))
    assert link.role == label


async def test_a_legal_form_written_as_a_label_is_not_taken_for_a_code():
    said = body()
    said["identite"]["entreprise"]["formeJuridique"] = "Société civile immobilière"
    assert drawn(await one(company(said))).text(Property.LEGAL_FORM) is None
    record = await one(company(said, formeJuridique="6540"))
    assert drawn(record).text(Property.LEGAL_FORM) == "6540"


async def test_an_office_in_a_country_nobody_lists_is_abroad_and_not_french():
    said = body(adresseEntreprise={"adresse": {"commune": "BRUXELLES", "codePays": "BEL"}})
    office = drawn(await one(company(said)), EntityKind.ADDRESS)
    assert office.text(Property.COUNTRY) == "ZZ"


async def test_404_is_a_company_the_register_has_not():
    assert await ask(opened(Wire(Register(None)))) == []


async def test_an_answer_about_another_company_is_a_changed_contract():
    with pytest.raises(SourceChanged):
        await one(company(body(), siren=B))


async def test_the_house_logs_in_once_and_its_password_leaves_nowhere_else():
    wire = Wire(Register(company(body())))
    source = opened(wire)
    with capture_logs() as logs:
        records = [*await ask(source), *await ask(source)]
    assert [r.url.path for r in wire.left] == ["/api/sso/login", *[f"/api/companies/{A}"] * 2]
    assert json.loads(wire.left[0].content) == {"username": USER, "password": PASSWORD}
    assert "authorization" not in wire.left[0].headers
    assert [r.headers["authorization"] for r in wire.left[1:]] == ["Bearer t1"] * 2
    assert len(logs) == 3
    assert A not in repr(logs)
    for place in (repr(logs), repr(records)):
        assert PASSWORD not in place
        assert "Bearer" not in place


async def test_two_questions_at_once_log_in_once():
    register = Register(company(body()))
    source = opened(Wire(register))
    await asyncio.gather(ask(source), ask(source), ask(source))
    assert register.given == 1


@pytest.mark.parametrize(("passed", "logins"), [(-1, 1), (0, 2)])
async def test_the_token_is_asked_for_again_before_its_hour_ends(passed, logins):
    register, clock = Register(company(body())), Clock()
    source = opened(Wire(register), clock)
    await ask(source)
    clock.passed = TOKEN_LIFE + timedelta(seconds=passed)
    await ask(source)
    assert register.given == logins
    assert timedelta(hours=1) > TOKEN_LIFE


async def test_a_token_refused_early_is_asked_for_again_once():
    register = Register(company(body()))
    source = opened(Wire(register))
    await ask(source)
    register.refuses = ("t1",)
    assert len(await ask(source)) == 1
    assert register.given == 2


async def test_a_refusal_of_an_old_token_does_not_discard_the_one_another_question_got():
    register = Register(company(body()))
    wire = Wire(register)
    source = opened(wire)
    await ask(source)
    register.refuses = ("t1",)

    def meanwhile(request: httpx.Request, n: int) -> httpx.Response:
        if request.headers["Authorization"] == "Bearer t1":
            source._token = Token(text="t2", since=NOW, unread=())
        return register(request, n)

    wire.respond = meanwhile
    assert len(await ask(source)) == 1
    assert [r.headers["authorization"] for r in wire.left[2:]] == ["Bearer t1", "Bearer t2"]
    assert register.given == 1


async def test_two_tokens_refused_in_turn_are_a_refusal_and_no_endless_asking():
    register = Register(company(body()))
    wire = Wire(register)
    source = opened(wire)
    await ask(source)

    def never(request: httpx.Request, n: int) -> httpx.Response:
        source._token = Token(text=f"other{n}", since=NOW, unread=())
        return httpx.Response(401)

    wire.respond = never
    with pytest.raises(SourceForbidden):
        await ask(source)
    assert len(wire.left) == 2 + 2


async def test_a_fresh_token_that_is_refused_is_a_refusal_and_is_forgotten():
    register = Register(company(body()), refuses=("t1", "t2"))
    source = opened(Wire(register))
    for asked in (1, 2):
        with pytest.raises(SourceForbidden):
            await ask(source)
        assert register.given == asked
    assert len(await ask(source)) == 1


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (401, {"code": "401", "message": "Identifiants invalides."}),
        (403, {"type": "connection_type_not_allowed"}),
    ],
)
async def test_a_login_that_is_refused_is_a_refusal_that_says_nothing_of_the_house(status, said):
    wire = Wire(lambda request, n: httpx.Response(status, json=said))
    with pytest.raises(SourceForbidden) as raised:
        await ask(opened(wire))
    assert len(wire.left) == 1
    assert USER not in str(raised.value)
    assert PASSWORD not in str(raised.value)


async def test_a_company_too_big_for_the_register_is_a_failure_and_not_nothing():
    def respond(request: httpx.Request, n: int) -> httpx.Response:
        if request.method == "POST":
            return httpx.Response(200, json={"token": "t1"})
        return httpx.Response(500, text="Allowed memory size of 134217728 bytes exhausted")

    with pytest.raises(SourceError):
        await ask(opened(Wire(respond)))


@pytest.mark.parametrize("secret", [None, "no colon"])
async def test_without_a_user_and_a_password_nothing_leaves(secret):
    wire = Wire(Register(company(body())))
    with pytest.raises(SourceNotConfigured):
        await ask(opened(wire, secret=secret))
    assert wire.left == []


async def test_a_login_of_another_shape_is_a_changed_contract():
    with pytest.raises(SourceChanged):
        await ask(opened(Wire(lambda request, n: httpx.Response(200, json={"jeton": "t1"}))))


def test_the_strictest_of_the_published_limits_is_kept():
    assert (8, 60.0) in CARD.limits
    assert (8000, 86_400.0) in CARD.limits
    assert CARD.rate_per_second * 60 <= 8


@pytest.mark.parametrize("number", [None, "123456789", "2995"])
async def test_a_person_cannot_be_searched_by_name(number):
    wire = Wire(Register(company(body())))
    subject = Subject(
        kind=SubjectKind.DIRECTOR, siren=number, names=(PersonName(surname="Arbancourt"),)
    )
    with pytest.raises(SourceUnsupported):
        await ask(opened(wire), subject)
    assert wire.left == []


@pytest.mark.parametrize("wrong", ["a person", "another country", "no number"])
async def test_anything_but_a_numbered_french_company_is_unsupported(wrong):
    known = drawn(record_of(read(Company, company(body()), CARD.id), FETCHED, ()))
    kept = {s.prop: s for s in known.statements}
    if wrong == "no number":
        del kept[Property.REGISTRATION_NUMBER]
    elif wrong == "another country":
        abroad = drawn(record_of(read(Company, company(body()), CARD.id), FETCHED, ()))
        kept[Property.JURISDICTION] = type(abroad.statements[0])(
            prop=Property.JURISDICTION, value="BE", provenance=abroad.statements[0].provenance
        )
    kind = EntityKind.PERSON if wrong == "a person" else EntityKind.COMPANY
    entity = Entity(id=EntityId("x"), kind=kind, statements=tuple(kept.values()))
    wire = Wire(Register(company(body())))
    with pytest.raises(SourceUnsupported):
        [r async for r in opened(wire).expand(entity, permit(CARD.id))]
    assert wire.left == []


async def test_a_company_already_found_is_looked_up_by_its_number():
    known = drawn(record_of(read(Company, company(body()), CARD.id), FETCHED, ()))
    source = opened(Wire(Register(company(body(power())))))
    (record,) = [r async for r in source.expand(known, permit(CARD.id))]
    assert record.key == A
    assert A not in record.provenance.url


@pytest.mark.payloads
def test_the_recorded_company_and_login_map_and_no_field_is_left_unread(payloads):
    """Left out: recorded errors, and what the official site made of the register."""
    folder = payloads / "fr" / "inpi_rne"
    said = json.loads((folder / "companies_418166096.json").read_text("utf-8"))
    recorded = read(Company, said, CARD.id)
    record = record_of(recorded, FETCHED, unread_fields(recorded))
    assert record.unread_fields == ()
    assert len(powers(record)) == 1
    assert drawn(record, EntityKind.ADDRESS).text(Property.POSTAL_CODE)
    login = json.loads((folder / "api_rne_token.json").read_text("utf-8"))
    assert unread_fields(read(Login, login, CARD.id)) == ()


async def test_the_sandbox_keeps_the_contract():
    world = build_world()
    wire = httpx.ASGITransport(create_app(world))
    source = opened(wire, base_url=f"http://127.0.0.1/{CARD.id}")
    states, ended = Counter(), Counter()
    for unit in world.units[::40]:
        records = await ask(source, Subject(kind=SubjectKind.COMPANY, siren=str(unit["siren"])))
        assert [name for record in records for name in record.unread_fields] == []
        states[settle(tuple(records))] += 1
        ended.update(link.current for record in records for link in powers(record))
        assert (unit["statut_diffusion"] == "P") == any(record.withheld for record in records)
    assert states[Outcome.FOUND] > 10 * states[Outcome.WITHHELD] > 0
    assert ended[True] > ended[False] > 0
    assert ended[None] > 0
    assert await ask(source) == []
