"""Why a candidate is not confirmed: each rule that holds it back, in words."""

from __future__ import annotations

from collections.abc import Sequence

from tracer.evidence import Candidate, Comparison, Evidence, EvidenceFamily
from tracer.lawful import Text
from tracer.matching.corporate import declared_sirens
from tracer.matching.dates import alike
from tracer.matching.model import RELATIVE
from tracer.matching.person_evidence import HELD_GIVEN, WHOLE, codes
from tracer.matching.sentences import REASON_TEXTS
from tracer.matching.verdicts import MARGIN_BITS, MOST_NAMESAKES, REJECT_BITS, RELATIVE_BITS
from tracer.matching.wording import bits_text
from tracer.normalise.addresses import same_town
from tracer.normalise.identifiers import siren_key
from tracer.normalise.names import is_initials, name_key, surname_key
from tracer.subject import Subject

CONTRADICTION_BITS = -3.0
"""Evidence this far against is a contradiction: only a person may look past it."""
CONFIRM_BITS = 4.5
"""Odds of 22 to 1 after everything against: what agrees in full with fewer than `MOST_NAMESAKES`
others passes; what rests on a slip of the pen does not."""
DIFFERENT = frozenset(
    {"surname_different", "given_different", "birth_two_parts", "birth_different_day",
     "birth_different_month", "birth_different_year", "birth_surname_different", "surname_crossed"}
)  # fmt: skip
"""Plainly another value, however little that weighs: women change their surname often."""
SURNAME_AGREES = frozenset({"surname_equal", "surname_half", "surname_sound", "surname_one_letter"})
GIVEN_AGREES = codes("given", WHOLE)
GIVEN_IN_PART = codes("given", HELD_GIVEN.keys() - WHOLE)
"""Brothers, sisters and spouses share the surname, the company, and sometimes as much of a name."""
BIRTH_TO_THE_MONTH = frozenset({"birth_month", "birth_day"})
BIRTH_WITHIN_A_SLIP = frozenset(
    {"birth_swapped", "birth_maybe_swapped", "birth_day_slip", "birth_month_slip"}
)
INDEPENDENT = frozenset({EvidenceFamily.CORPORATE, EvidenceFamily.CONTACT})
"""Families that may confirm a name, as may a birth to the month. A place may not: families and
surnames stay together."""


def doubts(subject: Subject, best: Comparison, rest: Sequence[Comparison] = ()) -> tuple[Text, ...]:
    """Every rule that keeps the best candidate from being confirmed; none confirms it."""
    rules = COMPANY_RULES if subject.is_company else PERSON_RULES
    held_back = [doubt for rule in rules for doubt in [rule(subject, best)] if doubt is not None]
    if not subject.is_company and (doubt := too_close(best, rest)) is not None:
        held_back.append(doubt)
    return tuple(held_back)


def ruled_out(one: Comparison) -> bool:
    """Whether a veto, or a contradiction with long odds against, excludes the candidate."""
    return one.veto is not None or (
        any(map(contradicts, one.evidence)) and one.total_bits <= REJECT_BITS
    )


def contradicts(item: Evidence) -> bool:
    """Whether a piece of evidence is a contradiction. What relatives share never is."""
    return item.code != RELATIVE and (item.bits <= CONTRADICTION_BITS or item.code in DIFFERENT)


def contradicted(_subject: Subject, best: Comparison) -> Text | None:
    """Something strongly contradicts: only a person may look past it."""
    for item in best.evidence:
        if contradicts(item):
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


def birth_within_a_slip(_subject: Subject, best: Comparison) -> Text | None:
    """Two births a slip apart are two births, unless a declared company says who it is."""
    found = told(best)
    if not found & BIRTH_WITHIN_A_SLIP or "office_declared" in found:
        return None
    return Text(
        fr="Les dates de naissance ne concordent qu'à une erreur près.",
        en="The dates of birth agree only if one of them has a slip.",
    )


def name_not_whole(subject: Subject, best: Comparison) -> Text | None:
    """Surname and first given name must both agree.

    A given name that agrees in part needs the birth month beside, and an initial a declared company
    too: brothers, sisters and spouses share the surname, the company and often an initial.
    """
    found = told(best)
    part = bool(found & GIVEN_IN_PART and found & BIRTH_TO_THE_MONTH)
    if "given_initial" in found:
        part = part and "office_declared" in found and initials_fit(subject, best.candidate)
    if found & SURNAME_AGREES and (found & GIVEN_AGREES or part):
        return None
    return Text(
        fr="Le nom et le premier prénom ne concordent pas tous deux.",
        en="Surname and first given name do not both agree.",
    )


def initials_fit(subject: Subject, candidate: Candidate) -> bool:
    """Whether all initials of one side begin the given names of the other: J.-P. is not Jean."""
    return any(
        begins(ours, theirs) or begins(theirs, ours)
        for ours in given_words(subject)
        for theirs in given_words(candidate)
    )


def begins(initials: tuple[str, ...], names: tuple[str, ...]) -> bool:
    """Whether some initials are those of the first names."""
    letters = "".join(initials[:1]).split()
    words = " ".join(names).split()
    return is_initials(" ".join(letters)) and letters == [word[0] for word in words[: len(letters)]]


def given_words(one: Subject | Candidate) -> set[tuple[str, ...]]:
    """The keys of the given names, list by list."""
    return {tuple(key for given in name.given if (key := name_key(given))) for name in one.names}


def other_second_given(_subject: Subject, best: Comparison) -> Text | None:
    """A father and his son share the first given name, and differ in the others."""
    if "given_equal_other_second" not in told(best):
        return None
    return Text(
        fr="Les deuxièmes prénoms diffèrent.",
        en="The second given names differ.",
    )


def name_only(_subject: Subject, best: Comparison) -> Text | None:
    """A name never confirms anyone, nor does a name with a place or a year of birth."""
    births = BIRTH_TO_THE_MONTH | BIRTH_WITHIN_A_SLIP
    if best.families_for & INDEPENDENT or told(best) & births:
        return None
    return REASON_TEXTS["name_only"]


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


def relative_not_excluded(_subject: Subject, best: Comparison) -> Text | None:
    """A relative of the household must be a thousand times less likely."""
    if best.over_relative is None or best.over_relative >= RELATIVE_BITS:
        return None
    return REASON_TEXTS["relative_not_excluded"]


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
    birth_within_a_slip,
    name_not_whole,
    other_second_given,
    name_only,
    too_many_namesakes,
    too_weak,
    relative_not_excluded,
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


def told(one: Comparison) -> frozenset[str]:
    """The codes of everything that was found."""
    return frozenset(item.code for item in one.evidence)
