"""The shape of a legal unit as the API Recherche d'entreprises returns it. Everything may be null."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import StringConstraints

from connectors.base import Payload

Siren = Annotated[str, StringConstraints(pattern=r"^[0-9]{9}$")]
"""Nine digits: what a unit is known by. Anything else would make several units one."""


class Director(Payload):
    """A director: a natural person (names, birth month) or a legal person (SIREN, name)."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"nationalite"})

    type_dirigeant: str | None = None
    qualite: str | None = None
    nom: str | None = None
    prenoms: str | None = None
    date_de_naissance: str | None = None
    annee_de_naissance: str | None = None
    siren: str | None = None
    denomination: str | None = None

    @property
    def is_legal_person(self) -> bool:
        """Whether the director is a company; an unstated type is read from the fields present."""
        if self.type_dirigeant is not None:
            return "morale" in self.type_dirigeant.lower()
        return self.nom is None and (self.denomination is not None or self.siren is not None)


class Seat(Payload):
    """The registered office. `statut_diffusion_etablissement` masks it on its own."""

    DROPPED: ClassVar[frozenset[str]] = frozenset(
        {
            "activite_principale",
            "activite_principale_naf25",
            "activite_principale_registre_metier",
            "annee_tranche_effectif_salarie",
            "caractere_employeur",
            "cedex",
            "commune",
            "complement_adresse",
            "coordonnees",
            "date_creation",
            "date_debut_activite",
            "date_fermeture",
            "date_mise_a_jour",
            "date_mise_a_jour_insee",
            "departement",
            "dernier_numero_voie",
            "distribution_speciale",
            "epci",
            "est_siege",
            "etat_administratif",
            "geo_adresse",
            "geo_id",
            "indice_repetition",
            "latitude",
            "libelle_cedex",
            "libelle_pays_etranger",
            "libelle_voie",
            "liste_enseignes",
            "liste_finess",
            "liste_id_bio",
            "liste_id_organisme_formation",
            "liste_idcc",
            "liste_rge",
            "liste_uai",
            "longitude",
            "numero_voie",
            "region",
            "tranche_effectif_salarie",
            "type_voie",
        }
    )

    siret: str | None = None
    adresse: str | None = None
    code_postal: str | None = None
    libelle_commune: str | None = None
    libelle_commune_etranger: str | None = None
    code_pays_etranger: str | None = None
    nom_commercial: str | None = None
    statut_diffusion_etablissement: str | None = None


class LegalUnit(Payload):
    """One legal unit. The fields without default must be present, though they may be null:

    without them it cannot be known whom the unit is about or whether it is masked.
    """

    DROPPED: ClassVar[frozenset[str]] = frozenset(
        {
            "activite_principale",
            "activite_principale_naf25",
            "admin",
            "annee_categorie_entreprise",
            "annee_tranche_effectif_salarie",
            "bodacc",  # a digest; the notices themselves are read from BODACC
            "caractere_employeur",
            "categorie_entreprise",
            "complements",  # elected members and labels: not what locates a debtor
            "date_mise_a_jour",  # wrongly shared by many units: no proof of freshness
            "date_mise_a_jour_insee",
            "date_mise_a_jour_rne",
            "etablissements",
            "finances",
            "immatriculation",
            "matching_etablissements",
            "nombre_etablissements",
            "nombre_etablissements_ouverts",
            "score",
            "section_activite_principale",
            "slug",
            "tranche_effectif_salarie",
            "tva",
        }
    )

    siren: Siren
    nom_complet: str | None
    nature_juridique: str | None
    etat_administratif: str | None
    statut_diffusion: str | None
    siege: Seat | None
    dirigeants: list[Director] | None
    nom_raison_sociale: str | None = None
    sigle: str | None = None
    date_creation: str | None = None
    date_fermeture: str | None = None

    @property
    def is_partial(self) -> bool:
        """Whether the unit opposed the diffusion of its data (C. com. art. A123-96)."""
        return self.statut_diffusion not in (None, "O")


class SearchPage(Payload):
    """One page of answers. `total_results` is an estimate: nothing may be concluded from it."""

    DROPPED: ClassVar[frozenset[str]] = frozenset(
        {"total_results", "page", "per_page", "total_pages"}
    )

    results: list[LegalUnit]
