"""Past decisions, evaluated again: byte for byte as they were, or by other rules than those of the day.

A decision names its pack by hash, the day of the law and the engine; the facts it was taken on lie
sealed beside it. Nothing else is needed, and nothing else is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from policies.canonical import canonical
from policies.engine import ENGINE, Engine, Verdict, judge
from policies.facts import FACTS, value_of
from policies.kept_packs import PackNotKept
from policies.kleene import FactValue
from policies.load import PRODUCT, Packs, distinct, read_pack
from policies.model import PackRefused, Rule
from tracer.lawful import Operation, RuleId
from tracer.ports import JournalEntry
from tracer.subject import SubjectKind


class Outcome(StrEnum):
    """How a replay ends. Only SAME says that the decision holds; only DIFFERENT that it does not."""

    SAME = "same"
    DIFFERENT = "different"
    ERASED = "facts_erased"  # the key or the snapshot is gone: the person was forgotten
    PACK_NOT_KEPT = "pack_not_kept"
    OTHER_ENGINE = "other_engine"  # decided by an evaluation this version does not have


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What rules make of a situation, as the journal writes it."""

    effect: str
    rules: tuple[str, ...]
    told: str  # canonical JSON of everything that was decided


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """One decision evaluated again."""

    sequence: int
    outcome: Outcome
    recorded: Ruling
    again: Ruling | None = None  # None when it could not be evaluated


def recorded(body: Mapping[str, Any]) -> Ruling:
    """What the journal says was decided."""
    return ruling(
        {name: body.get(name, []) for name in ("effect", "rules", "obligations", "waived")}
    )


def ruling(said: Mapping[str, Any]) -> Ruling:
    """A ruling, with the one way of writing it."""
    return Ruling(
        effect=said["effect"],
        rules=tuple(rule["rule"] for rule in said["rules"]),
        told=canonical(said),
    )


def said(verdict: Verdict) -> Ruling:
    """A verdict, written as the journal writes decisions."""
    return ruling(
        {
            "effect": verdict.effect.value,
            "rules": [
                {
                    "rule": rule.rule,
                    "version": rule.version,
                    "effect": rule.effect.value,
                    "unknown_facts": list(rule.unknown_facts),
                }
                for rule in verdict.rules
            ],
            "obligations": [obligation.value for obligation in verdict.obligations],
            "waived": [rule.rule for rule in verdict.waived],
        }
    )


class Replayer:
    """Evaluates decisions again. `kept` gives the packs of a hash, or raises PackNotKept."""

    def __init__(self, kept: Callable[[str], Packs]) -> None:
        self._kept = kept
        self._engines: dict[str, Engine] = {}

    def replay(
        self, sequence: int, entry: JournalEntry, snapshot: Mapping[str, Any] | None
    ) -> Replay:
        """The decision by the rules of its day; `snapshot` is None once the facts were erased."""
        was = recorded(entry.body)
        if snapshot is None:
            return Replay(sequence=sequence, outcome=Outcome.ERASED, recorded=was)
        if entry.body["engine"] != ENGINE:
            return Replay(sequence=sequence, outcome=Outcome.OTHER_ENGINE, recorded=was)
        try:
            again = self.evaluate(self._engine(entry.body["pack_hash"]), entry, snapshot)
        except PackNotKept:
            return Replay(sequence=sequence, outcome=Outcome.PACK_NOT_KEPT, recorded=was)
        outcome = Outcome.SAME if again.told == was.told else Outcome.DIFFERENT
        return Replay(sequence=sequence, outcome=outcome, recorded=was, again=again)

    def what_if(
        self, sequence: int, entry: JournalEntry, snapshot: Mapping[str, Any] | None, other: Engine
    ) -> Replay:
        """The decision by other rules, on the facts and the day it was taken.

        A fact those rules read and nobody recorded then is unknown.
        """
        was = recorded(entry.body)
        if snapshot is None:
            return Replay(sequence=sequence, outcome=Outcome.ERASED, recorded=was)
        again = self.evaluate(other, entry, snapshot)
        outcome = Outcome.SAME if again.told == was.told else Outcome.DIFFERENT
        return Replay(sequence=sequence, outcome=outcome, recorded=was, again=again)

    def evaluate(self, engine: Engine, entry: JournalEntry, snapshot: Mapping[str, Any]) -> Ruling:
        """What an engine makes of recorded facts."""
        bench = engine.bench(
            Operation(entry.body["operation"]),
            SubjectKind(snapshot["kind"]),
            date.fromisoformat(entry.body["law_on"]),
            frozenset(snapshot["codes"]),
        )
        told = snapshot["facts"]
        facts = {name: fact(name, told.get(name)) for name, _ in bench.readers}
        waived = frozenset(RuleId(rule) for rule in entry.body.get("waived", ()))
        return said(judge(bench, facts, waived))

    def _engine(self, pack_hash: str) -> Engine:
        if pack_hash not in self._engines:
            self._engines[pack_hash] = Engine(self._kept(pack_hash))
        return self._engines[pack_hash]


def fact(name: str, raw: Any) -> FactValue | None:
    """A recorded value in the fact's own type."""
    if raw is None:
        return None
    kind = FACTS[name].type
    return raw if kind is bool or kind is int else value_of(name, raw)


NEEDED = (PRODUCT, "eu")
"""Without the product's defaults and the law of the Union, no decision comes out as it would."""


def packs_of_folder(folder: Path) -> Packs:
    """The packs of a folder laid out as `policies/packs`: one folder of TOML files for each code.

    Raises PackRefused for what does not load or is there twice, naming file, rule and reason, and
    where `product` or `eu` is missing.
    """
    found: list[tuple[str, Rule]] = []
    by_code: dict[str, list[Rule]] = {}
    for file in sorted(folder.glob("*/*.toml")):
        name = f"{file.parent.name}/{file.name}"
        try:
            text = file.read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            raise PackRefused(name, None, "cannot be read") from None
        rules = read_pack(name, text)
        found += [(name, rule) for rule in rules]
        by_code.setdefault(file.parent.name, []).extend(rules)
    for code in NEEDED:
        if code not in by_code:
            raise PackRefused(f"{folder.name}/{code}", None, "there is no such pack")
    distinct(found)
    return Packs.of((rule for _, rule in found), tuple(sorted(by_code)), by_code)
