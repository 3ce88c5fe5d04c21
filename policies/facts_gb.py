"""Facts that the British rules look at. Every public function is a fact.

A fact that says "is reported" is never unknown: nobody reported it.
"""

from __future__ import annotations

from datetime import datetime

from policies.facts_subject import insolvency_open
from tracer.situation import Situation

EVEN = 0.0
"""Bits: the odds of one in two, from which a candidate is as likely the debtor as not."""


def insolvency_reported(situation: Situation, now: datetime) -> bool:
    """Whether a source reports an insolvency procedure open over the debtor himself.

    FR: Une source signale-t-elle une procédure d'insolvabilité ouverte à l'égard du débiteur ?
    """
    return insolvency_open(situation, now) is True


def another_candidate_stands(situation: Situation, _now: datetime) -> bool:
    """Whether somebody else found may still be the debtor: even odds or better, nothing against it.

    FR: Une autre personne retrouvée peut-elle encore être le débiteur : une chance sur deux au
    moins, et rien qui la contredise ?
    """
    match = situation.match
    return match is not None and any(
        other.veto is None and other.total_bits >= EVEN for other in match.others
    )
