"""Every source that ships, before the rules that ship: none is dead law, none is open by accident."""

from __future__ import annotations

from dataclasses import replace

import pytest

from connectors.base import sources
from connectors.fr import osm_extract
from connectors.world import be_kbo
from policies.engine import Engine
from policies.load import load_packs
from tests.policies.situations import NOW, after_first_letter, collecting
from tracer.lawful import Effect, Operation
from tracer.source import SourceCard, SourceKind
from tracer.subject import Subject, SubjectKind

CARDS = [module.CARD for module in (*sources(), be_kbo, osm_extract)]
ENGINE = Engine(load_packs())
DAY = NOW.replace(month=11, day=20)
"""A day after every card's terms were read, and before anybody has to read them again."""


NETWORKS = {card.id for card in CARDS if card.kind is SourceKind.SOCIAL_NETWORK}
A_PERSON_DECIDES = {"FR-CP-226-18-HUMAN", "EU-44-TRANSFER"}


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.id)
def test_where_everything_else_is_in_order_it_is_asked_or_a_person_decides(card: SourceCard):
    case = after_first_letter()
    assert case.basis is not None
    case = replace(case, basis=replace(case.basis, social_sources=True))
    found = ENGINE.decide(collecting(case, card), DAY)
    named = {rule.rule for rule in found.rules}
    assert ("FR-CP-226-18-HUMAN" in named) is (card.id in NETWORKS)
    assert found.effect is Effect.PERMIT or (
        found.effect is Effect.REFER and named <= A_PERSON_DECIDES
    )


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.id)
def test_it_is_consulted_about_an_organisation_unless_it_is_a_network(card: SourceCard):
    nobody = collecting(card=card)
    organisation = Subject(kind=SubjectKind.COMPANY, company_name="Société fictive")
    nobody = replace(
        nobody, case=replace(nobody.case, subject=organisation), operation=Operation.CONSULT
    )
    found = ENGINE.decide(nobody, DAY)
    assert found.effect is (Effect.FORBID if card.id in NETWORKS else Effect.PERMIT)
