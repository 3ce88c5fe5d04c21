"""How long each kind of data is kept, and why. All of it is a product default, never shown as law:
the law only says "no longer than necessary" (GDPR art. 5(1)(e)).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from policies.rights import months_after
from tracer.case import ClaimNature
from tracer.lawful import Authority, Text


class Category(StrEnum):
    """What is kept, by how long it is needed."""

    ANSWERS = "answers"
    REJECTED = "rejected_candidates"
    FOUND = "found_and_unused"
    CASE = "case"
    REQUESTS = "rights_requests"
    REPEATS = "repeated_requests"
    SESSIONS = "sessions"
    SUPPRESSION = "suppression_list"
    JOURNAL = "journal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """One category: how many days from what, in words. `days` is None where it depends on the case."""

    category: Category
    days: int | None
    text: Text
    authority: Authority = Authority.PRODUCT_DEFAULT


def _kept(category: Category, days: int | None, fr: str, en: str) -> Retention:
    return Retention(category=category, days=days, text=Text(fr=fr, en=en))


RETENTION: Mapping[Category, Retention] = MappingProxyType(
    {
        kept.category: kept
        for kept in (
            _kept(
                Category.ANSWERS,
                None,
                "Réponses des sources : aussi longtemps que la source permet de les réutiliser.",
                "Answers of sources: as long as the source allows them to be used again.",
            ),
            _kept(
                Category.REJECTED,
                7,
                "Autres personnes écartées par la comparaison : 7 jours après la recherche.",
                "Other people the comparison turned away: 7 days after the search.",
            ),
            _kept(
                Category.FOUND,
                90,
                "Données trouvées et jamais utilisées : 90 jours après leur collecte.",
                "Data found and never used: 90 days after it was collected.",
            ),
            _kept(
                Category.CASE,
                None,
                "Dossier : jusqu'à sa clôture, puis le temps de la prescription de la créance.",
                "Case file: until it is closed, then for the limitation period of the claim.",
            ),
            _kept(
                Category.REQUESTS,
                3 * 365,
                "Demandes d'exercice des droits : trois ans après la réponse.",
                "Requests of persons about their rights: three years after the answer.",
            ),
            _kept(
                Category.REPEATS,
                1,
                "Réponses aux requêtes répétées : un jour.",
                "Answers to repeated requests: one day.",
            ),
            _kept(
                Category.SESSIONS,
                1,
                "Sessions des pages : huit heures.",
                "Page sessions: eight hours.",
            ),
            _kept(
                Category.SUPPRESSION,
                None,
                "Liste d'exclusion : sans terme, sous forme d'empreintes à clé sans nom.",
                "Suppression list: without end, as keyed hashes without a name.",
            ),
            _kept(
                Category.JOURNAL,
                None,
                "Journal : sans identité en clair ; les faits chiffrés partent avec le dossier.",
                "Journal: no identity in clear; the encrypted facts go with the case.",
            ),
        )
    }
)
"""Every category, by name."""

LIMITATION_MONTHS: Mapping[ClaimNature, int] = MappingProxyType(
    {
        ClaimNature.CONSUMER: 24,  # C. conso L218-2
        ClaimNature.CONSUMER_CREDIT: 24,  # C. conso R312-35
        ClaimNature.ENERGY: 24,  # C. conso L218-2
        ClaimNature.TELECOM: 12,  # CPCE L34-2
        ClaimNature.RENT: 36,  # loi 89-462, art. 7-1
        ClaimNature.BUSINESS: 60,  # C. com. L110-4
        ClaimNature.CIVIL: 60,  # C. civ. 2224
    }
)
"""Months of the limitation period of each nature of claim, counted here from the closing."""


def past(category: Category, held_since: date, today: date) -> bool:
    """Whether something of a category with a fixed term has been held for longer than it."""
    days = RETENTION[category].days
    return days is not None and today - held_since > timedelta(days=days)


def case_ends_on(nature: ClaimNature, closed_on: date) -> date:
    """The last day a closed case is kept; the longest period for a nature nobody listed."""
    longest = max(LIMITATION_MONTHS.values())
    return months_after(closed_on, LIMITATION_MONTHS.get(nature, longest))
