"""Facts about the rights a person exercised, in whatever case of the agency.

Every public function is a fact. Nothing here is unknown: what nobody reported is not there.
"""

from __future__ import annotations

from datetime import datetime

from policies import rights
from tracer.situation import Situation


def person_suppressed(situation: Situation, _now: datetime) -> bool:
    """Whether the person is on the suppression list: erased, or an objection was upheld.

    FR: La personne est-elle sur la liste d'exclusion : effacée, ou opposition accueillie ?
    """
    return situation.case.standing.suppressed


def wrong_person_reported(situation: Situation, _now: datetime) -> bool:
    """Whether it was reported that this reaches somebody else, and no person has settled it here.

    FR: Est-il signalé que ceci atteint quelqu'un d'autre, sans que personne l'ait réglé ici ?
    """
    return situation.case.standing.wrong_person_reported


def days_since_oldest_request(situation: Situation, now: datetime) -> int:
    """Days the oldest unanswered request of the person has waited; an extension told in time takes
    two months off; 0 if none waits.

    FR: Jours d'attente de la plus ancienne demande sans réponse de la personne ; une prolongation
    dite à temps en retire deux mois ; 0 s'il n'y en a pas.
    """
    since = situation.case.standing.oldest_open_request_on
    return 0 if since is None else max(0, (now.date() - since).days)


def oldest_request_overdue(situation: Situation, now: datetime) -> bool:
    """Whether the last day to answer the oldest unanswered request of the person has gone by: one
    month from its receipt; an extension told in time moves it by two months.

    FR: Le dernier jour pour répondre à la plus ancienne demande sans réponse de la personne est-il
    passé : un mois après sa réception ; une prolongation dite à temps le recule de deux mois ?
    """
    since = situation.case.standing.oldest_open_request_on
    return since is not None and now.date() > rights.due_on(since, None)
