"""The API's own document: complete, and true of every answer that generated requests get."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
import uvicorn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api.house import House, open_case, opened, search

CREATING = {"/v1/mandates", "/v1/basis-records", "/v1/cases", "/v1/cases/{case_id}/searches"} | {
    "/v1/cases/{case_id}/decisions"
}


async def test_every_answer_a_route_may_give_is_documented(house: House):
    document = house.app.openapi()
    assert document["openapi"].startswith("3.1")
    assert document["components"]["securitySchemes"]["ApiKey"]["scheme"] == "bearer"
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            told = operation["responses"]
            assert operation["summary"], path
            assert operation["description"], path
            if path.startswith("/v1"):
                assert {"401", "403", "422", "503"} <= set(told), path
                assert ("404" in told) == ("{" in path), path
            for status, answer in told.items():
                if status >= "400":
                    schema = answer["content"]["application/problem+json"]["schema"]
                    assert schema == {"$ref": "#/components/schemas/Problem"}
            if method == "post" and path in CREATING:
                names = {(p["in"], p["name"], p["required"]) for p in operation["parameters"]}
                assert ("header", "Idempotency-Key", True) in names, path
                assert {"400", "409"} <= set(told), path
    assert set(document["paths"]) >= CREATING


async def test_no_page_and_no_stock_documentation_is_in_the_document(house: House):
    assert not [path for path in house.app.openapi()["paths"] if "login" in path]
    async with house.anonymous() as client:
        for path in ("/docs", "/redoc", "/openapi.json"):
            assert (await client.get(path)).status_code == 404
        assert (await client.get("/v1/openapi.json")).json() == house.app.openapi()


class Site:
    """The application with one case in it, in a thread of its own, on a loopback port."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self.token = ""
        self.ids: dict[str, str] = {}

    async def _serve(self) -> None:
        async with opened(self._folder) as house, house.client() as client:
            case = await open_case(client)
            found = await search(house, client, case)
            self.token = await house.key()
            self.ids = {
                "case_id": case,
                "search_id": found["id"],
                "candidate_id": found["report"]["match"]["candidates"][0]["id"],
                "channel_id": found["report"]["proposals"][0]["id"],
                "rule_id": house.services.rules[0].id,
            }
            config = uvicorn.Config(house.app, log_level="error", access_log=False, lifespan="off")
            self._server = uvicorn.Server(config)
            self._ready.set()
            await self._server.serve(sockets=[self._listening])

    def __enter__(self) -> Site:
        self._thread.start()
        assert self._ready.wait(30)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(30)
        self._listening.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with Site(tmp_path_factory.mktemp("site")) as running:
        yield running


BOUNDED = settings(
    max_examples=30,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


def test_generated_requests_get_only_documented_answers(site: Site):
    document = schemathesis.openapi.from_url(f"{site.url}/v1/openapi.json")
    key = {"Authorization": f"Bearer {site.token}"}
    answered: dict[str, set[int]] = defaultdict(set)
    for found in document.get_all_operations():
        operation = found.ok()
        cases = st.one_of(
            operation.as_strategy(generation_mode=mode) for mode in schemathesis.GenerationMode
        )

        @BOUNDED
        @given(cases, st.booleans())
        def answers_as_documented(case: schemathesis.Case, existing: bool) -> None:
            if existing:
                told = case.path_parameters or {}
                case.path_parameters = {name: site.ids.get(name, told[name]) for name in told}
            answer = case.call_and_validate(headers=key, checks=CHECKS)
            answered[f"{case.method} {case.path}"].add(answer.status_code)

        answers_as_documented()
    assert len(answered) >= 25
    succeeded = {route for route, statuses in answered.items() if statuses & {200, 201, 202}}
    assert len(succeeded) >= 17, set(answered) - succeeded
