"""The contract of INPI's RNE: a login that gives a token, companies by number, 404 for one it has not.

It is sent to everybody who logged in, those who opposed diffusion too: the caller must filter.
"""

from __future__ import annotations

from collections.abc import Mapping
from zlib import crc32

from connectors.sandbox.identifiers import siret
from connectors.sandbox.model import SOLE_TRADER, Json, Payload, object_of, objects_of, text_of
from connectors.sandbox.reply import Answer, Reply
from connectors.sandbox.world import World

SOURCE = "fr.inpi_rne"
ROLES = {
    "Gérant": "30",
    "Président de SAS": "73",
    "Directeur Général": "53",
    "Administrateur": "65",
}
OTHER = "99"
FORMER: Payload = {
    "typeDePersonne": "INDIVIDU",
    "roleEntreprise": "30",
    "mentionDemissionOrdre": True,
    "dateMentionDemissionOrdre": "2021-09-30",
    "individu": {
        "descriptionPersonne": {
            "nom": "QUERRIEN",
            "prenoms": ["SOLANGE"],
            "dateDeNaissance": "1958-02",
        }
    },
}


def routes(world: World) -> dict[str, Answer]:
    """The login and the companies, below the register's base."""
    units = {text_of(unit, "siren"): unit for unit in world.units}

    def login(asked: Mapping[str, str]) -> Reply:
        if not asked.get("username") or not asked.get("password"):
            return refusal(401, "unauthorized", "Identifiants invalides.")
        return Reply(status=200, body={"token": "fictive", "user": {"roles": ["ROLE_API"]}})

    def company(asked: Mapping[str, str]) -> Reply:
        unit = units.get(asked["siren"])
        if unit is None or unit["nature_juridique"] is None:
            problem = "Impossible de trouver la ressource demandée"
            return refusal(404, "company_not_found", problem)
        return Reply(status=200, body=company_of(unit))

    return {"/api/sso/login": login, "/api/companies/{siren}": company}


def refusal(status: int, error: str, message: str) -> Reply:
    """An error as the register writes it."""
    return Reply(status=status, body={"code": str(status), "errorCode": error, "message": message})


def company_of(unit: Payload) -> Payload:
    """A unit of the world, as it was last filed."""
    form, trades = (
        text_of(unit, "nature_juridique"),
        text_of(unit, "nature_juridique") == SOLE_TRADER,
    )
    seat, closed = object_of(unit, "siege"), unit["date_fermeture"]
    naming: Payload = {
        "siren": unit["siren"],
        "denomination": unit["nom_raison_sociale"],
        "formeJuridique": form,
        "nicSiege": (text_of(seat, "siret") or siret(str(unit["siren"]), 1))[9:],
        "dateImmat": unit["date_creation"],
    }
    people = [power_of(each) for each in objects_of(unit, "dirigeants")]
    identity: Payload = {"entreprise": naming}
    if trades and people:
        identity["entrepreneur"] = people[0].get("individu")
    elif not crc32(str(unit["siren"]).encode()) % 4:
        people.append(FORMER)
    body: Payload = {
        "identite": identity,
        "adresseEntreprise": {"adresse": address_of(seat)},
        "composition": {"pouvoirs": [] if trades else [*people]},
        "beneficiairesEffectifs": [],
    }
    if closed:
        body["detailCessationEntreprise"] = {"dateRadiation": closed, "dateEffet": closed}
    return {
        "siren": unit["siren"],
        "updatedAt": "2026-06-15T13:01:57+02:00",
        "formality": {
            "siren": unit["siren"],
            "typePersonne": "P" if trades else "M",
            "formeJuridique": form,
            "diffusionCommerciale": unit["statut_diffusion"] != "P",
            "content": {"personnePhysique" if trades else "personneMorale": body},
        },
    }


def power_of(director: Payload) -> Payload:
    """A director of the world, with the power he holds."""
    label = text_of(director, "qualite")
    role: Payload = {
        "roleEntreprise": ROLES.get(label or "", OTHER),
        "libelleRoleEntreprise": label,
    }
    if director["type_dirigeant"] == "personne morale":
        held: Json = {"siren": director["siren"], "denomination": director["denomination"]}
        return {"typeDePersonne": "ENTREPRISE", "entreprise": held, **role}
    usage, _, birth = (text_of(director, "nom") or "").partition(" (")
    person: Payload = {
        "nom": birth.rstrip(")") or usage,
        "nomUsage": usage if birth else None,
        "prenoms": [*(text_of(director, "prenoms") or "").split(" ")],
        "dateDeNaissance": director["date_de_naissance"],
    }
    return {"typeDePersonne": "INDIVIDU", "individu": {"descriptionPersonne": person}, **role}


def address_of(seat: Payload) -> Payload:
    """A registered office."""
    return {
        "codePays": "FRA",
        "codePostal": seat.get("code_postal"),
        "commune": seat.get("libelle_commune"),
        "typeVoie": seat.get("type_voie"),
        "voie": seat.get("libelle_voie"),
        "numVoie": seat.get("numero_voie"),
        "indiceRepetition": seat.get("indice_repetition"),
    }
