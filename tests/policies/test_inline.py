"""All rules as one function say what each says alone, on any facts, known and unknown."""

from __future__ import annotations

import random
from datetime import date, timedelta
from enum import Enum
from typing import Any

from policies.condition import parse
from policies.facts import FACTS
from policies.inline import inlined
from policies.kleene import compiled
from policies.load import load_packs

TODAY = date(2026, 6, 15)
CONDITIONS = [rule.condition for rule in load_packs().rules]


def any_value(rng: random.Random, name: str) -> Any:
    kind = FACTS[name].type
    if rng.random() < 0.3:
        return None
    if kind is bool:
        return rng.random() < 0.5
    if kind is date:
        return TODAY + timedelta(days=rng.randint(-40, 40))
    return rng.choice(list(kind)) if issubclass(kind, Enum) else rng.randint(0, 12)


def test_the_function_of_all_rules_agrees_with_each_rule_alone():
    rng, together, alone = random.Random(4), inlined(CONDITIONS), [compiled(c) for c in CONDITIONS]
    for _ in range(400):
        facts = {name: any_value(rng, name) for name in FACTS}
        said = together(facts)
        assert said == tuple(test(facts) for test in alone)
        assert {type(one) for one in said} <= {bool, type(None)}


def test_what_a_pack_writes_is_never_part_of_the_program():
    hostile = parse({"eq": ["claim_nature", '") or __import__("os").abort() or ("']})
    assert inlined([hostile])({"claim_nature": "civil"}) == (False,)


def test_no_rule_is_no_answer():
    assert inlined([])({}) == ()
