"""The formulas say what the engine says, on random facts, known and unknown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from enum import Enum
from typing import Any

import z3
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policies.condition import DaysBetween, Every, Negation, Some, WithinDays
from policies.engine import ALWAYS, Engine, judge
from policies.facts import FACTS
from policies.inline import inlined
from policies.load import load_packs
from tests.proofs.symbolic import (
    KINDS,
    OPERATIONS,
    World,
    applied,
    debtor,
    doing,
    facts_in,
    substitution,
    waivable,
    waived,
)
from tracer.lawful import ChannelKind, Obligation, Operation, RuleId
from tracer.proposal import Origin, Owner
from tracer.subject import SubjectKind

PACKS = load_packs()
ENGINE, WORLD = Engine(PACKS), World(PACKS)
NAMES = sorted({name for rule in PACKS.rules for name in rule.facts} | {"today"})
WAIVABLE = sorted({item.rule.id for item in WORLD.withholding if waivable(item.rule)})
COUNTRIES = sorted(set(PACKS.by_code) - ALWAYS)
TODAY = date(2026, 6, 15)
OWED = {obligation: WORLD.owed(obligation) for obligation in Obligation}


def calm() -> dict[str, Any]:
    """Facts under which a letter to the debtor is permitted, so that permits are met often."""
    model = WORLD.witness(WORLD.permit, doing == OPERATIONS.index(Operation.DISCLOSE))
    assert model is not None
    return {**facts_in(model, NAMES), "today": TODAY}


CALM = calm()


def values(name: str) -> st.SearchStrategy[Any]:
    kind = FACTS[name].type
    if kind is bool:
        known: st.SearchStrategy[Any] = st.booleans()
    elif kind is date:
        known = st.integers(-400, 400).map(lambda days: TODAY + timedelta(days=days))
    elif issubclass(kind, Enum):
        known = st.sampled_from(list(kind))
    else:
        known = st.integers(0, 40)
    return known | st.none()


changes = st.dictionaries(
    st.sampled_from([n for n in NAMES if n != "today"]), st.none(), max_size=3
).flatmap(lambda chosen: st.fixed_dictionaries({name: values(name) for name in chosen}))


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.just(Operation.DISCLOSE) | st.sampled_from(OPERATIONS),
    st.sampled_from(KINDS),
    st.sets(st.sampled_from(COUNTRIES)),
    st.sets(st.sampled_from(WAIVABLE)),
    changes,
)
def test_the_formulas_end_as_the_engine_does(
    operation: Operation,
    kind: SubjectKind,
    codes: set[str],
    set_aside: set[str],
    changed: dict[str, Any],
):
    facts = {**CALM, **changed}
    bench = ENGINE.bench(operation, kind, TODAY, frozenset(codes))
    verdict = judge(bench, facts, frozenset(RuleId(rule) for rule in set_aside))
    pairs = [
        *substitution(facts),
        (doing, z3.IntVal(OPERATIONS.index(operation))),
        (debtor, z3.IntVal(KINDS.index(kind))),
        *((applied(code), z3.BoolVal(code in codes)) for code in COUNTRIES),
        *(
            (waived(i.rule), z3.BoolVal(i.rule.id in set_aside))
            for i in WORLD.withholding
            if waivable(i.rule)
        ),
    ]

    def holds(formula: z3.BoolRef) -> bool:
        return z3.is_true(z3.simplify(z3.substitute(formula, *pairs)))

    assert holds(WORLD.permit) is (verdict.effect == "permit")
    assert holds(WORLD.forbid) is (verdict.effect == "forbid")
    assert holds(WORLD.refer) is (verdict.effect == "refer")
    if verdict.effect == "permit":
        assert {o for o, formula in OWED.items() if holds(formula)} == set(verdict.obligations)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.fixed_dictionaries({name: values(name) for name in NAMES}))
def test_each_rule_is_true_false_or_unknown_in_both(facts: dict[str, Any]):
    facts = {**facts, "today": TODAY}
    said = inlined([item.rule.condition for item in WORLD.items])(facts)
    for item, held in zip(WORLD.items, said, strict=True):
        pairs = substitution({name: facts[name] for name in item.rule.facts})
        one, other = (
            z3.is_true(z3.simplify(z3.substitute(formula, *pairs)))
            for formula in (item.truth.true, item.truth.false)
        )
        assert (one, other) == (held is True, held is False), item.rule.id


def test_an_obligation_nobody_can_rule_out_is_owed_in_both():
    unknown = {**CALM, "notice_sent": None, "channel_owner": Owner.SUBJECT_PERSONAL}
    rule = next(rule for rule in PACKS.rules if rule.id == "EU-14-FIRST-MESSAGE")
    item = next(item for item in WORLD.items if item.rule is rule)
    may = z3.simplify(z3.substitute(item.truth.false, *substitution(unknown)))
    bench = ENGINE.bench(Operation.DISCLOSE, SubjectKind.CONSUMER, TODAY)
    only = replace(
        bench,
        withholding=(),
        withheld=inlined([]),
        granting=tuple(i for i in bench.granting if i.rule is rule or i.effect == "permit"),
    )
    only = replace(only, granted=inlined([i.rule.condition for i in only.granting]))
    letter = {**unknown, "channel_kind": ChannelKind.LETTER, "channel_origin": Origin.CREDITOR}
    verdict = judge(only, {**letter, "identity_confirmed": True})
    assert z3.is_false(may)
    assert Obligation.ART14_NOTICE in verdict.obligations


def test_every_operator_is_met_in_the_packs():
    met = set()

    def walk(condition: Any) -> None:
        met.add(type(condition))
        for part in getattr(condition, "parts", ()) or filter(
            None, [getattr(condition, "part", None)]
        ):
            walk(part)

    for rule in PACKS.rules:
        walk(rule.condition)
    assert {Every, Some, Negation, WithinDays, DaysBetween} <= met
