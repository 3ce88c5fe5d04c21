"""Facts about what is owed: due, evidenced, contested, lapsed. Every public function is a fact.

Days are counted on the UTC calendar. A day that has not come yet is no act and no title.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from stdnum.fr import nir

from tracer.case import ClaimNature
from tracer.situation import Situation

NIR = re.compile(
    r"(?<![0-9])[12][ .-]?[0-9]{2}[ .-]?[0-9]{2}[ .-]?(?:[0-9]{2}|2[AB])(?:[ .-]?[0-9]{3}){2}"
    r"[ .-]?[0-9]{2}(?![0-9])",
    re.IGNORECASE,
)
"""Fifteen characters, grouped or not; the key tells a number of that kind from another."""


def claim_nature(situation: Situation, _now: datetime) -> ClaimNature:
    """What the debt is; the limitation period depends on it.

    FR: La nature de la créance ; le délai de prescription en dépend.

    Field: claim.nature
    """
    return situation.case.claim.nature


def claim_owed(situation: Situation, _now: datetime) -> bool:
    """Whether anything is owed at all: the amount is more than zero.

    FR: Quelque chose est-il dû : le montant est-il supérieur à zéro ?

    Field: claim.amount
    """
    return situation.case.claim.amount > 0


def claim_due(situation: Situation, now: datetime) -> bool:
    """Whether the claim's due date has come.

    FR: La créance est-elle échue ?

    Field: claim.due_on
    """
    return situation.case.claim.due_on <= now.date()


def claim_disputed(situation: Situation, _now: datetime) -> bool | None:
    """Whether the debtor contests the claim.

    FR: Le débiteur conteste-t-il la créance ?

    Field: claim.disputed
    """
    return situation.case.claim.disputed


def claim_evidence_held(situation: Situation, _now: datetime) -> bool:
    """Whether the file names at least one document that proves the claim.

    FR: Le dossier cite-t-il au moins une pièce qui prouve la créance ?

    Field: claim.evidence
    """
    return bool(situation.case.claim.evidence)


def claim_has_title(situation: Situation, now: datetime) -> bool:
    """Whether the file gives the date of an enforceable title, and that day has come.

    FR: Le dossier donne-t-il la date, déjà passée, d'un titre exécutoire ?

    Field: claim.title_on
    """
    title = situation.case.claim.title_on
    return title is not None and title <= now.date()


def fees_charged_to_debtor(situation: Situation, _now: datetime) -> bool:
    """Whether recovery fees are added to what the debtor is asked to pay.

    FR: Des frais de recouvrement sont-ils ajoutés à la somme réclamée au débiteur ?

    Field: claim.fees_charged_to_debtor
    """
    return situation.case.claim.fees_charged_to_debtor > 0


def years_since_due(situation: Situation, now: datetime) -> int:
    """Whole years that are over since the due date; a period's last day is still in it.

    FR: Années entières écoulées depuis l'échéance ; le dernier jour du délai en fait partie.

    Field: claim.due_on
    """
    return _years_over(situation.case.claim.due_on, now.date())


def years_since_last_act(situation: Situation, now: datetime) -> int | None:
    """Whole years that are over since the last act that interrupted the limitation period.

    FR: Années entières écoulées depuis le dernier acte interruptif de prescription.

    Field: claim.last_interruption_on
    """
    act = _last_act(situation, now)
    return None if act is None else _years_over(act, now.date())


def years_from_due_to_last_act(situation: Situation, now: datetime) -> int | None:
    """Whole years that were over since the due date when the last interrupting act came.

    FR: Années entières déjà écoulées depuis l'échéance quand est venu le dernier acte interruptif.

    Field: claim.due_on, claim.last_interruption_on
    """
    act = _last_act(situation, now)
    return None if act is None else _years_over(situation.case.claim.due_on, act)


def years_from_title_to_last_act(situation: Situation, now: datetime) -> int | None:
    """Whole years that were over since the enforceable title when the last interrupting act came.

    FR: Années entières déjà écoulées depuis le titre quand est venu le dernier acte interruptif.

    Field: claim.title_on, claim.last_interruption_on
    """
    title, act = situation.case.claim.title_on, _last_act(situation, now)
    return None if title is None or act is None else _years_over(title, act)


def years_since_title(situation: Situation, now: datetime) -> int | None:
    """Whole years that are over since the enforceable title.

    FR: Années entières écoulées depuis le titre exécutoire.

    Field: claim.title_on
    """
    title = situation.case.claim.title_on
    return None if title is None else _years_over(title, now.date())


def claim_assigned_reported(situation: Situation, _now: datetime) -> bool:
    """Whether it is reported that the creditor bought the claim from somebody else.

    FR: Est-il signalé que le créancier a acquis la créance d'un autre ?

    Field: claim.assigned
    """
    return situation.case.claim.assigned is True


def transfer_notice_sent(situation: Situation, now: datetime) -> bool:
    """Whether the file gives the day, already come, on which the debtor was told of the transfer.

    FR: Le dossier donne-t-il le jour, déjà passé, où le débiteur a été informé de la cession ?

    Field: claim.transfer_notice_on
    """
    told = situation.case.claim.transfer_notice_on
    return told is not None and told <= now.date()


def claim_closed(situation: Situation, now: datetime) -> bool:
    """Whether the file says, of a day already come, that the claim was paid, given up or taken back.

    FR: Le dossier dit-il, d'un jour déjà passé, que la créance est payée, abandonnée ou reprise ?

    Field: claim.closed_on
    """
    closed = situation.case.claim.closed_on
    return closed is not None and closed <= now.date()


def national_number_in_file(situation: Situation, _now: datetime) -> bool:
    """Whether the words of the file hold a French national insurance number (NIR).

    FR: Les mots du dossier contiennent-ils un numéro de sécurité sociale (NIR) ?

    Field: reference, claim.evidence, history.attempts
    """
    case = situation.case
    words = [case.reference, *case.claim.evidence, case.subject.represented_by or ""]
    words += [attempt.outcome or "" for attempt in case.history.attempts]
    words += [judged.reason for judged in case.judgements]
    return any(nir.is_valid(found) for text in words for found in NIR.findall(text))


def _last_act(situation: Situation, now: datetime) -> date | None:
    act = situation.case.claim.last_interruption_on
    return None if act is None or act > now.date() else act


def _years_over(start: date, day: date) -> int:
    """A period is over when its last day is (C. civ. art. 2229): counted on the day before."""
    before = day - timedelta(days=1)
    last = (2, 28) if (start.month, start.day) == (2, 29) else (start.month, start.day)
    return before.year - start.year - ((before.month, before.day) < last)
