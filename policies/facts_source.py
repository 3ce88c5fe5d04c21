"""Facts about the source that is about to be asked. Every public function is a fact."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from functools import lru_cache

from tracer.situation import Situation
from tracer.source import Means, SourceKind, Visibility

SPECIAL = frozenset(
    re.findall(
        r"\w+",
        "health illness disease diagnosis medical hospital disability religion religious belief "
        "beliefs faith ethnic ethnicity race union unions politics political opinion opinions "
        "sexual sexuality orientation biometric biometrics face genetic "
        "sante maladie maladies diagnostic medicale handicap religieux religieuse "
        "croyance croyances ethnie ethnique syndicat syndicats syndical syndicale politique "
        "politiques sexualite sexuel sexuelle biometrie biometrique genetique",
    )
)
"""Words of field names, without accents, that hold special categories (GDPR art. 9(1)).

A list can miss a word; what protects is that a connector reads a closed list of fields.
"""

CRIMINAL = frozenset(
    re.findall(
        r"\w+",
        "criminal conviction convictions offence offences "
        "condamnation condamnations infraction infractions casier penal penale",
    )
)
"""Words of field names that hold criminal convictions (GDPR art. 10)."""

PRIVATE_LIFE = frozenset(
    re.findall(
        r"\w+",
        "photo photos picture pictures avatar relatives family friends followers marital marriage "
        "divorce spouse children income salary wealth lifestyle holidays travel hobbies vehicle "
        "employer nir luxury cars yacht jewels "
        "photographie photographies famille familial familiale proches conjoint conjointe epoux "
        "epouse mariage enfant enfants amis abonnes revenu revenus salaire patrimoine vacances "
        "voyage voyages loisirs luxe bijoux vehicule employeur",
    )
)
"""Words of field names that belong to private life and neither identify, locate nor reach.

The national insurance number (`nir`) and the employer are here too (CNIL, 25 October 2007).
"""


ADEQUATE = frozenset(
    re.findall(
        r"[A-Z]{2}",
        "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK "
        "GP MQ GF RE YT MF "
        "AD AR CH FO GB GG IL IM JE JP KR NZ UY",
    )
)
"""The EEA with the French overseas departments, and the countries held adequate for everybody (GDPR
art. 45). Canada, the United States and Brazil are not here: part of a country is not the country."""


def source_kind(situation: Situation, _now: datetime) -> SourceKind | None:
    """What kind of place the source is.

    FR: Le genre de source interrogée.
    """
    return None if situation.source is None else situation.source.kind


def source_login_required(situation: Situation, _now: datetime) -> bool | None:
    """Whether one must log in to see what the source shows.

    FR: Faut-il se connecter pour voir ce que la source montre ?
    """
    return None if situation.source is None else situation.source.login_required


def source_visibility(situation: Situation, _now: datetime) -> Visibility | None:
    """Who may see what the source shows.

    FR: Qui peut voir ce que la source montre.
    """
    return None if situation.source is None else situation.source.visibility


def source_means(situation: Situation, _now: datetime) -> Means | None:
    """How what the source shows is obtained.

    FR: Comment ce que montre la source est obtenu.
    """
    return None if situation.source is None else situation.source.means


def source_country_adequate(situation: Situation, _now: datetime) -> bool | None:
    """Whether the source is in the EEA, or in a country the Commission holds adequate.

    FR: La source est-elle dans l'EEE, ou dans un pays que la Commission juge adéquat ?
    """
    source = situation.source
    return None if source is None or not source.country else source.country in ADEQUATE


def source_terms_reviewed_on(situation: Situation, _now: datetime) -> date | None:
    """The day a person last read the source's terms.

    FR: Le jour où une personne a relu les conditions de la source.
    """
    return None if situation.source is None else situation.source.terms_reviewed_on


def source_fields_declared(situation: Situation, _now: datetime) -> bool | None:
    """Whether the source's card lists the fields that are read.

    FR: La fiche de la source liste-t-elle les champs lus ?
    """
    return None if situation.source is None else bool(situation.source.fields_read)


def source_reads_special(situation: Situation, _now: datetime) -> bool | None:
    """Whether a field that is read holds health, religion, opinions, union, sexuality or biometrics.

    FR: Un champ lu contient-il santé, religion, opinions, syndicat, sexualité ou biométrie ?
    """
    return _reads(situation, SPECIAL)


def source_reads_criminal(situation: Situation, _now: datetime) -> bool | None:
    """Whether a field that is read holds criminal convictions.

    FR: Un champ lu contient-il des condamnations pénales ?
    """
    return _reads(situation, CRIMINAL)


def source_reads_private_life(situation: Situation, _now: datetime) -> bool | None:
    """Whether a field that is read belongs to private life: pictures, relatives, income, leisure.

    FR: Un champ lu relève-t-il de la vie privée : photos, proches, revenus, loisirs ?
    """
    return _reads(situation, PRIVATE_LIFE)


def _reads(situation: Situation, words: frozenset[str]) -> bool | None:
    if situation.source is None:
        return None
    return any(not words.isdisjoint(_words(name)) for name in situation.source.fields_read)


@lru_cache(maxsize=1024)
def _words(field: str) -> frozenset[str]:
    """The words of a field name, whatever joins or accents them: `dateNaissance`, `état_santé`."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", field) if not unicodedata.combining(c))
    return frozenset(word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+", bare))
