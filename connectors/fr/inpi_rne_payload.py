"""The shape of a company in INPI's Registre national des entreprises (RNE), and of its login.

Beneficial owners, homes and birth days never get past this module: the first two are dropped whole,
a birth date is cut to its month.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel

from connectors.base import Payload
from connectors.fr.recherche_entreprises_payload import Siren


def month(day: object) -> object:
    """A birth date without its day."""
    return day[:7] if isinstance(day, str) else day


def known(names: str) -> frozenset[str]:
    """Names of fields that are known and not kept."""
    return frozenset(names.split())


BirthMonth = Annotated[str, BeforeValidator(month)]


class RnePayload(Payload):
    """An object of the register, whose names are in camel case."""

    model_config = ConfigDict(alias_generator=to_camel)


class Login(RnePayload):
    """The answer to a login. The user it describes is the house's own account."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"user"})

    token: str


class Description(RnePayload):
    """Who a person is: names and birth month."""

    DROPPED: ClassVar[frozenset[str]] = known(
        "codeInseeGeographique codeInseeGeographiquePresent codeNationalite codePostalNaissance "
        "codePostalNaissancePresent dateDeNaissancePresent dateEffetRoleDeclarantPresent formeSociale "
        "genre genrePresent indicateurDeNonSedentarite indicateurDeNonSedentaritePresent "
        "lieuDeNaissance lieuDeNaissancePresent nationalite nicSiege numeroSecu optionRgpd "
        "paysNaissance paysNaissancePresent pseudonyme qualiteDeNonSedentarite "
        "qualiteDeNonSedentaritePresent siren sirenPresent situationMatrimoniale "
        "situationMatrimonialePresent statutVisAVisFormalite titre titrePresent"
    )

    nom: str | None = None
    nom_usage: str | None = None
    prenoms: list[str] = Field(default_factory=list)
    date_de_naissance: BirthMonth | None = None
    role: str | None = None
    date_effet_role_declarant: str | None = None


class Individual(RnePayload):
    """A natural person. Where they live is dropped, whether or not they asked to hide it."""

    DROPPED: ClassVar[frozenset[str]] = frozenset(
        {"adresseDomicile", "conjoint", "indicateurActifAgricole", "qualiteArtisan", "volet"}
    )

    description_personne: Description | None = None


class Holder(RnePayload):
    """A legal person that holds a power."""

    DROPPED: ClassVar[frozenset[str]] = known(
        "autreIdentifiantEtranger codePays entrepriseRdd entrepriseValidated formeJuridique "
        "lieuRegistre nicSiege nomCommercial pays"
    )

    siren: str | None = None
    denomination: str | None = None
    role_entreprise: str | None = None


class Power(RnePayload):
    """A power in a company: who holds it, as what, and whether they still do."""

    DROPPED: ClassVar[frozenset[str]] = known(
        "adresseEntreprise beneficiaireEffectif indicateurActifAgricole "
        "indicateurSecondRoleEntreprise libelleSecondRoleEntreprise metierArt qualiteArtisan "
        "representant representantId secondRoleEntreprise"
    )

    type_de_personne: str | None = None
    role_entreprise: str | None = None
    autre_role_entreprise: str | None = None
    libelle_role_entreprise: str | None = None
    actif: bool | None = None
    mention_demission_ordre: bool | None = None
    date_mention_demission_ordre: str | None = None
    individu: Individual | None = None
    entreprise: Holder | None = None


class Composition(RnePayload):
    """Who holds powers in a company."""

    pouvoirs: list[Power] = Field(default_factory=list)


class Naming(RnePayload):
    """How a company is called, and since when it is registered."""

    DROPPED: ClassVar[frozenset[str]] = known(
        "codeApe dateDebutActiv effectifSalarie indicateurAssocieUnique nombreSalarie siren "
        "formeJuridiqueInsee pays"
    )

    denomination: str | None = None
    sigle: str | None = None
    nom_commercial: str | None = None
    forme_juridique: str | None = None
    nic_siege: str | None = None
    date_immat: str | None = None
    date_rad: str | None = None


class Identity(RnePayload):
    """A company's names, or the person behind it."""

    DROPPED: ClassVar[frozenset[str]] = frozenset(
        {"description", "entreprisesIntervenant", "nomsDeDomaine"}
    )

    entreprise: Naming | None = None
    entrepreneur: Individual | None = None


class Address(RnePayload):
    """A postal address."""

    DROPPED: ClassVar[frozenset[str]] = known(
        "caracteristiques codeInseeCommune communeAncienne datePriseEffetAdresse pays roleAdresse "
        "voieCodifiee"
    )

    complement_localisation: str | None = None
    num_voie: str | None = None
    indice_repetition: str | None = None
    type_voie: str | None = None
    voie: str | None = None
    distribution_speciale: str | None = None
    code_postal: str | None = None
    commune: str | None = None
    code_pays: str | None = None


class Seat(RnePayload):
    """The registered office."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"caracteristiques", "entrepriseDomiciliataire"})

    adresse: Address | None = None


class Observation(RnePayload):
    """An observation of a registry. Its text says anything about anyone: it is dropped."""

    DROPPED: ClassVar[frozenset[str]] = known(
        "dateAjout dateDerModif dateEffet dateGreffe idObservation numGreffe numObservation texte "
        "numeroOrdreRCS"
    )

    etat_obs: str | None = None


class Observations(RnePayload):
    """Observations by the register they come from."""

    rcs: list[Observation] = Field(default_factory=list)


class Cessation(RnePayload):
    """When a company ceased, and was struck off."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"dateEffet", "motifCessation"})

    date_cessation_totale_activite: str | None = None
    date_radiation: str | None = None


class Body(RnePayload):
    """A legal person, a sole trader or a farm: the register gives the three one shape."""

    DROPPED: ClassVar[frozenset[str]] = known(
        "autresEtablissements beneficiairesEffectifs detailCessationEtablissement "
        "etablissementPrincipal optionsFiscales registreAnterieur structureEntreprise voletFiscal "
        "voletSocial optionJQPA contratsEtMandats adresseCorrespondance adresseEntrepreneur"
    )

    identite: Identity | None = None
    adresse_entreprise: Seat | None = None
    composition: Composition | None = None
    observations: Observations | None = None
    detail_cessation_entreprise: Cessation | None = None


class Creation(RnePayload):
    """How a company began."""

    DROPPED: ClassVar[frozenset[str]] = known(
        "eirl entrepriseAgricole etablieEnFrance formeJuridiqueInsee microEntreprise "
        "relieeEntrepriseAgricole salarieEnFrance societeEtrangere typeExploitation"
    )

    date_creation: str | None = None
    forme_juridique: str | None = None


class Office(RnePayload):
    """An inscription made by an authority of its own motion. Its text is dropped too."""

    DROPPED: ClassVar[frozenset[str]] = frozenset(
        {"dateEffet", "observationComplementaire", "partnerCenter", "partnerCode"}
    )


class Content(RnePayload):
    """One of the three bodies, and how it began."""

    DROPPED: ClassVar[frozenset[str]] = known(
        "formeExerciceActivitePrincipale natureCessationEntreprise piecesJointes registreAnterieur "
        "succursaleOuFiliale evenementCessation natureCessation"
    )

    personne_morale: Body | None = None
    personne_physique: Body | None = None
    exploitation: Body | None = None
    nature_creation: Creation | None = None
    inscriptions_offices: list[Office] = Field(default_factory=list)


class Formality(RnePayload):
    """What was last filed, and whether its subject opposed the use of it."""

    DROPPED: ClassVar[frozenset[str]] = known(
        "codeAPE companyName created evenementCessation historique indicateurPoursuiteCessation "
        "natureCessation siren succursaleOuFiliale typePersonne updated"
    )

    content: Content
    forme_juridique: str | None = None
    diffusion_commerciale: bool | str | None = None
    diffusion_insee: bool | str | None = Field(None, alias="diffusionINSEE")


class Company(RnePayload):
    """One company of the register."""

    DROPPED: ClassVar[frozenset[str]] = known(
        "createdAt id nombreEtablissementsOuverts nombreRepresentantsActifs origin updatedAt"
    )

    siren: Siren
    formality: Formality
