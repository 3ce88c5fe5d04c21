"""Writes many conditions as one Python function, which is several times faster than a closure each.

It says exactly what `policies.kleene` says of each condition; a test holds the two together. The text
is made of operators from a fixed table and of names given here to facts and values: nothing a pack
file writes is ever part of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
from policies.kleene import Facts

Outcomes: TypeAlias = Callable[[Facts], tuple[bool | None, ...]]
"""What each condition says of some facts, in the order they were given."""

SIGNS = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}


def inlined(conditions: Sequence[Condition]) -> Outcomes:
    """One function for all the conditions: True, False, or None for unknown, for each."""
    writer = Writer()
    written = [writer.text(condition) for condition in conditions]
    lines = [f" {name} = facts[{key}]" for key, name in writer.facts.values()]
    lines.append(f" return ({''.join(f'{text}, ' for text in written)})")
    space: dict[str, Any] = dict(writer.values)
    exec("\n".join(["def outcomes(facts):", *lines]), space)  # noqa: S102
    function: Outcomes = space["outcomes"]
    return function


class Writer:
    """Names the facts and values of conditions, and writes the conditions with those names."""

    def __init__(self) -> None:
        self.facts: dict[str, tuple[str, str]] = {}  # by fact: the name of its key, its own name
        self.values: dict[str, object] = {}
        self._steps = 0

    def text(self, condition: Condition) -> str:
        """The condition as an expression."""
        match condition:
            case Every(parts=parts):
                return self._joined(parts, "False", "is False", "True")
            case Some(parts=parts):
                return self._joined(parts, "True", "is True", "False")
            case Negation(part=part):
                step = self._step()
                return f"(None if ({step} := {self.text(part)}) is None else not {step})"
            case Holds(fact=fact):
                return self._fact(fact)
            case Known(fact=fact):
                return f"({self._fact(fact)} is not None)"
            case Compare(operator=operator, fact=fact, value=value):
                return self._settled(
                    [fact], f"{self._fact(fact)} {SIGNS[operator]} {self._value(value)}"
                )
            case OneOf(fact=fact, values=values):
                return self._settled(
                    [fact], f"{self._fact(fact)} in {self._value(frozenset(values))}"
                )
            case WithinDays(fact=fact, days=days):
                elapsed = f"({self._fact(TODAY)} - {self._fact(fact)}).days"
                return self._settled([fact, TODAY], f"0 <= {elapsed} <= {self._value(days)}")
            case DaysBetween(start=start, end=end, operator=operator, days=days):
                elapsed = f"({self._fact(end)} - {self._fact(start)}).days"
                return self._settled(
                    [start, end], f"{elapsed} {SIGNS[operator]} {self._value(days)}"
                )

    def _joined(self, parts: Sequence[Condition], settles: str, when: str, otherwise: str) -> str:
        """One part that settles it is enough; else unknown if one is unknown; else the opposite."""
        steps = [self._step() for _ in parts]
        tried = " or ".join(
            f"({step} := {self.text(part)}) {when}" for step, part in zip(steps, parts, strict=True)
        )
        unknown = " or ".join(f"{step} is None" for step in steps)
        return f"({settles} if {tried} else None if {unknown} else {otherwise})"

    def _settled(self, facts: Sequence[str], text: str) -> str:
        unknown = " or ".join(f"{self._fact(fact)} is None" for fact in facts)
        return f"(None if {unknown} else {text})"

    def _fact(self, fact: str) -> str:
        if fact not in self.facts:
            self.facts[fact] = (self._value(fact), f"f{len(self.facts)}")
        return self.facts[fact][1]

    def _value(self, value: object) -> str:
        name = f"v{len(self.values)}"
        self.values[name] = value
        return name

    def _step(self) -> str:
        self._steps += 1
        return f"s{self._steps}"
