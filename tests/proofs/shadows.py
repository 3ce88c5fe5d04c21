"""Which rules never decide alone: whenever they would, another rule says the same or more.

A rule decides alone when taking it away changes what may be done or what is owed. A country's rule is
looked at where its pack applies beside the product's and the Union's; the others where France applies.
"""

from __future__ import annotations

from collections.abc import Iterable

import z3

from policies.engine import WITHHOLDING
from policies.model import RuleEffect
from tests.proofs.symbolic import Item, World, no_waiver, only, symbol

HOME = ("fr",)


SAME = {
    "minority_reported": "subject_minor",
    "death_reported": "subject_deceased",
    "over_indebtedness_reported": "subject_over_indebted",
    "address_hiding_reported": "address_hidden",
}
THEN = {
    "mandate_in_force": "mandate_present",
    "identity_confirmed_by_human": "identity_confirmed",
    "letter_return_reported": "first_letter_sent",
    "debtor_answered": "first_letter_sent",
    "practitioner_of_debtor": "insolvency_open",
}
NEVER_UNKNOWN = (*SAME, "mandate_present", "mandate_in_force", "licence_in_force", "basis_in_force")
FROM_THE_MANDATE = ("purpose_within_mandate", "mandate_role", "mandate_power_to_receive")
IMPLIED_FACTS = frozenset(
    {*SAME, *SAME.values(), *THEN, *THEN.values(), *NEVER_UNKNOWN, *FROM_THE_MANDATE}
)


def implied() -> list[z3.BoolRef]:
    """What holds between facts, by what they mean: without it a rule seems needed that never is."""

    def yes(name: str) -> z3.BoolRef:
        return z3.And(symbol(name).known, symbol(name).value)

    return [
        *(yes(one) == yes(other) for one, other in SAME.items()),
        *(z3.Implies(yes(one), yes(other)) for one, other in THEN.items()),
        *(symbol(name).known for name in NEVER_UNKNOWN),
        *(z3.Implies(symbol(name).known, yes("mandate_present")) for name in FROM_THE_MANDATE),
    ]


def alone(world: World, item: Item) -> z3.BoolRef:
    """The formula of the decisions that only this rule makes what they are."""
    effect = item.rule.effect
    others = [other for other in world.items if other is not item]
    unwithheld = z3.And([z3.Not(o.may_fire) for o in others if o.rule.effect in WITHHOLDING])
    permitted = z3.Or([o.fires for o in others if o.rule.effect is RuleEffect.PERMIT])
    if effect in WITHHOLDING:
        return z3.And(item.fires, unwithheld, permitted)
    if effect is RuleEffect.PERMIT:
        return z3.And(item.fires, unwithheld, z3.Not(permitted))
    owed = [
        z3.Not(
            z3.Or(
                [
                    o.may_fire if o.rule.effect is RuleEffect.OBLIGE else o.fires
                    for o in others
                    if obligation in o.rule.obligations
                ]
            )
        )
        for obligation in item.rule.obligations
    ]
    return z3.And(item.fires, unwithheld, permitted, z3.Or(owed))


def witness(world: World, item: Item) -> z3.ModelRef | None:
    """A situation this rule alone decides, or None."""
    return world.witness(
        alone(world, item), no_waiver(world), only(world, beside(item)), *implied()
    )


def beside(item: Item) -> Iterable[str]:
    """The countries' packs a rule is looked at with."""
    return HOME if item.code in ("product", "eu") else (item.code,)


def shadowed(world: World) -> tuple[Item, ...]:
    """The rules that never decide alone."""
    return tuple(item for item in world.items if witness(world, item) is None)


def covering(world: World, item: Item) -> tuple[str, ...]:
    """Each single rule that withholds too whenever this one speaks.

    Without any, several rules do it together, or the default: nothing permits what this one forbids.
    """
    speaks = (item.fires, only(world, beside(item)), *implied())
    return tuple(
        other.rule.id
        for other in world.items
        if other is not item
        and (other.rule.effect in WITHHOLDING) == (item.rule.effect in WITHHOLDING)
        and world.witness(*speaks, z3.Not(other.may_fire)) is None
    )
