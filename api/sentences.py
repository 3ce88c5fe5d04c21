"""When a rule fires, in sentences: its condition over the published meaning of each fact.

A fact's meaning is a question in French and a "whether" in English; a condition adds the answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from api.fact_words import FACT_LABELS
from api.words import LABELS, Language, day, said
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
from policies.facts import FACTS, value_of
from policies.kleene import FactValue

ORDERS: dict[str, tuple[str, str]] = {
    "eq": ("", ""),
    "ne": ("tout sauf ", "anything but "),
    "lt": ("moins de ", "less than "),
    "le": ("au plus ", "at most "),
    "gt": ("plus de ", "more than "),
    "ge": ("au moins ", "at least "),
}
DAYS: dict[str, tuple[str, str]] = {
    "eq": ("le ", "on "),
    "ne": ("pas le ", "not on "),
    "lt": ("avant le ", "before "),
    "le": ("au plus tard le ", "at the latest on "),
    "gt": ("après le ", "after "),
    "ge": ("au plus tôt le ", "at the earliest on "),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One line, and what stands under it."""

    text: str
    under: tuple[Sentence, ...] = ()

    def lines(self, depth: int = 0) -> Iterator[tuple[int, str]]:
        """Each line with its depth."""
        yield depth, self.text
        for inner in self.under:
            yield from inner.lines(depth + 1)


def sentence(condition: Condition, language: Language) -> Sentence:
    """The condition as a reader of the language reads it."""
    fr = language == "fr"
    match condition:
        case Every(parts=parts):
            return group("à la fois :" if fr else "all of these:", parts, language)
        case Some(parts=parts):
            return group("l'un au moins :" if fr else "at least one of these:", parts, language)
        case Negation(part=Holds(fact=name)):
            return answered(name, "non" if fr else "no", language)
        case Negation(part=part):
            return group("et non :" if fr else "not so:", (part,), language)
        case Holds(fact=name):
            return answered(name, "oui" if fr else "yes", language)
        case Known(fact=name):
            return answered(name, "on le sait" if fr else "this is known", language)
        case Compare(operator=operator, fact=name, value=value):
            words = DAYS if FACTS[name].type is date else ORDERS
            answer = words[operator][not fr] + value_said(value_of(name, value), language)
            return answered(name, answer, language)
        case OneOf(fact=name, values=values):
            listed = ", ".join(value_said(value_of(name, value), language) for value in values)
            return answered(name, f"{'soit' if fr else 'either'} {listed}", language)
        case WithinDays(fact=name, days=days):
            since = f"il y a au plus {days} jours" if fr else f"at most {days} days ago"
            return answered(name, since, language)
        case DaysBetween(start=start, end=end, operator=operator, days=days):
            many = f"{ORDERS[operator][not fr]}{days} {'jours' if fr else 'days'}"
            first, last = meaning(start, language), meaning(end, language)
            return Sentence(
                text=f"du premier jour au second : {many}"
                if fr
                else f"from the first day to the second: {many}",
                under=(Sentence(text=first), Sentence(text=last)),
            )


def group(head: str, parts: tuple[Condition, ...], language: Language) -> Sentence:
    """A heading over its parts."""
    return Sentence(text=head, under=tuple(sentence(part, language) for part in parts))


def answered(name: str, answer: str, language: Language) -> Sentence:
    """A fact's meaning with the answer looked for."""
    return Sentence(text=f"{meaning(name, language)} — {answer}")


def meaning(name: str, language: Language) -> str:
    """What a fact means, without the full stop of the catalogue."""
    return said(FACTS[name].text, language).removesuffix(".")


LABELLED = LABELS | FACT_LABELS
"""Every value a fact may have has its words."""


def value_said(value: FactValue, language: Language) -> str:
    """A fact's value in words."""
    if isinstance(value, bool):
        return {"fr": ("non", "oui"), "en": ("no", "yes")}[language][value]
    if isinstance(value, StrEnum):
        told = LABELLED[type(value), value]
        return told[language == "en"]
    return day(value, language) if isinstance(value, date) else str(value)
