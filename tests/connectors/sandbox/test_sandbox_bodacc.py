"""The gazette's contract: questions, limits, and how notices are written."""

from __future__ import annotations

import json
from typing import Any

import pytest

from connectors.sandbox import scenario_companies as companies
from connectors.sandbox.bodacc import Bodacc
from connectors.sandbox.judgments import NBSP
from connectors.sandbox.world import World

TRADER = companies.LIQUIDATED_TRADER.siren


@pytest.fixture(scope="module")
def api(world: World) -> Bodacc:
    return Bodacc(world)


def ask(api: Bodacc, **parameters: str) -> dict[str, Any]:
    reply = api.records(parameters)
    assert reply.status == 200, reply.body
    assert isinstance(reply.body, dict)
    return reply.body


def test_notices_of_a_company_by_its_number_and_family(api: Bodacc) -> None:
    answer = ask(api, where=f'registre="{TRADER}" AND familleavis="collective"')
    assert answer["total_count"] == 1
    (notice,) = answer["results"]
    assert notice["registre"] == [TRADER, f"{TRADER[:3]} {TRADER[3:6]} {TRADER[6:]}"]
    assert notice["id"] == f"A{notice['parution']}{notice['numeroannonce']}"


def test_both_ways_of_writing_a_number_find_the_notice(api: Bodacc) -> None:
    spaced = f"{TRADER[:3]} {TRADER[3:6]} {TRADER[6:]}"
    assert ask(api, where=f'registre="{spaced}"')["total_count"] == 1


def test_blobs_are_json_strings_inside_json(api: Bodacc) -> None:
    (notice,) = ask(api, where=f'registre="{TRADER}"')["results"]
    assert isinstance(notice["jugement"], str)
    judgment = json.loads(notice["jugement"])
    assert judgment["nature"] == "Jugement d'ouverture de liquidation judiciaire"
    assert "désignant liquidateur" in judgment["complementJugement"]
    assert "deux mois" in judgment["complementJugement"]
    assert json.loads(notice["listepersonnes"])["personne"]["typePersonne"] == "pp"
    assert notice["acte"] is None


def test_a_misspelt_family_finds_nothing_and_is_no_error(api: Bodacc) -> None:
    assert ask(api, where='familleavis="colective"') == {"total_count": 0, "results": []}


def test_families_may_be_listed_and_joined(api: Bodacc) -> None:
    one = ask(api, where='familleavis="collective"')["total_count"]
    two = ask(api, where='familleavis="radiation"')["total_count"]
    assert one > 100
    assert two > 50
    assert ask(api, where='familleavis in ("collective","radiation")')["total_count"] == one + two
    either = ask(api, where="familleavis='collective' or familleavis='radiation'")
    assert either["total_count"] == one + two
    assert ask(api, where='not familleavis="collective"')["total_count"] > two


def test_a_craftsman_is_found_by_full_text_in_the_persons_only(api: Bodacc, world: World) -> None:
    assert world.truth is not None
    (told,) = [each for each in world.truth.notices if each.trades_register]
    number = f"{told.siren[:3]} {told.siren[3:6]} {told.siren[6:]}"
    for said in (told.siren, number):
        assert ask(api, where=f'registre="{said}"')["total_count"] == 0
    searched = f'search(listepersonnes, "{number}")'
    found = ask(api, where=f'{searched} AND familleavis in ("collective")', limit="100")["results"]
    assert told.id in [notice["id"] for notice in found]
    (notice,) = [notice for notice in found if notice["id"] == told.id]
    person = json.loads(notice["listepersonnes"])["personne"]
    assert notice["registre"] is None
    assert "numeroImmatriculation" not in person
    assert person["inscriptionRM"]["numeroIdentificationRM"] == number
    assert ask(api, where=f'{searched} AND familleavis="vente"')["total_count"] == 0
    either = ask(api, where=f'{searched} OR registre="{TRADER}"')["total_count"]
    assert either == ask(api, where=searched)["total_count"] + 1


def test_dates_compare_and_order(api: Bodacc) -> None:
    after = "dateparution >= date'2026-01-01'"
    notices = ask(api, where=after, order_by="dateparution desc", limit="100")["results"]
    days = [notice["dateparution"] for notice in notices]
    assert days == sorted(days, reverse=True)
    assert min(days) >= "2026-01-01"
    oldest = ask(api, order_by="dateparution", limit="1")["results"][0]["dateparution"]
    assert oldest < "2015"


def test_a_page_holds_ten_by_default_and_a_hundred_at_most(api: Bodacc) -> None:
    assert len(ask(api)["results"]) == 10
    assert len(ask(api, limit="100")["results"]) == 100
    refused = api.records({"limit": "101"})
    assert refused.status == 400
    assert isinstance(refused.body, dict)
    assert refused.body["error_code"] == "InvalidRESTParameterError"


def test_nothing_beyond_the_ten_thousandth_is_paged(api: Bodacc) -> None:
    assert api.records({"offset": "9990", "limit": "10"}).status == 200
    assert api.records({"offset": "9991", "limit": "10"}).status == 400


def test_pages_follow_each_other(api: Bodacc) -> None:
    whole = [n["id"] for n in ask(api, order_by="id", limit="40")["results"]]
    pages = [
        n["id"]
        for offset in ("0", "20")
        for n in ask(api, order_by="id", limit="20", offset=offset)["results"]
    ]
    assert pages == whole
    assert len(set(pages)) == 40


def test_an_export_is_the_whole_list(api: Bodacc) -> None:
    reply = api.export({"where": 'familleavis="collective"'})
    assert isinstance(reply.body, list)
    assert len(reply.body) == ask(api, where='familleavis="collective"')["total_count"]


def test_select_keeps_only_the_named_columns(api: Bodacc) -> None:
    (notice,) = ask(api, select="id, typeavis", limit="1")["results"]
    assert set(notice) == {"id", "typeavis"}


@pytest.mark.parametrize(
    "parameters",
    [
        {"where": 'registre="1'},
        {"where": 'siren="299900019"'},
        {"where": "registre like 'a'"},
        {"where": 'search(siren, "1")'},
        {"where": 'search(listepersonnes "1")'},
        {"where": 'search(listepersonnes, "1"'},
        {"where": 'search(listepersonnes, "")'},
        {"where": 'registre="1" registre="2"'},
        {"where": '(registre="1"'},
        {"order_by": "siren"},
        {"order_by": "dateparution downwards"},
        {"select": "siren"},
        {"group_by": "familleavis"},
    ],
)
def test_what_cannot_be_parsed_is_refused(api: Bodacc, parameters: dict[str, str]) -> None:
    reply = api.records(parameters)
    assert reply.status == 400
    assert isinstance(reply.body, dict)
    assert reply.body["error_code"] == "ODSQLError"


def test_refine_and_exclude_are_each_others_complement(api: Bodacc) -> None:
    kept = ask(api, refine="familleavis:collective")["total_count"]
    dropped = ask(api, exclude="familleavis:collective")["total_count"]
    assert kept + dropped == ask(api)["total_count"]
    assert kept > 0


def test_the_daily_limit_is_announced(api: Bodacc) -> None:
    assert ("X-RateLimit-Limit", "5000000") in api.records({}).headers


def judgments(world: World) -> list[dict[str, str]]:
    return [json.loads(str(n["jugement"])) for n in world.notices if n["jugement"]]


def test_dates_are_written_in_three_formats(world: World) -> None:
    dates = [judgment["date"] for judgment in judgments(world)]
    assert any("-" in text for text in dates)
    assert any("/" in text for text in dates)
    assert any(NBSP in text for text in dates)
    assert any(text.startswith("1er") for text in dates)


def test_some_texts_are_garbled(world: World) -> None:
    assert any("clÃ´ture" in judgment["nature"] for judgment in judgments(world))
    assert any(str(n["tribunal"]).startswith("GAAAreffe") for n in world.notices)


def test_corrections_name_the_notice_they_correct(world: World) -> None:
    ids = {n["id"] for n in world.notices}
    corrections = [n for n in world.notices if n["typeavis"] != "annonce"]
    assert {n["typeavis"] for n in corrections} == {"rectificatif", "annulation"}
    for notice in corrections:
        before = json.loads(str(notice["parutionavisprecedent"]))
        letter = before["nomPublication"].split()[-1]
        assert f"{letter}{before['numeroParution']}{before['numeroAnnonce']}" in ids


def test_strike_offs_include_removals_and_withdrawals(world: World) -> None:
    blobs = [json.loads(str(n["radiationaurcs"])) for n in world.notices if n["radiationaurcs"]]
    comments = {blob.get("commentaire") for blob in blobs}
    assert "Transfert du siège hors ressort" in comments
    assert "Rapport de radiation d'office" in comments
    assert any("dateCessationActivitePP" in blob for blob in blobs)


def test_a_sale_names_both_parties(world: World) -> None:
    sale = next(n for n in world.notices if n["familleavis"] == "vente")
    assert isinstance(sale["registre"], list)
    assert len(sale["registre"]) == 4
    assert isinstance(json.loads(str(sale["listepersonnes"]))["personne"], list)


def test_ids_are_unique(world: World) -> None:
    ids = [n["id"] for n in world.notices]
    assert len(ids) == len(set(ids))
