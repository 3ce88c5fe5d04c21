"""The examples of the rules, and the cases around them, tell every edit that changes anything."""

from __future__ import annotations

import pytest

from policies.load import load_packs
from policies.model import Rule
from tests.proofs.mutants import cases, score

PACKS = load_packs()


@pytest.mark.parametrize("rule", PACKS.rules, ids=lambda rule: f"{rule.id}-{rule.version}")
def test_no_edit_of_a_rule_goes_unnoticed(rule: Rule):
    found = score(rule)
    assert found.survivors == ()
    assert found.killed_by_examples + found.killed_by_generated > 10


def test_an_edit_that_no_case_tells_apart_is_reported():
    rule = next(rule for rule in PACKS.rules if rule.id == "FR-PRESC-B2C")
    assert score(rule, cases(rule)[:1]).survivors
