"""Evidence from given names: the first one, the others, and the sex they imply.

The functions are tried in order and the first that applies speaks; their sentences are shown.
"""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz.distance import OSA

from tracer.evidence import EvidenceFamily
from tracer.lawful import Text
from tracer.matching.model import SPELLINGS_ONE_EDIT_AWAY, Finding, Held, Pair, finding, weigh
from tracer.matching.population import DEPENDENCE
from tracer.normalise.names import is_initials, name_key
from tracer.subject import PersonName

EQUAL, APART, INITIAL, OTHER_RANK, TYPO = 0.93, 0.4, 0.8, 0.04, 0.01
DIFFERENT, COMPOUND_PART_BITS, SECOND_EQUAL, SECOND_DIFFERENT = 0.01, -2.0, 0.8, 0.1
INITIAL_SHARE = 0.15
"""No initial is borne by more than about one person in seven (J, in the 1940s)."""
SECOND_SHARE = 0.06
"""The commonest second given name (Marie) is borne by about one woman in sixteen."""
ONE_SEX = 0.99


@dataclass(frozen=True, slots=True)
class GivenNames:
    """Given names of both sides as keys, in order; `theirs` as one source writes them."""

    ours: tuple[str, ...]
    theirs: tuple[str, ...]


def given_evidence(pair: Pair) -> tuple[Finding, ...]:
    """What the given names say: the first one, then the others; the best spelling of each side."""
    spellings = [
        GivenNames(ours, theirs)
        for ours in read(pair.subject.names)
        for theirs in read(pair.candidate.names)
    ]
    for level in LEVELS:
        found = [f for names in spellings for f in [level(names, pair)] if f is not None]
        if found:
            best = max(found, key=lambda one: one.evidence.bits)
            more = other_given(spellings) if best.evidence.code == "given_equal" else None
            return (best, more) if more else (best,)
    return ()


def given_equal(names: GivenNames, pair: Pair) -> Finding | None:
    """The first given name is the same: the rarer it is in its generation, the more this says."""
    if names.ours[0] != names.theirs[0] or is_initials(names.ours[0]):
        return None
    share = others(names.ours[0], pair)
    return named(
        "given_equal",
        weigh(EQUAL, share),
        Text(fr="Même premier prénom", en="Same first given name"),
        names,
        Held(what="given name", share=share),
    )


def given_written_apart(names: GivenNames, pair: Pair) -> Finding | None:
    """A compound given name on one side is two given names on the other: Jean-Pierre, Jean Pierre."""
    compound, apart = sorted((names.ours, names.theirs), key=lambda side: " " not in side[0])
    words = tuple(compound[0].split())
    if len(words) < 2 or apart[: len(words)] != words:
        return None
    share = min(1.0, others(compound[0], pair) + others(words[0], pair) * SECOND_SHARE)
    return named(
        "given_written_apart",
        weigh(APART, share),
        Text(
            fr="Prénom composé d'un côté, deux prénoms de l'autre",
            en="A compound given name on one side, two given names on the other",
        ),
        names,
        Held(what="given name", share=share),
    )


def given_initial(names: GivenNames, _pair: Pair) -> Finding | None:
    """One side gives only an initial, and it is the right one."""
    if not (is_initials(names.ours[0]) or is_initials(names.theirs[0])):
        return None
    a, b = " ".join(names.ours).split(), " ".join(names.theirs).split()
    count = len((names.ours if is_initials(names.ours[0]) else names.theirs)[0].split())
    if [word[0] for word in a[:count]] != [word[0] for word in b[:count]]:
        return None
    return named(
        "given_initial",
        weigh(INITIAL, INITIAL_SHARE),
        Text(fr="L'initiale du prénom concorde", en="The initial of the given name agrees"),
        names,
        Held(what="initial", share=INITIAL_SHARE),
    )


def given_other_rank(names: GivenNames, pair: Pair) -> Finding | None:
    """The first given name of one side is a later given name of the other, as usual names are."""
    for first, rest in ((names.ours[0], names.theirs[1:]), (names.theirs[0], names.ours[1:])):
        if first in rest:
            share = min(1.0, 2 * others(first, pair))
            return named(
                "given_other_rank",
                weigh(OTHER_RANK, share),
                Text(
                    fr="Le prénom est un autre prénom de l'état civil",
                    en="The given name is one of the other given names",
                ),
                names,
                Held(what="given name at another rank", share=share),
            )
    return None


def given_compound_part(names: GivenNames, _pair: Pair) -> Finding | None:
    """One given name is a part of the other's compound: Jean is not Jean-Michel, but may be short."""
    ours, theirs = names.ours[0].split(), names.theirs[0].split()
    initials = is_initials(names.ours[0]) or is_initials(names.theirs[0])
    part = ours[0][0] == theirs[0][0] if initials else bool(set(ours) & set(theirs))
    if len(ours) == len(theirs) or not part:
        return None
    return named(
        "given_compound_part",
        COMPOUND_PART_BITS,
        Text(
            fr="Un prénom n'est qu'une partie du prénom composé de l'autre",
            en="One given name is only a part of the other's compound",
        ),
        names,
    )


def given_typo(names: GivenNames, pair: Pair) -> Finding | None:
    """The given names differ by one slip, unless the other spelling is a common name of its own.

    A man's name and a woman's, as Benoît and Benoîte, are no slip: so are brothers and sisters named.
    """
    a, b = names.ours[0], names.theirs[0]
    if min(len(a), len(b)) < 4 or OSA.distance(a, b, score_cutoff=1) != 1:
        return None
    if of_two_sexes(a, b, pair):
        return None
    share = others(b, pair)
    bits = weigh(TYPO / SPELLINGS_ONE_EDIT_AWAY, share)
    if bits <= 0:
        return None
    return named(
        "given_typo",
        bits,
        Text(fr="Prénoms à une lettre près", en="Given names one letter apart"),
        names,
        Held(what="given name within a typo", share=min(1.0, share + others(a, pair))),
    )


def of_two_sexes(a: str, b: str, pair: Pair) -> bool:
    """Whether one given name is a man's and the other a woman's, 99 in 100 each."""
    women = [pair.population.sex_share(name, "F") for name in (a, b)]
    known = [share for share in women if share is not None]
    return len(known) == 2 and max(known) >= ONE_SEX and min(known) <= 1 - ONE_SEX


def given_different(names: GivenNames, _pair: Pair) -> Finding | None:
    """No given name agrees: a brother, a sister, or a stranger."""
    return named(
        "given_different",
        weigh(DIFFERENT, 1.0),
        Text(fr="Prénoms différents", en="Different given names"),
        names,
    )


def other_given(spellings: list[GivenNames]) -> Finding | None:
    """The other given names, where both sides state some: the same one, or none in common."""
    stated = [names for names in spellings if len(names.ours) > 1 and len(names.theirs) > 1]
    if not stated:
        return None
    for names in stated:
        if set(names.ours[1:]) & set(names.theirs[1:]):
            return named(
                "other_given_equal",
                weigh(SECOND_EQUAL, SECOND_SHARE * max(len(names.theirs) - 1, 1)),
                Text(fr="Un autre prénom est le même", en="Another given name is the same"),
                names,
                Held(what="another given name", share=SECOND_SHARE * (len(names.theirs) - 1)),
            )
    return named(
        "other_given_different",
        weigh(SECOND_DIFFERENT, 1.0),
        Text(fr="Aucun autre prénom commun", en="No other given name in common"),
        stated[0],
    )


def sex_contradicts(pair: Pair) -> Finding | None:
    """The file states a sex, and the candidate's given name is borne by the other sex, 99 in 100."""
    sex = pair.subject.sex
    if sex not in {"F", "M"}:
        return None
    ours = {name for names in read(pair.subject.names) for name in names}
    for names in read(pair.candidate.names):
        share = pair.population.sex_share(names[0], sex)
        if share is None or share > 1 - ONE_SEX or ours & set(names):
            return None
    if not read(pair.candidate.names):
        return None
    return finding(
        EvidenceFamily.NAME,
        "sex_contradicts",
        0.0,  # the given names already count against; this forbids
        Text(
            fr="Le prénom est celui de l'autre sexe que celui du dossier",
            en="The given name belongs to the other sex than the file states",
        ),
        ours=sex,
        theirs=read(pair.candidate.names)[0][0],
        veto="sex_contradicts",
    )


LEVELS = (
    given_equal,
    given_written_apart,
    given_initial,
    given_other_rank,
    given_typo,
    given_compound_part,
    given_different,
)


def read(names: tuple[PersonName, ...]) -> tuple[tuple[str, ...], ...]:
    """Each distinct list of given names as keys, in a fixed order; empty ones say nothing."""
    lists = {tuple(key for given in name.given if (key := name_key(given))) for name in names}
    return tuple(sorted(keys for keys in lists if keys))


def others(given: str, pair: Pair) -> float:
    """The share of other people of the subject's sex and this given name, dependence allowed for."""
    sex = pair.subject.sex if pair.subject.sex in {"F", "M"} else None
    of_sex = 0.5 if sex else 1.0
    return min(1.0, DEPENDENCE * of_sex * pair.population.given_share(given, sex, pair.year))


def named(
    code: str, bits: float, text: Text, names: GivenNames, held: Held | None = None
) -> Finding:
    """A finding of the NAME family, with the given names it compared."""
    return finding(
        EvidenceFamily.NAME,
        code,
        bits,
        text,
        ours=" ".join(names.ours),
        theirs=" ".join(names.theirs),
        held=held,
    )
