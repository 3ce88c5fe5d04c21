"""What stops a case is looked for first, and what nobody looked at stays unknown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tracer.doubles import (
    FakeConnector,
    FakeGate,
    FixedClock,
    a_case,
    a_subject,
    card,
    entity,
    record,
)
from tests.tracer.test_collect import Kit
from tracer.case import Case
from tracer.entities import EntityKind
from tracer.errors import SourceBusy
from tracer.lawful import Allowance
from tracer.screen import declared, minor, screen
from tracer.screening import Finding, InsolvencyState, Screening, StopKind
from tracer.source import SourceKind
from tracer.subject import PartialDate, SubjectKind

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
