"""The one fact to ask for when a pair is in review, what it would weigh, and what it would change."""

from __future__ import annotations

from dataclasses import dataclass
from math import log2

import numpy as np

from tracer.lawful import Text
from tracer.matching.answers import Answers
from tracer.matching.case_model import SECOND_BY_CHANCE, SECOND_GIVEN
from tracer.matching.levels import Birth, Given
from tracer.matching.parameters import Parameters
from tracer.matching.population import DAYS, MONTHS
from tracer.matching.records import BIRTH
from tracer.matching.verdicts import BIT, MOST_NAMESAKES

TYPICAL_YEAR_SHARE = 1 / 80
LIFTED = BIT["name_only"] | BIT["too_many_namesakes"] | BIT["relative_not_excluded"]
LIFTED |= BIT["too_weak"] | BIT["second_too_close"] | BIT["no_certificate"]
"""The reasons one more agreeing fact may lift."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A fact nobody stated: its code, the bits if it agrees, and whether it would then confirm."""

    code: str
    bits: float
    confirms: bool
    text: Text


def ask(answers: Answers, at: int, by: Parameters) -> Ask | None:
    """The fact that says most; None when a contradiction stands in the way or all is known."""
    reasons = int(answers.verdicts.reasons[at])
    if reasons & ~LIFTED & ~BIT["not_the_best"]:
        return None
    found = missing_birth(answers, at, by) or missing_second(answers, at)
    if found is None:
        return None
    code, bits, words = found
    namesakes = float(answers.weights.namesakes[at]) * 2.0**-bits
    settles = code != "second_given" or not reasons & BIT["name_only"]
    still = BIT["no_certificate"] | BIT["second_too_close"] | BIT["relative_not_excluded"]
    confirms = bool(settles and namesakes <= MOST_NAMESAKES and not reasons & still)
    fr = f"{words.fr} : {bits:+.1f} bits si cela concorde".replace(".", ",")
    en = f"{words.en}: {bits:+.1f} bits if it agrees"
    if confirms:
        fr, en = f"{fr}, ce qui confirmerait", f"{en}, which would confirm"
    return Ask(code=code, bits=round(bits, 1), confirms=confirms, text=Text(fr=fr, en=en))


def missing_birth(answers: Answers, at: int, by: Parameters) -> tuple[str, float, Text] | None:
    """The part of the date of birth that both sides do not know yet."""
    level = Birth(answers.levels.birth[at])
    m = by.table("birth", "m")
    theirs = int(answers.levels.theirs[at, BIRTH])
    to_the_day = theirs & 31
    if level is Birth.MISSING:
        if to_the_day:
            bits = log2(m[Birth.DAY] * DAYS * MONTHS / TYPICAL_YEAR_SHARE)
            return "birth_day", bits, Text(fr="La date de naissance", en="The date of birth")
        bits = log2(m[Birth.MONTH] * MONTHS / TYPICAL_YEAR_SHARE)
        words = Text(fr="Le mois et l'année de naissance", en="The month and year of birth")
        return "birth_month", bits, words
    if level is Birth.YEAR:
        bits = log2(m[Birth.MONTH] * MONTHS)
        return "birth_month", bits, Text(fr="Le mois de naissance", en="The month of birth")
    if level is Birth.MONTH:
        bits = log2(m[Birth.DAY] * DAYS)
        return "birth_day", bits, Text(fr="Le jour de naissance", en="The day of birth")
    return None


def missing_second(answers: Answers, at: int) -> tuple[str, float, Text] | None:
    """The second given name."""
    if answers.levels.given[at] != Given.EQUAL:
        return None
    bits = float(np.log2(SECOND_GIVEN / SECOND_BY_CHANCE))
    return "second_given", bits, Text(fr="Le deuxième prénom", en="The second given name")
