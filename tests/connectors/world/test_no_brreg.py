"""Enhetsregisteret: every trap of the register, by its name."""

from __future__ import annotations

import json

import httpx
import pytest

from connectors.answer import Fetched
from connectors.base import read, unread_fields
from connectors.sandbox import no_brreg as pretend
from connectors.sandbox.no_brreg import BANKRUPT, COMPANY, DELETED, SUB, TRADER, routes
from connectors.sandbox.world import World
from connectors.world.no_brreg import CARD
from connectors.world.no_brreg_payload import Roles, SearchPage, Unit
from connectors.world.no_brreg_record import roles_record, unit_record
from tests.connectors.doubles import NOW, Wire, answering, connector, permit
from tracer.entities import (
    Entity,
    EntityId,
    EntityKind,
    LinkType,
    Property,
    Provenance,
    Record,
    Statement,
)
from tracer.errors import BudgetExhausted, SourceChanged, SourceUnsupported
from tracer.subject import PersonName, Subject, SubjectKind

BASE = "/enhetsregisteret/api"


def sandboxed() -> Wire:
    """The sandbox's own answers, over a wire that remembers what left."""
    served = routes(World(units=()))

    def respond(request: httpx.Request, n: int) -> httpx.Response:
        parts = request.url.path.removeprefix(BASE).strip("/").split("/")
        number = dict(zip(("orgnr",), parts[1:], strict=False))
        template = "/" + "/".join([parts[0], *("{orgnr}" for _ in number), *parts[2:]])
        reply = served[template](dict(request.url.params) | number)
        return httpx.Response(reply.status, json=reply.body) if reply.body else httpx.Response(404)

    return Wire(respond)


def company(number: str, *, id_: str | None = None, country: str = "NO") -> Entity:
    elsewhere = Provenance(
        source="x",
        record="x",
        url="https://x.example",
        retrieved_at=NOW,
        body_sha256="",
        licence="x",
    )
    stated = [(Property.REGISTRATION_NUMBER, number), (Property.JURISDICTION, country)]
    return Entity(
        id=EntityId(id_ or f"no-orgnr-{number}"),
        kind=EntityKind.COMPANY,
        statements=tuple(Statement(prop=p, value=v, provenance=elsewhere) for p, v in stated),
    )


def sought(number: str | None, kind=SubjectKind.COMPANY, **more) -> Subject:
    return Subject(kind=kind, registration=number, country="NO", **more)


async def searched(wire: Wire, subject: Subject) -> list[Record]:
    return [r async for r in connector("no.brreg", wire).search(subject, permit("no.brreg"))]


async def expanded(wire: Wire, entity: Entity) -> list[Record]:
    return [r async for r in connector("no.brreg", wire).expand(entity, permit("no.brreg"))]


def entities(records: list[Record], kind: EntityKind) -> list[Entity]:
    return [entity for record in records for entity in record.entities if entity.kind is kind]


def paths(wire: Wire) -> list[str]:
    return [request.url.path.removeprefix(BASE) for request in wire.left]


def told(*groups) -> Record:
    roles = read(Roles, {"rollegrupper": [*groups], "_links": {}}, CARD.id)
    return roles_record(roles, COMPANY, fetched())


def fetched() -> Fetched:
    return Fetched(
        source=CARD.id,
        body=None,
        url="https://x.example",
        retrieved_at=NOW,
        sha256="0" * 64,
        licence="x",
    )


def unit_of(body: dict, *, own: bool = True) -> Entity:
    return unit_record(read(Unit, body, CARD.id), fetched(), (), own=own).entities[0]


async def test_a_company_is_found_by_its_number_with_who_acts_for_it():
    wire = sandboxed()
    unit, roles = await searched(wire, sought("987 654 325"))
    assert paths(wire) == [f"/enheter/{COMPANY}", f"/enheter/{COMPANY}/roller"]
    found = unit.entities[0]
    assert found.id == f"no-orgnr-{COMPANY}"
    assert found.text(Property.NAME) == "FJORDVERK EKSEMPEL AS"
    assert found.text(Property.JURISDICTION) == "NO"
    assert found.text(Property.STATUS) == "active"
    (link,) = roles.links
    assert (link.type, link.role, link.current) == (LinkType.DIRECTORSHIP, "Daglig leder", True)
    assert all(COMPANY not in record.provenance.url for record in (unit, roles))


async def test_on_404_the_number_is_asked_among_sub_units():
    wire = sandboxed()
    sub, above, _ = await searched(wire, sought(SUB))
    assert paths(wire)[:3] == [f"/enheter/{SUB}", f"/underenheter/{SUB}", f"/enheter/{COMPANY}"]
    (link,) = [each for each in sub.links if each.type is LinkType.OWNERSHIP]
    assert (link.source, link.target) == (f"no-orgnr-{COMPANY}", f"no-orgnr-{SUB}")
    assert above.entities[0].text(Property.NAME) == "FJORDVERK EKSEMPEL AS"


async def test_a_404_without_a_body_in_both_places_is_empty():
    wire = Wire(lambda *_: httpx.Response(404))
    assert await searched(wire, sought("999999999")) == []
    assert len(wire.left) == 2


async def test_a_unit_removed_from_the_register_is_not_told_as_absent():
    with pytest.raises(SourceUnsupported):
        await searched(Wire(lambda *_: httpx.Response(410)), sought(COMPANY))


async def test_a_refusal_is_not_an_absence():
    with pytest.raises(SourceChanged):
        await searched(Wire(lambda *_: httpx.Response(400)), sought(COMPANY))


async def test_a_deleted_unit_is_a_200_with_a_slettedato():
    wire = sandboxed()
    (record,) = await searched(wire, sought(DELETED))
    (found,) = record.entities
    assert found.text(Property.STATUS) == "closed"
    assert found.text(Property.STRUCK_OFF_ON) == "2024-03-09"
    assert len(wire.left) == 1


def test_a_deleted_unit_is_known_by_its_class_too():
    body = {**pretend.deleted(DELETED, "X", "2024-03-09"), "slettedato": None}
    assert unit_of(body).text(Property.STATUS) == "closed"


def test_employees_registered_without_a_count_are_read_as_nothing():
    body = pretend.unit(COMPANY, "X", "AS")
    assert body["harRegistrertAntallAnsatte"] is True
    assert "antallAnsatte" not in body
    assert unread_fields(read(Unit, body, CARD.id)) == ()


async def test_konkurs_is_a_liquidation_with_its_day():
    unit, _ = await searched(sandboxed(), sought(BANKRUPT))
    found = unit.entities[0]
    assert found.text(Property.INSOLVENCY_STATE) == "liquidation_judiciaire"
    assert found.text(Property.INSOLVENCY_SINCE) == "2026-04-07"


def test_that_konkurs_is_false_is_not_the_absence_of_a_procedure():
    found = unit_of(pretend.unit(COMPANY, "X", "AS"))
    assert found.texts(Property.INSOLVENCY_STATE) == ()
    assert found.texts(Property.SIGNAL) == ()


@pytest.mark.parametrize(
    ("field", "signal"),
    [
        ("underTvangsavviklingEllerTvangsopplosning", "under_compulsory_dissolution"),
        ("underAvvikling", "under_voluntary_liquidation"),
    ],
)
def test_a_winding_up_is_a_signal_and_no_bankruptcy(field, signal):
    found = unit_of({**pretend.unit(COMPANY, "X", "AS"), field: True})
    assert found.texts(Property.SIGNAL) == (signal,)
    assert found.texts(Property.INSOLVENCY_STATE) == ()


@pytest.mark.parametrize(
    ("day", "status"),
    [("2026-09-30", "closed"), ("2026-10-01", "closed"), ("2026-10-02", "active")],
)
def test_a_closure_that_is_to_come_has_not_come(day, status):
    body = {**pretend.sub_unit(SUB, "X", COMPANY), "nedleggelsesdato": day}
    assert unit_of(body).text(Property.STATUS) == status


def test_the_three_shapes_of_an_actor():
    holder = {
        "organisasjonsnummer": BANKRUPT,
        "navn": ["EKSEMPEL", "HOLDING AS"],
        "erSlettet": True,
    }
    someone = pretend.person("Eira", "Fiktivsen", "1979-05-17")
    estate = pretend.trustee("Adv. Prøve Bostyrersen")
    record = told(
        pretend.group("STYR", pretend.role("LEDE", "Styrets leder", person=someone)),
        pretend.group("KOMP", pretend.role("KOMP", "Komplementar", enhet=holder)),
        pretend.group("BOBE", pretend.role("BOBE", "Bostyrer", bostyrer=estate)),
    )
    by_kind = {e.kind: e for e in record.entities if e.id != f"no-orgnr-{COMPANY}"}
    assert by_kind[EntityKind.PERSON].text(Property.LAST_NAME) == "Fiktivsen"
    assert by_kind[EntityKind.COMPANY].id == f"no-orgnr-{BANKRUPT}"
    assert by_kind[EntityKind.COMPANY].text(Property.NAME) == "EKSEMPEL HOLDING AS"
    assert by_kind[EntityKind.COMPANY].text(Property.STATUS) == "closed"
    trustee = by_kind[EntityKind.PRACTITIONER]
    assert trustee.text(Property.NAME) == "Adv. Prøve Bostyrersen"
    assert trustee.text(Property.FULL) == "Postboks 1, 0001 OSLO"
    kinds = {link.source: link.type for link in record.links}
    assert kinds == {
        by_kind[EntityKind.PERSON].id: LinkType.DIRECTORSHIP,
        by_kind[EntityKind.COMPANY].id: LinkType.DIRECTORSHIP,
        trustee.id: LinkType.APPOINTED_TO,
    }


def test_a_trustee_in_office_is_a_stop_signal_by_itself():
    acting = pretend.role("BOBE", "Bostyrer", bostyrer=pretend.trustee("Adv. Prøve Bostyrersen"))
    record = told(pretend.group("BOBE", acting))
    assert record.entities[0].text(Property.INSOLVENCY_STATE) == "liquidation_judiciaire"


TRUSTEES = {
    "bostyrer": pretend.trustee("Adv. Prøve Bostyrersen"),
    "person": pretend.person("Prøve", "Bostyrersen", "1979-05-17"),
    "enhet": {"organisasjonsnummer": BANKRUPT, "navn": ["PRØVE", "BOSTYRERSEN"]},
}


@pytest.mark.parametrize("shape", TRUSTEES)
@pytest.mark.parametrize("codes", [("BOBE", "BOBE"), ("BOBE", "MEDL"), ("STYR", "BOBE")])
def test_a_trustee_stops_in_every_shape_and_directs_nothing(shape, codes):
    of_group, of_role = codes
    acting = pretend.role(of_role, "Bostyrer", **{shape: TRUSTEES[shape]})
    record = told(pretend.group(of_group, acting))
    company, trustee = record.entities
    assert company.text(Property.INSOLVENCY_STATE) == "liquidation_judiciaire"
    assert trustee.kind is EntityKind.PRACTITIONER
    assert "bostyrersen" in (trustee.text(Property.NAME) or "").casefold()
    assert "1979" not in repr(record.entities)
    (link,) = record.links
    assert (link.source, link.type) == (trustee.id, LinkType.APPOINTED_TO)
    gone = acting | {"fratraadt": True}
    left = told(pretend.group(of_group, gone))
    assert (left.entities[0].texts(Property.INSOLVENCY_STATE), left.links) == ((), ())


def test_a_trustee_whom_nobody_names_stops_all_the_same():
    record = told(pretend.group("BOBE", pretend.role("BOBE", "Bostyrer")))
    assert record.entities[0].text(Property.INSOLVENCY_STATE) == "liquidation_judiciaire"
    assert record.links == ()


@pytest.mark.parametrize(
    ("of_group", "of_role"),
    [("STYR", "VARA"), ("STYR", "OBS"), ("STYR", "DEPU")]
    + [(code, code) for code in ("KONT", "EIKM", "HFOR", "ORGL", "KDEB")],
)
def test_who_does_not_act_for_the_company_is_not_drawn(of_group, of_role):
    someone = pretend.person("Eira", "Fiktivsen", "1979-05-17")
    holder = {"organisasjonsnummer": BANKRUPT, "navn": ["X KOMMUNE"]}
    roles = [pretend.role(of_role, "R", person=someone), pretend.role(of_role, "R", enhet=holder)]
    record = told(pretend.group(of_group, *roles))
    assert (len(record.entities), record.links, record.unread_fields) == (1, (), ())


@pytest.mark.parametrize("code", ["DAGL", "LEDE", "NEST", "MEDL", "FFØR", "BEST", "KOMP", "INNH"])
def test_who_acts_for_the_company_is_drawn(code):
    someone = pretend.person("Eira", "Fiktivsen", "1979-05-17")
    record = told(pretend.group("STYR", pretend.role(code, "R", person=someone)))
    assert [link.type for link in record.links] == [LinkType.DIRECTORSHIP]


def test_a_role_nobody_here_knows_is_reported_and_not_drawn():
    someone = pretend.person("Eira", "Fiktivsen", "1979-05-17")
    record = told(pretend.group("NYGR", pretend.role("NYKD", "Ny rolle", person=someone)))
    assert (record.links, record.unread_fields) == ((), ("rollegrupper.roller.type",))


def test_a_trustee_who_has_left_is_no_stop_signal():
    gone = pretend.role("BOBE", "Bostyrer", over=True, bostyrer=pretend.trustee("Adv. P."))
    record = told(pretend.group("BOBE", gone))
    assert record.entities[0].texts(Property.INSOLVENCY_STATE) == ()
    assert record.links == ()


@pytest.mark.parametrize("flag", ["fratraadt", "avregistrert"])
def test_a_resigned_row_has_no_date_and_is_not_current(flag):
    someone = pretend.person("Eira", "Fiktivsen", "1979-05-17")
    row = pretend.role("MEDL", "Styremedlem", person=someone) | {flag: True}
    (link,) = told(pretend.group("STYR", row)).links
    assert (link.current, link.start, link.end) == (False, None, None)


def test_the_dead_are_told_as_dead():
    dead = pretend.person("Eira", "Fiktivsen", "1979-05-17", dead=True)
    living = pretend.person("Leiv", "Fiktivsen", "1979-05-17")
    record = told(
        pretend.group("STYR", *(pretend.role("MEDL", "M", person=who) for who in (dead, living)))
    )
    said = {e.text(Property.FIRST_NAME): e.texts(Property.DECEASED) for e in record.entities[1:]}
    assert said == {"Eira": ("yes",), "Leiv": ()}


@pytest.mark.parametrize(
    ("born", "kept"),
    [("1979-05-17", "1979-05"), ("1979-13-17", None), ("", None), (None, None), (19790517, None)],
)
def test_a_birth_date_is_cut_to_its_month_while_it_is_read(born, kept):
    someone = {**pretend.person("Eira", "Fiktivsen", "x"), "fodselsdato": born}
    group = pretend.group("STYR", pretend.role("MEDL", "M", person=someone))
    roles = read(Roles, {"rollegrupper": [group]}, CARD.id)
    assert "1979-05-17" not in repr(roles)
    person = roles_record(roles, COMPANY, fetched()).entities[1]
    assert person.text(Property.BIRTH_DATE) == kept


def test_a_person_with_two_roles_is_one_person():
    someone = pretend.person("Eira", "Fiktivsen", "1979-05-17")
    record = told(
        pretend.group("DAGL", pretend.role("DAGL", "Daglig leder", person=someone)),
        pretend.group("STYR", pretend.role("LEDE", "Styrets leder", person=someone)),
    )
    assert len(record.entities) == 2
    assert [link.role for link in record.links] == ["Daglig leder", "Styrets leder"]


def test_partners_who_answer_for_the_debts_own_it():
    holder = {"organisasjonsnummer": BANKRUPT, "navn": ["X AS"]}
    row = pretend.role("DTPR", "Deltaker med delt ansvar", enhet=holder) | {"ansvarsandel": "50%"}
    (link,) = told(pretend.group("DELT", row)).links
    assert (link.type, link.role) == (LinkType.OWNERSHIP, "Deltaker med delt ansvar")


@pytest.mark.parametrize("code", ["REVI", "REGN"])
def test_auditors_and_accountants_are_not_drawn(code):
    someone = pretend.person("Eira", "Fiktivsen", "1979-05-17")
    record = told(pretend.group(code, pretend.role(code, code, person=someone)))
    assert len(record.entities) == 1
    assert record.links == ()


async def test_a_sole_trader_sought_by_his_number_is_a_private_person():
    wire = sandboxed()
    unit, roles = await searched(wire, sought(TRADER, SubjectKind.SOLE_TRADER))
    found = unit.entities[0]
    assert found.text(Property.LEGAL_FORM) == "1000"
    assert found.text(Property.NAME) == "EIRA FIKTIVSEN"
    uses = {e.text(Property.USE) for e in unit.entities if e.kind is EntityKind.CONTACT}
    assert uses == {"personal"}
    assert entities([roles], EntityKind.PERSON)


async def test_a_sole_trader_met_on_the_way_keeps_name_address_and_owner_to_himself():
    wire = sandboxed()
    (record,) = await expanded(wire, company(TRADER))
    (found,) = record.entities
    assert found.texts(Property.NAME) == ()
    assert found.text(Property.LEGAL_FORM) == "1000"
    assert paths(wire) == [f"/enheter/{TRADER}"]
    assert "FIKTIVSEN" not in repr(record)


async def test_a_sole_trader_is_never_found_by_name():
    assert await searched(sandboxed(), sought(None, company_name="Eira Fiktivsen")) == []


@pytest.mark.parametrize(
    ("name", "found"),
    [("Fjordverk Eksempel", True), ("FJORDVERK EKSEMPEL AS", True), ("Eksempel", False)],
)
async def test_a_name_is_found_whole_or_not_at_all(name, found):
    records = await searched(sandboxed(), sought(None, company_name=name))
    assert bool(records) is found
    assert len(records) in (0, 2)


async def test_no_hit_is_a_page_without_embedded():
    body = {"_links": {}, "page": {"size": 20, "totalElements": 0, "totalPages": 0, "number": 0}}
    assert await searched(answering(body), sought(None, company_name="Jibberish")) == []


async def test_of_two_namesakes_nobody_is_asked_who_acts():
    hits = [pretend.unit(number, "TVILLING AS", "AS") for number in (COMPANY, BANKRUPT)]
    page = {"_embedded": {"enheter": hits}, "page": {"totalElements": 2}}
    wire = answering(page)
    assert len(await searched(wire, sought(None, company_name="Tvilling"))) == 2
    assert len(wire.left) == 1


async def test_a_name_that_fills_more_than_a_page_is_not_told_as_whole():
    hits = [pretend.unit(number, "TVILLING AS", "AS") for number in (COMPANY, BANKRUPT)]
    page = {"_embedded": {"enheter": hits}, "page": {"totalElements": 300}}
    with pytest.raises(BudgetExhausted):
        await searched(answering(page), sought(None, company_name="Tvilling"))


@pytest.mark.parametrize(
    "subject",
    [
        Subject(kind=SubjectKind.COMPANY, registration=COMPANY, country="SE"),
        Subject(kind=SubjectKind.COMPANY, siren="299950014", company_name="X"),
        sought("987654326"),
        sought("01017912345", SubjectKind.CONSUMER),
        sought(None, SubjectKind.DIRECTOR, names=(PersonName(surname="Fiktivsen"),)),
    ],
)
async def test_other_countries_bad_numbers_and_names_of_persons_are_not_asked(subject):
    wire = sandboxed()
    with pytest.raises(SourceUnsupported):
        await searched(wire, subject)
    assert wire.left == []


@pytest.mark.parametrize(
    "entity", [company(COMPANY, id_="dk-cvr-1", country="DK"), company("987654326")]
)
async def test_only_norwegian_companies_are_expanded(entity):
    wire = sandboxed()
    with pytest.raises(SourceUnsupported):
        await expanded(wire, entity)
    assert wire.left == []


async def test_an_answer_about_another_number_is_refused():
    wire = answering(pretend.unit(BANKRUPT, "X", "AS"), {"rollegrupper": []})
    with pytest.raises(SourceChanged):
        await searched(wire, sought(COMPANY))


def test_empty_lines_and_a_care_of_line_are_no_address():
    body = pretend.unit(COMPANY, "X", "AS")
    body["postadresse"] = pretend.place("Postboks 7") | {
        "adresse": ["c/o Leiv Fiktivsen", "Postboks 7", "", None]
    }
    record = unit_record(read(Unit, body, CARD.id), fetched(), (), own=True)
    full = [e.text(Property.FULL) for e in entities([record], EntityKind.ADDRESS)]
    assert full == ["Eksempelveien 7, 0001 OSLO", "Postboks 7, 0001 OSLO"]


def test_whose_a_published_contact_is():
    body = pretend.unit(COMPANY, "X", "AS") | {
        "telefon": "+44 20 7946 0123",
        "mobil": "+44 7700 900123",
    }
    record = unit_record(read(Unit, body, CARD.id), fetched(), (), own=True)
    contacts = {
        e.text(Property.PHONE) or e.text(Property.EMAIL): e.text(Property.USE)
        for e in entities([record], EntityKind.CONTACT)
    }
    assert contacts == {
        "+442079460123": "role",
        "+447700900123": "nominative",
        "post@fjordverk.example": "role",
    }
    (site,) = entities([record], EntityKind.WEBSITE)
    assert site.text(Property.WEBSITE) == "https://www.fjordverk.example"


def test_every_link_ends_in_its_own_record():
    record = unit_record(
        read(Unit, pretend.sub_unit(SUB, "X", COMPANY), CARD.id), fetched(), (), own=True
    )
    ends = {end for link in record.links for end in (link.source, link.target)}
    assert ends <= {entity.id for entity in record.entities}


NOT_ASKED = {
    "grunndata_fail_authorization.xml": "the old SOAP service",
    "grunndata_hent_basisdata_mini_success.xml": "the old SOAP service",
    "grunndata_hent_saerlige_opplysninger_success.xml": "the old SOAP service",
    "halloverden_BrregSubEntitiesSearchResult.json": "a search of sub-units",
    "navikt_lastned-alle-response.json": "the bulk file",
    "navikt_oppdatering-underenhet-response.json": "the feed of changes",
    "navikt_underenhet-response.json": "a search of sub-units",
    "tidybrreg_source_baseline.json": "a watcher's notes, no answer of the register",
    "underenheter-search-response.json": "a search of sub-units",
}


@pytest.mark.payloads
def test_real_answers_are_read_whole(payloads):
    folder = payloads / "world" / "brreg"
    found = {
        path.name: path for place in ("recorded", "samples") for path in (folder / place).iterdir()
    }
    assert set(NOT_ASKED) <= set(found)
    for name in sorted(set(found) - set(NOT_ASKED)):
        body = json.loads(found[name].read_text("utf-8"))
        if "rollegrupper" in body:
            roles = read(Roles, body, CARD.id)
            assert unread_fields(roles) == (), name
            assert roles_record(roles, COMPANY, fetched()).links
        elif "page" in body:
            page = read(SearchPage, body, CARD.id)
            assert unread_fields(page) == (), name
            for unit in page.embedded.enheter if page.embedded else []:
                assert unit_record(unit, fetched(), (), own=True).entities
        else:
            unit = read(Unit, body, CARD.id)
            assert unread_fields(unit) == (), name
            said = unit_record(unit, fetched(), (), own=True).entities[0]
            assert (said.text(Property.STRUCK_OFF_ON) is None) == ("eleted" not in name)
