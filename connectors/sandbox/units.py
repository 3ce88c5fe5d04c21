"""Writes a company as the search API answers it, key for key, masked or blank where it must be."""

from __future__ import annotations

import math
from zlib import crc32

from connectors.sandbox.identifiers import siret
from connectors.sandbox.model import (
    Company,
    Director,
    Json,
    NaturalDirector,
    Payload,
)
from connectors.sandbox.places import Address, commune_of
from connectors.sandbox.vocabulary import SECTIONS

MASK = "[NON-DIFFUSIBLE]"
UPDATED = "2026-10-30T09:13:41"
SHARED_WRONG_UPDATE = "2024-05-19T17:01:20"  # many units bear it; it proves no freshness

_MASKED_IN_ESTABLISHMENT = (
    "adresse", "cedex", "code_postal", "complement_adresse", "coordonnees",
    "distribution_speciale", "indice_repetition", "latitude", "libelle_cedex", "libelle_voie",
    "longitude", "nom_commercial", "numero_voie", "dernier_numero_voie", "type_voie",
)  # fmt: skip
_MATCHING_KEYS = (
    "activite_principale", "activite_principale_naf25", "ancien_siege",
    "annee_tranche_effectif_salarie", "adresse", "caractere_employeur", "code_postal", "commune",
    "date_creation", "date_debut_activite", "date_fermeture", "epci", "est_siege",
    "etat_administratif", "geo_id", "latitude", "libelle_commune", "liste_enseignes",
    "liste_finess", "liste_id_bio", "liste_idcc", "liste_id_organisme_formation", "liste_rge",
    "liste_uai", "longitude", "nom_commercial", "region", "siret",
    "statut_diffusion_etablissement", "tranche_effectif_salarie",
)  # fmt: skip
_FALSE_COMPLEMENTS = (
    "est_achats_responsables", "est_alim_confiance", "est_association", "est_avocat", "est_bio",
    "est_entrepreneur_individuel", "est_entrepreneur_spectacle", "est_ess", "est_finess",
    "est_organisme_formation", "est_qualiopi",
)  # fmt: skip


def unit_payload(company: Company) -> Payload:
    """The whole unit, every optional part included; the API drops what was not asked for.

    The extra key `etablissements` holds all establishments in the order of their numbers.
    """
    trader = company.directors[0] if company.is_sole_trader and company.directors else None
    name = _full_name(company, trader)
    blank = company.blank
    establishments = [] if blank else [_establishment(company, n) for n in range(_count(company))]
    is_open = company.closed is None
    payload: Payload = {
        "siren": company.siren,
        "nom_complet": None if blank else name,
        "nom_raison_sociale": None if blank or trader else company.name,
        "sigle": company.acronym,
        "nombre_etablissements": len(establishments),
        "nombre_etablissements_ouverts": len(establishments) if is_open else 0,
        "siege": dict(establishments[0]) if establishments else {},
        "activite_principale": company.activity or None,
        "activite_principale_naf25": None,
        "categorie_entreprise": None if blank or trader else "PME",
        "caractere_employeur": None,
        "annee_categorie_entreprise": None if blank or trader else "2023",
        "date_creation": None if blank else company.created.isoformat(),
        "date_fermeture": company.closed.isoformat() if company.closed else None,
        "date_mise_a_jour": UPDATED,
        "date_mise_a_jour_insee": None if blank else "2026-04-08T14:32:09",
        "date_mise_a_jour_rne": SHARED_WRONG_UPDATE,
        "dirigeants": [_director(each) for each in company.directors],
        "etat_administratif": None if blank else "A" if is_open else "C",
        "nature_juridique": company.form or None,
        "section_activite_principale": SECTIONS.get(company.activity),
        "tranche_effectif_salarie": None if blank else company.staff,
        "annee_tranche_effectif_salarie": None if company.staff == "NN" else "2023",
        "statut_diffusion": None if blank else "P" if company.masked else "O",
        "matching_etablissements": [],
        "etablissements": [{**each, "ancien_siege": False} for each in establishments],
        "immatriculation": _registration(company),
        "finances": None,
        "complements": _complements(company),
        "admin": {"slug": _slug(name, company.siren), "a_acces_espace_agent": False},
    }
    return _masked(payload, sole_trader=company.is_sole_trader) if company.masked else payload


def matching_establishment(establishment: Payload) -> Payload:
    """An establishment as the shorter list `matching_etablissements` shows it."""
    return {key: establishment.get(key) for key in _MATCHING_KEYS} | {
        "ancien_siege": establishment.get("ancien_siege") or False
    }


def coordinates(address: Address) -> tuple[float, float]:
    """Latitude and longitude of an invented address: always the same, never far from its commune."""
    place = commune_of(address.commune)
    street = crc32(f"{address.commune}{address.street}".encode())
    along = (int(address.number or 0) % 500) / 50_000
    angle = street % 360 * math.pi / 180
    reach = 0.006 + street % 97 / 6_000
    return (
        round(place.latitude + (reach + along) * math.sin(angle), 6),
        round(place.longitude + (reach + along) * math.cos(angle), 6),
    )


def written_address(address: Address) -> str:
    """The address on one line, as company registers write it."""
    place = commune_of(address.commune)
    parts = (address.complement, address.line, place.postcode, place.label)
    return " ".join(part for part in parts if part)


def _count(company: Company) -> int:
    return 1 + len(company.others)


def _full_name(company: Company, trader: Director | None) -> str:
    if isinstance(trader, NaturalDirector):
        return f"{trader.given.split(' ')[0]} {trader.surname}"
    return f"{company.name} ({company.acronym})" if company.acronym else company.name


def _establishment(company: Company, number: int) -> Payload:
    address = (company.seat, *company.others)[number]
    place = commune_of(address.commune)
    latitude, longitude = coordinates(address)
    closed = company.closed.isoformat() if company.closed else None
    return {
        "activite_principale": company.activity,
        "activite_principale_naf25": None,
        "activite_principale_registre_metier": None,
        "annee_tranche_effectif_salarie": None,
        "adresse": written_address(address),
        "caractere_employeur": "N" if company.staff == "NN" else "O",
        "cedex": None,
        "code_pays_etranger": None,
        "code_postal": place.postcode,
        "commune": place.code,
        "complement_adresse": address.complement,
        "coordonnees": f"{latitude},{longitude}",
        "date_creation": company.created.isoformat(),
        "date_debut_activite": closed or company.created.isoformat(),
        "date_fermeture": closed,
        "date_mise_a_jour": None,
        "date_mise_a_jour_insee": "2026-04-08T14:32:09",
        "departement": place.departement,
        "distribution_speciale": None,
        "epci": None,
        "est_siege": number == 0,
        "etat_administratif": "F" if closed else "A",
        "geo_adresse": None,
        "geo_id": None,
        "indice_repetition": address.repeat,
        "latitude": str(latitude),
        "libelle_cedex": None,
        "libelle_commune": place.label,
        "libelle_commune_etranger": None,
        "libelle_pays_etranger": None,
        "libelle_voie": address.street,
        "liste_enseignes": [company.sign] if company.sign else None,
        "liste_finess": None,
        "liste_id_bio": None,
        "liste_idcc": None,
        "liste_id_organisme_formation": None,
        "liste_rge": None,
        "liste_uai": None,
        "longitude": str(longitude),
        "nom_commercial": None,
        "numero_voie": address.number,
        "dernier_numero_voie": None,
        "region": place.region,
        "siret": siret(company.siren, number + 1),
        "statut_diffusion_etablissement": "O",
        "tranche_effectif_salarie": company.staff,
        "type_voie": address.street_type,
    }


def _director(director: Director) -> Json:
    if isinstance(director, NaturalDirector):
        month = director.birth_month
        return {
            "nom": director.surname,
            "prenoms": director.given,
            "annee_de_naissance": month[:4] if month else None,
            "date_de_naissance": month,
            "qualite": director.role,
            "nationalite": director.nationality,
            "type_dirigeant": "personne physique",
        }
    return {
        "siren": director.siren,
        "denomination": director.name,
        "qualite": director.role,
        "type_dirigeant": "personne morale",
    }


def _registration(company: Company) -> Payload:
    created = None if company.blank else company.created.isoformat()
    return {
        "date_debut_activite": created,
        "date_immatriculation": created,
        "date_radiation": company.closed.isoformat() if company.closed else None,
        "duree_personne_morale": None if company.blank or company.is_sole_trader else 99,
        "date_fin_existence": None,
        "nature_entreprise": None if company.blank else ["Commerciale"],
        "date_cloture_exercice": None if company.blank or company.is_sole_trader else "3112",
        "capital_social": None if company.blank or company.is_sole_trader else 1000,
        "capital_variable": False,
        "devise_capital": None if company.blank or company.is_sole_trader else "EUR",
        "indicateur_associe_unique": company.form == "5720",
    }


def _complements(company: Company) -> Payload:
    flags: Payload = dict.fromkeys(_FALSE_COMPLEMENTS, False)
    return {
        "collectivite_territoriale": None,
        "convention_collective_renseignee": False,
        "liste_idcc": None,
        "liste_finess_juridique": None,
        "egapro_renseignee": False,
        **flags,
        "est_association": company.form == "9220",
        "est_entrepreneur_individuel": company.is_sole_trader,
        "liste_id_organisme_formation": None,
        "est_rge": False,
        "est_siae": False,
        "est_societe_mission": False,
        "est_uai": False,
        "est_patrimoine_vivant": False,
        "bilan_ges_renseigne": False,
        "identifiant_association": None,
        "statut_entrepreneur_spectacle": None,
        "type_siae": None,
        "a_aide_minimis": False,
        "a_aide_ademe": False,
        "est_administration": False,
        "est_service_public": False,
        "est_l100_3": False,
    }


def _masked(payload: Payload, *, sole_trader: bool) -> Payload:
    """The literals of a partly diffusible unit: the commune, departement and region stay."""
    names = ("nom_complet", "nom_raison_sociale", "sigle") if sole_trader else ("sigle",)
    masked: Payload = payload | dict.fromkeys(names, MASK)
    masked["siege"] = _masked_establishment(payload["siege"])
    establishments = payload["etablissements"]
    assert isinstance(establishments, list)
    masked["etablissements"] = [_masked_establishment(each) for each in establishments]
    directors = payload["dirigeants"]
    assert isinstance(directors, list)
    masked["dirigeants"] = [_masked_director(each) for each in directors]
    masked["admin"] = {"slug": payload["siren"], "a_acces_espace_agent": False}
    return masked


def _masked_establishment(establishment: Json) -> Json:
    assert isinstance(establishment, dict)
    return (
        establishment
        | dict.fromkeys(_MASKED_IN_ESTABLISHMENT, MASK)
        | {"liste_enseignes": [MASK, MASK, MASK], "statut_diffusion_etablissement": "P"}
    )


def _masked_director(director: Json) -> Json:
    assert isinstance(director, dict)
    if director["type_dirigeant"] == "personne morale":
        return director
    shown = ("qualite", "type_dirigeant")
    return {key: value if key in shown else MASK for key, value in director.items()}


def _slug(name: str, siren: str) -> str:
    words = "".join(c if c.isalnum() else " " for c in name.lower()).split()
    return "-".join((*words, siren))
