"""Names in other scripts written in Latin letters, and whether their short vowels are missing.

It spells letters, it does not translate. Where a script leaves vowels out, the word is a skeleton.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from anyascii import anyascii

LONGEST_LINE = 400
"""No name is longer; what a line holds beyond says nothing more, and takes time."""
APOSTROPHES = re.compile("['’‘ʼʻ`´ʹʿʾ׳]")
HAN, HANGUL = "HAN", "HANGUL"
WITHOUT_VOWELS = frozenset(
    [
        "ARABIC",
        "HEBREW",
        "SYRIAC",
        "DEVANAGARI",
        "BENGALI",
        "THAI",
        "TAMIL",
        "TELUGU",
        "KHMER",
        "LAO",
    ]
)
TWO_SYLLABLE_SURNAMES = frozenset(
    ["欧阳", "歐陽", "司马", "司馬", "上官", "诸葛", "諸葛", "东方", "東方", "皇甫", "尉迟", "公孙"]
) | frozenset(["令狐", "慕容", "司徒", "夏侯", "남궁", "제갈", "황보", "선우", "독고", "사공"])
KOREAN = {
    "I": "LEE", "GIM": "KIM", "BAG": "PARK", "CHOE": "CHOI", "JEONG": "JUNG", "IM": "LIM",
    "NO": "ROH", "YU": "YOO", "RI": "LEE", "U": "WOO", "O": "OH", "AN": "AHN",
}  # fmt: skip
"""Surnames as Korean passports write them, by their systematic spelling."""
ARTICLE = re.compile("^ال(?=.{3})")


@dataclass(frozen=True, slots=True)
class LatinWord:
    """One word in Latin letters; `skeleton` if its script leaves short vowels out."""

    text: str
    skeleton: bool = False


def latin_words(line: str) -> tuple[LatinWord, ...]:
    """The words of a line in Latin letters, in order; hyphens and commas stay in their words."""
    line = APOSTROPHES.sub("", line[:LONGEST_LINE])
    if line.isascii():
        return tuple(LatinWord(word) for word in line.split())
    words = line.split()
    if len(words) == 1:
        words = apart(words[0])
    return tuple(spelled(word) for word in words)


def apart(word: str) -> list[str]:
    """A Chinese or Korean name written without a space: the surname, then the given name."""
    if script_of(word) not in {HAN, HANGUL} or not 1 < len(word) <= 4:
        return [word]
    at = 2 if word[:2] in TWO_SYLLABLE_SURNAMES and len(word) > 2 else 1
    return [word[:at], word[at:]]


def spelled(word: str) -> LatinWord:
    """One word in Latin letters."""
    script = script_of(word)
    if script in {"LATIN", ""}:
        return LatinWord(word)
    if script in WITHOUT_VOWELS:
        return LatinWord(APOSTROPHES.sub("", anyascii(ARTICLE.sub("", word))), skeleton=True)
    latin = APOSTROPHES.sub("", anyascii(word))
    if script == HANGUL:
        latin = KOREAN.get(latin.upper(), latin)
    return LatinWord(latin)


def script_of(word: str) -> str:
    """The script of the first letter that is not ASCII, by its Unicode name; empty without one."""
    for letter in word:
        if letter.isalpha() and not letter.isascii():
            name = unicodedata.name(letter, "").split(" ")[0].split("-")[0]
            return HAN if name == "CJK" else name
    return ""
