"""The properties, proved over every operation, kind of debtor, set of packs, waiver and fact."""

from __future__ import annotations

import pytest
import z3

from policies.load import load_packs
from policies.model import RuleEffect
from tests.proofs.properties import PROPERTIES
from tests.proofs.symbolic import World, no_waiver, operation_is, told
from tracer.lawful import Obligation, Operation

WORLD = World(load_packs())
SHAPE = frozenset(name for name, claim in PROPERTIES.items() if claim.__name__.startswith("_"))
"""Properties of the way of deciding: they hold of any packs."""


class Lax(World):
    """The same words, and everything permitted, without obligations."""

    permit = unwithheld = z3.BoolVal(True)

    def owed(self, obligation: Obligation) -> z3.BoolRef:
        return z3.BoolVal(False)


@pytest.mark.parametrize("sentence", PROPERTIES)
def test_it_is_proved_that(sentence: str):
    found = WORLD.counterexample(PROPERTIES[sentence](WORLD))
    assert found is None, told(found, {n for item in WORLD.items for n in item.rule.facts})


def test_there_are_as_many_as_promised():
    assert len(PROPERTIES) >= 25


@pytest.mark.parametrize("sentence", [name for name in PROPERTIES if name not in SHAPE])
def test_it_would_be_false_of_packs_that_permit_everything(sentence: str):
    """No property holds only because nothing it speaks of can happen."""
    lax = Lax(WORLD.packs)
    assert lax.counterexample(PROPERTIES[sentence](lax)) is not None


@pytest.mark.parametrize("operation", list(Operation))
def test_something_is_permitted_at_every_step(operation: Operation):
    assert WORLD.witness(WORLD.permit, operation_is(operation), no_waiver(WORLD)) is not None


def test_only_the_product_permits_and_a_country_only_withholds_or_obliges():
    permitting = {item.code for item in WORLD.items if item.rule.effect is RuleEffect.PERMIT}
    assert permitting == {"product"}
