"""Who is found among the dead, who may be, and why a silence is never an answer."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.tracer.deceased import index_of, line
from tracer.deaths import DeathAnswer, DeathOutcome, death_before_the_facts
from tracer.matching.deceased import DeathIndex
from tracer.matching.deceased_lookup import look_up
from tracer.matching.decision import VETOES
from tracer.matching.parameters import load_parameters
from tracer.matching.population import load_population
from tracer.normalise.dates import parse_partial
from tracer.subject import NameRole, PartialDate, PersonName, Subject, SubjectKind

TODAY = date(2026, 11, 23)
BY, POPULATION = load_parameters(), load_population()
FOUND, POSSIBLE = DeathOutcome.FOUND, DeathOutcome.POSSIBLE
NOT_FOUND, NOT_ASKED = DeathOutcome.NOT_FOUND, DeathOutcome.NOT_ASKED


def debtor(
    surname: str = "Kervazic", given: str = "Jean", birth: str | None = "1950-05-14", **more: Any
) -> Subject:
    born = more.pop("born", None)
    names = [PersonName(surname=surname, given=tuple(given.split()))]
    if born:
        names.append(PersonName(surname=born, given=(given,), role=NameRole.BIRTH))
    partial = parse_partial(birth) if birth else None
    return Subject(kind=SubjectKind.CONSUMER, names=tuple(names), birth=partial, **more)


def asked(index: DeathIndex | None, who: Subject, **more: Any) -> DeathAnswer:
    return look_up(index, who, today=TODAY, by=BY, population=POPULATION, **more)


FILLER = tuple(
    line(f"{surname}*{given}/", born=f"19{year}0{month}11", act=f"{year}{month}{at}")
    for at, surname in enumerate(("DURAND", "PETIT", "MOREAU", "LAURENT", "GARNIER", "ROUSSEL"))
    for given in ("PAUL", "MICHEL", "ANDRE")
    for year in range(20, 60)
    for month in range(1, 10)
)
ONE = index_of(line(), line("BREVAL*LEA/", sex="2", act="5"), *FILLER)


def test_name_and_birth_to_the_day_are_a_likely_hit_with_the_act_to_ask_for() -> None:
    answer = asked(ONE, debtor())
    assert answer.outcome is FOUND
    [hit] = answer.hits
    assert (hit.place, hit.act, str(hit.died)) == ("29232", "000000123", "2026-09-03")
    assert hit.probability > 0.95
    assert hit.namesakes < 0.01
    assert {"name", "birth"} <= {name for name, bits in hit.bars if bits > 0}


def test_a_rare_name_and_the_month_are_enough_and_a_common_name_needs_the_day() -> None:
    file = index_of(line("MARTIN*JEAN/", act="8"), line("KERVAZIC*JEAN/", act="9"), *FILLER)
    assert asked(file, debtor(birth="1950-05")).outcome is FOUND
    assert asked(file, debtor("Martin", birth="1950-05")).outcome is not FOUND


def test_a_few_months_of_deaths_do_not_make_a_common_name_rare() -> None:
    [hit] = asked(index_of(line("MARTIN*JEAN/")), debtor("Martin", birth="1950-05-14")).hits
    [rare] = asked(index_of(line()), debtor()).hits
    assert hit.namesakes > 10 * rare.namesakes


@pytest.mark.parametrize(
    "changed", [{"birth": "1950-05-15"}, {"birth": "1950-03-14"}, {"surname": "Kervasic"}]
)
def test_a_slip_is_a_question_and_no_likely_hit(changed: dict[str, str]) -> None:
    assert asked(ONE, debtor(**changed)).outcome is POSSIBLE


@pytest.mark.parametrize(
    "other",
    [debtor(birth="1971-11-02"), debtor("Quervalec"), debtor("Quervalec", "Maël", "1980-01-01")],
)
def test_somebody_else_is_not_found(other: Subject) -> None:
    answer = asked(ONE, other)
    assert answer.outcome is NOT_FOUND
    assert answer.hits == ()


def test_not_found_says_that_it_proves_nothing() -> None:
    answer = asked(ONE, debtor("Quervalec"))
    assert "ne prouve pas" in answer.text.fr
    assert "does not prove" in answer.text.en
    assert "31/10/2026" in answer.text.fr


def test_a_usage_name_is_found_through_the_birth_name_and_not_without_it() -> None:
    file = index_of(line("KERVAZIC*LEA/", sex="2"))
    assert asked(file, debtor("Quervalec", "Léa", born="Kervazic")).outcome is FOUND
    assert asked(file, debtor("Quervalec", "Léa")).outcome is not FOUND


def test_without_a_month_of_birth_the_file_is_not_asked_and_never_a_likely_hit() -> None:
    assert asked(ONE, debtor("Quervalec", birth="1950")).outcome is NOT_ASKED
    assert asked(ONE, debtor("Quervalec", birth=None)).outcome is NOT_ASKED
    assert asked(ONE, debtor(birth=None)).outcome is not FOUND


def test_without_a_file_nobody_was_asked() -> None:
    assert asked(None, debtor()).outcome is NOT_ASKED
    company = Subject(kind=SubjectKind.COMPANY, company_name="Exemple")
    assert asked(ONE, company).outcome is NOT_ASKED
    assert asked(ONE, debtor("🙂", "🙂")).outcome is NOT_ASKED


def test_an_old_file_still_finds_and_cannot_say_no() -> None:
    old = index_of(line(died="20240903"), until=date(2024, 12, 31))
    assert asked(old, debtor()).outcome is FOUND
    silent = asked(old, debtor("Quervalec"))
    assert silent.outcome is NOT_ASKED
    assert "2024-12-31" in silent.text.en


def test_somebody_who_lived_after_that_death_is_a_question_only() -> None:
    answer = asked(ONE, debtor(), alive_on=date(2026, 10, 1))
    assert answer.outcome is POSSIBLE
    assert answer.hits[0].reasons[-1].en.startswith("This death came before")


def test_two_dead_of_one_name_and_birth_are_both_told() -> None:
    answer = asked(index_of(line(), line(act="77", died="20260101"), *FILLER), debtor())
    assert answer.outcome is FOUND
    assert [hit.outcome for hit in answer.hits] == [FOUND, FOUND]


def test_a_hit_has_an_id_that_holds_and_names_nobody() -> None:
    [first], [again] = asked(ONE, debtor()).hits, asked(index_of(line()), debtor()).hits
    assert first.id == again.id
    assert "KERVAZIC" not in first.id


@pytest.mark.parametrize(
    ("died", "facts", "veto"),
    [
        (PartialDate(year=2020, month=1, day=3), date(2020, 1, 4), "death_before_the_facts"),
        (PartialDate(year=2020, month=1, day=3), date(2020, 1, 3), None),
        (PartialDate(year=2020), date(2020, 6, 1), None),
        (PartialDate(year=2019), date(2020, 1, 1), "death_before_the_facts"),
        (None, date(2020, 1, 1), None),
        (PartialDate(year=2019), None, None),
    ],
)
def test_a_death_before_the_facts_is_a_veto(
    died: PartialDate | None, facts: date | None, veto: str | None
) -> None:
    assert death_before_the_facts(died, facts) == veto
    assert veto is None or veto in VETOES
