"""Evidence from surnames: the birth and the usage surname of each side, weighed by rarity.

The functions are tried in order and the first that applies speaks; their sentences are shown.
"""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz.distance import OSA

from tracer.evidence import EvidenceFamily
from tracer.lawful import Text
from tracer.matching.model import (
    SPELLINGS_ONE_EDIT_AWAY,
    SPELLINGS_TWO_EDITS_AWAY,
    Finding,
    Held,
    Pair,
    finding,
    weigh,
)
from tracer.normalise.names import name_key, surname_key, surname_parts
from tracer.subject import NameRole, PersonName

EQUAL, BOTH_EQUAL, HALF, ONE_EDIT, TWO_EDITS, CROSSED = 0.92, 0.6, 0.05, 0.01, 0.002, 0.005
DIFFERENT, DIFFERENT_BIRTH = 0.03, 0.005
MOST_CROSSED_BITS = 3.0  # a spouse's family shares the surname too
LEAST_TYPO_BITS = -5.0
MOST_BOTH_BITS = 30.0


@dataclass(frozen=True, slots=True)
class Surname:
    """One surname with its key and role."""

    written: str
    key: str
    role: NameRole


@dataclass(frozen=True, slots=True)
class Surnames:
    """The surnames of both sides, and the pair of them that are equal, if any."""

    ours: tuple[Surname, ...]
    theirs: tuple[Surname, ...]
    equal: tuple[tuple[Surname, Surname], ...]


def surname_evidence(pair: Pair) -> tuple[Finding, ...]:
    """What the surnames say: one level of agreement, and a birth surname that contradicts it."""
    ours, theirs = read(pair.subject.names), read(pair.candidate.names)
    if not ours or not theirs:
        return ()
    equal = tuple((a, b) for a in ours for b in theirs if a.key == b.key)
    names = Surnames(ours, theirs, equal)
    for level in LEVELS:
        found = level(names, pair)
        if found is not None:
            against = birth_surname_differs(names)
            return (found, against) if against and found.evidence.bits > 0 else (found,)
    return ()


def both_surnames_equal(names: Surnames, pair: Pair) -> Finding | None:
    """The usage surname and the birth surname are both the same, in whichever order."""
    keys = {a.key for a, _ in names.equal}
    if len(keys) < 2 or {a.key for a in names.ours} != {b.key for b in names.theirs}:
        return None
    share = 1.0
    for key in sorted(keys):
        share *= pair.population.surname_share(written(key, names.ours), pair.year)
    return named(
        "both_surnames_equal",
        min(weigh(BOTH_EQUAL, share), MOST_BOTH_BITS),
        Text(
            fr="Nom d'usage et nom de naissance identiques",
            en="Usage and birth surnames are both the same",
        ),
        (names.ours, names.theirs),
        Held(what="both surnames", share=share),
    )


def surname_equal(names: Surnames, pair: Pair) -> Finding | None:
    """A surname is the same, in a role where it may be: the rarer it is, the more this says."""
    for a, b in names.equal:
        if not crossed(a, b, names):
            share = pair.population.surname_share(a.written, pair.year)
            return named(
                "surname_equal",
                weigh(EQUAL, share),
                Text(fr="Même nom de famille", en="Same surname"),
                ((a,), (b,)),
                Held(what="surname", share=share),
            )
    return None


def surname_crossed(names: Surnames, pair: Pair) -> Finding | None:
    """One side's birth surname is the other's usage surname, while that side was born another."""
    for a, b in names.equal:
        return named(
            "surname_crossed",
            min(weigh(CROSSED, pair.population.surname_share(a.written)), MOST_CROSSED_BITS),
            Text(
                fr="Nom de naissance d'un côté, nom d'usage de l'autre : possible parent par alliance",
                en="Birth surname on one side, usage surname on the other: maybe a relative by marriage",
            ),
            ((a,), (b,)),
        )
    return None


def surname_half(names: Surnames, pair: Pair) -> Finding | None:
    """One side bears a double surname of which the other bears a half, or both halves turned round."""
    for a in names.ours:
        for b in names.theirs:
            shared = shared_part(a.written, b.written)
            if shared is None:
                continue
            share = pair.population.surname_share(shared, pair.year)
            return named(
                "surname_half",
                weigh(HALF, share),
                Text(
                    fr="Une moitié d'un nom double est identique",
                    en="One half of a double surname is the same",
                ),
                ((a,), (b,)),
                Held(what="half of the surname", share=share),
            )
    return None


def surname_typo(names: Surnames, pair: Pair) -> Finding | None:
    """The surnames differ by one slip of the keyboard, or by two when they are long."""
    best: Finding | None = None
    for a in names.ours:
        for b in names.theirs:
            allowed = 2 if min(len(a.key), len(b.key)) >= 8 else 1
            edits = OSA.distance(a.key, b.key, score_cutoff=allowed)
            if edits > allowed or min(len(a.key), len(b.key)) < 4:
                continue
            share = pair.population.surname_share(b.written, pair.year)
            m = (
                ONE_EDIT / SPELLINGS_ONE_EDIT_AWAY
                if edits == 1
                else TWO_EDITS / SPELLINGS_TWO_EDITS_AWAY
            )
            found = named(
                "surname_typo",
                max(weigh(m, share), LEAST_TYPO_BITS),
                Text(
                    fr=f"Noms de famille à {edits} lettre(s) près",
                    en=f"Surnames {edits} letter(s) apart",
                ),
                ((a,), (b,)),
                Held(
                    what="surname within a typo",
                    share=share + pair.population.surname_share(a.written, pair.year),
                ),
            )
            if best is None or found.evidence.bits > best.evidence.bits:
                best = found
    return best


def surname_different(names: Surnames, _pair: Pair) -> Finding | None:
    """No surname is the same. A change of name the file does not know is possible, and rare."""
    return named(
        "surname_different",
        weigh(DIFFERENT, 1.0),
        Text(fr="Noms de famille différents", en="Different surnames"),
        (names.ours, names.theirs),
    )


def birth_surname_differs(names: Surnames) -> Finding | None:
    """Both sides state a birth surname and they differ; a birth surname hardly ever changes."""
    ours = tuple(name for name in names.ours if name.role is NameRole.BIRTH)
    theirs = tuple(name for name in names.theirs if name.role is NameRole.BIRTH)
    for a in ours:
        for b in theirs:
            halves = set(surname_parts(a.written)) & set(surname_parts(b.written))
            if halves or OSA.distance(a.key, b.key, score_cutoff=1) <= 1:
                return None
    if not ours or not theirs or {n.key for n in names.ours} == {n.key for n in names.theirs}:
        return None
    return named(
        "birth_surname_differs",
        weigh(DIFFERENT_BIRTH, 1.0),
        Text(fr="Noms de naissance différents", en="Different birth surnames"),
        (ours, theirs),
    )


LEVELS = (
    both_surnames_equal,
    surname_equal,
    surname_crossed,
    surname_half,
    surname_typo,
    surname_different,
)


def read(names: tuple[PersonName, ...]) -> tuple[Surname, ...]:
    """Each surname once for each role, in a fixed order; one without a key says nothing."""
    found = {
        (surname_key(name.surname), name.role): name_key(name.surname)
        for name in names
        if surname_key(name.surname)
    }
    return tuple(Surname(found[at], at[0], at[1]) for at in sorted(found))


def crossed(a: Surname, b: Surname, names: Surnames) -> bool:
    """Whether equal surnames stand in different roles, and the role they miss is held by another."""
    stated = {NameRole.BIRTH, NameRole.USAGE}
    if a.role is b.role or {a.role, b.role} != stated:
        return False
    born = a if a.role is NameRole.BIRTH else b
    others = names.theirs if born is a else names.ours
    return any(n.role is NameRole.BIRTH and n.key != born.key for n in others)


def shared_part(a: str, b: str) -> str | None:
    """The half one double surname shares with a single one, or the whole if it is turned round."""
    parts_a, parts_b = surname_parts(a), surname_parts(b)
    if len(parts_a) == len(parts_b):
        return a if sorted(parts_a) == sorted(parts_b) else None
    return min(set(parts_a) & set(parts_b), default=None)


def written(key: str, names: tuple[Surname, ...]) -> str:
    """A surname as written, by its key."""
    return next(name.written for name in names if name.key == key)


def named(
    code: str,
    bits: float,
    text: Text,
    compared: tuple[tuple[Surname, ...], tuple[Surname, ...]],
    held: Held | None = None,
) -> Finding:
    """A finding of the NAME family, with the surnames it compared."""
    return finding(
        EvidenceFamily.NAME,
        code,
        bits,
        text,
        ours=" / ".join(dict.fromkeys(name.written for name in compared[0])),
        theirs=" / ".join(dict.fromkeys(name.written for name in compared[1])),
        held=held,
    )
