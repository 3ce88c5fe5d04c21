"""The gazette: state, organs, deadlines and strike-offs, one test per trap of its contract."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import httpx
import pytest
from structlog.testing import capture_logs

from connectors.fr.bodacc import CARD, FAMILIES
from connectors.fr.bodacc_notices import numbers, previous_id
from connectors.fr.french_text import folded, months_later, notice_date, repaired
from connectors.sandbox.identifiers import fictive_siren
from tests.connectors.doubles import Wire, answering, connector, permit
from tracer.entities import Entity, EntityId, EntityKind, LinkType, Property, Record
from tracer.errors import SourceChanged, SourceError, SourceUnsupported
from tracer.screening import InsolvencyState
from tracer.subject import DeclaredRole, PersonName, Subject, SubjectKind

A, B = fictive_siren(95_300), fictive_siren(95_301)
OPENING = "Jugement d'ouverture"
LIQUIDATION = "Jugement d'ouverture de liquidation judiciaire"
REDRESSEMENT = "Jugement d'ouverture d'une procédure de redressement judiciaire"
CLOSING = "Jugement de clôture pour insuffisance d'actif"
LIQUIDATOR = (
    "Jugement prononçant la liquidation judiciaire désignant liquidateur Maître Solange Querrien, "
    "8 place Armande Vesperac, 35000 Rennes. Les déclarations de créances sont à déposer au "
    "liquidateur dans les deux mois de la présente publication."
)
MANDATAIRE = (
    "Jugement prononçant l'ouverture d'une procédure de redressement judiciaire désignant "
    "administrateur Me Gatien Vauquelande 3 rue du Puits 35000 Rennes avec les pouvoirs : assister, "
    "mandataire judiciaire SCP Ladvic 31 quai des Gabariers 44000 Nantes. Les déclarations des "
    "créances sont à déposer au mandataire judiciaire dans les deux mois à compter de la présente "
    "publication."
)


def spaced(siren: str) -> str:
    return f"{siren[:3]} {siren[3:6]} {siren[6:]}"


def notice(day="2026-03-10", number=1, siren=A, family="collective", **more):
    parution = day[:4] + "0042"
    row = {
        "id": f"A{parution}{number}",
        "publicationavis": "A",
        "parution": parution,
        "numeroannonce": number,
        "dateparution": day,
        "typeavis": "annonce",
        "familleavis": family,
        "tribunal": "Greffe du Tribunal de Commerce de Rennes",
        "registre": [siren, spaced(siren)],
        "listepersonnes": None,
        "jugement": None,
        "radiationaurcs": None,
        "parutionavisprecedent": None,
    }
    return {**row, **more}


def judged(nature, text="", day="2026-03-10", famille=OPENING, said=None, **more):
    blob = {"type": "initial", "famille": famille, "nature": nature, "date": said or day}
    return notice(day, jugement=json.dumps({**blob, "complementJugement": text}), **more)


def before(row):
    return json.dumps(
        {
            "nomPublication": "BODACC A",
            "numeroParution": row["parution"],
            "dateParution": row["dateparution"],
            "numeroAnnonce": str(row["numeroannonce"]),
        }
    )


async def standing(*rows, siren=A) -> Record:
    wire = answering({"total_count": len(rows), "results": list(rows)})
    subject = Subject(kind=SubjectKind.COMPANY, siren=siren)
    records = [r async for r in connector(CARD.id, wire).search(subject, permit(CARD.id))]
    (record,) = records
    return record


def said(record: Record, prop: Property) -> str | None:
    return record.entities[0].text(prop)


async def state(*rows) -> str | None:
    return said(await standing(*rows), Property.INSOLVENCY_STATE)


async def test_asked_and_nothing_published_is_stated_as_none_with_provenance():
    record = await standing()
    (company,) = record.entities
    assert company.id == f"fr-siren-{A}"
    assert company.text(Property.REGISTRATION_NUMBER) == A
    assert company.text(Property.INSOLVENCY_STATE) == InsolvencyState.NONE
    assert all(len(s.provenance.body_sha256) == 64 for s in company.statements)


async def test_an_open_liquidation_gives_its_liquidator_its_date_and_the_claim_deadline():
    record = await standing(judged(LIQUIDATION, LIQUIDATOR, "2026-03-10", said="2026-03-02"))
    assert said(record, Property.INSOLVENCY_STATE) == "liquidation_judiciaire"
    assert said(record, Property.INSOLVENCY_SINCE) == "2026-03-02"
    assert said(record, Property.INSOLVENCY_NOTICE) == "A202600421"
    assert said(record, Property.CLAIM_DEADLINE) == "2026-05-10"
    organ = record.entities[1]
    assert organ.kind is EntityKind.PRACTITIONER
    assert organ.id.startswith("fr-practitioner-")
    assert organ.text(Property.NAME) == "Maître Solange Querrien"
    assert organ.text(Property.FULL) == "8 place Armande Vesperac, 35000 Rennes"
    assert (organ.text(Property.POSTAL_CODE), organ.text(Property.CITY)) == ("35000", "Rennes")
    (link,) = record.links
    assert (link.source, link.type, link.target) == (
        organ.id,
        LinkType.APPOINTED_TO,
        f"fr-siren-{A}",
    )
    assert link.role == "liquidateur"
    assert link.provenance.record == "A202600421"


async def test_a_redressement_names_its_mandataire_and_its_administrator():
    record = await standing(judged(REDRESSEMENT, MANDATAIRE))
    assert said(record, Property.INSOLVENCY_STATE) == "redressement_judiciaire"
    assert {(link.role, e.text(Property.NAME)) for link, e in organs(record)} == {
        ("administrateur", "Me Gatien Vauquelande"),
        ("mandataire judiciaire", "SCP Ladvic"),
    }


def organs(record: Record):
    by_id = {e.id: e for e in record.entities}
    return [(link, by_id[link.source]) for link in record.links]


async def test_a_conversion_keeps_the_first_deadline_and_replaces_the_organs():
    record = await standing(
        judged(REDRESSEMENT, MANDATAIRE, "2026-01-31"),
        judged(
            "Jugement de conversion en liquidation judiciaire",
            "Jugement prononçant la liquidation judiciaire désignant liquidateur SCP Ladvic 31 quai "
            "des Gabariers 44000 Nantes, et mettant fin à la mission de l'administrateur Me Gatien "
            "Vauquelande 3 rue du Puits 35000 Rennes.",
            "2026-06-20",
            famille="Jugement prononçant",
            number=2,
        ),
    )
    assert said(record, Property.INSOLVENCY_STATE) == "liquidation_judiciaire"
    assert said(record, Property.INSOLVENCY_SINCE) == "2026-06-20"
    assert said(record, Property.CLAIM_DEADLINE) == "2026-03-31"
    assert [(link.role, e.text(Property.NAME)) for link, e in organs(record)] == [
        ("liquidateur", "SCP Ladvic")
    ]


async def test_a_closing_ends_it():
    opened = judged(LIQUIDATION, LIQUIDATOR, "2024-03-10")
    closed = judged(CLOSING, "", "2026-01-10", famille="Jugement de clôture", number=2)
    record = await standing(closed, opened)
    assert said(record, Property.INSOLVENCY_STATE) == "none"
    assert record.links == ()
    assert said(record, Property.CLAIM_DEADLINE) is None


async def test_a_formality_does_not_close_an_open_procedure():
    opened = judged(LIQUIDATION, LIQUIDATOR, "2026-03-10")
    for famille, nature in (
        ("Jugement prononçant", "Jugement de désignation des organes de la procédure"),
        ("Avis de dépôt", "Dépôt de l'état des créances"),
        ("Extrait de jugement", "Jugement d'interdiction de gérer"),
        ("Loi de 1967", "Autre jugement de clôture"),
    ):
        later = judged(nature, "", "2026-05-01", famille=famille, number=2)
        assert await state(opened, later) == "liquidation_judiciaire"
        assert await state(later) == "none"


@pytest.mark.parametrize("famille", ["Avis de dépôt", "Extrait de jugement", "Loi de 1967"])
async def test_a_family_the_official_rules_leave_out_appoints_nobody(famille):
    opened = judged(LIQUIDATION, LIQUIDATOR, "2026-03-10")
    text = "liquidateur : Maître Lambert Durvisse, 7 boulevard Elvinac, 69003 Lyon."
    later = judged("Dépôt de l'état des créances", text, "2026-05-01", famille=famille, number=2)
    organs = [e for e in (await standing(opened, later)).entities if e.text(Property.ROLE)]
    assert [organ.text(Property.NAME) for organ in organs] == ["Maître Solange Querrien"]


async def test_a_judgment_no_rule_knows_is_reported_and_makes_the_state_unknown():
    strange = judged("Jugement d'un genre nouveau", "", "2026-05-01", famille="Jugement prononçant")
    record = await standing(strange)
    assert said(record, Property.INSOLVENCY_STATE) is None
    assert record.unread_fields == ("jugement.nature",)
    opened = judged(LIQUIDATION, LIQUIDATOR, "2026-03-10", number=2)
    assert await state(opened, strange) == "liquidation_judiciaire"


async def test_an_appeal_court_s_reversal_must_be_read_by_a_person():
    opened = judged(LIQUIDATION, LIQUIDATOR, "2026-03-10")
    reversal = judged(
        "Arrêt de la cour d'appel infirmant une décision soumise à publicité",
        "",
        "2026-05-01",
        famille="Arrêt de la Cour d'Appel",
        number=2,
    )
    assert await state(opened, reversal) is None


async def test_a_procedure_without_news_for_ten_years_has_expired():
    assert await state(judged(LIQUIDATION, LIQUIDATOR, "2016-09-30")) == "none"
    assert await state(judged(LIQUIDATION, LIQUIDATOR, "2016-10-01")) == "liquidation_judiciaire"


# cancellations and corrections


async def test_a_cancelled_notice_does_not_count():
    opened = judged(LIQUIDATION, LIQUIDATOR)
    cancelled = judged(
        LIQUIDATION,
        "",
        "2026-04-01",
        number=2,
        typeavis="annulation",
        parutionavisprecedent=before(opened),
    )
    assert await state(opened, cancelled) == "none"


async def test_a_cancellation_that_names_nothing_makes_the_state_unknown():
    opened = judged(LIQUIDATION, LIQUIDATOR)
    lost = judged(LIQUIDATION, "", "2026-04-01", number=2, typeavis="annulation")
    assert await state(opened, lost) is None


async def test_a_correction_replaces_the_notice_it_corrects():
    opened = judged(LIQUIDATION, LIQUIDATOR)
    corrected = judged(
        REDRESSEMENT,
        MANDATAIRE,
        "2026-04-01",
        number=2,
        typeavis="rectificatif",
        parutionavisprecedent=before(opened),
    )
    record = await standing(opened, corrected)
    assert said(record, Property.INSOLVENCY_STATE) == "redressement_judiciaire"
    assert "Querrien" not in repr(record)


async def test_a_retraction_on_third_party_opposition_takes_the_judgment_back():
    opened = judged(LIQUIDATION, LIQUIDATOR)
    how = {"famille": "Rétractation sur tierce opposition", "number": 2}
    nature = "Rétractation de prononcé de liquidation judiciaire sur tierce opposition"
    full = judged(nature, "", "2026-04-01", parutionavisprecedent=before(opened), **how)
    assert await state(opened, full) == "none"
    lost = judged(nature, "", "2026-04-01", **how)
    assert await state(opened, lost) is None
    back = judged(
        nature,
        "et remettant le débiteur en redressement judiciaire",
        "2026-04-01",
        parutionavisprecedent=before(opened),
        **how,
    )
    assert await state(opened, back) is None


def test_the_notice_before_is_found_by_letter_issue_and_number():
    said_before = {"nomPublication": "BODACC A", "numeroAnnonce": "40"}
    assert previous_id({**said_before, "numeroParution": "20070234"}) == "A2007023440"
    old = {"numeroParution": "00000234", "dateParution": "5\xa0décembre\xa02007"}
    assert previous_id(said_before | old) == "A2007023440"
    assert previous_id({}) is None


# strike-offs


def struck(day="2026-02-01", number=7, comment=None, ceased=None, **more):
    blob = {"radiationPM": "O"}
    if comment:
        blob["commentaire"] = comment
    if ceased:
        blob = {"dateCessationActivitePP": ceased}
    return notice(day, number, family="radiation", radiationaurcs=json.dumps(blob), **more)


async def struck_off(*rows) -> str | None:
    return said(await standing(*rows), Property.STRUCK_OFF_ON)


async def test_a_strike_off_is_dated_by_the_cessation_or_the_publication():
    assert await struck_off(struck("2026-02-01")) == "2026-02-01"
    assert await struck_off(struck("2026-02-01", ceased="2025-12-31")) == "2025-12-31"
    assert await struck_off(struck("2026-02-01", ceased="5019-06-01")) == "2026-02-01"
    old = struck("2026-02-01")
    old["radiationaurcs"] = json.dumps({"radiationPP": {"dateCessationActivitePP": "1er mai 2025"}})
    assert await struck_off(old) == "2025-05-01"


async def test_leaving_for_another_court_is_not_a_death():
    assert await struck_off(struck(comment="Transfert du siège hors ressort")) is None
    elsewhere = notice(
        "2026-03-01",
        9,
        family="modification",
        tribunal="Greffe du Tribunal des Activités Économiques de Nantes",
    )
    assert await struck_off(struck(), elsewhere) is None
    here = notice(
        "2026-03-01", 9, family="modification", tribunal="GREFFE DU TRIBUNAL DE COMMERCE DE RENNES"
    )
    garbled = struck(tribunal="GAAAreffe du Tribunal de Commerce de rennes")
    assert await struck_off(garbled, here) == "2026-02-01"


async def test_a_judgment_of_another_court_does_not_undo_a_strike_off():
    elsewhere = judged(
        LIQUIDATION, day="2026-03-01", number=9, tribunal="Greffe du Tribunal de Commerce de Nantes"
    )
    assert await struck_off(struck(), elsewhere) == "2026-02-01"


async def test_a_sole_trader_may_start_again():
    assert await struck_off(struck(), notice("2026-03-01", 9, family="creation")) is None
    assert await struck_off(struck(), notice("2025-03-01", 9, family="creation")) == "2026-02-01"


async def test_a_report_of_automatic_strike_off_cancels_it():
    off = struck()
    undone = struck(
        "2026-03-01",
        8,
        comment="Rapport de radiation d’office",
        typeavis="rectificatif",
        parutionavisprecedent=before(off),
    )
    assert await struck_off(off, undone) is None
    assert await struck_off(undone) is None
    nameless = undone | {"parutionavisprecedent": None}
    assert await struck_off(off, nameless) is None
    assert await struck_off(off, nameless, struck("2026-04-01", 10)) == "2026-04-01"


# formats


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2020-01-01", date(2020, 1, 1)),
        ("01/02/2020", date(2020, 2, 1)),
        ("1er janvier 2020", date(2020, 1, 1)),
        ("1er\xa0janvier\xa02020", date(2020, 1, 1)),
        ("12\xa0décembre\xa02007", date(2007, 12, 12)),
        ("3 aoÃ»t 2019", date(2019, 8, 3)),
        ("0009-12-02", None),
        ("5025-05-27", None),
        ("2020-02-30", None),
        ("12 brumaire 2007", None),
        ("", None),
        (None, None),
    ],
)
def test_dates_are_read_in_three_formats_and_absurd_ones_are_none(written, read):
    assert notice_date(written, latest=date(2026, 10, 1)) == read


def test_mojibake_and_entities_are_put_right():
    assert repaired("clÃ´ture &amp; l\u2019actif") == "clôture & l’actif"
    assert repaired("dâ€™actif") == "d’actif"
    assert repaired("Ã la carte Â, aîné") == "Ã la carte Â, aîné"
    assert folded("ClÃ´ture  d’actif") == folded("cloture d'actif")


async def test_a_garbled_nature_is_classified_all_the_same():
    garbled = "Jugement de clÃ´ture pour insuffisance dâ€™actif"
    opened = judged(LIQUIDATION, LIQUIDATOR, "2024-03-10")
    closed = judged(garbled, "", "2026-01-10", famille="JUGEMENT  DE CLÃ\x94TURE", number=2)
    assert await state(opened, closed) == "none"


@pytest.mark.parametrize(
    "registre", [[A, spaced(A)], [spaced(A)], f"{A},{spaced(A)}", f"{spaced(A)},{A}", A]
)
async def test_the_register_number_is_read_in_every_format(registre):
    assert numbers(registre) == {A}
    assert await state(judged(LIQUIDATION, registre=registre)) == "liquidation_judiciaire"


@pytest.mark.parametrize("wrap", [json.dumps, dict])
@pytest.mark.parametrize("many", [True, False])
async def test_blobs_are_read_as_text_or_objects_and_persons_as_one_or_a_list(wrap, many):
    person = {"numeroImmatriculation": {"numeroIdentification": spaced(A)}}
    persons = {"personne": [person, {"denomination": "OUDREZ"}] if many else person}
    blob = {"famille": OPENING, "nature": LIQUIDATION, "date": "2026-03-01"}
    row = notice(jugement=wrap(blob), listepersonnes=wrap(persons))
    assert await state(row) == "liquidation_judiciaire"


async def test_a_sale_s_register_carries_both_and_only_the_person_concerned_counts():
    persons = {"personne": {"numeroImmatriculation": {"numeroIdentification": spaced(B)}}}
    both = judged(LIQUIDATION, registre=[A, B], listepersonnes=json.dumps(persons))
    assert await state(both) == "none"


async def test_a_notice_about_another_company_is_not_this_one_s():
    assert await state(judged(LIQUIDATION, siren=B)) == "none"


async def test_a_craftsman_has_his_number_in_the_trades_register_only():
    persons = {"personne": {"inscriptionRM": {"numeroIdentificationRM": spaced(A)}}}
    row = judged(LIQUIDATION, registre=None, listepersonnes=json.dumps(persons))
    assert await state(row) == "liquidation_judiciaire"


def crafted(siren=A, **more):
    persons = {"personne": {"inscriptionRM": {"numeroIdentificationRM": spaced(siren)}}}
    said_before = {"registre": None, "listepersonnes": json.dumps(persons)}
    return judged(LIQUIDATION, LIQUIDATOR, **{**said_before, **more})


def trades_register(found, registered=()):
    """A portal that answers the search of persons apart from the question by number."""

    def answer(request, n):
        searched = "search(" in request.url.params["where"]
        rows = list(found if searched else registered)
        if request.url.path.endswith("/exports/json"):
            return httpx.Response(200, json=rows)
        return httpx.Response(200, json={"total_count": len(rows), "results": rows[:100]})

    return Wire(answer)


TRADER = Subject(kind=SubjectKind.SOLE_TRADER, siren=A)


async def trader_s(wire) -> Record:
    (record,) = [r async for r in connector(CARD.id, wire).search(TRADER, permit(CARD.id))]
    return record


async def test_trap_4_a_craftsman_known_only_to_the_trades_register_is_found():
    wire = trades_register([crafted(), crafted(B, number=2), notice("2026-01-01", 3, B)])
    record = await trader_s(wire)
    assert said(record, Property.INSOLVENCY_STATE) == "liquidation_judiciaire"
    assert said(record, Property.INSOLVENCY_NOTICE) == "A202600421"
    assert [r.url.params["where"] for r in wire.left] == [
        f'registre="{A}" AND familleavis in ({known_families()})',
        f'search(listepersonnes, "{spaced(A)}") AND familleavis in ({known_families()})',
    ]
    assert all(
        spaced(A) not in s.provenance.url and A not in s.provenance.url
        for entity in record.entities
        for s in entity.statements
    )


async def test_trap_4_a_craftsman_s_company_already_found_is_searched_too():
    known = (await standing()).entities[0]
    (number, *_) = known.statements
    for form, asked in (("1000", 2), ("5499", 1)):
        wire = trades_register([crafted()])
        form_said = replace(number, prop=Property.LEGAL_FORM, value=form)
        firm = replace(known, statements=(number, form_said))
        (record,) = [r async for r in connector(CARD.id, wire).expand(firm, permit(CARD.id))]
        assert len(wire.left) == asked
        found = said(record, Property.INSOLVENCY_STATE)
        assert found == ("liquidation_judiciaire" if form == "1000" else "none")


async def test_trap_4_only_look_alikes_are_no_insolvency_of_the_craftsman():
    alike = [crafted(B), crafted(registre=[B], listepersonnes=None, number=2)]
    assert said(await trader_s(trades_register(alike)), Property.INSOLVENCY_STATE) == "none"


async def test_trap_4_a_notice_that_both_questions_bring_counts_once():
    opened = crafted(registre=[A])
    record = await trader_s(trades_register([opened], [opened]))
    assert said(record, Property.INSOLVENCY_STATE) == "liquidation_judiciaire"
    assert len(record.links) == 1


async def test_trap_4_more_look_alikes_than_a_page_are_exported():
    slim = {"dateparution": "2026-01-01", "familleavis": "modification", "registre": [B]}
    many = [slim | {"id": f"B{n}"} for n in range(110)] + [crafted()]
    wire = trades_register(many)
    record = await trader_s(wire)
    assert said(record, Property.INSOLVENCY_STATE) == "liquidation_judiciaire"
    assert [r.url.path.rpartition("/")[2] for r in wire.left] == ["records", "records", "json"]


@pytest.mark.parametrize("status", [400, 503])
@pytest.mark.parametrize("opened", [True, False])
async def test_trap_4_a_declined_second_question_leaves_the_answer_not_whole(status, opened):
    rows = [judged(LIQUIDATION, LIQUIDATOR)] if opened else []
    plain = trades_register([], rows)

    def answer(request, n):
        if "search(" in request.url.params["where"]:
            return httpx.Response(status, json={"message": f"malformed: {spaced(A)}"})
        return plain.respond(request, n)

    found = connector(CARD.id, Wire(answer)).search(TRADER, permit(CARD.id))
    with capture_logs() as logged:
        record = await anext(found)
        with pytest.raises(SourceError) as raised:
            await anext(found)
    state = said(record, Property.INSOLVENCY_STATE)
    assert state == ("liquidation_judiciaire" if opened else None)
    assert said(record, Property.REGISTRATION_NUMBER) == A
    assert "trades-register-not-searched" in [line["event"] for line in logged]
    for text in (repr(logged), str(raised.value)):
        assert A not in text
        assert spaced(A) not in text


@pytest.mark.parametrize(
    "broken",
    [
        {"jugement": "{"},
        {"jugement": "[1]"},
        {"jugement": '{"nature": NaN}'},
        {"jugement": '{"nature": "a", "nature": "b"}'},
        {"listepersonnes": '{"personne": {"nom": "\\u0000"}}'},
        {"listepersonnes": "[" * 100_000},
        {"dateparution": "yesterday"},
        {"familleavis": None},
        {"listepersonnes": 5},
    ],
)
async def test_a_field_that_is_not_as_known_is_a_change(broken):
    with pytest.raises(SourceChanged):
        await standing(judged(LIQUIDATION) | broken)


# asking


async def test_the_families_are_an_enumeration_and_the_limit_is_said():
    wire = answering({"total_count": 0, "results": []})
    subject = Subject(kind=SubjectKind.COMPANY, siren=spaced(A))
    assert [r async for r in connector(CARD.id, wire).search(subject, permit(CARD.id))]
    params = wire.left[0].url.params
    assert params["limit"] == "100"
    assert params["where"] == f'registre="{A}" AND familleavis in ({known_families()})'
    assert str(wire.left[0].url).startswith(
        "https://bodacc-datadila.opendatasoft.com/api/explore/v2.1/catalog/datasets/"
        "annonces-commerciales/records?"
    )


def known_families() -> str:
    known = {"collective", "radiation", "creation", "immatriculation", "modification"}
    assert set(FAMILIES) == known
    return ",".join(f'"{family}"' for family in FAMILIES)


async def test_every_page_is_read():
    opened = judged(LIQUIDATION, LIQUIDATOR, "2026-01-10", number=9999)
    rows = [notice("2025-02-01", n, family="modification") for n in range(1, 230)] + [opened]

    def pages(request, n):
        at = int(request.url.params["offset"])
        return httpx.Response(200, json={"total_count": 230, "results": rows[at : at + 100]})

    wire = Wire(pages)
    subject = Subject(kind=SubjectKind.COMPANY, siren=A)
    (record,) = [r async for r in connector(CARD.id, wire).search(subject, permit(CARD.id))]
    assert said(record, Property.INSOLVENCY_STATE) == "liquidation_judiciaire"
    assert [r.url.params["offset"] for r in wire.left] == ["0", "100", "200"]


def portal(exported, total):
    def answer(request, n):
        if request.url.path.endswith("/exports/json"):
            return httpx.Response(200, json=exported)
        return httpx.Response(200, json={"total_count": total, "results": []})

    return Wire(answer)


async def test_what_paging_does_not_bring_is_exported():
    opened = judged(LIQUIDATION, LIQUIDATOR, "2026-01-10", number=9999)
    wire = portal([opened, notice("2025-02-01", 1, family="modification")], 2)
    subject = Subject(kind=SubjectKind.COMPANY, siren=A)
    (record,) = [r async for r in connector(CARD.id, wire).search(subject, permit(CARD.id))]
    assert said(record, Property.INSOLVENCY_STATE) == "liquidation_judiciaire"
    assert len(wire.left) == 2


async def test_beyond_what_can_be_paged_the_export_is_asked_for_at_once():
    wire = portal([], 50_000)
    subject = Subject(kind=SubjectKind.COMPANY, siren=A)
    with pytest.raises(SourceChanged, match="fewer"):
        assert [r async for r in connector(CARD.id, wire).search(subject, permit(CARD.id))]
    assert [r.url.path.rpartition("/")[2] for r in wire.left] == ["records", "json"]


async def test_an_export_that_lacks_notices_never_says_that_there_is_no_procedure():
    wire = portal([notice("2025-02-01", 1, family="modification")], 2)
    subject = Subject(kind=SubjectKind.COMPANY, siren=A)
    with pytest.raises(SourceChanged, match="fewer"):
        assert [r async for r in connector(CARD.id, wire).search(subject, permit(CARD.id))]


@pytest.mark.parametrize("siren", [None, "123", "299953001"])
async def test_a_person_without_a_valid_number_is_unsupported(siren):
    wire = answering({})
    subject = Subject(
        kind=SubjectKind.DIRECTOR,
        names=(PersonName(surname="Arbancourt"),),
        siren=siren,
        roles=(DeclaredRole(siren=B),),
    )
    with pytest.raises(SourceUnsupported):
        async for _ in connector(CARD.id, wire).search(subject, permit(CARD.id)):
            pass
    assert wire.left == []


async def test_expand_asks_by_the_company_s_own_number():
    known = (await standing()).entities[0]
    wire = answering({"total_count": 1, "results": [judged(LIQUIDATION)]})
    found = connector(CARD.id, wire).expand(known, permit(CARD.id))
    assert [said(r, Property.INSOLVENCY_STATE) async for r in found] == ["liquidation_judiciaire"]
    for other in (EntityKind.PERSON, EntityKind.COMPANY):
        nobody = Entity(id=EntityId("x"), kind=other)
        with pytest.raises(SourceUnsupported):
            async for _ in connector(CARD.id, wire).expand(nobody, permit(CARD.id)):
                pass


async def test_nothing_of_the_persons_concerned_is_kept():
    persons = {"personne": {"nom": "ARBANCOURT", "prenom": "Mireille", "typePersonne": "pp"}}
    row = judged(LIQUIDATION, LIQUIDATOR, commercant="ARBANCOURT Mireille")
    record = await standing(row | {"listepersonnes": json.dumps(persons)})
    assert "ARBANCOURT" not in repr(record)


@pytest.mark.parametrize(
    ("published", "text", "deadline"),
    [
        ("2025-12-31", LIQUIDATOR, "2026-02-28"),
        ("2026-01-15", LIQUIDATOR.replace("deux", "quatre"), "2026-05-15"),
        ("2026-01-15", "", "2026-03-15"),
    ],
)
async def test_the_claim_deadline_is_as_the_notice_says_or_two_months(published, text, deadline):
    record = await standing(judged(LIQUIDATION, text, published))
    assert said(record, Property.CLAIM_DEADLINE) == deadline


def test_months_later_ends_with_the_month():
    assert months_later(date(2023, 12, 31), 2) == date(2024, 2, 29)
    assert months_later(date(2026, 3, 10), 12) == date(2027, 3, 10)
