"""Why a candidate is not confirmed: each rule that holds it back, in words."""

from __future__ import annotations

from collections.abc import Sequence

from tracer.evidence import Candidate, Comparison, EvidenceFamily
from tracer.lawful import Text
from tracer.matching.corporate import declared_sirens
from tracer.matching.dates import alike
from tracer.matching.model import CONTRADICTION_BITS
from tracer.matching.wording import bits_text
from tracer.normalise.addresses import same_town
from tracer.normalise.identifiers import siren_key
from tracer.normalise.names import name_key, surname_key
from tracer.subject import Subject

MOST_NAMESAKES = 0.01
"""Fewer than one other person in a hundred such searches may fit as well."""
CONFIRM_BITS = 4.5
"""Odds of 22 to 1 after everything against: what agrees in full with fewer than `MOST_NAMESAKES`
others passes; what rests on a slip of the pen does not."""
MARGIN_BITS = 10.0
"""A thousand times likelier than the next candidate who is somebody else."""
REJECT_BITS = -8.0
"""Odds of 1 to 256 and a contradiction: not the debtor."""
PART_OF_THE_NAME = frozenset({"given name at another rank", "given name within a typo", "initial"})
BIRTH_TO_THE_MONTH = frozenset({"birth_month_equal", "birth_day_equal"})
INDEPENDENT = frozenset({EvidenceFamily.BIRTH, EvidenceFamily.CORPORATE, EvidenceFamily.CONTACT})
"""Families that may confirm a name. A place may not: families and surnames stay together."""


def doubts(subject: Subject, best: Comparison, rest: Sequence[Comparison] = ()) -> tuple[Text, ...]:
    """Every rule that keeps the best candidate from being confirmed; none confirms it."""
    rules = COMPANY_RULES if subject.is_company else PERSON_RULES
    held_back = [doubt for rule in rules for doubt in [rule(subject, best)] if doubt is not None]
    if not subject.is_company and (doubt := too_close(best, rest)) is not None:
        held_back.append(doubt)
    return tuple(held_back)


def ruled_out(one: Comparison) -> bool:
    """Whether a veto, or a contradiction with long odds against, excludes the candidate."""
    contradicted = any(item.bits <= CONTRADICTION_BITS for item in one.evidence)
    return one.veto is not None or (contradicted and one.total_bits <= REJECT_BITS)


def contradicted(_subject: Subject, best: Comparison) -> Text | None:
    """Something strongly contradicts: only a person may look past it."""
    for item in best.evidence:
        if item.bits <= CONTRADICTION_BITS:
            return Text(
                fr=f"À vérifier : {lowered(item.text.fr)}.",
                en=f"To check: {lowered(item.text.en)}.",
            )
    return None


def another_year(subject: Subject, best: Comparison) -> Text | None:
    """A father and his son may share the whole name and the company: a year is never a slip."""
    ours, theirs = subject.birth, best.candidate.birth
    if ours is None or theirs is None or ours.year == theirs.year:
        return None
    return Text(
        fr="Les années de naissance diffèrent : un père et son fils portent parfois le même nom.",
        en="The years of birth differ: a father and his son sometimes bear the same name.",
    )


def name_not_whole(_subject: Subject, best: Comparison) -> Text | None:
    """Surname and first given name must both agree.

    A given name that agrees in part needs the birth month beside, and an initial a declared company
    too: brothers, sisters and spouses share the surname, the company and often an initial.
    """
    held = best.namesakes.given if best.namesakes else ()
    surname = any("surname" in what for what in held)
    whole = "given name" in held
    part = any(what in PART_OF_THE_NAME for what in held)
    born = any(item.code in BIRTH_TO_THE_MONTH for item in best.evidence)
    enough = "initial" not in held or "declared company" in held
    if surname and (whole or (part and born and enough)):
        return None
    return Text(
        fr="Le nom et le premier prénom ne concordent pas tous deux.",
        en="Surname and first given name do not both agree.",
    )


def name_only(_subject: Subject, best: Comparison) -> Text | None:
    """A name never confirms anyone, nor does a name with a place."""
    if best.families_for & INDEPENDENT:
        return None
    return Text(
        fr="Un nom, même avec un lieu, ne confirme jamais une identité.",
        en="A name, even with a place, never confirms who someone is.",
    )


def too_many_namesakes(_subject: Subject, best: Comparison) -> Text | None:
    """Others are expected to agree as well on everything held equal."""
    if best.namesakes is not None and best.namesakes.expected < MOST_NAMESAKES:
        return None
    if best.namesakes is None:
        return None
    return Text(
        fr=f"Homonymes possibles : {best.namesakes.text.fr}.",
        en=f"Possible namesakes: {best.namesakes.text.en}.",
    )


def too_weak(_subject: Subject, best: Comparison) -> Text | None:
    """All evidence together must outweigh the odds of one among everybody."""
    if best.total_bits >= CONFIRM_BITS:
        return None
    total, needed = bits_text(best.total_bits), bits_text(CONFIRM_BITS)
    return Text(
        fr=f"L'ensemble des indices ne suffit pas : {total.fr}, il en faut {needed.fr}.",
        en=f"All evidence together is not enough: {total.en}, {needed.en} are needed.",
    )


def untied_companies(subject: Subject, best: Comparison) -> Text | None:
    """With a common name, companies found elsewhere than where it was tied may be a namesake's."""
    own = {EvidenceFamily.NAME, EvidenceFamily.BIRTH}
    alone = best.prior_bits + sum(item.bits for item in best.evidence if item.family in own)
    offices = best.candidate.offices
    if alone >= CONFIRM_BITS or len({office.company for office in offices}) < 2:
        return None
    declared = declared_sirens(subject)
    for office in offices:
        near = office.place is not None and any(
            same_town(address, office.place) for address in subject.addresses
        )
        if not near and siren_key(office.siren) not in declared:
            return Text(
                fr="Nom fréquent : certaines sociétés trouvées peuvent être celles d'un homonyme.",
                en="A common name: some of the companies found may be a namesake's.",
            )
    return None


def no_siren(_subject: Subject, best: Comparison) -> Text | None:
    """A company is its SIREN; a name of a company never confirms."""
    if any(item.code == "siren_equal" for item in best.evidence):
        return None
    return Text(
        fr="La dénomination seule ne confirme jamais une société : il faut le SIREN.",
        en="A name alone never confirms a company: its SIREN is needed.",
    )


PERSON_RULES = (
    contradicted,
    another_year,
    name_not_whole,
    name_only,
    too_many_namesakes,
    too_weak,
    untied_companies,
)
COMPANY_RULES = (contradicted, no_siren)


def too_close(best: Comparison, rest: Sequence[Comparison]) -> Text | None:
    """Somebody else comes within `MARGIN_BITS`.

    A mention that may well be the same person is nobody else: when fewer than `MOST_NAMESAKES`
    others exist, the same name and a birth that does not contradict point to one person.
    """
    few = best.namesakes is not None and best.namesakes.expected < MOST_NAMESAKES
    for other in rest:
        if ruled_out(other) or (few and may_be_one(best.candidate, other.candidate)):
            continue
        margin = best.total_bits - other.total_bits
        if margin < MARGIN_BITS:
            words = bits_text(margin)
            return Text(
                fr=f"Un autre candidat est trop proche : {words.fr} d'écart.",
                en=f"Another candidate is too close: {words.en} apart.",
            )
    return None


def may_be_one(a: Candidate, b: Candidate) -> bool:
    """Whether two candidates share a surname and a first given name and no birth tells them apart."""
    surnames = {surname_key(name.surname) for name in a.names} & {
        surname_key(name.surname) for name in b.names
    }
    given = first_given(a) & first_given(b)
    if not surnames or not given:
        return False
    if a.birth is None or b.birth is None:
        return True
    ours, theirs = alike(a.birth, b.birth)
    return ours == theirs


def first_given(candidate: Candidate) -> set[str]:
    """The first given names a candidate is mentioned with."""
    return {name_key(name.given[0]) for name in candidate.names if name.given}


def lowered(text: str) -> str:
    """The sentence with its first letter in lower case."""
    return text[:1].lower() + text[1:]
