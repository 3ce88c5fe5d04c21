"""Whose law applies, and that a country nobody wrote the law of is a question, never a gap."""

from __future__ import annotations

from dataclasses import replace

import pytest

from policies.engine import Engine
from policies.jurisdictions import applying, covered, law_of
from policies.load import load_packs
from policies.shipped import SHIPPED
from tests.policies import situations
from tests.policies.situations import NOW
from tracer.lawful import Effect
from tracer.reach import dialled
from tracer.situation import Situation

ENGINE = Engine(load_packs())


def living_in(country: str) -> Situation:
    case = situations.lawful_case()
    subject = replace(case.subject, country=country)
    return situations.opening(replace(case, subject=subject))


def leading_to(country: str | None) -> Situation:
    return situations.disclosing(replace(situations.declared_point(), country=country))


def test_residence_establishment_and_destination_apply_together():
    assert applying(leading_to("GB"), ("fr", "be")) == {"product", "eu", "fr", "be", "gb"}
    assert applying(leading_to(None), ("fr",)) == {"product", "eu", "fr"}


@pytest.mark.parametrize("country", ["FR", "RE", "GP", "MQ", "GF", "YT"])
def test_the_overseas_departments_are_france(country: str):
    assert law_of(country) == "fr"
    assert covered(living_in(country))


@pytest.mark.parametrize("country", ["SE", "CH", "MA"])
def test_a_country_without_rules_goes_to_a_person(country: str):
    for situation in (living_in(country), leading_to(country)):
        decision = ENGINE.decide(situation, NOW)
        assert decision.effect is not Effect.PERMIT
        assert "X-NO-PACK" in {rule.rule for rule in decision.rules} or (
            decision.effect is Effect.FORBID
        )
    assert ENGINE.decide(living_in("FR"), NOW).effect is Effect.PERMIT


def test_the_law_of_the_house_applies_wherever_the_debtor_lives():
    told = ENGINE.decide(living_in("SE"), NOW)
    assert {"product", "eu", "fr"} <= set(told.codes)


def test_every_shipped_pack_is_loaded_unless_asked_otherwise():
    assert set(load_packs().by_code) == {*SHIPPED, "product"}
    assert {"eu", "fr"} <= set(SHIPPED)


@pytest.mark.parametrize(
    ("number", "country"),
    [
        ("+44 20 7946 0958", "GB"),
        ("0033199001234", "FR"),
        ("+262 639 98 00 00", "RE"),
        ("01 99 00 12 34", None),
        ("+46 70 000 00 00", None),
    ],
)
def test_an_international_number_says_where_it_leads(number: str, country: str | None):
    assert dialled(number) == country
