"""The condition of a rule, as a tree over facts. It reads nothing and decides nothing by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

Literal: TypeAlias = str | int | date
"""What a rule may compare a fact with."""

COMPARISONS = ("eq", "ne", "lt", "le", "gt", "ge")
ORDERINGS = ("lt", "le", "gt", "ge")
TODAY = "today"


@dataclass(frozen=True, slots=True, kw_only=True)
class Every:
    """`all`: every part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Some:
    """`any`: at least one part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Negation:
    """`not`: the part does not hold."""

    part: Condition


@dataclass(frozen=True, slots=True, kw_only=True)
class Holds:
    """`is`: a yes-or-no fact is yes."""

    fact: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """`known`: somebody stated the fact. The only operator that sees absence."""

    fact: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Compare:
    """`eq ne lt le gt ge`: a fact against a value."""

    operator: str
    fact: str
    value: Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class OneOf:
    """`in`: a fact is one of several values."""

    fact: str
    values: tuple[Literal, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WithinDays:
    """`within_days`: a date is today or at most so many days ago."""

    fact: str
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysBetween:
    """`days_between`: the days from one date to another, against a number."""

    start: str
    end: str
    operator: str
    days: int


Condition: TypeAlias = (
    Every | Some | Negation | Holds | Known | Compare | OneOf | WithinDays | DaysBetween
)


def parse(tree: object) -> Condition:
    """The condition a table of a pack file writes. Raises ValueError with the reason."""
    if not isinstance(tree, dict) or len(tree) != 1:
        raise ValueError("a condition is a table with exactly one operator")
    operator, operand = next(iter(tree.items()))
    match operator, operand:
        case (("all" | "any"), [_, *_]):
            parts = tuple(parse(part) for part in operand)
            return Every(parts=parts) if operator == "all" else Some(parts=parts)
        case "not", dict():
            return Negation(part=parse(operand))
        case "is", str():
            return Holds(fact=operand)
        case "known", str():
            return Known(fact=operand)
        case "in", [str(fact), [_, *_] as values]:
            return OneOf(fact=fact, values=tuple(literal(value) for value in values))
        case "within_days", [str(fact), int(days)] if not isinstance(days, bool):
            return WithinDays(fact=fact, days=days)
        case "days_between", [str(start), str(end), dict(against)] if len(against) == 1:
            ordering, days = next(iter(against.items()))
            if ordering in ORDERINGS and isinstance(days, int) and not isinstance(days, bool):
                return DaysBetween(start=start, end=end, operator=ordering, days=days)
        case str(), [str(fact), value] if operator in COMPARISONS:
            return Compare(operator=operator, fact=fact, value=literal(value))
    raise ValueError(f"operator {operator!r} is not known, or its operands are not what it takes")


def literal(value: object) -> Literal:
    """A value a fact may be compared with: text, whole number or date."""
    if isinstance(value, bool) or not isinstance(value, str | int | date):
        raise ValueError("a fact is compared with text, a whole number or a date")
    return value


def tree_of(condition: Condition) -> dict[str, object]:
    """The condition as plain data again, for hashing and printing."""
    match condition:
        case Every(parts=parts):
            return {"all": [tree_of(part) for part in parts]}
        case Some(parts=parts):
            return {"any": [tree_of(part) for part in parts]}
        case Negation(part=part):
            return {"not": tree_of(part)}
        case Holds(fact=fact):
            return {"is": fact}
        case Known(fact=fact):
            return {"known": fact}
        case Compare(operator=operator, fact=fact, value=value):
            return {operator: [fact, plain(value)]}
        case OneOf(fact=fact, values=values):
            return {"in": [fact, [plain(value) for value in values]]}
        case WithinDays(fact=fact, days=days):
            return {"within_days": [fact, days]}
        case DaysBetween(start=start, end=end, operator=operator, days=days):
            return {"days_between": [start, end, {operator: days}]}


def plain(value: Literal) -> str | int:
    """The same value as JSON writes it."""
    return value.isoformat() if isinstance(value, date) else value


def facts_of(condition: Condition) -> Iterator[str]:
    """The name of every fact the condition reads; some may come more than once."""
    match condition:
        case Every(parts=parts) | Some(parts=parts):
            for part in parts:
                yield from facts_of(part)
        case Negation(part=part):
            yield from facts_of(part)
        case WithinDays(fact=fact):
            yield from (fact, TODAY)
        case DaysBetween(start=start, end=end):
            yield from (start, end)
        case Holds(fact=fact) | Known(fact=fact) | Compare(fact=fact) | OneOf(fact=fact):
            yield fact
