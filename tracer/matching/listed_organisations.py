"""Two names of companies or bodies, each on one line, compared word by word: bits and their grounds.

A word that many names hold says little; numbers must agree; another legal form is mildly against.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rapidfuzz.distance import OSA

from tracer.matching.listed_findings import Found, ListedComparison, weigh_found, weighed
from tracer.matching.listed_words import DISGUISES
from tracer.matching.name_words import NameWords
from tracer.matching.organisation_words import (
    SPELT,
    OrganisationName,
    organisation_words,
    plain_word,
    read_organisation,
)
from tracer.matching.spelling import SAME_SOUND, VOWELS, sounds, spelling_cost
from tracer.matching.word_likeness import is_near
from tracer.matching.word_pairs import best_pairs, glued_texts

SAME_NAME_BITS = -1.25
"""From here on two lines are taken to name one body: best on a development set when the weights
are learned on the others."""
WEIGHTS = {
    "start": 1.56,
    "body_word_equal": 0.19,
    "body_word_close": 2.01,
    "body_word_close_to_another": 2.0,
    "apart": -24.74,
    "body_word_shortened": 0.59,
    "body_acronym": 7.0,
    "body_words_contradict": -6.64,
    "body_activities_contradict": -9.63,
    "body_places_contradict": -13.08,
    "body_generic_contradict": -5.64,
    "body_word_omitted": -1.5,
    "body_activity_omitted": -3.5,
    "body_place_omitted": -3.18,
    "body_generic_omitted": -1.13,
    "numbers_equal": 2.0,
    "numbers_contradict": -8.45,
    "number_omitted": -5.0,
    "legal_forms_equal": 0.64,
    "legal_forms_differ": -0.5,
    "only_generic_words": -2.0,
}
"""Bits of each finding; an equal word counts its rarity in bits times this."""
GENERIC_BITS, ACTIVITY_BITS, PLACE_BITS = 2.0, 4.0, 6.0
MOST_BITS = {"generic": GENERIC_BITS, "activity": ACTIVITY_BITS, "place": PLACE_BITS, "word": 11.0}
DISTINCTIVE_BITS = 6.5
FARTHEST = 0.28
SHORTEST_PREFIX = 4
OPEN_FORMS = frozenset({"CO"})
"""A legal form so general that it contradicts none."""


def compare_listed_organisations(ours: str, theirs: str, words: NameWords) -> ListedComparison:
    """What two lines say about naming one company or body."""
    return compare_read_organisations(read_organisation(ours), read_organisation(theirs), words)


def compare_read_organisations(
    ours: OrganisationName, theirs: OrganisationName, words: NameWords
) -> ListedComparison:
    """The same for names already read; what is compared first makes no difference."""
    if not ours.words or not theirs.words:
        return ListedComparison(())
    turned = theirs.words < ours.words
    first, second = (theirs, ours) if turned else (ours, theirs)
    return weighed(organisation_findings(first, second, words), WEIGHTS, SAME_NAME_BITS, turned)


def organisation_findings(
    a: OrganisationName, b: OrganisationName, words: NameWords
) -> list[Found]:
    """All that two names show."""
    found = [Found("start")]
    if (acronym := shared_acronym(a, b)) is not None:
        found += [Found("body_acronym", *acronym)]
    else:
        ours, theirs = glued_texts(a.words, b.words)
        a, b = a.with_words(ours), b.with_words(theirs)
        texts = (without_numbers(a, b), without_numbers(b, a))
        found += word_findings(*texts, (a, b), words)
    return [*found, *number_findings(a, b), *form_findings(a, b)]


def shared_acronym(a: OrganisationName, b: OrganisationName) -> tuple[str, str] | None:
    """Both names, when one is a single word that is made of the first letters of the other."""
    for short, long in ((a, b), (b, a)):
        if len(short.words) == 1 and short.words[0] in long.acronyms and len(long.words) > 1:
            return " ".join(a.words), " ".join(b.words)
    return None


def word_findings(
    ours: Sequence[str],
    theirs: Sequence[str],
    names: tuple[OrganisationName, OrganisationName],
    words: NameWords,
) -> list[Found]:
    """The words paired, and those left over on one side or on both."""
    paired: dict[tuple[int, int], Found] = {}
    raw = (ours, theirs)
    ours, theirs = [plain_word(word) for word in ours], [plain_word(word) for word in theirs]

    def gain(i: int, j: int) -> float | None:
        found = pair(ours[i], theirs[j], words) or pair(raw[0][i], raw[1][j], words)
        if found is None:
            return None
        paired[i, j] = found
        value = weigh_found(found, WEIGHTS)
        lost = WEIGHTS[contradiction(ours[i], theirs[j])]
        return value - lost + 0.01 if value > lost else None

    pairs = best_pairs(len(ours), len(theirs), gain)
    found = [paired[at] for at in pairs]
    left = [w for i, w in enumerate(ours) if i not in {i for i, _ in pairs}]
    right = [w for j, w in enumerate(theirs) if j not in {j for _, j in pairs}]
    left, right = without_own_acronym(left, names[0]), without_own_acronym(right, names[1])
    matched = max((rarity(ours[i], words) for i, _ in pairs), default=0.0)
    found += left_over(left, right, words)
    if matched < DISTINCTIVE_BITS and (left or right or not pairs):
        found.append(Found("only_generic_words", " ".join(ours), " ".join(theirs)))
    return found


def pair(a: str, b: str, words: NameWords) -> Found | None:
    """How two words agree; None if they do not."""
    if a == b:
        return Found("body_word_equal", a, b, rarity(a, words))
    if shortened(a, b):
        return Found("body_word_shortened", a, b)
    if not (a.isalpha() and b.isalpha()):
        if [c for c in a if c.isdigit()] == [c for c in b if c.isdigit()]:
            return None
        return disguised(a, b)
    if min(len(a), len(b)) < 3 or not is_near(a, b):
        return None
    cost = spelling_cost(a, b)
    if min(len(a), len(b)) == 3 and cost > SAME_SOUND:
        return None
    apart = cost / max(len(sounds(a)), len(sounds(b)), 3)
    if apart > FARTHEST:
        return None
    another = known(a, words) and known(b, words) and cost > SAME_SOUND
    code = "body_word_close_to_another" if another else "body_word_close"
    return Found(code, a, b, apart=apart)


def disguised(a: str, b: str) -> Found | None:
    """Whether figures stand for letters in one of two words: S0LUTIONS, CAPITA1."""
    for one, other in ((a, b), (b, a)):
        plain = one.translate(DISGUISES)
        if other.isalpha() and plain.isalpha() and OSA.distance(plain, other) <= len(other) // 7:
            return Found("body_word_close", a, b)
    return None


def shortened(a: str, b: str) -> bool:
    """Whether one word abbreviates the other: PROP for PROPERTY, MGMT for MANAGEMENT."""
    short, long = sorted((a, b), key=lambda word: (len(word), word))
    if len(short) < 2 or len(long) < len(short) + 2 or short[0] != long[0]:
        return False
    if long.startswith(short) and len(short) >= SHORTEST_PREFIX:
        return len(long) - len(short) >= SHORTEST_PREFIX
    rest = iter(long)
    return VOWELS.isdisjoint(short) and len(short) > 2 and all(letter in rest for letter in short)


def left_over(left: list[str], right: list[str], words: NameWords) -> Iterable[Found]:
    """Words without a partner: set against each other, then those only one name holds."""
    for short, long in ((left, right), (right, left)):
        for word in [word for word in short if 3 <= len(word) <= len(long)]:
            for at in range(len(long) - len(word) + 1):
                span = long[at : at + len(word)]
                if "".join(each[0] for each in span) == word:
                    texts = (word, " ".join(span))
                    yield Found("body_acronym", *(texts if short is left else texts[::-1]))
                    short.remove(word)
                    del long[at : at + len(word)]
                    break
    left.sort(key=lambda word: (-rarity(word, words), word))
    right.sort(key=lambda word: (-rarity(word, words), word))
    for of_generic in (False, True):
        ours = [word for word in left if (kind(word) == "generic") is of_generic]
        theirs = [word for word in right if (kind(word) == "generic") is of_generic]
        for a, b in zip(ours, theirs, strict=False):
            yield Found(contradiction(a, b), a, b)
            left.remove(a)
            right.remove(b)
    for word in left:
        yield Found(f"body_{kind(word)}_omitted", ours=word)
    for word in right:
        yield Found(f"body_{kind(word)}_omitted", theirs=word)


def contradiction(a: str, b: str) -> str:
    """What it is called when one name holds one word and the other another."""
    kinds = {kind(a), kind(b)}
    if "generic" in kinds:
        return "body_generic_contradict"
    if kinds == {"place"}:
        return "body_places_contradict"
    return "body_words_contradict" if "word" in kinds else "body_activities_contradict"


def kind(word: str) -> str:
    """Which of the tables holds a word."""
    tables = organisation_words()
    if word in tables.generic:
        return "generic"
    if word in tables.activities:
        return "activity"
    return "place" if word in tables.places else "word"


def without_own_acronym(left: list[str], name: OrganisationName) -> list[str]:
    """The words without one that abbreviates the name it stands in: Orinda Oil Company (OOC)."""
    return [
        word
        for word in left
        if not any(a.startswith(word) for a in name.acronyms if word != a)
        and word not in name.acronyms
    ]


def without_numbers(name: OrganisationName, other: OrganisationName) -> list[str]:
    """The words to compare as words: a number spelt out is one, unless both names hold it."""
    both = name.digits == other.digits
    return [
        word
        for word, value in zip(name.words, name.values, strict=True)
        if value is None or (word in SPELT and not both and value not in other.numbers)
    ]


def number_findings(a: OrganisationName, b: OrganisationName) -> Iterable[Found]:
    """Numbers must agree: the second fund of a house is not the third."""
    ours, theirs = (
        {
            v
            for w, v in zip(x.words, x.values, strict=True)
            if v and (w not in SPELT or v in y.numbers)
        }
        for x, y in ((a, b), (b, a))
    )
    texts = (" ".join(sorted(ours)), " ".join(sorted(theirs)))
    if a.digits and (ours == theirs != set() or a.digits == b.digits):
        yield Found("numbers_equal", *texts)
    elif ours and theirs and not (ours < theirs or theirs < ours):
        yield Found("numbers_contradict", *texts)
    elif ours != theirs:
        yield Found("number_omitted", *texts)


def form_findings(a: OrganisationName, b: OrganisationName) -> Iterable[Found]:
    """The legal forms, when both names state one."""
    ours, theirs = a.forms - OPEN_FORMS, b.forms - OPEN_FORMS
    if ours and theirs:
        code = "legal_forms_differ" if ours.isdisjoint(theirs) else "legal_forms_equal"
        yield Found(code, " ".join(sorted(ours)), " ".join(sorted(theirs)))


def rarity(word: str, words: NameWords) -> float:
    """How much it says that two names hold a word, in bits."""
    return min(words.body_bits(word), MOST_BITS[kind(word)])


def known(word: str, words: NameWords) -> bool:
    """Whether a word is one that names of bodies hold, hardly a slip for another."""
    return word in words.bodies or kind(word) != "word"
