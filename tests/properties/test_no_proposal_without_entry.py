"""Over many random situations: no proposal without an earlier entry that permits exactly it."""

from __future__ import annotations

import random
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from policies.engine import Engine, judge, read
from policies.facts import FACTS
from policies.load import Packs, load_packs
from policies.model import RuleEffect
from tests.policies.situations import (
    ENGINE,
    NOW,
    after_first_letter,
    bench,
    clear_screening,
    collecting,
    confirmed_match,
    declared_point,
    disclosing,
    lawful_case,
    linking,
    office_point,
    opening,
    own_enterprise,
)
from tracer.lawful import ChannelKind, Effect, Operation, Permit, Sealed
from tracer.proposal import ContactProposal
from tracer.screening import Finding, StopKind
from tracer.situation import Situation

SITUATIONS = 10_000
FIXED = frozenset({"id", "subject", "value", "reference", "operator", "budget", "judgements"})
"""Fields that tie a situation together; `subject` here is that of a sealed value."""


def any_value(rng: random.Random, kind: Any, value: Any) -> Any:
    """Another value of a field's type: unknown where it may be, else anything near."""
    options = [one for one in get_args(kind) if get_origin(kind) in (Union, UnionType)] or [kind]
    if type(None) in options and rng.random() < 0.5:
        return None
    known = next(one for one in options if one is not type(None))
    if known is bool:
        return rng.random() < 0.5
    if isinstance(known, type) and issubclass(known, StrEnum):
        return rng.choice(list(known))
    if known is date:
        return NOW.date() + timedelta(
            days=rng.choice((-4000, -1500, -800, -40, -15, -1, 0, 1, 400))
        )
    if known is datetime:
        return NOW - timedelta(days=rng.choice((0, 29, 31, 90)))
    if get_origin(known) is tuple:
        inner = get_args(known)[0]
        if isinstance(inner, type) and issubclass(inner, StrEnum):
            return tuple(rng.sample(list(inner), rng.randint(0, 2)))
        return value if rng.random() < 0.5 else ()
    return value


def mutated(rng: random.Random, value: Any, rate: float) -> Any:
    """The same value with some of its fields, at any depth, changed at random."""
    if isinstance(value, tuple):
        return tuple(mutated(rng, item, rate) for item in value)
    if not is_dataclass(value) or isinstance(value, type | Sealed):
        return value
    hints = hints_of(type(value))
    changes = {}
    for field in fields(value):
        current = getattr(value, field.name)
        if field.name in FIXED and not is_dataclass(current):
            continue
        if rng.random() < rate:
            current = any_value(rng, hints[field.name], current)
        changes[field.name] = mutated(rng, current, rate)
    return replace(value, **changes)


@lru_cache
def hints_of(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def random_situation(rng: random.Random, bases: list[Situation]) -> Situation:
    """A situation in order, spoilt in none, a few or many places."""
    situation = mutated(rng, rng.choice(bases), rng.choice((0.0, 0.01, 0.02, 0.05, 0.3)))
    screening = situation.screening and clear_screening(
        **{
            kind.value: rng.choice(list(Finding))
            for kind in StopKind
            if rng.random() < rng.choice((0.0, 0.0, 0.1))
        }
    )
    return replace(situation, screening=screening)


def bases() -> list[Situation]:
    """Situations in order, of every operation and channel."""
    later = after_first_letter()
    own = confirmed_match(offices=(own_enterprise(),))
    channels = [declared_point(channel) for channel in ChannelKind] + [office_point()]
    return [
        opening(),
        collecting(),
        linking(),
        *(disclosing(point, case) for point in channels for case in (lawful_case(), later)),
        replace(disclosing(office_point()), match=own),
    ]


async def test_no_proposal_exists_without_an_earlier_entry_permitting_exactly_it():
    rng, desk, starts = random.Random(20260615), bench(), bases()
    proposals: list[tuple[ContactProposal, int]] = []
    permits: list[tuple[Permit, int]] = []
    outcomes: dict[str, int] = {}
    for number in range(SITUATIONS):
        situation = random_situation(rng, starts)
        situation = replace(situation, case=replace(situation.case, id=f"case-{number % 50}"))
        if situation.operation is Operation.DISCLOSE and situation.point is not None:
            value = replace(
                situation.point.value,
                subject=situation.case.id,
                fingerprint=f"{number:064x}",
            )
            situation = replace(situation, point=replace(situation.point, value=value))
            answer: Any = await desk.gate.propose(situation)
        elif situation.operation is Operation.DISCLOSE:
            continue
        else:
            answer = await desk.gate.authorise(situation)
        outcomes[type(answer).__name__] = outcomes.get(type(answer).__name__, 0) + 1
        written = answer.receipt.sequence
        if isinstance(answer, ContactProposal):
            proposals.append((answer, written))
        elif isinstance(answer, Permit):
            permits.append((answer, written))
    entries = {stored.receipt.sequence: stored for stored in await desk.journal.read()}
    for proposal, sequence in proposals:
        stored = entries[sequence]
        assert stored.receipt == proposal.receipt
        assert stored.entry.case == proposal.case
        assert stored.entry.body["effect"] == "permit"
        assert stored.entry.body["operation"] == "disclosure"
        assert stored.entry.body["point"] == proposal.point.value.fingerprint
        assert stored.entry.body["channel"] == proposal.point.channel
    assert len({sequence for _, sequence in proposals}) == len(proposals)
    for permit, sequence in permits:
        assert entries[sequence].entry.body["effect"] == "permit"
        assert entries[sequence].entry.body["operation"] == permit.operation
    assert (await desk.journal.verify()).entries == len(entries)
    # The generator reaches both sides often enough for the property to mean something.
    assert min(outcomes["ContactProposal"], outcomes["Permit"], outcomes["Refusal"]) > 300


def test_forgetting_any_one_fact_never_turns_a_refusal_into_a_permit():
    rng, starts = random.Random(7), bases()
    for _ in range(400):
        situation = random_situation(rng, starts)
        found = ENGINE.bench(situation.operation, situation.case.subject.kind, NOW.date())
        facts = read(found, situation, NOW)
        before = judge(found, facts).effect
        for name in facts:
            after = judge(found, {**facts, name: None}).effect
            assert before is Effect.PERMIT or after is not Effect.PERMIT


def test_forgetting_a_fact_that_only_a_withholding_rule_reads_never_leaves_a_permit():
    for situation in bases():
        found = ENGINE.bench(situation.operation, situation.case.subject.kind, NOW.date())
        facts = read(found, situation, NOW)
        if judge(found, facts).effect is not Effect.PERMIT:
            continue
        deciding = {
            name
            for place, item in enumerate(found.withholding)
            for name in item.facts
            if found.withheld({**facts, name: None})[place] is not False
        }
        assert len(deciding) > 10
        for name in deciding:
            assert judge(found, {**facts, name: None}).effect is not Effect.PERMIT


def test_adding_a_rule_that_forbids_only_shrinks_what_is_permitted():
    rng, starts, packs = random.Random(11), bases(), load_packs()
    shrunk = 0
    for _ in range(12):
        model = rng.choice([rule for rule in packs.rules if rule.effect is RuleEffect.FORBID])
        name = rng.choice([name for name in FACTS if FACTS[name].type is bool])
        when = {"is": name} if rng.random() < 0.5 else {"not": {"is": name}}
        yes = {"is": True}.get(next(iter(when)), False)
        added = type(model).model_validate(
            {
                **model.model_dump(by_alias=True),
                "id": "X-ADDED",
                "operations": list(Operation),
                "subjects": [],
                "when": when,
                "examples": [
                    {"expect": "fires", "given": {name: yes}},
                    {"expect": "silent", "given": {name: not yes}},
                    {"expect": "unknown", "given": {}},
                ],
            }
        )
        stricter = Engine(Packs.of((*packs.rules, added)))
        for _ in range(40):
            situation = random_situation(rng, starts)
            before, after = (e.decide(situation, NOW) for e in (ENGINE, stricter))
            if after.effect is Effect.PERMIT:
                assert before.effect is Effect.PERMIT
            shrunk += before.effect is Effect.PERMIT and after.effect is not Effect.PERMIT
    assert shrunk


def test_the_order_of_the_rules_changes_nothing():
    rng, starts, packs = random.Random(13), bases(), load_packs()
    shuffled = {
        code: tuple(rng.sample(own, len(own))) for code, own in reversed(packs.by_code.items())
    }
    other = Engine(replace(packs, by_code=shuffled))
    for _ in range(200):
        situation = random_situation(rng, starts)
        assert ENGINE.decide(situation, NOW) == other.decide(situation, NOW)
