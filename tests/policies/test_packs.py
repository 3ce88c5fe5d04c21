from __future__ import annotations

import pytest

from policies.engine import Engine, judge
from policies.kleene import compiled
from policies.load import load_packs
from policies.model import OUTCOME, Example, Rule, RuleEffect
from policies.shipped import SHIPPED
from tests.policies.situations import ENGINE
from tracer.lawful import Authority, Effect, Operation
from tracer.subject import SubjectKind

PACKS = load_packs()
EXAMPLES = [
    pytest.param(rule, example, id=f"{rule.id}-{number}-{example.expect}")
    for rule in PACKS.rules
    for number, example in enumerate(rule.examples, 1)
]


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_an_example_ends_as_the_rule_says(rule: Rule, example: Example):
    assert OUTCOME[compiled(rule.condition)(rule.padded(example.given))] is example.expect


@pytest.mark.parametrize("rule", PACKS.rules, ids=lambda rule: rule.id)
def test_forgetting_one_fact_never_loosens_a_withholding_rule(rule: Rule):
    """Single-fact ablation: what withheld leave, or gave none, gives none when a fact is unknown."""
    test = compiled(rule.condition)
    for example in rule.examples:
        facts = rule.padded(example.given)
        held = test(facts)
        for name in rule.facts:
            poorer = test({**facts, name: None})
            if rule.effect is RuleEffect.PERMIT:
                assert not (poorer and not held)
            elif held is not False:
                assert poorer is not False


def test_every_step_of_the_trace_has_a_permit_and_something_that_can_withhold_it():
    day = PACKS.rules[0].valid.start.replace(year=2026)
    for operation in Operation:
        for kind in SubjectKind:
            found = ENGINE.bench(operation, kind, day)
            open_to = operation is not Operation.CONSULT or kind is SubjectKind.COMPANY
            assert any(item.effect is RuleEffect.PERMIT for item in found.granting) is open_to
            assert len(found.withholding) > (9 if operation is Operation.CONSULT else 15)


@pytest.mark.parametrize("operation", list(Operation))
def test_when_nothing_is_known_nothing_is_permitted(operation: Operation):
    found = ENGINE.bench(
        operation, SubjectKind.CONSUMER, PACKS.rules[0].valid.start.replace(year=2026)
    )
    verdict = judge(found, {name: None for name, _ in found.readers})
    assert verdict.effect is Effect.REFER
    assert all(rule.unknown_facts for rule in verdict.rules)


def test_the_packs_are_as_large_as_promised():
    assert len([rule for rule in PACKS.rules if rule.id.startswith("EU-")]) >= 33
    assert len([rule for rule in PACKS.rules if rule.id.startswith("FR-")]) >= 45


def test_no_statute_or_judgment_is_cited_as_checked_without_an_article_and_a_day():
    for rule in PACKS.rules:
        cited = rule.citation
        assert not cited.checked or (cited.article != "default" and cited.checked_on is not None)
        if rule.id.startswith("EU-"):
            assert cited.identifier is not None, rule.id


def test_a_product_wide_rule_is_never_shown_as_law():
    wide = [rule for rule in PACKS.rules if rule.id.startswith("X-")]
    assert wide
    assert {rule.authority for rule in wide} == {Authority.PRODUCT_DEFAULT}


def test_a_pack_that_is_not_there_is_refused():
    from policies.model import PackRefused

    with pytest.raises(PackRefused, match="packs/zz"):
        load_packs(("eu", "zz"))


def test_the_hash_does_not_depend_on_the_order_of_the_files():
    assert load_packs(tuple(reversed(SHIPPED))).hash == PACKS.hash
    assert Engine(load_packs(("eu",))).packs.hash != PACKS.hash
