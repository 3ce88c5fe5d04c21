"""Facts that only the rules of other countries than France look at. Every public function is a fact.

A fact that says "is reported" is never unknown: nobody reported it.
"""

from __future__ import annotations

from datetime import datetime

from tracer.situation import Situation


def moratorium_reported(situation: Situation, _now: datetime) -> bool:
    """Whether it is reported that a breathing space or another moratorium protects the debtor.

    FR: Est-il signalé qu'un moratoire (« breathing space » ou autre) protège le débiteur ?

    Field: subject.moratorium
    """
    return situation.case.subject.moratorium is True


def time_bar_stated(situation: Situation, _now: datetime) -> bool:
    """Whether it is reported that the debtor said he will not pay because the time limit is over.

    FR: Est-il signalé que le débiteur refuse de payer parce que le délai est passé ?

    Field: claim.time_bar_stated
    """
    return situation.case.claim.time_bar_stated is True


def lives_in_scotland_reported(situation: Situation, _now: datetime) -> bool:
    """Whether the file says that the debtor lives in Scotland, where an old debt ends altogether.

    FR: Le dossier dit-il que le débiteur vit en Écosse, où une dette ancienne s'éteint ?

    Field: subject.scotland
    """
    return situation.case.subject.scotland is True
