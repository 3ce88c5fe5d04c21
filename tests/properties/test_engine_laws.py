"""Laws the engine keeps for files of people, whatever the names, dates and addresses."""

from __future__ import annotations

import string
from dataclasses import fields, replace

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracer.matching.answers import Answers, answer
from tracer.matching.certificate import Certificate, Stratum
from tracer.matching.explanation import explain
from tracer.matching.frequencies import Frequencies
from tracer.matching.levels import Birth, Given, Sex, Surname
from tracer.matching.parameters import load_parameters
from tracer.matching.reading import FIELDS, Reader, read_table
from tracer.matching.register import Register
from tracer.matching.verdicts import CONFIRMED, REJECTED

BY = load_parameters()
SURNAMES = ("KERVAZIC", "MORVELLE", "MARTIN", "PETIT", "DUBREL-LANQUE", "LE GALVEC", "ROZENNEC")
GIVEN = ("JEAN", "JEAN-MARC", "CLAIRE", "MARIE", "NOLWENN", "YVES", "FREDERIC", "ANNE-LISE")
TOWNS = (("29000", "QUIMPER"), ("35000", "RENNES"), ("75011", "PARIS"), ("13200", "ARLES"))
STREETS = ("rue des Ormes", "allée des Tilleuls", "place de la Mairie")
CASES = settings(max_examples=250, deadline=None)
ANYTHING = Certificate(
    id="for tests",
    issued="2026-01-01",
    model=BY.hash,
    data=(),
    size=10**9,
    profile={},
    strata=tuple(
        Stratum(name=name, decided=5_000, wrong=0, bound=0.0006, least_bits=0.0)
        for name in ("birth_day", "birth_month")
    ),
)
Person = dict[str, str | None]


@st.composite
def people(draw: st.DrawFn) -> Person:
    year = draw(st.integers(1930, 2005))
    month, day = draw(st.integers(1, 12)), draw(st.integers(1, 28))
    dob = draw(st.sampled_from([f"{year}-{month:02d}-{day:02d}", f"{year}-{month:02d}", None]))
    postcode, town = draw(st.sampled_from(TOWNS))
    street = draw(st.sampled_from([*STREETS, None]))
    number = draw(st.integers(1, 90))
    return {
        "nom": draw(st.sampled_from(SURNAMES)),
        "nom_usage": draw(st.sampled_from([None, *SURNAMES])),
        "prenoms": " ".join(draw(st.lists(st.sampled_from(GIVEN), min_size=1, max_size=3))),
        "dob": dob,
        "sexe": draw(st.sampled_from(["M", "F", None])),
        "cp": postcode,
        "ville": town,
        "adr": f"{number} {street}" if street else None,
    }


files = st.lists(people(), min_size=3, max_size=12)


def table(rows: list[Person]) -> pa.Table:
    columns = {name: [row.get(name) for row in rows] for name in FIELDS[1:]}
    ids = [str(row.get("id") or at) for at, row in enumerate(rows)]
    return pa.table(
        {
            "id": pa.array(ids, pa.string()),
            **{name: pa.array(values, pa.string()) for name, values in columns.items()},
        }
    )


def register(rows: list[Person]) -> Register:
    reader = Reader()
    reader.add(table(rows))
    return Register.of(reader.records())


def asked(query: Person, there: Register, certificate: Certificate | None = ANYTHING) -> Answers:
    return answer(there, read_table(table([query])), BY, certificate)


def bits(answers: Answers) -> dict[str, float]:
    """The total bits of each candidate by its id."""
    ids = answers.pairing.right.ids.take(pa.array(answers.row)).to_pylist()
    return dict(zip(ids, answers.weights.total.tolist(), strict=True))


def rewritten(text: str | None, how: int) -> str | None:
    """The same value written otherwise: case, accents, spaces."""
    if text is None:
        return None
    ways = (
        str.lower,
        lambda one: "  " + one.replace(" ", "   ") + " ",
        lambda one: one.replace("E", "É").replace("I", "Ï"),
        str.title,
    )
    return ways[how](text)


@CASES
@given(files, people(), st.integers(0, 3))
def test_accents_case_and_spaces_change_no_bit(rows: list[Person], query: Person, how: int) -> None:
    there = register(rows)
    names = {"nom", "nom_usage", "prenoms", "ville", "adr"}
    other = {k: rewritten(v, how) if k in names else v for k, v in query.items()}
    assert bits(asked(query, there)) == bits(asked(other, there))


@CASES
@given(files, people(), st.randoms(use_true_random=False))
def test_the_order_of_the_register_changes_no_bit(rows: list[Person], query: Person, dice) -> None:  # type: ignore[no-untyped-def]
    named = [{**row, "id": f"r{at}"} for at, row in enumerate(rows)]
    shuffled = list(named)
    dice.shuffle(shuffled)
    assert bits(asked(query, register(named))) == bits(asked(query, register(shuffled)))


@CASES
@given(files, people(), people())
def test_an_id_used_again_carries_nothing_over(
    rows: list[Person], query: Person, other: Person
) -> None:
    there = register(rows)
    alone = bits(asked({**query, "id": "never used before"}, there))
    asked({**other, "id": "same"}, there)
    assert bits(asked({**query, "id": "same"}, there)) == alone


@CASES
@given(files, people())
def test_alone_or_among_others_a_query_gets_the_same_bits(
    rows: list[Person], query: Person
) -> None:
    there = register(rows)
    together = answer(there, read_table(table([query, *rows])), BY, ANYTHING)
    ids = together.pairing.right.ids.take(pa.array(together.row)).to_pylist()
    first = together.query == 0
    found = {
        name: total
        for name, total, is_first in zip(ids, together.weights.total.tolist(), first, strict=True)
        if is_first
    }
    assert found == bits(asked(query, there))


@CASES
@given(people(), people())
def test_what_two_records_share_is_the_same_from_either_side(one: Person, two: Person) -> None:
    one, two = {**one, "nom_usage": None}, {**two, "nom_usage": None}
    forth = asked(one, register([two, one]))
    back = asked(two, register([two, one]))
    there = forth.row == 0
    here = back.row == 1
    if there.any() and here.any():
        for name in ("surname", "birth", "place", "contact"):
            assert getattr(forth.levels, name)[there] == getattr(back.levels, name)[here], name
        for name in ("birth", "contact"):
            assert getattr(forth.weights, name)[there][0] == pytest.approx(
                getattr(back.weights, name)[here][0], abs=1.6
            )


STRANGERS: list[Person] = [
    {
        "id": f"stranger {at}",
        "nom": f"INCONNU{chr(65 + at % 26)}{chr(65 + at // 26)}",
        "prenoms": f"PRENOM{chr(65 + at % 13)}",
        "dob": f"{1940 + at % 60}-0{1 + at % 9}-1{at % 10}",
        "cp": f"{10_000 + 500 * at}",
        "ville": f"VILLE{chr(65 + at % 26)}",
    }
    for at in range(80)
]
"""People nobody looks for, so that one more is a small part of the whole."""


@CASES
@given(files, people())
def test_another_namesake_never_raises_a_score(rows: list[Person], query: Person) -> None:
    named = [*STRANGERS, *({**row, "id": f"r{at}"} for at, row in enumerate([*rows, query]))]
    namesake = {**query, "id": "namesake", "dob": "1911-11-11", "cp": "59000", "ville": "LILLE"}
    before, after = asked(query, register(named)), asked(query, register([*named, namesake]))
    borne = (before.levels.surname == Surname.EQUAL) & (
        before.levels.given <= Given.EQUAL_AND_SECOND
    )
    later = bits(after)
    for at in np.flatnonzero(borne):
        name = ids_of(before)[at]
        assert later.get(name, -1e9) <= before.weights.total[at] + 2e-3, name


def ids_of(answers: Answers) -> list[str]:
    """The candidates' ids, pair by pair."""
    return answers.pairing.right.ids.take(pa.array(answers.row)).to_pylist()  # type: ignore[no-any-return]


@CASES
@given(files, people())
def test_a_second_copy_of_a_record_never_adds_bits(rows: list[Person], query: Person) -> None:
    named = [{**row, "id": f"r{at}"} for at, row in enumerate(rows)]
    copies = [{**row, "id": f"copy of {row['id']}"} for row in named]
    once, twice = register(named), register([*named, *copies])
    before, after = bits(asked(query, once)), bits(asked(query, twice))
    for name, total in before.items():
        assert after.get(name, -1e9) <= total + 1e-6, name


def grown(known: Frequencies, times: int) -> Frequencies:
    """The same people so many times over: every share stays."""
    counts = {
        field.name: getattr(known, field.name) * np.float32(times)
        for field in fields(Frequencies)
        if field.name not in {"size", "own", "postcodes"}
    }
    return replace(known, size=known.size * times, **counts)


@CASES
@given(files, people(), st.sampled_from([2, 5, 100, 10_000]))
def test_a_larger_population_never_raises_the_odds(
    rows: list[Person], query: Person, times: int
) -> None:
    there = register(rows)
    larger = replace(there, known=grown(there.known, times))
    before, after = asked(query, there), asked(query, larger)
    chance = dict(zip(ids_of(before), before.weights.total.tolist(), strict=True))
    for name, total in zip(ids_of(after), after.weights.total.tolist(), strict=True):
        if name in chance:
            assert total <= chance[name] + 2e-3, name


@CASES
@given(people(), people(), st.sampled_from(FIELDS[2:]), st.booleans())
def test_an_agreeing_field_taken_away_never_confirms(
    query: Person, other: Person, gone: str, from_the_register: bool
) -> None:
    kept = {gone, *FIELDS[1 : 1 + len(str(other["adr"])) % 8]}
    candidate = {**{k: query[k] if k in kept else other[k] for k in query}, "id": "candidate"}
    less = {**candidate, gone: None} if from_the_register else candidate
    asking = query if from_the_register else {**query, gone: None}
    full = asked(query, register([*STRANGERS, candidate]))
    poorer = asked(asking, register([*STRANGERS, less]))
    confirmed = dict(zip(ids_of(full), full.verdicts.decision.tolist(), strict=True))
    for name, decision in zip(ids_of(poorer), poorer.verdicts.decision.tolist(), strict=True):
        if decision == CONFIRMED:
            assert confirmed.get(name) == CONFIRMED, (name, gone)


@CASES
@given(files, people(), st.integers(1, 12), st.integers(1, 28), st.integers(1930, 2005))
def test_two_full_births_that_contradict_veto(
    rows: list[Person], query: Person, month: int, day: int, year: int
) -> None:
    query = {**query, "dob": "1961-03-04"}
    other = {**query, "id": "other", "dob": f"{year}-{month:02d}-{day:02d}"}
    answers = asked(query, register([*rows, other]))
    for at, name in enumerate(ids_of(answers)):
        if name == "other":
            level = answers.levels.birth[at]
            if level in (Birth.TWO_PARTS, Birth.DIFFERENT_DAY):
                assert answers.verdicts.decision[at] == REJECTED
            if level != Birth.DAY:
                assert answers.verdicts.decision[at] != CONFIRMED


@CASES
@given(files, people())
def test_another_sex_with_another_given_name_vetoes(rows: list[Person], query: Person) -> None:
    query = {**query, "sexe": "M", "prenoms": "YVES"}
    other = {**query, "id": "other", "sexe": "F", "prenoms": "NOLWENN"}
    answers = asked(query, register([*rows, other]))
    for at, name in enumerate(ids_of(answers)):
        if name == "other":
            assert answers.levels.sex[at] == Sex.DIFFER
            assert answers.verdicts.decision[at] == REJECTED


@CASES
@given(files, people())
def test_a_name_alone_or_with_an_address_never_confirms(rows: list[Person], query: Person) -> None:
    query = {**query, "dob": None}
    answers = asked(query, register([*rows, {**query, "dob": "1961-03-04"}]))
    assert not (answers.verdicts.decision == CONFIRMED).any()


@CASES
@given(files, people())
def test_nobody_is_confirmed_without_a_certificate(rows: list[Person], query: Person) -> None:
    answers = asked(query, register([*rows, query]), None)
    assert not (answers.verdicts.decision == CONFIRMED).any()


@CASES
@given(files, people())
def test_the_bars_add_up_and_the_rivals_share_one(rows: list[Person], query: Person) -> None:
    answers = asked(query, register(rows))
    for at in range(len(answers)):
        told = explain(answers, at, BY)
        assert sum(bar.bits for bar in told.bars) == pytest.approx(told.total, abs=1e-6)
    assert answers.probability.sum() <= 1.0 + 1e-9
    assert (np.diff(answers.weights.total[answers.query == 0]) <= 0).all()


@settings(max_examples=300, deadline=None)
@given(st.lists(st.text(max_size=40), min_size=1, max_size=6), st.text(max_size=40))
def test_any_text_is_read_or_set_aside(names: list[str], dob: str) -> None:
    rows: list[Person] = [{"nom": name, "prenoms": name, "dob": dob, "adr": name} for name in names]
    read = read_table(table(rows))
    set_aside = {one.row for one in read.rejects if not one.kept}
    assert len(read.records) + len(set_aside) == len(rows)
    for one in read.rejects:
        assert one.field in FIELDS
        assert not any(len(name) > 3 and name in one.problem for name in names)


@settings(max_examples=40, deadline=None)
@given(st.text(string.printable, min_size=1, max_size=3))
def test_names_ten_thousand_letters_long_are_set_aside(unit: str) -> None:
    read = read_table(table([{"nom": (unit * 10_000)[:10_000] + "A", "prenoms": "JEAN"}]))
    assert [one.problem for one in read.rejects if one.field == "nom"] in (["too long"], [])
    assert len(read.records) == 0 or not unit.strip()
