"""Two people's names, each written on one line, compared word by word: bits and what they rest on.

A name says that two lines may name one person, never that they do. An empty line says nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tracer.matching.listed_findings import Found, ListedComparison, weigh_found, weighed
from tracer.matching.listed_words import ListedName, NameWord, WordRole, read_listed_name
from tracer.matching.name_words import MOST_BITS, NameWords
from tracer.matching.word_likeness import Likeness, alike
from tracer.matching.word_pairs import best_pairs, glued_alike

SAME_NAME_BITS = -0.25
"""From here on two lines are taken to write one name: best on a development set when the weights
are learned on the others."""
WEIGHTS = {
    "start": -0.97,
    "word_equal": 0.22,
    "word_other_form": 4.5,
    "word_translated": 0.0,
    "word_sounds_alike": 3.39,
    "word_close_spelling": 3.89,
    "word_close_to_another": 1.72,
    "word_same_consonants": 2.46,
    "apart": -15.55,
    "all_words_equal": 3.0,
    "word_initial": 2.0,
    "word_of_two_sexes": -7.72,
    "word_contradicted": -5.64,
    "initial_contradicted": -8.78,
    "given_omitted": -0.72,
    "word_omitted": -1.91,
    "compound_broken": -6.44,
    "generation_contradicted": -18.52,
    "generation_omitted": -0.5,
    "marker_contradicted": -7.0,
    "one_word_only": -2.0,
    "other_forms_only": -3.0,
    "servant_omitted": -0.5,
}
"""Bits of each finding; an equal word counts its rarity in bits times this, another form of a name
its rarity in parts of the greatest, `apart` the share of letters that differ."""
ANOTHER_APART = 1.8
"""A letter that makes another common name counts so much more than one that does not."""
MARKERS = frozenset(["THI", "VAN", "BIN", "BINT", "BINTE", "IBN"])
"""Words that tell a man from a woman, in Vietnamese and Arabic names."""


def compare_listed_names(ours: str, theirs: str, words: NameWords) -> ListedComparison:
    """What two lines say about being one person's name."""
    return compare_read_names(read_listed_name(ours), read_listed_name(theirs), words)


def compare_read_names(ours: ListedName, theirs: ListedName, words: NameWords) -> ListedComparison:
    """The same for names already read; what is compared first makes no difference."""
    if not ours.words or not theirs.words:
        return ListedComparison(())
    turned = theirs.key < ours.key
    first, second = (theirs, ours) if turned else (ours, theirs)
    return weighed(name_findings(first, second, words), WEIGHTS, SAME_NAME_BITS, turned)


def name_findings(ours: ListedName, theirs: ListedName, words: NameWords) -> list[Found]:
    """All that two names show."""
    all_a, all_b = glued_alike(ours.words, theirs.words, words.one_name)
    a, b = distinguishing(all_a), distinguishing(all_b)
    paired: dict[tuple[int, int], Found] = {}
    share = min(1.0, 2 / max(1, min(count(a), count(b))))

    def gain(i: int, j: int) -> float | None:
        found = pair(a[i], b[j], words, share)
        if found is None:
            return None
        paired[i, j] = found
        more = weigh_found(found, WEIGHTS) - WEIGHTS["word_contradicted"]
        return more + 0.01 if more > 0 or found.code == Likeness.TWO_SEXES else None

    pairs = best_pairs(len(a), len(b), gain)
    found = [Found("start"), *(paired[at] for at in pairs)]
    found += [
        Found("servant_omitted", a[i].text, b[j].text)
        for i, j in pairs
        if a[i].servant != b[j].servant
    ]
    left = [word for i, word in enumerate(a) if i not in {i for i, _ in pairs}]
    right = [word for j, word in enumerate(b) if j not in {j for _, j in pairs}]
    found += left_over(left, right, (a, b), words)
    equal = all(paired[at].code == Likeness.EQUAL for at in pairs)
    marks = list(mark_findings(all_a, all_b))
    if pairs and equal and not (left or right or marks):
        found.append(Found("all_words_equal"))
    written = [paired[at].code for at in pairs if paired[at].code != Likeness.INITIAL]
    if len(written) > 1 and set(written) == {Likeness.FORM}:
        found.append(Found("other_forms_only"))
    named = sum(paired[at].code != Likeness.INITIAL for at in pairs)
    if named <= 1 and max(count(a), count(b)) > 1:
        found.append(Found("one_word_only"))
    return [*found, *marks]


def pair(a: NameWord, b: NameWord, words: NameWords, share: float) -> Found | None:
    """How two words agree; None if they are two different words.

    In a name of many words each one says less (`share`): they do not make up for one that differs.
    """
    likeness = alike(a, b, words)
    if likeness is None:
        return None
    amount = 1.0
    if likeness.how is Likeness.EQUAL:
        amount = share * words.bits(a.text)
    elif likeness.how is Likeness.FORM:
        amount = min(words.bits(a.text), words.bits(b.text)) / MOST_BITS
    more = ANOTHER_APART if likeness.how is Likeness.LISTED else 1.0
    return Found(likeness.how, a.text, b.text, amount, likeness.apart * more)


def left_over(
    left: Sequence[NameWord],
    right: Sequence[NameWord],
    names: tuple[Sequence[NameWord], Sequence[NameWord]],
    words: NameWords,
) -> Iterable[Found]:
    """Words without a partner: set against each other, then those only one name holds."""

    def rarest(word: NameWord) -> tuple[float, str]:
        return -words.bits(word.text), word.text

    sides = [sorted((w for w in s if w.role is WordRole.NAME), key=rarest) for s in (left, right)]
    initials = [[w for w in s if w.role is WordRole.INITIAL] for s in (left, right)]
    while sides[0] and sides[1]:
        yield Found("word_contradicted", sides[0].pop(0).text, sides[1].pop(0).text)
    while initials[0] and (initials[1] or sides[1]):
        other = (initials[1] or sides[1]).pop(0)
        yield Found("initial_contradicted", initials[0].pop(0).text, other.text)
    while initials[1] and sides[0]:
        yield Found("initial_contradicted", sides[0].pop(0).text, initials[1].pop(0).text)
    for side, words_left in enumerate(sides):
        for word in words_left:
            texts = (word.text, "") if side == 0 else ("", word.text)
            yield Found(omission(word, names[side], words), *texts)


def omission(word: NameWord, name: Sequence[NameWord], words: NameWords) -> str:
    """What it is called that the other name lacks a word."""
    if in_given_compound(word, name, words):
        return "compound_broken"
    return "given_omitted" if words.is_given(word.text) else "word_omitted"


def in_given_compound(word: NameWord, name: Sequence[NameWord], words: NameWords) -> bool:
    """Whether a word is part of a given name with a hyphen: Jean is not Jean-Michel."""
    start = end = name.index(word)
    while start > 0 and name[start].joined:
        start -= 1
    while end + 1 < len(name) and name[end + 1].joined:
        end += 1
    if start == end:
        return False
    leads = start == 0 and end + 1 < len(name)
    return leads or all(words.is_given(each.text) for each in name[start : end + 1])


def mark_findings(a: Sequence[NameWord], b: Sequence[NameWord]) -> Iterable[Found]:
    """What the little words say: father and son, man and woman."""
    marks = [{word.text for word in name} & MARKERS for name in (a, b)]
    if marks[0] and marks[1] and marks[0].isdisjoint(marks[1]):
        yield Found("marker_contradicted", " ".join(sorted(marks[0])), " ".join(sorted(marks[1])))
    born = [{w.text for w in name if w.role is WordRole.GENERATION} for name in (a, b)]
    if born[0] != born[1]:
        code = "generation_contradicted" if born[0] and born[1] else "generation_omitted"
        yield Found(code, " ".join(sorted(born[0])), " ".join(sorted(born[1])))


def distinguishing(name: Iterable[NameWord]) -> list[NameWord]:
    """The words that distinguish people, initials among them."""
    return [word for word in name if word.role in {WordRole.NAME, WordRole.INITIAL}]


def count(name: Iterable[NameWord]) -> int:
    """How many full words distinguish."""
    return sum(word.role is WordRole.NAME for word in name)
