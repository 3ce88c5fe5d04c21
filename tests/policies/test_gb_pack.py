"""The British pack: an ordinary case gets its letter, and each rule decides in some situation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from policies.engine import Engine
from policies.load import load_packs
from tests.policies.situations import (
    NOW,
    clear_screening,
    collecting,
    confirmed_match,
    declared_point,
    disclosing,
    evidence,
    lawful_case,
    linking,
    opening,
    register_card,
)
from tracer.case import Case, Claim
from tracer.evidence import EvidenceFamily, Match
from tracer.lawful import ChannelKind, Decision, Effect, Obligation
from tracer.proposal import Owner
from tracer.screening import Finding
from tracer.situation import Situation
from tracer.source import Means
from tracer.subject import PartialDate

PACKS = load_packs(("eu", "fr", "gb"))
FRENCH_HOUSE = Engine(PACKS, established_in=("fr",))
BRITISH_HOUSE = Engine(PACKS, established_in=("gb",))
LETTER, SMS, CALL, SOCIAL = (
    ChannelKind.LETTER,
    ChannelKind.SMS,
    ChannelKind.CALL,
    ChannelKind.SOCIAL_MESSAGE,
)
FORBID, REFER = Effect.FORBID, Effect.REFER


def british(claim: dict[str, Any] | None = None, **subject: Any) -> Case:
    case = lawful_case()
    changed: Claim = replace(case.claim, **(claim or {}))
    there = tuple(replace(one, country="GB") for one in case.subject.addresses)
    told = {"country": "GB", "language": "en", "addresses": there, **subject}
    return replace(case, claim=changed, subject=replace(case.subject, **told))


def to(
    channel: ChannelKind = LETTER,
    owner: Owner = Owner.SUBJECT_PERSONAL,
    case: Case | None = None,
    **changes: Any,
) -> Situation:
    point = replace(declared_point(channel), owner=owner, country="GB")
    return replace(disclosing(point, case or british()), **changes)


def two_candidates(bits: float, veto: str | None = None) -> Match:
    match = confirmed_match()
    assert match.best is not None
    other = replace(match.best, candidate=replace(match.best.candidate, id="can_2"), veto=veto)
    weighed = (evidence(EvidenceFamily.NAME, bits - other.prior_bits),)
    return replace(match, others=(replace(other, evidence=weighed),))


def one_family() -> Match:
    match = confirmed_match()
    assert match.best is not None
    return replace(match, best=replace(match.best, evidence=(evidence(EvidenceFamily.NAME),)))


def official() -> Case:
    case = british()
    assert case.mandate is not None
    return replace(case, mandate=replace(case.mandate, letter_heading="County Court Summons"))


def refusing(channel: ChannelKind) -> Case:
    case = british()
    return replace(case, history=replace(case.history, refused_channels=(channel,)))


def got(means: Means) -> Situation:
    return collecting(british(), replace(register_card(), means=means))


LONG_DUE = {"due_on": date(2020, 6, 14)}  # six years, and their last day is over
WITHHELD: dict[str, tuple[Situation, Effect]] = {
    "GB-CONC-7-5-DISPUTE": (to(case=british({"disputed": True})), REFER),
    "GB-CONC-7-13-ACCURATE": (to(match=None), FORBID),
    "GB-CSA-TRACE-TWO-SOURCES": (to(match=one_family()), REFER),
    "GB-CONC-7-9-THIRD-PARTY": (to(owner=Owner.THIRD_PARTY), FORBID),
    "GB-CONC-7-9-OCCUPIER": (to(owner=Owner.SHARED), FORBID),
    "GB-CONC-7-9-REFUSED": (to(SMS, case=refusing(SMS)), FORBID),
    "GB-CONC-7-11-AUTHORITY": (to(case=official()), FORBID),
    "GB-CONC-7-15-STATED": (to(case=british({"time_bar_stated": True})), FORBID),
    "GB-LIMITATION-6Y": (to(case=british(LONG_DUE)), REFER),
    "GB-SCOTLAND-5Y": (
        to(case=british({**LONG_DUE, "last_interruption_on": date(2021, 6, 14)}, scotland=True)),
        FORBID,
    ),
    "GB-BREATHING-SPACE": (opening(british(moratorium=True)), FORBID),
    "GB-DPA-170": (got(Means.BOUGHT), FORBID),
    "GB-FG21-1-VULNERABLE": (linking(british(vulnerable=True)), REFER),
    "GB-CONC-7-9-NAMESAKES": (to(match=two_candidates(0.0)), FORBID),
    "GB-CSA-TRACE-SOCIAL": (to(SOCIAL), REFER),
    "GB-INSOLVENCY": (to(screening=clear_screening(insolvency=Finding.YES)), FORBID),
    "GB-DEATH": (to(case=british(deceased=True)), FORBID),
    "GB-DEATH-SUSPECTED": (to(screening=clear_screening(deceased=Finding.POSSIBLE)), REFER),
    "GB-MINOR": (opening(british(birth=PartialDate(year=2012))), FORBID),
    "GB-ASSIGNMENT-NOTICE": (to(case=british({"assigned": True})), REFER),
}

OWED: dict[str, tuple[ChannelKind, set[Obligation]]] = {
    "GB-ENVELOPE": (
        LETTER,
        {Obligation.NEUTRAL_ENVELOPE, Obligation.PERSONAL_AND_CONFIDENTIAL},
    ),
    "GB-CONC-7-9-TIMES": (CALL, {Obligation.PERMITTED_HOURS}),
    "GB-CONC-7-9-WHO-ANSWERS": (
        CALL,
        {Obligation.IDENTITY_CHECK, Obligation.NO_DEBT_MENTION},
    ),
}


def without(rule: str, engine: Engine = BRITISH_HOUSE) -> Engine:
    """The same packs but for one rule."""
    left = {
        code: tuple(one for one in rules if one.id != rule)
        for code, rules in engine.packs.by_code.items()
    }
    every = [one for rules in left.values() for one in rules]
    return Engine(type(engine.packs).of(every, engine.packs.codes, left), engine.established_in)


def of_rule(decision: Decision, rule: str) -> Effect | None:
    """What one rule says, if it could be evaluated and holds."""
    held = [one for one in decision.rules if one.rule == rule and not one.unknown_facts]
    return held[0].effect if held else None


STEPS: dict[str, Callable[[Case], Situation]] = {
    "opened": opening,
    "searched": collecting,
    "linked": linking,
    "sent a letter": lambda case: to(case=case),
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("engine", [FRENCH_HOUSE, BRITISH_HOUSE], ids=["in France", "in Britain"])
def test_an_ordinary_british_case_is_permitted_every_step(engine: Engine, step: str):
    decision = engine.decide(STEPS[step](british()), NOW)
    assert decision.effect is Effect.PERMIT, [(r.rule, r.unknown_facts) for r in decision.rules]
    assert set(decision.codes) == {"product", "eu", "gb", *engine.established_in}


@pytest.mark.parametrize("rule", WITHHELD)
def test_a_rule_withholds_where_it_should(rule: str):
    situation, effect = WITHHELD[rule]
    decision = BRITISH_HOUSE.decide(situation, NOW)
    assert of_rule(decision, rule) is effect, [r.rule for r in decision.rules]
    assert decision.effect is not Effect.PERMIT


@pytest.mark.parametrize("rule", OWED)
def test_a_rule_obliges_where_it_should(rule: str):
    channel, owed = OWED[rule]
    case = british()
    sent = replace(
        case.history, first_letter_on=date(2026, 5, 20), notice_sent_on=date(2026, 5, 20)
    )
    decision = BRITISH_HOUSE.decide(to(channel, case=replace(case, history=sent)), NOW)
    assert decision.effect is Effect.PERMIT, [(r.rule, r.unknown_facts) for r in decision.rules]
    assert owed <= set(decision.obligations)


def test_every_rule_of_the_pack_is_tried_here():
    assert {rule.id for rule in PACKS.by_code["gb"]} == {*WITHHELD, *OWED}


@pytest.mark.parametrize(
    "rule", ["GB-BREATHING-SPACE", "GB-CONC-7-9-NAMESAKES", "GB-INSOLVENCY", "GB-DEATH"]
)
def test_without_the_rule_the_letter_would_have_gone(rule: str):
    situation, _ = WITHHELD[rule]
    assert without(rule).decide(situation, NOW).effect is Effect.PERMIT


@pytest.mark.parametrize(
    "match",
    [
        two_candidates(-0.1),
        two_candidates(5.0, veto="born on another day"),
        replace(two_candidates(5.0), decided_by="officer-1"),
    ],
    ids=["less likely than not", "contradicted", "judged by a person"],
)
def test_a_letter_goes_when_no_other_candidate_stands(match: Match):
    assert BRITISH_HOUSE.decide(to(match=match), NOW).effect is Effect.PERMIT


@pytest.mark.parametrize(
    ("owner", "held"),
    [("representative", "GB-DEATH"), ("insolvency_practitioner", "GB-INSOLVENCY")],
)
def test_whom_the_law_puts_in_his_place_may_be_written_to(owner: str, held: str):
    situation, _ = WITHHELD[held]
    assert situation.point is not None
    theirs = replace(situation, point=replace(situation.point, owner=Owner(owner)))
    assert held not in {rule.rule for rule in BRITISH_HOUSE.decide(theirs, NOW).rules}


def test_a_scottish_decree_outlives_five_years():
    claim = {**LONG_DUE, "last_interruption_on": date(2021, 6, 14), "title_on": date(2021, 6, 1)}
    decision = BRITISH_HOUSE.decide(to(case=british(claim, scotland=True)), NOW)
    assert "GB-SCOTLAND-5Y" not in {rule.rule for rule in decision.rules}


@pytest.mark.parametrize(("due", "held"), [(date(2020, 6, 14), True), (date(2020, 6, 15), False)])
def test_six_years_are_over_when_their_last_day_is(due: date, held: bool):
    decision = BRITISH_HOUSE.decide(to(case=british({"due_on": due})), NOW)
    assert ("GB-LIMITATION-6Y" in {rule.rule for rule in decision.rules}) is held
