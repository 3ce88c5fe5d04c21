"""Permits, refusals and proposals are made in one place: after the journal has the decision."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("tracer", "connectors", "graph", "policies", "api")
GRANTS = frozenset({"Permit", "Refusal", "ContactProposal"})
GATE = Path("policies/gate.py")


def grants_made(source: str) -> set[str]:
    """Which of the three a module constructs, under whatever name it imports them."""
    tree = ast.parse(source)
    names = {name: name for name in GRANTS}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            names |= {
                alias.asname: alias.name
                for alias in node.names
                if alias.asname and alias.name in GRANTS
            }
    made = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func
            name = called.id if isinstance(called, ast.Name) else getattr(called, "attr", None)
            if name in names:
                made.add(names[name])
    return made


def test_only_the_gate_makes_permits_refusals_and_proposals():
    made = {
        path.relative_to(ROOT): found
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if (found := grants_made(path.read_text("utf-8")))
    }
    assert made == {GATE: set(GRANTS)}


def test_the_scan_sees_a_grant_however_it_is_named():
    assert grants_made("from tracer.lawful import Permit as P\nP(receipt=r)") == {"Permit"}
    assert grants_made("import tracer.proposal\ntracer.proposal.Refusal(case=c)") == {"Refusal"}
    assert grants_made("def f(x: Permit) -> Permit: return x") == set()
