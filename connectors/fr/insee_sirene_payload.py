"""The shape of legal units and establishments as INSEE's API Sirene 3.11 returns them.

INSEE ends each name with what it is about; the ends are left out here. Null values are asked to be
left out too, so that nearly everything may be missing.
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import ConfigDict, Field
from pydantic.alias_generators import to_camel

from connectors.base import Payload
from connectors.fr.recherche_entreprises_payload import Siren

OPEN = "O"
"""The only diffusion status that lets anything personal be kept; P is partial, N was its forerunner."""


def named(suffix: str, names: str) -> frozenset[str]:
    """Field names as INSEE makes them: each word followed by what it is about."""
    return frozenset(name + suffix for name in names.split())


def of_unit(name: str) -> str:
    """The name INSEE gives to a field about a legal unit."""
    return to_camel(name) + "UniteLegale"


def of_establishment(name: str) -> str:
    """The name INSEE gives to a field about an establishment."""
    return to_camel(name) + "Etablissement"


class UnitPeriod(Payload):
    """A unit's names, form and state between two days; without `end`, now."""

    model_config = ConfigDict(alias_generator=of_unit)
    DROPPED: ClassVar[frozenset[str]] = named(
        "UniteLegale",
        "activitePrincipale activitePrincipaleNAF25 nomenclatureActivitePrincipale "
        "caractereEmployeur economieSocialeSolidaire societeMission nicSiege "
        "changementActivitePrincipale changementCaractereEmployeur changementCategorieJuridique "
        "changementDenomination changementDenominationUsuelle changementEconomieSocialeSolidaire "
        "changementEtatAdministratif changementNicSiege changementNom changementNomUsage "
        "changementSocieteMission",
    )

    start: str | None = Field(None, alias="dateDebut")
    end: str | None = Field(None, alias="dateFin")
    etat_administratif: str | None = None
    nom: str | None = None
    nom_usage: str | None = None
    denomination: str | None = None
    denomination_usuelle1: str | None = None
    denomination_usuelle2: str | None = None
    denomination_usuelle3: str | None = None
    categorie_juridique: str | None = None


class Unit(Payload):
    """A legal unit and its periods. One of status N has its number, status and date, nothing else."""

    model_config = ConfigDict(alias_generator=of_unit)
    DROPPED: ClassVar[frozenset[str]] = named(
        "UniteLegale",
        "sexe pseudonyme identifiantAssociation trancheEffectifs anneeEffectifs "
        "dateDernierTraitement nombrePeriodes unitePurgee activitePrincipaleNAF25",
    ) | {"categorieEntreprise", "anneeCategorieEntreprise"}

    siren: Siren = Field(alias="siren")
    statut_diffusion: str
    date_creation: str | None = None
    sigle: str | None = None
    prenom1: str | None = None
    prenom2: str | None = None
    prenom3: str | None = None
    prenom4: str | None = None
    prenom_usuel: str | None = None
    periodes: list[UnitPeriod] = Field(default_factory=list)


class Place(Payload):
    """An establishment's address. A masked part is "[ND]"."""

    model_config = ConfigDict(alias_generator=of_establishment)
    DROPPED: ClassVar[frozenset[str]] = named(
        "Etablissement",
        "codeCommune codeCedex libelleCedex libellePaysEtranger identifiantAdresse "
        "dernierNumeroVoie indiceRepetitionDernierNumeroVoie coordonneeLambertAbscisse "
        "coordonneeLambertOrdonnee",
    )

    complement_adresse: str | None = None
    numero_voie: str | None = None
    indice_repetition: str | None = None
    type_voie: str | None = None
    libelle_voie: str | None = None
    distribution_speciale: str | None = None
    code_postal: str | None = None
    libelle_commune: str | None = None
    libelle_commune_etranger: str | None = None
    code_pays_etranger: str | None = None


class EstablishmentPeriod(Payload):
    """Whether an establishment was open, and its signs, between two days; without `end`, now."""

    model_config = ConfigDict(alias_generator=of_establishment)
    DROPPED: ClassVar[frozenset[str]] = named(
        "Etablissement",
        "activitePrincipale activitePrincipaleNAF25 nomenclatureActivitePrincipale "
        "caractereEmployeur enseigne2 enseigne3 changementActivitePrincipale "
        "changementCaractereEmployeur changementDenominationUsuelle changementEnseigne "
        "changementEtatAdministratif",
    )

    start: str | None = Field(None, alias="dateDebut")
    end: str | None = Field(None, alias="dateFin")
    etat_administratif: str | None = None
    enseigne1: str | None = None
    denomination_usuelle: str | None = None


class UnitOfEstablishment(Payload):
    """The unit as each of its establishments repeats it: only its diffusion status is read."""

    model_config = ConfigDict(alias_generator=of_unit)
    DROPPED: ClassVar[frozenset[str]] = (
        named(
            "UniteLegale",
            "etatAdministratif dateCreation categorieJuridique denomination sigle "
            "denominationUsuelle1 denominationUsuelle2 denominationUsuelle3 nom nomUsage prenom1 "
            "prenom2 prenom3 prenom4 prenomUsuel",
        )
        | UnitPeriod.DROPPED
        | Unit.DROPPED
    )

    statut_diffusion: str | None = None


class Establishment(Payload):
    """An establishment. Its address never changes: a move closes it and opens another."""

    model_config = ConfigDict(alias_generator=of_establishment)
    DROPPED: ClassVar[frozenset[str]] = named(
        "Etablissement",
        "trancheEffectifs anneeEffectifs activitePrincipaleRegistreMetiers dateDernierTraitement "
        "nombrePeriodes activitePrincipaleNAF25 adresse2",
    ) | {"nic"}

    siren: Siren = Field(alias="siren")
    siret: str = Field(alias="siret")
    statut_diffusion: str
    date_creation: str | None = None
    is_seat: bool | None = Field(None, alias="etablissementSiege")
    unit: UnitOfEstablishment | None = Field(None, alias="uniteLegale")
    adresse: Place | None = None
    periodes: list[EstablishmentPeriod] = Field(default_factory=list)


class Header(Payload):
    """Where a page stands. A next cursor equal to the one asked is the last page's."""

    DROPPED: ClassVar[frozenset[str]] = frozenset(
        {"statut", "message", "total", "debut", "nombre", "curseur"}
    )

    following: str | None = Field(None, alias="curseurSuivant")


class UnitAnswer(Payload):
    """The unit of one number."""

    header: Header
    unit: Unit = Field(alias="uniteLegale")


class EstablishmentPage(Payload):
    """One page of establishments."""

    header: Header
    establishments: list[Establishment] = Field(alias="etablissements")
