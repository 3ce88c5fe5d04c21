"""The words of two names set against each other: glued words first, then the best pairing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from rapidfuzz.distance import OSA

from tracer.matching.listed_words import NameWord, WordRole
from tracer.matching.spelling import sounds

LONGEST_SPAN = 3
LEAST_GLUED = 5
LONGEST_SYLLABLE = 6
MOST_STATES = 600
"""Beyond this many partial pairings the rest is paired greedily: time is bounded."""


OneName = Callable[[str, str], bool]
"""Whether two words are forms of one name."""


def glued_alike(
    ours: Sequence[NameWord], theirs: Sequence[NameWord], one_name: OneName
) -> tuple[list[NameWord], list[NameWord]]:
    """Both names with words glued that the other writes as one: Xiao Ming, Xiaoming."""
    a, b = list(ours), list(theirs)
    if {word.text for word in a} == {word.text for word in b}:
        return a, b
    a, b = glue(a, b, one_name), glue(b, a, one_name)
    return shifted(a, b)


def glue(split: list[NameWord], whole: list[NameWord], one_name: OneName) -> list[NameWord]:
    """The first name with every run of words joined that is one word of the other."""
    mine = {word.text for word in split}
    targets = [w for w in whole if len(w.text) >= LEAST_GLUED and w.text not in mine]
    for target in targets:
        for size in range(2, LONGEST_SPAN + 1):
            for at in range(len(split) - size + 1):
                run = split[at : at + size]
                text = "".join(word.text for word in run)
                if size == 2 and same_syllables(run, target.text, one_name):
                    text = target.text
                elif not one_word(text, target.text):
                    continue
                joined = replace(run[0], text=text, role=WordRole.NAME, servant=target.servant)
                split = [*split[:at], joined, *split[at + size :]]
                break
    return split


def one_word(glued: str, whole: str) -> bool:
    """Whether words run together are the one word, a slip allowed in a long one."""
    if glued == whole:
        return True
    if abs(len(glued) - len(whole)) > 2 or glued[0] != whole[0]:
        return False
    if sounds(glued) == sounds(whole):
        return True
    return len(whole) >= 7 and OSA.distance(glued, whole, score_cutoff=1) <= 1


def same_syllables(run: Sequence[NameWord], whole: str, one_name: OneName) -> bool:
    """Whether two syllables are those of the one word in another romanisation: Tse Tung, Zedong."""
    first, second = run[0].text, run[1].text
    if max(len(first), len(second)) > LONGEST_SYLLABLE or len(whole) > 2 * LONGEST_SYLLABLE:
        return False
    return any(
        (whole[:at] == first or one_name(first, whole[:at]))
        and (whole[at:] == second or one_name(second, whole[at:]))
        for at in range(1, len(whole))
    )


def shifted(a: list[NameWord], b: list[NameWord]) -> tuple[list[NameWord], list[NameWord]]:
    """Both names with two words joined whose border a slip has moved: Myongc Hin, Myong Chin."""
    theirs = {word.text for word in b}
    for i in range(len(a) - 1):
        if a[i].text in theirs or a[i + 1].text in theirs:
            continue
        text = a[i].text + a[i + 1].text
        for j in range(len(b) - 1):
            other = b[j].text + b[j + 1].text
            if len(text) > LEAST_GLUED and OSA.distance(text, other, score_cutoff=0) == 0:
                return (
                    [*a[:i], replace(a[i], text=text, role=WordRole.NAME), *a[i + 2 :]],
                    [*b[:j], replace(b[j], text=other, role=WordRole.NAME), *b[j + 2 :]],
                )
    return a, b


def best_pairs(
    rows: int, columns: int, gain: Callable[[int, int], float | None]
) -> list[tuple[int, int]]:
    """The pairing of rows with columns that gains most; a pair without a gain is not allowed."""
    edges: list[list[tuple[float, int]]] = []
    for i in range(rows):
        found = [(value, j) for j in range(columns) if (value := gain(i, j)) is not None]
        edges.append(sorted(found, key=lambda edge: (-edge[0], edge[1])))
    states: dict[int, tuple[float, tuple[tuple[int, int], ...]]] = {0: (0.0, ())}
    for i, options in enumerate(edges):
        if len(options) == 0:
            continue
        following = dict(states)
        for taken, (total, pairs) in states.items():
            for value, j in options:
                if taken >> j & 1:
                    continue
                key, score = taken | 1 << j, total + value
                if key not in following or following[key][0] < score:
                    following[key] = (score, (*pairs, (i, j)))
        if len(following) > MOST_STATES:
            best = sorted(following.items(), key=lambda item: (-item[1][0], item[0]))
            following = dict(best[: MOST_STATES // 4])
        states = following
    _, pairs = max(states.values(), key=lambda state: state[0])
    return list(pairs)


def glued_texts(ours: Sequence[str], theirs: Sequence[str]) -> tuple[list[str], list[str]]:
    """The same for plain words: Petro Verde, Petroverde."""
    a, b = glued_alike([NameWord(w) for w in ours], [NameWord(w) for w in theirs], never)
    return [word.text for word in a], [word.text for word in b]


def never(_a: str, _b: str) -> bool:
    """Words of bodies have no forms in the tables of given names."""
    return False
