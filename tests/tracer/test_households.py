"""People of one household share surname, town and company: none is ever confirmed as another."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.tracer.people import FAR, OTHER_SIREN, SIREN, TOWN, candidate, company, judged, subject
from tracer.evidence import Candidate, Judgement, Match, MatchDecision
from tracer.matching.decision import decide
from tracer.matching.population import load_population
from tracer.matching.scorer import FellegiSunter
from tracer.subject import Subject, SubjectKind

MATCHER = FellegiSunter(load_population())


def match(sought: Subject, *found: Candidate) -> Match:
    return decide(sought, [MATCHER.compare(sought, one) for one in found], ())


@pytest.mark.parametrize(
    ("father", "son"),
    [
        ("1950-05", "1980-05"),
        ("1950-05-14", "1980-05-14"),
        ("1950-05-14", "1951-05-14"),
        ("1950-05", "1960-05"),
        ("1950", "1980"),
        ("1950-05-14", "1978-11-02"),
    ],
)
@pytest.mark.parametrize("surname", ["Kervazic", "Martin"])
def test_a_son_of_the_same_name_in_the_family_company_is_not_his_father(
    surname: str, father: str, son: str
) -> None:
    """One digit of the year is all that tells them apart, and it is not a slip of the pen."""
    sought = subject(surname, birth=father, sirens=(SIREN,), addresses=(TOWN,))
    answer = match(sought, candidate(surname.upper(), birth=son, place=TOWN))
    assert not answer.confirmed
    assert answer.settle is None
    both = match(
        sought,
        candidate(surname.upper(), birth=son, place=TOWN, id="can_son"),
        candidate(surname.upper(), birth=father, place=TOWN, id="can_father"),
    )
    assert both.best is not None
    assert both.best.candidate.id == "can_father"


def test_the_years_that_differ_are_named() -> None:
    sought = subject(birth="1950-05", sirens=(SIREN,))
    answer = match(sought, candidate(birth="1980-05"))
    assert [reason.en for reason in answer.reasons] == [
        "The years of birth differ: a father and his son sometimes bear the same name.",
        "A relative of the household is not excluded.",
    ]


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (("Benoît",), ("BENOITE",)),
        (("Gabriel",), ("GABRIELA",)),
        (("Fernande",), ("FERNAND",)),
        (("Jean",), ("JEANNE",)),
        (("Michel",), ("YVES",)),
        (("Jean",), ("JEAN-MICHEL",)),
    ],
)
@pytest.mark.parametrize("birth", [None, "1950", "1950-05", "1950-05-14"])
def test_a_brother_a_sister_or_a_spouse_in_the_company_is_not_the_debtor(
    ours: tuple[str, ...], theirs: tuple[str, ...], birth: str | None
) -> None:
    sought = subject(given=ours, birth=birth, sirens=(SIREN,), addresses=(TOWN,))
    assert not match(sought, candidate(given=theirs, birth=birth, place=TOWN)).confirmed


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (("J.",), ("JEANNE",)),
        (("Jean",), ("J",)),
        (("Paul",), ("JEAN", "PAUL")),  # a son bears his father's name second
        (("Jean", "Paul"), ("PAUL",)),
        (("Pierre", "Jean"), ("JEAN", "PIERRE")),
    ],
)
def test_a_given_name_that_agrees_in_part_confirms_nobody_without_the_birth_month(
    ours: tuple[str, ...], theirs: tuple[str, ...]
) -> None:
    for birth in (None, "1950"):
        sought = subject(given=ours, birth=birth, sirens=(SIREN,), addresses=(TOWN,))
        answer = match(sought, candidate(given=theirs, birth=birth, place=TOWN))
        assert answer.decision is MatchDecision.REVIEW
        assert answer.settle is not None
        assert answer.settle.code == "birth_month"
        assert "would settle it" in answer.settle.text.en
    dated = subject(given=ours, sirens=(SIREN,), addresses=(TOWN,))
    assert match(dated, candidate(given=theirs, place=TOWN)).confirmed


def test_a_slip_between_two_spellings_of_one_sex_is_still_a_slip() -> None:
    sought = subject(given=("Joséphine",), birth="1950-05-14", sirens=(SIREN,))
    assert match(sought, candidate(given=("JOSEPHYNE",), birth="1950-05-14")).confirmed
    women = MATCHER.compare(subject(given=("Gwénaëlle",)), candidate(given=("GWENAELE",)))
    assert "given_sound" in {item.code for item in women.evidence}


def test_an_initial_without_a_declared_company_confirms_nobody() -> None:
    assert not match(
        subject(birth="1950-05-14"), candidate(given=("J",), birth="1950-05-14")
    ).confirmed


def test_a_sister_in_law_who_took_the_same_name_is_not_the_debtor() -> None:
    sought = subject(given=("Anne",), born="Morvelle", sirens=(SIREN,), addresses=(TOWN,))
    found = candidate(given=("ANNE",), born="PETIT", place=TOWN)
    answer = match(sought, found)
    assert answer.decision is MatchDecision.REVIEW
    assert [reason.en for reason in answer.reasons] == ["To check: different birth surnames."]


def test_usage_and_birth_name_the_other_way_round_are_one_woman() -> None:
    sought = subject(given=("Anne",), born="Morvelle")
    assert match(sought, candidate("MORVELLE", ("ANNE",), born="KERVAZIC")).confirmed
    assert match(sought, candidate("MORVELLE", ("ANNE",))).confirmed
    assert not match(sought, candidate("MORVELLE", ("ANNE",), "1962-11", born="KERVAZIC")).confirmed


def test_a_husbands_sister_born_with_the_name_the_debtor_took_is_not_the_debtor() -> None:
    sought = subject("Brennac", ("Claude",), born="Kervazic", sirens=(SIREN,))
    assert not match(sought, candidate("KERVAZIC", ("CLAUDE",), born="MORVELLE")).confirmed


def test_day_and_month_in_each_others_place_are_for_a_person_unless_a_company_was_declared() -> (
    None
):
    sought = subject(birth="1950-05-04")
    answer = match(sought, candidate(birth="1950-04-05"))
    assert answer.decision is MatchDecision.REVIEW
    assert [reason.en for reason in answer.reasons] == [
        "The dates of birth agree only if one of them has a slip."
    ]
    assert match(
        replace(sought, roles=subject(sirens=(SIREN,)).roles), candidate(birth="1950-04-05")
    ).confirmed


def test_a_person_may_say_yes_though_day_and_month_are_swapped_or_a_digit_is_off() -> None:
    said = (judged("can_a", Judgement.SAME),)
    for theirs in ("1950-04-05", "1950-05-05"):
        sought, found = subject(birth="1950-05-04"), candidate(birth=theirs)
        assert decide(sought, [MATCHER.compare(sought, found)], said).confirmed


@pytest.mark.parametrize("place", [None, TOWN, FAR])
@pytest.mark.parametrize("siren", [None, SIREN, OTHER_SIREN])
def test_a_company_debtor_is_never_confirmed_by_its_name(place: object, siren: str | None) -> None:
    sought = Subject(kind=SubjectKind.COMPANY, company_name="Kervazic Toitures", addresses=(TOWN,))
    found = replace(company("KERVAZIC TOITURES", siren), places=(place,) if place else ())  # type: ignore[arg-type]
    assert match(sought, found).decision is MatchDecision.REVIEW


def test_initials_are_those_of_all_given_names_or_of_somebody_else() -> None:
    """A brother of Jean-Pierre may be called Jean."""
    sought = subject(given=("J.-P.",), sirens=(SIREN,))
    assert match(sought, candidate(given=("JEAN-PIERRE",))).confirmed
    assert match(sought, candidate(given=("JEAN", "PIERRE"))).confirmed
    for given in ("JEAN", "JEAN-MARC"):
        assert not match(sought, candidate(given=(given,))).confirmed


def test_a_father_and_son_who_differ_in_the_second_given_name_are_for_a_person() -> None:
    sought = subject(given=("Jean", "Hervé"), birth="1950-05-14", sirens=(SIREN,))
    found = candidate(given=("JEAN", "LUC"), birth="1950-05-14")
    assert [reason.en for reason in match(sought, found).reasons] == [
        "The second given names differ."
    ]
    assert match(sought, candidate(given=("JEAN", "HERVE"), birth="1950-05-14")).confirmed


@pytest.mark.parametrize("place", [None, TOWN])
def test_who_shares_all_but_the_birth_with_the_debtor_may_be_his_father(place: object) -> None:
    sought = subject("Kervazic", birth=None, sirens=(SIREN,), addresses=(TOWN,))
    answer = match(sought, candidate(birth=None, place=place))  # type: ignore[arg-type]
    assert [reason.en for reason in answer.reasons] == [
        "A relative of the household is not excluded."
    ]
    assert answer.settle is not None
    assert answer.settle.code == "birth_month"


def test_a_shared_town_and_company_never_make_up_for_what_tells_relatives_apart() -> None:
    """Against a relative they say nothing, however small the town."""
    sought = subject(given=("Michel",), sirens=(SIREN,), addresses=(TOWN,))
    alone = MATCHER.compare(subject(given=("Michel",)), candidate(given=("YVES",)))
    shared = MATCHER.compare(sought, candidate(given=("YVES",), place=TOWN))
    assert shared.over_relative is not None
    assert alone.over_relative is not None
    assert shared.over_relative <= alone.over_relative
    assert shared.total_bits <= shared.over_relative + 0.01
