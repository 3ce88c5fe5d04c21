"""Facts about how the creditor wants the case worked. Every public function is a fact.

A fact that says "is reported" is never unknown: nobody reported it.
"""

from __future__ import annotations

import re
from datetime import datetime

from tracer.lawful import Purpose
from tracer.private_life import plain
from tracer.situation import Situation

OFFICIAL = re.compile(
    r"\b(commandement|sommation|huissiers?|commissaires? de justice|officier ministeriel|tribuna(l|ux)"
    r"|republique francaise|marianne|pro justicia|assignation|injonction|ministere|tresor public"
    r"|procureur|greffe|bailiffs?|county court|court order|summons|writ|warrant)\b"
)
"""Words of a heading that make a letter look like an act of a court or a bailiff."""


def case_purpose(situation: Situation, _now: datetime) -> Purpose | None:
    """What the case was written down for.

    FR: La finalité inscrite pour le dossier.

    Field: basis.purpose
    """
    basis = situation.case.basis
    return None if basis is None else basis.purpose


def promotion_reported(situation: Situation, _now: datetime) -> bool:
    """Whether it is reported that the messages also advertise something.

    FR: Est-il signalé que les messages font aussi de la publicité ?

    Field: mandate.promotes_an_offer
    """
    mandate = situation.case.mandate
    return mandate is not None and mandate.promotes_an_offer is True


def letter_looks_official(situation: Situation, _now: datetime) -> bool:
    """Whether the heading the file gives for the letters has words of a court or a bailiff.

    FR: Le titre que le dossier donne aux lettres emprunte-t-il les mots d'un tribunal ou d'un
    commissaire de justice ?

    Field: mandate.letter_heading
    """
    mandate = situation.case.mandate
    heading = None if mandate is None else mandate.letter_heading
    return heading is not None and OFFICIAL.search(plain(heading)) is not None


def dedicated_account_held(situation: Situation, _now: datetime) -> bool | None:
    """Whether what is received for creditors goes to an account kept for nothing else.

    FR: Les sommes reçues pour les créanciers vont-elles sur un compte qui ne sert qu'à cela ?

    Field: basis.licence.dedicated_account
    """
    basis = situation.case.basis
    licence = None if basis is None else basis.licence
    return None if licence is None else licence.dedicated_account


def credit_servicer_licensed(situation: Situation, now: datetime) -> bool | None:
    """Whether the collector is licensed, today, to collect credits that were transferred.

    FR: Le mandataire est-il agréé, ce jour, pour recouvrer des crédits cédés ?

    Field: basis.licence.credit_servicer_until
    """
    basis = situation.case.basis
    licence = None if basis is None else basis.licence
    if licence is None or licence.credit_servicer_until is None:
        return None
    return now.date() <= licence.credit_servicer_until


def unregistered_processing_reported(situation: Situation, _now: datetime) -> bool:
    """Whether it is reported that this work is missing from the register of processing activities.

    FR: Est-il signalé que ce traitement manque au registre des activités de traitement ?

    Field: basis.in_register
    """
    basis = situation.case.basis
    return basis is not None and basis.in_register is False


def transfer_safeguarded(situation: Situation, _now: datetime) -> bool | None:
    """Whether safeguards are in place for what goes to a country without adequate protection.

    FR: Des garanties encadrent-elles ce qui part vers un pays sans protection adéquate ?

    Field: basis.transfer_safeguards
    """
    basis = situation.case.basis
    return None if basis is None else basis.transfer_safeguards


def automated_follow_up_reported(situation: Situation, _now: datetime) -> bool:
    """Whether it is reported that a machine acts on what is found, and that nobody reads it first.

    FR: Est-il signalé qu'une machine agit sur ce qui est trouvé, sans que personne ne le lise ?

    Field: basis.automated_follow_up
    """
    basis = situation.case.basis
    return basis is not None and basis.automated_follow_up is True
