"""A whole French name on one line, taken apart: civility, surnames with their roles, given names."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tracer.normalise.given_names import joined_servants
from tracer.normalise.names import PARTICLES, name_key
from tracer.subject import NameRole, PersonName

CIVILITY_SEX = {
    "M": "M",
    "MR": "M",
    "MONSIEUR": "M",
    "MME": "F",
    "MADAME": "F",
    "MLLE": "F",
    "MADEMOISELLE": "F",
    "MRS": "F",
    "MISS": "F",
    "MS": "F",
    "HERR": "M",
    "FRAU": "F",
    "SR": "M",
    "SRA": "F",
    "DR": None,
    "DOCTEUR": None,
    "ME": None,
    "MAITRE": None,
    "PR": None,
    "PROFESSEUR": None,
}
OFFICES = frozenset(
    ["PRESIDENT", "PRESIDENTE", "DIRECTEUR", "DIRECTRICE", "GERANT", "GERANTE", "PREFET"]
) | frozenset(["PROCUREUR", "BATONNIER", "COLONEL", "COMMANDANT", "CAPITAINE", "DOCTEUR"])
"""After a civility, "le" and one of these are no name; LE MAIRE and LE COMTE are surnames."""
MARKERS = {
    "NE": NameRole.BIRTH,
    "NEE": NameRole.BIRTH,
    "EP": NameRole.USAGE,
    "EPSE": NameRole.USAGE,
    "EPOUSE": NameRole.USAGE,
    "EPOUX": NameRole.USAGE,
    "DIVORCEE": NameRole.USAGE,
    "VVE": NameRole.USAGE,
    "VEUVE": NameRole.USAGE,
    "DIT": NameRole.UNSTATED,
    "DITE": NameRole.UNSTATED,
    "ALIAS": NameRole.UNSTATED,
    "SURNOMME": NameRole.UNSTATED,
    "SURNOMMEE": NameRole.UNSTATED,
}
OTHER_ROLE = {
    NameRole.BIRTH: NameRole.USAGE,
    NameRole.USAGE: NameRole.BIRTH,
    NameRole.UNSTATED: NameRole.UNSTATED,
}
ROMANCE = frozenset(["BEN", "BENT", "D", "DA", "DAS", "DE", "DES", "DI", "DO", "DOS", "DU", "LE"])
"""Particles that begin the surname even when other words follow it: Maria da Silva Ferreira."""
BOTH_SEXES = re.compile(r"\(e\)", re.IGNORECASE)
INITIALS = re.compile(r"(?:[^\W\d_]\.-?)+")
REGISTER_SURNAME = re.compile(r"(?P<usage>[^()]+)\((?P<birth>[^()]+)\)\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class FullName:
    """What one line says: each surname with the given names, and the sex its civility states."""

    names: tuple[PersonName, ...]
    sex: str | None = None


def parse_full_name(text: str) -> FullName:
    """The name on one line, in either order.

    Upper case marks the surname; without that hint given names come first, and in a line all in
    upper case the surname does. Raises ValueError, without the name, when the line names nobody
    or two people.
    """
    sex, words = civility(plain_words(text))
    segments = segmented(words)
    (_, first), *others = segments
    surname, given = split(first, surname_only=False)
    if not others and not case_marks(first):
        surname, given = at_comma(text) or (surname, given)
    named = [(surname, NameRole.UNSTATED)]
    for marker, tokens in others:
        other, more = split(tokens, surname_only=True)
        named.append((other, MARKERS[marker]))
        given = given or more
    roles = {role for _, role in named[1:]} - {NameRole.UNSTATED}
    main = OTHER_ROLE[next(iter(roles))] if len(roles) == 1 else NameRole.UNSTATED
    names = tuple(
        PersonName(surname=" ".join(tokens), given=tuple(given), role=main if at == 0 else role)
        for at, (tokens, role) in enumerate(named)
        if name_key(" ".join(tokens))
    )
    if not names:
        raise ValueError("this line holds no surname")
    return FullName(names=names, sex=sex)


def parse_register_surname(text: str, given: tuple[str, ...] = ()) -> tuple[PersonName, ...]:
    """The surname field of a register: "USAGE (BIRTH)", or the only surname it holds.

    A civility before it is left out.
    """
    words = text.split()
    while len(words) > 1 and name_key(words[0]) in CIVILITY_SEX:
        words.pop(0)
    match = REGISTER_SURNAME.fullmatch(" ".join(words))
    if match is None:
        return (PersonName(surname=" ".join(words), given=given),)
    usage, birth = match["usage"].strip(), match["birth"].strip()
    born = PersonName(surname=birth, given=given, role=NameRole.BIRTH)
    if name_key(usage) == name_key(birth):
        return (born,)
    return (born, PersonName(surname=usage, given=given, role=NameRole.USAGE))


def plain_words(text: str) -> list[str]:
    """The line's words without commas and brackets, "né(e)" as née, ABD EL KADER as one word."""
    return joined_servants(re.sub(r"[,;()]", " ", BOTH_SEXES.sub("e", text)).split())


def civility(words: list[str]) -> tuple[str | None, list[str]]:
    """The sex the civility states, and the words after it."""
    sex: str | None = None
    rest = list(words)
    if {name_key(word) for word in rest[1:3]} & {"ET", "OU"}:
        raise ValueError("this line names two people")
    while len(rest) > 1 and name_key(rest[0]) in CIVILITY_SEX:
        sex = sex or CIVILITY_SEX[name_key(rest.pop(0))]
    titled = len(rest) > 2 and len(rest) < len(words)
    if titled and name_key(rest[0]) in {"LE", "LA"} and name_key(rest[1]) in OFFICES:
        rest = rest[2:]
    return sex, rest


def segmented(words: list[str]) -> list[tuple[str, list[str]]]:
    """The words before the first née, épouse, veuve or dit, then those after each."""
    segments: list[tuple[str, list[str]]] = [("", [])]
    for at, word in enumerate(words):
        key = name_key(word)
        if key in MARKERS and at + 1 < len(words):
            segments.append((key, []))
        else:
            segments[-1][1].append(word)
    return segments


def at_comma(text: str) -> tuple[list[str], list[str]] | None:
    """The surname before the only comma and the given names after it, when both are there."""
    before, _, after = text.partition(",")
    if not name_key(before) or not name_key(after) or "," in after:
        return None
    return civility(before.split())[1], after.split()


def case_marks(words: list[str]) -> bool:
    """Whether some words are in upper case and some are not, initials and particles aside."""
    heavy = [w for w in words if not INITIALS.fullmatch(w) and name_key(w) not in PARTICLES]
    return len({word.isupper() for word in heavy}) == 2


def split(words: list[str], *, surname_only: bool) -> tuple[list[str], list[str]]:
    """Surname words and given-name words of one segment."""
    named = [at for at, word in enumerate(words) if not INITIALS.fullmatch(word)]
    heavy = [at for at in named if name_key(words[at]) not in PARTICLES]
    upper = [at for at in heavy if words[at].isupper()]
    initials = len(named) < len(words)
    if upper and len(upper) < len(heavy):
        surname = with_particles(words, upper)
    elif surname_only or initials or len(heavy) < 2:
        surname = named
    elif upper or name_key(words[0]) in PARTICLES:
        surname = list(range(heavy[0] + 1))
    else:
        begun = [
            at
            for at in range(heavy[0] + 1, heavy[-1])
            if name_key(words[at]) in ROMANCE and name_key(words[at + 1]) != "DIEU"
        ]
        surname = list(range(begun[0], len(words))) if begun else with_particles(words, heavy[-1:])
    taken = set(surname)
    given = [at for at in range(len(words)) if at not in taken]
    return [words[at] for at in surname], [words[at] for at in given]


def with_particles(words: list[str], chosen: list[int]) -> list[int]:
    """The chosen places and those of the particles that stand right before them."""
    kept: list[int] = []
    for at in chosen:
        start = at
        while start > 0 and name_key(words[start - 1]) in PARTICLES:
            start -= 1
        kept += range(start, at + 1)
    return kept
