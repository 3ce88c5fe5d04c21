"""Real company records, read in place: what is served has their shape and answers for them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from connectors.sandbox.ban import Ban
from connectors.sandbox.bodacc import Bodacc
from connectors.sandbox.recherche_entreprises import RechercheEntreprises
from connectors.sandbox.world import World

ADMINISTRATIVE = "immatriculation,admin"


@pytest.fixture(scope="session")
def recorded(payloads: Path) -> Path:
    return payloads / "fr" / "recherche_entreprises"


@pytest.fixture(scope="session")
def real(recorded: Path) -> World:
    return World.from_file(recorded / "companies.jsonl")


def unit(world: World, siren: str, **more: str) -> dict[str, Any]:
    body = RechercheEntreprises(world).search({"q": siren, **more}).body
    assert isinstance(body, dict)
    found: Any = body["results"]
    assert len(found) == 1
    served: dict[str, Any] = found[0]
    return served


def recorded_unit(recorded: Path, name: str) -> dict[str, Any]:
    body = json.loads((recorded / name).read_text())
    found: dict[str, Any] = body["result"]["results"][0]
    return found


@pytest.mark.payloads
@pytest.mark.parametrize(
    ("like", "name"),
    [
        ("trader", "search-883010316.json"),
        ("masked", "search-300025764.json"),
        ("blank", "search-123456789.json"),
    ],
)
def test_an_invented_unit_has_every_key_of_a_real_one(
    world: World, recorded: Path, like: str, name: str
) -> None:
    assert world.truth is not None
    company = next(
        c
        for c in world.truth.companies
        if {
            "trader": c.is_sole_trader and not c.masked,
            "masked": c.is_sole_trader and c.masked,
            "blank": c.blank,
        }[like]
    )
    ours = unit(world, company.siren, include_admin=ADMINISTRATIVE)
    theirs = recorded_unit(recorded, name)
    assert set(ours) == set(theirs)
    for part in ("siege", "complements", "immatriculation", "admin"):
        assert set(ours[part]) == set(theirs[part]), part
    for mine, real_one in zip(ours["dirigeants"], theirs["dirigeants"], strict=False):
        assert set(mine) == set(real_one)


@pytest.mark.payloads
def test_the_same_fields_are_masked_as_in_a_real_unit(world: World, recorded: Path) -> None:
    assert world.truth is not None
    company = next(c for c in world.truth.companies if c.is_sole_trader and c.masked)
    ours = unit(world, company.siren)
    theirs = recorded_unit(recorded, "search-300025764.json")

    def masked(part: dict[str, Any]) -> set[str]:
        return {key for key, value in part.items() if value == "[NON-DIFFUSIBLE]"}

    assert masked(ours) == masked(theirs)
    assert masked(ours["siege"]) == masked(theirs["siege"])
    assert masked(ours["dirigeants"][0]) == masked(theirs["dirigeants"][0])


@pytest.mark.payloads
def test_matching_establishments_have_the_keys_of_real_ones(world: World, real: World) -> None:
    body = RechercheEntreprises(world).search({"departement": "63"}).body
    assert isinstance(body, dict)
    units: Any = body["results"]
    theirs = [m for each in real.units for m in each["matching_etablissements"] or []]  # type: ignore[union-attr]
    assert set(units[0]["matching_etablissements"][0]) in [set(m) for m in theirs]  # type: ignore[arg-type]


@pytest.mark.payloads
def test_every_real_unit_is_served_as_recorded(real: World) -> None:
    api = RechercheEntreprises(real)
    for each in real.units:
        assert not [key for key in each if key.startswith("_")]
        body = api.search({"q": str(each["siren"])}).body
        assert isinstance(body, dict)
        results: Any = body["results"]
        (served,) = results
        for key in ("nom_complet", "siege", "dirigeants", "statut_diffusion"):
            assert served[key] == each[key]


@pytest.mark.payloads
def test_every_published_director_finds_their_company(real: World) -> None:
    api = RechercheEntreprises(real)
    asked = 0
    for each in real.units:
        for director in each["dirigeants"] or []:  # type: ignore[union-attr]
            assert isinstance(director, dict)
            month = director.get("date_de_naissance")
            if each["statut_diffusion"] != "O" or not isinstance(month, str):
                continue
            body = api.search(
                {
                    "nom_personne": str(director["nom"]),
                    "prenoms_personne": str(director["prenoms"] or "").split(" ")[0],
                    "date_naissance_personne_min": f"{month}-01",
                    "date_naissance_personne_max": f"{month}-28",
                    "per_page": "25",
                }
            ).body
            assert isinstance(body, dict)
            results: Any = body["results"]
            assert each["siren"] in {found["siren"] for found in results}
            asked += 1
    assert asked > 100


@pytest.mark.payloads
def test_addresses_come_from_the_units_and_there_are_no_notices(real: World) -> None:
    assert len(real.dwellings) > 50
    body = Bodacc(real).records({}).body
    assert isinstance(body, dict)
    assert body["total_count"] == 0
    door = next(d for d in real.dwellings if d.number and d.number.isdigit())
    answer = Ban(real).search({"q": f"{door.number} {door.street} {door.postcode} {door.city}"})
    assert isinstance(answer.body, dict)
    features: Any = answer.body["features"]
    assert features[0]["properties"]["score"] >= 0.95


def test_a_file_of_records_drops_notes_and_empty_lines(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    record = {"_source": "a note", "siren": "299900019", "siege": {}, "dirigeants": None}
    path.write_text(json.dumps(record) + "\n\n")
    world = World.from_file(path)
    assert world.units == ({"siren": "299900019", "siege": {}, "dirigeants": None},)
    assert unit(world, "299900019")["siren"] == "299900019"
    assert world.truth is None
