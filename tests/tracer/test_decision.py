"""When a candidate is confirmed, when a person must look, and what would settle it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.tracer.people import (
    FAR,
    OTHER_SIREN,
    SIREN,
    TOWN,
    candidate,
    company,
    judged,
    office,
    subject,
)
from tracer.case import HumanJudgement
from tracer.evidence import Candidate, Judgement, Match, MatchDecision
from tracer.matching.decision import decide
from tracer.matching.doubts import MARGIN_BITS, MOST_NAMESAKES
from tracer.matching.population import load_population
from tracer.matching.scorer import FellegiSunter
from tracer.subject import Subject, SubjectKind

CONFIRMED, REVIEW, REJECTED = (
    MatchDecision.CONFIRMED,
    MatchDecision.REVIEW,
    MatchDecision.REJECTED,
)


@pytest.fixture(scope="module")
def matcher() -> FellegiSunter:
    return FellegiSunter(load_population())


def match(
    matcher: FellegiSunter,
    sought: Subject,
    *found: Candidate,
    judgements: tuple[HumanJudgement, ...] = (),
) -> Match:
    return decide(sought, [matcher.compare(sought, one) for one in found], judgements)


def test_nobody_found_is_no_candidate(matcher: FellegiSunter) -> None:
    answer = match(matcher, subject())
    assert answer.decision is MatchDecision.NO_CANDIDATE
    assert answer.best is None
    assert not answer.confirmed


def test_a_rare_name_with_the_birth_month_is_confirmed(matcher: FellegiSunter) -> None:
    answer = match(
        matcher, subject(), candidate(given=("JEAN", "HERVE"), sirens=(SIREN, OTHER_SIREN))
    )
    assert answer.confirmed
    assert answer.best is not None
    assert answer.best.namesakes is not None
    assert answer.best.namesakes.expected < MOST_NAMESAKES
    assert answer.decided_by is None


@pytest.mark.parametrize("surname", ["Martin", "Petit", "Lefebvre"])
def test_a_common_name_is_for_a_person_even_as_the_only_hit(
    matcher: FellegiSunter, surname: str
) -> None:
    answer = match(matcher, subject(surname), candidate(surname.upper()))
    assert answer.decision is REVIEW
    assert any("namesakes" in reason.en for reason in answer.reasons)


def test_a_declared_company_confirms_a_common_name(matcher: FellegiSunter) -> None:
    assert match(matcher, subject("Martin", sirens=(SIREN,)), candidate("MARTIN")).confirmed


def test_a_small_town_confirms_a_common_name_with_its_birth_month(matcher: FellegiSunter) -> None:
    sought = subject("Martin", addresses=(TOWN,))
    assert match(matcher, sought, candidate("MARTIN", place=TOWN)).confirmed
    assert match(matcher, sought, candidate("MARTIN", place=FAR)).decision is REVIEW


def test_a_large_town_does_not_confirm_the_commonest_names(matcher: FellegiSunter) -> None:
    sought = subject("Martin", addresses=(FAR,))
    assert match(matcher, sought, candidate("MARTIN", place=FAR)).decision is REVIEW


def test_with_a_common_name_companies_tied_to_nothing_go_to_a_person(
    matcher: FellegiSunter,
) -> None:
    found = replace(candidate("MARTIN"), offices=(office(SIREN, TOWN), office(OTHER_SIREN, FAR)))
    sought = subject("Martin", sirens=(SIREN,))
    answer = match(matcher, sought, found)
    assert answer.decision is REVIEW
    assert any("may be a namesake's" in reason.en for reason in answer.reasons)
    both = subject("Martin", sirens=(SIREN, OTHER_SIREN))
    assert match(matcher, both, found).confirmed
    rare = replace(candidate(), offices=found.offices)
    assert match(matcher, subject(sirens=(SIREN,)), rare).confirmed


@pytest.mark.parametrize("surname", ["Martin", "Kervazic"])
@pytest.mark.parametrize("place", [None, TOWN])
def test_a_name_with_or_without_a_place_never_confirms(
    matcher: FellegiSunter, surname: str, place: None
) -> None:
    sought = subject(surname, birth=None, addresses=(TOWN,))
    answer = match(matcher, sought, candidate(surname.upper(), birth=None, place=place))
    assert answer.decision is REVIEW


@pytest.mark.parametrize(
    "found",
    [
        candidate(given=("JEAN-MICHEL",)),
        candidate(given=("YVES",)),
        candidate("MORVELLE"),
        candidate(birth="1962-11"),
        candidate(given=("J",)),
        candidate(given=()),
        candidate("KERVASIC"),
    ],
    ids=["compound", "brother", "other-surname", "other-month", "initial", "no-given", "typo"],
)
def test_what_agrees_only_in_part_is_never_confirmed(
    matcher: FellegiSunter, found: Candidate
) -> None:
    assert not match(matcher, subject(), found).confirmed


def test_a_brother_in_the_declared_company_is_not_the_debtor(matcher: FellegiSunter) -> None:
    sought = subject(sirens=(SIREN,))
    assert not match(matcher, sought, candidate(given=("YVES",), birth=None)).confirmed


def test_two_full_dates_that_contradict_reject_whatever_else_agrees(
    matcher: FellegiSunter,
) -> None:
    sought = subject(birth="1950-05-14", sirens=(SIREN,), addresses=(TOWN,))
    answer = match(matcher, sought, candidate(birth="1962-11-30", place=TOWN))
    assert answer.decision is REJECTED
    assert any("birth" in reason.en for reason in answer.reasons)


def test_a_namesake_born_another_month_is_rejected(matcher: FellegiSunter) -> None:
    assert (
        match(matcher, subject("Martin"), candidate("MARTIN", birth="1962-11")).decision is REJECTED
    )


def test_somebody_else_too_close_stops_the_confirmation(matcher: FellegiSunter) -> None:
    sought = subject()
    alone = match(matcher, sought, candidate(id="can_a"))
    assert alone.confirmed
    answer = match(
        matcher, sought, candidate(id="can_a"), candidate(id="can_b", given=("JEAN-MICHEL",))
    )
    assert answer.decision is REVIEW
    assert any("too close" in reason.en for reason in answer.reasons)
    best, other = answer.best, answer.others[0]
    assert best is not None
    assert best.candidate.id == "can_a"
    assert best.total_bits - other.total_bits < MARGIN_BITS


def test_an_undated_mention_of_a_rare_name_is_no_rival(matcher: FellegiSunter) -> None:
    undated = candidate(id="can_b", birth=None)
    assert match(matcher, subject(), candidate(), undated).confirmed


def test_a_person_may_say_that_it_is_the_same(matcher: FellegiSunter) -> None:
    said = (judged("can_a", Judgement.SAME),)
    answer = match(matcher, subject("Martin"), candidate("MARTIN"), judgements=said)
    assert answer.confirmed
    assert answer.decided_by == "operator-7"


def test_a_person_cannot_confirm_against_two_full_dates(matcher: FellegiSunter) -> None:
    said = (judged("can_a", Judgement.SAME),)
    found = candidate(birth="1962-11-30")
    answer = match(matcher, subject(birth="1950-05-14"), found, judgements=said)
    assert answer.decision is REVIEW
    assert any("contradict" in reason.en for reason in answer.reasons)


def test_a_person_may_rule_a_candidate_out(matcher: FellegiSunter) -> None:
    said = (judged("can_a", Judgement.DIFFERENT),)
    assert match(matcher, subject(), candidate(), judgements=said).decision is REJECTED
    other = candidate(id="can_b", given=("JEAN", "LUC"))
    answer = match(matcher, subject(), candidate(), other, judgements=said)
    assert answer.best is not None
    assert answer.best.candidate.id == "can_b"


def test_a_person_who_is_unsure_leaves_it_open(matcher: FellegiSunter) -> None:
    said = (judged("can_a", Judgement.UNSURE),)
    assert match(matcher, subject(), candidate(), judgements=said).decision is REVIEW


def test_the_latest_judgement_holds(matcher: FellegiSunter) -> None:
    said = (judged("can_a", Judgement.DIFFERENT, day=3), judged("can_a", Judgement.SAME, day=1))
    assert match(matcher, subject(), candidate(), judgements=said).decision is REJECTED


def test_the_missing_birth_month_is_what_would_settle(matcher: FellegiSunter) -> None:
    answer = match(matcher, subject(birth=None), candidate())
    assert answer.decision is REVIEW
    assert answer.settle is not None
    assert answer.settle.code == "birth_month"
    assert answer.settle.bits_if_equal == pytest.approx(9.98, abs=0.1)
    assert answer.settle.text.en == (
        "The month and year of birth would settle it: +10.0 bits if it agrees."
    )


def test_the_fact_that_settles_does_settle(matcher: FellegiSunter) -> None:
    answer = match(matcher, subject("Martin"), candidate("MARTIN"))
    assert answer.settle is not None
    assert answer.settle.code == "company_siren"
    assert match(matcher, subject("Martin", sirens=(SIREN,)), candidate("MARTIN")).confirmed


def test_a_town_is_never_said_to_settle_a_name_without_birth(matcher: FellegiSunter) -> None:
    answer = match(matcher, subject(birth=None), candidate(birth=None, place=TOWN))
    assert answer.settle is not None
    assert answer.settle.code != "town"
    assert "would settle it" in answer.settle.text.en


def test_no_fact_settles_a_contradiction(matcher: FellegiSunter) -> None:
    assert match(matcher, subject(), candidate(given=("YVES",))).settle is None


def test_a_company_is_confirmed_by_its_siren_and_never_by_its_name(
    matcher: FellegiSunter,
) -> None:
    sought = Subject(kind=SubjectKind.COMPANY, company_name="Kervazic Toitures", siren=SIREN)
    assert match(matcher, sought, company("KERVAZIC TOITURES", SIREN)).confirmed
    assert match(matcher, sought, company(None, SIREN)).confirmed
    assert match(matcher, sought, company("LE FOURNIL", SIREN)).decision is REVIEW
    assert match(matcher, sought, company("KERVAZIC TOITURES", OTHER_SIREN)).decision is REJECTED
    unnumbered = replace(sought, siren=None)
    answer = match(matcher, unnumbered, company("KERVAZIC TOITURES", SIREN))
    assert answer.decision is REVIEW
    assert answer.settle is not None
    assert answer.settle.code == "siren"
