"""The store: what is kept comes back, is sealed, belongs to its desk, and is not lost to a race."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from api.searches import SearchState
from tests.api.house import House
from tests.tracer.doubles import a_case
from tracer.case import CaseId
from tracer.errors import Conflict, IntegrityFailure, NotFound
from tracer.report import TraceReport


async def test_a_case_comes_back_as_it_was(house: House):
    await house.services.store.add(a_case())
    assert await house.services.store.get(a_case().id) == a_case()


async def test_an_id_is_taken_once(house: House):
    await house.services.store.add(a_case())
    with pytest.raises(Conflict):
        await house.services.store.add(replace(a_case(), reference="other"))
    assert (await house.services.store.get(a_case().id)).reference == a_case().reference


async def test_a_case_that_is_not_there_is_not_found(house: House):
    with pytest.raises(NotFound):
        await house.services.store.get(CaseId("cas_none"))


async def test_a_case_of_another_desk_is_not_found(house: House):
    await house.services.store.add(a_case(), "north")
    assert await house.services.store.visible(a_case().id, "north") == a_case()
    with pytest.raises(NotFound):
        await house.services.store.visible(a_case().id, "south")


async def test_a_document_moved_to_another_case_does_not_open(house: House):
    store = house.services.store
    await store.add(a_case())
    await store.add(replace(a_case(), id=CaseId("cas_other")))
    async with store._engine.begin() as connection:
        await connection.exec_driver_sql(
            "UPDATE cases SET document = (SELECT document FROM cases WHERE id = 'cas_test')"
        )
    with pytest.raises(IntegrityFailure):
        await store.get(CaseId("cas_other"))


async def test_a_forgotten_subject_cannot_be_read_again(house: House):
    await house.services.store.add(a_case())
    vault = house.services.kit.vault
    vault.forget(a_case().id)  # type: ignore[attr-defined]
    with pytest.raises(NotFound):
        await house.services.store.get(a_case().id)


async def test_of_many_searches_asked_at_once_one_is_queued(house: House):
    await house.services.store.add(a_case())
    searches = house.services.searches
    asked = await asyncio.gather(
        *(searches.add(f"sea_{n}", a_case().id, "k") for n in range(8)), return_exceptions=True
    )
    assert sum(isinstance(found, Conflict) for found in asked) == 7
    assert len(await searches.unfinished()) == 1


async def test_a_report_comes_back_as_it_was_and_a_failure_is_only_a_code(house: House):
    await house.services.store.add(a_case())
    searches = house.services.searches
    report = TraceReport(case=a_case(), started_at=house.clock.now())
    await searches.add("sea_1", a_case().id, "k")
    assert await searches.report("sea_1") is None
    await searches.finish("sea_1", report)
    assert await searches.report("sea_1") == report
    await searches.add("sea_2", a_case().id, "k")
    await searches.fail("sea_2", "conflict")
    failed = await searches.get("sea_2")
    assert (failed.state, failed.error) == (SearchState.FAILED, "conflict")
    assert await searches.latest_report(a_case().id) == report
