"""Writes a notice as the open data set answers it: every column, and JSON strings inside JSON."""

from __future__ import annotations

import json

from connectors.sandbox.model import Company, Json, NaturalDirector, Notice, Payload
from connectors.sandbox.places import commune_of
from connectors.sandbox.practitioners import readable_line
from connectors.sandbox.vocabulary import ACTIVITY_LABELS, form_of

BLOBS = (
    "listepersonnes", "listeetablissements", "jugement", "acte", "modificationsgenerales",
    "radiationaurcs", "depot", "listeprecedentexploitant", "listeprecedentproprietaire", "divers",
)  # fmt: skip
_FAMILY_LABELS = {
    "collective": "Procédures collectives",
    "radiation": "Radiations",
    "dpc": "Dépôts des comptes",
    "creation": "Créations",
    "vente": "Ventes et cessions",
    "modification": "Modifications diverses",
    "immatriculation": "Immatriculations",
    "conciliation": "Procédures de conciliation",
}
FAMILIES = frozenset(_FAMILY_LABELS)
_KIND_LABELS = {
    "annonce": "Avis initial",
    "rectificatif": "Avis rectificatif",
    "annulation": "Avis d'annulation",
}


def notice_record(notice: Notice, company: Company) -> Payload:
    """One record of `annonces-commerciales`."""
    place = commune_of(company.seat.commune)
    registre: list[Json] = []
    for siren in (notice.siren, *notice.also):
        registre += [siren, spaced(siren)]
    blobs: Payload = dict.fromkeys(BLOBS)
    return {
        "id": notice.id,
        "publicationavis": notice.letter,
        "publicationavis_facette": f"Bodacc {notice.letter}",
        "parution": notice.issue,
        "dateparution": notice.published.isoformat(),
        "numeroannonce": notice.number,
        "typeavis": notice.kind,
        "typeavis_lib": _KIND_LABELS[notice.kind],
        "familleavis": notice.family,
        "familleavis_lib": _FAMILY_LABELS[notice.family],
        "numerodepartement": place.departement,
        "departement_nom_officiel": place.departement_name,
        "region_code": int(place.region),
        "region_nom_officiel": place.region_name,
        "tribunal": notice.court,
        "commercant": _trader(company),
        "ville": place.city,
        "registre": None if notice.trades_register else registre,
        "cp": place.postcode,
        "pdf_parution_subfolder": 0,
        "ispdf_unitaire": "oui",
        **blobs,
        "listepersonnes": _persons(notice, company),
        notice.field: notice.blob,
        "parutionavisprecedent": notice.previous,
        "url_complete": (
            "https://www.bodacc.fr/pages/annonces-commerciales-detail/?q.id=id:" + notice.id
        ),
    }


def spaced(siren: str) -> str:
    """A SIREN in groups of three, the other way `registre` writes it."""
    return f"{siren[:3]} {siren[3:6]} {siren[6:]}"


def _trader(company: Company) -> str:
    director = company.directors[0] if company.directors else None
    if company.is_sole_trader and isinstance(director, NaturalDirector):
        return f"{director.surname}, {director.given.title()}"
    return company.name


def _persons(notice: Notice, company: Company) -> str:
    """One person is an object; several (a sale names its parties) are a list."""
    person = _person(company)
    if notice.trades_register:
        del person["numeroImmatriculation"]
        person["inscriptionRM"] = {
            "numeroIdentificationRM": spaced(company.siren),
            "codeRM": "RM",
            "numeroDepartement": commune_of(company.seat.commune).departement,
        }
    if not notice.also:
        return json.dumps({"personne": person}, ensure_ascii=False)
    others: list[Json] = [
        {"typePersonne": "pm", "numeroImmatriculation": {"numeroIdentification": spaced(each)}}
        for each in notice.also
    ]
    return json.dumps({"personne": [person, *others]}, ensure_ascii=False)


def _person(company: Company) -> Payload:
    place = commune_of(company.seat.commune)
    words = readable_line(company.seat).split(" ")
    has_number = words[0].isdigit()
    street = words[2 if len(words) > 1 and words[1] == "bis" else 1 :] if has_number else words
    address: Payload = {
        "numeroVoie": words[0] if has_number else None,
        "typeVoie": street[0],
        "nomVoie": " ".join(street[1:]),
        "codePostal": place.postcode,
        "ville": place.city,
    }
    number: Payload = {
        "numeroIdentification": spaced(company.siren),
        "codeRCS": "RCS",
        "nomGreffeImmat": place.city,
    }
    director = company.directors[0] if company.directors else None
    if company.is_sole_trader and isinstance(director, NaturalDirector):
        return {
            "typePersonne": "pp",
            "nom": director.surname,
            "prenom": director.given.title(),
            "numeroImmatriculation": number,
            "activite": ACTIVITY_LABELS[company.activity],
            "adresseSiegeSocial": address,
        }
    return {
        "typePersonne": "pm",
        "numeroImmatriculation": number,
        "denomination": company.name,
        "formeJuridique": form_of(company.form).label,
        "activite": ACTIVITY_LABELS[company.activity],
        "adresseSiegeSocial": address,
    }
