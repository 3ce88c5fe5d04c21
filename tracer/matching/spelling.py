"""How far apart two spellings of one word are, when sounds and alphabets allow several.

The cost is in letters: 0 for two romanisations of the same sounds, 1 for another letter. It is not
meant for French alone (see `tracer.normalise.phonetics`); no frequency enters here.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz.distance import OSA

LONGEST_WORD = 40
SOUNDS: tuple[tuple[str, str], ...] = (
    ("SCHTSCH|CHTCH|SHCH|SZCZ", "$"),
    ("CHZH", "j"),
    ("TSCH|TCH|CZ", "c"),
    ("SCH|SH|SZ", "$"),
    ("KH", "x"),
    ("GH", "G"),
    ("DZH|DJ|ZH|DSCH", "j"),
    ("PH", "F"),
    ("TH", "T"),
    ("DH", "D"),
    ("CK|CQ|QU|Q", "K"),
    ("CH", "c"),
    ("C(?=[EIY])", "S"),
    ("C", "K"),
    ("^X", "S"),
    ("X", "KS"),
    ("TS|TZ", "Z"),
    ("W", "V"),
    ("OU|OO|UU|UE", "U"),
    ("OE", "O"),
    ("EE|IY|YI|II|IJ", "I"),
    ("IE$", "I"),
    ("EI|EY|A[YI](?![AOU])", "E"),
    ("^(?:YE|IE)", "E"),
    ("^(?:IU|YU)", "U"),
    ("AE", "E"),
    ("(?<=[AEIOU])H(?![AEIOU])", ""),
    ("Y", "I"),
)
"""Spellings of one sound, in order. Small letters: c as in church, j as in judge, x as in loch."""
PATTERNS = tuple((re.compile(pattern), sound) for pattern, sound in SOUNDS)
TWICE = re.compile("([^EOU])\\1+")
"""Letters written twice for one sound; EE, OO and UU are sounds of their own."""
THRICE = re.compile(r"(.)\1{2,}")
DOUBLED = re.compile(r"(.)\1+")
VOWELS = frozenset("AEIOU")
NEAR = {
    "AE": 0.3, "EI": 0.2, "OU": 0.15, "AO": 0.35, "AI": 0.75, "AU": 0.75, "IU": 0.65, "EO": 0.6,
    "EU": 0.7, "IO": 0.75, "KG": 0.4, "Kx": 0.3, "Gx": 0.5, "Hx": 0.2, "KH": 0.5, "GH": 0.5, "S$": 0.25,
    "SZ": 0.2, "c$": 0.2, "cK": 0.3, "cj": 0.4, "cx": 0.3, "cJ": 0.5, "jJ": 0.1, "jZ": 0.35, "JZ": 0.4,
    "jG": 0.3, "JG": 0.35, "JI": 0.25, "jI": 0.5, "jU": 0.5, "J$": 0.4, "j$": 0.35, "DT": 0.4, "DZ": 0.35,
    "Dj": 0.4,
    "BP": 0.4, "BV": 0.35, "VF": 0.4, "VU": 0.3, "VO": 0.4, "MN": 0.6, "LR": 0.7, "FP": 0.6, "cZ": 0.35,
    "VI": 0.8, "Sc": 0.5,
}  # fmt: skip
COSTS = {pair: cost for key, cost in NEAR.items() for pair in (key, key[::-1])}
LOST_VOWEL, LOST_H, LOST_OTHER = 0.45, 0.25, 0.9
SAME_SOUND = 0.1
SKELETON_VOWEL = 0.06
"""A vowel its script does not write costs next to nothing."""
FIRST_LETTER = 1.5
"""Slips and romanisations seldom touch the first letter: there a difference counts more."""
SLIP, TRANSPOSED = 0.8, 0.4
UNPOINTED = str.maketrans("VO$cjGx", "UUSKKKK")


@lru_cache(maxsize=1 << 16)
def sounds(word: str, bare: bool = False) -> str:
    """A word by its sounds: romanisations of one name mostly get the same.

    In a `bare` word, without its short vowels, a letter written twice stands for two.
    """
    if not bare:
        word = TWICE.sub(r"\1", THRICE.sub(r"\1\1", word[:LONGEST_WORD]))
    word = word[:LONGEST_WORD]
    for pattern, sound in PATTERNS:
        word = pattern.sub(sound, word)
    return word if bare else DOUBLED.sub(r"\1", word) or word


def spelling_cost(a: str, b: str) -> float:
    """The cost in letters of reading one word as a spelling of the other; symmetric."""
    heard_a, heard_b = sounds(a), sounds(b)
    if heard_a == heard_b:
        return 0.0 if a == b else SAME_SOUND
    cost = max(edits(heard_a, heard_b), SAME_SOUND)
    slips = OSA.distance(a, b, score_cutoff=2)
    if slips == 1 and len(a) == len(b) and sorted(a) == sorted(b):
        return min(cost, TRANSPOSED)
    if slips <= 2:
        cost = min(cost, SLIP * slips * (FIRST_LETTER if a[:1] != b[:1] else 1.0))
    return cost


def skeleton_cost(bare: str, full: str) -> float:
    """The cost of reading a word without its short vowels as one that has them."""
    return edits(unpointed(sounds(bare, bare=True)), unpointed(sounds(full)), hidden=SKELETON_VOWEL)


def unpointed(heard: str) -> str:
    """Sounds a script without short vowels does not tell apart."""
    return heard.translate(UNPOINTED)


def edits(a: str, b: str, hidden: float = LOST_VOWEL) -> float:
    """The least total cost of turning sounds `a` into `b`; a vowel only `b` has costs `hidden`."""
    row = [0.0]
    for y in b:
        row.append(row[-1] + lost(y, hidden) * (FIRST_LETTER if len(row) == 1 else 1.0))
    for i, x in enumerate(a):
        weight = FIRST_LETTER if i == 0 else 1.0
        gone = lost(x, LOST_VOWEL) * weight
        above, row = row, [row[0] + gone]
        for j, y in enumerate(b):
            first = FIRST_LETTER if j == 0 else 1.0
            swap = 0.0 if x == y else COSTS.get(x + y, 1.0) * max(weight, first)
            row.append(min(above[j] + swap, above[j + 1] + gone, row[j] + lost(y, hidden) * first))
    return row[-1]


def lost(letter: str, vowel: float) -> float:
    """The cost of a letter one spelling lacks."""
    if letter in VOWELS:
        return vowel
    return LOST_H if letter in "Hx" else LOST_OTHER
