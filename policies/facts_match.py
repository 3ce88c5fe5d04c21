"""Facts about identity: who was found, and how surely. Every public function is a fact."""

from __future__ import annotations

from datetime import datetime

from tracer.evidence import Comparison, EvidenceFamily
from tracer.situation import Situation

RARE = 0.01
"""At most so many namesakes may be expected before a second, independent family is needed."""

COUNTED = frozenset({EvidenceFamily.NAME, EvidenceFamily.BIRTH})
"""What the number of namesakes is already counted on; another family is independent of it."""


def identity_confirmed(situation: Situation, _now: datetime) -> bool:
    """Whether the person found is confirmed to be the debtor.

    FR: La personne retrouvée est-elle confirmée comme étant le débiteur ?
    """
    return situation.match is not None and situation.match.confirmed


def identity_confirmed_by_human(situation: Situation, _now: datetime) -> bool:
    """Whether a named person took that decision.

    FR: Une personne nommément désignée a-t-elle pris cette décision ?
    """
    match = situation.match
    return match is not None and match.confirmed and match.decided_by is not None


def identity_by_register_number(situation: Situation, _now: datetime) -> bool:
    """Whether the debtor's own registration number is that of the enterprise found.

    FR: Le numéro d'immatriculation du débiteur est-il celui de l'entreprise retrouvée ?
    """
    best, siren = _best(situation), situation.case.subject.siren
    if best is None or siren is None:
        return False
    own = {office.siren for office in best.candidate.offices if office.sole_trader}
    return siren == best.candidate.siren or siren in own


def independent_families(situation: Situation, _now: datetime) -> int | None:
    """How many independent kinds of evidence speak for the person found.

    FR: Nombre de familles d'indices indépendantes en faveur de la personne retrouvée.
    """
    best = _best(situation)
    return None if best is None else len(best.families_for)


def corroborated_beyond_birth(situation: Situation, _now: datetime) -> bool | None:
    """Whether evidence other than name and birth speaks for the person found.

    FR: Un indice autre que le nom et la naissance confirme-t-il la personne ?
    """
    best = _best(situation)
    return None if best is None else bool(best.families_for - COUNTED)


def namesakes_rare(situation: Situation, _now: datetime) -> bool | None:
    """Whether fewer than 0.01 other people are expected to agree as well.

    FR: Attend-on moins de 0,01 homonyme aussi concordant ?
    """
    best = _best(situation)
    return None if best is None or best.namesakes is None else best.namesakes.expected < RARE


def candidate_named(situation: Situation, _now: datetime) -> bool | None:
    """Whether the register says who the person found is; a masked entry does not.

    FR: Le registre dit-il qui est la personne retrouvée ? Une fiche masquée ne le dit pas.
    """
    best = _best(situation)
    return None if best is None else bool(best.candidate.names or best.candidate.company_name)


def company_is_a_person(situation: Situation, _now: datetime) -> bool | None:
    """Whether the enterprise found is a sole trader: a person, whatever the file calls the debtor.

    FR: L'entreprise retrouvée est-elle un entrepreneur individuel, donc une personne physique ?

    Field: subject.kind
    """
    best = _best(situation)
    return None if best is None else any(office.sole_trader for office in best.candidate.offices)


def _best(situation: Situation) -> Comparison | None:
    return None if situation.match is None else situation.match.best
