"""Few texts or many, a column is taken apart the same way."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracer.matching import texts
from tracer.matching.texts import Texts, numbered_lines, words_of

LINES = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=25)
VALUES = st.one_of(
    LINES, st.none(), st.sampled_from(["", " ", "NaN", "NAN", "12 bis rue X", "J.-P."])
)


def in_bulk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "FEW", -1)


def one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "FEW", 10**9)


@settings(max_examples=200, deadline=None)
@given(st.lists(VALUES, max_size=20))
def test_a_column_says_the_same_in_bulk_and_one_by_one(values: list[str | None]) -> None:
    table = pa.table({"x": pa.array(values, pa.string())})
    with pytest.MonkeyPatch.context() as patch:
        one_by_one(patch)
        few = Texts.of(table, "x")
        in_bulk(patch)
        many = Texts.of(table, "x")

    def rows(found: Texts) -> list[str | None]:
        return [found.said[at] if at < len(found.said) else None for at in found.at.tolist()]

    assert rows(few) == rows(many)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(st.sampled_from("ABel dk-KADER.,/;é 12"), max_size=20), max_size=15))
def test_words_and_house_numbers_are_the_same_in_bulk_and_one_by_one(lines: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        one_by_one(patch)
        words, owner = words_of(lines)
        numbers, rest = numbered_lines(lines)
        in_bulk(patch)
        more_words, more_owner = words_of(lines)
        more_numbers, more_rest = numbered_lines(lines)
    assert isinstance(words, list)
    assert words == (more_words.to_pylist() if isinstance(more_words, pa.Array) else more_words)
    assert owner.tolist() == more_owner.tolist()
    assert (numbers.tolist(), list(rest)) == (more_numbers.tolist(), list(more_rest))


def test_a_surname_that_spells_missing_in_capitals_is_a_surname() -> None:
    table = pa.table({"nom": ["NAN", "NaN", "NULL", ""]})
    assert list(Texts.of(table, "nom").said) == ["NAN", "NULL"]


def test_control_characters_are_spaces_in_bulk_and_one_by_one() -> None:
    lines = ["1 rue des Ormes\n", "\x0b1 rue\x0bdes Ormes", "\r\n12\x0c bis rue X", "JEAN\x0bMARC"]
    with pytest.MonkeyPatch.context() as patch:
        one_by_one(patch)
        few = (words_of(lines)[0], *numbered_lines(lines))
        in_bulk(patch)
        many = (words_of(lines)[0], *numbered_lines(lines))
    assert list(few[0]) == many[0].to_pylist()  # type: ignore[union-attr]
    assert (few[1].tolist(), list(few[2])) == (many[1].tolist(), list(many[2]))
