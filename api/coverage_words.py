"""How questions to sources ended, in the words of who works a case."""

from __future__ import annotations

from enum import StrEnum

from tracer.outcome import Outcome, Question, Reason

COVERAGE: tuple[tuple[StrEnum, str, str], ...] = (
    (Outcome.FOUND, "trouvé", "found"),
    (Outcome.EMPTY, "rien trouvé", "nothing found"),
    (Outcome.WITHHELD, "non diffusé par la source", "withheld by the source"),
    (Outcome.UNAVAILABLE, "source indisponible", "source unavailable"),
    (Outcome.UNSUPPORTED, "question sans objet pour cette source", "not supported by this source"),
    (Outcome.NOT_ASKED, "non interrogée", "not asked"),
    (Question.DEATH, "décès du débiteur", "death of the debtor"),
    (Question.OWN_INSOLVENCY, "procédure du débiteur", "insolvency of the debtor"),
    (Question.THE_COMPANY, "la société", "the company"),
    (Question.COMPANIES_OF_THE_PERSON, "sociétés de la personne", "companies of the person"),
    (Question.PUBLIC_PROFILES, "profils publics", "public profiles"),
    (Question.BENEFICIAL_OWNERS, "bénéficiaires effectifs", "beneficial owners"),
    (Question.STANDING_OF_A_COMPANY, "situation d'une société", "standing of a company"),
    (Question.AN_ADDRESS, "une adresse", "an address"),
    (Question.DECLARED_ADDRESSES, "adresses déclarées", "declared addresses"),
    (Question.DETAILS_OF_A_COMPANY, "détail d'une société", "details of a company"),
    (Question.IDENTIFIERS_OF_A_COMPANY, "identifiants d'une société", "identifiers of a company"),
    (Question.CONTACTS_OF_A_COMPANY, "coordonnées d'une société", "contacts of a company"),
    (Question.WEBSITE_OF_A_COMPANY, "site d'une société", "website of a company"),
    (Question.PROFILES_OF_A_COMPANY, "profils d'une société", "profiles of a company"),
    (Reason.RULE, "une règle l'a empêché", "a rule prevented it"),
    (Reason.BUDGET, "budget d'appels épuisé", "the budget of calls is used up"),
    (Reason.DEADLINE, "délai dépassé", "the deadline passed"),
    (Reason.BUSY, "la source demande d'attendre", "the source asks us to wait"),
    (Reason.CHANGED, "la réponse n'est plus celle connue", "the answer is not what we know"),
    (Reason.FORBIDDEN, "la source refuse l'accès", "the source denies access"),
    (Reason.UNREACHABLE, "la source ne répond pas", "the source does not answer"),
    (Reason.FAULT, "défaut de lecture de la source", "a fault in reading the source"),
    (Reason.CANNOT, "la source ne peut pas répondre à cela", "the source cannot answer this"),
    (Reason.NO_CONNECTOR, "source non connectée", "source not connected"),
    (Reason.NOT_CONFIGURED, "source non configurée (clé absente)", "not configured (no key)"),
    (Reason.ENOUGH, "ce qui est connu suffit", "enough is known"),
    (Reason.COST, "budget en euros épuisé", "the budget in euros is used up"),
)
"""Each value with its French and its English label."""
