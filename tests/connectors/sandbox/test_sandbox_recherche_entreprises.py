"""The search API's semantics, trap by trap."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.sandbox import scenario_companies as companies
from connectors.sandbox.identifiers import passes_luhn
from connectors.sandbox.recherche_entreprises import RechercheEntreprises
from connectors.sandbox.units import MASK
from connectors.sandbox.world import World, build_world

ALONE = companies.RARE_NAME_ALONE.siren
SHARED = companies.RARE_NAME_SHARED.siren
CLOSED = companies.RARE_NAME_CLOSED.siren
TRADER = companies.LIQUIDATED_TRADER.siren
MASKED = companies.MASKED_TRADER.siren


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


def test_a_director_is_found_by_name_and_whole_month(api: RechercheEntreprises) -> None:
    found = sirens(
        api,
        nom_personne="Brévalaire",
        prenoms_personne="Corentin",
        date_naissance_personne_min="1979-05-01",
        date_naissance_personne_max="1979-05-31",
    )
    assert sorted(found) == sorted([ALONE, SHARED, CLOSED])


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        ("1979-05-02", "1979-05-31", False),
        ("1979-05-14", "1979-05-14", False),
        ("1979-05-01", "1979-05-01", True),
        ("1979-04-15", "1979-05-15", True),
        ("1979-06-01", "1979-06-30", False),
    ],
)
def test_directors_are_indexed_to_the_first_of_their_month(
    api: RechercheEntreprises, first: str, last: str, found: bool
) -> None:
    answer = sirens(
        api,
        nom_personne="brevalaire",
        date_naissance_personne_min=first,
        date_naissance_personne_max=last,
    )
    assert (ALONE in answer) is found


def test_any_given_name_matches_and_not_only_the_first(api: RechercheEntreprises) -> None:
    found = sirens(api, nom_personne="brevalaire", prenoms_personne="gildas")
    assert ALONE in found
    assert SHARED not in found, "that file knows the first given name only"


def test_every_token_must_match_the_same_person(api: RechercheEntreprises) -> None:
    assert sirens(api, nom_personne="tarnovier", prenoms_personne="mireille") == [SHARED]
    assert sirens(api, nom_personne="tarnovier", prenoms_personne="corentin") == []
    assert sirens(api, nom_personne="brevalaire tarnovier") == []


def test_usage_and_birth_surnames_both_match(api: RechercheEntreprises) -> None:
    both = companies.MARRIED_BY_BOTH_NAMES.siren
    assert both in sirens(api, nom_personne="delormain")
    assert both in sirens(api, nom_personne="vasqueriez")
    assert companies.MARRIED_BY_USAGE_NAME.siren not in sirens(api, nom_personne="vasqueriez")


def test_stop_words_are_removed_and_hyphens_are_spaces(api: RechercheEntreprises) -> None:
    assert ALONE in sirens(api, nom_personne="de la Brevalaire")
    assert ALONE in sirens(api, nom_personne="Brevalaire", prenoms_personne="Corentin-Gildas")
    assert sirens(api, nom_personne="de la") == [], "stop words alone match nobody"


def test_a_date_filter_drops_sole_traders(api: RechercheEntreprises) -> None:
    name = {"nom_personne": "arvenquet", "prenoms_personne": "josselin"}
    assert sirens(api, **name) == [TRADER]
    assert sirens(api, **name, nature_juridique="1000", departement="35") == [TRADER]
    dated = {"date_naissance_personne_min": "1900-01-01"}
    assert sirens(api, **name, **dated) == []


def test_a_masked_unit_is_never_found_through_a_person(api: RechercheEntreprises) -> None:
    assert sirens(api, nom_personne="casterviel") == []
    assert sirens(api, q="Ombeline Casterviel") == []
    assert MASKED not in sirens(api, nature_juridique="1000", departement="37", per_page="25")


def test_a_masked_sole_trader_shows_literals_and_keeps_its_commune(
    api: RechercheEntreprises,
) -> None:
    (unit,) = ask(api, q=MASKED)["results"]
    assert unit["statut_diffusion"] == "P"
    assert (unit["nom_complet"], unit["nom_raison_sociale"], unit["sigle"]) == (MASK, MASK, MASK)
    seat, director = unit["siege"], unit["dirigeants"][0]
    assert {seat[k] for k in ("adresse", "code_postal", "libelle_voie", "latitude")} == {MASK}
    assert (seat["commune"], seat["libelle_commune"], seat["departement"]) == (
        "37261",
        "TOURS",
        "37",
    )
    assert {director[k] for k in ("nom", "prenoms", "date_de_naissance", "nationalite")} == {MASK}
    assert director["type_dirigeant"] == "personne physique"


def test_a_masked_company_keeps_its_name(api: RechercheEntreprises, world: World) -> None:
    assert world.truth is not None
    company = next(c for c in world.truth.companies if c.masked and not c.is_sole_trader)
    (unit,) = ask(api, q=company.siren)["results"]
    assert unit["nom_raison_sociale"] == company.name
    assert unit["sigle"] == MASK
    assert company.siren in sirens(api, q=company.name)


def test_a_number_ignores_every_filter(api: RechercheEntreprises) -> None:
    assert sirens(api, q=ALONE, departement="75", etat_administratif="C") == [ALONE]
    assert sirens(api, q=f"{ALONE[:3]} {ALONE[3:6]} {ALONE[6:]}") == [ALONE]


def test_a_siret_finds_its_unit_and_a_wrong_one_nothing(api: RechercheEntreprises) -> None:
    (unit,) = ask(api, q=ALONE)["results"]
    assert sirens(api, q=unit["siege"]["siret"]) == [ALONE]
    nothing = ask(api, q="29990001999999")
    assert (nothing["results"], nothing["total_results"], nothing["total_pages"]) == ([], 0, 0)


def test_a_unit_where_everything_is_null_is_found_by_number_only(
    api: RechercheEntreprises, world: World
) -> None:
    assert world.truth is not None
    blank = next(c for c in world.truth.companies if c.blank)
    (unit,) = ask(api, q=blank.siren)["results"]
    assert unit["siege"] == {}
    assert unit["dirigeants"] == []
    for key in ("nom_complet", "statut_diffusion", "etat_administratif", "nature_juridique"):
        assert unit[key] is None


def test_words_find_a_company_and_may_find_others(api: RechercheEntreprises) -> None:
    found = sirens(api, q="lescazier patrimoine")
    assert found[0] == companies.CHAIN_BOTTOM.siren
    assert len(sirens(api, q="participations", per_page="25")) > 1


def test_open_units_come_before_closed_ones(api: RechercheEntreprises) -> None:
    found = sirens(api, nom_personne="brevalaire", prenoms_personne="corentin gildas")
    assert found.index(ALONE) < found.index(CLOSED)


def test_places_filter_any_establishment_and_show_it(
    api: RechercheEntreprises, world: World
) -> None:
    assert world.truth is not None
    company = next(
        c
        for c in world.truth.companies
        if c.others and not c.masked and c.others[0].commune != c.seat.commune
    )
    elsewhere = company.others[0].commune
    answer = ask(
        api, q=company.name or "x", code_commune=elsewhere, nature_juridique=company.form,
        per_page="25",
    ) if company.name else ask(api, code_commune=elsewhere, per_page="25")  # fmt: skip
    unit = next(u for u in answer["results"] if u["siren"] == company.siren)
    assert unit["siege"]["commune"] != elsewhere
    assert {m["commune"] for m in unit["matching_etablissements"]} == {elsewhere}


def test_a_legal_person_may_direct_under_a_number_that_fails_its_check(
    api: RechercheEntreprises, world: World
) -> None:
    (unit,) = ask(api, q=companies.CHAIN_MIDDLE.siren)["results"]
    checks = [passes_luhn(d["siren"]) for d in unit["dirigeants"]]
    assert checks == [True, False]
    assert world.truth is not None
    assert all(passes_luhn(company.siren) for company in world.truth.companies)


def test_elected_members_are_found_as_such() -> None:
    small = World(units=(_town(),))
    api = RechercheEntreprises(small)
    assert sirens(api, nom_personne="quorlandier", type_personne="elu") == ["299999990"]
    assert sirens(api, nom_personne="quorlandier", type_personne="dirigeant") == []


def test_any_other_seed_has_the_same_stories() -> None:
    other = RechercheEntreprises(build_world(7, people=60, companies=40, tables=_Tables()))
    assert ALONE in sirens(other, nom_personne="brevalaire")


def _town() -> dict[str, Any]:
    elected = {"nom": "QUORLANDIER", "prenoms": "Ysoline", "annee_de_naissance": "1970"}
    return {
        "siren": "299999990",
        "nom_complet": "COMMUNE DE VESPERAC",
        "nature_juridique": "7210",
        "statut_diffusion": "O",
        "dirigeants": [],
        "siege": {},
        "complements": {"collectivite_territoriale": {"elus": [elected]}},
    }


class _Tables:
    def surnames(self) -> Any:
        return iter([("VERMANDIER", 40), ("OSTELLIN", 30), ("LE CROZIC", 9), ("AUTRES NOMS", 99)])

    def given_names(self, sex: str, decade: int) -> Any:
        return iter([("MARIE ANNE", 5), ("ZOE", 3)] if sex == "F" else [("PAUL", 5), ("LUC", 3)])
