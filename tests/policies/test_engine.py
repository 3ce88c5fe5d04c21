"""Packs of several countries decide together; a waiver sets aside only what its rule lets it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from policies.engine import Engine
from policies.load import Packs, load_packs
from policies.model import Rule, RuleEffect
from tests.policies.situations import ENGINE, NOW, disclosing, lawful_case, opening
from tracer.case import Case
from tracer.lawful import Decision, Effect, RuleId
from tracer.standing import Standing, Waiver
from tracer.subject import SubjectKind

HOUR = timedelta(hours=1)


def with_waiver(case: Case, rule: str, **changes: object) -> Case:
    waiver = Waiver(
        rule=RuleId(rule), requested_by="operator-1", approved_by="officer-1", until=NOW + HOUR
    )
    return replace(case, standing=Standing(waivers=(replace(waiver, **changes),)))  # type: ignore[arg-type]


def disputed() -> Case:
    return replace(lawful_case(), claim=replace(lawful_case().claim, disputed=True))


def decided(case: Case) -> Decision:
    return ENGINE.decide(opening(case), NOW)


def test_a_waiver_in_force_sets_an_overridable_rule_aside_and_the_decision_names_it():
    assert decided(disputed()).effect is Effect.REFER
    waived = decided(with_waiver(disputed(), "FR-DISPUTE"))
    assert waived.effect is Effect.PERMIT
    assert [rule.rule for rule in waived.waived] == ["FR-DISPUTE"]
    assert "FR-DISPUTE" not in {rule.rule for rule in waived.rules}


@pytest.mark.parametrize("changes", [{"until": NOW}, {"approved_by": "operator-1"}])
def test_a_waiver_that_is_over_or_approved_by_who_asked_sets_nothing_aside(changes):
    found = decided(with_waiver(disputed(), "FR-DISPUTE", **changes))
    assert (found.effect, found.waived) == (Effect.REFER, ())


def test_an_unknown_fact_is_waived_with_the_rule_that_asks_for_it():
    silent = replace(lawful_case(), claim=replace(lawful_case().claim, disputed=None))
    assert decided(silent).effect is Effect.REFER
    waived = decided(with_waiver(silent, "FR-DISPUTE"))
    assert waived.effect is Effect.PERMIT
    assert waived.waived[0].unknown_facts == ("claim_disputed",)


FIRM = [
    rule
    for rule in load_packs().rules
    if rule.effect in ("forbid", "refer") and not rule.overridable
]


@pytest.mark.parametrize("rule", FIRM, ids=lambda rule: rule.id)
def test_no_waiver_sets_a_firm_rule_aside(rule: Rule):
    packs = Packs.of([rule])
    case = with_waiver(lawful_case(), rule.id)
    kind = rule.subjects[0] if rule.subjects else SubjectKind.CONSUMER
    case = replace(case, subject=replace(case.subject, kind=kind))
    situation = replace(opening(case), operation=rule.operations[0])
    assert Engine(packs).decide(situation, NOW).waived == ()


def test_a_waiver_of_nothing_that_withholds_is_not_named():
    assert decided(with_waiver(lawful_case(), "FR-DISPUTE")).waived == ()


def elsewhere(country: str) -> Case:
    case = lawful_case()
    return replace(case, subject=replace(case.subject, country=country))


def abroad(when: object) -> Rule:
    """The French rule on disputes as another country's, forbidding."""
    model = next(rule for rule in load_packs().rules if rule.id == "FR-DISPUTE")
    return model.model_copy(update={"id": "ZZ-DISPUTE", "when": when, "effect": RuleEffect.FORBID})


def test_the_packs_of_residence_and_establishment_apply_together_and_the_strictest_wins():
    packs = load_packs()
    dispute = next(rule for rule in packs.rules if rule.id == "FR-DISPUTE")
    two = Packs.of((*packs.rules,), packs.codes, {**packs.by_code, "zz": (abroad(dispute.when),)})
    engine, case = Engine(two), disputed()
    home = engine.decide(opening(case), NOW)
    assert home.codes == ("eu", "fr", "product")
    assert home.effect is Effect.REFER
    there = replace(case, subject=replace(case.subject, country="ZZ"))
    found = engine.decide(opening(there), NOW)
    assert found.codes == ("eu", "fr", "product", "zz")
    assert found.effect is Effect.FORBID
    assert {rule.rule for rule in found.rules} == {"ZZ-DISPUTE"}
    established = Engine(two, established_in=("zz",)).decide(opening(case), NOW)
    assert established.codes == ("eu", "fr", "product", "zz")


def test_only_what_is_loaded_applies_and_the_product_and_the_union_always_do():
    engine = Engine(load_packs(("eu",)))
    assert engine.decide(opening(elsewhere("US")), NOW).codes == ("eu", "product")
    assert ENGINE.decide(opening(elsewhere("RE")), NOW).codes == ("eu", "fr", "product")


def test_the_facts_that_were_read_are_told_as_json_keeps_them():
    told = dict(ENGINE.decide(disclosing(), NOW).facts)
    assert told["today"] == NOW.date().isoformat()
    assert told["channel_kind"] == "letter"
    assert told["identity_confirmed"] is True
