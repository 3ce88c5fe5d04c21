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
)
