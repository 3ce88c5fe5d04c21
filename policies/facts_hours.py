"""Facts about the hour at which a channel is shown. Every public function is a fact."""

from __future__ import annotations

from datetime import datetime

from policies.contact_hours import contact_hour
from tracer.situation import Situation


def channel_opening(situation: Situation, _now: datetime) -> bool:
    """Whether the channel is about to be shown, to be used at once, and not only proposed.

    FR: Le moyen de contact va-t-il être montré, pour servir aussitôt, et non seulement proposé ?
    """
    return situation.opening


def contact_hour_now(situation: Situation, now: datetime) -> bool | None:
    """Whether it is now between 9:00 and 19:00 on a working day where the debtor lives.

    FR: Est-il maintenant entre 9 h et 19 h, un jour ouvré, là où vit le débiteur ?

    Field: subject.country, subject.addresses
    """
    return contact_hour(situation.case.subject, now)
