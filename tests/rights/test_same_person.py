"""Whom two files are about: what is known less exactly still agrees, what contradicts never does."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.same_person import agree, asked_lines, certain_lines, kept_lines, one_person
from tracer.subject import PartialDate, PersonName, PostalAddress, Subject, SubjectKind

YEARS, MONTHS, DAYS = st.integers(1940, 1999), st.integers(1, 12), st.integers(1, 28)
WHOLE = st.builds(PartialDate, year=YEARS, month=MONTHS, day=DAYS)
DATES = st.one_of(
    WHOLE,
    st.builds(PartialDate, year=YEARS, month=MONTHS),
    st.builds(PartialDate, year=YEARS),
)
BASE = Subject(
    kind=SubjectKind.CONSUMER,
    names=(PersonName(surname="Quervalec", given=("Maëlle", "Anne")),),
)


def coarser(born: PartialDate) -> list[PartialDate]:
    return [
        born,
        PartialDate(year=born.year, month=born.month),
        PartialDate(year=born.year),
    ]


@given(DATES)
def test_a_person_is_found_by_the_file_that_was_kept(born: PartialDate):
    subject = replace(BASE, birth=born)
    assert kept_lines(subject) & asked_lines(subject)


@given(WHOLE)
def test_a_birth_date_known_less_exactly_on_either_side_still_agrees(born: PartialDate):
    for ours in coarser(born):
        for theirs in coarser(born):
            kept = kept_lines(replace(BASE, birth=ours))
            assert kept & asked_lines(replace(BASE, birth=theirs))


@given(DATES, DATES)
def test_dates_share_a_line_exactly_when_they_may_be_one_day(
    ours: PartialDate, theirs: PartialDate
):
    kept = kept_lines(replace(BASE, birth=ours))
    shared = bool(kept & asked_lines(replace(BASE, birth=theirs)))
    assert shared is agree(ours, theirs)


@given(DATES)
def test_a_name_alone_is_not_the_person_whose_birth_is_known(born: PartialDate):
    assert not kept_lines(replace(BASE, birth=born)) & asked_lines(BASE)
    assert kept_lines(BASE) & asked_lines(BASE), "two files that say nothing but one name"


def test_spelling_accents_prefixes_and_case_do_not_hide_anybody():
    ours = replace(BASE, phones=("+33 6 39 98 00 01",), emails=("Maelle@Quervalec.example",))
    theirs = replace(
        BASE,
        names=(PersonName(surname="QUERVALEC", given=("MAELLE",)),),
        phones=("06 39 98 00 01",),
    )
    assert certain_lines(ours) & certain_lines(theirs)
    assert one_person(ours, theirs)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (("Quervalœuf", ("Maëlle",)), ("QUERVALOEUF", ("Maelle",))),
        (("Quervalec", ("Jean-Yves",)), ("Quervalec", ("Jean", "Yves"))),
        (("Quervalec", ("Jean Yves",)), ("Quervalec", ("Jean",))),
        (("Quervalec", ("Maëlle",)), ("Maëlle", ("Quervalec",))),
    ],
)
def test_a_ligature_a_split_given_name_and_names_put_the_other_way_hide_nobody(
    ours: tuple[str, tuple[str, ...]], theirs: tuple[str, tuple[str, ...]]
):
    one, other = (
        replace(
            BASE,
            names=(PersonName(surname=surname, given=given_names),),
            birth=PartialDate(year=1979, month=3, day=2),
        )
        for surname, given_names in (ours, theirs)
    )
    assert kept_lines(one) & asked_lines(other)
    assert kept_lines(other) & asked_lines(one)


@given(WHOLE, WHOLE)
def test_one_address_and_name_with_contradicting_births_are_two_people(
    ours: PartialDate, theirs: PartialDate
):
    home = (PostalAddress(line="1 rue Fictive", postcode="99999"),)
    father = replace(BASE, birth=ours, addresses=home)
    son = replace(BASE, birth=theirs, addresses=home)
    assert one_person(father, son) is (ours == theirs)


def test_a_month_and_a_name_are_not_enough_to_show_one_file_to_the_person_of_another():
    born = replace(BASE, birth=PartialDate(year=1979, month=3))
    assert not one_person(born, born)


def test_a_company_is_its_number_whatever_it_is_called():
    one = Subject(kind=SubjectKind.COMPANY, company_name="Atelier Fictif", siren="123456782")
    assert certain_lines(one) == certain_lines(replace(one, company_name="Entrepôt Fictif"))
