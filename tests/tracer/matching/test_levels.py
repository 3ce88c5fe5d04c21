"""What two records share comes out on the level a careful clerk would name, and bits follow sense."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from tracer.matching.frequencies import Frequencies, count_register
from tracer.matching.levels import Birth, Given, Levels, Place, Sex, Surname, compare
from tracer.matching.parameters import LEVELS, load_parameters
from tracer.matching.reading import read_table
from tracer.matching.records import Pairing
from tracer.matching.sentences import SENTENCES
from tracer.matching.weights import Weights, weigh

BY = load_parameters()
BASE = {
    "nom": "KERVAZIC",
    "prenoms": "CATHERINE NOLWENN",
    "dob": "1961-03-14",
    "cp": "29000",
    "ville": "QUIMPER",
    "adr": "12 rue des Ormes",
}
CROWD = [
    {
        "id": f"c{at}",
        "nom": ["MARTIN", "PETIT", "ROZENNEC", "TARVEL"][at % 4],
        "prenoms": ["JEAN", "MARIE", "CLAIRE", "YVES", "PAUL"][at % 5],
        "dob": f"19{40 + at % 60}-0{1 + at % 9}-1{at % 10}",
        "sexe": ["M", "F", "F", "M", "M"][at % 5],
        "cp": f"{75001 + at % 20}",
        "ville": "PARIS",
    }
    for at in range(400)
]


def table(*rows: dict[str, str]) -> pa.Table:
    names = sorted({name for row in rows for name in row})
    return pa.table(
        {name: pa.array([row.get(name) for row in rows], pa.string()) for name in names}
    )


def compared(ours: dict[str, str], theirs: dict[str, str]) -> tuple[Levels, Weights, Frequencies]:
    left = read_table(table({"id": "q", **ours}))
    right = read_table(table({"id": "r", **theirs}, *CROWD)).records
    known = count_register(right)
    pairing = Pairing.of(left.records, right)
    levels = compare(pairing, left.inverted, np.array([0]), np.array([0]), known)
    return levels, weigh(levels, known, BY), known


@pytest.mark.parametrize(
    ("ours", "theirs", "level"),
    [
        ({}, {}, Surname.EQUAL),
        ({"nom": "Mme Kervazic"}, {}, Surname.EQUAL),
        ({"nom": "MORVELLE"}, {"nom_usage": "MORVELLE"}, Surname.EQUAL),
        ({"nom": "Kervazic née Morvelle"}, {"nom": "MORVELLE"}, Surname.EQUAL),
        ({"nom": "LE GALVEC"}, {"nom": "LEGALVEC"}, Surname.EQUAL),
        ({"nom": "D'ORVAN"}, {"nom": "DORVAN"}, Surname.EQUAL),
        ({"nom": "KERVAZIC-MORVELLE"}, {}, Surname.HALF),
        ({"nom": "GAUTIER"}, {"nom": "GAUTHIER"}, Surname.SOUND),
        ({"nom": "KERVAZIX"}, {}, Surname.ONE_LETTER),
        ({"nom": "KERVZAIC"}, {}, Surname.ONE_LETTER),
        ({"nom": "TARVEL"}, {}, Surname.DIFFERENT),
    ],
)
def test_surnames(ours: dict[str, str], theirs: dict[str, str], level: Surname) -> None:
    assert compared({**BASE, **ours}, {**BASE, **theirs})[0].surname[0] == level


@pytest.mark.parametrize(
    ("ours", "theirs", "level"),
    [
        ("CATHERINE", "CATHERINE", Given.EQUAL),
        ("Catherine Nolwenn", "CATHERINE NOLWENN", Given.EQUAL_AND_SECOND),
        ("JEAN MARC", "JEAN-MARC PAUL", Given.APART),
        ("Jean-Marc", "JEAN MARC PAUL", Given.APART),
        ("JEAN", "JEAN-MICHEL", Given.PART),
        ("NOLWENN", "CATHERINE NOLWENN", Given.OTHER_RANK),
        ("C.", "CATHERINE", Given.INITIAL),
        ("N.", "CATHERINE NOLWENN", Given.INITIAL_OTHER_RANK),
        ("J.-P.", "JEAN-PAUL", Given.INITIAL),
        ("FRED", "FREDERIC", Given.SHORT_FORM),
        ("MANU", "EMMANUEL", Given.SHORT_FORM),
        ("CATERINE", "CATHERINE", Given.SOUND),
        ("CATHERIBE", "CATHERINE", Given.ONE_LETTER),
        ("PAUL", "CATHERINE", Given.DIFFERENT),
        ("MICHEL", "MICHELLE", Given.CLOSE),
    ],
)
def test_given_names(ours: str, theirs: str, level: Given) -> None:
    found = compared({**BASE, "prenoms": ours}, {**BASE, "prenoms": theirs})[0].given[0]
    if level is Given.CLOSE:  # a man's and a woman's name are never one spelling of another
        assert found != Given.EQUAL
    else:
        assert found == level


@pytest.mark.parametrize(
    ("ours", "theirs", "level"),
    [
        ("1961-03-14", "1961-03-14", Birth.DAY),
        ("1961-03-14", "1961-03", Birth.MONTH),
        ("1961", "1961-03", Birth.YEAR),
        ("1961-03-04", "1961-04-03", Birth.SWAPPED),
        ("1961-03-04", "1961-04", Birth.MAYBE_SWAPPED),
        ("1961-03-14", "1961-03-15", Birth.DAY_SLIP),
        ("1961-03-14", "1961-03-41", Birth.YEAR),  # no such day: only its year is read
        ("1961-03", "1971-03", Birth.MONTH_SLIP),
        ("1961-03-14", "1961-03-29", Birth.TWO_PARTS),
        ("1961-03-14", "1975-11-30", Birth.DIFFERENT_DAY),
        ("", "1961-03", Birth.MISSING),
        ("19610314", "1961-03-00", Birth.MONTH),
    ],
)
def test_births(ours: str, theirs: str, level: Birth) -> None:
    assert compared({**BASE, "dob": ours}, {**BASE, "dob": theirs})[0].birth[0] == level


@pytest.mark.parametrize(
    ("ours", "level"),
    [
        ({}, Place.ADDRESS),
        ({"adr": "12 R. DES ORMES"}, Place.ADDRESS),
        ({"adr": "14 rue des Ormes"}, Place.STREET),
        ({"adr": ""}, Place.TOWN),
        ({"adr": "3 allée du Port"}, Place.TOWN_OTHER_STREET),
        ({"cp": "29000", "ville": "Quimper Cedex"}, Place.ADDRESS),
        ({"cp": "29200", "ville": "BREST", "adr": ""}, Place.REGION),
        ({"cp": "13200", "ville": "ARLES", "adr": ""}, Place.ELSEWHERE),
        ({"cp": "", "ville": "", "adr": ""}, Place.MISSING),
    ],
)
def test_places(ours: dict[str, str], level: Place) -> None:
    assert compared({**BASE, **ours}, BASE)[0].place[0] == level


def test_a_name_turned_round_is_read_turned_round() -> None:
    levels, weights, _ = compared({**BASE, "nom": "CATHERINE", "prenoms": "KERVAZIC"}, BASE)
    assert levels.inverted[0]
    assert levels.surname[0] == Surname.EQUAL
    straight = compared(BASE, {**BASE, "prenoms": "CATHERINE"})[1]
    assert weights.name[0] < straight.name[0]


def test_a_rare_name_says_more_than_a_common_one() -> None:
    rare = compared(BASE, BASE)[1].surname[0]
    common = compared({**BASE, "nom": "MARTIN"}, {**BASE, "nom": "MARTIN"})[1].surname[0]
    assert rare > common + 5


def test_an_address_says_little_once_a_relative_is_thought_of() -> None:
    undated = {**BASE, "dob": ""}
    here = compared(undated, undated)[1]
    moved = compared({**undated, "cp": "13200", "ville": "ARLES", "adr": ""}, undated)[1]
    assert here.place[0] - moved.place[0] > 10
    assert here.total[0] - moved.total[0] < here.place[0] - moved.place[0] - 5


def test_another_given_name_at_the_same_address_is_a_relative() -> None:
    weights = compared({**BASE, "prenoms": "YVES", "dob": ""}, {**BASE, "dob": ""})[1]
    assert weights.total[0] < 0
    assert weights.odds_over_relative[0] < 0


def test_what_is_missing_weighs_nothing() -> None:
    bare = {"nom": "KERVAZIC"}
    weights = compared(bare, bare)[1]
    assert weights.given[0] == weights.birth[0] == weights.place[0] == weights.contact[0] == 0.0


def test_sexes_that_differ_count_against() -> None:
    levels, weights, _ = compared({**BASE, "sexe": "M", "prenoms": "PAUL"}, {**BASE, "sexe": "F"})
    assert levels.sex[0] == Sex.DIFFER
    assert weights.sex[0] < -3


def shared_by(count: int) -> float:
    """The bits of one telephone that so many others state too."""
    phone = {"tel": "01 99 00 12 34"}
    left = read_table(table({"id": "q", **BASE, **phone}))
    others = [{**row, **phone} if at < count else row for at, row in enumerate(CROWD)]
    right = read_table(table({"id": "r", **BASE, **phone}, *others)).records
    known = count_register(right)
    pairing = Pairing.of(left.records, right)
    levels = compare(pairing, left.inverted, np.array([0]), np.array([0]), known)
    return float(weigh(levels, known, BY).contact[0])


def test_a_telephone_many_state_says_nothing() -> None:
    assert shared_by(0) > shared_by(2) > 0
    assert shared_by(20) == 0.0


def test_every_level_has_its_sentence_in_both_languages() -> None:
    for family, levels in LEVELS.items():
        if family in {"occupation", "address_line"}:
            continue
        for level in levels:
            text = SENTENCES[f"{family}_{level.name.lower()}"]
            assert text.fr
            assert text.en
            assert text.fr != text.en
