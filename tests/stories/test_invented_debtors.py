"""Each debtor of the invented world ends as the truth about him says."""

from __future__ import annotations

import pytest

from api.schemas.report import ReportOut
from api.services import Services
from api.trace_file import shown
from connectors.sandbox.scenarios import (
    CHAIN,
    FREQUENT_NAME,
    LIQUIDATED_TRADER,
    MARRIED_WOMAN,
    MASKED_TRADER,
    NAMESAKES_ONLY,
    RARE_NAME,
    RECOVERING_COMPANY,
    SCENARIOS,
    Scenario,
)
from tests.stories.conftest import case_of, traced
from tracer.evidence import MatchDecision
from tracer.lawful import ChannelKind, Effect, Obligation
from tracer.outcome import Outcome, Reason
from tracer.proposal import Owner
from tracer.report import TraceReport, TraceStatus
from tracer.screening import Finding, StopKind

MASK = "NON-DIFFUSIBLE"


def sirens(report: TraceReport) -> set[str | None]:
    assert report.match is not None
    assert report.match.best is not None
    return {office.siren for office in report.match.best.candidate.offices}


def withheld_by(report: TraceReport, rule: str) -> bool:
    return any(rule in {r.rule for r in refusal.rules} for refusal in report.refusals)


async def test_a_rare_name_is_confirmed_with_all_its_companies_and_only_those(
    services: Services,
) -> None:
    report = await traced(services, case_of(RARE_NAME))
    assert report.status is TraceStatus.PROPOSED
    assert sirens(report) == set(RARE_NAME.sirens)
    assert report.ladder[0].point.channel is ChannelKind.LETTER
    assert {offer.point.owner for offer in report.ladder} <= {
        Owner.SUBJECT_PERSONAL,
        Owner.SUBJECT_WORK,
    }


async def test_a_letter_box_shared_with_co_directors_goes_to_a_person(services: Services) -> None:
    report = await traced(services, case_of(RARE_NAME))
    shared = [r for r in report.refusals if r.point and r.point.owner is Owner.SHARED]
    assert shared
    assert all(refusal.effect is Effect.REFER for refusal in shared)


async def test_before_the_first_letter_every_other_channel_is_forbidden(
    services: Services,
) -> None:
    first = case_of(
        RARE_NAME,
        history={"complete": True, "objection_open": False, "restricted": False},
        basis__recorded_on="2026-11-10",
    )
    report = await traced(services, first)
    assert {offer.point.channel for offer in report.ladder} == {ChannelKind.LETTER}
    assert Obligation.LETTER_MENTIONS in report.ladder[0].obligations
    refused = {r.point.channel: r for r in report.refusals if r.point}
    for channel in (ChannelKind.EMAIL, ChannelKind.SMS, ChannelKind.CALL):
        assert refused[channel].effect is Effect.FORBID
        assert "FR-CPCE-R124-4" in {rule.rule for rule in refused[channel].rules}


async def test_a_frequent_name_goes_to_a_person_with_the_fact_that_would_settle_it(
    services: Services,
) -> None:
    report = await traced(services, case_of(FREQUENT_NAME))
    assert report.status is TraceStatus.NEEDS_REVIEW
    assert report.offers == ()
    assert report.match is not None
    assert report.match.settle is not None
    weighed = (report.match.best, *report.match.others)
    assert [len(each.candidate.offices) for each in weighed if each] == [1, 1, 1]


async def test_a_debtor_who_directs_nothing_is_never_taken_for_his_namesake(
    services: Services,
) -> None:
    report = await traced(services, case_of(NAMESAKES_ONLY))
    assert report.match is not None
    assert report.match.decision is not MatchDecision.CONFIRMED
    assert report.offers == ()


async def test_a_woman_is_one_person_under_both_her_names(services: Services) -> None:
    report = await traced(services, case_of(MARRIED_WOMAN))
    assert report.status is TraceStatus.PROPOSED
    assert sirens(report) == set(MARRIED_WOMAN.sirens)


async def test_a_trader_in_liquidation_is_reached_through_the_liquidator_only(
    services: Services,
) -> None:
    report = await traced(services, case_of(LIQUIDATED_TRADER))
    assert report.screening.finding(StopKind.INSOLVENCY) is Finding.YES
    assert {offer.point.owner for offer in report.ladder} == {Owner.INSOLVENCY_PRACTITIONER}
    assert all(Obligation.DECLARE_CLAIM in offer.obligations for offer in report.ladder)
    assert report.refusals
    assert withheld_by(report, "FR-PROC-COLL")
    assert {refusal.effect for refusal in report.refusals} == {Effect.FORBID}


async def test_a_company_in_receivership_is_reached_through_the_practitioner_only(
    services: Services,
) -> None:
    report = await traced(services, case_of(RECOVERING_COMPANY))
    stop = report.screening.stop(StopKind.INSOLVENCY)
    assert stop is not None
    assert stop.finding is Finding.YES
    assert stop.claim_deadline == RECOVERING_COMPANY.claim_deadline
    assert report.status is TraceStatus.PROPOSED
    assert {offer.point.owner for offer in report.ladder} == {Owner.INSOLVENCY_PRACTITIONER}
    assert all(Obligation.DECLARE_CLAIM in offer.obligations for offer in report.ladder)
    told = await shown(report, services)
    assert told.proposals
    assert all(offer.value for offer in told.proposals)


async def test_a_masked_trader_is_withheld_and_nothing_of_him_is_stored_or_shown(
    services: Services,
) -> None:
    case = case_of(MASKED_TRADER)
    report = await traced(services, case)
    register = next(
        o for o in report.coverage if o.source == "fr.recherche_entreprises" and o.records
    )
    assert register.outcome is Outcome.WITHHELD
    assert report.status is TraceStatus.WITHHELD
    assert report.offers == ()
    held = await services.kit.graph.export_subject(case.id)
    assert MASK not in repr(held)
    assert MASK not in ReportOut.of(report).model_dump_json()
    company = held.entities
    assert {e.kind for e in company} == {"Company"}


async def test_a_company_behind_a_chain_of_companies_is_found(services: Services) -> None:
    report = await traced(services, case_of(CHAIN))
    assert report.match is not None
    assert report.match.best is not None
    assert report.match.best.candidate.siren == CHAIN.sirens[0]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.key)
async def test_every_offer_and_every_answer_has_its_earlier_entry_in_the_journal(
    services: Services, scenario: Scenario
) -> None:
    case = case_of(scenario)
    report = await traced(services, case)
    written = {e.receipt.sequence: e for e in await services.journal.read(case.id)}
    for offer in report.offers:
        entry = written[offer.receipt.sequence].entry.body
        assert offer.point is not None
        assert entry["point"] == offer.point.value.fingerprint
        assert entry["effect"] == ("permit" if offer in report.ladder else offer.effect)  # type: ignore[union-attr]
    for outcome in report.coverage:
        if outcome.reason is Reason.ENOUGH:  # nobody meant to ask any more
            assert (outcome.receipt, outcome.calls) == (None, 0)
            continue
        assert outcome.receipt is not None
        assert written[outcome.receipt].entry.body["source"] == outcome.source
    assert (await services.journal.verify()).intact
