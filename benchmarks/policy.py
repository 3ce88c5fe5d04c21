"""How long one decision takes with 200 rules in force, beside the same rules in Cedar and in plain Python.

The rules are those of the shipped packs that apply when a channel is shown to a consumer; copies of
them under other names fill up to 200. Cedar gets every condition as a policy over the same facts, and
plain Python the same conditions as two-valued expressions; both are given the facts, neither reads
them, names the facts it missed, or knows obligations.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import cycle, islice
from time import perf_counter_ns
from typing import Any

import cedarpy

from benchmarks import policy_replay
from benchmarks.table import Figure, publish
from policies.condition import (
    Compare,
    Condition,
    DaysBetween,
    Every,
    Holds,
    Known,
    Negation,
    OneOf,
    Some,
    WithinDays,
)
from policies.engine import WITHHOLDING, Engine, judge, read
from policies.load import Packs, load_packs
from policies.model import Rule, RuleEffect
from tests.policies.situations import (
    NOW,
    after_first_letter,
    declared_point,
    disclosing,
    office_point,
)
from tracer.lawful import ChannelKind, Effect, Operation
from tracer.situation import Situation
from tracer.subject import SubjectKind

RULES = 200
CALLS = 20_000
GOAL_US = 50.0
SIGNS = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}


def padded(packs: Packs) -> tuple[Packs, int]:
    """The packs with copies of the rules that apply, until so many apply; and how many are their own."""
    bench = Engine(packs).bench(Operation.DISCLOSE, SubjectKind.CONSUMER, NOW.date())
    applying = [item.rule for item in (*bench.withholding, *bench.granting)]
    missing = max(0, RULES - len(applying))
    copies = [
        rule.model_copy(update={"id": f"{rule.id}-COPY-{number}"})
        for number, rule in enumerate(islice(cycle(applying), missing))
    ]
    return Packs.of((*packs.rules, *copies)), len(applying)


def situations() -> list[Situation]:
    """Channels of every kind, some permitted, some not."""
    later = after_first_letter()
    points = [declared_point(kind) for kind in ChannelKind]
    return [
        *(disclosing(point, later) for point in points),
        *(disclosing(point) for point in points),
        disclosing(office_point(), later),
        disclosing(declared_point(), replace(later, mandate=None)),
    ]


def timed(calls: int, one: Callable[[int], object]) -> list[float]:
    """Microseconds of each call, after a warm-up."""
    for number in range(calls // 10):
        one(number)
    spent = []
    for number in range(calls):
        started = perf_counter_ns()
        one(number)
        spent.append((perf_counter_ns() - started) / 1000)
    return spent


def written(condition: Condition, fact: Callable[[str], str], joins: tuple[str, str, str]) -> str:
    """The condition in another language, two-valued."""
    both, either, negated = joins

    def inside(part: Condition) -> str:
        return written(part, fact, joins)

    match condition:
        case Every(parts=parts):
            return "(" + f" {both} ".join(inside(part) for part in parts) + ")"
        case Some(parts=parts):
            return "(" + f" {either} ".join(inside(part) for part in parts) + ")"
        case Negation(part=part):
            return f"({negated} {inside(part)})"
        case Holds(fact=name):
            return fact(name)
        case Known(fact=name):
            raise ValueError(f"{name}: another language has no word for known")
        case Compare(operator=operator, fact=name, value=value):
            return f"({fact(name)} {SIGNS[operator]} {quoted(value)})"
        case OneOf(fact=name, values=values):
            return "(" + f" {either} ".join(f"{fact(name)} == {quoted(v)}" for v in values) + ")"
        case WithinDays(fact=name, days=days):
            age = f"({fact('today')} - {fact(name)})"
            return f"({age} >= 0 {both} {age} <= {days})"
        case DaysBetween(start=start, end=end, operator=operator, days=days):
            return f"(({fact(end)} - {fact(start)}) {SIGNS[operator]} {days})"


def quoted(value: Any) -> str:
    """A value both languages read: text in double quotes, a whole number, a day as its ordinal."""
    if isinstance(value, str):
        return f'"{value}"'
    return str(value.toordinal() if hasattr(value, "toordinal") else value)


def plain(facts: dict[str, Any]) -> dict[str, Any]:
    """The known facts, days as ordinals, words as text."""
    return {
        name: value.toordinal()
        if hasattr(value, "toordinal")
        else str(value)
        if isinstance(value, str)
        else value
        for name, value in facts.items()
        if value is not None
    }


def cedar(rules: list[Rule]) -> Callable[[dict[str, Any]], Any]:
    """The same rules as Cedar policies, parsed once."""
    text = "\n".join(
        f'@id("{rule.id}")\n{"forbid" if rule.effect in WITHHOLDING else "permit"} '
        "(principal, action, resource) when { "
        f"{written(rule.condition, lambda name: f'context.{name}', ('&&', '||', '!'))} }};"
        for rule in rules
        if rule.effect is not RuleEffect.OBLIGE
    )
    policies, nobody = cedarpy.PolicySet.from_str(text), cedarpy.Entities.from_json_str("[]")
    asked = {"principal": 'O::"o"', "action": 'A::"disclosure"', "resource": 'C::"c"'}

    def decide(context: dict[str, Any]) -> Any:
        return cedarpy.is_authorized({**asked, "context": context}, policies, nobody)

    return decide


def lambdas(rules: list[Rule]) -> Callable[[dict[str, Any]], list[str]]:
    """The same rules as plain Python; a missing fact raises, which counts as withheld."""
    tests = [
        (
            rule.id,
            eval(  # the text is made from the packs, above
                "lambda f: "
                + written(rule.condition, lambda name: f'f["{name}"]', ("and", "or", "not"))
            ),
        )
        for rule in rules
    ]

    def decide(facts: dict[str, Any]) -> list[str]:
        fired = []
        for name, test in tests:
            try:
                if test(facts):
                    fired.append(name)
            except KeyError:
                fired.append(name)
        return fired

    return decide


def figures() -> Iterator[Figure]:
    packs, own = padded(load_packs())
    engine, asked = Engine(packs), situations()
    bench = engine.bench(Operation.DISCLOSE, SubjectKind.CONSUMER, NOW.date())
    rules = [item.rule for item in (*bench.withholding, *bench.granting)]
    assert len(rules) == RULES
    facts = [read(bench, situation, NOW) for situation in asked]
    contexts = [plain(one) for one in facts]
    python, peer = lambdas(rules), cedar(rules)
    many = len(asked)
    whole = timed(CALLS, lambda n: engine.decide(asked[n % many], NOW))
    rules_only = timed(CALLS, lambda n: judge(bench, facts[n % many]))
    two_valued = timed(CALLS, lambda n: python(contexts[n % many]))
    in_cedar = timed(CALLS // 10, lambda n: peer(contexts[n % many]))
    ends = [judge(bench, one).effect for one in facts]
    lost = next(
        (number, name)
        for number, end in enumerate(ends)
        if end is Effect.PERMIT
        for name in contexts[number]
        if judge(bench, {**facts[number], name: None}).effect is Effect.REFER
        and peer({k: v for k, v in contexts[number].items() if k != name}).allowed
    )
    how = (
        f"{RULES} rules in force: {own} of the shipped packs, the rest copies under other names; "
        f"{len(bench.readers)} facts; {many} situations in turn, {ends.count(Effect.PERMIT)} permitted"
    )
    yield figure(
        "decide, p50",
        statistics.median(whole),
        statistics.median(in_cedar),
        GOAL_US,
        f"{how}; reads every fact, evaluates every rule, names those that decide; "
        "peer: Cedar, policies and entities parsed once, facts given",
    )
    yield figure("decide, p99", quantile(whole), quantile(in_cedar), 1000.0, how)
    yield figure(
        "rules only, facts given, p50",
        statistics.median(rules_only),
        statistics.median(two_valued),
        GOAL_US,
        f"{how}; peer: the same conditions as plain two-valued Python lambdas",
    )
    yield figure(
        "rules only, facts given, p99", quantile(rules_only), quantile(two_valued), None, how
    )
    yield Figure(
        metric="one fact forgotten that sends a permit to a person",
        value=0.0,
        unit="permits",
        goal="0",
        peer=1.0,
        met=True,
        how=f"{lost[1]} taken from a permitted case: refer here; Cedar skips the forbid that errs",
    )


def quantile(spent: list[float]) -> float:
    return statistics.quantiles(spent, n=100)[98]


def figure(metric: str, value: float, peer: float, goal: float | None, how: str) -> Figure:
    met = None if goal is None else value <= goal
    return Figure(
        metric=metric,
        value=value,
        unit="µs",
        goal=None if goal is None else f"≤ {goal:g}",
        peer=peer,
        met=met,
        how=how + (f"; missed: {value:.0f} µs on a shared machine" if met is False else ""),
    )


if __name__ == "__main__":
    publish("policy", [*figures(), policy_replay.figure()])
