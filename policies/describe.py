"""The rules in words: what compliance reads on screen, on the command line and over HTTP."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

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
    plain,
)
from policies.facts import FACTS
from policies.load import Packs
from policies.model import Rule
from tracer.errors import NotFound
from tracer.lawful import Authority, Citation, Obligation, Operation, Text
from tracer.subject import SubjectKind

AUTHORITY: dict[Authority, Text] = {
    Authority.STATUTE: Text(fr="loi ou règlement", en="statute or regulation"),
    Authority.CASE_LAW: Text(fr="jurisprudence", en="case law"),
    Authority.GUIDANCE: Text(fr="doctrine du régulateur", en="regulator's guidance"),
    Authority.INDUSTRY: Text(fr="code de la profession", en="industry code"),
    Authority.PRODUCT_DEFAULT: Text(
        fr="choix du produit, pas une loi", en="product default, not law"
    ),
}
"""How binding a rule is, in words: the one set there is. A product default is never shown as law."""

UNCHECKED = Text(fr="à confirmer par un conseil", en="to be confirmed by counsel")

SIGNS = {"eq": "=", "ne": "≠", "lt": "<", "le": "≤", "gt": ">", "ge": "≥"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FactText:
    """A fact a rule reads, and what it means."""

    name: str
    type: str
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleText:
    """One rule as it is shown."""

    id: str
    version: int
    title: Text
    message: Text
    remedy: Text | None
    effect: str  # forbid, refer, permit, oblige
    authority: Authority
    authority_label: Text
    citation: Citation
    citation_label: Text
    valid_from: date
    valid_to: date | None
    operations: tuple[Operation, ...]
    subjects: tuple[SubjectKind, ...]
    obligations: tuple[Obligation, ...]
    absolute: bool
    overridable: bool
    condition: str
    facts: tuple[FactText, ...]


def describe(packs: Packs) -> tuple[RuleText, ...]:
    """Every rule, by id."""
    return tuple(rule_text(rule) for rule in packs.rules)


def explain(packs: Packs, rule_id: str) -> RuleText:
    """The latest version of one rule. Raises NotFound."""
    found = [rule for rule in packs.rules if rule.id == rule_id]
    if not found:
        raise NotFound("there is no rule of that id")
    return rule_text(max(found, key=lambda rule: rule.version))


def rule_text(rule: Rule) -> RuleText:
    """One rule in words."""
    citation = rule.citation.citation()
    return RuleText(
        id=rule.id,
        version=rule.version,
        title=rule.title.text(),
        message=rule.message.text(),
        remedy=rule.remedy.text() if rule.remedy else None,
        effect=rule.effect.value,
        authority=rule.authority,
        authority_label=AUTHORITY[rule.authority],
        citation=citation,
        citation_label=citation_label(citation, rule.authority),
        valid_from=rule.valid.start,
        valid_to=rule.valid.end,
        operations=rule.operations,
        subjects=rule.subjects or tuple(SubjectKind),
        obligations=rule.obligations,
        absolute=rule.absolute,
        overridable=rule.overridable,
        condition=in_words(rule.condition),
        facts=tuple(fact_text(name) for name in rule.facts),
    )


def fact_text(name: str) -> FactText:
    """One fact in words."""
    fact = FACTS[name]
    return FactText(name=name, type=fact.type.__name__, text=fact.text)


def citation_label(citation: Citation, authority: Authority) -> Text:
    """Where a rule comes from, in one line; what nobody has confirmed says so."""
    if authority is Authority.PRODUCT_DEFAULT and citation.instrument == "Tracer":
        return AUTHORITY[authority]
    parts = (citation.instrument, citation.article, citation.identifier)
    where = ", ".join(part for part in parts if part)
    if citation.checked:
        return Text(fr=where, en=where)
    return Text(fr=f"{where} ({UNCHECKED.fr})", en=f"{where} ({UNCHECKED.en})")


def in_words(condition: Condition, *, inner: bool = False) -> str:
    """The condition on one line, in the words of the facts."""
    match condition:
        case Every(parts=parts):
            return joined(parts, " and ", inner=inner)
        case Some(parts=parts):
            return joined(parts, " or ", inner=inner)
        case Negation(part=part):
            return f"not {in_words(part, inner=True)}"
        case Holds(fact=fact):
            return fact
        case Known(fact=fact):
            return f"{fact} is known"
        case Compare(operator=operator, fact=fact, value=value):
            return f"{fact} {SIGNS[operator]} {plain(value)}"
        case OneOf(fact=fact, values=values):
            return f"{fact} in {{{', '.join(str(plain(value)) for value in values)}}}"
        case WithinDays(fact=fact, days=days):
            return f"{fact} is at most {days} days ago"
        case DaysBetween(start=start, end=end, operator=operator, days=days):
            return f"days from {start} to {end} {SIGNS[operator]} {days}"


def joined(parts: Iterable[Condition], word: str, *, inner: bool) -> str:
    """Parts with a word between them, in brackets where they stand inside another."""
    said = word.join(in_words(part, inner=True) for part in parts)
    return f"({said})" if inner else said
