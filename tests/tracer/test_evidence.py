"""Each evidence function says what it should, in the right direction and no louder than it may."""

from __future__ import annotations

import pytest

from tests.tracer.people import FAR, OTHER_SIREN, SIREN, TOWN, candidate, company, subject
from tracer.evidence import Candidate, Comparison, EvidenceFamily
from tracer.matching.explain import chance, waterfall
from tracer.matching.model import CONTRADICTION_BITS, weigh
from tracer.matching.population import load_population
from tracer.matching.scorer import FellegiSunter
from tracer.subject import PostalAddress, Subject, SubjectKind


@pytest.fixture(scope="module")
def matcher() -> FellegiSunter:
    return FellegiSunter(load_population())


def bits(comparison: Comparison) -> dict[str, float]:
    return {item.code: item.bits for item in comparison.evidence}


def test_bits_are_the_base_two_logarithm_of_a_likelihood_ratio() -> None:
    assert weigh(0.5, 0.125) == 2
    assert weigh(0.01, 1.0) == pytest.approx(-6.644, abs=0.001)


def test_a_rare_surname_says_more_than_a_common_one(matcher: FellegiSunter) -> None:
    rare = bits(matcher.compare(subject(), candidate()))
    common = bits(matcher.compare(subject("Martin"), candidate("MARTIN")))
    assert rare["surname_equal"] > 18 > 9 > common["surname_equal"] > 7


@pytest.mark.parametrize(
    ("ours", "theirs", "code"),
    [
        (subject("Kervazic"), candidate("KERVAZIC"), "surname_equal"),
        (subject("Le Govic"), candidate("LEGOVIC"), "surname_equal"),
        (subject("Morvelle", born="Kervazic"), candidate("KERVAZIC"), "surname_equal"),
        (
            subject("Morvelle", born="Kervazic"),
            candidate("MORVELLE", born="KERVAZIC"),
            "both_surnames_equal",
        ),
        (
            subject("Morvelle", born="Kervazic"),
            candidate("KERVAZIC", born="MORVELLE"),
            "both_surnames_equal",
        ),
        (subject("Kervazic"), candidate("KERVAZIC-MORVELLE"), "surname_half"),
        (subject("Kervazic-Morvelle"), candidate("MORVELLE KERVAZIC"), "surname_half"),
        (subject("Kervazic"), candidate("KERVASIC"), "surname_typo"),
        (subject("Kervazic"), candidate("KREVAZIC"), "surname_typo"),
        (subject("Kervazic"), candidate("MORVELLE"), "surname_different"),
        (
            subject("Brennac", born="Kervazic"),
            candidate("KERVAZIC", born="MORVELLE"),
            "surname_crossed",
        ),
    ],
)
def test_surnames_agree_at_one_level(
    matcher: FellegiSunter, ours: Subject, theirs: Candidate, code: str
) -> None:
    levels = [c for c in bits(matcher.compare(ours, theirs)) if "surname" in c]
    assert levels[0] == code


def test_another_birth_surname_contradicts_an_equal_usage_surname(matcher: FellegiSunter) -> None:
    found = bits(
        matcher.compare(subject("Brennac", born="Kervazic"), candidate("BRENNAC", born="MORVELLE"))
    )
    assert found["surname_equal"] > 0
    assert found["birth_surname_differs"] <= CONTRADICTION_BITS


@pytest.mark.parametrize(
    ("ours", "theirs", "code"),
    [
        (("Jean",), ("JEAN", "PAUL"), "given_equal"),
        (("Jean-Pierre",), ("JEAN PIERRE",), "given_equal"),
        (("Jean-Pierre",), ("JEAN", "PIERRE"), "given_written_apart"),
        (("J.-P.",), ("JEAN-PIERRE",), "given_initial"),
        (("J.",), ("JEAN",), "given_initial"),
        (("Paul",), ("JEAN", "PAUL"), "given_other_rank"),
        (("Jean",), ("JEAN-MICHEL",), "given_compound_part"),
        (("J.-P.",), ("JEAN",), "given_compound_part"),
        (("Joséphine",), ("JOSEPHYNE",), "given_typo"),
        (("Michel",), ("MICHELLE",), "given_different"),
        (("Michel",), ("MICHELE",), "given_different"),
        (("Jean",), ("YVES",), "given_different"),
    ],
)
def test_given_names_agree_at_one_level(
    matcher: FellegiSunter, ours: tuple[str, ...], theirs: tuple[str, ...], code: str
) -> None:
    found = bits(matcher.compare(subject(given=ours), candidate(given=theirs)))
    assert [c for c in found if c.startswith("given")] == [code]


@pytest.mark.parametrize("theirs", ["JEAN-MICHEL", "YVES", "MICHELLE"])
def test_what_is_not_the_given_name_never_speaks_for(matcher: FellegiSunter, theirs: str) -> None:
    found = matcher.compare(subject(given=("Michel",)), candidate(given=(theirs,)))
    assert all(value < 0 for code, value in bits(found).items() if code.startswith("given"))
    assert found.namesakes is not None
    assert "given name" not in found.namesakes.given


def test_a_second_given_name_speaks_for_and_another_one_against(matcher: FellegiSunter) -> None:
    ours = subject(given=("Jean", "Hervé"))
    assert (
        bits(matcher.compare(ours, candidate(given=("JEAN", "LUC", "HERVE"))))["other_given_equal"]
        > 2
    )
    assert (
        bits(matcher.compare(ours, candidate(given=("JEAN", "LUC"))))["other_given_different"] < -2
    )
    shorter = bits(matcher.compare(ours, candidate(given=("JEAN", "HERVE"))))
    longer = bits(matcher.compare(ours, candidate(given=("JEAN", "HERVE", "LUC"))))
    assert shorter["other_given_equal"] > longer["other_given_equal"]
    assert not {"other_given_equal", "other_given_different"} & set(
        bits(matcher.compare(ours, candidate(given=("JEAN",))))
    )


def test_a_given_name_of_the_other_sex_vetoes_only_when_the_file_states_one(
    matcher: FellegiSunter,
) -> None:
    theirs = candidate(given=("MICHELLE",))
    assert matcher.compare(subject(given=("Michel",), sex="M"), theirs).veto == "sex_contradicts"
    assert matcher.compare(subject(given=("Michel",)), theirs).veto is None
    assert matcher.compare(subject(given=("Michelle",), sex="M"), theirs).veto is None
    rare = candidate(given=("ZZYXA",))
    assert matcher.compare(subject(given=("Michel",), sex="M"), rare).veto is None


@pytest.mark.parametrize(
    ("ours", "theirs", "code", "veto"),
    [
        ("1950-05-14", "1950-05-14", "birth_day_equal", None),
        ("1950-05-14", "1950-05", "birth_month_equal", None),
        ("1950", "1950-05", "birth_year_equal", None),
        ("1950-05-04", "1950-04-05", "birth_day_month_swapped", None),
        ("1950-05-14", "1951-05-14", "birth_digit_slip", None),
        ("1950-05-14", "1905-05-14", "birth_digit_slip", None),
        ("1950-05", "1950-06", "birth_digit_slip", None),
        ("1950-05", "1962-11", "birth_differs", None),
        ("1950", "1951", "birth_differs", None),
        ("1950-05-14", "1962-11-30", "birth_differs", "birth_dates_contradict"),
    ],
)
def test_births_are_compared_as_far_as_both_are_known(
    matcher: FellegiSunter, ours: str, theirs: str, code: str, veto: str | None
) -> None:
    found = matcher.compare(subject(birth=ours), candidate(birth=theirs))
    assert [c for c in bits(found) if c.startswith("birth")] == [code]
    assert found.veto == veto


def test_a_slip_or_a_swap_says_less_than_an_equal_date(matcher: FellegiSunter) -> None:
    def weight(theirs: str) -> float:
        found = matcher.compare(subject(birth="1950-05-04"), candidate(birth=theirs))
        return sum(i.bits for i in found.evidence if i.family is EvidenceFamily.BIRTH)

    equal, swapped, slipped, different = map(
        weight, ("1950-05-04", "1950-04-05", "1950-05-14", "1962-11-30")
    )
    assert equal > swapped > slipped > 0 > different


def test_a_missing_birth_is_no_evidence(matcher: FellegiSunter) -> None:
    for ours, theirs in ((None, "1950-05"), ("1950-05", None), (None, None)):
        found = matcher.compare(subject(birth=ours), candidate(birth=theirs))
        assert not any(item.family is EvidenceFamily.BIRTH for item in found.evidence)


def test_place_is_modest_for_and_weak_against(matcher: FellegiSunter) -> None:
    ours = subject(addresses=(TOWN,))
    near = PostalAddress(postcode="29000", city="Quimper")
    town = bits(matcher.compare(ours, candidate(place=TOWN)))["place_same_commune"]
    around = bits(matcher.compare(ours, candidate(place=near)))["place_same_departement"]
    far = bits(matcher.compare(ours, candidate(place=FAR)))["place_elsewhere"]
    assert 12 > town > around > 0 > far > -1


def test_a_declared_office_is_strong_only_beside_the_given_name(matcher: FellegiSunter) -> None:
    ours = subject(sirens=(SIREN,))
    assert bits(matcher.compare(ours, candidate()))["office_declared"] > 15
    assert bits(matcher.compare(ours, candidate(given=("YVES",))))["office_declared"] <= 3
    assert "office_declared" not in bits(matcher.compare(ours, candidate(sirens=(OTHER_SIREN,))))
    wrong = subject(sirens=("123456789",))
    assert "office_declared" not in bits(matcher.compare(wrong, candidate(sirens=("123456789",))))


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("KERVAZIC TOITURES", "company_name_equal"),
        ("SARL Kervazic Toitures", "company_name_equal"),
        ("KERVAZIC TOITURE", "company_name_close"),
        ("BOULANGERIE DU PORT", "company_name_unrelated"),
    ],
)
def test_company_names_are_compared_without_their_legal_form(
    matcher: FellegiSunter, name: str, code: str
) -> None:
    ours = Subject(kind=SubjectKind.COMPANY, company_name="Kervazic Toitures SAS", siren=SIREN)
    assert code in bits(matcher.compare(ours, company(name, SIREN)))


def test_another_siren_is_another_company(matcher: FellegiSunter) -> None:
    ours = Subject(kind=SubjectKind.COMPANY, company_name="Kervazic Toitures", siren=SIREN)
    assert matcher.compare(ours, company("KERVAZIC TOITURES", OTHER_SIREN)).veto == "siren_differs"
    assert matcher.compare(ours, company("KERVAZIC TOITURES", None)).veto is None


def test_the_rows_add_up_and_speak_both_languages(matcher: FellegiSunter) -> None:
    found = matcher.compare(subject("Martin"), candidate("MARTIN"))
    rows = waterfall(found)
    assert rows[-1].running == pytest.approx(found.total_bits)
    assert sum(row.bits for row in rows) == pytest.approx(found.total_bits)
    assert all(row.text.fr and row.text.en for row in rows)
    assert 0 < chance(found) < 0.5


def test_namesakes_are_told_in_words(matcher: FellegiSunter) -> None:
    found = matcher.compare(subject("Martin"), candidate("MARTIN"))
    assert found.namesakes is not None
    assert found.namesakes.text.en == "about 20 other Jean MARTIN born in May 1950"
    assert found.namesakes.text.fr == "environ 20 autres Jean MARTIN, naissance en mai 1950"
    assert found.namesakes.given == ("surname", "given name", "birth month")
