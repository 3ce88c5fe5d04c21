"""The packs of other countries: an ordinary British case gets its letter, a draft asks a person."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from policies.engine import Engine
from policies.jurisdictions import DRAFTS
from policies.load import load_packs
from tests.policies import situations
from tests.policies.situations import NOW
from tracer.case import Case
from tracer.lawful import ChannelKind, Effect, Obligation
from tracer.proposal import Owner
from tracer.situation import Situation

PACKS = load_packs()
ENGINE = Engine(PACKS)


def living_in(country: str, **changes: Any) -> Case:
    case = situations.lawful_case()
    addresses = tuple(replace(one, country=country) for one in case.subject.addresses)
    subject = replace(case.subject, country=country, addresses=addresses, **changes)
    return replace(case, subject=subject)


def letter(case: Case, **changes: Any) -> Situation:
    point = replace(situations.declared_point(), country=case.subject.country, **changes)
    return situations.disclosing(point, case)


def deciding(situation: Situation) -> tuple[Effect, set[str]]:
    decision = ENGINE.decide(situation, NOW)
    return decision.effect, {rule.rule for rule in decision.rules}


def test_an_ordinary_british_case_is_opened_searched_and_gets_its_letter():
    case = living_in("GB")
    for situation in (situations.opening(case), situations.collecting(case), letter(case)):
        decision = ENGINE.decide(situation, NOW)
        assert decision.effect is Effect.PERMIT, [rule.rule for rule in decision.rules]
        assert decision.codes == ("eu", "fr", "gb", "product")
    assert Obligation.NEUTRAL_ENVELOPE in ENGINE.decide(letter(case), NOW).obligations


def claim(case: Case, **changes: Any) -> Case:
    return replace(case, claim=replace(case.claim, **changes))


BRITISH: dict[str, tuple[Situation, Effect]] = {
    "GB-BREATHING-SPACE": (letter(living_in("GB", moratorium=True)), Effect.FORBID),
    "GB-CONC-7-15-STATED": (letter(claim(living_in("GB"), time_bar_stated=True)), Effect.FORBID),
    "GB-CONC-7-5-DISPUTE": (letter(claim(living_in("GB"), disputed=True)), Effect.REFER),
    "GB-FG21-1-VULNERABLE": (letter(living_in("GB", vulnerable=True)), Effect.REFER),
    "GB-CONC-7-9-THIRD-PARTY": (letter(living_in("GB"), owner=Owner.THIRD_PARTY), Effect.FORBID),
    "GB-CONC-7-9-OCCUPIER": (letter(living_in("GB"), owner=Owner.SHARED), Effect.FORBID),
    "GB-CONC-7-13-ACCURATE": (replace(letter(living_in("GB")), match=None), Effect.FORBID),
    "GB-LIMITATION-6Y": (
        letter(claim(living_in("GB"), due_on=NOW.date().replace(year=2019))),
        Effect.REFER,
    ),
    "GB-SCOTLAND-5Y": (
        letter(
            claim(
                living_in("GB", scotland=True),
                due_on=NOW.date().replace(year=2020),
                last_interruption_on=NOW.date().replace(year=2020, month=8),
            )
        ),
        Effect.FORBID,
    ),
}


@pytest.mark.parametrize("rule", BRITISH)
def test_what_british_law_stops_is_stopped_under_its_own_rule(rule: str):
    situation, least = BRITISH[rule]
    effect, rules = deciding(situation)
    assert effect in (least, Effect.FORBID)
    if effect is least:
        assert rule in rules
    else:  # something stricter decides here; the rule holds all the same
        [own] = [one for one in PACKS.rules if one.id == rule]
        held = {name: dict(ENGINE.decide(situation, NOW).facts).get(name) for name in own.facts}
        assert None not in held.values() or own.effect.value == "refer"


@pytest.mark.parametrize("code", sorted(DRAFTS))
def test_a_draft_sends_every_ordinary_case_to_a_person(code: str):
    case = living_in(code.upper())
    for situation in (situations.opening(case), situations.collecting(case), letter(case)):
        effect, rules = deciding(situation)
        assert effect is Effect.REFER
        assert f"{code.upper()}-REFER" in rules


@pytest.mark.parametrize("code", sorted(DRAFTS))
def test_what_is_clear_is_forbidden_in_a_draft_too(code: str):
    case = living_in(code.upper())
    effect, rules = deciding(letter(case, owner=Owner.THIRD_PARTY))
    assert effect is Effect.FORBID
    assert f"{code.upper()}-THIRD-PARTY" in rules


def test_seven_attempts_in_seven_days_are_enough_in_the_united_states():
    case = living_in("US")
    called = replace(case, standing=replace(case.standing, attempts_7d=7))
    effect, rules = deciding(letter(called, channel=ChannelKind.CALL))
    assert (effect, "US-1006-14-SEVEN" in rules) == (Effect.FORBID, True)


def test_a_belgian_consumer_has_twenty_days_after_the_first_letter():
    case = situations.after_first_letter(living_in("BE"), days=20)
    effect, rules = deciding(letter(case, channel=ChannelKind.EMAIL))
    assert (effect, "BE-XIX-2-REMINDER" in rules) == (Effect.FORBID, True)
    later = situations.after_first_letter(living_in("BE"), days=21)
    assert "BE-XIX-2-REMINDER" not in deciding(letter(later, channel=ChannelKind.EMAIL))[1]


def test_the_british_pack_is_serious_and_the_drafts_are_short():
    sizes = {code: len(rules) for code, rules in PACKS.by_code.items()}
    assert sizes["gb"] >= 12
    assert all(3 <= sizes[code] <= 8 for code in DRAFTS)
    assert sizes["eu"] >= 33
    assert sizes["fr"] >= 45
