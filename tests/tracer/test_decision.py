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
from tracer.subject import PersonName, Subject, SubjectKind

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
    for given in ("YVES", "JEAN-MICHEL"):
        assert match(matcher, subject(), candidate(given=(given,), place=TOWN)).settle is None


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


def test_a_vetoed_candidate_never_stands_before_one_who_is_not(matcher: FellegiSunter) -> None:
    sought = subject("Martin", birth="1950-05-14", sirens=(SIREN,))
    vetoed = candidate("MARTIN", birth="1962-11-30", id="can_vetoed")
    plain = candidate("MARTIN", birth=None, sirens=(OTHER_SIREN,), id="can_plain")
    weighed = {one.id: matcher.compare(sought, one).total_bits for one in (vetoed, plain)}
    assert weighed["can_vetoed"] > weighed["can_plain"]
    answer = match(matcher, sought, vetoed, plain)
    assert answer.best is not None
    assert answer.best.candidate.id == "can_plain"
    assert answer.decision is REVIEW


def test_the_likelier_candidate_stands_first_whatever_the_ids(matcher: FellegiSunter) -> None:
    strong = candidate(id="can_z")
    weak = candidate(id="can_a", given=("JEAN-MICHEL",))
    answer = match(matcher, subject(), weak, strong)
    assert answer.best is not None
    assert answer.best.candidate.id == "can_z"


def test_whom_a_person_ruled_out_is_no_rival_and_is_still_shown(matcher: FellegiSunter) -> None:
    rival = candidate(id="can_b", given=("JEAN-MICHEL",))
    said = (judged("can_b", Judgement.DIFFERENT),)
    answer = match(matcher, subject(), candidate(), rival, judgements=said)
    assert answer.confirmed
    assert [other.candidate.id for other in answer.others] == ["can_b"]


def test_everyone_ruled_out_by_a_person_names_who_decided(matcher: FellegiSunter) -> None:
    said = (judged("can_a", Judgement.DIFFERENT),)
    answer = match(matcher, subject(), candidate(), judgements=said)
    assert answer.decision is REJECTED
    assert answer.decided_by == "operator-7"


def test_a_rejection_says_what_speaks_against_and_nothing_that_speaks_for(
    matcher: FellegiSunter,
) -> None:
    answer = match(matcher, subject(birth="1950-05-14"), candidate(birth="1962-11-30"))
    assert [reason.en for reason in answer.reasons] == [
        "Two full dates of birth contradict each other.",
        "Different dates of birth",
    ]


def test_odds_of_one_to_256_with_a_contradiction_are_a_no_and_shorter_ones_are_for_a_person(
    matcher: FellegiSunter,
) -> None:
    assert match(matcher, subject(), candidate(birth="1962-11")).decision is REJECTED
    sought = subject(addresses=(TOWN,))
    assert match(matcher, sought, candidate(birth="1962-11", place=TOWN)).decision is REVIEW
    weak = match(matcher, subject("Martin", birth=None), candidate("MARTIN", birth=None))
    assert weak.best is not None
    assert weak.best.total_bits < -8
    assert weak.decision is REVIEW  # long odds without a contradiction


def test_evidence_that_is_few_but_weak_is_for_a_person(matcher: FellegiSunter) -> None:
    sought, found = subject(birth="1950-05-14"), candidate("KERVASIC", birth="1950-05-14")
    answer = match(matcher, sought, found)
    assert answer.decision is REVIEW
    [reason] = answer.reasons
    assert reason.en.startswith("All evidence together is not enough: ")
    assert reason.en.endswith(" bits, +4.5 bits are needed.")


def test_without_a_surname_that_can_be_read_nobody_is_confirmed(matcher: FellegiSunter) -> None:
    unread = replace(candidate(), names=(PersonName(surname="🙂", given=("JEAN",)),))
    answer = match(matcher, subject(birth="1950-05", sirens=(SIREN,)), unread)
    assert answer.decision is REVIEW
    assert any("do not both agree" in reason.en for reason in answer.reasons)


def test_living_elsewhere_than_the_company_sits_is_no_contradiction(matcher: FellegiSunter) -> None:
    assert match(matcher, subject(addresses=(TOWN,)), candidate(place=FAR)).confirmed


def test_a_company_near_the_debtors_home_is_tied_to_him(matcher: FellegiSunter) -> None:
    found = replace(candidate("MARTIN"), offices=(office(SIREN, FAR), office(OTHER_SIREN, TOWN)))
    sought = subject("Martin", sirens=(SIREN,), addresses=(TOWN,))
    assert match(matcher, sought, found).confirmed


def test_a_vetoed_candidate_is_no_rival(matcher: FellegiSunter) -> None:
    sought = subject(birth="1950-05-14", sirens=(SIREN,))
    best = candidate(birth="1950-05", sirens=(OTHER_SIREN,))
    vetoed = candidate(birth="1962-11-30", id="can_b")
    bits = [matcher.compare(sought, one).total_bits for one in (best, vetoed)]
    assert bits[0] - bits[1] < MARGIN_BITS
    assert match(matcher, sought, best, vetoed).confirmed


@pytest.mark.parametrize(
    ("best", "rival"),
    [
        (
            candidate(given=("ANNE",), sirens=(OTHER_SIREN,)),
            candidate("MORVELLE", ("ANNE",), id="can_b"),
        ),
        (
            candidate(given=("ANNE",), birth="1950-06"),
            candidate(given=("ANNE",), sirens=(OTHER_SIREN,), id="can_b"),
        ),
    ],
    ids=["another-surname-in-the-declared-company", "another-birth-month"],
)
def test_whoever_is_told_apart_by_surname_or_birth_is_a_rival(
    matcher: FellegiSunter, best: Candidate, rival: Candidate
) -> None:
    """Women change their surname, so that another one is no proof of another person."""
    answer = match(matcher, subject(given=("Anne",), sirens=(SIREN,)), best, rival)
    assert answer.decision is REVIEW
    assert any("too close" in reason.en for reason in answer.reasons)


def test_an_undated_mention_with_more_given_names_is_no_rival(matcher: FellegiSunter) -> None:
    undated = candidate(given=("JEAN", "LUC"), id="can_b", birth=None)
    sought = subject(birth="1950-05-14")
    assert match(matcher, sought, candidate(birth="1950-05"), undated).confirmed


@pytest.mark.parametrize(
    ("sought", "found", "code"),
    [
        (subject(birth=None), candidate(birth=None), "birth_month"),
        (
            subject(given=("Gwendal",), birth=None),
            candidate(given=("GWENDAL",), birth=None),
            "company_siren",
        ),
        (subject("Morvan"), candidate("MORVAN", place=TOWN), "town"),
        (subject("Morvan"), candidate("MORVAN"), "company_siren"),
        (subject("Kermarrec"), candidate("KERMARREC", sirens=()), "birth_day"),
        (subject(birth="1950"), candidate(), "birth_month"),
        (subject(), candidate(given=("J",)), "company_siren"),
    ],
    ids=[
        "no-birth",
        "no-birth-rare-given-name",
        "seat-known",
        "no-seat",
        "no-company",
        "year-only",
        "initial",
    ],
)
def test_the_fact_to_ask_for_is_the_one_that_settles_and_one_side_states(
    matcher: FellegiSunter, sought: Subject, found: Candidate, code: str
) -> None:
    answer = match(matcher, sought, found)
    assert answer.decision is REVIEW
    assert answer.settle is not None
    assert answer.settle.code == code
    assert "would settle it" in answer.settle.text.en


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        (subject(), candidate(given=(), place=TOWN)),
        (
            subject("Martin", sirens=(SIREN,)),
            replace(candidate("MARTIN"), offices=(office(SIREN, TOWN), office(OTHER_SIREN, FAR))),
        ),
    ],
    ids=["no-given-name", "untied-companies"],
)
def test_a_fact_that_leaves_a_doubt_is_never_said_to_settle(
    matcher: FellegiSunter, sought: Subject, found: Candidate
) -> None:
    answer = match(matcher, sought, found)
    assert answer.decision is REVIEW
    assert answer.settle is not None
    assert "would help most" in answer.settle.text.en
    declared = "office_declared" in {item.code for item in answer.best.evidence}  # type: ignore[union-attr]
    assert (answer.settle.code == "company_siren") is not declared


def test_a_town_already_compared_is_not_asked_for(matcher: FellegiSunter) -> None:
    sought = subject("Morvan", addresses=(FAR,))
    answer = match(matcher, sought, candidate("MORVAN", place=TOWN, sirens=(SIREN,)))
    assert answer.settle is not None
    assert answer.settle.code != "town"
