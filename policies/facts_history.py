"""Facts about what was already tried: letters, attempts, and the notice the debtor is owed.

Every public function is a fact. A fact that says "is reported" is never unknown: nobody reported it.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache

from tracer.case import Attempt, LetterOutcome
from tracer.lawful import ChannelKind
from tracer.situation import Situation

INSISTENT = frozenset(
    {ChannelKind.CALL, ChannelKind.SMS, ChannelKind.EMAIL, ChannelKind.SOCIAL_MESSAGE}
)
"""Channels that reach someone at once; letters are not counted as insistence."""

A_DAY, A_WEEK = timedelta(hours=24), timedelta(days=7)

OFFICIAL_LANGUAGES = {
    **dict.fromkeys(("FR", "GP", "MQ", "GF", "RE", "YT"), ("fr",)),
    "BE": ("nl", "fr", "de"),
    "CH": ("de", "fr", "it"),
    "LU": ("fr", "de", "lb"),
    "DE": ("de",),
    "AT": ("de",),
    "IT": ("it",),
    "ES": ("es",),
    "PT": ("pt",),
    "NL": ("nl",),
    "GB": ("en",),
    "IE": ("en", "ga"),
    "US": ("en",),
}
"""What a person who lives there is taken to understand, beside the language the file gives."""


def first_letter_sent(situation: Situation, now: datetime) -> bool:
    """Whether the file gives the date of the first letter, already come; later steps must recall it.

    FR: Le dossier donne-t-il la date, déjà passée, de la première lettre ? La suite la rappelle.

    Field: history.first_letter_on
    """
    sent = situation.case.history.first_letter_on
    return sent is not None and sent <= now.date()


def letter_return_reported(situation: Situation, now: datetime) -> bool:
    """Whether it is reported that the post brought the first letter back from the declared address.

    FR: Est-il signalé que la poste a rendu la première lettre, envoyée à l'adresse déclarée ?

    Field: history.first_letter_outcome
    """
    returned = situation.case.history.first_letter_outcome is LetterOutcome.RETURNED
    return returned and first_letter_sent(situation, now)


def first_letter_on(situation: Situation, _now: datetime) -> date | None:
    """The day the first letter was sent.

    FR: Le jour d'envoi de la première lettre.

    Field: history.first_letter_on
    """
    return situation.case.history.first_letter_on


def history_complete(situation: Situation, _now: datetime) -> bool | None:
    """Whether the file holds every contact already attempted, by anyone.

    FR: Le dossier contient-il toutes les tentatives de contact, de quiconque ?

    Field: history.complete
    """
    return situation.case.history.complete


def known_attempts_24h(situation: Situation, now: datetime) -> int:
    """Calls and messages of the last 24 hours that the file holds; there may be more.

    FR: Appels et messages des dernières 24 heures connus du dossier ; il peut y en avoir plus.

    Field: history.attempts
    """
    return _attempts(situation.case.history.attempts, now, A_DAY)


def known_attempts_7d(situation: Situation, now: datetime) -> int:
    """Calls and messages of the last seven days that the file holds; there may be more.

    FR: Appels et messages des sept derniers jours connus du dossier ; il peut y en avoir plus.

    Field: history.attempts
    """
    return _attempts(situation.case.history.attempts, now, A_WEEK)


def debtor_answered(situation: Situation, now: datetime) -> bool:
    """Whether the file says that the debtor answered the first letter.

    FR: Le dossier dit-il que le débiteur a répondu à la première lettre ?

    Field: history.first_letter_outcome
    """
    answered = situation.case.history.first_letter_outcome is LetterOutcome.ANSWERED
    return answered and first_letter_sent(situation, now)


def social_messages_sent(situation: Situation, _now: datetime) -> int:
    """How many private messages on a network the file holds, whoever sent them.

    FR: Nombre de messages privés sur un réseau connus du dossier, de quiconque.

    Field: history.attempts
    """
    attempts = situation.case.history.attempts
    return sum(1 for item in attempts if item.channel is ChannelKind.SOCIAL_MESSAGE)


def notice_exemption_claimed(situation: Situation, _now: datetime) -> bool:
    """Whether the file claims that the debtor need not be told (GDPR art. 14(5)(b)).

    FR: Le dossier prétend-il que le débiteur n'a pas à être informé (RGPD art. 14, § 5, b) ?

    Field: history.notice_exemption_claimed
    """
    return situation.case.history.notice_exemption_claimed is True


def notice_unreadable_reported(situation: Situation, _now: datetime) -> bool:
    """Whether the notice is reported to be in neither the debtor's language nor his country's.

    FR: L'information est-elle signalée comme écrite dans une langue qui n'est ni celle du débiteur
    ni celle de son pays ?

    Field: history.notice_language, subject.language, subject.country
    """
    subject, told = situation.case.subject, situation.case.history.notice_language
    understood = (subject.language, *OFFICIAL_LANGUAGES.get(subject.country, ()))
    return told is not None and told not in understood


def correction_untold_reported(situation: Situation, _now: datetime) -> bool:
    """Whether data was put right, erased or restricted, and who received it has not been told.

    FR: Des données ont-elles été rectifiées, effacées ou limitées sans que ceux qui les ont reçues
    le sachent ?

    Field: history.correction_untold
    """
    return situation.case.history.correction_untold is True


def notice_sent(situation: Situation, now: datetime) -> bool:
    """Whether the file gives the day, already come, on which the debtor was told (GDPR art. 14).

    FR: Le dossier donne-t-il le jour, déjà passé, où le débiteur a été informé (RGPD art. 14) ?

    Field: history.notice_sent_on
    """
    told = situation.case.history.notice_sent_on
    return told is not None and told <= now.date()


def notice_due_on(situation: Situation, now: datetime) -> date:
    """One month after the first day on which the file shows data held; today if it shows none.

    FR: Un mois après le premier jour où le dossier montre des données ; aujourd'hui sinon.

    Field: history.notice_sent_on
    """
    history, point = situation.case.history, situation.point
    held = [now.date(), *([situation.case.opened_on] if situation.case.opened_on else [])]
    held += [*(attempt.at.date() for attempt in history.attempts)]
    held += [judged.decided_at.date() for judged in situation.case.judgements]
    if history.first_letter_on is not None:
        held.append(history.first_letter_on)
    if point is not None and point.seen_at is not None:
        held.append(point.seen_at.date())
    return _month_after(min(held))


def _attempts(attempts: tuple[Attempt, ...], now: datetime, span: timedelta) -> int:
    if not attempts:
        return 0
    return sum(1 for item in attempts if item.channel in INSISTENT and now - item.at < span)


@lru_cache(maxsize=1024)
def _month_after(day: date) -> date:
    """The same day of the next month, or its last day."""
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    after = date(following.year + following.month // 12, following.month % 12 + 1, 1)
    return date(following.year, following.month, min(day.day, (after - timedelta(days=1)).day))
