"""What one judgment says about a collective procedure, by the official ordered rules kept as data."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from connectors.fr.french_text import folded
from tracer.screening import InsolvencyState


class Then(StrEnum):
    """What a judgment does to what was known before it."""

    OPENS = "opens"  # a procedure is in the state that the rule gives
    ENDS = "ends"
    NOTHING = "nothing"  # a formality: an open procedure stays open
    UNCLEAR = "unclear"  # an open procedure stays open; without one a person must read it
    REVERSES = "reverses"  # a higher court spoke: a person must read it in any case
    EXCLUDED = "excluded"  # a family the official rules leave out
    RETRACTS = "retracts"  # takes back the judgment it refers to
    UNKNOWN = "unknown"  # no rule knows this nature


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """The official answer (`state`, None is "no procedure") and what it does (`then`)."""

    state: InsolvencyState | None
    then: Then


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One official rule, folded for comparison."""

    nature: str
    contains: str | None
    ruling: Ruling


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The rules in their order, and the families they do not apply to."""

    ordered: tuple[Rule, ...]
    excluded_families: frozenset[str]


def classify(famille: str | None, nature: str | None, complement: str | None) -> Ruling:
    """The ruling on one judgment: retractions and excluded families first, then the first rule."""
    family, text = folded(famille or ""), folded(complement or "")
    if "retractation" in family and "tierce opposition" in family:
        return Ruling(state=None, then=Then.RETRACTS)
    if family in rules().excluded_families:
        return Ruling(state=None, then=Then.EXCLUDED)
    kind = folded(nature or "")
    for rule in rules().ordered:
        if rule.nature == kind and (rule.contains is None or rule.contains in text):
            return rule.ruling
    if "jugement de cloture" in family:
        return Ruling(state=None, then=Then.ENDS)
    return Ruling(state=None, then=Then.UNKNOWN)


@cache
def rules() -> Rules:
    """The official rules, read once from the data file beside this module."""
    said = tomllib.loads(files(__package__).joinpath("bodacc_rules.toml").read_text("utf-8"))
    return Rules(
        ordered=tuple(
            Rule(
                nature=folded(rule["nature"]),
                contains=folded(rule["contains"]) if "contains" in rule else None,
                ruling=Ruling(
                    state=InsolvencyState(rule["state"]) if "state" in rule else None,
                    then=Then(rule.get("then", Then.OPENS)),
                ),
            )
            for rule in said["rule"]
        ),
        excluded_families=frozenset(folded(name) for name in said["excluded_families"]),
    )
