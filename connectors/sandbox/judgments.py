"""The wording of insolvency judgments, in the style courts publish them; every name is invented."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta

from connectors.sandbox.practitioners import Practitioner

_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
    "octobre", "novembre", "décembre",
)  # fmt: skip
NBSP = "\u00a0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgment:
    """A judgment's family, nature and text, before its date is written."""

    family: str
    nature: str
    text: str


def liquidation(liquidator: Practitioner, stopped: date, style: int = 0) -> Judgment:
    """A liquidation opened at once."""
    return Judgment(
        family="Jugement d'ouverture",
        nature="Jugement d'ouverture de liquidation judiciaire",
        text=(
            "Jugement prononçant la liquidation judiciaire, date de cessation des paiements le "
            f"{spoken(stopped)} désignant liquidateur {liquidator.written(style)}. Les "
            "déclarations de créances sont à déposer au liquidateur dans les deux mois de la "
            "présente publication."
        ),
    )


def redressement(
    mandataire: Practitioner,
    stopped: date,
    style: int = 0,
    administrator: Practitioner | None = None,
) -> Judgment:
    """A redressement opened, with or without an administrator."""
    assisted = (
        f"administrateur {administrator.written(style)}, avec les pouvoirs : assister le débiteur "
        "pour tous les actes de gestion, "
        if administrator
        else ""
    )
    return Judgment(
        family="Jugement d'ouverture",
        nature="Jugement d'ouverture d'une procédure de redressement judiciaire",
        text=(
            "Jugement prononçant l'ouverture d'une procédure de redressement judiciaire, date de "
            f"cessation des paiements le {spoken(stopped)} désignant {assisted}mandataire "
            f"judiciaire {mandataire.written(style)}. Les déclarations des créances sont à déposer "
            "au mandataire judiciaire dans les deux mois à compter de la présente publication."
        ),
    )


def sauvegarde(mandataire: Practitioner, style: int = 0) -> Judgment:
    """A sauvegarde opened."""
    return Judgment(
        family="Jugement d'ouverture",
        nature="Jugement d'ouverture d'une procédure de sauvegarde",
        text=(
            "Jugement prononçant l'ouverture d'une procédure de sauvegarde et désignant mandataire "
            f"judiciaire {mandataire.written(style)}. Les déclarations de créances sont à déposer "
            "auprès du Mandataire Judiciaire dans les deux mois de la présente publication."
        ),
    )


def conversion(liquidator: Practitioner, style: int = 0) -> Judgment:
    """A redressement that becomes a liquidation."""
    return Judgment(
        family="Jugement prononçant",
        nature="Jugement de conversion en liquidation judiciaire",
        text=(
            "Jugement prononçant la liquidation judiciaire désignant liquidateur "
            f"{liquidator.written(style)}."
        ),
    )


def safeguard_conversion(administrator: Practitioner, stopped: date) -> Judgment:
    """A sauvegarde that becomes a redressement."""
    return Judgment(
        family="Jugement prononçant",
        nature="Jugement de conversion en redressement judiciaire de la procédure de sauvegarde",
        text=(
            "Jugement convertissant la procédure de sauvegarde en procédure de redressement "
            f"judiciaire, date de cessation des paiements le {spoken(stopped)} et désignant "
            f"administrateur {administrator.written(1)} avec les pouvoirs : assister."
        ),
    )


def other_liquidation(liquidator: Practitioner) -> Judgment:
    """A nature that says nothing: only the text tells that it is a liquidation."""
    return Judgment(
        family="Jugement prononçant",
        nature="Autre jugement prononçant",
        text=(
            "Jugement mettant fin à la période d'observation et prononçant la liquidation "
            f"judiciaire, désignant en qualité de liquidateur {liquidator.written()}."
        ),
    )


CLOSED_FOR_LACK_OF_ASSETS = Judgment(
    family="Jugement de clôture",
    nature="Jugement de clôture pour insuffisance d'actif",
    text=(
        "Jugement prononçant la clôture de la procédure de liquidation judiciaire pour "
        "insuffisance d'actif."
    ),
)
CLOSED_DEBTS_PAID = Judgment(
    family="Jugement de clôture",
    nature="Jugement de clôture pour extinction du passif",
    text=(
        "Jugement prononçant la clôture de la procédure de liquidation judiciaire pour extinction "
        "du passif."
    ),
)
RECOVERY_PLAN = Judgment(
    family="Jugement prononçant",
    nature="Jugement de plan de redressement",
    text=(
        "Jugement arrêtant le plan de redressement par continuation de l’activité, durée du plan "
        "10 ans."
    ),
)
RETRACTED = Judgment(
    family="Rétractation sur tierce opposition",
    nature="Rétractation de prononcé de liquidation judiciaire sur tierce opposition",
    text=(
        "Rétractation sur tierce opposition de la décision rendue par le tribunal de commerce ayant "
        "prononcé une liquidation judiciaire."
    ),
)
CLAIMS_LISTED = Judgment(
    family="Avis de dépôt",
    nature="Dépôt de l'état des créances",
    text=(
        "L'état des créances est déposé au greffe où tout intéressé peut présenter réclamation "
        "devant le juge-commissaire dans le délai d'un mois à compter de la présente publication."
    ),
)


def judgment_blob(judgment: Judgment, when: str, *, kind: str = "initial") -> str:
    """The judgment as the data set holds it: JSON text inside a JSON string."""
    return json.dumps(
        {
            "type": kind,
            "famille": judgment.family,
            "nature": judgment.nature,
            "date": when,
            "complementJugement": judgment.text,
        },
        ensure_ascii=False,
    )


def spoken(day: date, *, space: str = " ") -> str:
    """A date in words: "1er janvier 2020"; old notices separate it with no-break spaces."""
    number = "1er" if day.day == 1 else str(day.day)
    return space.join((number, _MONTHS[day.month - 1], str(day.year)))


def written_date(day: date, style: int) -> str:
    """A date in one of the three formats notices use."""
    return (day.isoformat(), f"{day:%d/%m/%Y}", spoken(day, space=NBSP))[style % 3]


def garbled(text: str) -> str:
    """The same text after UTF-8 was read as Latin-1: "clôture" becomes "clÃ´ture"."""
    return text.encode().decode("latin-1")


def stopped_before(day: date, days: int) -> date:
    """The day payments stopped, some time before the judgment."""
    return day - timedelta(days=days)
