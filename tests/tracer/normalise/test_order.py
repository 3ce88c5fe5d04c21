"""Whole names read in every likely order, and lines whose words are no names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracer.normalise.full_names import parse_full_name
from tracer.normalise.names import name_key
from tracer.normalise.order import middle_sex, readings
from tracer.subject import PersonName

Reading = tuple[str, tuple[str, ...]]


def read(line: str) -> list[Reading]:
    return [(name.surname, name.given) for name in readings(line)]


@pytest.mark.parametrize(
    ("line", "first"),
    [
        ("KERVAZIC Jean-Pierre", ("KERVAZIC", ("Jean-Pierre",))),
        ("Jean Kervazic", ("Kervazic", ("Jean",))),
        ("KERVAZIC JEAN", ("KERVAZIC", ("JEAN",))),
        ("Kervazic Hélène", ("Kervazic", ("Hélène",))),
        ("Kervazic, Hélène", ("Kervazic", ("Hélène",))),
        ("Abd el Kader Kervac", ("Kervac", ("Abd el Kader",))),
        ("Mohammed Ben Kervac", ("Ben Kervac", ("Mohammed",))),
        ("Ben Kervac Mohammed", ("Ben Kervac", ("Mohammed",))),
        ("Maria da Silva Kervac", ("da Silva Kervac", ("Maria",))),
        ("DA SILVA FERREIRA MARIA", ("DA SILVA FERREIRA", ("MARIA",))),
        ("Nguyen Van Kervac", ("Nguyen", ("Van", "Kervac"))),
        ("LE THI KERVA", ("LE", ("THI", "KERVA"))),
        ("Kerva Nguyen", ("Nguyen", ("Kerva",))),
        ("Le Kervac Yves", ("Le Kervac", ("Yves",))),
        ("Yves Le Kervac", ("Le Kervac", ("Yves",))),
        ("M. Le Président Paul Kervac", ("Kervac", ("Paul",))),
        ("Jean de Dieu Kervac", ("Kervac", ("Jean", "de Dieu"))),
        ("Kervac", ("Kervac", ())),
    ],
)
def test_the_likeliest_reading_comes_first(line: str, first: Reading) -> None:
    assert read(line)[0] == first


@pytest.mark.parametrize(
    ("line", "other"),
    [
        ("Kervazic Morvelle", ("Kervazic", ("Morvelle",))),
        ("Laurent Martin", ("Laurent", ("Martin",))),
        ("Maria da Silva Kervac", ("Kervac", ("Maria",))),
        ("Maria da Silva Kervac", ("da Silva", ("Maria",))),
        ("Juan Garcia Lopez", ("Garcia", ("Juan",))),
        ("Claire Kervazic Morvelle", ("Kervazic Morvelle", ("Claire",))),
    ],
)
def test_other_orders_stay_possible(line: str, other: Reading) -> None:
    assert other in read(line)


def test_a_marked_line_has_only_its_own_readings() -> None:
    assert read("Mme Claire Morvelle née Kervazic") == [
        ("Morvelle", ("Claire",)),
        ("Kervazic", ("Claire",)),
    ]


def test_a_vietnamese_middle_name_marks_sex() -> None:
    assert middle_sex(PersonName(surname="NGUYEN", given=("THI", "KERVA"))) == "F"
    assert middle_sex(PersonName(surname="Nguyen", given=("Van Kervac",))) == "M"
    assert middle_sex(PersonName(surname="Nguyen", given=("Van",))) is None
    assert middle_sex(PersonName(surname="Kervac", given=("Van", "Minh"))) is None


@pytest.mark.parametrize(
    ("line", "surnames"),
    [
        ("Claire Morvelle (née Kervazic)", ["Morvelle", "Kervazic"]),
        ("Mme Claire MORVELLE né(e) KERVAZIC", ["MORVELLE", "KERVAZIC"]),
        ("KERVAZIC epse MORVELLE Claire", ["KERVAZIC", "MORVELLE"]),
        ("Mrs Claire Morvelle", ["Morvelle"]),
    ],
)
def test_the_marks_of_files_are_understood(line: str, surnames: list[str]) -> None:
    assert [name.surname for name in parse_full_name(line).names] == surnames


@pytest.mark.parametrize("line", ["", "🙂", "M.", "M. et Mme KERVAZIC", "\x00"])
def test_a_line_that_names_nobody_is_refused_without_repeating_it(line: str) -> None:
    with pytest.raises(ValueError, match="this line") as refused:
        readings(line)
    assert "KERVAZIC" not in str(refused.value)


def test_a_very_long_line_is_read() -> None:
    assert len(readings("Kervazic " * 1200)) <= 6


@given(st.text(max_size=60))
def test_any_line_is_read_in_a_few_distinct_ways_or_refused(text: str) -> None:
    try:
        found = readings(text)
    except ValueError:
        return
    assert 1 <= len(found) <= 6
    assert len(set(found)) == len(found)
    assert all(name_key(name.surname) for name in found)
    assert readings(text) == found
    assert readings(f" {text}\t") == found


@given(st.permutations(["Kervazic", "Hélène", "Morvelle"]), st.booleans())
def test_a_reading_adds_and_loses_no_word(words: list[str], upper: bool) -> None:
    line = " ".join(words)
    for name in readings(line.upper() if upper else line):
        kept = [name_key(word) for word in (name.surname, *name.given)]
        assert sorted(" ".join(kept).split()) == sorted(name_key(line).split())
