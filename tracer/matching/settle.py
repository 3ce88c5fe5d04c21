"""The one missing fact that would settle the question, and how much it would weigh."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import log2

from tracer.evidence import Comparison, Evidence, EvidenceFamily, SettlingFact
from tracer.lawful import Text
from tracer.matching.case_model import NEAR, SECOND_BY_CHANCE, SECOND_GIVEN
from tracer.matching.corporate import (
    OFFICE,
    OFFICE_BY_CHANCE,
    OFFICE_OF_RELATIVE,
    SIREN_BY_CHANCE,
    SIREN_EQUAL,
)
from tracer.matching.doubts import another_year, contradicts, doubts, told
from tracer.matching.model import RELATIVE, relative_bar
from tracer.matching.population import DAYS, MONTHS
from tracer.matching.towns import RESIDENTS
from tracer.matching.wording import bits_text
from tracer.subject import Subject

BIRTH_EQUAL = 0.97
"""How often two statements of one birth agree, as far as both go."""
BORN_WITH_A_RELATIVE, THAT_DAY = 1 / 500, 1 / 10
"""Relatives born in one month, and those of them born on one day: twins, and chance."""
BIRTHS_A_YEAR = 800_000
TYPICAL_TOWN = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A fact nobody stated yet: how often true pairs agree on it (m), others (share), relatives.

    `found` and `held` are how agreement on it would be told: the evidence, and what it holds equal.
    """

    code: str
    family: EvidenceFamily
    found: str
    held: str
    fr: str
    en: str
    m: float
    share: float
    relative: float
    half_known: bool = False  # one side states it already

    @property
    def bits(self) -> float:
        """What equality would add."""
        return log2(self.m / self.share)


def settling_fact(subject: Subject, best: Comparison) -> SettlingFact | None:
    """The missing fact to ask for: the first that would settle, else the one that says most.

    Facts one side already states come first. None when only a contradiction stands in the way:
    then no further fact helps, and a person must look.
    """
    if any(map(contradicts, best.evidence)) or another_year(subject, best) is not None:
        return None
    facts = sorted(missing(subject, best), key=lambda fact: not fact.half_known)
    settling = [fact for fact in facts if not doubts(subject, agreed(fact, best))]
    if not facts:
        return None
    chosen = settling[0] if settling else max(facts, key=lambda fact: fact.bits)
    words = bits_text(chosen.bits)
    would = (
        Text(fr="trancherait", en="would settle it")
        if settling
        else Text(fr="aiderait le plus", en="would help most")
    )
    return SettlingFact(
        code=chosen.code,
        text=Text(
            fr=f"{chosen.fr} {would.fr} : {words.fr} si cela concorde.",
            en=f"{chosen.en} {would.en}: {words.en} if it agrees.",
        ),
        bits_if_equal=round(chosen.bits, 3),
    )


def agreed(fact: Missing, best: Comparison) -> Comparison:
    """The candidate as he would be weighed if both sides stated this fact and agreed."""
    text = Text(fr=fact.fr, en=fact.en)
    said = Evidence(
        family=fact.family, code=fact.found, ours=None, theirs=None, bits=fact.bits, text=text
    )
    bars = (*(item for item in best.evidence if item.code != RELATIVE), said)
    over = best.over_relative
    if over is not None:
        over += log2(fact.m / fact.relative)
        bars = (*bars, *relative_bar(best.prior_bits, bars, over))
    others = best.namesakes
    fewer = others and replace(
        others, expected=others.expected * fact.share, given=(*others.given, fact.held)
    )
    return replace(best, evidence=bars, namesakes=fewer, over_relative=over)


def missing(subject: Subject, best: Comparison) -> Iterator[Missing]:
    """The facts not compared yet, from the easiest to ask for to the hardest."""
    codes = told(best)
    if subject.is_company:
        if "siren_equal" not in codes:
            yield Missing(
                code="siren",
                family=EvidenceFamily.CORPORATE,
                found="siren_equal",
                held="siren",
                fr="Le SIREN de la société",
                en="The company's SIREN",
                m=SIREN_EQUAL,
                share=SIREN_BY_CHANCE,
                relative=1.0,
            )
        return
    yield from missing_birth(subject, best)
    if not any(item.family is EvidenceFamily.PLACE for item in best.evidence):
        yield Missing(
            code="town",
            family=EvidenceFamily.PLACE,
            found="place_town",
            held="town",
            fr="La commune du débiteur",
            en="The debtor's town",
            m=NEAR["m"],
            share=NEAR["u"] * TYPICAL_TOWN / RESIDENTS,
            relative=NEAR["r"],
            half_known=any(office.place is not None for office in best.candidate.offices),
        )
    if "given_equal" in codes:
        yield Missing(
            code="second_given_name",
            family=EvidenceFamily.NAME,
            found="given_equal_and_second",
            held="another given name",
            fr="Le deuxième prénom",
            en="The second given name",
            m=SECOND_GIVEN,
            share=SECOND_BY_CHANCE,
            relative=SECOND_BY_CHANCE,
            half_known=any(len(name.given) > 1 for name in best.candidate.names),
        )
    if "office_declared" not in codes:
        yield Missing(
            code="company_siren",
            family=EvidenceFamily.CORPORATE,
            found="office_declared",
            held="declared company",
            fr="Le SIREN d'une société du débiteur",
            en="The SIREN of a company of the debtor's",
            m=OFFICE,
            share=OFFICE_BY_CHANCE,
            relative=OFFICE_OF_RELATIVE,
            half_known=any(office.siren for office in best.candidate.offices),
        )


def missing_birth(subject: Subject, best: Comparison) -> Iterator[Missing]:
    """The next part of the date of birth that both sides do not know yet."""
    ours, theirs = subject.birth, best.candidate.birth
    if ours is None or theirs is None:
        yield Missing(
            code="birth_month",
            family=EvidenceFamily.BIRTH,
            found="birth_month",
            held="birth month",
            fr="Le mois et l'année de naissance",
            en="The month and year of birth",
            m=BIRTH_EQUAL,
            share=BIRTHS_A_YEAR / RESIDENTS / MONTHS,
            relative=BORN_WITH_A_RELATIVE,
            half_known=(ours or theirs) is not None,
        )
    elif ours.month is None or theirs.month is None:
        yield Missing(
            code="birth_month",
            family=EvidenceFamily.BIRTH,
            found="birth_month",
            held="birth month",
            fr="Le mois de naissance",
            en="The month of birth",
            m=BIRTH_EQUAL,
            share=1 / MONTHS,
            relative=1 / MONTHS,
            half_known=(ours.month or theirs.month) is not None,
        )
    elif ours.day is None or theirs.day is None:
        yield Missing(
            code="birth_day",
            family=EvidenceFamily.BIRTH,
            found="birth_day",
            held="birth day",
            fr="Le jour de naissance",
            en="The day of birth",
            m=BIRTH_EQUAL,
            share=1 / DAYS,
            relative=THAT_DAY,
            half_known=(ours.day or theirs.day) is not None,
        )
