from __future__ import annotations

import pytest

from policies.describe import citation_label, describe, explain
from policies.facts import FACTS, catalogue
from policies.load import load_packs
from tracer.errors import NotFound
from tracer.lawful import Authority

PACKS = load_packs()


def test_every_rule_is_told_in_both_languages_with_its_facts():
    told = describe(PACKS)
    assert len(told) == len(PACKS.rules)
    for rule in told:
        assert rule.condition
        assert rule.facts
        for text in (rule.title, rule.message, rule.authority_label, rule.citation_label):
            assert text.fr
            assert text.en
        assert all(fact.name in rule.condition or fact.name == "today" for fact in rule.facts)


def test_what_nobody_confirmed_says_so():
    for rule in describe(PACKS):
        unsure = "to be confirmed by counsel" in rule.citation_label.en
        ours = rule.citation.instrument == "Tracer"
        assert unsure == (not rule.citation.checked and not ours)


def test_a_product_default_is_called_one():
    for rule in describe(PACKS):
        assert (rule.authority is Authority.PRODUCT_DEFAULT) == (
            "not law" in rule.authority_label.en
        )
    citation = explain(PACKS, "X-OPEN-CASE").citation
    assert "not law" in citation_label(citation, Authority.PRODUCT_DEFAULT).en


def test_one_rule_is_explained_by_its_id():
    rule = explain(PACKS, "FR-CPCE-R124-4")
    assert rule.condition == (
        "not first_letter_sent and not channel_kind in {letter, registered_letter}"
    )
    assert [fact.name for fact in rule.facts] == ["channel_kind", "first_letter_sent"]
    with pytest.raises(NotFound):
        explain(PACKS, "FR-NOTHING")


def test_every_fact_is_read_by_a_rule():
    read = {name for rule in PACKS.rules for name in rule.facts}
    assert set(FACTS) - read <= {"subject_kind"}


def test_a_fact_without_its_french_words_is_refused():
    import types

    module = types.ModuleType("invented_facts")
    exec(
        'def fact(s: int, n: int) -> "bool | None":\n    """Only English."""\n    return None',
        module.__dict__,
    )
    with pytest.raises(TypeError, match="documented"):
        catalogue(module)
