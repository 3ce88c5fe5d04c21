""" "This is not me": one call, and every case that may reach whoever says so is dead."""

from __future__ import annotations

import asyncio
from time import monotonic

import httpx

from api.rights.standing import rights_standing
from tests.api.house import (
    KNOWN_SUBJECT,
    SUBJECT,
    House,
    once,
    open_case,
    search,
)
from tests.rights.conftest import post
from tracer.case import CaseId

CASES = 12
"""Enough to see that the time does not come from one case."""


async def opened_cases(client: httpx.AsyncClient, count: int) -> list[str]:
    """Cases about the same debtor."""
    return [await open_case(client, reference=f"DOS-{n:04}") for n in range(count)]


async def stopped(house: House, case: str) -> bool:
    """Whether the rights desk says that a wrong person was reported."""
    rights = house.services.rights
    found = await house.services.store.get(CaseId(case))
    return (await rights_standing(rights.engine, rights.vault, found))[1]


async def offered(house: House, client: httpx.AsyncClient, case: str) -> list[str]:
    """The channels a search of a case proposes."""
    report = (await search(house, client, case))["report"]
    return [offer["id"] for offer in report["proposals"]]


async def test_one_report_stops_every_case_within_a_minute_and_no_channel_opens(house: House):
    async with house.client() as client:
        cases = await opened_cases(client, CASES)
        channels = {case: await offered(house, client, case) for case in cases}
        assert all(channels.values())
        began = monotonic()
        made = await post(client, f"/cases/{cases[0]}/wrong-person", {})
        assert monotonic() - began < 60
        assert made["cases_stopped"] == CASES
        for case in cases:
            assert await stopped(house, case)
            judged = (await client.get(f"/v1/cases/{case}/decisions")).json()["items"]
            assert [one["judgement"] for one in judged] == ["different"]
        for case in cases[:4]:  # more would meet the quota of the key
            path = f"/v1/cases/{case}/contact-proposals/{channels[case][0]}/open"
            answer = await client.post(path, headers=once())
            assert answer.status_code in (403, 409), answer.text
            assert not any(value in answer.text for value in ("rue Fictive", "06 39"))


async def test_a_channel_is_recognised_in_the_case_of_somebody_else(house: House):
    other = SUBJECT | {
        "names": [{"surname": "Trescol", "given": ["Ivain"]}],
        "birth": "1966-07",
        "emails": ["ivain@trescol.example"],
        "phones": [],
    }
    async with house.client() as client:
        first = await open_case(client)
        same_roof = await open_case(client, reference="DOS-0002", subject=other)
        elsewhere = await open_case(
            client, reference="DOS-0003", subject=other | {"addresses": [], "birth": "1967-07"}
        )
        report = (await search(house, client, first))["report"]
        letter = next(p["id"] for p in report["proposals"] if "declared-address" in p["id"])
        made = await post(client, f"/cases/{first}/wrong-person", {"channel": letter})
        assert made["cases_stopped"] == 2
        assert await stopped(house, same_roof)
        assert not await stopped(house, elsewhere)


async def test_a_trace_that_is_running_is_stopped_and_what_it_finds_is_not_kept(house: House):
    async with house.client() as client:
        case = await open_case(client)
        house.register.wait = 30.0
        began = await client.post(f"/v1/cases/{case}/searches", headers=once())
        await asyncio.sleep(0.05)
        await post(client, f"/cases/{case}/wrong-person", {})
        over = (await client.get(began.headers["location"])).json()
        assert (over["state"], over["error"], over["report"]) == ("failed", "search-stopped", None)


async def test_the_reported_person_is_dropped_once_it_is_settled_and_is_not_found_again(
    house: House,
):
    async with house.client() as client, house.client() as colleague:
        case = await open_case(client)
        await search(house, client, case)
        made = await post(client, f"/cases/{case}/wrong-person", {"note": "wrote by letter"})
        path = f"/wrong-person/{made['id']}/settlement"
        ruling = {"outcome": "not_the_person", "reasons": "another birth date on the card shown"}
        await post(client, path, ruling, 409)
        await post(colleague, path, ruling)
        assert not await stopped(house, case)
        found = await house.services.store.get(CaseId(case))
        assert (found.subject.addresses, found.subject.phones, found.subject.emails) == (
            (),
            (),
            (),
        )
        report = (await search(house, client, case))["report"]
        assert report["proposals"] == []


async def test_a_report_that_was_a_mistake_lets_the_cases_go_on(house: House):
    async with house.client() as client, house.client() as colleague:
        case = await open_case(client)
        await search(house, client, case)
        made = await post(client, f"/cases/{case}/wrong-person", {})
        ruling = {"outcome": "is_the_person", "reasons": "he confirmed his birth date"}
        await post(colleague, f"/wrong-person/{made['id']}/settlement", ruling)
        assert not await stopped(house, case)
        other = ruling | {"outcome": "not_the_person"}
        await post(colleague, f"/wrong-person/{made['id']}/settlement", other, 409)


async def test_a_later_case_that_finds_the_same_person_stops_too(house: House):
    async with house.client() as client, house.client() as colleague:
        first = await open_case(client, subject=KNOWN_SUBJECT | {"birth": "1979-03"})
        await search(house, client, first)
        made = await post(client, f"/cases/{first}/wrong-person", {})
        ruling = {"outcome": "not_the_person", "reasons": "another birth date on the card shown"}
        await post(colleague, f"/wrong-person/{made['id']}/settlement", ruling)
        later = await open_case(client, reference="DOS-0002", subject=KNOWN_SUBJECT)
        await search(house, client, later)
        assert await stopped(house, later)


async def test_a_channel_or_candidate_that_is_not_there_is_refused_by_field(house: House):
    async with house.client() as client:
        case = await open_case(client)
        await search(house, client, case)
        for field in ("channel", "candidate"):
            answer = await post(client, f"/cases/{case}/wrong-person", {field: "none-such"}, 422)
            assert field in str(answer)
            assert "none-such" not in str(answer)
