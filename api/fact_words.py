"""The values facts may have and no page shows, in French and English, for the book of rules."""

from __future__ import annotations

from enum import StrEnum

from tracer.case import ClaimNature, MandateRole
from tracer.source import Means, SourceKind, Visibility
from tracer.subject import Protection

FACT_LABELS: dict[tuple[type[StrEnum], StrEnum], tuple[str, str]] = {
    (type(value), value): (french, english)
    for value, french, english in (
        (
            ClaimNature.CONSUMER,
            "vente ou service à un consommateur",
            "sale or service to a consumer",
        ),
        (ClaimNature.CONSUMER_CREDIT, "crédit à la consommation", "consumer credit"),
        (ClaimNature.BUSINESS, "entre professionnels", "between businesses"),
        (ClaimNature.CIVIL, "civile", "civil"),
        (ClaimNature.RENT, "loyer", "rent"),
        (ClaimNature.TELECOM, "communications électroniques", "telecommunications"),
        (ClaimNature.ENERGY, "eau ou énergie", "water or energy"),
        (MandateRole.CONTROLLER, "responsable du traitement", "controller"),
        (MandateRole.PROCESSOR, "sous-traitant", "processor"),
        (Protection.NONE, "aucune", "none"),
        (Protection.CURATELLE, "curatelle", "curatelle (assisted adult)"),
        (Protection.TUTELLE, "tutelle", "tutelle (represented adult)"),
        (Visibility.EVERYONE, "visible de tous", "visible to everyone"),
        (Visibility.REGISTERED_USERS, "visible des inscrits", "visible to registered users"),
        (Visibility.RESTRICTED, "visible de quelques-uns", "visible to a few"),
        (Means.PUBLISHED, "publié à l'usage de tous", "published for everyone's use"),
        (Means.LICENSED, "sous licence", "under licence"),
        (Means.BOUGHT, "acheté", "bought"),
        (Means.LEAKED, "issu d'une fuite", "leaked"),
        (Means.FALSE_ACCOUNT, "par un faux compte", "by a false account"),
        (Means.PRETEXT, "sous un prétexte", "on a pretext"),
        (SourceKind.COMPANY_REGISTER, "registre d'entreprises", "company register"),
        (SourceKind.INSOLVENCY_NOTICES, "annonces de procédures collectives", "insolvency notices"),
        (SourceKind.ADDRESS_FILE, "base d'adresses", "address file"),
        (SourceKind.DEATH_FILE, "fichier des décès", "file of deceased persons"),
        (SourceKind.IDENTIFIER_REGISTER, "registre d'identifiants", "register of identifiers"),
        (SourceKind.CONTACT_DIRECTORY, "annuaire d'organisations", "directory of organisations"),
        (SourceKind.PUBLIC_BODIES, "annuaire d'administrations", "directory of public bodies"),
        (SourceKind.COMPANY_WEBSITE, "site de l'entreprise", "the company's website"),
        (SourceKind.SOCIAL_NETWORK, "réseau social", "social network"),
        (SourceKind.BENEFICIAL_OWNERS, "bénéficiaires effectifs", "beneficial owners"),
        (SourceKind.BANK_ACCOUNTS, "comptes bancaires", "bank accounts"),
        (SourceKind.DEFAULTERS_FILE, "fichier de mauvais payeurs", "file of defaulters"),
    )
}
