"""The geocoder's contract: a door, else a street, else a commune, else nothing."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.sandbox.ban import Ban
from connectors.sandbox.lambert import projected
from connectors.sandbox.scenario_companies import SCENARIO_COMPANIES
from connectors.sandbox.scenarios import SCENARIOS
from connectors.sandbox.streets import dwelling_of
from connectors.sandbox.world import World

EXACT = "12 rue des Vanniers Rouges 63000 Clermont-Ferrand"


@pytest.fixture(scope="module")
def api(world: World) -> Ban:
    return Ban(world)


def features(api: Ban, **parameters: str) -> list[dict[str, Any]]:
    reply = api.search(parameters)
    assert reply.status == 200, reply.body
    assert isinstance(reply.body, dict)
    assert reply.body["type"] == "FeatureCollection"
    found: Any = reply.body["features"]
    return [feature["properties"] for feature in found]


def test_an_exact_address_scores_as_a_door(api: Ban) -> None:
    best = features(api, q=EXACT)[0]
    assert best["type"] == "housenumber"
    assert best["score"] >= 0.95
    assert best["label"] == EXACT
    assert (best["housenumber"], best["postcode"], best["citycode"]) == ("12", "63000", "63113")


@pytest.mark.parametrize(
    "written",
    [
        "12 RUE DES VANNIERS ROUGES 63000 CLERMONT-FERRAND",
        "12, r. des vanniers rouges, 63000 Clermont Ferrand",
        "12 rue des Vanniers-Rouges 63000 CLERMONT FERRAND",
    ],
)
def test_spelling_of_the_same_address_does_not_matter(api: Ban, written: str) -> None:
    best = features(api, q=written)[0]
    assert (best["type"], best["label"]) == ("housenumber", EXACT)
    assert best["score"] >= 0.95


def test_a_letter_off_costs_a_little(api: Ban) -> None:
    best = features(api, q="12 rue des Vaniers Rouges 63000 Clermont-Ferrand")[0]
    assert best["label"] == EXACT
    assert 0.9 < best["score"] < 0.97


def test_an_unknown_number_gives_the_street_and_scores_lower(api: Ban) -> None:
    best = features(api, q="999 rue des Vanniers Rouges 63000 Clermont-Ferrand")[0]
    assert best["type"] == "street"
    assert 0.5 < best["score"] < 0.9


def test_an_unknown_street_gives_the_commune_and_scores_low(api: Ban) -> None:
    best = features(api, q="8 impasse Zzyzxmont 63000 Clermont-Ferrand")[0]
    assert best["type"] == "municipality"
    assert best["score"] < 0.7


def test_nothing_known_is_an_empty_answer_and_no_error(api: Ban) -> None:
    assert features(api, q="zzyzx qqqqq") == []


def test_filters_narrow(api: Ban) -> None:
    street = "rue des Vanniers Rouges"
    everywhere = {f["postcode"] for f in features(api, q=street, limit="20")}
    assert len(everywhere) > 1
    assert {f["postcode"] for f in features(api, q=street, postcode="63000")} == {"63000"}
    assert {f["citycode"] for f in features(api, q=street, citycode="63113")} == {"63113"}
    assert {f.get("type", "street") for f in features(api, q=EXACT, type="street")} == {"street"}


def test_overseas_addresses_do_not_answer_to_a_postcode_filter(api: Ban) -> None:
    query = "3 rue des Trois Lanterniers 97200 Fort-de-France"
    assert features(api, q=query)[0]["score"] >= 0.95
    assert features(api, q=query, postcode="97200") == []


def test_a_registers_arrondissement_is_understood(api: Ban) -> None:
    best = features(api, q="52 RUE HERMANCE TALVARD 75011 PARIS 11")[0]
    assert best["score"] >= 0.95
    assert best["district"] == "Paris 11e Arrondissement"


@pytest.mark.parametrize(
    ("parameters", "status"),
    [({"q": "x" * 201}, 413), ({"q": "ab"}, 400), ({}, 400), ({"q": EXACT, "limit": "0"}, 400)],
)
def test_a_wrong_question_is_refused(api: Ban, parameters: dict[str, str], status: int) -> None:
    assert api.search(parameters).status == status


def test_the_limit_is_obeyed(api: Ban) -> None:
    assert len(features(api, q="rue des Vanniers Rouges", limit="1")) == 1


def test_the_type_is_missing_now_and_then_but_not_in_the_stories(api: Ban, world: World) -> None:
    streets = {f"{d.street} {d.postcode} {d.city}" for d in world.dwellings}
    typed = [("type" in features(api, q=q, limit="1")[0]) for q in sorted(streets)[:150]]
    assert 0 < typed.count(False) < len(typed) / 10
    doors = [dwelling_of(company.seat) for company in SCENARIO_COMPANIES]
    lines = [f"{d.number} {d.street} {d.postcode} {d.city}" for d in doors]
    letters = [a for s in SCENARIOS for a in s.subject.addresses]
    for line in [*lines, *(f"{a.line} {a.postcode} {a.city}" for a in letters)]:
        assert "type" in features(api, q=line, limit="1")[0], line


def test_coordinates_are_given_in_both_projections(api: Ban) -> None:
    # IGN's own pair for the Buffon square in Paris, as the geocoder publishes it.
    assert projected(48.838411, 2.316754) == (649850.81, 6860034.75)
    best = features(api, q=EXACT)[0]
    assert 700_000 < best["x"] < 720_000
    assert 6_510_000 < best["y"] < 6_530_000
