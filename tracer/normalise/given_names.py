"""The given-name field of a register or a file, taken apart into names in order."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from tracer.normalise.names import is_initials, name_key

HYPHEN = re.compile(r" ?[-\u2010-\u2015\u2212\u2e3a\u2e3b\ufe58\ufe63\uff0d]+ ?")
SERVANTS = frozenset(["ABD", "ABDEL", "ABDUL", "ABDOUL", "ABDER", "ABDE"])
ARTICLES = frozenset(["EL", "AL", "UL", "ER", "ES", "EN"])
"""After ABD: the article, alone or written with what follows (ABD EL KADER, ABD ER RAHMANE)."""
HEAD_WORDS = """
JEAN MARIE ANNE PIERRE PAUL LOUIS CHARLES FRANCOIS LOUISE ROSE LOU LILY LILI MARIA ANA JOSE JUAN
JOAO LUIS MARY JEANNE HENRI GUY MARC YVES CLAUDE EVA LINA MOHAMED MOHAMMED
"""
COMPOUND_HEADS = frozenset(HEAD_WORDS.split())
"""Names that begin nearly all compounds written with a hyphen in France."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenForms:
    """Given names as keys: each name in order, and the neighbours that may be one compound.

    A compound written with a hyphen is one name ("JEAN PIERRE"); one written with a space is two
    names, and stands in `perhaps` as well. Nothing is decided between the two readings.
    """

    names: tuple[str, ...] = ()
    perhaps: tuple[str, ...] = ()


def given_forms(text: str) -> GivenForms:
    """The names of a field such as "JEAN-MARC ERIC MICHEL", "J.-P.", "Anne-Marie, Louise".

    A hyphen of any kind joins, with or without spaces; a space, comma, slash or ampersand
    separates. ABD EL KADER is one name. Neighbours may be one compound when a space alone stands
    between them and the first begins compounds (JEAN, MARIE, ANNE...) or both are initials. What
    leaves no key (emoji, another script) is dropped.
    """
    names: list[str] = []
    perhaps: list[str] = []
    for part in re.split(r"[,;/&+]", HYPHEN.sub("-", " ".join(text.split()))):
        keys = [key for word in joined_servants(part.split()) if (key := name_key(word))]
        names += keys
        perhaps += [f"{a} {b}" for a, b in itertools.pairwise(keys) if may_join(a, b)]
    return GivenForms(names=tuple(names), perhaps=tuple(perhaps))


def joined_servants(words: list[str]) -> list[str]:
    """The words with ABD, its article and the name after them as one."""
    kept: list[str] = []
    open_end = False
    for word in words:
        key = name_key(word)
        if open_end:
            kept[-1] = f"{kept[-1]} {word}"
            open_end = key in ARTICLES
        else:
            kept.append(word)
            open_end = key in SERVANTS
    return kept


def may_join(first: str, second: str) -> bool:
    """Whether two names next to each other may be one compound."""
    if " " in first or " " in second or first == second:
        return False
    if is_initials(first) or is_initials(second):
        return is_initials(first) and is_initials(second)
    return first in COMPOUND_HEADS
