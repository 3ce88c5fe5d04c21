"""Every single edit of a rule, and whether its examples and the cases around them tell the difference.

A case is an operation, a kind of debtor, a day and the facts the rule reads. What a case expects is
what the rule as written says of it; an edit that no case tells apart must be proved to change nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum
from itertools import combinations
from typing import Any

import z3

from policies.condition import (
    ORDERINGS,
    TODAY,
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
from policies.facts import FACTS
from policies.kleene import FactValue, Test, compiled
from policies.model import Expected, Rule, RuleEffect
from tests.proofs.symbolic import domain, item_of, waivable
from tracer.lawful import Operation
from tracer.subject import SubjectKind

NOW = date(2026, 6, 15)
DAY = timedelta(days=1)
Facts = dict[str, FactValue | None]


@dataclass(frozen=True)
class Case:
    """One question a rule answers."""

    operation: Operation
    kind: SubjectKind
    day: date
    facts: Facts


@dataclass(frozen=True)
class Mutant:
    """A rule with one edit, and what was edited."""

    rule: Rule
    edit: str


def conditions(condition: Condition) -> Iterator[tuple[str, Condition]]:
    """Every condition one edit away."""
    if not isinstance(condition, Negation):
        yield "negate", Negation(part=condition)
    match condition:
        case Every(parts=parts) | Some(parts=parts):
            own, other = type(condition), Some if isinstance(condition, Every) else Every
            if len(parts) > 1:
                yield "swap all and any", other(parts=parts)
                for place in range(len(parts)):
                    yield "drop a part", own(parts=parts[:place] + parts[place + 1 :])
            for place, part in enumerate(parts):
                for edit, changed in conditions(part):
                    yield edit, own(parts=(*parts[:place], changed, *parts[place + 1 :]))
        case Negation(part=part):
            yield "drop not", part
            for edit, changed in conditions(part):
                yield edit, Negation(part=changed)
        case Holds(fact=fact):
            yield "is to known", Known(fact=fact)
        case Known(fact=fact):
            if FACTS[fact].type is bool:
                yield "known to is", Holds(fact=fact)
        case Compare(operator=operator, fact=fact, value=value):
            ordered = FACTS[fact].type in (int, date)
            for flipped in (*(ORDERINGS if ordered else ()), "eq", "ne"):
                if flipped != operator:
                    yield "flip the operator", replace(condition, operator=flipped)
            for near in neighbours(fact, value):
                yield "move the value", replace(condition, value=near)
        case OneOf(values=values):
            for place in range(len(values)) if len(values) > 1 else ():
                yield (
                    "drop a value",
                    replace(condition, values=values[:place] + values[place + 1 :]),
                )
            for more in set(FACTS[condition.fact].type if is_word(condition.fact) else ()) - set(
                values
            ):
                yield "add a value", replace(condition, values=(*values, more))
        case WithinDays(days=days):
            for moved in (days - 1, days + 1):
                yield "move the days", replace(condition, days=moved)
        case DaysBetween(operator=operator, days=days):
            for moved in (days - 1, days + 1):
                yield "move the days", replace(condition, days=moved)
            for flipped in ORDERINGS:
                if flipped != operator:
                    yield "flip the operator", replace(condition, operator=flipped)
            yield "swap the dates", replace(condition, start=condition.end, end=condition.start)


def is_word(fact: str) -> bool:
    """Whether the fact is one of a vocabulary."""
    return issubclass(FACTS[fact].type, Enum)


def neighbours(fact: str, value: Any) -> list[Any]:
    """The values next to one: one more, one less, or every other word."""
    if is_word(fact):
        return [word for word in FACTS[fact].type if word != value]  # type: ignore[attr-defined]
    return [value - DAY, value + DAY] if isinstance(value, date) else [value - 1, value + 1]


def mutants(rule: Rule) -> Iterator[Mutant]:
    """Every rule one edit away."""

    def edited(edit: str, **changes: Any) -> Mutant:
        return Mutant(rule.model_copy(update=changes), edit)

    for edit, condition in conditions(rule.condition):
        yield edited(edit, when=condition)
    for effect in RuleEffect:
        if effect is not rule.effect:
            yield edited("change the effect", effect=effect)
    for operation in rule.operations if len(rule.operations) > 1 else ():
        yield edited(
            "drop an operation", operations=tuple(o for o in rule.operations if o != operation)
        )
    for operation in set(Operation) - set(rule.operations):
        yield edited("add an operation", operations=(*rule.operations, operation))
    kinds = rule.subjects or tuple(SubjectKind)
    for kind in kinds if len(kinds) > 1 else ():
        yield edited("drop a subject", subjects=tuple(k for k in kinds if k != kind))
    for kind in set(SubjectKind) - set(kinds):
        yield edited("add a subject", subjects=(*kinds, kind))
    for obligation in rule.obligations:
        yield edited(
            "drop an obligation", obligations=tuple(o for o in rule.obligations if o != obligation)
        )
    if not rule.absolute:
        yield edited("flip overridable", overridable=not rule.overridable)
    for moved in (rule.valid.start - DAY, rule.valid.start + DAY):
        yield edited("move the first day", valid=rule.valid.model_copy(update={"start": moved}))


def answer(rule: Rule, test: Test, case: Case) -> tuple[Any, ...] | None:
    """What a rule, whose compiled condition is given, adds to the decision of a case; None is nothing.

    A fact that an edit reads and the case leaves out is unknown.
    """
    if case.operation not in rule.operations or not rule.valid.holds_on(case.day):
        return None
    if rule.subjects and case.kind not in rule.subjects:
        return None
    held = test(defaultdict(lambda: None, case.facts))
    effect = rule.effect
    if held is False or (held is None and effect is RuleEffect.PERMIT):
        return None
    if held is None and effect is RuleEffect.FORBID:
        effect = RuleEffect.REFER
    withheld = effect in (RuleEffect.FORBID, RuleEffect.REFER)
    return effect, () if withheld else frozenset(rule.obligations), withheld and waivable(rule)


def cases(rule: Rule) -> list[Case]:
    """The rule's examples, and the cases around them: the edge of every value, place and day."""
    operation, kind = rule.operations[0], (rule.subjects or tuple(SubjectKind))[0]
    around = {name: edges(rule, name) for name in rule.facts}
    given = [
        {**dict.fromkeys(rule.facts), TODAY: NOW, **example.given} for example in rule.examples
    ]
    tried: list[Facts] = list(given)
    for facts in given:
        for name, values in around.items():
            tried += [{**facts, name: value} for value in values]
        for one, other in combinations(around, 2):
            tried += [{**facts, one: a, other: b} for a in around[one] for b in around[other]]
    found = [Case(operation, kind, NOW, facts) for facts in tried]
    firing = [f for f, e in zip(given, rule.examples, strict=True) if e.expect is Expected.FIRES]
    for facts in firing[:1]:
        start = rule.valid.start
        found += [Case(op, who, NOW, facts) for op in Operation for who in SubjectKind]
        found += [Case(operation, kind, day, facts) for day in (start - DAY, start, start + DAY)]
    return found


def edges(rule: Rule, name: str) -> list[Any]:
    """The values of a fact at which the rule may change its answer, and unknown."""
    kind = FACTS[name].type
    if name == TODAY:
        return [NOW]
    if kind is bool:
        return [True, False, None]
    if is_word(name):
        return [*kind, None]  # type: ignore[misc]
    turning: set[int] = set()
    for part in leaves(rule.condition):
        match part:
            case Compare(fact=fact, value=int(value)) if fact == name:
                turning |= {value - 2, value - 1, value, value + 1, value + 2}
            case WithinDays(fact=fact, days=days) if fact == name:
                turning |= {-1, 0, 1, days - 1, days, days + 1, days + 2}
            case DaysBetween(days=days):
                turning |= {
                    turn * side for turn in range(abs(days) - 2, abs(days) + 3) for side in (1, -1)
                }
    if kind is date:
        return [*(NOW - turn * DAY for turn in sorted(turning)), None]
    return [*sorted(turning), None]


def leaves(condition: Condition) -> Iterator[Condition]:
    """The conditions that read facts."""
    match condition:
        case Every(parts=parts) | Some(parts=parts):
            for part in parts:
                yield from leaves(part)
        case Negation(part=part):
            yield from leaves(part)
        case _:
            yield condition


def equivalent(rule: Rule, mutant: Rule) -> bool:
    """Whether Z3 proves that the edit changes the answer to no case at all."""
    one, other = item_of(rule, "product"), item_of(mutant, "product")

    def says(item: Any) -> list[z3.BoolRef]:
        effect, fires, may = item.rule.effect, item.fires, item.may_fire
        never = z3.BoolVal(False)
        unknown = z3.And(may, z3.Not(fires))
        return [
            fires if effect is RuleEffect.FORBID else never,
            unknown
            if effect is RuleEffect.FORBID
            else may
            if effect is RuleEffect.REFER
            else never,
            fires if effect is RuleEffect.PERMIT else never,
            may if effect is RuleEffect.OBLIGE else never,
        ]

    solver = z3.Solver()
    solver.add(domain({*rule.facts, *mutant.facts, TODAY}, first=date(1990, 1, 1)))
    solver.add(z3.Or([a != b for a, b in zip(says(one), says(other), strict=True)]))
    return (
        bool(solver.check() == z3.unsat)
        and set(rule.obligations) == set(mutant.obligations)
        and (
            waivable(rule) == waivable(mutant)
            or rule.effect in (RuleEffect.PERMIT, RuleEffect.OBLIGE)
        )
    )


@dataclass
class Score:
    """What became of the edits of a rule."""

    killed_by_examples: int = 0
    killed_by_generated: int = 0
    equivalent: int = 0
    survivors: tuple[str, ...] = ()


def score(rule: Rule, asked: Sequence[Case] | None = None) -> Score:
    """Try every edit of a rule against its examples, then the cases around them, then a proof."""
    asked = cases(rule) if asked is None else asked
    original = compiled(rule.condition)
    expected = [answer(rule, original, case) for case in asked]
    own = len(rule.examples)
    total = Score()
    for mutant in mutants(rule):
        test = compiled(mutant.rule.condition)
        place = next(
            (
                at
                for at, (case, said) in enumerate(zip(asked, expected, strict=True))
                if answer(mutant.rule, test, case) != said
            ),
            None,
        )
        if place is None:
            if equivalent(rule, mutant.rule):
                total.equivalent += 1
            else:
                total.survivors += (f"{rule.id}: {mutant.edit}",)
        elif place < own:
            total.killed_by_examples += 1
        else:
            total.killed_by_generated += 1
    return total
