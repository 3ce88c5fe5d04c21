"""The packs as one formula: operation, kind of debtor, packs that apply, day, waivers and every fact.

A fact is a value and whether it is known; a condition is two formulas, "is true" and "is false", and
is unknown when neither holds. Nothing is assumed of the facts: what is proved holds whatever they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cached_property

import z3

from policies.condition import (
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
from policies.engine import ALWAYS, WITHHOLDING
from policies.facts import FACTS
from policies.load import Packs
from policies.model import Rule, RuleEffect
from tracer.lawful import Obligation, Operation
from tracer.subject import SubjectKind

OPERATIONS, KINDS = list(Operation), list(SubjectKind)
FIRST_DAY = date(2026, 1, 1)
"""What is proved is proved for this day and every later one."""

ORDER = {
    "eq": lambda a, b: a == b,
    "ne": lambda a, b: a != b,
    "lt": lambda a, b: a < b,
    "le": lambda a, b: a <= b,
    "gt": lambda a, b: a > b,
    "ge": lambda a, b: a >= b,
}


def number(name: str, value: object) -> int:
    """A fact's value as a whole number: the day's ordinal, the place in its vocabulary."""
    kind = FACTS[name].type
    if isinstance(value, date):
        return value.toordinal()
    if issubclass(kind, Enum):
        return list(kind).index(kind(value))
    assert isinstance(value, int)
    return value


@dataclass(frozen=True)
class Symbol:
    """A fact: its value, and whether it is known."""

    value: z3.ExprRef
    known: z3.BoolRef


@dataclass(frozen=True)
class Truth:
    """A condition in three values; neither is unknown."""

    true: z3.BoolRef
    false: z3.BoolRef


def symbol(name: str) -> Symbol:
    """The fact's own symbols, the same wherever it is read."""
    make = z3.Bool if FACTS[name].type is bool else z3.Int
    return Symbol(make(f"value {name}"), z3.Bool(f"known {name}"))


def truth(condition: Condition) -> Truth:
    """The condition as a pair of formulas, by Kleene's strong logic."""
    match condition:
        case Every(parts=parts):
            found = [truth(part) for part in parts]
            return Truth(z3.And([t.true for t in found]), z3.Or([t.false for t in found]))
        case Some(parts=parts):
            found = [truth(part) for part in parts]
            return Truth(z3.Or([t.true for t in found]), z3.And([t.false for t in found]))
        case Negation(part=part):
            inner = truth(part)
            return Truth(inner.false, inner.true)
        case Known(fact=fact):
            known = symbol(fact).known
            return Truth(known, z3.Not(known))
        case Holds(fact=fact):
            return settled([symbol(fact)], symbol(fact).value)
        case Compare(operator=operator, fact=fact, value=value):
            one = symbol(fact)
            return settled([one], ORDER[operator](one.value, number(fact, value)))
        case OneOf(fact=fact, values=values):
            one = symbol(fact)
            return settled([one], z3.Or([one.value == number(fact, value) for value in values]))
        case WithinDays(fact=fact, days=days):
            start, today = symbol(fact), symbol(TODAY)
            elapsed = today.value - start.value
            return settled([start, today], z3.And(elapsed >= 0, elapsed <= days))
        case DaysBetween(start=first, end=last, operator=operator, days=days):
            start, end = symbol(first), symbol(last)
            return settled([start, end], ORDER[operator](end.value - start.value, days))


def settled(facts: list[Symbol], holds: z3.BoolRef) -> Truth:
    """A comparison: true or false only when every fact of it is known."""
    known = [fact.known for fact in facts]
    return Truth(z3.And([*known, holds]), z3.And([*known, z3.Not(holds)]))


@dataclass(frozen=True)
class Item:
    """A rule and what it says, wherever it applies."""

    rule: Rule
    code: str
    applies: z3.BoolRef
    truth: Truth

    @property
    def fires(self) -> z3.BoolRef:
        """The rule applies and its condition is true."""
        return z3.And(self.applies, self.truth.true)

    @property
    def may_fire(self) -> z3.BoolRef:
        """The rule applies and its condition is true or unknown."""
        return z3.And(self.applies, z3.Not(self.truth.false))

    @property
    def stands(self) -> z3.BoolRef:
        """The rule withholds leave and no waiver sets it aside."""
        return (
            z3.And(self.may_fire, z3.Not(waived(self.rule)))
            if waivable(self.rule)
            else self.may_fire
        )


def waivable(rule: Rule) -> bool:
    """Whether its file lets a compliance officer set it aside."""
    return rule.overridable and not rule.absolute


def waived(rule: Rule) -> z3.BoolRef:
    """Whether a waiver of the rule is in force."""
    return z3.Bool(f"waived {rule.id}")


doing, debtor = z3.Int("operation"), z3.Int("kind")


def operation_is(*operations: Operation) -> z3.BoolRef:
    """What is about to be done is one of these."""
    return z3.Or([doing == OPERATIONS.index(one) for one in operations])


def kind_is(*kinds: SubjectKind) -> z3.BoolRef:
    """The debtor is one of these."""
    return z3.Or([debtor == KINDS.index(one) for one in kinds])


def applied(code: str) -> z3.BoolRef:
    """Whether a pack applies; the product's and the Union's always do."""
    return z3.BoolVal(True) if code in ALWAYS else z3.Bool(f"pack {code}")


def item_of(rule: Rule, code: str) -> Item:
    """A rule as formulas: where it applies, and what its condition says."""
    today = symbol(TODAY).value
    in_law = [today >= rule.valid.start.toordinal()]
    if rule.valid.end is not None:
        in_law.append(today <= rule.valid.end.toordinal())
    kinds = [kind_is(*rule.subjects)] if rule.subjects else []
    return Item(
        rule=rule,
        code=code,
        applies=z3.And([applied(code), operation_is(*rule.operations), *kinds, *in_law]),
        truth=truth(rule.condition),
    )


def domain(names: Iterable[str], first: date = FIRST_DAY) -> z3.BoolRef:
    """Operations and kinds that exist, words of each vocabulary, a known day from the first on."""
    said = [
        z3.And(symbol(name).value >= 0, symbol(name).value < len(list(FACTS[name].type)))
        for name in sorted(names)
        if issubclass(FACTS[name].type, Enum)
    ]
    said += [
        z3.And(symbol(name).value >= 1, symbol(name).value <= date.max.toordinal())
        for name in sorted(names)
        if FACTS[name].type is date
    ]
    today = symbol(TODAY)
    return z3.And(
        [
            *said,
            doing >= 0,
            len(OPERATIONS) > doing,
            debtor >= 0,
            len(KINDS) > debtor,
            today.known,
            today.value >= first.toordinal(),
            today.value <= date(2100, 1, 1).toordinal(),
        ]
    )


@dataclass
class World:
    """Every decision the packs can come to, as formulas."""

    packs: Packs
    extra: Iterable[Item] = ()

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Every rule of every pack."""
        return (
            *(
                item_of(rule, code)
                for code, rules in sorted(self.packs.by_code.items())
                for rule in rules
            ),
            *self.extra,
        )

    @cached_property
    def withholding(self) -> tuple[Item, ...]:
        """The rules that forbid or refer."""
        return tuple(item for item in self.items if item.rule.effect in WITHHOLDING)

    @cached_property
    def unwithheld(self) -> z3.BoolRef:
        """No rule withholds leave: what a permitting rule permits is permitted."""
        return z3.And([z3.Not(item.stands) for item in self.withholding])

    @cached_property
    def granted(self) -> z3.BoolRef:
        """Some rule permits."""
        return z3.Or([i.fires for i in self.items if i.rule.effect is RuleEffect.PERMIT])

    @cached_property
    def permit(self) -> z3.BoolRef:
        """The decision is a permit."""
        return z3.And(self.unwithheld, self.granted)

    @cached_property
    def forbid(self) -> z3.BoolRef:
        """The decision forbids: by a rule, or because nothing permits."""
        by_rule = z3.Or(
            [
                z3.And(item.stands, item.truth.true)
                for item in self.withholding
                if item.rule.effect is RuleEffect.FORBID
            ]
        )
        return z3.Or(by_rule, z3.And(self.unwithheld, z3.Not(self.granted)))

    @cached_property
    def refer(self) -> z3.BoolRef:
        """The decision goes to a person."""
        return z3.And(z3.Not(self.permit), z3.Not(self.forbid))

    def owed(self, obligation: Obligation) -> z3.BoolRef:
        """A permit carries this obligation."""
        return z3.Or(
            [
                item.may_fire if item.rule.effect is RuleEffect.OBLIGE else item.fires
                for item in self.items
                if obligation in item.rule.obligations
            ]
        )

    @cached_property
    def domain(self) -> z3.BoolRef:
        """What every decision is made of."""
        return domain({name for item in self.items for name in item.rule.facts} | {TODAY})

    def counterexample(self, claim: z3.BoolRef) -> z3.ModelRef | None:
        """A decision the claim is false of, or None: then it is proved."""
        return self.witness(z3.Not(claim))

    def witness(self, *wanted: z3.BoolRef) -> z3.ModelRef | None:
        """A decision of which all of it is true, if there is one."""
        solver = z3.Solver()
        solver.add(self.domain, *wanted)
        found = solver.check()
        assert found != z3.unknown
        return solver.model() if found == z3.sat else None


def no_waiver(world: World) -> z3.BoolRef:
    """Nobody has set any rule aside."""
    return z3.And([z3.Not(waived(i.rule)) for i in world.withholding if waivable(i.rule)])


def only(world: World, codes: Iterable[str]) -> z3.BoolRef:
    """Of the countries' packs, these apply and no other."""
    loaded = [code for code in world.packs.by_code if code not in ALWAYS]
    return z3.And([applied(c) if c in set(codes) else z3.Not(applied(c)) for c in loaded])


def facts_in(model: z3.ModelRef, names: Iterable[str]) -> dict[str, object]:
    """The facts of a model, in their own types; None is unknown."""
    found: dict[str, object] = {}
    for name in names:
        one, kind = symbol(name), FACTS[name].type
        if not z3.is_true(model.eval(one.known, model_completion=True)):
            found[name] = None
            continue
        value = model.eval(one.value, model_completion=True)
        if kind is bool:
            found[name] = z3.is_true(value)
        elif kind is date:
            found[name] = date.fromordinal(max(value.as_long(), 1))
        elif issubclass(kind, Enum):
            found[name] = list(kind)[value.as_long()]
        else:
            found[name] = value.as_long()
    return found


def substitution(facts: Mapping[str, object]) -> list[tuple[z3.ExprRef, z3.ExprRef]]:
    """What replaces the symbols when the facts are these."""
    pairs: list[tuple[z3.ExprRef, z3.ExprRef]] = []
    for name, value in facts.items():
        one = symbol(name)
        pairs.append((one.known, z3.BoolVal(value is not None)))
        if value is not None:
            plain = (
                z3.BoolVal(bool(value))
                if FACTS[name].type is bool
                else z3.IntVal(number(name, value))
            )
            pairs.append((one.value, plain))
    return pairs


def told(model: z3.ModelRef, names: Iterable[str]) -> str:
    """A decision in words: what is done, to whom, under which packs, and some of its facts."""
    place = model.eval(doing, model_completion=True).as_long()
    kind = model.eval(debtor, model_completion=True).as_long()
    facts = facts_in(model, sorted(names))
    said = ", ".join(f"{n} is {'unknown' if v is None else v}" for n, v in facts.items())
    return f"{OPERATIONS[place].value} about a {KINDS[kind].value}, where {said or 'nothing else matters'}"
