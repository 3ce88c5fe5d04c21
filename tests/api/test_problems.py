"""Problem documents: for every error, never with a value; and logs without personal data."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta

import httpx
import pytest
import structlog
from structlog.testing import capture_logs

from api.problems import meaning
from tests.api.house import MANDATE, SUBJECT, House, case_body, once, open_case, papers, search
from tracer.errors import Invalid

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


async def test_a_body_of_undeclared_size_is_413_all_the_same(house: House):
    async def endless() -> AsyncIterator[bytes]:
        yield b'{"reference": "'
        while True:
            yield b"x" * 65_536

    async with house.client() as client:
        for path in ("/v1/mandates", "/v1/cases", "/v1/cases/cas_none/searches"):
            headers = once() | {"Content-Type": "application/json"}
            answer = await client.post(path, content=endless(), headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (413, "body-too-large"), path


async def test_a_field_written_twice_is_named_and_nothing_is_made(house: House):
    async with house.client() as client:
        twice = json.dumps(case_body(*await papers(client))).replace(
            '"disputed": false', '"disputed": true, "disputed": false'
        )
        headers = once() | {"Content-Type": "application/json"}
        answer = await client.post("/v1/cases", content=twice, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid-input")
        assert [wrong["field"] for wrong in answer.json()["errors"]] == ["disputed"]
        assert (await client.get("/v1/cases")).json()["items"] == []


async def test_an_invalid_request_is_told_in_the_words_of_its_code(house: House):
    async with house.client() as client:
        answer = (await client.post("/v1/mandates", json={}, headers=once())).json()
        assert answer["title"] == meaning(Invalid).title


NO_MORE_ENTRIES = """CREATE TRIGGER full BEFORE INSERT ON journal_entry
  BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"""
TELLS_OF_NO_CASE = {  # papers, sources, rules, hashes of the journal; the list names nobody
    "/v1/basis-records",
    "/v1/basis-records/{basis_id}",
    "/v1/cases",
    "/v1/journal/entries/{sequence}/receipt",
    "/v1/journal/verify",
    "/v1/mandates",
    "/v1/mandates/{mandate_id}",
    "/v1/policies",
    "/v1/policies/{rule_id}",
    "/v1/sources",
    "/healthz",
    "/readyz",
}


async def made(client: httpx.AsyncClient, path: str, **body: object) -> str:
    """The id of something made over the API, or moved on."""
    answer = await client.post(path, json=body, headers=once())
    assert answer.status_code in (200, 201), (path, answer.text)
    return str(answer.json()["id"])


@dataclass(frozen=True)
class Everything:
    """A case with one of each thing that a route may ask for, and what to send to each route."""

    names: dict[str, str]
    other: dict[tuple[str, str], str]
    bodies: dict[str, dict[str, object]]

    def request(self, method: str, path: str) -> tuple[str, dict[str, object] | None]:
        """The address and the body of a request that is answered as long as the journal is."""
        names = dict(self.names)
        if instead := self.other.get((method, path)):
            names[path.rpartition("{")[2].partition("}")[0]] = instead
        real = path.format(**names)
        if path == "/v1/journal/consultations":
            real += f"?case={names['case_id']}"
        return real, self.bodies.get(path) if method == "post" else None


async def everything(
    house: House, mine: httpx.AsyncClient, other: httpx.AsyncClient, third: httpx.AsyncClient
) -> Everything:
    """Make it, by three people: who asks seldom decides."""
    mandate, basis = await papers(mine)
    case = await open_case(mine)
    at = f"/v1/cases/{case}"
    found = await search(house, mine, case)
    candidate = found["report"]["match"]["candidates"][0]["id"]
    operator = other.headers["authorization"].split("_")[1]
    day = house.clock.now().date().isoformat()
    until = (house.clock.now() + timedelta(days=3)).isoformat()
    asked: dict[str, object] = {"kind": "access", "received_on": day}
    access = await made(other, f"{at}/rights-requests", **asked)
    await made(other, f"/v1/rights-requests/{access}/identity", identified=True)
    limit = asked | {"kind": "restriction"}
    plain, limited = [await made(other, f"{at}/rights-requests", **limit) for _ in range(2)]
    for right in (plain, limited):
        await made(other, f"/v1/rights-requests/{right}/identity", identified=True)
    await made(mine, f"/v1/rights-requests/{limited}/decision", granted=True)
    wish: dict[str, object] = {"code": "absence", "reason": "the term ends today"}
    glass, seen = [await made(other, f"{at}/break-glass", **wish) for _ in range(2)]
    await made(third, f"/v1/break-glass/{seen}/approval")
    aside = {"rule": "X-IDENTITY-NAMESAKES", "reason": "looked into", "until": until}
    office = found["report"]["match"]["candidates"][0]["offices"][0]["siren"]
    watched = {
        "companies": [office],
        "purposes": ["insolvency"],
        "until": (house.clock.now() + timedelta(days=30)).date().isoformat(),
    }
    names = {
        "capture_id": "cap_0",
        "name": "page.png",
        "watch_id": "wat_0",
        "case_id": case,
        "search_id": found["id"],
        "candidate_id": candidate,
        "channel_id": found["report"]["proposals"][0]["id"],
        "sequence": str(found["report"]["proposals"][0]["receipt"]["sequence"]),
        "request_id": plain,
        "report_id": await made(other, f"{at}/wrong-person"),
        "waiver_id": await made(other, f"{at}/waivers", **aside),
        "glass_id": glass,
        "operator_id": operator,
    }
    await third.post(f"/v1/operators/{operator}/lock")
    colleague = await house.key()
    return Everything(
        names=names,
        other={
            ("post", "/v1/rights-requests/{request_id}/lifting"): limited,
            ("post", "/v1/rights-requests/{request_id}/recipients"): limited,
            ("post", "/v1/break-glass/{glass_id}/review"): seen,
            ("post", "/v1/operators/{operator_id}/lock"): colleague.split("_")[1],
        },
        bodies={
            "/v1/cases": case_body(mandate, basis),
            "/v1/cases/{case_id}/decisions": {
                "candidate": candidate,
                "judgement": "same",
                "reason": "the same month",
            },
            "/v1/cases/{case_id}/history": {"complete": True},
            "/v1/cases/{case_id}/watches": watched,
            "/v1/cases/{case_id}/capture-intents": {
                "url": "https://www.linkedin.com/company/atelier-fictif",
                "target": "organisation",
                "purpose": "confirm_identity",
                "necessity": "The register gives no way to reach it.",
            },
            "/v1/cases/{case_id}/captures": {"intent_id": "int_0"},
            "/v1/cases/{case_id}/notes": {
                "intent_id": "int_0",
                "facts": {},
                "attestation": dict.fromkeys(
                    (
                        "own_real_account_or_none",
                        "visible_without_being_accepted",
                        "no_impersonation",
                        "no_automation",
                        "no_message_sent",
                        "identity_checked",
                    ),
                    True,
                ),
            },
            "/v1/cases/{case_id}/rights-requests": asked,
            "/v1/cases/{case_id}/closing": {"closed_on": day},
            "/v1/cases/{case_id}/wrong-person": {},
            "/v1/cases/{case_id}/assignments": {"operator": operator},
            "/v1/cases/{case_id}/waivers": aside,
            "/v1/cases/{case_id}/break-glass": wish,
            "/v1/break-glass/{glass_id}/review": {"finding": "justified"},
            "/v1/rights-requests/{request_id}/identity": {"identified": False},
            "/v1/rights-requests/{request_id}/extension": {"told_on": day, "reason": "complex"},
            "/v1/rights-requests/{request_id}/decision": {"granted": True},
            "/v1/rights-requests/{request_id}/lifting": {"told_on": day},
            "/v1/rights-requests/{request_id}/recipients": {"mandate": "M-1"},
            "/v1/wrong-person/{report_id}/settlement": {
                "outcome": "not_the_person",
                "reasons": "another month of birth",
            },
        },
    )


TURNED_AWAY = {
    ("post", "/v1/cases/{case_id}/captures"): "no-capture-intent",
    ("post", "/v1/cases/{case_id}/notes"): "no-capture-intent",
    ("post", "/v1/cases/{case_id}/watches"): "invalid-input",
    ("delete", "/v1/cases/{case_id}/watches/{watch_id}"): "not-found",
}
"""What may be refused before the journal is reached, since nothing is there: it tells nothing."""


async def test_no_route_shows_anything_of_a_case_when_the_journal_cannot_be_written(house: House):
    async with house.client() as mine, house.client() as other, house.client() as third:
        there = await everything(house, mine, other, third)
        with closing(sqlite3.connect(house.services.settings.data_dir / "journal.sqlite")) as raw:
            raw.execute(NO_MORE_ENTRIES)
        routes = [
            (method, path)
            for path, methods in house.app.openapi()["paths"].items()
            for method in methods
            if path not in TELLS_OF_NO_CASE or (method, path) == ("post", "/v1/cases")
        ]
        for method, path in routes:
            real, body = there.request(method, path)
            client = third if path.endswith("/cases/{case_id}/approval") else mine
            answer = await client.request(method, real, json=body, headers=once())
            if path.endswith("/searches"):  # runs in the background, and fails
                assert answer.status_code == 202
                await house.services.runner.wait(answer.json()["id"])
                failed = await house.services.searches.get(answer.json()["id"])
                assert failed.error == "journal-unavailable"
            elif (method, path) in TURNED_AWAY:
                assert answer.json()["code"] in (TURNED_AWAY[method, path], "journal-unavailable")
            else:
                assert answer.status_code == 503, (method, path, answer.text)
                assert answer.json()["code"] == "journal-unavailable"
            assert "uervalec" not in answer.text.casefold()
        assert len(routes) >= 38
        assert len((await mine.get("/v1/cases")).json()["items"]) == 1


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
