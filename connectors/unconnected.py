"""Sources an investigator will think of and Tracer does not ask, each with what keeps it closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracer.lawful import Text
from tracer.source import Means, SourceCard, SourceKind, Visibility

CLOSED: tuple[SourceCard, ...] = (
    SourceCard(
        id="social.profiles",
        title="Public social profiles",
        publisher="the networks",
        kind=SourceKind.SOCIAL_NETWORK,
        country="",
        base_url="",
        licence="none",
        attribution="",
        terms_url="",
        terms_reviewed_on=date(2026, 11, 1),
        visibility=Visibility.EVERYONE,
        means=Means.PUBLISHED,
        login_required=False,
        fields_read=("handle", "declared name"),
        fields_dropped=(),
        personal_parameters=(),
        rate_per_second=1.0,
        ttl_seconds=0,
        intrusiveness=5,
        legal_notes=(
            "Closed unless an approved assessment opens it. Only what everyone may see without an "
            "account could ever be read (CNIL SAN-2024-020), and never by logging in."
        ),
    ),
    SourceCard(
        id="fr.rbe",
        title="Registre des bénéficiaires effectifs",
        publisher="INPI",
        kind=SourceKind.BENEFICIAL_OWNERS,
        country="FR",
        base_url="",
        licence="none",
        attribution="",
        terms_url="https://data.inpi.fr/",
        terms_reviewed_on=date(2026, 11, 1),
        visibility=Visibility.RESTRICTED,
        means=Means.LICENSED,
        login_required=True,
        fields_read=("name of the controlling person",),
        fields_dropped=(),
        personal_parameters=(),
        rate_per_second=1.0,
        ttl_seconds=0,
        intrusiveness=4,
        legal_notes=(
            "Since 31 July 2024 the register is open only to those who show a legitimate interest "
            "in fighting money laundering; recovering a debt is not one (CJEU C-37/20; CMF art. "
            "L561-46)."
        ),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Denied:
    """A source that is never connected, and why. Compliance officers look for it."""

    name: str
    reason: Text


DENIED: tuple[Denied, ...] = (
    Denied(
        name="API Entreprise",
        reason=Text(
            fr="réservée aux administrations habilitées (CRPA art. L114-8)",
            en="reserved for authorised public bodies (CRPA art. L114-8)",
        ),
    ),
    Denied(
        name="Annuaire santé (RPPS)",
        reason=Text(
            fr="coordonnées réservées aux utilisateurs habilités du répertoire",
            en="contact details are reserved for authorised users of the directory",
        ),
    ),
    Denied(
        name="CNIL, contacts des délégués à la protection des données",
        reason=Text(
            fr="publiés pour l'exercice des droits, non pour le recouvrement (RGPD art. 5(1)(b))",
            en="published so that rights can be exercised, not for recovery (GDPR art. 5(1)(b))",
        ),
    ),
    Denied(
        name="Fuites de données",
        reason=Text(
            fr="données obtenues illicitement (C. pén. art. 321-1 et 323-3 ; RGPD art. 5(1)(a))",
            en="unlawfully obtained data (C. pén. art. 321-1 and 323-3; GDPR art. 5(1)(a))",
        ),
    ),
    Denied(
        name="FICOBA",
        reason=Text(
            fr="fichier des comptes bancaires : le commissaire de justice porteur d'un titre seul "
            "peut le faire interroger (CPCE art. L152-1)",
            en="bank account file: only a bailiff holding an enforceable title may have it queried "
            "(CPCE art. L152-1)",
        ),
    ),
    Denied(
        name="INSEE Sirene, accès « prive »",
        reason=Text(
            fr="données non diffusibles, réservées aux organismes habilités (C. com. art. A123-96)",
            en="non-diffusible data, reserved for authorised bodies (C. com. art. A123-96)",
        ),
    ),
    Denied(
        name="RNCPS et fichiers de la protection sociale",
        reason=Text(
            fr="réservés aux organismes sociaux et aux agents habilités (CSS art. L114-12-1)",
            en="reserved for social security bodies and authorised agents (CSS art. L114-12-1)",
        ),
    ),
    Denied(
        name="FICP et FCC",
        reason=Text(
            fr="incidents de paiement : consultation réservée aux établissements de crédit "
            "(C. conso. art. L751-2)",
            en="payment incidents: only credit institutions may consult them "
            "(C. conso. art. L751-2)",
        ),
    ),
    Denied(
        name="SIV, immatriculation des véhicules",
        reason=Text(
            fr="communiqué aux seules autorités que la loi énumère (C. route art. L330-2)",
            en="given only to the authorities that the law lists (C. route art. L330-2)",
        ),
    ),
    Denied(
        name="Copies du registre des bénéficiaires effectifs",
        reason=Text(
            fr="une copie ne rouvre pas un registre fermé (CJUE C-37/20 ; CMF art. L561-46)",
            en="a copy does not reopen a closed register (CJEU C-37/20; CMF art. L561-46)",
        ),
    ),
    Denied(
        name="Tests d'existence de compte (inscription, mot de passe oublié)",
        reason=Text(
            fr="se font passer pour la personne auprès d'un service et lui révèlent son adresse "
            "(RGPD art. 5(1)(a) ; C. pén. art. 323-1)",
            en="pose as the person towards a service and disclose the address to it "
            "(GDPR art. 5(1)(a); C. pén. art. 323-1)",
        ),
    ),
    Denied(
        name="Reddit, X, LinkedIn, Facebook et Instagram, par extraction automatique",
        reason=Text(
            fr="interdite par leurs conditions, connecté ou non ; voir aussi CNIL SAN-2024-020",
            en="forbidden by their terms, logged in or not; see also CNIL SAN-2024-020",
        ),
    ),
    Denied(
        name="Handelsregister (DE)",
        reason=Text(
            fr="aucune API ; au-delà de 60 consultations par heure, l'extraction peut être une "
            "infraction (§ 9 HGB ; §§ 303a, 303b StGB)",
            en="no API; beyond 60 retrievals an hour extraction may be an offence "
            "(§ 9 HGB; §§ 303a, 303b StGB)",
        ),
    ),
    Denied(
        name="OffeneRegister (DE)",
        reason=Text(
            fr="copie figée en 2019 : d'anciens dirigeants y passent pour actuels "
            "(RGPD art. 5(1)(d))",
            en="a copy frozen in 2019: former officers look current in it (GDPR art. 5(1)(d))",
        ),
    ),
    Denied(
        name="KBO/BCE Public Search, pages HTML (BE)",
        reason=Text(
            fr="le registre offre un fichier et un service payant : ses pages ne sont pas extraites "
            "(licence KBO Open Data)",
            en="the register offers a file and a paid service: its pages are not extracted "
            "(KBO Open Data licence)",
        ),
    ),
    Denied(
        name="Registro Público Concursal (ES)",
        reason=Text(
            fr="protégé par un CAPTCHA, opposition technique qui n'est pas contournée "
            "(CNIL, moissonnage, 19 juin 2025)",
            en="behind a CAPTCHA, a technical objection that is not got round "
            "(CNIL, web scraping, 19 June 2025)",
        ),
    ),
    Denied(
        name="OpenCorporates sans licence",
        reason=Text(
            fr="ODbL : la mention et le partage à l'identique s'étendraient au graphe entier ; "
            "seulement avec un contrat de la maison",
            en="ODbL: credit and share-alike would extend to the whole graph; only under a contract "
            "of the house",
        ),
    ),
    Denied(
        name="OpenSanctions sans licence",
        reason=Text(
            fr="CC BY-NC : un usage professionnel demande une licence",
            en="CC BY-NC: professional use needs a licence",
        ),
    ),
)
