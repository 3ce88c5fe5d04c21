"""The sweep: what is past its term goes, what is not stays, and the journal has the proof."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from api.rights.retention import sweep
from connectors.buckets import Buckets
from policies.retention import Category
from tests.api.house import House, once, open_case, search
from tests.policies.situations import lawful_case
from tests.rights.conftest import post, ruled, worked
from tracer.case import CaseId
from tracer.errors import NotFound


async def test_other_people_are_out_of_the_reports_after_a_week(house: House):
    async with house.client() as client:
        case = await open_case(client)
        await search(house, client, case)
        weighed = (await client.get(f"/v1/cases/{case}/candidates")).json()["items"]
        assert len(weighed) > 1
        house.clock.move(days=6)  # type: ignore[attr-defined]
        assert (await sweep(house.services, None))[Category.REJECTED] == 0
        house.clock.move(days=1)  # type: ignore[attr-defined]
        assert (await sweep(house.services, None))[Category.REJECTED] == len(weighed) - 1
        report = await house.services.searches.latest_report(CaseId(case))
        assert report is not None
        assert "1951-11" not in repr(report)
        assert report.match is not None
        assert report.match.confirmed
        assert (await sweep(house.services, None))[Category.REJECTED] == 0


async def test_what_was_found_and_never_used_goes_after_ninety_days(house: House):
    async with house.client() as client:
        case = await open_case(client)
        await search(house, client, case)
        house.clock.move(days=90)  # type: ignore[attr-defined]
        gone = await sweep(house.services, None)
        assert gone[Category.FOUND] > 0
        assert gone[Category.ANSWERS] > 0
        assert await house.services.searches.latest_report(CaseId(case)) is None
        assert (await house.services.store.get(CaseId(case))).reference == "DOS-0001"


async def test_a_report_whose_channel_was_opened_stays_with_its_case(house: House):
    async with house.client() as client:
        case = await open_case(client)
        report = (await search(house, client, case))["report"]
        path = f"/v1/cases/{case}/contact-proposals/{report['proposals'][0]['id']}/open"
        assert (await client.post(path, headers=once())).status_code == 200
        house.clock.move(days=90)  # type: ignore[attr-defined]
        await sweep(house.services, None)
        assert await house.services.searches.latest_report(CaseId(case)) is not None


async def test_a_closed_case_goes_once_its_limitation_is_over_and_not_a_day_before(house: House):
    async with house.client() as client:
        case = await open_case(client)
        closed = await post(client, f"/cases/{case}/closing", {"closed_on": "2026-11-23"})
        assert closed["kept_until"] == "2031-11-23"
        house.clock.move(days=5 * 365 + 1)  # type: ignore[attr-defined]
        assert house.clock.now().date().isoformat() == "2031-11-23"
        assert (await sweep(house.services, None))[Category.CASE] == 0
        house.clock.move(days=1)  # type: ignore[attr-defined]
        assert (await sweep(house.services, None))[Category.CASE] == 1
        with pytest.raises(NotFound):
            await house.services.store.get(CaseId(case))


async def test_a_case_that_came_with_the_day_of_its_closing_goes_by_it(house: House):
    case = replace(lawful_case(), id=CaseId("cas_1"))
    case = replace(case, claim=replace(case.claim, closed_on=house.clock.now().date()))
    await house.services.store.add(case)
    house.clock.move(days=5 * 366)  # type: ignore[attr-defined]
    assert (await sweep(house.services, None))[Category.CASE] == 1


async def test_a_case_half_erased_by_a_stop_is_finished_and_stops_no_sweep(house: House):
    async with house.client() as client:
        case = await open_case(client)
        await post(client, f"/cases/{case}/closing", {"closed_on": "2026-11-23"})
        house.services.rights.vault.forget(case)  # and then the process died
        assert (await sweep(house.services, None))[Category.CASE] == 1
        assert (await sweep(house.services, None))[Category.CASE] == 0
        assert (await house.services.journal.read(case))[-1].entry.kind == "erased"


async def test_a_closed_case_is_traced_no_more(house: House):
    async with house.client() as client:
        case = await open_case(client)
        await post(client, f"/cases/{case}/closing", {"closed_on": "2026-11-23"})
        found = await house.services.store.get(CaseId(case))
        assert str(found.claim.closed_on) == "2026-11-23"
        report = (await search(house, client, case))["report"]
        assert (report["status"], report["proposals"]) == ("refused", [])


async def test_an_answered_request_goes_after_three_years_and_a_restriction_never(house: House):
    async with house.client() as client:
        case = await open_case(client)
        await ruled(client, await worked(client, case, "access"), granted=True)
        held = await worked(client, case, "restriction")
        await ruled(client, held, granted=True)
        house.clock.move(days=3 * 365 + 1)  # type: ignore[attr-defined]
        assert (await sweep(house.services, None))[Category.REQUESTS] == 1
        (left,) = await house.services.rights.requests("main")
        assert left.id == held
        assert (await house.services.store.get(CaseId(case))).history.restricted is True


async def test_the_proof_of_a_sweep_counts_by_category_and_names_nobody(house: House):
    async with house.client() as client:
        case = await open_case(client)
        await search(house, client, case)
        house.clock.move(days=90)  # type: ignore[attr-defined]
        gone = await sweep(house.services, "local")
        entry = (await house.services.journal.read())[-1].entry
        assert (entry.kind, entry.case, entry.subject) == ("retention_sweep", None, None)
        assert entry.body["gone"] == {str(name): count for name, count in gone.items()}
        assert len(entry.body["documents_hash"]) == 64
        assert (await house.services.journal.verify()).intact


async def test_the_sweep_forgets_the_calls_no_audit_looks_back_to(house: House):
    times = [0.0, 400 * 86_400.0, 401 * 86_400.0]
    ledger = Buckets(now=lambda: times.pop(0))
    ledger.enter("old", "cas_1", Decimal(1))
    ledger.enter("new", "cas_1", Decimal(1))
    services = replace(house.services, kit=replace(house.services.kit, ledger=ledger))
    await sweep(services, None)
    assert [one.source for one in ledger.spent()] == ["new"]
    ledger.close()
