"""The catalogue of facts: what rules may read, each a documented function of a situation and the time.

A fact's first line is published to compliance in English, its "FR:" line in French, and its
"Field:" line names what to fill in the case file, if it comes from there.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from enum import StrEnum
from types import MappingProxyType, ModuleType, NoneType
from typing import get_args, get_type_hints

from policies import (
    facts_abroad,
    facts_case,
    facts_channel,
    facts_claim,
    facts_conduct,
    facts_countries,
    facts_gb,
    facts_history,
    facts_hours,
    facts_match,
    facts_rights,
    facts_source,
    facts_standing,
    facts_subject,
)
from policies.condition import (
    ORDERINGS,
    Compare,
    Condition,
    DaysBetween,
    Every,
    Holds,
    Known,
    Literal,
    Negation,
    OneOf,
    Some,
    WithinDays,
)
from policies.kleene import FactValue
from tracer.lawful import Text
from tracer.situation import Situation

Reader = Callable[[Situation, datetime], FactValue | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing a rule may ask about: its name, type, reader and what it means."""

    name: str
    type: type[FactValue]
    read: Reader
    text: Text
    fields: tuple[str, ...]  # of the case file


def catalogue(*modules: ModuleType) -> Mapping[str, Fact]:
    """Every public function of the modules, as a fact. Raises TypeError if one is not documented."""
    found: dict[str, Fact] = {}
    for module in modules:
        for name, read in vars(module).items():
            if name.startswith("_") or not inspect.isfunction(read):
                continue
            if read.__module__ == module.__name__:
                text, fields = documented(read)
                found[name] = Fact(
                    name=name, type=type_of(read), read=read, text=text, fields=fields
                )
    return MappingProxyType(found)


def type_of(read: Reader) -> type[FactValue]:
    """What the fact is when it is known: bool, int, date or a vocabulary."""
    answer = get_type_hints(read)["return"]
    kinds = [kind for kind in get_args(answer) or (answer,) if kind is not NoneType]
    if len(kinds) != 1 or not issubclass(kinds[0], bool | int | date | StrEnum):
        raise TypeError(f"fact {getattr(read, '__name__', read)} has no single plain type")
    kind: type[FactValue] = kinds[0]
    return kind


def documented(read: Reader) -> tuple[Text, tuple[str, ...]]:
    """The fact's meaning in English (first paragraph) and French ("FR:"), and its "Field:"."""
    said, _, field = inspect.cleandoc(read.__doc__ or "").partition("\n\nField:")
    english, _, french = said.partition("\n\nFR:")
    if not english or not french:
        raise TypeError(f"fact {getattr(read, '__name__', read)} is not documented twice")
    text = Text(en=" ".join(english.split()), fr=" ".join(french.split()))
    return text, tuple(name.strip() for name in field.split(",") if name.strip())


FACTS: Mapping[str, Fact] = catalogue(
    facts_case,
    facts_conduct,
    facts_claim,
    facts_subject,
    facts_history,
    facts_source,
    facts_match,
    facts_channel,
    facts_rights,
    facts_standing,
    facts_hours,
    facts_countries,
    facts_abroad,
    facts_gb,
)
"""Every fact, by name."""


def check(condition: Condition) -> None:
    """Raise ValueError if a fact does not exist or is compared with what it can never be."""
    match condition:
        case Every(parts=parts) | Some(parts=parts):
            for part in parts:
                check(part)
        case Negation(part=part):
            check(part)
        case Known(fact=name):
            named(name)
        case Holds(fact=name):
            typed(name, bool)
        case Compare(operator=operator, fact=name, value=value):
            comparable(name, value)
            if operator in ORDERINGS and named(name).type not in (int, date):
                raise ValueError(f"fact {name} has no order")
        case OneOf(fact=name, values=values):
            for value in values:
                comparable(name, value)
        case WithinDays(fact=name):
            typed(name, date)
        case DaysBetween(start=start, end=end):
            typed(start, date)
            typed(end, date)


def named(name: str) -> Fact:
    """The fact of that name, or ValueError."""
    if name not in FACTS:
        near = get_close_matches(name, FACTS, n=1)
        raise ValueError(f"there is no fact {name!r}" + (f"; perhaps {near[0]!r}" if near else ""))
    return FACTS[name]


def typed(name: str, kind: type) -> None:
    """Raise ValueError unless the fact is of that type."""
    if named(name).type is not kind:
        raise ValueError(f"fact {name} is not a {kind.__name__}")


def comparable(name: str, value: Literal) -> None:
    """Raise ValueError unless the fact may have that value."""
    value_of(name, value)


def value_of(name: str, raw: object) -> FactValue:
    """A fact's value as a pack file or a journal writes it, in the fact's own type."""
    kind = named(name).type
    if issubclass(kind, StrEnum):
        if isinstance(raw, str) and raw in set(kind):
            return kind(raw)
        raise ValueError(f"fact {name} is never {raw!r}")
    if kind is date and isinstance(raw, str):
        return date.fromisoformat(raw)
    if not isinstance(raw, bool | int | date) or type(raw) is not kind:
        raise ValueError(f"fact {name} is compared with a {kind.__name__}")
    return raw
