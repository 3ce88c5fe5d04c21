"""What stops a case is looked for first, and what nobody looked at stays unknown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tracer.doubles import (
    NOW,
    FakeConnector,
    FakeGate,
    FixedClock,
    a_case,
    a_subject,
    card,
    entity,
    provenance,
    record,
)
from tests.tracer.test_collect import Kit
from tracer.case import Case
from tracer.entities import Entity, EntityId, EntityKind, Property, Statement, Subgraph
from tracer.errors import SourceBusy
from tracer.evidence import Candidate, Comparison, Match, MatchDecision, Office
from tracer.lawful import Allowance
from tracer.screen import declared, minor, restate, screen, standing_source
from tracer.screening import Finding, InsolvencyState, Screening, StopKind
from tracer.source import SourceKind
from tracer.subject import PartialDate, Protection, SubjectKind

TODAY = date(2026, 11, 23)
SIREN = "000000000"


def a_company_case() -> Case:
    company = a_subject(
        kind=SubjectKind.COMPANY, names=(), birth=None, company_name="Exemple", siren=SIREN
    )
    return a_case(subject=company)


async def looked(case: Case, connector: FakeConnector | None) -> Screening:
    kit = Kit(*([connector] if connector else []), gate=FakeGate())
    kit.clock = FixedClock()  # type: ignore[attr-defined]
    said, _ = await screen(case, kit, Allowance(10))  # type: ignore[arg-type]
    return said


def notices(*said: dict[str, str], failure: Exception | None = None) -> FakeConnector:
    return FakeConnector(
        card("notices", kind=SourceKind.INSOLVENCY_NOTICES),
        tuple(
            record(str(n), (entity(f"c{n}", EntityKind.COMPANY, **each),))
            for n, each in enumerate(said)
        ),
        failure=failure,
    )


def test_what_the_file_does_not_say_is_unknown() -> None:
    silent = a_subject(
        deceased=None, protection=None, over_indebted=None, hidden_address=None, birth=None
    )
    said = declared(a_case(subject=silent), TODAY)
    for kind in (
        StopKind.DECEASED,
        StopKind.MINOR,
        StopKind.INSOLVENCY,
        StopKind.OVER_INDEBTED,
        StopKind.PROTECTED_ADULT,
        StopKind.HIDDEN_ADDRESS,
    ):
        assert said.finding(kind) is Finding.UNKNOWN


async def test_an_open_procedure_is_found_before_anything_else() -> None:
    told = {
        "registration_number": SIREN,
        "insolvency_state": "liquidation_judiciaire",
        "insolvency_since": "2026-10-01",
        "claim_deadline": "2026-12-05",
    }
    stop = (await looked(a_company_case(), notices(told))).stop(StopKind.INSOLVENCY)
    assert stop is not None
    assert stop.finding is Finding.YES
    assert stop.state is InsolvencyState.LIQUIDATION
    assert stop.claim_deadline == date(2026, 12, 5)


async def test_the_insolvency_of_another_company_is_not_the_debtors() -> None:
    told = {"registration_number": "111111111", "insolvency_state": "liquidation_judiciaire"}
    said = await looked(a_company_case(), notices(told))
    assert said.finding(StopKind.INSOLVENCY) is Finding.NO


async def test_a_source_that_failed_leaves_insolvency_unknown() -> None:
    said = await looked(a_company_case(), notices(failure=SourceBusy("notices", "429")))
    assert said.finding(StopKind.INSOLVENCY) is Finding.UNKNOWN


async def test_no_notice_for_a_person_without_number_is_not_a_clean_record() -> None:
    said = await looked(a_case(), notices())
    assert said.finding(StopKind.INSOLVENCY) is Finding.UNKNOWN


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        (PartialDate(year=2008, month=11, day=23), False),
        (PartialDate(year=2008, month=11, day=24), True),
        (PartialDate(year=2008, month=11), None),
        (PartialDate(year=2008), None),
        (PartialDate(year=2007), False),
        (PartialDate(year=2009), True),
        (None, None),
    ],
)
def test_age_is_known_only_when_every_possible_birthday_agrees(
    born: PartialDate | None, expected: bool | None
) -> None:
    assert minor(a_case(subject=a_subject(birth=born)), TODAY) is expected


@given(st.integers(1900, 2026), st.integers(1, 12))
def test_a_partial_date_spans_exactly_its_days(year: int, month: int) -> None:
    whole = PartialDate(year=year, month=month)
    assert whole.earliest.month == whole.latest.month == month
    assert (whole.latest - whole.earliest).days in (27, 28, 29, 30)
    assert PartialDate(year=year).latest == date(year, 12, 31)


def test_a_finding_looked_at_again_replaces_the_older_one() -> None:
    said = declared(a_case(), TODAY)
    stop = said.stop(StopKind.DECEASED)
    assert stop is not None
    newer = said.including(replace(stop, finding=Finding.YES))
    assert newer.finding(StopKind.DECEASED) is Finding.YES
    assert len(newer.stops) == len(said.stops)


@pytest.mark.parametrize(
    ("protection", "expected"),
    [
        (Protection.NONE, Finding.NO),
        (Protection.CURATELLE, Finding.YES),
        (Protection.TUTELLE, Finding.YES),
        (None, Finding.UNKNOWN),
    ],
)
def test_any_protective_measure_counts(protection: Protection | None, expected: Finding) -> None:
    said = declared(a_case(subject=a_subject(protection=protection)), TODAY)
    assert said.finding(StopKind.PROTECTED_ADULT) is expected


def test_what_only_befalls_a_person_is_never_unknown_of_a_company() -> None:
    company = replace(
        a_company_case().subject, over_indebted=None, protection=None, hidden_address=None
    )
    said = declared(a_case(subject=company), TODAY)
    for kind in (
        StopKind.MINOR,
        StopKind.OVER_INDEBTED,
        StopKind.PROTECTED_ADULT,
        StopKind.HIDDEN_ADDRESS,
    ):
        assert said.finding(kind) is Finding.NO


async def test_a_company_without_notices_is_clear_and_one_with_a_procedure_is_not() -> None:
    assert (await looked(a_company_case(), notices())).finding(StopKind.INSOLVENCY) is Finding.NO
    told = {
        "registration_number": SIREN,
        "insolvency_state": "sauvegarde",
        "insolvency_since": "2026-10-01",
    }
    stop = (await looked(a_company_case(), notices(told))).stop(StopKind.INSOLVENCY)
    assert stop is not None
    assert (stop.finding, stop.since) == (Finding.YES, date(2026, 10, 1))
    assert stop.source == "notices"


def trader_office(number: int, *, sole_trader: bool = True) -> Office:
    return Office(
        company=EntityId(f"c{number}"),
        siren=None,
        company_name=None,
        role=None,
        legal_form=None,
        place=None,
        active=True,
        sole_trader=sole_trader,
    )


def weighed(
    *offices: Office, born: bool = True, veto: str | None = None, name: str = "can"
) -> Comparison:
    found = Candidate(
        id=name,
        mentions=(EntityId(f"p-{name}"),),
        birth=PartialDate(year=1979, month=3) if born else None,
        offices=offices,
        sources=("register",),
    )
    return Comparison(candidate=found, prior_bits=0, evidence=(), namesakes=None, veto=veto)


def standing(number: int, state: str | None, source: str = "notices") -> Entity:
    said = [("status", "active")] + ([("insolvency_state", state)] if state else [])
    return replace(
        entity(f"c{number}", EntityKind.COMPANY),
        statements=tuple(
            Statement(prop=Property[p.upper()], value=v, provenance=provenance(source))
            for p, v in said
        ),
    )


def insolvency(
    best: Comparison | None,
    *found: Entity,
    others: tuple[Comparison, ...] = (),
    case: Case | None = None,
    before: Finding = Finding.UNKNOWN,
) -> Finding:
    match = Match(decision=MatchDecision.CONFIRMED, best=best, others=others, reasons=())
    case = case or a_case()
    start = declared(case, TODAY)
    stop = start.stop(StopKind.INSOLVENCY)
    assert stop is not None
    start = start.including(replace(stop, finding=before))
    after = restate(start, case, match, Subgraph(entities=found))
    return after.finding(StopKind.INSOLVENCY)


def test_a_debtor_without_an_enterprise_of_his_own_has_no_procedure() -> None:
    directed = trader_office(1, sole_trader=False)
    insolvent = standing(1, "liquidation_judiciaire")
    assert insolvency(weighed(directed), insolvent) is Finding.NO


def test_the_procedure_of_his_own_enterprise_is_the_debtors() -> None:
    one, two = trader_office(1), trader_office(2)
    clear, open_ = standing(1, "none"), standing(2, "redressement_judiciaire")
    assert insolvency(weighed(one, two), clear, open_) is Finding.YES
    assert insolvency(weighed(one), clear) is Finding.NO


def test_an_enterprise_whose_standing_nobody_told_leaves_insolvency_unknown() -> None:
    one, two = trader_office(1), trader_office(2)
    assert insolvency(weighed(one), standing(1, None)) is Finding.UNKNOWN
    assert insolvency(weighed(one, two), standing(1, "none")) is Finding.UNKNOWN


def test_an_undated_sole_trader_of_the_same_name_leaves_insolvency_unknown() -> None:
    best = weighed(trader_office(1))
    clear = standing(1, "none")

    def beside(**other: Any) -> Finding:
        return insolvency(best, clear, others=(weighed(trader_office(2), name="b", **other),))

    assert beside(born=False) is Finding.UNKNOWN
    assert beside(born=True) is Finding.NO
    assert beside(born=False, veto="sex_contradicts") is Finding.NO


def test_what_was_screened_first_is_not_cleared_afterwards() -> None:
    best = weighed(trader_office(1))
    assert insolvency(best, standing(1, "none"), before=Finding.YES) is Finding.YES
    assert insolvency(None, before=Finding.YES) is Finding.YES
    assert insolvency(None) is Finding.UNKNOWN


def test_the_standing_of_a_debtor_company_was_asked_at_the_start() -> None:
    best = weighed(trader_office(1))
    assert insolvency(best, standing(1, "none"), case=a_company_case()) is Finding.UNKNOWN


def test_the_source_named_is_the_one_that_spoke_last() -> None:
    old, new = standing(1, "none", "old"), standing(1, "none", "new")
    later = tuple(
        replace(s, provenance=replace(s.provenance, retrieved_at=NOW + timedelta(days=1)))
        for s in new.statements
    )
    both = replace(old, statements=(*old.statements, *later))
    assert standing_source(both) == "new"


async def test_a_notice_without_a_number_is_nobodys_insolvency() -> None:
    said = await looked(a_case(), notices({"insolvency_state": "liquidation_judiciaire"}))
    assert said.finding(StopKind.INSOLVENCY) is Finding.UNKNOWN


async def test_a_state_nobody_knows_is_unknown() -> None:
    told = {"registration_number": SIREN, "insolvency_state": "a new word"}
    said = await looked(a_company_case(), notices(told))
    assert said.finding(StopKind.INSOLVENCY) is Finding.UNKNOWN


async def test_an_answer_that_is_not_whole_clears_nobody() -> None:
    other = {"registration_number": "111111111", "insolvency_state": "none"}
    broken = notices(other, failure=SourceBusy("notices", "429"))
    said = await looked(a_company_case(), broken)
    assert said.finding(StopKind.INSOLVENCY) is Finding.UNKNOWN
