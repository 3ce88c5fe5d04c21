"""Turns a condition into a function of facts, in Kleene's three values: True, False, None for unknown."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from operator import itemgetter
from typing import Any, TypeAlias

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

FactValue: TypeAlias = bool | int | date | StrEnum
"""What a fact may be: nothing in it names anybody, because every value read is journalled."""

Facts: TypeAlias = Mapping[str, FactValue | None]
Test: TypeAlias = Callable[[Facts], bool | None]

ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
}


def compiled(condition: Condition) -> Test:
    """A closure that says whether the condition holds; unknown unless the known facts settle it."""
    match condition:
        case Every(parts=parts):
            return every(tuple(compiled(part) for part in parts))
        case Some(parts=parts):
            return some(tuple(compiled(part) for part in parts))
        case Negation(part=Holds(fact=fact)):
            return lambda facts: None if (value := facts[fact]) is None else not value
        case Negation(part=part):
            return negation(compiled(part))
        case Holds(fact=fact):
            return itemgetter(fact)  # a yes-or-no fact is its own answer, and so is unknown
        case Known(fact=fact):
            return lambda facts: facts[fact] is not None
        case Compare(operator=name, fact=fact, value=value):
            return comparison(ORDER[name], fact, value)
        case OneOf(fact=fact, values=values):
            return membership(fact, frozenset(values))
        case WithinDays(fact=fact, days=days):
            return span(fact, TODAY, lambda elapsed: 0 <= elapsed <= days)
        case DaysBetween(start=start, end=end, operator=name, days=days):
            order = ORDER[name]
            return span(start, end, lambda elapsed: order(elapsed, days))


def every(parts: tuple[Test, ...]) -> Test:
    """False as soon as one part is false; else unknown if one is unknown; else true."""

    if len(parts) == 2:
        return both(*parts)

    def test(facts: Facts) -> bool | None:
        result: bool | None = True
        for part in parts:
            value = part(facts)
            if value is False:
                return False
            if value is None:
                result = None
        return result

    return test


def both(first: Test, second: Test) -> Test:
    """`every` of two parts, which most rules are, without the loop."""

    def test(facts: Facts) -> bool | None:
        one = first(facts)
        if one is False:
            return False
        other = second(facts)
        return other if one else (False if other is False else None)

    return test


def some(parts: tuple[Test, ...]) -> Test:
    """True as soon as one part is true; else unknown if one is unknown; else false."""

    def test(facts: Facts) -> bool | None:
        result: bool | None = False
        for part in parts:
            value = part(facts)
            if value:
                return True
            if value is None:
                result = None
        return result

    return test


def negation(part: Test) -> Test:
    """The opposite; unknown stays unknown."""
    return lambda facts: None if (value := part(facts)) is None else not value


def comparison(order: Callable[[Any, Any], bool], fact: str, wanted: object) -> Test:
    """The fact against a value; unknown when the fact is."""
    return lambda facts: None if (value := facts[fact]) is None else order(value, wanted)


def membership(fact: str, wanted: frozenset[object]) -> Test:
    """Whether the fact is among the values; unknown when the fact is."""
    return lambda facts: None if (value := facts[fact]) is None else value in wanted


def span(start: str, end: str, holds: Callable[[int], bool]) -> Test:
    """The days from one date to another; unknown when either is."""

    def test(facts: Facts) -> bool | None:
        first, last = facts[start], facts[end]
        if not isinstance(first, date) or not isinstance(last, date):
            return None
        return holds((last - first).days)

    return test
