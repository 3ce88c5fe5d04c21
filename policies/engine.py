"""Decides one situation by the packs: compiled once, three-valued, order-free, total, without I/O."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from policies.canonical import digest
from policies.facts import FACTS, Reader
from policies.kleene import Facts, FactValue, Test, compiled
from policies.load import Packs
from policies.model import Rule, RuleEffect
from tracer.lawful import (
    Authority,
    Citation,
    DecidingRule,
    Decision,
    Effect,
    Obligation,
    Operation,
    RuleId,
    Text,
)
from tracer.situation import Situation
from tracer.subject import SubjectKind

ENGINE = "tracer-kleene-1"
"""Which way of evaluating was used; a decision records it."""

DEFAULT_FORBID = DecidingRule(
    rule=RuleId("X-DEFAULT-FORBID"),
    version=1,
    title=Text(fr="Interdit par défaut", en="Forbidden by default"),
    effect=Effect.FORBID,
    authority=Authority.PRODUCT_DEFAULT,
    citation=Citation(
        instrument="Tracer", article="default", identifier=None, checked=False, checked_on=None
    ),
    message=Text(fr="Aucune règle ne le permet.", en="No rule permits this."),
    remedy=Text(
        fr="Choisissez une source ou un moyen de contact qu'une règle permet.",
        en="Choose a source or a channel that a rule permits.",
    ),
)
"""What decides when no rule does: everything is forbidden that is not permitted."""

HELD = {
    RuleEffect.FORBID: Effect.FORBID,
    RuleEffect.REFER: Effect.REFER,
    RuleEffect.PERMIT: Effect.PERMIT,
    RuleEffect.OBLIGE: Effect.PERMIT,
}
"""What a rule contributes to a decision when its condition holds."""

WEIGHT = {authority: place for place, authority in enumerate(Authority)}
CACHED_DAYS = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """A rule ready to run."""

    rule: Rule
    test: Test
    facts: tuple[str, ...]
    effect: RuleEffect
    named: DecidingRule  # when the condition holds


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """The rules in force for one operation and kind of debtor, and the facts they read."""

    withholding: tuple[Compiled, ...]  # forbid and refer
    granting: tuple[Compiled, ...]  # permit and oblige
    readers: tuple[tuple[str, Reader], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the rules make of some facts."""

    effect: Effect
    rules: tuple[DecidingRule, ...]
    obligations: tuple[Obligation, ...]


class Engine:
    """The packs, ready to decide. Give it a situation and the time; it does nothing else."""

    def __init__(self, packs: Packs) -> None:
        self.packs = packs
        self._rules = tuple(
            Compiled(
                rule=rule,
                test=compiled(rule.condition),
                facts=rule.facts,
                effect=rule.effect,
                named=rule.deciding(HELD[rule.effect]),
            )
            for rule in packs.rules
        )
        self._benches: dict[tuple[Operation, SubjectKind, date], Bench] = {}

    def decide(self, situation: Situation, now: datetime) -> Decision:
        """What the rules in force today say about a situation. It never fails and never guesses."""
        bench = self.bench(situation.operation, situation.case.subject.kind, now.date())
        facts = read(bench, situation, now)
        verdict = judge(bench, facts)
        told = tuple((name, told_as(value)) for name, value in facts.items())
        return Decision(
            effect=verdict.effect,
            rules=verdict.rules,
            obligations=verdict.obligations,
            facts=told,
            facts_hash=digest(dict(told)),
            pack_hash=self.packs.hash,
            law_on=now.date(),
            engine=ENGINE,
        )

    def bench(self, operation: Operation, kind: SubjectKind, day: date) -> Bench:
        """The rules that are law on a day for an operation on a kind of debtor."""
        key = (operation, kind, day)
        bench = self._benches.get(key)
        if bench is None:
            if len(self._benches) >= CACHED_DAYS:
                self._benches.clear()
            bench = self._benches[key] = self._assemble(operation, kind, day)
        return bench

    def _assemble(self, operation: Operation, kind: SubjectKind, day: date) -> Bench:
        chosen = [
            item
            for item in self._rules
            if operation in item.rule.operations
            and (not item.rule.subjects or kind in item.rule.subjects)
            and item.rule.valid.holds_on(day)
        ]
        names = sorted({name for item in chosen for name in item.facts})
        withheld = (RuleEffect.FORBID, RuleEffect.REFER)
        return Bench(
            withholding=tuple(item for item in chosen if item.rule.effect in withheld),
            granting=tuple(item for item in chosen if item.rule.effect not in withheld),
            readers=tuple((name, FACTS[name].read) for name in names),
        )


def read(bench: Bench, situation: Situation, now: datetime) -> dict[str, FactValue | None]:
    """Every fact the rules read, by name; None is unknown."""
    return {name: reader(situation, now) for name, reader in bench.readers}


def judge(bench: Bench, facts: Facts) -> Verdict:
    """Forbid over refer over permit; a withholding rule that cannot be known refers."""
    forbidding: list[DecidingRule] = []
    referring: list[DecidingRule] = []
    for item in bench.withholding:
        held = item.test(facts)
        if held is None:
            unknown = tuple(name for name in item.facts if facts[name] is None)
            referring.append(item.rule.deciding(Effect.REFER, unknown))
        elif held:
            (forbidding if item.effect is RuleEffect.FORBID else referring).append(item.named)
    if forbidding:
        return Verdict(effect=Effect.FORBID, rules=ranked(forbidding), obligations=())
    if referring:
        return Verdict(effect=Effect.REFER, rules=ranked(referring), obligations=())
    return grant(bench, facts)


def grant(bench: Bench, facts: Facts) -> Verdict:
    """Permitted only by a rule whose condition holds. An obligation nobody can rule out is owed."""
    held = [(item, item.test(facts)) for item in bench.granting]
    if not any(truth and item.effect is RuleEffect.PERMIT for item, truth in held):
        return Verdict(effect=Effect.FORBID, rules=(DEFAULT_FORBID,), obligations=())
    firing = [
        item
        for item, truth in held
        if truth or (truth is None and item.effect is RuleEffect.OBLIGE)
    ]
    owed = {obligation for item in firing for obligation in item.rule.obligations}
    return Verdict(
        effect=Effect.PERMIT,
        rules=ranked([item.named for item in firing]),
        obligations=tuple(obligation for obligation in Obligation if obligation in owed),
    )


def ranked(rules: list[DecidingRule]) -> tuple[DecidingRule, ...]:
    """The most binding source first, then by id, so that the order of the files never shows."""
    return tuple(sorted(rules, key=lambda rule: (WEIGHT[rule.authority], rule.rule)))


def told_as(value: FactValue | None) -> bool | int | str | None:
    """A fact's value as the journal keeps it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return str(value)
    return value
