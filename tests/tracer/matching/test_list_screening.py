"""Many names against a list: the entry is found however it is written, and strangers are not."""

from __future__ import annotations

import pytest

from tracer.matching.list_screening import ListIndex
from tracer.matching.name_words import NameWords, load_name_words

LIST = (
    "KERVADEC, Enguerrand Mael",
    "Abd al-Rahman Muhammad al-Tamirelli",
    "Sergei Petrovich Gusininsky",
    "Ri Chol-Gwon",
    "Quintavalle Ruiz, Maria del Pilar",
)


@pytest.fixture(scope="module")
def words() -> NameWords:
    return load_name_words()


@pytest.fixture(scope="module")
def index(words: NameWords) -> ListIndex:
    return ListIndex(LIST, words)


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("Enguerrand Mael Kervadec", 0),
        ("Engeurrand Mael Kervadec", 0),
        ("Abdul Rahman Muhammad Tamireli", 1),
        ("Abdulrahman M. al Tamireli", 1),
        ("Сергей Петрович Гусининский", 2),
        ("Maria del Pilar Quintavalle Ruiz", 4),
        ("MARIADELPILAR QUINTAVALLE RUIZ", 4),
    ],
)
def test_an_entry_is_found_in_another_spelling(name: str, place: int, index: ListIndex) -> None:
    assert [hit.place for hit in index.search(name)] == [place]


@pytest.mark.parametrize(
    "name", ["", "😀", "Yann Morvannec", "Sergei Ivanov", "Maria Ruiz", "Kim Chol", "Kervadec"]
)
def test_a_stranger_is_no_hit(name: str, index: ListIndex) -> None:
    assert index.search(name) == ()


def test_hits_come_in_the_order_of_the_names(index: ListIndex) -> None:
    names = ("Nobody Atallson", "Enguerrand Mael Kervadec")
    assert [len(hits) for hits in index.screen(names)] == [0, 1]


def test_an_empty_list_has_no_hits(words: NameWords) -> None:
    assert ListIndex((), words).search("Yann Kervadec") == ()
