"""Problem documents: for every error, never with a value; and logs without personal data."""

from __future__ import annotations

import json

import pytest
import structlog
from structlog.testing import capture_logs

from tests.api.house import MANDATE, SUBJECT, House, case_body, once, open_case, papers, search
from tracer.errors import JournalUnavailable
from tracer.ports import JournalEntry

CANARY = "Zzyxcanari"
JSON = "application/problem+json"


async def test_an_unknown_address_is_a_problem(house: House):
    async with house.anonymous() as client:
        answer = await client.get(f"/v1/none/{CANARY}")
        assert (answer.status_code, answer.headers["content-type"]) == (404, JSON)
        assert answer.json()["type"] == "/problems/not-found"
        assert CANARY not in answer.text


async def test_a_method_nobody_answers_to_is_a_problem_that_names_the_others(house: House):
    async with house.anonymous() as client:
        answer = await client.delete("/v1/cases")
        assert (answer.status_code, answer.headers["content-type"]) == (405, JSON)
        assert answer.headers["allow"]


async def test_what_is_wrong_is_named_by_field_and_never_by_value(house: House):
    async with house.client() as client:
        body = case_body(*await papers(client))
        body["subject"] = SUBJECT | {
            "names": [{"surname": CANARY * 30}],
            "birth": f"19{CANARY}",
            "siren": CANARY,
            CANARY: 1,
            "phones": [CANARY],
        }
        answer = await client.post("/v1/cases", json=body, headers=once())
        assert (answer.status_code, answer.headers["content-type"]) == (422, JSON)
        fields = {item["field"] for item in answer.json()["errors"]}
        assert {"body.subject.birth", "body.subject.siren", "body.subject.phones.0"} <= fields
        values = [item["problem"] for item in answer.json()["errors"]]
        assert CANARY not in json.dumps(values)


@pytest.mark.parametrize("body", [b"{", b"[" * 5000, b'{"a": "\xff"}', b"\x00"])
async def test_a_body_that_is_not_json_is_422_or_400(house: House, body: bytes):
    async with house.client() as client:
        headers = once() | {"Content-Type": "application/json"}
        answer = await client.post("/v1/mandates", content=body, headers=headers)
        assert answer.status_code in (400, 422), answer.text
        assert answer.headers["content-type"] == JSON


async def test_a_body_no_case_needs_is_413(house: House):
    async with house.client() as client:
        answer = await client.post("/v1/mandates", content=b" " * 1_000_001, headers=once())
        assert (answer.status_code, answer.json()["code"]) == (413, "body-too-large")


class DeafJournal:
    """A journal that cannot be written."""

    async def append(self, entry: JournalEntry) -> None:
        raise JournalUnavailable("the disk is full")


async def test_nothing_is_shown_when_the_journal_cannot_be_written(house: House):
    async with house.client() as client:
        case = await open_case(client)
        await search(house, client, case)
        object.__setattr__(house.services, "journal", DeafJournal())
        for path in ("", "/candidates", "/contact-proposals", "/decisions"):
            answer = await client.get(f"/v1/cases/{case}{path}")
            assert (answer.status_code, answer.json()["code"]) == (503, "journal-unavailable")
        opening = f"/v1/cases/{case}/contact-proposals/declared-address-0-letter/open"
        assert (await client.post(opening)).status_code == 503


async def test_a_fault_leaves_without_details(house: House):
    async def broken() -> None:
        raise RuntimeError(CANARY)

    house.app.router.add_api_route("/v1/broken", broken)
    with capture_logs() as logs:
        async with house.client() as client:
            answer = await client.get("/v1/broken")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal-error")
    assert CANARY not in answer.text
    assert CANARY not in repr(logs)
    assert any(line["event"] == "request-fault" for line in logs)


async def test_no_personal_value_reaches_a_log(house: House, capfd: pytest.CaptureFixture[str]):
    subject = SUBJECT | {
        "names": [{"surname": CANARY, "given": [CANARY]}],
        "birth_place": CANARY,
        "emails": [f"{CANARY}@quervalec.example"],
        "addresses": [{"line": f"1 rue {CANARY}", "postcode": "99999", "city": CANARY}],
    }
    with capture_logs() as logs:
        async with house.client() as client:
            case = await open_case(client, subject=subject)
            await search(house, client, case)
            house.register.failure = RuntimeError(CANARY)
            house.clock.move(days=2)
            await search(house, client, case)
            await client.get(f"/v1/cases/{case}")
            await client.get(f"/v1/cases/{CANARY}")
            await client.post("/v1/mandates", json=MANDATE | {CANARY: CANARY}, headers=once())
    assert logs
    assert CANARY not in repr(logs)
    written = capfd.readouterr()
    assert CANARY not in written.out + written.err
    structlog.reset_defaults()


async def test_no_personal_value_lies_in_clear_on_the_disk(house: House):
    subject = SUBJECT | {"birth_place": CANARY, "emails": [f"{CANARY}@quervalec.example"]}
    async with house.client() as client:
        case = await open_case(client, subject=subject)
        found = await search(house, client, case)
        told = {
            "candidate": found["report"]["match"]["candidates"][0]["id"],
            "judgement": "unsure",
            "reason": f"{CANARY} may be another",
        }
        made = await client.post(f"/v1/cases/{case}/decisions", json=told, headers=once())
        assert made.status_code == 201
    for file in house.services.settings.data_dir.iterdir():
        if file.is_file():
            held = file.read_bytes()
            for hidden in (CANARY, "QUERVALEC", "rue Imaginaire", "quervalec.example"):
                assert hidden.encode() not in held, file.name
