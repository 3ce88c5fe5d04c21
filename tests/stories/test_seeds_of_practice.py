"""Habits of the trade that Tracer does not take over, each refused where somebody would try it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from api.bodies import DecisionBody
from api.casefile import CaseFile, HistoryIn
from api.demo import case_file
from api.reading import InvalidFile, parse
from api.services import Services
from connectors.sandbox.scenarios import RARE_NAME
from policies.engine import Engine
from policies.load import load_packs
from tests.stories.conftest import case_of, traced
from tests.tracer.doubles import NOW, FakeConnector, card, entity, record
from tracer.entities import EntityKind
from tracer.lawful import ChannelKind, DecidingRule, Effect, Operation
from tracer.proposal import ContactPoint, Origin, Owner, Refusal
from tracer.report import TraceStatus
from tracer.screening import Finding, StopKind
from tracer.situation import Situation

NO_LETTER: dict[str, Any] = {
    "history": {"complete": True, "objection_open": False, "restricted": False},
    "basis__recorded_on": "2026-11-10",
}
SICK = "gravement souffrante, hospitalisée"
GROUNDS = {
    "luxury": ("luxe", "mène un train de vie de luxe"),
    "divorce": ("divorce", "en plein divorce"),
    "travel": ("voyages", "revient d'un voyage aux Seychelles"),
}


def names(rules: tuple[DecidingRule, ...]) -> set[str]:
    return {rule.rule for rule in rules}


async def test_a_text_message_before_the_letter_is_refused(services: Services) -> None:
    report = await traced(services, case_of(RARE_NAME, **NO_LETTER))
    assert {offer.point.channel for offer in report.ladder} == {ChannelKind.LETTER}
    [text] = [r for r in report.refusals if r.point and r.point.channel is ChannelKind.SMS]
    assert text.effect is Effect.FORBID
    decided = next(rule for rule in text.rules if rule.rule == "FR-CPCE-R124-4")
    assert "lettre" in decided.message.fr
    assert decided.remedy is not None
    after = await traced(services, case_of(RARE_NAME))
    assert ChannelKind.SMS in {offer.point.channel for offer in after.ladder}


async def test_a_network_message_to_the_manager_of_another_company_is_refused_as_disclosure(
    services: Services,
) -> None:
    case = case_of(RARE_NAME)
    report = await traced(services, case)
    assert {o.point.owner for o in report.ladder} <= {Owner.SUBJECT_PERSONAL, Owner.SUBJECT_WORK}
    manager = (
        ContactPoint(  # nothing in a trace makes such a point: somebody would have to bring it
            id="manager-elsewhere",
            channel=ChannelKind.SOCIAL_MESSAGE,
            owner=Owner.THIRD_PARTY,
            origin=Origin.PUBLIC_PROFILE,
            value=services.kit.vault.seal(case.id, "manager-elsewhere", "https://reseau.example/m"),
            hint="…",
            source="invented.network",
            record="m-1",
            seen_at=NOW,
        )
    )
    answer = await services.kit.gate.propose(
        Situation(
            case=case,
            operation=Operation.DISCLOSE,
            screening=report.screening,
            match=report.match,
            point=manager,
        )
    )
    assert isinstance(answer, Refusal)
    assert answer.effect is Effect.FORBID
    assert {"FR-CNIL-ENTOURAGE", "EU-6-1-F-THIRD-PARTY"} <= names(answer.rules)
    told = next(rule for rule in answer.rules if rule.rule == "FR-CNIL-ENTOURAGE")
    assert "tiers" in told.message.fr


@pytest.mark.parametrize(("field", "words"), GROUNDS.values(), ids=GROUNDS)
def test_private_life_is_refused_as_ground_at_each_door(field: str, words: str) -> None:
    """A field of the file, a note on an attempt, the reason of a judgement."""
    file = case_file(RARE_NAME, NOW.date())
    file["claim"][field] = words
    refused(CaseFile, file, f"claim.{field}", "unknown field", words)

    note = {"attempts": [{"channel": "call", "at": "2026-11-01T10:00:00Z", "outcome": words}]}
    refused(CaseFile, case_file(RARE_NAME, NOW.date()) | {"history": note},
            "history.attempts.0.outcome", "no ground for a search", words)  # fmt: skip
    refused(HistoryIn, note, "attempts.0.outcome", "no ground for a search", words)

    judged = {"candidate": "can_1", "judgement": "same", "reason": words}
    refused(DecisionBody, judged, "reason", "no ground for a search", words)


def refused(model: type, told: dict[str, Any], field: str, why: str, words: str) -> None:
    with pytest.raises(InvalidFile) as error:
        parse(model, json.dumps(told))
    assert [field] == [name for name, _ in error.value.found]
    assert why in error.value.found[0][1]
    assert words not in str(error.value)


@pytest.mark.parametrize(("field", "words"), GROUNDS.values(), ids=GROUNDS)
async def test_a_source_that_would_yield_it_is_not_asked(
    services: Services, field: str, words: str
) -> None:
    curious = FakeConnector(card("curious", fields_read=("nom", field)))
    kit = replace(services.kit, connectors={**services.kit.connectors, "curious": curious})
    report = await traced(replace(services, kit=kit), case_of(RARE_NAME))
    [answer] = [o for o in report.coverage if o.source == "curious"]
    assert "FR-CP-226-18-PRIVATE" in answer.rules
    assert curious.searched == 0


async def test_sickness_met_on_a_page_is_dropped_and_calls_a_person(
    services: Services, tmp_path: Path
) -> None:
    page = entity("page", EntityKind.PROFILE, name="Sur sa page", alias=SICK)
    met = FakeConnector(card("page"), (record("p-1", (page,)),))
    kit = replace(services.kit, connectors={**services.kit.connectors, "page": met})
    asked = replace(services, kit=kit)
    for _ in range(2):  # the second time from the answers already known
        report = await traced(asked, case_of(RARE_NAME))
        assert report.screening.finding(StopKind.VULNERABLE) is Finding.YES
        assert report.status is TraceStatus.REFUSED
        assert report.refusal is not None
        assert report.refusal.effect is Effect.REFER
        assert names(report.refusal.rules) == {"EU-9-VULNERABLE"}
        assert report.offers == ()
    assert met.searched == 1
    [kept] = [e for a in report.answers for r in a.records for e in r.entities if e.id == "page"]
    assert [statement.value for statement in kept.statements] == ["Sur sa page"]
    stop = report.screening.stop(StopKind.VULNERABLE)
    assert stop is not None
    assert not any(word in repr(report) for word in traces())
    written = everything_in(tmp_path)
    assert len(written) > 10_000
    assert not any(word.encode() in written for word in traces())


def everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def traces() -> Iterator[str]:
    yield from ("souffrant", "hospitalis")


def test_sickness_told_in_a_note_is_refused_and_the_flag_is_what_may_be_said() -> None:
    note = {"attempts": [{"channel": "call", "at": "2026-11-01T10:00:00Z", "outcome": SICK}]}
    refused(HistoryIn, note, "attempts.0.outcome", "say subject.vulnerable", SICK)
    judged = {"candidate": "can_1", "judgement": "same", "reason": f"Il est {SICK}"}
    refused(DecisionBody, judged, "reason", "say subject.vulnerable", SICK)


async def test_a_debtor_said_to_be_vulnerable_goes_to_a_person_before_anything_is_asked(
    services: Services,
) -> None:
    report = await traced(services, case_of(RARE_NAME, subject__vulnerable=True))
    assert report.screening.finding(StopKind.VULNERABLE) is Finding.YES
    assert report.offers == ()
    asked = [o for o in report.coverage if o.source == "fr.recherche_entreprises"]
    assert asked
    assert all("EU-9-VULNERABLE" in o.rules for o in asked)


async def test_a_call_by_night_is_refused_though_the_proposal_was_made(services: Services) -> None:
    case = case_of(RARE_NAME)
    report = await traced(services, case)
    [call] = [offer for offer in report.ladder if offer.point.channel is ChannelKind.CALL]
    engine = Engine(load_packs())
    asking = Situation(
        case=case, operation=Operation.DISCLOSE, screening=report.screening, match=report.match,
        point=call.point, opening=True,
    )  # fmt: skip
    assert engine.decide(asking, NOW).effect is Effect.PERMIT
    night = engine.decide(asking, NOW + timedelta(hours=12))
    assert night.effect is Effect.FORBID
    assert names(night.rules) == {"X-HOURS-NOW"}
