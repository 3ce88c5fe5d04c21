"""What the stories say is true is what the pretend internet answers."""

from __future__ import annotations

import calendar
import json
from typing import Any

import pytest

from connectors.sandbox import scenarios
from connectors.sandbox.bodacc import Bodacc
from connectors.sandbox.recherche_entreprises import RechercheEntreprises
from connectors.sandbox.scenarios import SCENARIOS, Scenario
from connectors.sandbox.world import World
from tracer.subject import PersonName


@pytest.fixture(scope="module")
def register(world: World) -> RechercheEntreprises:
    return RechercheEntreprises(world)


@pytest.fixture(scope="module")
def gazette(world: World) -> Bodacc:
    return Bodacc(world)


def results(register: RechercheEntreprises, **parameters: str) -> list[dict[str, Any]]:
    body = register.search(parameters).body
    assert isinstance(body, dict)
    found: Any = body["results"]
    return found


def by_name_and_month(
    register: RechercheEntreprises, scenario: Scenario, name: PersonName
) -> set[str]:
    birth = scenario.subject.birth
    assert birth is not None
    assert birth.month is not None
    last = calendar.monthrange(birth.year, birth.month)[1]
    units = results(
        register,
        nom_personne=name.surname,
        prenoms_personne=name.given[0],
        date_naissance_personne_min=f"{birth.year}-{birth.month:02}-01",
        date_naissance_personne_max=f"{birth.year}-{birth.month:02}-{last}",
        per_page="25",
    )
    return {unit["siren"] for unit in units}


def insolvency(gazette: Bodacc, scenario: Scenario) -> dict[str, Any]:
    body = gazette.records(
        {"where": f'registre="{scenario.sirens[0]}" and familleavis="collective"'}
    ).body
    assert isinstance(body, dict)
    found: Any = body["results"]
    assert len(found) == 1
    notice: dict[str, Any] = found[0]
    return notice


def test_every_story_has_its_own_key_and_known_units(register: RechercheEntreprises) -> None:
    assert len({scenario.key for scenario in SCENARIOS}) == len(SCENARIOS) == 8
    for scenario in SCENARIOS:
        for siren in (*scenario.sirens, *scenario.namesake_sirens, *scenario.chain):
            assert [u["siren"] for u in results(register, q=siren)] == [siren]


def test_the_rare_name_directs_three_companies_and_nobody_else_bears_it(
    register: RechercheEntreprises,
) -> None:
    scenario = scenarios.RARE_NAME
    (name,) = scenario.subject.names
    assert by_name_and_month(register, scenario, name) == set(scenario.sirens)
    bearers = results(register, nom_personne=name.surname, per_page="25")
    assert {unit["siren"] for unit in bearers} == set(scenario.sirens)
    alone, shared, closed = (results(register, q=siren)[0] for siren in scenario.sirens)
    assert len(alone["dirigeants"]) == 1
    assert alone["siege"]["numero_voie"] == "12"
    assert len(shared["dirigeants"]) == 3
    assert closed["etat_administratif"] == "C"


def test_the_frequent_name_cannot_be_told_from_its_namesakes(
    register: RechercheEntreprises,
) -> None:
    scenario = scenarios.FREQUENT_NAME
    (name,) = scenario.subject.names
    found = by_name_and_month(register, scenario, name)
    assert set(scenario.sirens) < found
    assert len(found & set(scenario.namesake_sirens)) == 2


def test_the_sole_trader_is_in_liquidation_with_a_liquidator(
    register: RechercheEntreprises, gazette: Bodacc
) -> None:
    scenario = scenarios.LIQUIDATED_TRADER
    (unit,) = results(register, q=scenario.sirens[0])
    assert unit["nature_juridique"] == "1000"
    assert unit["dirigeants"][0]["date_de_naissance"] is None
    notice = insolvency(gazette, scenario)
    judgment = json.loads(notice["jugement"])
    assert scenario.practitioner is not None
    assert (
        f"désignant liquidateur {scenario.practitioner.written()}"
        in (judgment["complementJugement"])
    )
    assert notice["dateparution"] == str(scenario.published_on)
    assert judgment["date"] == str(scenario.judged_on)


def test_the_company_is_in_redressement_with_a_mandataire(gazette: Bodacc) -> None:
    scenario = scenarios.RECOVERING_COMPANY
    judgment = json.loads(insolvency(gazette, scenario)["jugement"])
    assert judgment["nature"].endswith("redressement judiciaire")
    assert scenario.practitioner is not None
    assert (
        f"mandataire judiciaire {scenario.practitioner.written()}"
        in (judgment["complementJugement"])
    )
    assert "administrateur" in judgment["complementJugement"]


def test_claim_deadlines_are_two_months_after_publication() -> None:
    for scenario in SCENARIOS:
        if scenario.published_on:
            assert scenario.claim_deadline is not None
            months = scenario.claim_deadline.month - scenario.published_on.month
            assert months == 2
            assert scenario.claim_deadline.day == scenario.published_on.day


def test_the_masked_trader_is_only_a_number(register: RechercheEntreprises) -> None:
    scenario = scenarios.MASKED_TRADER
    (name,) = scenario.subject.names
    assert results(register, nom_personne=name.surname) == []
    (unit,) = results(register, q=scenario.sirens[0])
    assert unit["statut_diffusion"] == "P"
    assert name.surname.upper() not in json.dumps(unit)


def test_the_married_woman_needs_both_surnames(register: RechercheEntreprises) -> None:
    scenario = scenarios.MARRIED_WOMAN
    found = [by_name_and_month(register, scenario, name) for name in scenario.subject.names]
    assert all(part < set(scenario.sirens) for part in found)
    assert found[0] | found[1] == set(scenario.sirens)


def test_the_debtor_on_no_company_has_one_namesake_of_the_month(
    register: RechercheEntreprises,
) -> None:
    scenario = scenarios.NAMESAKES_ONLY
    assert scenario.sirens == ()
    found = by_name_and_month(register, scenario, scenario.subject.names[0])
    assert len(found) == 1
    assert found < set(scenario.namesake_sirens)


def test_the_chain_leads_through_three_legal_persons_to_a_woman(
    register: RechercheEntreprises,
) -> None:
    scenario = scenarios.CHAIN
    (unit,) = results(register, q=scenario.sirens[0])
    for siren in scenario.chain:
        assert unit["dirigeants"][0]["siren"] == siren
        (unit,) = results(register, q=siren)
    assert unit["dirigeants"][0]["type_dirigeant"] == "personne physique"
