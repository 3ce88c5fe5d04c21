"""Entries of lists: any name may be meant, and the other facts speak when both sides state them."""

from __future__ import annotations

import pytest

from tracer.matching.listed_entities import ListedEntity, ListedKind, compare_listed_entities
from tracer.matching.name_words import NameWords, load_name_words
from tracer.subject import PartialDate


@pytest.fixture(scope="module")
def words() -> NameWords:
    return load_name_words()


def person(
    *names: str, birth: PartialDate | None = None, country: str | None = None
) -> ListedEntity:
    countries = frozenset({country}) if country else frozenset()
    return ListedEntity(kind=ListedKind.PERSON, names=names, birth=birth, countries=countries)


def test_the_best_of_several_names_speaks(words: NameWords) -> None:
    ours = person("Yann Kervadec")
    assert compare_listed_entities(ours, person("X Y", "KERVADEC Yann"), words).plausible


def test_two_full_dates_that_disagree_exclude(words: NameWords) -> None:
    ours = person("Yann Kervadec", birth=PartialDate(year=1961, month=3, day=7))
    theirs = person("Yann Kervadec", birth=PartialDate(year=1974, month=11, day=25))
    found = compare_listed_entities(ours, theirs, words)
    assert found.veto == "birth_dates_contradict"
    assert not found.plausible


def test_a_year_or_two_apart_says_nothing_and_ten_speak_against(words: NameWords) -> None:
    def bits(year: int) -> float:
        theirs = person("Yann Kervadec", birth=PartialDate(year=year))
        return compare_listed_entities(
            person("Yann Kervadec", birth=PartialDate(year=1961)), theirs, words
        ).bits

    unstated = compare_listed_entities(person("Yann Kervadec"), person("Yann Kervadec"), words).bits
    assert bits(1961) > unstated == bits(1962) > bits(1971)


def test_a_fact_one_side_does_not_state_says_nothing(words: NameWords) -> None:
    plain = compare_listed_entities(person("Yann Kervadec"), person("Yann Kervadec"), words)
    stated = person("Yann Kervadec", birth=PartialDate(year=1961), country="fr")
    assert compare_listed_entities(stated, person("Yann Kervadec"), words).bits == plain.bits


def test_a_number_in_common_outweighs_a_name_written_otherwise(words: NameWords) -> None:
    number = frozenset({("lei", "9695 00KESTRELLE")})
    ours = ListedEntity(kind=ListedKind.ORGANISATION, names=("Kestrelle",), identifiers=number)
    theirs = ListedEntity(
        kind=ListedKind.ORGANISATION,
        names=("Zelmarine",),
        identifiers=frozenset({("LEI", "969500kestrelle")}),
    )
    assert compare_listed_entities(ours, theirs, words).plausible


def test_a_person_is_no_company(words: NameWords) -> None:
    company = ListedEntity(kind=ListedKind.ORGANISATION, names=("Yann Kervadec",))
    assert not compare_listed_entities(person("Yann Kervadec"), company, words).plausible
