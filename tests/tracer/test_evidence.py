"""Each evidence function says what it should, in the right direction and no louder than it may."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.tracer.people import FAR, OTHER_SIREN, SIREN, TOWN, candidate, company, subject
from tracer.evidence import Candidate, Comparison, EvidenceFamily
from tracer.matching.doubts import CONTRADICTION_BITS
from tracer.matching.explain import chance, waterfall
from tracer.matching.model import weigh
from tracer.matching.population import load_population
from tracer.matching.scorer import FellegiSunter
from tracer.subject import PersonName, PostalAddress, Subject, SubjectKind


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
        (subject("Kervazic"), candidate("KERVAZIC-MORVELLE"), "surname_half"),
        (subject("Kervazic-Morvelle"), candidate("MORVELLE KERVAZIC"), "surname_half"),
        (subject("Kervazic"), candidate("KERVASIC"), "surname_sound"),
        (subject("Kervazic"), candidate("KREVAZIC"), "surname_one_letter"),
        (subject("Morvel"), candidate("MARVIL"), "surname_two_letters"),
        (subject("St Pierre"), candidate("SAINT-PIERRE"), "surname_equal"),
        (subject("Kervazic"), candidate("MORVELLE"), "surname_different"),
    ],
)
def test_surnames_agree_at_one_level(
    matcher: FellegiSunter, ours: Subject, theirs: Candidate, code: str
) -> None:
    assert [c for c in bits(matcher.compare(ours, theirs)) if "surname" in c] == [code]


@pytest.mark.parametrize(
    "theirs", [candidate("MORVELLE", born="KERVAZIC"), candidate("KERVAZIC", born="MORVELLE")]
)
def test_other_surname_equal_in_whichever_order_say_more_than_one(
    matcher: FellegiSunter, theirs: Candidate
) -> None:
    ours = subject("Morvelle", born="Kervazic")
    found = bits(matcher.compare(ours, theirs))
    assert found["other_surname_equal"] > 5
    assert found["surname_equal"] + found["other_surname_equal"] <= 30
    common = subject("Martin", born="Petit")
    both = matcher.compare(common, candidate("MARTIN", born="PETIT"))
    one = matcher.compare(common, candidate("MARTIN"))
    assert both.namesakes is not None
    assert one.namesakes is not None
    assert both.namesakes.expected < one.namesakes.expected / 100


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (subject("Brennac", born="Kervazic"), candidate("KERVAZIC", born="MORVELLE")),
        (subject("Kervazic", born="Brennac"), candidate("MORVELLE", born="KERVAZIC")),
        (subject("Petit", born="Martin"), candidate("MARTIN", born="DURAND")),
    ],
)
def test_a_birth_surname_that_is_the_others_by_marriage_says_little(
    matcher: FellegiSunter, ours: Subject, theirs: Candidate
) -> None:
    """A spouse's family shares the surname too."""
    found = bits(matcher.compare(ours, theirs))
    assert found["surname_equal"] + found["surname_crossed"] <= 3
    assert found["surname_crossed"] <= CONTRADICTION_BITS


def test_another_birth_surname_contradicts_an_equal_usage_surname(matcher: FellegiSunter) -> None:
    found = bits(
        matcher.compare(subject("Brennac", born="Kervazic"), candidate("BRENNAC", born="MORVELLE"))
    )
    assert found["surname_equal"] > 0
    assert found["birth_surname_different"] <= CONTRADICTION_BITS


@pytest.mark.parametrize(
    ("ours", "theirs", "code"),
    [
        (("Jean",), ("JEAN", "PAUL"), "given_equal"),
        (("Jean-Pierre",), ("JEAN PIERRE",), "given_equal"),
        (("Jean-Pierre",), ("JEAN", "PIERRE"), "given_apart"),
        (("J.-P.",), ("JEAN-PIERRE",), "given_initial"),
        (("J.",), ("JEAN",), "given_initial"),
        (("Paul",), ("JEAN", "PAUL"), "given_other_rank"),
        (("Gwendal",), ("YANN", "GWENDAL"), "given_other_rank"),
        (("Yann", "Gwendal"), ("GWENDAL",), "given_other_rank"),
        (("Jean",), ("JEAN-MICHEL",), "given_part"),
        (("Joséphine",), ("JOSEPHYNE",), "given_sound"),
        (("Fred",), ("FREDERIC",), "given_short_form"),
        (("Michel",), ("MICHELLE",), "given_sound"),
        (("Jean-Michel",), ("JEAN-PAUL",), "given_different"),
        (("Zoé",), ("ZOA",), "given_different"),
        (("Jean",), ("YVES",), "given_different"),
    ],
)
def test_given_names_agree_at_one_level(
    matcher: FellegiSunter, ours: tuple[str, ...], theirs: tuple[str, ...], code: str
) -> None:
    found = bits(matcher.compare(subject(given=ours), candidate(given=theirs)))
    assert [c for c in found if c.startswith("given")] == [code]


@pytest.mark.parametrize("theirs", ["JEAN-MICHEL", "YVES", "MICHELLE", "MICHELE"])
def test_what_is_not_the_given_name_never_speaks_for(matcher: FellegiSunter, theirs: str) -> None:
    found = matcher.compare(subject(given=("Michel",)), candidate(given=(theirs,)))
    assert all(value < 0 for code, value in bits(found).items() if code.startswith("given"))
    assert found.namesakes is not None
    assert "given name" not in found.namesakes.given


def test_a_second_given_name_speaks_for_and_another_one_against(matcher: FellegiSunter) -> None:
    def given(*theirs: str) -> float:
        ours = subject(given=("Jean", "Hervé"))
        found = matcher.compare(ours, candidate(given=theirs))
        return sum(i.bits for i in found.evidence if i.code.startswith("given"))

    alone = given("JEAN")
    assert given("JEAN", "HERVE") > alone + 3
    assert given("JEAN", "H") > alone + 2
    assert given("JEAN", "LUC") < alone - 3
    assert given("JEAN", "LUC", "HERVE") == alone


def test_a_given_name_of_the_other_sex_vetoes_only_when_the_file_states_one(
    matcher: FellegiSunter,
) -> None:
    theirs = candidate(given=("MICHELLE",))
    assert matcher.compare(subject(sex="M"), theirs).veto == "sex_contradicts"
    assert matcher.compare(subject(given=("Michel",), sex="M"), theirs).veto == "sex_contradicts"
    assert matcher.compare(subject(given=("Michel",)), theirs).veto is None
    assert matcher.compare(subject(given=("Michelle",), sex="M"), theirs).veto is None
    rare = candidate(given=("ZZYXA",))
    assert matcher.compare(subject(given=("Michel",), sex="M"), rare).veto is None


@pytest.mark.parametrize(
    ("ours", "theirs", "code", "veto"),
    [
        ("1950-05-14", "1950-05-14", "birth_day", None),
        ("1950-05-14", "1950-05", "birth_month", None),
        ("1950", "1950-05", "birth_year", None),
        ("1950-05-04", "1950-04-05", "birth_swapped", None),
        ("1950-05-14", "1951-05-14", "birth_day_slip", None),
        ("1950-05-14", "1905-05-14", "birth_day_slip", None),
        ("1950-05", "1950-06", "birth_month_slip", None),
        ("1950-05", "1962-11", "birth_different_month", None),
        ("1950", "1951", "birth_year_slip", None),
        ("1950", "1972", "birth_different_year", None),
        ("1950-05-14", "1950-05-29", "birth_two_parts", "birth_dates_contradict"),
        ("1950-05-14", "1962-11-30", "birth_different_day", "birth_dates_contradict"),
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
    town = bits(matcher.compare(ours, candidate(place=TOWN)))["place_town"]
    around = bits(matcher.compare(ours, candidate(place=near)))["place_region"]
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
    assert 15 < found.namesakes.expected < 25  # as many as the national tables say
    number = round(found.namesakes.expected)
    assert found.namesakes.text.en == f"about {number} other Jean MARTIN born in May 1950"
    assert found.namesakes.text.fr == f"environ {number} autres Jean MARTIN né(e) en mai 1950"
    assert found.namesakes.given == ("surname", "given name", "birth month")


NANTES = PostalAddress(postcode="44000", city="Nantes")
SAINT_NAZAIRE = PostalAddress(postcode="44600", city="Saint-Nazaire")


def test_what_rests_on_national_counts_weighs_what_they_say(matcher: FellegiSunter) -> None:
    """Learned chances of agreement move a weight by a bit; the counts decide."""

    def weight(code: str, ours: Subject, theirs: Candidate) -> float:
        return bits(matcher.compare(ours, theirs))[code]

    at_home = subject(addresses=(NANTES,))
    found = {
        "rare surname": weight("surname_equal", subject(), candidate()),
        "common surname": weight("surname_equal", subject("Martin"), candidate("MARTIN")),
        "common given name": weight("given_equal", subject(), candidate()),
        "birth month": weight("birth_month", subject(), candidate()),
        "birth day": weight(
            "birth_day", subject(birth="1950-05-14"), candidate(birth="1950-05-14")
        ),
        "town": weight("place_town", at_home, candidate(place=NANTES)),
        "département": weight("place_region", at_home, candidate(place=SAINT_NAZAIRE)),
        "elsewhere": weight("place_elsewhere", at_home, candidate(place=FAR)),
        "declared office": weight("office_declared", subject(sirens=(SIREN,)), candidate()),
    }
    expected = {
        "rare surname": 21.1,
        "common surname": 8.1,
        "common given name": 3.4,
        "birth month": 9.9,
        "birth day": 14.8,
        "town": 3.6,
        "département": 1.2,
        "elsewhere": -1.0,
        "declared office": 19.8,
    }
    assert found == pytest.approx(expected, abs=0.6)


def test_a_third_surname_leaves_one_surname_equal(matcher: FellegiSunter) -> None:
    both = candidate("MORVELLE", born="KERVAZIC")
    third = replace(both, names=(*both.names, PersonName(surname="OSTRELLAN", given=("JEAN",))))
    found = bits(matcher.compare(subject("Morvelle", born="Kervazic"), third))
    assert "surname_equal" in found
    assert "other_surname_equal" not in found


@pytest.mark.parametrize(
    ("born", "theirs"),
    [("Kervazic-Morvelle", "KERVAZIC"), ("Kervazic", "KERVASIC"), ("Kervazic", "BRENNAC")],
    ids=["half", "typo", "turned-round"],
)
def test_birth_surnames_that_may_be_one_do_not_contradict(
    matcher: FellegiSunter, born: str, theirs: str
) -> None:
    usage = "KERVAZIC" if theirs == "BRENNAC" else "BRENNAC"
    found = bits(matcher.compare(subject("Brennac", born=born), candidate(usage, born=theirs)))
    assert "birth_surname_different" not in found


def test_a_surname_that_speaks_against_is_not_counted_twice(matcher: FellegiSunter) -> None:
    found = bits(
        matcher.compare(subject("Brennac", born="Kervazic"), candidate("PETIT", born="MORVELLE"))
    )
    assert [code for code in found if "surname" in code] == ["surname_different"]


def test_namesakes_within_a_typo_bear_either_spelling(matcher: FellegiSunter) -> None:
    population = matcher.population
    found = matcher.compare(subject("Martin"), candidate("MARTYN"))
    assert found.namesakes is not None
    equal = matcher.compare(subject("Martin"), candidate("MARTIN"))
    assert equal.namesakes is not None
    assert found.namesakes.expected > equal.namesakes.expected
    assert population.surname_share("Martyn", 1950) < population.surname_share("Martin", 1950)


def test_a_slip_towards_a_common_name_says_little(matcher: FellegiSunter) -> None:
    found = bits(matcher.compare(subject("Martyn"), candidate("MARTIN")))
    equal = bits(matcher.compare(subject("Martyn"), candidate("MARTYN")))
    assert found["surname_sound"] < 5 < equal["surname_equal"]


def test_the_best_spelling_of_either_side_is_what_counts(matcher: FellegiSunter) -> None:
    twice = replace(
        candidate(),
        names=(
            PersonName(surname="KERVAZIC", given=("JEAN-MICHEL",)),
            PersonName(surname="KERVAZIC", given=("JEAN", "PAUL")),
        ),
    )
    found = bits(matcher.compare(subject(), twice))
    assert "given_equal" in found
    several = replace(
        candidate(),
        names=(
            PersonName(surname="KERVAZIC", given=("ANNE", "JEAN")),
            PersonName(surname="KERVAZIC", given=("ZZYXA", "GWENDAL")),
        ),
    )
    rank = bits(matcher.compare(subject(given=("Gwendal",)), several))
    assert rank["given_other_rank"] > 8
    both = bits(
        matcher.compare(
            subject(given=("Jean", "Gwendal")), replace(several, names=several.names[::-1])
        )
    )
    assert both["given_other_rank"] < rank["given_other_rank"]  # JEAN is Gwendal's first name


def test_a_given_name_of_both_sexes_vetoes_nobody(matcher: FellegiSunter) -> None:
    for sex in ("M", "F"):
        ours = subject(given=("Michel",), sex=sex)
        assert matcher.compare(ours, candidate(given=("CAMILLE",))).veto is None


def test_a_slip_or_a_swap_holds_no_birth_equal(matcher: FellegiSunter) -> None:
    ours = subject(birth="1950-05-04")
    for theirs in ("1950-05-05", "1950-06-04", "1951-05-04", "1950-04-05"):
        found = matcher.compare(ours, candidate(birth=theirs)).namesakes
        assert found is not None
        assert not [what for what in found.given if "birth" in what]
        assert "born" not in found.text.en


@pytest.mark.parametrize(
    ("ours", "theirs", "code"),
    [
        (PostalAddress(postcode="44000", city="Nantes", country="BE"), SAINT_NAZAIRE, "place_elsewhere"),
        (PostalAddress(city="Brest"), PostalAddress(city="Nice"), "place_elsewhere"),
        (PostalAddress(city="Brest"), PostalAddress(postcode="29200", city="BREST"), None),
        (PostalAddress(postcode="29200", city="Brest"), PostalAddress(city="Brest"), None),
        (PostalAddress(city="Brest"), PostalAddress(postcode="29200"), "place_elsewhere"),
        (PostalAddress(), TOWN, None),
    ],
)  # fmt: skip
def test_a_place_that_is_not_known_to_be_another_is_no_evidence(
    matcher: FellegiSunter, ours: PostalAddress, theirs: PostalAddress, code: str | None
) -> None:
    found = bits(matcher.compare(subject(addresses=(ours,)), candidate(place=theirs)))
    assert [c for c in found if c.startswith("place")] == ([code] if code else [])


def test_the_seat_of_a_company_is_compared_too(matcher: FellegiSunter) -> None:
    ours = Subject(
        kind=SubjectKind.COMPANY, company_name="Exemple", siren=SIREN, addresses=(NANTES,)
    )
    found = matcher.compare(ours, replace(company("EXEMPLE", SIREN), places=(NANTES,)))
    assert "place_town" in bits(found)
    assert found.prior_bits == pytest.approx(-24.838, abs=0.002)  # one among 30 million units


def test_a_sole_traders_own_number_is_a_declared_office(matcher: FellegiSunter) -> None:
    own = replace(subject(), kind=SubjectKind.SOLE_TRADER, siren=SIREN)
    assert "office_declared" in bits(matcher.compare(own, candidate()))


def test_a_shared_company_is_not_held_equal_beside_another_given_name(
    matcher: FellegiSunter,
) -> None:
    found = matcher.compare(subject(sirens=(SIREN,)), candidate(given=("YVES",))).namesakes
    assert found is not None
    assert "declared company" not in found.given


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("TOITURES KERVAZIC", "company_name_equal"),
        ("KERVAZIC", "company_name_different"),
        ("KERVAZIC TOITURES ET FILS", "company_name_different"),
        ("KERVAZIC PLOMBERIE", "company_name_different"),
        ("SARL", "company_name_unrelated"),
    ],
)
def test_a_company_name_is_neither_its_parts_nor_its_order(
    matcher: FellegiSunter, name: str, code: str
) -> None:
    ours = Subject(kind=SubjectKind.COMPANY, company_name="Kervazic Toitures", siren=SIREN)
    assert code in bits(matcher.compare(ours, company(name, SIREN)))


def test_a_name_that_is_all_legal_form_is_still_a_name(matcher: FellegiSunter) -> None:
    ours = Subject(kind=SubjectKind.COMPANY, company_name="La Compagnie", siren=SIREN)
    assert "company_name_equal" in bits(matcher.compare(ours, company("LA COMPAGNIE", SIREN)))
    alone = Subject(kind=SubjectKind.COMPANY, company_name="SOCIETE", siren=SIREN)
    assert "company_name_equal" in bits(matcher.compare(alone, company("SOCIETE", SIREN)))


@pytest.mark.parametrize(
    ("ours", "theirs", "who"),
    [
        (subject("Brennac", born="Kervazic"), candidate("KERVAZIC"), "Jean KERVAZIC"),
        (subject("Brennac", born="Kervazic"), candidate("BRENNAC"), "Jean BRENNAC"),
        (subject(), candidate(given=("J",)), "people who agree as well"),
        (subject(), candidate(given=()), "people who agree as well"),
    ],
)
def test_namesakes_bear_the_name_that_was_held_equal(
    matcher: FellegiSunter, ours: Subject, theirs: Candidate, who: str
) -> None:
    found = matcher.compare(ours, theirs).namesakes
    assert found is not None
    assert who in found.text.en


def test_of_two_given_names_that_agree_the_rarer_one_counts(matcher: FellegiSunter) -> None:
    def known_as(one: Any, *given: str) -> Any:
        return replace(one, names=tuple(PersonName(surname="Kervazic", given=(g,)) for g in given))

    ours, theirs = (known_as(one, "Jean", "Zacharie") for one in (subject(), candidate()))
    rarer = matcher.compare(subject(given=("Zacharie",)), candidate(given=("ZACHARIE",)))
    found = bits(matcher.compare(ours, theirs))
    assert found["given_equal"] == bits(rarer)["given_equal"] > 4


def test_a_place_that_is_known_counts_beside_one_that_is_not(matcher: FellegiSunter) -> None:
    ours = subject(addresses=(NANTES, PostalAddress(city="Nantes")))
    assert "place_town" in bits(matcher.compare(ours, candidate(place=NANTES)))


def test_two_towns_of_one_name_in_two_departements_are_two_towns(matcher: FellegiSunter) -> None:
    loire = PostalAddress(postcode="42000", city="Saint-Étienne")
    vilaine = PostalAddress(postcode="35000", city="St Etienne")
    assert "place_elsewhere" in bits(
        matcher.compare(subject(addresses=(loire,)), candidate(place=vilaine))
    )
