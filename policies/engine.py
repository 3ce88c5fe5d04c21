"""Decides one situation by the packs: compiled once, three-valued, order-free, total, without I/O."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from policies.facts import FACTS, Reader
from policies.inline import Outcomes, inlined
from policies.jurisdictions import ALWAYS, applying
from policies.kleene import Facts, FactValue
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
from tracer.standing import Waiver
from tracer.subject import SubjectKind

ENGINE = "tracer-kleene-2"
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

OBLIGATIONS = tuple(Obligation)
WITHHOLDING = (RuleEffect.FORBID, RuleEffect.REFER)
WEIGHT = {authority: place for place, authority in enumerate(Authority)}
CACHED_BENCHES = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """A rule ready to run."""

    rule: Rule
    code: str  # of its pack
    facts: tuple[str, ...]
    effect: RuleEffect
    named: DecidingRule  # when the condition holds


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """The rules in force for one operation, kind of debtor and set of packs; the facts they read.

    The most binding source comes first, then the id: the order of the files never shows.
    """

    codes: tuple[str, ...]
    withholding: tuple[Compiled, ...]  # forbid and refer
    granting: tuple[Compiled, ...]  # permit and oblige
    withheld: Outcomes  # what the facts make of each of the first
    granted: Outcomes  # and of each of the second
    readers: tuple[tuple[str, Reader], ...]
    dates: tuple[str, ...]  # those of the facts that are days


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the rules make of some facts."""

    effect: Effect
    rules: tuple[DecidingRule, ...]
    obligations: tuple[Obligation, ...]
    waived: tuple[DecidingRule, ...] = ()


class Engine:
    """The packs, ready to decide. Give it a situation and the time; it does nothing else.

    `established_in` are the packs of the countries the operator is established in: their law
    applies to all its work, beside that of where the debtor lives and where a channel leads.
    """

    def __init__(self, packs: Packs, established_in: Sequence[str] = ("fr",)) -> None:
        self.packs = packs
        self.established_in = tuple(established_in)
        self._loaded = frozenset(packs.by_code)
        self._rules = tuple(
            Compiled(
                rule=rule,
                code=code,
                facts=rule.facts,
                effect=rule.effect,
                named=rule.deciding(HELD[rule.effect]),
            )
            for code, rules in sorted(packs.by_code.items())
            for rule in rules
        )
        self._benches: dict[tuple[Operation, SubjectKind, frozenset[str], date], Bench] = {}

    def decide(self, situation: Situation, now: datetime) -> Decision:
        """What the rules in force today say about a situation. It never fails and never guesses.

        The packs of every country concerned are evaluated together: the strictest answer wins.
        """
        case, day = situation.case, now.date()
        bench = self.bench(situation.operation, case.subject.kind, day, self.codes(situation))
        facts = read(bench, situation, now)
        verdict = judge(bench, facts, waivers_in_force(case.standing.waivers, now))
        return Decision(
            effect=verdict.effect,
            rules=verdict.rules,
            obligations=verdict.obligations,
            waived=verdict.waived,
            codes=bench.codes,
            facts=told(bench, facts),
            pack_hash=self.packs.hash,
            law_on=day,
            engine=ENGINE,
        )

    def codes(self, situation: Situation) -> frozenset[str]:
        """The packs that apply: the product's and the Union's always, those of each country concerned."""
        return applying(situation, self.established_in)

    def bench(
        self,
        operation: Operation,
        kind: SubjectKind,
        day: date,
        codes: frozenset[str] | None = None,
    ) -> Bench:
        """The rules that are law on a day for an operation on a kind of debtor, in those packs."""
        applied = self._loaded if codes is None else (codes | ALWAYS) & self._loaded
        key = (operation, kind, applied, day)
        bench = self._benches.get(key)
        if bench is None:
            if len(self._benches) >= CACHED_BENCHES:
                self._benches.clear()
            bench = self._benches[key] = self._assemble(operation, kind, day, applied)
        return bench

    def _assemble(
        self, operation: Operation, kind: SubjectKind, day: date, codes: frozenset[str]
    ) -> Bench:
        chosen = [
            item
            for item in self._rules
            if item.code in codes
            and operation in item.rule.operations
            and (not item.rule.subjects or kind in item.rule.subjects)
            and item.rule.valid.holds_on(day)
        ]
        chosen.sort(key=lambda item: rank(item.rule))
        names = sorted({name for item in chosen for name in item.facts})
        withholding = tuple(item for item in chosen if item.effect in WITHHOLDING)
        granting = tuple(item for item in chosen if item.effect not in WITHHOLDING)
        return Bench(
            codes=tuple(sorted(codes)),
            withholding=withholding,
            granting=granting,
            withheld=inlined([item.rule.condition for item in withholding]),
            granted=inlined([item.rule.condition for item in granting]),
            readers=tuple((name, FACTS[name].read) for name in names),
            dates=tuple(name for name in names if FACTS[name].type is date),
        )


def rank(rule: Rule) -> tuple[int, str]:
    """The more binding its source, the earlier a rule is named."""
    return WEIGHT[rule.authority], rule.id


def read(bench: Bench, situation: Situation, now: datetime) -> dict[str, FactValue | None]:
    """Every fact the rules read, by name; None is unknown."""
    return {name: reader(situation, now) for name, reader in bench.readers}


def told(bench: Bench, facts: Facts) -> tuple[tuple[str, bool | int | str | None], ...]:
    """Every fact that was read, by name, as JSON keeps it."""
    plain: dict[str, Any] = dict(facts)
    for name in bench.dates:
        day = plain[name]
        plain[name] = None if day is None else day.isoformat()
    return tuple(plain.items())


def waivers_in_force(waivers: Iterable[Waiver], now: datetime) -> frozenset[RuleId]:
    """The rules set aside for now: in time, and approved by somebody else than who asked."""
    return frozenset(
        waiver.rule
        for waiver in waivers
        if now < waiver.until and waiver.requested_by != waiver.approved_by
    )


def judge(bench: Bench, facts: Facts, set_aside: frozenset[RuleId] = frozenset()) -> Verdict:
    """Forbid over refer over permit; a withholding rule that cannot be known refers.

    A waiver sets aside only a rule whose file says `overridable`; one that is absolute, or says
    nothing, decides all the same.
    """
    forbidding: list[DecidingRule] = []
    referring: list[DecidingRule] = []
    waived: list[DecidingRule] = []
    for item, held in zip(bench.withholding, bench.withheld(facts), strict=True):
        if held is False:
            continue
        if held is None:
            unknown = tuple(name for name in item.facts if facts[name] is None)
            named, into = item.rule.deciding(Effect.REFER, unknown), referring
        else:
            named = item.named
            into = forbidding if item.effect is RuleEffect.FORBID else referring
        if named.rule in set_aside and item.rule.overridable and not item.rule.absolute:
            into = waived
        into.append(named)
    lifted = tuple(waived)
    if forbidding:
        return Verdict(effect=Effect.FORBID, rules=tuple(forbidding), obligations=(), waived=lifted)
    if referring:
        return Verdict(effect=Effect.REFER, rules=tuple(referring), obligations=(), waived=lifted)
    return grant(bench, facts, lifted)


def grant(bench: Bench, facts: Facts, waived: tuple[DecidingRule, ...] = ()) -> Verdict:
    """Permitted only by a rule whose condition holds. An obligation nobody can rule out is owed."""
    firing: list[Compiled] = []
    permitted = False
    for item, held in zip(bench.granting, bench.granted(facts), strict=True):
        if item.effect is RuleEffect.OBLIGE:
            if held is not False:
                firing.append(item)
        elif held:
            firing.append(item)
            permitted = True
    if not permitted:
        return Verdict(effect=Effect.FORBID, rules=(DEFAULT_FORBID,), obligations=(), waived=waived)
    owed = {obligation for item in firing for obligation in item.rule.obligations}
    return Verdict(
        effect=Effect.PERMIT,
        rules=tuple(item.named for item in firing),
        obligations=tuple(obligation for obligation in OBLIGATIONS if obligation in owed),
        waived=waived,
    )
