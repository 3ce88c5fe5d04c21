"""Facts about other cases of the same person, and about whoever works the case.

Every public function is a fact. Nothing here is unknown: what nobody reported is not there.
"""

from __future__ import annotations

from datetime import datetime

from policies.facts_history import known_attempts_7d, known_attempts_24h
from tracer.situation import Situation


def attempts_24h_everywhere(situation: Situation, now: datetime) -> int:
    """Calls and messages of the last 24 hours to this person, in every case, whoever made them.

    FR: Appels et messages des dernières 24 heures à cette personne, tous dossiers, de quiconque.

    Field: history.attempts
    """
    return max(known_attempts_24h(situation, now), situation.case.standing.attempts_24h)


def attempts_7d_everywhere(situation: Situation, now: datetime) -> int:
    """Calls and messages of the last seven days to this person, in every case, whoever made them.

    FR: Appels et messages des sept derniers jours à cette personne, tous dossiers, de quiconque.

    Field: history.attempts
    """
    return max(known_attempts_7d(situation, now), situation.case.standing.attempts_7d)


def operator_related_reported(situation: Situation, _now: datetime) -> bool:
    """Whether who works the case declared the debtor's surname, address or mail domain as theirs.

    FR: Qui traite le dossier a-t-il déclaré comme siens le nom, l'adresse ou le domaine de courriel
    du débiteur ?
    """
    return situation.case.standing.operator_related


def opened_by_same_operator(situation: Situation, _now: datetime) -> bool:
    """Whether who asks is who opened the case.

    FR: Qui demande est-il celui qui a ouvert le dossier ?
    """
    return situation.case.standing.opened_by_operator


def second_person_approved(situation: Situation, _now: datetime) -> bool:
    """Whether somebody else than who opened the case approved it.

    FR: Une autre personne que celle qui a ouvert le dossier l'a-t-elle approuvé ?
    """
    return situation.case.standing.second_person


def subjects_today(situation: Situation, _now: datetime) -> int:
    """How many different persons who works the case looked at today, this one included.

    FR: Nombre de personnes différentes que qui traite le dossier a consultées aujourd'hui, avec
    celle-ci.
    """
    return situation.case.standing.subjects_today


def openings_last_hour(situation: Situation, _now: datetime) -> int:
    """How many channels who works the case opened in the last sixty minutes, with the one
    being opened.

    FR: Nombre de canaux que qui traite le dossier a ouverts dans les soixante dernières minutes,
    avec celui qu'on ouvre.
    """
    return situation.case.standing.openings_last_hour


def operator_locked(situation: Situation, _now: datetime) -> bool:
    """Whether who works the case is locked until a second person has looked into it.

    FR: Qui traite le dossier est-il bloqué jusqu'à ce qu'une autre personne ait examiné l'affaire ?
    """
    return situation.case.standing.locked
