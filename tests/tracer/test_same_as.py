"""SAME_AS links say who was taken for one person, why, and by which decision; a no takes them back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.tracer.doubles import NOW, a_rule, provenance
from tracer.entities import EntityId, Link, LinkType, Subgraph
from tracer.evidence import (
    Candidate,
    Comparison,
    Evidence,
    EvidenceFamily,
    Match,
    MatchDecision,
)
from tracer.lawful import Effect, Operation, Permit, Receipt, Text
from tracer.same_as import same_as_links, severed


def weighed(name: str, *mentions: str) -> Comparison:
    said = Evidence(
        family=EvidenceFamily.NAME,
        code="surname_equal",
        ours=None,
        theirs=None,
        bits=30.0,
        text=Text(fr="", en=""),
    )
    found = Candidate(id=name, mentions=tuple(map(EntityId, mentions)))
    return Comparison(candidate=found, prior_bits=-26.0, evidence=(said,), namesakes=None)


def matched(best: Comparison | None, *others: Comparison) -> Match:
    return Match(decision=MatchDecision.CONFIRMED, best=best, others=others, reasons=())


PERMIT = Permit(
    receipt=Receipt(sequence=17, entry_hash="ab" * 32, at=NOW),
    case="cas_test",
    operation=Operation.COMBINE,
    source=None,
    obligations=(),
    rules=(a_rule(effect=Effect.PERMIT),),
)


def test_each_link_names_the_decision_that_allowed_it_and_its_evidence() -> None:
    links = list(same_as_links(matched(weighed("a", "m1", "m2", "m3")), PERMIT, NOW))
    assert [(link.source, link.type, link.target) for link in links] == [
        ("m1", LinkType.SAME_AS, "m2"),
        ("m2", LinkType.SAME_AS, "m3"),
    ]
    for link in links:
        assert link.provenance.url == "journal:17"
        assert link.provenance.body_sha256 == "ab" * 32
        assert link.provenance.record == "a"
        assert link.provenance.retrieved_at == NOW
        assert link.bits == pytest.approx(4.0)


def test_nobody_found_or_one_mention_makes_no_link() -> None:
    assert list(same_as_links(matched(None), PERMIT, NOW)) == []
    assert list(same_as_links(matched(weighed("a", "m1")), PERMIT, NOW)) == []


def linked(*pairs: tuple[str, str]) -> Subgraph:
    return Subgraph(
        links=tuple(
            Link(
                source=EntityId(a),
                type=LinkType.SAME_AS,
                target=EntityId(b),
                provenance=provenance(),
            )
            for a, b in pairs
        )
    )


def test_links_outside_the_confirmed_candidate_are_severed_and_those_inside_are_kept() -> None:
    match = matched(weighed("a", "m1", "m2"), weighed("b", "m3", "m4"))
    held = linked(("m1", "m2"), ("m3", "m4"), ("m2", "m3"))
    assert set(severed(match, held)) == {("m3", "m4"), ("m2", "m3")}


@pytest.mark.parametrize(
    "decision", [MatchDecision.REVIEW, MatchDecision.REJECTED, MatchDecision.NO_CANDIDATE]
)
def test_a_match_that_is_not_confirmed_keeps_no_link(decision: MatchDecision) -> None:
    match = replace(matched(weighed("a", "m1", "m2")), decision=decision)
    assert set(severed(match, linked(("m1", "m2")))) == {("m1", "m2")}


def test_a_link_of_another_kind_is_never_severed() -> None:
    [link] = linked(("m1", "c1")).links
    held = Subgraph(links=(replace(link, type=LinkType.DIRECTORSHIP),))
    assert list(severed(matched(None), held)) == []
