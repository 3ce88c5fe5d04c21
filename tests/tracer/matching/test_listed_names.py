"""Two people's names, each on one line: who may be one person, and who is not."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracer.matching.listed_names import compare_listed_names
from tracer.matching.name_words import NameWords, load_name_words

WORDS = load_name_words()
LETTERS = "aeioubdklmnrstvéçüßłжنع王김😀 -'.,"


@pytest.fixture(scope="module")
def words() -> NameWords:
    return WORDS


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Jean-Pierre Kervadec", "KERVADEC J.-P."),
        ("Jean-Pierre Kervadec", "JP Kervadec"),
        ("Kervadec, Yann Mael", "Yann Kervadec"),
        ("Robert Ashgrove", "Bob Ashgrove"),
        ("Hans Müllenbeck", "Hans Muellenbeck"),
        ("Yves Le Kervadec", "LEKERVADEC Yves"),
        ("Muhammad al-Tamiri", "Mohamed Altamiri"),
        ("Abd el Kader Benzerrouk", "Abdelkader BENZERROUK"),
        ("Nur ad-Din Rawwafi", "Noureddine Rawafi"),
        ("Sergei Petrovich Gusinin", "Gusinin Sergey"),
        ("Сергей Гусинин", "Sergei Gusinin"),
        ("محمد جلالي", "Mohammad Jalali"),
        ("Γεώργιος Σταυρινίδης", "Georgios Stavrinidis"),
        ("Li Xiaoming", "Xiao-Ming Li"),
        ("王小明", "Wang Xiaoming"),
        ("Zhou Zemin", "Chou Tse-min"),
        ("Kim Jong-sun", "Kim Jong Sun"),
        ("김정선", "Kim Jeong-seon"),
        ("Nguyen Van Thanh", "Nguyễn Văn Thành"),
        ("Maria Quintavalle Ruiz", "Maria Quintavalle"),
        ("Col. Thomas Okellonga", "Thomas Okellonga"),
        ("Benjamin Fairwether", "Benjamin Fairweather"),
        ("J0hn Ashgrove", "John Ashgrove"),
    ],
)
def test_customs_and_slips_leave_a_name_the_same(ours: str, theirs: str, words: NameWords) -> None:
    assert compare_listed_names(ours, theirs, words).same_name


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Jean Kervadec", "Jean-Michel Kervadec"),
        ("Jean-Pierre Kervadec", "Jean-Paul Kervadec"),
        ("Michel Kervadec", "Michelle Kervadec"),
        ("Frédéric Kervadec", "Sylvain Kervadec"),
        ("Jean Kervadec", "Jean Morvannec"),
        ("John Q Ashgrove", "John R Ashgrove"),
        ("John Ashgrove Jr", "John Ashgrove Sr"),
        ("Kervadec", "Yann Kervadec"),
        ("Hassan al-Tamiri", "Hussein al-Tamiri"),
        ("Sergei Petrovich Gusinin", "Sergei Ivanovich Gusinin"),
        ("Wang Wei", "Wang Mei"),
        ("Kim Jong Sun", "Kim Jong Nam"),
        ("Nguyen Thi Lan", "Nguyen Van Lan"),
        ("Amit Sharmanand", "Ajit Sharmanand"),
        ("Juan Carlos Quintavalle", "Juan Luis Quintavalle"),
    ],
)
def test_a_contradicted_word_makes_another_person(ours: str, theirs: str, words: NameWords) -> None:
    assert not compare_listed_names(ours, theirs, words).same_name


@pytest.mark.parametrize("nothing", ["", "  ", "😀😀", "' - ,", "\x00"])
def test_a_line_that_names_nobody_is_no_evidence(nothing: str, words: NameWords) -> None:
    for other in (nothing, "Yann Kervadec"):
        found = compare_listed_names(nothing, other, words)
        assert found.findings == ()
        assert found.bits == 0
        assert not found.same_name


def test_a_rare_name_says_more_than_a_common_one(words: NameWords) -> None:
    common = compare_listed_names("Jean Martin", "Jean Martin", words)
    rare = compare_listed_names("Enguerrand Kerzoncuf", "Enguerrand Kerzoncuf", words)
    assert rare.bits > common.bits


def test_the_bars_name_the_words_and_add_up(words: NameWords) -> None:
    found = compare_listed_names("Bob Ashgrove", "Ashgrove, Robert", words)
    assert found.bits == pytest.approx(sum(finding.bits for finding in found.findings))
    form = next(finding for finding in found.findings if finding.code == "word_other_form")
    assert (form.ours, form.theirs) == ("BOB", "ROBERT")


@pytest.mark.parametrize("line", ["Mohamed " * 3000, "a" * 10_000, "Maria Mario " * 20])
def test_time_is_bounded_however_long_the_line(line: str, words: NameWords) -> None:
    start = time.perf_counter()
    compare_listed_names(line, line, words)
    compare_listed_names(line, "Yann Kervadec", words)
    assert time.perf_counter() - start < 2


@settings(max_examples=200, deadline=None)
@given(st.text(LETTERS, max_size=40), st.text(LETTERS, max_size=40))
def test_sides_may_be_exchanged(ours: str, theirs: str) -> None:
    assert (
        compare_listed_names(ours, theirs, WORDS).bits
        == compare_listed_names(theirs, ours, WORDS).bits
    )


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200), st.text(max_size=200))
def test_no_line_is_too_odd(ours: str, theirs: str) -> None:
    compare_listed_names(ours, theirs, WORDS)


GIVEN = st.sampled_from(["Éloïse", "Yann", "Robert", "Mohamed", "Sergei", "Wei", "Hélène"])
SURNAMES = st.sampled_from(
    ["Kervadec", "Ashgrove", "Tamiri", "Gusinin", "Quintavalle", "Müllenbeck"]
)


@settings(max_examples=150, deadline=None)
@given(GIVEN, GIVEN, SURNAMES, GIVEN, SURNAMES, st.randoms(use_true_random=False))
def test_accents_case_spaces_and_order_change_nothing(
    first: str, second: str, surname: str, other: str, another: str, random: object
) -> None:
    plain = [first, second, surname]
    theirs = f"{other} {another}"
    shuffled = list(plain)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    written = "  ".join(shuffled).upper().replace("É", "E").replace("È", "E").replace("Ï", "I")
    expected = compare_listed_names(" ".join(plain), theirs, WORDS).bits
    assert compare_listed_names(written, theirs, WORDS).bits == pytest.approx(expected)
