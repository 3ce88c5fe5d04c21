"""Single fields of a file of people, each under the number or key it is compared by."""

from __future__ import annotations

import re
import unicodedata

from tracer.matching.records import FEMALE, MALE, UNSTATED
from tracer.matching.vocabulary import NONE, VocabularyBuilder
from tracer.normalise.full_names import CIVILITY_SEX, MARKERS
from tracer.normalise.names import name_key, surname_parts
from tracer.subject import NameRole

LONGEST = 200
"""Characters a name, street or town may have; longer ones are not names."""
SEXES = {"M": MALE, "H": MALE, "1": MALE, "MALE": MALE, "F": FEMALE, "2": FEMALE, "FEMALE": FEMALE}
DATE = re.compile(r"(\d{4})(?:-?(\d{2})(?:-?(\d{2}))?)?", re.ASCII)
TOO_LONG, EMPTY, MIXED = -3, -4, -5
"""In place of a surname: why there is none. All are below zero, as NONE is."""
EARLIEST = 1850
"""Nobody sought was born before: an impossible date that seems to say so, as 14071970 does, is
written in another order."""
IMPOSSIBLE = 1 << 24
"""Set on a packed birth whose day or month does not exist; its year is kept."""


def read_surnames(text: str, names: VocabularyBuilder) -> tuple[int, int, int]:
    """Two surnames and the sex a civility states: "Mme DURAND épouse MARTIN" holds all three."""
    if len(text) > LONGEST:
        return (TOO_LONG, NONE, UNSTATED)
    if mixes_scripts(text):
        return (MIXED, NONE, UNSTATED)
    words = name_key(text).split()
    if not any(letter.isalpha() for word in words for letter in word):
        return (NONE, NONE, UNSTATED)
    sex = UNSTATED
    while len(words) > 1 and words[0] in CIVILITY_SEX:
        sex = SEXES.get(CIVILITY_SEX[words.pop(0)] or "", sex)
    said: list[list[str]] = [[]]
    for at, word in enumerate(words):
        if MARKERS.get(word) in {NameRole.BIRTH, NameRole.USAGE} and 0 < at < len(words) - 1:
            said.append([])
        else:
            said[-1].append(word)
    numbers = [number for one in said if (number := add_surname(one, names)) != NONE]
    first, second, *_ = (*numbers, NONE, NONE)
    return (first, second, sex)


def add_surname(words: list[str], names: VocabularyBuilder) -> int:
    """One surname, particles glued to what follows, with its halves if it is double."""
    parts = [part.replace(" ", "") for part in surname_parts(" ".join(words))]
    return names.add("".join(words), parts)


def read_given(text: str, names: VocabularyBuilder) -> int:
    """One given name; Jean-Marc has two halves."""
    words = name_key(text[:LONGEST]).split()
    if len(words) == 1 and words[0] in CIVILITY_SEX and len(words[0]) > 1:
        return NONE
    return names.add("".join(words), words)


def is_too_long(text: str) -> bool:
    """Whether a text is longer than any name."""
    return len(text) > LONGEST


def mixes_scripts(text: str) -> bool:
    """Whether Latin letters stand beside those of another script: half of the name would be lost."""
    if text.isascii():
        return False
    latin = [
        unicodedata.name(letter, "").startswith("LATIN") for letter in text if letter.isalpha()
    ]
    return any(latin) and not all(latin)


def read_birth(text: str) -> int:
    """A packed birth; marked IMPOSSIBLE when it is written otherwise or is no day of the calendar."""
    match = DATE.fullmatch(text.strip())
    if match is None:
        return IMPOSSIBLE
    year, month, day = (int(part or 0) for part in match.groups())
    if year == 0:
        return 0
    if not 1000 <= year <= 2100:
        return IMPOSSIBLE
    if month == 0:
        return year << 9
    if month > 12 or day > days_in(year, month):
        return IMPOSSIBLE | year << 9 if year >= EARLIEST else IMPOSSIBLE
    return year << 9 | month << 5 | day


def days_in(year: int, month: int) -> int:
    """Days of a month of the Gregorian calendar."""
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in {4, 6, 9, 11} else 31


def read_sex(text: str) -> int:
    """The sex as registers write it."""
    return SEXES.get(text.strip().upper(), UNSTATED)


def read_postcode(text: str) -> int:
    """The digits of a postcode as a number; what comes before the last three is the region.

    Of a postcode with letters the region counts in base 36; its last three characters are told from
    999 of a thousand others of the region.
    """
    key = name_key(text[:LONGEST]).replace(" ", "")
    if not key:
        return NONE
    if key.isdigit() and len(key) <= 9:
        return int(key)
    region, within = key[:7][:-3], key[:7][-3:]
    return int(region or "0", 36) * 1000 + int(within, 36) % 1000


def contact_key(source: str, text: str) -> str:
    """An e-mail address, telephone number or place of birth under the key it compares by."""
    if source == "email":
        return text.strip().lower()[:LONGEST]
    if source == "tel":
        return re.sub(r"\D", "", text)[-9:]
    return name_key(text[:LONGEST])
