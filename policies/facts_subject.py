"""Facts about the debtor and what protects him.

Every public function is a fact. A fact that says "is reported" is never unknown: nobody reported it.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from tracer.screening import Finding, StopKind
from tracer.situation import Situation
from tracer.subject import PartialDate, Protection, SubjectKind

FRANCE = frozenset({"FR", "GP", "MQ", "GF", "RE", "YT"})
"""Where the French pack was written for (ISO 3166-1): the mainland and the overseas departments."""


def subject_kind(situation: Situation, _now: datetime) -> SubjectKind:
    """What the law sees in the debtor: consumer, sole trader, director or company.

    FR: La qualité du débiteur : consommateur, entrepreneur individuel, dirigeant ou société.

    Field: subject.kind
    """
    return situation.case.subject.kind


def subject_deceased(situation: Situation, _now: datetime) -> bool | None:
    """Whether the debtor is dead, by the file or a death register.

    FR: Le débiteur est-il décédé, selon le dossier ou un fichier des décès ?

    Field: subject.deceased
    """
    if situation.case.subject.is_company:
        return False
    return _said(situation, StopKind.DECEASED, situation.case.subject.deceased)


def death_reported(situation: Situation, now: datetime) -> bool:
    """Whether the file or a source reports that the debtor is dead.

    FR: Le dossier ou une source signale-t-il le décès du débiteur ?

    Field: subject.deceased
    """
    return subject_deceased(situation, now) is True


def death_suspected(situation: Situation, _now: datetime) -> bool:
    """Whether a file of deceased persons holds somebody who may be the debtor, still to be judged.

    FR: Un fichier des décès contient-il une personne qui est peut-être le débiteur, à vérifier ?
    """
    screening = situation.screening
    return screening is not None and screening.finding(StopKind.DECEASED) is Finding.POSSIBLE


def subject_minor(situation: Situation, now: datetime) -> bool | None:
    """Whether the debtor is under eighteen, by the birth date declared or that of the match.

    FR: Le débiteur a-t-il moins de dix-huit ans, selon la naissance déclarée ou retrouvée ?

    Field: subject.birth
    """
    subject, match = situation.case.subject, situation.match
    if subject.is_company:
        return False
    found = match.best.candidate.birth if match is not None and match.best is not None else None
    day = now.date()
    ages = [
        _under_age(b.year, b.month, b.day, day) for b in (subject.birth, found) if b is not None
    ]
    screened = _said(situation, StopKind.MINOR, None)
    if screened is True or True in ages:
        return True
    return False if screened is False or False in ages else None


def minority_reported(situation: Situation, now: datetime) -> bool:
    """Whether a known birth date shows that the debtor is under eighteen.

    FR: Une date de naissance connue montre-t-elle que le débiteur est mineur ?

    Field: subject.birth
    """
    return subject_minor(situation, now) is True


def subject_protection(situation: Situation, _now: datetime) -> Protection | None:
    """The protective measure over the debtor, if he is an adult under one.

    FR: La mesure de protection dont le débiteur majeur fait l'objet, s'il y en a une.

    Field: subject.protection
    """
    subject = situation.case.subject
    return Protection.NONE if subject.is_company else subject.protection


def subject_over_indebted(situation: Situation, _now: datetime) -> bool | None:
    """Whether the debtor has filed for personal over-indebtedness.

    FR: Le débiteur a-t-il déposé un dossier de surendettement ?

    Field: subject.over_indebted
    """
    if situation.case.subject.is_company:
        return False
    return _said(situation, StopKind.OVER_INDEBTED, situation.case.subject.over_indebted)


def over_indebtedness_reported(situation: Situation, now: datetime) -> bool:
    """Whether the file or a source reports an over-indebtedness file.

    FR: Un dossier de surendettement est-il signalé ?

    Field: subject.over_indebted
    """
    return subject_over_indebted(situation, now) is True


def address_hidden(situation: Situation, _now: datetime) -> bool | None:
    """Whether a court has let the debtor hide the address (C. civ. art. 515-11).

    FR: Un juge a-t-il autorisé le débiteur à dissimuler son adresse (C. civ. art. 515-11) ?

    Field: subject.hidden_address
    """
    if situation.case.subject.is_company:
        return False
    return _said(situation, StopKind.HIDDEN_ADDRESS, situation.case.subject.hidden_address)


def address_hiding_reported(situation: Situation, now: datetime) -> bool:
    """Whether it is reported that a court let the debtor hide the address.

    FR: Une dissimulation d'adresse autorisée par un juge est-elle signalée ?

    Field: subject.hidden_address
    """
    return address_hidden(situation, now) is True


def subject_represented(situation: Situation, _now: datetime) -> bool:
    """Whether the file names a lawyer, guardian or notary who acts for the debtor.

    FR: Le dossier nomme-t-il un avocat, un tuteur ou un notaire qui agit pour le débiteur ?

    Field: subject.represented_by
    """
    return situation.case.subject.represented_by is not None


def vulnerability_reported(situation: Situation, _now: datetime) -> bool:
    """Whether the file or a page told of a hardship of the debtor; which one is written nowhere.

    FR: Le dossier ou une page a-t-il signalé une difficulté du débiteur ? Laquelle n'est pas notée.

    Field: subject.vulnerable
    """
    told = situation.case.subject.vulnerable
    return _said(situation, StopKind.VULNERABLE, told) is True


def objection_open(situation: Situation, _now: datetime) -> bool | None:
    """Whether the debtor has objected to the processing and no one has ruled on it yet.

    FR: Le débiteur s'est-il opposé au traitement, sans qu'on ait encore statué ?

    Field: history.objection_open
    """
    return _said(situation, StopKind.OBJECTION, situation.case.history.objection_open)


def processing_restricted(situation: Situation, _now: datetime) -> bool | None:
    """Whether the processing of the debtor's data is restricted at his request.

    FR: Le traitement des données du débiteur est-il limité à sa demande ?

    Field: history.restricted
    """
    return _said(situation, StopKind.RESTRICTION, situation.case.history.restricted)


def insolvency_open(situation: Situation, _now: datetime) -> bool | None:
    """Whether an insolvency procedure is open over the debtor himself.

    FR: Une procédure collective est-elle ouverte à l'égard du débiteur lui-même ?
    """
    return _said(situation, StopKind.INSOLVENCY, None)


def _said(situation: Situation, kind: StopKind, declared: bool | None) -> bool | None:
    """A circumstance that the screening or the file states; yes wins over no, and doubt over no."""
    screening = situation.screening
    found = Finding.UNKNOWN if screening is None else screening.finding(kind)
    if found is Finding.YES or declared is True:
        return True
    if found is Finding.POSSIBLE:
        return None
    return False if found is Finding.NO or declared is False else None


@lru_cache(maxsize=4096)  # several facts ask it at every decision
def _under_age(year: int, month: int | None, in_month: int | None, day: date) -> bool | None:
    """Whether less than eighteen years have passed; None when the date leaves it open."""
    born = PartialDate(year=year, month=month, day=in_month)
    if _age(born.earliest, day) < 18:
        return True
    return None if _age(born.latest, day) < 18 else False


def _age(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
