"""Reads the parameters of a search and refuses them in the API's own words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from connectors.sandbox.directory import Asked, PersonAsked

_DEPARTEMENT = r"0[1-9]|[1-8]\d|9[0-5]|2[AB]|97[1-8]|98[4-9]"
_PLACE_FILTERS = {
    "code_postal": ("code_postal", r"\d{5}"),
    "code_commune": ("commune", r"[0-9AB]{5}"),
    "departement": ("departement", _DEPARTEMENT),
    "region": ("region", r"\d{2}"),
    "epci": ("epci", r"\d{9}"),
}
_UNIT_FILTERS = {
    "nature_juridique": r"\d{4}",
    "activite_principale": r"\d{2}\.\d{1,2}[A-Z]?",
    "section_activite_principale": r"[A-U]",
    "categorie_entreprise": r"PME|ETI|GE",
    "tranche_effectif_salarie": r"NN|\d{2}",
}
_BOOLEANS = (
    "convention_collective_renseignee", "egapro_renseignee", "est_achats_responsables",
    "est_alim_confiance", "est_association", "est_bio", "est_entrepreneur_individuel",
    "est_entrepreneur_spectacle", "est_ess", "est_finess", "est_organisme_formation",
    "est_patrimoine_vivant", "est_qualiopi", "est_rge", "est_siae", "est_administration",
    "est_societe_mission", "est_uai",
)  # fmt: skip
_INCLUDABLE = (
    "complements", "dirigeants", "finances", "matching_etablissements", "siege", "score", "tva",
)  # fmt: skip
_ADMIN_INCLUDABLE = ("etablissements", "immatriculation", "bodacc", "admin")
_FULL_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class BadRequest(Exception):
    """The API refuses the question (400); the text is what it says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """One valid question. With `number`, everything else but the parts to include is ignored."""

    asked: Asked
    number: str | None = None
    page: int = 1
    per_page: int = 10
    matching_limit: int = 10
    minimal: bool = False
    include: tuple[str, ...] = ()
    include_admin: tuple[str, ...] = ()


def parse(parameters: Mapping[str, str]) -> Search:
    """The question, or BadRequest. Parameters the API does not know are ignored, as it does."""
    given = {key: value.strip() for key, value in parameters.items() if value.strip()}
    page = _integer(given, "page", 1, 1, 1000)
    per_page = _integer(given, "per_page", 10, 1, 25)
    matching = _integer(given, "limite_matching_etablissements", 10, 1, 100)
    unit_filters = _unit_filters(given)
    place_filters = tuple(
        (field, _values(given, key, pattern))
        for key, (field, pattern) in _PLACE_FILTERS.items()
        if key in given
    )
    person = _person(given)
    minimal = _boolean(given, "minimal") or False
    include = _listed(given, "include", _INCLUDABLE)
    include_admin = _listed(given, "include_admin", _ADMIN_INCLUDABLE)
    if page * per_page > 10_000:
        raise BadRequest(
            "Le nombre total de résultats est restreint à 10 000. Pour garantir cela, le produit du "
            "numéro de page (par défaut, page = 1) et du nombre de résultats par page (par défaut, "
            "per_page = 10), c'est-à-dire `page * per_page`, ne doit pas excéder 10 000."
        )
    if include and not minimal:
        raise BadRequest(
            "Veuillez indiquer si vous souhaitez une réponse minimale avec le filtre `minimal=True`` "
            "avant de préciser les champs à inclure."
        )
    words = given.get("q")
    filtered = bool(unit_filters or place_filters or person.kind or not person.is_empty)
    if not words and not filtered:
        raise BadRequest("Veuillez indiquer au moins un paramètre de recherche.")
    if words and len(words) < 3 and not filtered:
        raise BadRequest(
            "3 caractères minimum pour les termes de la requête (ou utilisez au moins un filtre)"
        )
    number = re.sub(r"\s", "", words or "")
    return Search(
        asked=Asked(
            words=words, person=person, unit_filters=unit_filters, place_filters=place_filters
        ),
        number=number if re.fullmatch(r"\d{9}|\d{14}", number) else None,
        page=page,
        per_page=per_page,
        matching_limit=matching,
        minimal=minimal,
        include=include,
        include_admin=include_admin,
    )


def _person(given: Mapping[str, str]) -> PersonAsked:
    born_from = _date(given, "date_naissance_personne_min")
    born_to = _date(given, "date_naissance_personne_max")
    if born_from and born_to and born_to < born_from:
        raise BadRequest("Veuillez indiquer une date minimale inférieure à la date maximale.")
    kind = given.get("type_personne", "").upper() or None
    if kind not in (None, "DIRIGEANT", "ELU"):
        raise BadRequest(
            "Le paramètre `type_personne` doit prendre une des valeurs suivantes "
            "['ELU', 'DIRIGEANT']."
        )
    return PersonAsked(
        surname=_name(given, "nom_personne"),
        given=_name(given, "prenoms_personne"),
        born_from=born_from,
        born_to=born_to,
        kind=kind,
    )


def _name(given: Mapping[str, str], key: str) -> str | None:
    value = given.get(key)
    return value.replace("-", " ").lower() if value else None


def _unit_filters(given: Mapping[str, str]) -> tuple[tuple[str, frozenset[str]], ...]:
    filters = [
        (key, _values(given, key, pattern))
        for key, pattern in _UNIT_FILTERS.items()
        if key in given
    ]
    if "etat_administratif" in given:
        state = given["etat_administratif"].upper()
        if state not in ("A", "C"):
            raise BadRequest(
                "Le paramètre `etat_administratif` doit prendre une des valeurs suivantes "
                "['A', 'C']."
            )
        filters.append(("etat_administratif", frozenset({state})))
    for key in _BOOLEANS:
        wanted = _boolean(given, key)
        if wanted is not None:
            filters.append((key, frozenset({str(wanted).lower()})))
    return tuple(filters)


def _values(given: Mapping[str, str], key: str, pattern: str) -> frozenset[str]:
    values = [value.strip().upper() for value in given[key].split(",")]
    if not all(re.fullmatch(pattern, value) for value in values):
        raise BadRequest(f"Au moins une valeur du paramètre {key} est non valide.")
    return frozenset(values)


def _integer(given: Mapping[str, str], key: str, default: int, low: int, high: int) -> int:
    if key not in given:
        return default
    try:
        value = int(given[key])
    except ValueError:
        raise BadRequest(f"Veuillez indiquer un paramètre `{key}` entier.") from None
    if not low <= value <= high:
        raise BadRequest(
            f"Veuillez indiquer un paramètre `{key}` entre `{low}` et `{high}`, "
            f"par défaut `{default}`."
        )
    return value


def _boolean(given: Mapping[str, str], key: str) -> bool | None:
    value = given.get(key)
    if value is None:
        return None
    if value.upper() not in ("TRUE", "FALSE"):
        raise BadRequest(f"{key} doit prendre la valeur 'true' ou 'false' !")
    return value.upper() == "TRUE"


def _date(given: Mapping[str, str], key: str) -> date | None:
    value = given.get(key)
    if value is None:
        return None
    try:
        if not _FULL_DATE.fullmatch(value):
            raise ValueError
        return date.fromisoformat(value)
    except ValueError:
        raise BadRequest(
            "Veuillez indiquer une date sous le format : aaaa-mm-jj. Exemple : '1990-01-02'"
        ) from None


def _listed(given: Mapping[str, str], key: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
    values = tuple(v.strip().lower() for v in given.get(key, "").split(",") if v.strip())
    if any(value not in allowed for value in values):
        raise BadRequest(
            f"Au moins un champ à inclure est non valide. Les champs valides : {list(allowed)}."
        )
    return values
