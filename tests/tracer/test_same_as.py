"""SAME_AS links say who was taken for one person, why, and by which decision; a no takes them back."""

from __future__ import annotations

import pytest

from tests.tracer.doubles import NOW, a_rule
from tests.tracer.people import judged
from tracer.entities import EntityId, LinkType
from tracer.evidence import (
    Candidate,
    Comparison,
    Evidence,
    EvidenceFamily,
    Judgement,
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


def test_a_no_severs_whoever_it_was_said_of_and_nobody_else() -> None:
    match = matched(weighed("a", "m1", "m2"), weighed("b", "m3", "m4"), weighed("c", "m5", "m6"))
    first, other = judged("a", Judgement.DIFFERENT), judged("b", Judgement.DIFFERENT)
    assert set(severed(match, (first,))) == {("m1", "m2")}
    assert set(severed(match, (other,))) == {("m3", "m4")}
    assert list(severed(match, (judged("a", Judgement.SAME),))) == []
    assert list(severed(matched(None), (first,))) == []


def test_only_the_latest_judgement_severs() -> None:
    match = matched(weighed("a", "m1", "m2"))
    no, yes = judged("a", Judgement.DIFFERENT, day=1), judged("a", Judgement.SAME, day=2)
    assert list(severed(match, (yes, no))) == []
