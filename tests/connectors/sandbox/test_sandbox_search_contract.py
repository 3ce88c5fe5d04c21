"""The search API's manners: refusals, parts on request, pages and their estimated total."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.sandbox import scenario_companies as companies
from connectors.sandbox.recherche_entreprises import RechercheEntreprises
from connectors.sandbox.world import World

ALONE = companies.RARE_NAME_ALONE.siren


@pytest.fixture(scope="module")
def api(world: World) -> RechercheEntreprises:
    return RechercheEntreprises(world)


def ask(api: RechercheEntreprises, **parameters: str) -> dict[str, Any]:
    reply = api.search(parameters)
    assert reply.status == 200, reply.body
    assert isinstance(reply.body, dict)
    return reply.body


def sirens(api: RechercheEntreprises, **parameters: str) -> list[str]:
    return [unit["siren"] for unit in ask(api, **parameters)["results"]]


def refusal(api: RechercheEntreprises, **parameters: str) -> str:
    reply = api.search(parameters)
    assert reply.status == 400
    assert isinstance(reply.body, dict)
    assert list(reply.body) == ["erreur"]
    return str(reply.body["erreur"])


@pytest.mark.parametrize(
    ("parameters", "says"),
    [
        ({"q": "ab"}, "3 caractères minimum"),
        ({}, "au moins un paramètre"),
        ({"tranche_effectif_salarie_entreprise": "42"}, "au moins un paramètre"),
        ({"q": ""}, "au moins un paramètre"),
        ({"q": "abc", "page": "0"}, "`page` entre `1` et `1000`"),
        ({"q": "abc", "page": "1001"}, "`page` entre `1` et `1000`"),
        ({"q": "abc", "per_page": "26"}, "`per_page` entre `1` et `25`"),
        ({"q": "abc", "per_page": "dix"}, "`per_page` entier"),
        ({"q": "abc", "page": "401", "per_page": "25"}, "10 000"),
        ({"nom_personne": "x", "date_naissance_personne_min": "1990-02"}, "aaaa-mm-jj"),
        ({"nom_personne": "x", "date_naissance_personne_min": "19900201"}, "aaaa-mm-jj"),
        ({"nom_personne": "x", "date_naissance_personne_max": "1990-02-30"}, "aaaa-mm-jj"),
        (
            {
                "date_naissance_personne_min": "1990-02-01",
                "date_naissance_personne_max": "1989-01-01",
            },
            "date minimale",
        ),
        ({"q": "abc", "include": "siege"}, "minimal=True"),
        ({"q": "abc", "minimal": "true", "include": "patrimoine"}, "non valide"),
        ({"q": "abc", "minimal": "oui"}, "'true' ou 'false'"),
        ({"q": "abc", "etat_administratif": "F"}, "etat_administratif"),
        ({"q": "abc", "departement": "99"}, "departement"),
        ({"q": "abc", "type_personne": "voisin"}, "type_personne"),
    ],
)
def test_a_wrong_question_is_refused_in_words(
    api: RechercheEntreprises, parameters: dict[str, str], says: str
) -> None:
    assert says in refusal(api, **parameters)


def test_a_short_q_passes_with_a_filter(api: RechercheEntreprises) -> None:
    assert ask(api, q="zz", departement="63")["results"] == []


def test_unknown_parameters_are_ignored(api: RechercheEntreprises) -> None:
    assert sirens(api, q="lescazier patrimoine", couleur="bleu") == sirens(
        api, q="lescazier patrimoine"
    )


def test_minimal_gives_only_what_is_included(api: RechercheEntreprises) -> None:
    (unit,) = ask(api, q=ALONE, minimal="true", include="dirigeants,siege")["results"]
    assert "dirigeants" in unit
    assert "siege" in unit
    assert not {"complements", "finances", "matching_etablissements", "admin"} & set(unit)
    (bare,) = ask(api, q=ALONE, minimal="true")["results"]
    assert "siege" not in bare
    assert bare["siren"] == ALONE


def test_administrative_parts_are_given_on_request_only(api: RechercheEntreprises) -> None:
    (unit,) = ask(api, q=ALONE)["results"]
    assert not {"immatriculation", "admin", "etablissements"} & set(unit)
    (more,) = ask(api, q=ALONE, include_admin="immatriculation,admin")["results"]
    assert {"immatriculation", "admin"} <= set(more)


def test_pages_hold_every_unit_once_and_then_nothing(api: RechercheEntreprises) -> None:
    asked = {"departement": "75", "per_page": "25"}
    seen: list[str] = []
    number = 1
    while page := sirens(api, **asked, page=str(number)):
        seen += page
        number += 1
    assert len(seen) == len(set(seen)) > 50
    assert ask(api, **asked, page="400")["results"] == []


def test_the_total_is_an_estimate_that_drifts_between_pages(api: RechercheEntreprises) -> None:
    totals = {
        ask(api, departement="75", per_page="25", page=str(n))["total_results"] for n in range(1, 8)
    }
    assert len(totals) > 1
    assert max(totals) - min(totals) <= 2
