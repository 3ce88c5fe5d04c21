"""Names written one way: the key under which two spellings of a name are equal."""

from __future__ import annotations

import re
import unicodedata

LETTERS = str.maketrans(
    {
        "Œ": "OE",
        "Æ": "AE",
        "Ø": "O",
        "Ð": "D",
        "Đ": "D",
        "Þ": "TH",
        "Ł": "L",
        "Ħ": "H",
        "Ŧ": "T",
        "Ŋ": "NG",
        "ẞ": "SS",
    }
)
"""Letters that Unicode does not decompose, in upper case."""
INVISIBLE = frozenset({"Mn", "Me", "Cf"})  # accents once decomposed, and zero-width characters
NOT_KEPT = re.compile(r"[^A-Z0-9]+")
PARTICLE_WORDS = """
A ABOU ABU AIT AL BEN BENT BIN BINT D DA DAS DE DEL DELLA DELLE DEN DER DES DI DO DOS DU EL IBN
L LA LE LES MAC MC O OULD SAINT SAINTE ST STE TEN TER VAN VON ZU
"""
PARTICLES = frozenset(PARTICLE_WORDS.split())
"""Words that belong to the surname word after them."""
KEPT_WORDS = "ABOU ABU AIT BEN BENT BIN BINT IBN MAC MC O OULD SAINT SAINTE ST STE"
DROPPED_PARTICLES = PARTICLES - frozenset(KEPT_WORDS.split())
"""Particles that registers leave out."""
SAINT = re.compile(r"\bST(E?) (?=.)")


def name_key(text: str) -> str:
    """The text in upper-case ASCII letters and digits, words separated by one space.

    Accents, ligatures, case, hyphens, apostrophes, full stops and spaces no longer distinguish.
    What cannot be written so (emoji, another script) disappears: the key may be empty, and an
    empty key says nothing about anyone.
    """
    if text.isascii():
        upper = text.upper()
    else:
        # Ligatures and accents are letters followed by marks once decomposed; marks are dropped.
        decomposed = unicodedata.normalize("NFKD", text.upper().translate(LETTERS))
        upper = "".join(c for c in decomposed.upper() if unicodedata.category(c) not in INVISIBLE)
    return " ".join(NOT_KEPT.sub(" ", upper).split())


def surname_key(text: str) -> str:
    """A surname under which particles glued or apart are equal: LE GOFF, Le Goff, LEGOFF.

    So are D'ANGELO and DANGELO, and ST PIERRE and SAINT-PIERRE.
    """
    return SAINT.sub(r"SAINT\1", name_key(text)).replace(" ", "")


def bare_surname(text: str) -> str:
    """A surname key without the particles before it: DE LA BRENNE is BRENNE.

    Registers drop them, and SAINT is one they keep. A glued particle stays, since nothing tells
    LEGRAND from GRAND; so does what says whose child one is (BEN, OULD, MAC). The whole key when
    there is nothing else.
    """
    words = name_key(text).split()
    start = 0
    while start < len(words) - 1 and words[start] in DROPPED_PARTICLES:
        start += 1
    return "".join(words[start:])


def surname_parts(text: str) -> tuple[str, ...]:
    """The halves of a double surname as keys, particles kept with what follows them."""
    parts: list[str] = []
    waiting: list[str] = []
    for word in name_key(text).split():
        waiting.append(word)
        if word not in PARTICLES:
            parts.append(" ".join(waiting))
            waiting = []
    if waiting:
        parts.append(" ".join(waiting))
    return tuple(parts)


def is_initials(key: str) -> bool:
    """Whether a given-name key is initials only, as "J" or "J P"."""
    return bool(key) and all(len(word) == 1 for word in key.split())
