"""What usage and birth surnames say once a surname agrees: the other one equal, another, or crossed.

The engine compares the surnames of both sides as two sets; the roles are those the sources state.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from tracer.evidence import Candidate, EvidenceFamily
from tracer.lawful import Text
from tracer.matching.closest import Closest
from tracer.matching.levels import Surname
from tracer.matching.model import Finding, finding, weigh
from tracer.matching.population import Population
from tracer.normalise.names import surname_key, surname_parts
from tracer.subject import NameRole, PersonName, Subject

OTHER_EQUAL = 0.65
"""How often the other surname is equal too, when one is and both sides state two."""
OTHER_OF_RELATIVE = 0.02
"""How often a relative bears both surnames of the debtor: a daughter who married does not."""
ANOTHER_BIRTH_SURNAME = 0.005
"""A birth surname hardly ever changes: so often do two of one person differ."""
MOST_CROSSED_BITS = 3.0
"""All an equal surname may say when it is one's birth surname and the other's by marriage."""
MOST_BOTH_BITS = 30.0


@dataclass(frozen=True, slots=True)
class Borne:
    """One surname with its key and role."""

    key: str
    role: NameRole
    written: str


def other_surname(
    subject: Subject, candidate: Candidate, best: Closest, population: Population
) -> tuple[Finding, ...]:
    """Whether the usage and the birth surname agree, where both sides state which is which. Both
    equal, in whichever order, say more than one; another birth surname contradicts an equal usage
    surname; and one's birth surname that is the other's by marriage points to an in-law.

    FR: Nom d'usage et nom de naissance, lorsque les deux côtés les distinguent. Identiques tous
    deux, dans un ordre ou dans l'autre, ils en disent plus qu'un seul ; un autre nom de naissance
    contredit un nom d'usage identique ; un nom de naissance qui est le nom d'usage de l'autre fait
    penser à un parent par alliance.
    """
    if best.bits["surname"] <= 0:
        return ()
    ours, theirs = borne(subject.names), borne(candidate.names)
    keys = {one.key for one in ours}
    if keys == {one.key for one in theirs}:
        return both_equal(ours, theirs, best, population) if len(keys) > 1 else ()
    birth_ours, birth_theirs = of_birth(ours), of_birth(theirs)
    if not birth_ours or not birth_theirs or may_be_one(birth_ours, birth_theirs):
        return ()
    code, bits = "birth_surname_different", weigh(ANOTHER_BIRTH_SURNAME, 1.0)
    text = Text(fr="Noms de naissance différents", en="Different birth surnames")
    if best.surname is Surname.EQUAL and not same_role(
        ours, theirs, surname_key(best.ours.surname or "")
    ):
        code, bits = "surname_crossed", min(bits, MOST_CROSSED_BITS - best.bits["surname"])
        text = Text(
            fr="Nom de naissance d'un côté, nom d'usage de l'autre : possible parent par alliance",
            en="Birth surname on one side, usage surname on the other: maybe a relative by marriage",
        )
    return (named(code, text, birth_ours, birth_theirs, m=2.0**bits, u=1.0, r=1.0),)


def both_equal(
    ours: tuple[Borne, ...], theirs: tuple[Borne, ...], best: Closest, population: Population
) -> tuple[Finding, ...]:
    """The other surname is equal too: as rare as the others who bear it, and never more than
    `MOST_BOTH_BITS` for both."""
    used = surname_key(best.ours.surname or "")
    others = tuple(one for one in ours if one.key != used)
    share = 1.0
    for _, written in sorted({one.key: one.written for one in others}.items()):
        share *= population.surname_share(written)
    least = OTHER_EQUAL / 2.0 ** max(MOST_BOTH_BITS - best.bits["surname"], 0.0)
    text = Text(
        fr="Nom d'usage et nom de naissance identiques",
        en="Usage and birth surnames are both the same",
    )
    keys = {one.key for one in others}
    same = tuple(one for one in theirs if one.key in keys)
    found = named(
        "other_surname_equal", text, others, same,
        m=OTHER_EQUAL, u=max(share, least), r=OTHER_OF_RELATIVE, held="both surnames",
    )  # fmt: skip
    return (found,)


def borne(names: Iterable[PersonName]) -> tuple[Borne, ...]:
    """Each surname once for each role, in a fixed order; one without a key says nothing."""
    found = {
        (surname_key(name.surname), name.role): Borne(
            surname_key(name.surname), name.role, name.surname.strip()
        )
        for name in names
        if surname_key(name.surname)
    }
    return tuple(found[at] for at in sorted(found))


def of_birth(names: tuple[Borne, ...]) -> tuple[Borne, ...]:
    """Those stated as birth surnames."""
    return tuple(one for one in names if one.role is NameRole.BIRTH)


def may_be_one(ours: tuple[Borne, ...], theirs: tuple[Borne, ...]) -> bool:
    """Whether some birth surname of each side share a half or are a letter apart."""
    return any(
        set(surname_parts(a.written)) & set(surname_parts(b.written))
        or OSA.distance(a.key, b.key, score_cutoff=1) <= 1
        for a in ours
        for b in theirs
    )


def same_role(ours: tuple[Borne, ...], theirs: tuple[Borne, ...], key: str) -> bool:
    """Whether a surname stands in one role on both sides, or in one that is not stated."""
    roles = [{one.role for one in names if one.key == key} for names in (ours, theirs)]
    return NameRole.UNSTATED in roles[0] | roles[1] or bool(roles[0] & roles[1])


def named(
    code: str,
    text: Text,
    ours: tuple[Borne, ...],
    theirs: tuple[Borne, ...],
    *,
    m: float,
    u: float,
    r: float,
    held: str | None = None,
) -> Finding:
    """A finding of the NAME family, with the surnames it compared."""
    shown = [" / ".join(dict.fromkeys(one.written for one in side)) for side in (ours, theirs)]
    return finding(
        EvidenceFamily.NAME, code, text, m=m, u=u, r=r, ours=shown[0], theirs=shown[1], held=held
    )
