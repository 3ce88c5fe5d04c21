"""Facts about the channel that is about to be shown. Every public function is a fact."""

from __future__ import annotations

from datetime import date, datetime

from policies.facts_subject import insolvency_open
from tracer.lawful import ChannelKind
from tracer.proposal import Origin, Owner
from tracer.situation import Situation

AREAS = frozenset({"locality", "municipality"})
"""Precisions of an address that name a place, not a letter box."""


def channel_kind(situation: Situation, _now: datetime) -> ChannelKind | None:
    """Which way of reaching someone it is.

    FR: Le moyen de contact envisagé.
    """
    return None if situation.point is None else situation.point.channel


def channel_owner(situation: Situation, _now: datetime) -> Owner | None:
    """Whose channel it is; unknown when nothing says so.

    FR: À qui est ce moyen de contact ; inconnu si rien ne le dit.
    """
    point = situation.point
    return None if point is None or point.owner is Owner.UNKNOWN else point.owner


def channel_origin(situation: Situation, _now: datetime) -> Origin | None:
    """How the channel came to be known.

    FR: Comment ce moyen de contact a été connu.
    """
    return None if situation.point is None else situation.point.origin


def channel_refused(situation: Situation, _now: datetime) -> bool | None:
    """Whether the file says that the debtor refused this kind of channel.

    FR: Le dossier dit-il que le débiteur a refusé ce moyen de contact ?

    Field: history.refused_channels
    """
    if situation.point is None:
        return None
    return situation.point.channel in situation.case.history.refused_channels


def source_precise(situation: Situation, _now: datetime) -> bool | None:
    """Whether the channel's source is known to the register and record; the creditor is one.

    FR: La source du contact est-elle connue au registre et à la fiche près ?
    """
    point = situation.point
    if point is None:
        return None
    return point.origin is Origin.CREDITOR or bool(point.source and point.record)


def point_seen_on(situation: Situation, _now: datetime) -> date | None:
    """The day the source showed this channel.

    FR: Le jour où la source a montré ce moyen de contact.
    """
    point = situation.point
    return None if point is None or point.seen_at is None else point.seen_at.date()


def address_area_only(situation: Situation, _now: datetime) -> bool | None:
    """Whether the address file found only a place or a town, not a letter box.

    FR: Le fichier des adresses n'a-t-il trouvé qu'un lieu-dit ou une commune ?
    """
    return None if situation.point is None else situation.point.precision in AREAS


def holder_insolvent(situation: Situation, _now: datetime) -> bool | None:
    """Whether the enterprise whose letter box it is has an insolvency procedure open.

    FR: L'entreprise dont c'est la boîte aux lettres est-elle en procédure collective ?
    """
    point = situation.point
    if point is None:
        return None
    if point.holder is None or point.owner is Owner.INSOLVENCY_PRACTITIONER:
        return False
    return point.holder_insolvent


def practitioner_of_debtor(situation: Situation, now: datetime) -> bool | None:
    """Whether the insolvency practitioner was named in the debtor's own procedure.

    FR: Le mandataire a-t-il été désigné dans la procédure du débiteur lui-même ?
    """
    opened, match = insolvency_open(situation, now), situation.match
    if not opened:
        return opened
    if match is None or match.best is None:
        return None
    offices = match.best.candidate.offices
    own = [situation.case.subject.is_company or office.sole_trader for office in offices]
    if not any(own):
        return False
    return True if all(own) else None
