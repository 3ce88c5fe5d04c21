"""Confirmed, review or rejected: the rules that turn bits and namesakes into an answer.

A name alone never confirms. Whatever is doubtful goes to a person, with the fact that would settle.
"""

from __future__ import annotations

from collections.abc import Sequence

from tracer.case import HumanJudgement
from tracer.deaths import DEATH_BEFORE_THE_FACTS
from tracer.evidence import Comparison, Evidence, Judgement, Match, MatchDecision
from tracer.lawful import Text
from tracer.matching.dates import births_contradict
from tracer.matching.doubts import doubts, ruled_out
from tracer.matching.model import RELATIVE
from tracer.matching.settle import settling_fact
from tracer.subject import Subject

NOBODY = Text(
    fr="Aucune source ne mentionne une personne qui puisse être le débiteur.",
    en="No source mentions anyone who may be the debtor.",
)
CERTAIN = Text(
    fr="Tout concorde : identité confirmée par deux familles d'indices indépendantes.",
    en="Everything agrees: two independent families of evidence confirm who it is.",
)
CERTAIN_COMPANY = Text(
    fr="Le SIREN est celui du dossier : c'est cette société.",
    en="The SIREN is the one on file: it is this company.",
)
SAID_SAME = Text(
    fr="Une personne a jugé que c'est bien le débiteur.",
    en="A person judged that this is the debtor.",
)
SAID_DIFFERENT = Text(
    fr="Une personne a écarté chaque candidat.",
    en="A person ruled out every candidate.",
)
SAID_UNSURE = Text(
    fr="Une personne a examiné ce candidat et n'a pas pu trancher.",
    en="A person looked at this candidate and could not tell.",
)
SAME_BUT_BORN_ANOTHER_DAY = Text(
    fr="Jugé identique, mais deux dates de naissance complètes se contredisent : à vérifier.",
    en="Judged the same, but two full dates of birth contradict each other: to be checked.",
)
VETOES = {
    "birth_dates_contradict": Text(
        fr="Deux dates de naissance complètes se contredisent.",
        en="Two full dates of birth contradict each other.",
    ),
    "sex_contradicts": Text(
        fr="Le prénom contredit le sexe déclaré.",
        en="The given name contradicts the declared sex.",
    ),
    DEATH_BEFORE_THE_FACTS: Text(
        fr="Cette personne était décédée avant les faits.",
        en="This person was dead before the facts.",
    ),
    "siren_differs": Text(
        fr="Le SIREN est celui d'une autre société.",
        en="The SIREN is another company's.",
    ),
}
AGAINST = Text(
    fr="Les indices contraires l'emportent nettement.",
    en="What speaks against clearly outweighs the rest.",
)


def decide(
    subject: Subject,
    comparisons: Sequence[Comparison],
    judgements: tuple[HumanJudgement, ...],
) -> Match:
    """The answer, every candidate weighed, best first. The latest judgement on a candidate holds."""
    if not comparisons:
        return Match(decision=MatchDecision.NO_CANDIDATE, best=None, others=(), reasons=(NOBODY,))
    ranked = sorted(comparisons, key=rank)
    said = latest(judgements)
    for one in ranked:
        judged = said.get(one.candidate.id)
        if judged is not None and judged.judgement is Judgement.SAME:
            return judged_same(subject, one, ranked, judged)
    open_ones = [one for one in ranked if not excluded(said.get(one.candidate.id))]
    if not open_ones:
        return Match(
            decision=MatchDecision.REJECTED,
            best=ranked[0],
            others=tuple(ranked[1:]),
            reasons=(SAID_DIFFERENT,),
            decided_by=said[ranked[0].candidate.id].decided_by,
        )
    best, *rest = open_ones
    others = tuple(one for one in ranked if one is not best)
    if ruled_out(best):
        return Match(
            decision=MatchDecision.REJECTED,
            best=best,
            others=others,
            reasons=(VETOES[best.veto] if best.veto else AGAINST, *against(best)),
        )
    held_back = doubts(subject, best, rest)
    if said.get(best.candidate.id) is not None:
        held_back = (SAID_UNSURE, *held_back)
    if held_back:
        return Match(
            decision=MatchDecision.REVIEW,
            best=best,
            others=others,
            reasons=held_back,
            settle=settling_fact(subject, best),
        )
    certain: tuple[Text, ...] = (CERTAIN_COMPANY,) if subject.is_company else (CERTAIN,)
    if best.namesakes is not None:
        certain = (*certain, best.namesakes.text)
    return Match(decision=MatchDecision.CONFIRMED, best=best, others=others, reasons=certain)


def judged_same(
    subject: Subject, one: Comparison, ranked: Sequence[Comparison], judged: HumanJudgement
) -> Match:
    """A person said it is the debtor: so it is, unless two full dates of birth say otherwise."""
    others = tuple(other for other in ranked if other is not one)
    if births_contradict(subject.birth, one.candidate.birth):
        return Match(
            decision=MatchDecision.REVIEW,
            best=one,
            others=others,
            reasons=(SAME_BUT_BORN_ANOTHER_DAY,),
        )
    return Match(
        decision=MatchDecision.CONFIRMED,
        best=one,
        others=others,
        reasons=(SAID_SAME,),
        decided_by=judged.decided_by,
    )


def rank(one: Comparison) -> tuple[bool, float, str]:
    """Vetoed candidates last, then by bits; the id breaks ties so that order never wavers."""
    return (one.veto is not None, -one.total_bits, one.candidate.id)


def latest(judgements: tuple[HumanJudgement, ...]) -> dict[str, HumanJudgement]:
    """The last judgement made on each candidate."""
    return {
        judged.candidate: judged for judged in sorted(judgements, key=lambda one: one.decided_at)
    }


def excluded(judged: HumanJudgement | None) -> bool:
    """Whether a person said this candidate is somebody else."""
    return judged is not None and judged.judgement is Judgement.DIFFERENT


def against(one: Comparison) -> tuple[Text, ...]:
    """What speaks against, strongest first."""
    said = (item for item in one.evidence if item.code != RELATIVE and item.bits < 0)
    return tuple(item.text for item in sorted(said, key=bits))


def bits(item: Evidence) -> float:
    """The weight of one piece of evidence."""
    return item.bits
