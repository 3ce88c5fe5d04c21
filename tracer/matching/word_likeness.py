"""Whether two words of two names are one word, and how that shows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import Indel

from tracer.matching.listed_words import NameWord, WordRole
from tracer.matching.name_words import NameWords
from tracer.matching.spelling import SAME_SOUND, TRANSPOSED, skeleton_cost, sounds, spelling_cost

FARTHEST, FARTHEST_LETTERS = 0.3, 1.5
"""Words whose spellings differ in more than this share of their letters are two words."""


ANOTHER_GIVEN = 0.7
"""Two known given names this many letters apart are two names, whatever their length."""
SHORT = 4
"""In a word this short a letter more or less makes another word."""
LEAST_ALIKE = 0.34
"""Words with fewer letters in common are not spelled out: it would take time and find nothing."""
SYLLABLES = re.compile(
    "(?:(?:[ZCS]H|[BPMFDTNLGKHJQXRZCSYW])?(?:[IU]?A(?:NG?|[IO])?|I?E(?:NG?|I)?|I?U|I(?:NG?|O|ONG)?"
    "|O(?:NG|U)?|U(?:O|I|N|E)?)){1,3}"
)
"""One to three Chinese syllables: there a letter more or less makes another name."""


class Likeness(StrEnum):
    """How two words agree, best first."""

    EQUAL = "word_equal"
    FORM = "word_other_form"
    TRANSLATED = "word_translated"
    SOUND = "word_sounds_alike"
    SPELLING = "word_close_spelling"
    LISTED = "word_close_to_another"
    SKELETON = "word_same_consonants"
    INITIAL = "word_initial"
    TWO_SEXES = "word_of_two_sexes"


@dataclass(frozen=True, slots=True)
class Alike:
    """Two words that may be one: how, and the share of letters that differ."""

    how: Likeness
    apart: float = 0.0


def alike(a: NameWord, b: NameWord, words: NameWords) -> Alike | None:
    """How two words agree; None if they are two different words."""
    if a.text == b.text:
        return Alike(Likeness.INITIAL if len(a.text) == 1 else Likeness.EQUAL)
    if a.role is WordRole.INITIAL or b.role is WordRole.INITIAL:
        return Alike(Likeness.INITIAL) if a.text[0] == b.text[0] else None
    if a.skeleton != b.skeleton:
        bare, full = (a.text, b.text) if a.skeleton else (b.text, a.text)
        apart = skeleton_cost(bare, full) / max(len(bare), 3)
        return Alike(Likeness.SKELETON, apart) if apart <= FARTHEST else None
    return spelled_alike(a.text, b.text, words)


def spelled_alike(a: str, b: str, words: NameWords) -> Alike | None:
    """How two spellings, or two forms of one name, agree."""
    if words.two_names(a, b):
        return None
    if len(a) >= SHORT and a == b[::-1]:
        return Alike(Likeness.SPELLING)
    near = is_near(a, b)
    cost = spelling_cost(a, b) if near else FARTHEST_LETTERS
    if SAME_SOUND < cost < FARTHEST_LETTERS and words.of_two_sexes(a, b):
        return Alike(Likeness.TWO_SEXES)
    apart = cost / max(len(sounds(a)), len(sounds(b)), 3)
    if words.one_name(a, b):
        far = cost > ANOTHER_GIVEN and words.translated(a, b)
        return Alike(Likeness.TRANSLATED if far else Likeness.FORM)
    if apart > FARTHEST or cost >= FARTHEST_LETTERS:
        return None
    if cost <= SAME_SOUND:
        return Alike(Likeness.SOUND)
    if cost >= ANOTHER_GIVEN and words.are_given(a, b):
        return None
    both = (
        (min(len(a), len(b)) <= SHORT and cost != TRANSPOSED)
        or (words.is_listed(a) and words.is_listed(b))
        or (syllables(a) and syllables(b))
    )
    return Alike(Likeness.LISTED if both else Likeness.SPELLING, apart)


def is_near(a: str, b: str) -> bool:
    """Whether two words are worth spelling out: of like length, and with like letters."""
    shorter, longer = sorted((len(a), len(b)))
    return longer <= 2 * shorter + 1 and Indel.normalized_similarity(a, b) >= LEAST_ALIKE


def syllables(word: str) -> bool:
    """Whether a word may be a Chinese given name: every letter counts in those."""
    return len(word) <= 12 and SYLLABLES.fullmatch(word) is not None
