"""Unknown is not no: a rule that withholds leave withholds it still when any one fact is unknown."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from policies.engine import Bench, Engine, judge
from policies.load import load_packs
from policies.model import Expected
from tests.proofs.symbolic import (
    KINDS,
    OPERATIONS,
    World,
    applied,
    debtor,
    doing,
    facts_in,
    no_waiver,
    symbol,
)
from tracer.lawful import Effect, Operation
from tracer.subject import SubjectKind

PACKS = load_packs()
ENGINE, WORLD = Engine(PACKS), World(PACKS)
TODAY = date(2026, 6, 15)


OPEN = [
    (operation, kind)
    for operation in OPERATIONS
    for kind in KINDS
    if operation is not Operation.CONSULT or kind is SubjectKind.COMPANY
]
"""What may be permitted at all: a source is consulted about a legal person alone."""


def in_order(operation: Operation, kind: SubjectKind) -> tuple[Bench, dict[str, Any]]:
    """The rules for one operation and kind of debtor, and facts under which they permit it."""
    bench = ENGINE.bench(operation, kind, TODAY)
    model = WORLD.witness(
        WORLD.permit,
        no_waiver(WORLD),
        OPERATIONS.index(operation) == doing,
        KINDS.index(kind) == debtor,
        symbol("today").value == TODAY.toordinal(),
        *(applied(code) for code in bench.codes),
    )
    assert model is not None, (operation, kind)
    facts = facts_in(model, [name for name, _ in bench.readers] + ["today"])
    assert judge(bench, facts).effect is Effect.PERMIT
    return bench, facts


@pytest.mark.parametrize(("operation", "kind"), OPEN)
def test_a_rule_that_fires_gives_no_permit_with_any_one_fact_unknown(
    operation: Operation, kind: SubjectKind
):
    bench, facts = in_order(operation, kind)
    tried = 0
    for item in bench.withholding:
        for example in item.rule.examples:
            if example.expect is not Expected.FIRES:
                continue
            given = {**facts, **item.rule.padded(example.given)}
            assert judge(bench, given).effect is not Effect.PERMIT
            for name in item.facts:
                assert judge(bench, {**given, name: None}).effect is not Effect.PERMIT
                tried += 1
    assert tried > 20


@pytest.mark.parametrize(("operation", "kind"), OPEN)
def test_a_permit_outlives_a_forgotten_fact_only_where_no_value_of_it_matters(
    operation: Operation, kind: SubjectKind
):
    bench, facts = in_order(operation, kind)
    for name in facts:
        poorer = {**facts, name: None}
        unsettled = None in bench.withheld(poorer)
        assert judge(bench, poorer).effect is not Effect.PERMIT or not unsettled
