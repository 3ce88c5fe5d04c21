"""The contract of API Sirene 3.11: units by number, establishments page by page, 404 for nothing.

One unit in four moved: the establishment it left is closed. A masked unit is of status P, its names
written "[ND]".
"""

from __future__ import annotations

from collections.abc import Mapping
from zlib import crc32

from connectors.sandbox.identifiers import siret
from connectors.sandbox.model import SOLE_TRADER, Json, Payload, objects_of, text_of
from connectors.sandbox.reply import Answer, Reply
from connectors.sandbox.world import World

SOURCE = "fr.insee_sirene"
MASK = "[ND]"
MASKED_ELSEWHERE = "[NON-DIFFUSIBLE]"
PROCESSED = "2026-04-08T14:32:09"
LEFT = 900  # number of the establishment that was left
_ADDRESS = {
    "complementAdresse": "complement_adresse",
    "numeroVoie": "numero_voie",
    "indiceRepetition": "indice_repetition",
    "typeVoie": "type_voie",
    "libelleVoie": "libelle_voie",
    "distributionSpeciale": "distribution_speciale",
    "codePostal": "code_postal",
    "libelleCommune": "libelle_commune",
    "codeCommune": "commune",
}


def routes(world: World) -> dict[str, Answer]:
    """Units and establishments of the world, below the interface's base."""
    units = {text_of(unit, "siren"): unit for unit in world.units}

    def unit(asked: Mapping[str, str]) -> Reply:
        found = units.get(asked["siren"])
        if found is None:
            return refusal(404, "Aucun élément trouvé")
        return Reply(status=200, body={"header": header(), "uniteLegale": unit_of(found)})

    def establishments(asked: Mapping[str, str]) -> Reply:
        field, _, number = asked.get("q", "").partition(":")
        if field != "siren":
            return refusal(400, "Erreur de syntaxe dans le paramètre q")
        unit = units.get(number)
        found = [establishment_of(place, unit) for place in places(unit)] if unit else []
        if not found:
            return refusal(404, "Aucun élément trouvé")
        cursor, size = asked.get("curseur", "*"), int(asked.get("nombre", "20"))
        start = 0 if cursor == "*" else int(cursor)
        end = start + size
        following = str(end) if end < len(found) else cursor
        told = header(total=len(found), curseur=cursor, curseurSuivant=following)
        return Reply(status=200, body={"header": told, "etablissements": [*found[start:end]]})

    return {"/siren/{siren}": unit, "/siret": establishments}


def refusal(status: int, message: str) -> Reply:
    """An answer that is none."""
    return Reply(status=status, body={"header": {"statut": status, "message": message}})


def header(**more: Json) -> Payload:
    """The head of every answer."""
    return {"statut": 200, "message": "OK", **more}


def shown(fields: Payload) -> Payload:
    """Null values left out, and masks as INSEE writes them."""
    return {k: MASK if v == MASKED_ELSEWHERE else v for k, v in fields.items() if v is not None}


def unit_of(unit: Payload) -> Payload:
    """A legal unit with one period: the one that runs."""
    trader = next(iter(objects_of(unit, "dirigeants")), {})
    person = trader if text_of(unit, "nature_juridique") == SOLE_TRADER else {}
    usage, _, birth = (text_of(person, "nom") or "").partition(" (")
    given = (text_of(person, "prenoms") or "").split(" ")
    period: Payload = {
        "dateDebut": unit["date_fermeture"] or unit["date_creation"],
        "etatAdministratifUniteLegale": unit["etat_administratif"],
        "nomUniteLegale": birth.rstrip(")") or usage or None,
        "nomUsageUniteLegale": usage if birth else None,
        "denominationUniteLegale": unit["nom_raison_sociale"],
        "categorieJuridiqueUniteLegale": unit["nature_juridique"],
        "activitePrincipaleUniteLegale": unit["activite_principale"],
        "changementEtatAdministratifUniteLegale": False,
    }
    names: Payload = {f"prenom{n}UniteLegale": name or None for n, name in enumerate(given[:4], 1)}
    return shown(
        {
            "siren": unit["siren"],
            "statutDiffusionUniteLegale": unit["statut_diffusion"] or "O",
            "dateCreationUniteLegale": unit["date_creation"],
            "sigleUniteLegale": unit["sigle"],
            "dateDernierTraitementUniteLegale": PROCESSED,
            "nombrePeriodesUniteLegale": 1,
            "periodesUniteLegale": [shown(period)],
            **names,
        }
    )


def places(unit: Payload) -> list[Payload]:
    """The establishments of a unit, and the one it left."""
    found = list(objects_of(unit, "etablissements"))
    number = text_of(unit, "siren") or ""
    if found and not crc32(number.encode()) % 4:
        street: Payload = {"numero_voie": "3", "type_voie": "RUE", "libelle_voie": "DU PUITS"}
        left: Payload = {
            "siret": siret(number, LEFT),
            "est_siege": False,
            "etat_administratif": "F",
        }
        found.append(found[0] | street | left | {"date_debut_activite": "2019-07-01"})
    return found


def establishment_of(place: Payload, unit: Payload) -> Payload:
    """An establishment as it is now."""
    address = {f"{name}Etablissement": place.get(key) for name, key in _ADDRESS.items()}
    period: Payload = {
        "dateDebut": place["date_debut_activite"],
        "etatAdministratifEtablissement": place["etat_administratif"],
        "changementEtatAdministratifEtablissement": False,
    }
    return {
        "siren": unit["siren"],
        "nic": str(place["siret"])[9:],
        "siret": place["siret"],
        "statutDiffusionEtablissement": place["statut_diffusion_etablissement"],
        "dateCreationEtablissement": place["date_creation"],
        "etablissementSiege": place["est_siege"],
        "uniteLegale": {"statutDiffusionUniteLegale": unit["statut_diffusion"] or "O"},
        "adresseEtablissement": shown(address),
        "adresse2Etablissement": {},
        "periodesEtablissement": [period],
    }
