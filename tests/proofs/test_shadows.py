"""Rules that never decide alone are kept for a reason that is written here, or not at all."""

from __future__ import annotations

import random
from collections.abc import Mapping
from functools import lru_cache

import z3

from policies.facts import FACTS
from policies.load import load_packs
from tests.policies.situations import NOW
from tests.proofs.shadows import IMPLIED_FACTS, implied, shadowed
from tests.proofs.symbolic import World, substitution
from tests.properties.test_no_proposal_without_entry import bases, random_situation

WORLD = World(load_packs())

TWICE = "two sources say it; the decision names both, the more binding first"
GROUND = "a narrower ground for what a wider rule withholds: the decision tells the exact reason"
ABROAD = "its country's own source for what the Union's rules or the product's withhold everywhere"
DEFAULT = "no rule permits it; this one says why, and stands if one ever does"

WAIVED = (
    "decides only once two people have waived FR-CP-226-18-HUMAN, and no waiver is looked at here"
)
DOCUMENTED: Mapping[str, str] = {
    "EU-6-1-F-CHILD": TWICE,
    "FR-MINEUR": TWICE,
    "FR-MINEUR-CONTACT": TWICE,
    "EU-6-1-F-THIRD-PARTY": TWICE,
    "FR-CNIL-ENTOURAGE": TWICE,
    "EU-UCPD": TWICE,
    "FR-CC-L121-7-REFUSED": TWICE,
    "EU-16-RECTIFY": TWICE,
    "X-WRONG-PERSON": TWICE,
    "EU-17-ERASE": TWICE,
    "X-SUPPRESSED": TWICE,
    "X-REQUEST-UNANSWERED": TWICE,
    "FR-CP-226-18-OBJECT": TWICE,
    "EU-5-1-A-FAIR": TWICE,
    "FR-CNIL-PRETEXT": GROUND,
    "FR-DB-LEAK": GROUND,
    "FR-L34-5": GROUND,
    "FR-CPCE-R124-3-WRITTEN": GROUND,
    "BE-THIRD-PARTY": ABROAD,
    "DE-REFUSED": ABROAD,
    "DE-THIRD-PARTY": ABROAD,
    "GB-CONC-7-13-ACCURATE": ABROAD,
    "GB-CONC-7-9-OCCUPIER": ABROAD,
    "GB-CONC-7-9-REFUSED": ABROAD,
    "GB-CONC-7-9-THIRD-PARTY": ABROAD,
    "GB-CONC-7-9-TIMES": ABROAD,
    "GB-CSA-TRACE-SOCIAL": DEFAULT,
    "GB-DPA-170": ABROAD,
    "GB-MINOR": ABROAD,
    "IT-THIRD-PARTY": ABROAD,
    "US-REFUSED": ABROAD,
    "US-THIRD-PARTY": ABROAD,
    "EU-25-DEFAULT": DEFAULT,
    "FR-CP-226-18-COVERT": DEFAULT,
    "X-ASK-PROFILE": WAIVED,
    "FR-CP-226-18-WAIT": DEFAULT,
    "FR-RBE": DEFAULT,
    "FR-FICOBA": DEFAULT,
    "FR-CNIL-REF-IMPAYES": DEFAULT,
    "FR-CONF-SHARED": DEFAULT,
    "FR-CONF-SHARED-MESSAGE": DEFAULT,
    "FR-SOCIAL-DM": DEFAULT,
    "FR-SOCIAL-DM-ONCE": DEFAULT,
    "FR-CPCE-R124-4": DEFAULT,
    "FR-PROC-COLL-OTHER": DEFAULT,
}
"""Why a rule that never decides alone is kept. The list is exact: nothing more, nothing that is not so."""


@lru_cache(maxsize=1)
def found() -> frozenset[str]:
    return frozenset(item.rule.id for item in shadowed(WORLD))


def test_every_rule_decides_alone_somewhere_or_its_redundancy_is_documented():
    assert found() - set(DOCUMENTED) == set()


def test_what_is_documented_as_redundant_is():
    assert set(DOCUMENTED) - found() == set()


def test_what_is_assumed_between_facts_is_true_of_real_situations():
    rng, starts, claims = random.Random(5), bases(), implied()
    for _ in range(150):
        situation = random_situation(rng, starts)
        facts = {name: FACTS[name].read(situation, NOW) for name in IMPLIED_FACTS}
        for claim in claims:
            said = z3.substitute(claim, *substitution(facts))
            assert z3.is_true(z3.simplify(said)), (claim, facts)
