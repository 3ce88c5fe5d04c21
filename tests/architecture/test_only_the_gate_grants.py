"""Permits, refusals, proposals and grants are made in one place: after the journal has the decision."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("tracer", "connectors", "graph", "policies", "api")
GRANTS = frozenset({"Permit", "Refusal", "ContactProposal", "Grant"})
GATE = Path("policies/gate.py")
READ_BACK = Path("policies/journal_file.py")
"""Where a grant that the gate made is read back from the journal; what is not there opens nothing."""


def grants_made(source: str) -> set[str]:
    """Which of the four a module constructs, under whatever name it imports them."""
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


def test_only_the_gate_makes_permits_refusals_proposals_and_grants():
    made = {
        path.relative_to(ROOT): found
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if (found := grants_made(path.read_text("utf-8")))
    }
    assert made == {GATE: set(GRANTS), READ_BACK: {"Grant"}}


def test_a_grant_is_read_back_in_one_function():
    tree = ast.parse((ROOT / READ_BACK).read_text("utf-8"))
    making = [f.name for f in tree.body if "Grant" in grants_made(ast.unparse(f))]
    assert making == ["grant_of"]


def test_the_scan_sees_a_grant_however_it_is_named():
    assert grants_made("from tracer.lawful import Permit as P\nP(receipt=r)") == {"Permit"}
    assert grants_made("import tracer.proposal\ntracer.proposal.Refusal(case=c)") == {"Refusal"}
    assert grants_made("def f(x: Permit) -> Permit: return x") == set()
