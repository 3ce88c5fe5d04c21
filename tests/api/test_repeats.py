"""`Idempotency-Key`: the same request twice takes effect once."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from api.errors import RepeatInFlight
from api.repeats import Claim, Made, Repeats
from tests.api.house import (
    BASIS,
    MANDATE,
    House,
    MovingClock,
    case_body,
    once,
    open_case,
    opened,
    papers,
    search,
)
from tracer.case import CaseId


async def test_a_creating_request_without_its_key_is_400(house: House):
    async with house.client() as client:
        for path in ("/v1/mandates", "/v1/basis-records", "/v1/cases"):
            answer = await client.post(path, json={})
            assert (answer.status_code, answer.json()["code"]) == (400, "idempotency-key-missing")


async def test_the_same_request_twice_makes_one_thing_and_answers_the_same(house: House):
    async with house.client() as client:
        same = once()
        first = await client.post("/v1/mandates", json=MANDATE, headers=same)
        second = await client.post("/v1/mandates", json=MANDATE, headers=same)
        assert first.status_code == second.status_code == 201
        assert first.content == second.content
        assert first.headers["location"] == second.headers["location"]
        assert len((await client.get("/v1/mandates")).json()["items"]) == 1


async def test_another_body_under_the_same_key_is_422(house: House):
    async with house.client() as client:
        same = once()
        await client.post("/v1/mandates", json=MANDATE, headers=same)
        answer = await client.post(
            "/v1/mandates", json=MANDATE | {"reference": "M-2"}, headers=same
        )
        assert (answer.status_code, answer.json()["code"]) == (422, "idempotency-key-reused")


async def test_the_same_key_of_another_holder_is_another_request(house: House):
    same = once()
    async with house.client() as one, house.client() as other:
        first = await one.post("/v1/mandates", json=MANDATE, headers=same)
        second = await other.post("/v1/mandates", json=MANDATE, headers=same)
        assert first.json()["id"] != second.json()["id"]


async def test_many_at_once_make_one_case(house: House):
    async with house.client() as client:
        body, same = case_body(*await papers(client)), once()
        answers = await asyncio.gather(
            *(client.post("/v1/cases", json=body, headers=same) for _ in range(50))
        )
        assert {answer.status_code for answer in answers} <= {201, 409}
        assert sum(answer.status_code == 201 for answer in answers) >= 1
        assert len((await client.get("/v1/cases")).json()["items"]) == 1


async def test_a_refused_request_may_be_sent_again_under_its_key(house: House):
    async with house.client() as client:
        mandate, basis = await papers(client)
        body, same = case_body(mandate, basis), once()
        body["claim"]["due_on"] = "2026-11-25"
        assert (await client.post("/v1/cases", json=body, headers=same)).status_code == 403
        house.clock.move(days=3)
        assert (await client.post("/v1/cases", json=body, headers=same)).status_code == 201


async def test_a_request_in_flight_is_409_and_one_whose_process_died_goes_on_with_its_ids(
    tmp_path: Path,
):
    async with opened(tmp_path, MovingClock()) as house:
        engine = house.services.store._engine
        first = await house.services.repeats.claim("k", "/v1/cases", "once", b"body")
        assert isinstance(first, Claim)
        with pytest.raises(RepeatInFlight):
            await house.services.repeats.claim("k", "/v1/cases", "once", b"body")
        restarted = Repeats(engine, house.clock)
        again = await restarted.claim("k", "/v1/cases", "once", b"body")
        assert isinstance(again, Claim)
        assert again.mint("cas") == first.mint("cas")


class Killed(BaseException):
    """The process ends here."""


class DiesBeforeAnswering(Repeats):
    """What was asked for is made, and nobody hears of it."""

    async def settle(self, claim: Claim, made: Made) -> None:
        raise Killed


async def test_what_a_dead_process_made_is_not_made_again(tmp_path: Path):
    async with opened(tmp_path) as house:
        bearer = {"Authorization": f"Bearer {await house.key()}"}
        async with house.anonymous(headers=bearer) as client:
            mandate, basis = await papers(client)
            case = await open_case(client)
            candidate = (await search(house, client, case))["report"]["match"]["candidates"][0]
            told = {"candidate": candidate["id"], "judgement": "unsure", "reason": "not certain"}
            requests = [
                ("/v1/mandates", MANDATE, once()),
                ("/v1/basis-records", BASIS, once()),
                ("/v1/cases", case_body(mandate, basis), once()),
                (f"/v1/cases/{case}/decisions", told, once()),
                (f"/v1/cases/{case}/searches", None, once()),
            ]
            dying = DiesBeforeAnswering(house.services.store._engine, house.clock)
            object.__setattr__(house.services, "repeats", dying)
            for path, body, same in requests:
                with pytest.raises(Killed):
                    await client.post(path, json=body, headers=same)
    async with opened(tmp_path) as house, house.anonymous(headers=bearer) as client:
        for path, body, same in requests:
            first, again = [await client.post(path, json=body, headers=same) for _ in range(2)]
            assert first.status_code in (201, 202), (path, first.text)
            assert first.content == again.content
        made = {
            path: len((await client.get(path)).json()["items"])
            for path in ("/v1/mandates", "/v1/basis-records", "/v1/cases")
        }
        assert made == {"/v1/mandates": 3, "/v1/basis-records": 3, "/v1/cases": 2}
        assert len((await client.get(f"/v1/cases/{case}/decisions")).json()["items"]) == 1
        assert len(await house.services.searches.of_case(CaseId(case))) == 2


async def test_an_answer_is_forgotten_after_a_day(house: House):
    async with house.client() as client:
        same = once()
        await client.post("/v1/mandates", json=MANDATE, headers=same)
        house.clock.move(days=1, seconds=1)
        await client.post("/v1/mandates", json=MANDATE, headers=same)
        assert len((await client.get("/v1/mandates")).json()["items"]) == 2
