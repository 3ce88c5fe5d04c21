"""API Sirene: a unit's names and addresses, now and before; one test per trap of its contract."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime

import httpx
import pytest

from connectors.answer import Fetched
from connectors.base import read, unread_fields
from connectors.courtesy import Courtesy
from connectors.fr.insee_sirene import CARD, MOST_PAGES, connect
from connectors.fr.insee_sirene_payload import Establishment, Unit
from connectors.fr.insee_sirene_record import establishment_record, is_withheld, unit_record
from connectors.fr.recherche_entreprises_payload import LegalUnit
from connectors.fr.recherche_entreprises_record import record_of
from connectors.sandbox.app import create_app
from connectors.sandbox.identifiers import fictive_siren, siret
from connectors.sandbox.world import build_world
from connectors.session import Session
from tests.connectors.doubles import FAST, StoppedClock, Wire, permit
from tracer.entities import Entity, EntityId, EntityKind, LinkType, Property, Record
from tracer.errors import (
    BudgetExhausted,
    SourceChanged,
    SourceForbidden,
    SourceNotConfigured,
    SourceUnsupported,
)
from tracer.outcome import Outcome, settle
from tracer.subject import PersonName, Subject, SubjectKind

A, B = fictive_siren(95_500), fictive_siren(95_501)
KEY = "00000000-fictive"
SUBJECT = Subject(kind=SubjectKind.COMPANY, siren=A)
NOTHING = {"header": {"statut": 404, "message": "Aucun élément trouvé"}}
FETCHED = Fetched(
    source=CARD.id,
    body=None,
    url="https://register.example/siren",
    retrieved_at=datetime(2026, 10, 1, tzinfo=UTC),
    sha256="0" * 64,
    licence="Licence Ouverte 2.0",
)


def unit_period(**more):
    return {
        "dateDebut": "2015-03-02",
        "etatAdministratifUniteLegale": "A",
        "denominationUniteLegale": "VERGNAC OUTILLAGE",
        "categorieJuridiqueUniteLegale": "5710",
    } | more


def unit(*periods, siren=A, status="O", **more):
    return {
        "siren": siren,
        "statutDiffusionUniteLegale": status,
        "dateCreationUniteLegale": "2015-03-02",
        "periodesUniteLegale": list(periods) or [unit_period()],
    } | more


def trader(**more):
    period = unit_period(
        nomUniteLegale="QUERLIN",
        nomUsageUniteLegale="ARBANCOURT",
        categorieJuridiqueUniteLegale="1000",
    )
    del period["denominationUniteLegale"]
    said = {
        "sexeUniteLegale": "F",
        "prenom1UniteLegale": "SOLENE",
        "prenom2UniteLegale": "MARIE",
        "prenomUsuelUniteLegale": "SOLENE",
    }
    return unit(period, **(said | more))


def establishment(number=1, *periods, siren=A, status="O", unit_status="O", **more):
    return {
        "siren": siren,
        "nic": siret(siren, number)[9:],
        "siret": siret(siren, number),
        "statutDiffusionEtablissement": status,
        "dateCreationEtablissement": "2015-03-02",
        "etablissementSiege": number == 1,
        "uniteLegale": {"statutDiffusionUniteLegale": unit_status, "sexeUniteLegale": "F"},
        "adresseEtablissement": {
            "numeroVoieEtablissement": str(number),
            "typeVoieEtablissement": "RUE",
            "libelleVoieEtablissement": "DES TANNEURS",
            "codePostalEtablissement": "35000",
            "libelleCommuneEtablissement": "RENNES",
        },
        "adresse2Etablissement": {},
        "periodesEtablissement": list(periods)
        or [{"dateDebut": "2015-03-02", "etatAdministratifEtablissement": "A"}],
    } | more


def page(*establishments, following=None):
    header = {"statut": 200, "message": "OK", "curseur": "*", "curseurSuivant": following or "*"}
    return {"header": header, "etablissements": list(establishments)}


def register(body=None, *pages):
    """The register as it answers about one unit, then page by page about its establishments."""

    def respond(request: httpx.Request, n: int) -> httpx.Response:
        if "/siren/" in request.url.path:
            said = None if body is None else {"header": {"statut": 200}, "uniteLegale": body}
        else:
            said = pages[min(n, len(pages)) - 1] if pages else None
        return httpx.Response(404, json=NOTHING) if said is None else httpx.Response(200, json=said)

    return Wire(respond)


def opened(wire: Wire | httpx.ASGITransport, secret: str | None = KEY, base_url: str | None = None):
    return connect(
        Session(
            CARD,
            clock=StoppedClock(),
            courtesy=Courtesy(patience=FAST, rates={CARD.id: 10_000.0}),
            contact="https://tracer.example/contact",
            transport=httpx.MockTransport(wire) if isinstance(wire, Wire) else wire,
            base_url=base_url,
            secret=secret,
        )
    )


async def ask(wire: Wire, siren: str | None = A, **more) -> list[Record]:
    subject = Subject(kind=SubjectKind.COMPANY, siren=siren, **more)
    return [record async for record in opened(wire).search(subject, permit(CARD.id))]


def company(record: Record) -> Entity:
    return next(e for e in record.entities if e.kind is EntityKind.COMPANY)


def located(records: list[Record]) -> list:
    links = (link for record in records for link in record.links)
    return [link for link in links if link.type is LinkType.LOCATED_AT]


async def test_a_unit_is_drawn_with_its_state_and_its_address():
    unit_said, place = await ask(register(unit(), page(establishment())))
    drawn = company(unit_said)
    assert drawn.id == f"fr-siren-{A}"
    assert drawn.text(Property.NAME) == "VERGNAC OUTILLAGE"
    assert drawn.text(Property.STATUS) == "active"
    assert drawn.text(Property.JURISDICTION) == "FR"
    assert drawn.text(Property.DISCLOSURE) == "full"
    assert drawn.text(Property.DISSOLUTION_DATE) is None
    (link,) = located([place])
    address = next(e for e in place.entities if e.id == link.target)
    assert (link.role, link.start, link.end, link.current) == ("siège", "2015-03-02", None, True)
    assert address.text(Property.FULL) == "1 RUE DES TANNEURS 35000 RENNES"
    assert address.text(Property.COUNTRY) == "FR"
    assert place.provenance.record == siret(A, 1)


async def test_the_names_it_bore_before_are_aliases_and_its_own_name_is_none():
    periods = [
        unit_period(dateFin="2015-12-31", denominationUniteLegale="VERGNAC ET FILS"),
        unit_period(dateDebut="2016-01-01", denominationUsuelle1UniteLegale="LE COMPTOIR"),
    ]
    record, *_ = await ask(register(unit(*periods, sigleUniteLegale="VO"), page()))
    assert company(record).text(Property.NAME) == "VERGNAC OUTILLAGE"
    assert company(record).texts(Property.ALIAS) == ("VO", "LE COMPTOIR", "VERGNAC ET FILS")


async def test_an_address_it_left_is_kept_with_its_days_and_is_not_current():
    left = [
        {"dateDebut": "2015-03-02", "dateFin": "2019-06-30", "etatAdministratifEtablissement": "A"},
        {"dateDebut": "2019-07-01", "etatAdministratifEtablissement": "F"},
    ]
    records = await ask(register(unit(), page(establishment(2, *left), establishment(1))))
    before, now = located(records)
    assert (before.role, before.start, before.end) == ("établissement", "2015-03-02", "2019-07-01")
    assert before.current is False
    assert now.current is True


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("state", ["A", "C"])
async def test_the_state_is_that_of_the_period_that_runs_whatever_the_order(state, order):
    other = "C" if state == "A" else "A"
    periods = [
        unit_period(dateFin="2020-01-01", etatAdministratifUniteLegale=other),
        unit_period(dateDebut="2020-01-02", etatAdministratifUniteLegale=state),
    ]
    record, *_ = await ask(register(unit(*periods[::order]), page()))
    expected = ("active", None) if state == "A" else ("closed", "2020-01-02")
    said = company(record).text(Property.STATUS), company(record).text(Property.DISSOLUTION_DATE)
    assert said == expected


async def test_a_state_nobody_knows_is_reported_and_is_neither_open_nor_closed():
    period = {"dateDebut": "2015-03-02", "etatAdministratifEtablissement": "X"}
    record, place = await ask(
        register(
            unit(unit_period(etatAdministratifUniteLegale="X")), page(establishment(1, period))
        )
    )
    assert company(record).text(Property.STATUS) is None
    assert record.unread_fields == ("etatAdministratifUniteLegale",)
    assert located([place])[0].current is None
    assert place.unread_fields == ("etatAdministratifEtablissement",)


async def test_a_sole_trader_has_names_at_birth_and_in_use_and_no_sex():
    record, *_ = await ask(register(trader(), page()))
    person = next(e for e in record.entities if e.kind is EntityKind.PERSON)
    assert person.text(Property.LAST_NAME) == "ARBANCOURT"
    assert person.text(Property.BIRTH_NAME) == "QUERLIN"
    assert person.text(Property.FIRST_NAME) == "SOLENE MARIE"
    assert person.text(Property.BIRTH_DATE) is None
    assert company(record).text(Property.NAME) == "SOLENE ARBANCOURT"
    assert [(link.type, link.source) for link in record.links] == [
        (LinkType.DIRECTORSHIP, person.id)
    ]
    assert "sexe" not in repr(record).lower()


async def test_a_sole_trader_is_the_same_person_as_in_the_search_of_companies():
    record, *_ = await ask(register(trader(), page()))
    names = dict.fromkeys(LegalUnit.model_fields) | {
        "siren": A,
        "statut_diffusion": "O",
        "dirigeants": [
            {
                "type_dirigeant": "personne physique",
                "nom": "ARBANCOURT (QUERLIN)",
                "prenoms": "SOLENE MARIE",
            }
        ],
    }
    other = record_of(read(LegalUnit, names, "x"), FETCHED)
    mine, theirs = ({e.id for e in said.entities} for said in (record, other))
    assert mine == theirs


@pytest.mark.parametrize(("state", "current"), [("A", True), ("C", None)])
async def test_whether_a_sole_trader_who_closed_still_trades_is_not_told(state, current):
    body = trader()
    body["periodesUniteLegale"][0]["etatAdministratifUniteLegale"] = state
    record, *_ = await ask(register(body, page()))
    assert [link.current for link in record.links] == [current]


@pytest.mark.parametrize("order", [1, -1])
async def test_a_unit_closed_through_several_periods_closed_on_the_first_of_them(order):
    periods = [
        unit_period(dateDebut="2009-01-01", dateFin="2010-12-31", etatAdministratifUniteLegale="C"),
        unit_period(dateDebut="2011-01-01", dateFin="2017-12-31"),
        unit_period(dateDebut="2018-01-01", dateFin="2021-06-30", etatAdministratifUniteLegale="C"),
        unit_period(dateDebut="2021-07-01", etatAdministratifUniteLegale="C"),
    ]
    record, *_ = await ask(register(unit(*periods[::order]), page()))
    assert company(record).text(Property.DISSOLUTION_DATE) == "2018-01-01"


@pytest.mark.parametrize("order", [1, -1])
async def test_an_establishment_closed_through_several_periods_closed_on_the_first_of_them(order):
    periods = [
        {"dateDebut": "1999-04-01", "dateFin": "1999-12-19", "etatAdministratifEtablissement": "A"},
        {"dateDebut": "1999-12-20", "dateFin": "1999-12-24", "etatAdministratifEtablissement": "F"},
        {"dateDebut": "1999-12-25", "dateFin": "1999-12-30", "etatAdministratifEtablissement": "F"},
        {"dateDebut": "1999-12-31", "etatAdministratifEtablissement": "F"},
    ]
    records = await ask(register(unit(), page(establishment(1, *periods[::order]))))
    assert [link.end for link in located(records)] == ["1999-12-20"]


async def test_a_closing_whose_first_day_is_not_said_has_no_day():
    period = unit_period(etatAdministratifUniteLegale="C")
    del period["dateDebut"]
    record, *_ = await ask(register(unit(period), page()))
    assert company(record).text(Property.STATUS) == "closed"
    assert company(record).text(Property.DISSOLUTION_DATE) is None


async def test_a_usage_name_a_sole_trader_bore_before_still_tells_who_she_is():
    body = trader()
    now = body["periodesUniteLegale"][0]
    before = now | {"nomUsageUniteLegale": "VOSGIEN", "dateFin": "2019-12-31"}
    unsaid = {"dateDebut": "2014-01-01", "dateFin": "2015-03-01"}
    body["periodesUniteLegale"] = [unsaid, before, now | {"dateDebut": "2020-01-01"}]
    record, *_ = await ask(register(body, page()))
    person = next(e for e in record.entities if e.kind is EntityKind.PERSON)
    assert person.text(Property.LAST_NAME) == "ARBANCOURT"
    assert person.texts(Property.LAST_NAME) == ("ARBANCOURT", "VOSGIEN")
    assert company(record).text(Property.NAME) == "SOLENE ARBANCOURT"
    assert company(record).texts(Property.ALIAS) == ("SOLENE VOSGIEN",)


async def test_a_masked_usage_name_of_before_is_a_mask_and_never_a_name():
    body = trader()
    now = body["periodesUniteLegale"][0]
    before = now | {"nomUsageUniteLegale": "[ND]", "dateFin": "2019-12-31"}
    body["periodesUniteLegale"] = [before, now | {"dateDebut": "2020-01-01"}]
    record, *_ = await ask(register(body, page()))
    person = next(e for e in record.entities if e.kind is EntityKind.PERSON)
    assert person.texts(Property.LAST_NAME) == ("ARBANCOURT",)
    assert "[ND]" not in repr(record)


async def test_a_sole_trader_whose_usage_name_alone_is_said_is_drawn():
    body = trader()
    del body["periodesUniteLegale"][0]["nomUniteLegale"]
    record, *_ = await ask(register(body, page()))
    person = next(e for e in record.entities if e.kind is EntityKind.PERSON)
    assert person.text(Property.LAST_NAME) == "ARBANCOURT"
    assert person.text(Property.BIRTH_NAME) is None


@pytest.mark.parametrize("name", ["nomUniteLegale", "nomUsageUniteLegale"])
async def test_a_sole_trader_of_whom_one_surname_is_masked_is_not_drawn(name):
    body = trader()
    body["periodesUniteLegale"][0][name] = "[ND]"
    record, *_ = await ask(register(body, page()))
    assert [e.kind for e in record.entities] == [EntityKind.COMPANY]


async def test_a_sole_trader_without_any_surname_is_not_drawn():
    body = trader()
    for name in ("nomUniteLegale", "nomUsageUniteLegale"):
        del body["periodesUniteLegale"][0][name]
    record, *_ = await ask(register(body, page()))
    assert [e.kind for e in record.entities] == [EntityKind.COMPANY]


@pytest.mark.parametrize("status", ["P", "N"])
async def test_a_unit_that_is_not_diffusible_is_withheld_and_its_places_are_not_asked_for(status):
    wire = register(trader(statutDiffusionUniteLegale=status), page(establishment()))
    (record,) = await ask(wire)
    assert settle((record,)) is Outcome.WITHHELD
    assert [e.kind for e in record.entities] == [EntityKind.COMPANY]
    assert company(record).is_masked(Property.NAME)
    assert company(record).text(Property.DISCLOSURE) == "partial"
    assert len(wire.left) == 1
    for word in ("ARBANCOURT", "QUERLIN", "SOLENE"):
        assert word not in repr(record)


@pytest.mark.parametrize("status", ["P", "N"])
async def test_the_latest_diffusion_status_wins_when_only_a_place_says_it(status):
    wire = register(trader(), page(establishment(1), establishment(2, unit_status=status)))
    (record,) = await ask(wire)
    assert record.withheld
    assert located([record]) == []
    assert "ARBANCOURT" not in repr(record)


async def test_a_unit_of_status_n_has_a_number_and_a_status_only():
    body = {"siren": A, "statutDiffusionUniteLegale": "N"}
    (record,) = await ask(register(body))
    assert record.withheld
    assert company(record).text(Property.REGISTRATION_NUMBER) == A
    assert company(record).text(Property.STATUS) is None


async def test_a_place_that_is_not_diffusible_says_that_it_is_and_not_where():
    wire = register(unit(), page(establishment(1), establishment(2, status="P")))
    _, clear, hidden = await ask(wire)
    assert hidden.withheld
    assert not clear.withheld
    assert [e.kind for e in hidden.entities] == [EntityKind.COMPANY]
    assert "TANNEURS" not in repr(hidden)


@pytest.mark.parametrize(
    "part", ["libelleVoieEtablissement", "codePostalEtablissement", "libelleCommuneEtablissement"]
)
async def test_nd_is_a_mask_and_never_an_address(part):
    place = establishment()
    place["adresseEtablissement"] |= {part: "[ND]"}
    _, record = await ask(register(unit(), page(place)))
    assert record.withheld
    assert "[ND]" not in repr(record)


async def test_nd_is_a_mask_and_never_a_name():
    body = unit(unit_period(denominationUniteLegale="[ND]", nomUniteLegale="[ND]"))
    record, *_ = await ask(register(body, page()))
    assert company(record).is_masked(Property.NAME)
    assert "[ND]" not in repr(record)


async def test_an_address_abroad_has_its_country_and_one_without_a_town_is_none():
    abroad = establishment(1)
    abroad["adresseEtablissement"] = {
        "libelleVoieEtablissement": "RUE DU PUITS",
        "libelleCommuneEtrangerEtablissement": "1000 BRUXELLES",
        "codePaysEtrangerEtablissement": "99131",
    }
    nowhere = establishment(2, adresseEtablissement={"libelleVoieEtablissement": "RUE DU PUITS"})
    records = await ask(register(unit(), page(abroad, nowhere)))
    addresses = [e for r in records for e in r.entities if e.kind is EntityKind.ADDRESS]
    assert [a.text(Property.COUNTRY) for a in addresses] == ["BE"]


async def test_404_is_nothing_and_a_unit_without_places_is_found():
    assert await ask(register(None)) == []
    (record,) = await ask(register(unit()))
    assert settle((record,)) is Outcome.FOUND


async def test_403_of_a_unit_that_may_not_be_seen_is_not_nothing():
    with pytest.raises(SourceForbidden):
        await ask(Wire(lambda request, n: httpx.Response(403, json=NOTHING)))


async def test_a_refused_question_is_a_changed_contract_and_repeats_nothing():
    refusal = {"header": {"statut": 400, "message": f"Erreur de syntaxe {A}"}}
    with pytest.raises(SourceChanged) as raised:
        await ask(Wire(lambda request, n: httpx.Response(400, json=refusal)))
    assert A not in str(raised.value)


async def test_an_answer_about_another_unit_is_a_changed_contract():
    with pytest.raises(SourceChanged):
        await ask(register(unit(siren=B), page(establishment(siren=B))))


async def test_pages_are_followed_by_their_cursor_until_it_repeats():
    wire = register(
        unit(), page(establishment(1), following="AoE="), page(establishment(2), following="AoE=")
    )
    records = await ask(wire)
    assert len(located(records)) == 2
    asked = [request.url.params.get("curseur") for request in wire.left]
    assert asked == [None, "*", "AoE="]


async def test_more_pages_than_are_read_are_said_to_be_more():
    pages = [page(establishment(n), following=f"c{n}") for n in range(1, MOST_PAGES + 2)]
    wire = register(unit(), *pages)
    records: list[Record] = []

    async def read_all() -> None:
        async for record in opened(wire).search(SUBJECT, permit(CARD.id)):
            records.append(record)  # noqa: PERF401 - what came before the error counts

    with pytest.raises(BudgetExhausted):
        await read_all()
    assert len(located(records)) == MOST_PAGES
    assert len(wire.left) == MOST_PAGES + 1


async def test_neither_the_number_nor_a_cursor_stands_in_a_kept_url():
    wire = register(
        unit(), page(establishment(1), following="AoE="), page(establishment(2), following="AoE=")
    )
    for record in await ask(wire):
        assert record.provenance.url.startswith("https://api.insee.fr/api-sirene/3.11/sir")
        assert A not in record.provenance.url
        assert "AoE" not in record.provenance.url


async def test_the_key_travels_in_its_header_and_without_it_nothing_leaves():
    wire = register(unit(), page())
    await ask(wire)
    assert {r.headers["X-INSEE-Api-Key-Integration"] for r in wire.left} == {KEY}
    assert all("/prive/" not in r.url.path for r in wire.left)
    silent = register(unit(), page())
    with pytest.raises(SourceNotConfigured):
        [r async for r in opened(silent, secret=None).search(SUBJECT, permit(CARD.id))]
    assert silent.left == []


def test_the_pace_stays_below_thirty_calls_a_minute():
    assert CARD.rate_per_second * 60 < 30
    assert all(calls < 30 for calls, seconds in CARD.limits if seconds == 60)


@pytest.mark.parametrize("number", [None, "", "123456789", "2995"])
async def test_without_a_valid_number_nothing_is_asked_not_even_by_name(number):
    wire = register(unit(), page())
    with pytest.raises(SourceUnsupported):
        await ask(wire, number, names=(PersonName(surname="Arbancourt"),))
    assert wire.left == []


async def expand(entity: Entity, wire: Wire) -> list[Record]:
    return [record async for record in opened(wire).expand(entity, permit(CARD.id))]


def known(kind=EntityKind.COMPANY, **said) -> Entity:
    record = unit_record(read(Unit, unit(), "x"), FETCHED, withheld=False)
    drop = said.pop("drop", ())
    kept = tuple(s for s in company(record).statements if s.prop not in drop)
    return Entity(id=EntityId("x"), kind=kind, statements=kept)


async def test_a_company_already_found_is_looked_up_by_its_number():
    for entity in (known(), known(drop={Property.JURISDICTION})):
        assert len(await expand(entity, register(unit(), page(establishment())))) == 2


@pytest.mark.parametrize(
    "entity",
    [
        known(kind=EntityKind.PERSON),
        known(drop={Property.REGISTRATION_NUMBER}),
    ],
)
async def test_anything_but_a_numbered_french_company_is_unsupported(entity):
    wire = register(unit(), page())
    with pytest.raises(SourceUnsupported):
        await expand(entity, wire)
    assert wire.left == []


@pytest.mark.payloads
def test_every_recorded_unit_and_place_maps_and_no_field_is_left_unread(payloads):
    """Left out: lists of non-diffusible numbers (an endpoint of version 3 that is gone), a 400, and
    what the recordings themselves added ("_removed_natural_persons").
    """
    units, places, unread = 0, 0, set()
    for path in sorted((payloads / "fr" / "insee_sirene").glob("*.json")):
        told = json.loads(path.read_text("utf-8"))
        for part in told if isinstance(told, list) else [told]:
            body = part.get("body", part)
            for said in [*body.get("unitesLegales", []), *lone(body, "statutDiffusionUniteLegale")]:
                model = read(Unit, said, CARD.id)
                record = unit_record(model, FETCHED, withheld=is_withheld(model))
                unread |= {*unread_fields(model), *record.unread_fields}
                units += 1
            alone = lone(body.get("etablissement", body), "siret")
            for said in [*body.get("etablissements", []), *alone]:
                model = read(Establishment, said, CARD.id)
                record = establishment_record(model, FETCHED)
                unread |= {*unread_fields(model), *record.unread_fields}
                places += 1
                assert record.withheld == (model.statut_diffusion != "O")
                assert record.withheld or len(located([record])) == 1
    assert unread == set()
    assert units >= 25
    assert places >= 35


async def test_the_sandbox_keeps_the_contract():
    world = build_world()
    wire = httpx.ASGITransport(create_app(world))
    states, former = Counter(), 0
    for unit_said in world.units[::40]:
        subject = Subject(kind=SubjectKind.COMPANY, siren=str(unit_said["siren"]))
        source = opened(wire, base_url=f"http://127.0.0.1/{CARD.id}")
        records = [r async for r in source.search(subject, permit(CARD.id))]
        assert [name for record in records for name in record.unread_fields] == []
        states[settle(tuple(records))] += 1
        former += sum(link.current is False for link in located(records))
        masked = unit_said["statut_diffusion"] == "P"
        assert masked == (settle(tuple(records)) is Outcome.WITHHELD)
    assert states[Outcome.FOUND] > 10 * states[Outcome.WITHHELD] > 0
    assert former > 0
    assert [r async for r in source.search(SUBJECT, permit(CARD.id))] == []


def lone(body: dict, sign: str) -> list[dict]:
    return [body] if sign in body else []
