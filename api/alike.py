"""The lines of a report that say the same, taken together, so that a reader reads them once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from api.schemas.identity import MatchOut
from api.schemas.lawful import RefusalOut, RuleOut, TextOut
from api.schemas.report import CoverageOut
from tracer.lawful import ChannelKind, Effect, Operation
from tracer.outcome import Outcome, Question, Reason
from tracer.proposal import Owner


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question to one source, about the debtor or about several things, that ended one way."""

    source: str
    question: Question
    outcome: Outcome
    complete: bool
    reason: Reason | None
    rules: tuple[str, ...]
    said: TextOut | None
    detail: str | None
    about: tuple[str, ...]
    records: int
    calls: int
    receipts: tuple[int, ...]
    unread_fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What was withheld: one masked value on one channel or several, or a step of the trace."""

    operation: Operation
    channels: tuple[ChannelKind, ...]
    owner: Owner | None
    shown: str | None
    refusals: tuple[RefusalOut, ...]

    @property
    def receipts(self) -> tuple[int, ...]:
        """Where the journal has each refusal."""
        return tuple(refusal.receipt.sequence for refusal in self.refusals)


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """Everything the same rules withhold in the same way. Every receipt is kept."""

    effect: Effect
    rules: tuple[RuleOut, ...]
    targets: tuple[Target, ...]


def asked(coverage: Iterable[CoverageOut], match: MatchOut | None) -> tuple[Asked, ...]:
    """Every question, in the order first asked; those that ended alike are one line."""
    groups: dict[tuple[object, ...], list[CoverageOut]] = {}
    for outcome in coverage:
        groups.setdefault(ending(outcome), []).append(outcome)
    return tuple(together(group, match) for group in groups.values())


def together(group: list[CoverageOut], match: MatchOut | None) -> Asked:
    """Answers that ended alike, as one."""
    first = group[0]
    return Asked(
        source=first.source,
        question=first.question,
        outcome=first.outcome,
        complete=first.complete,
        reason=first.reason,
        rules=first.rules,
        said=first.said,
        detail=first.detail,
        about=tuple(named(one.about, match) for one in group if one.about),
        records=sum(one.records for one in group),
        calls=sum(one.calls for one in group),
        receipts=tuple(one.receipt for one in group if one.receipt is not None),
        unread_fields=tuple(dict.fromkeys(f for one in group for f in one.unread_fields)),
    )


def ending(one: CoverageOut) -> tuple[object, ...]:
    """What must be equal for two answers to be told together."""
    where = (one.source, one.question, one.about is None)
    return (*where, one.outcome, one.complete, one.reason, one.rules, one.detail)


def named(about: str, match: MatchOut | None) -> str:
    """What was asked about: the company by its name where a candidate holds an office in it."""
    for candidate in match.candidates if match else ():
        if candidate.siren and candidate.company and candidate.siren in about:
            return candidate.company
        for office in candidate.offices:
            if office.siren and office.company and office.siren in about:
                return office.company
    return about


def withheld(refusals: Iterable[RefusalOut]) -> tuple[Withheld, ...]:
    """Every refusal, in order; what the same rules withhold is told under them once."""
    groups: dict[tuple[object, ...], list[RefusalOut]] = {}
    for refusal in refusals:
        rules = tuple((rule.rule, rule.unknown_facts) for rule in refusal.rules)
        groups.setdefault((refusal.effect, rules), []).append(refusal)
    return tuple(
        Withheld(effect=group[0].effect, rules=group[0].rules, targets=targets(group))
        for group in groups.values()
    )


def targets(refusals: Iterable[RefusalOut]) -> tuple[Target, ...]:
    """The channels to one value, taken together.

    Two values may look the same once masked: a channel that comes again is another value.
    """
    groups: dict[tuple[object, ...], list[RefusalOut]] = {}
    seen: Counter[tuple[object, ...]] = Counter()
    for one in refusals:
        alike = (one.operation, one.owner, one.target, one.source)
        again = seen[(*alike, one.channel)]
        seen[(*alike, one.channel)] += 1
        groups.setdefault((*alike, again), []).append(one)
    return tuple(
        Target(
            operation=group[0].operation,
            channels=tuple(one.channel for one in group if one.channel),
            owner=group[0].owner,
            shown=group[0].target,
            refusals=tuple(group),
        )
        for group in groups.values()
    )
