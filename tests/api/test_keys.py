"""Keys: shown once, kept as a hash, scoped, revocable; and what each route demands of one."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

import pytest

from api.auth import Scope
from api.errors import KeyRequired
from tests.api.house import House, once
from tracer.errors import Invalid, NotFound

OPEN_TO_ALL = {"/healthz", "/readyz"}


def routes(house: House) -> list[tuple[str, str, dict[str, Any]]]:
    paths = house.app.openapi()["paths"]
    return [
        (method.upper(), path, operation)
        for path, methods in paths.items()
        for method, operation in methods.items()
        if path not in OPEN_TO_ALL
    ]


def filled(path: str) -> str:
    for name in ("case_id", "search_id", "candidate_id", "channel_id", "mandate_id"):
        path = path.replace(f"{{{name}}}", "x")
    return path.replace("{basis_id}", "x").replace("{rule_id}", "x")


OPEN_TO_EITHER = {"/v1/cases/{case_id}/waivers/{waiver_id}": {"cases:write", "policy:override"}}


def scopes_of(operation: dict[str, Any]) -> list[str]:
    """The scopes each of which opens a route."""
    return [scope for demand in operation["security"] for scope in demand["ApiKey"]]


async def test_every_route_but_health_demands_a_key_with_one_scope(house: House):
    for method, path, operation in routes(house):
        for demand in operation["security"]:
            (scope,) = demand["ApiKey"]
            assert scope in set(Scope), (method, path)
        if len(operation["security"]) != 1:
            assert set(scopes_of(operation)) == OPEN_TO_EITHER[path]


async def test_no_route_answers_without_a_key(house: House):
    async with house.anonymous() as client:
        for method, path, _ in routes(house):
            answer = await client.request(method, filled(path), headers=once())
            assert answer.status_code == 401, (method, path)
            assert answer.json()["code"] == "key-required"
            assert answer.headers["www-authenticate"].startswith("Bearer")


async def test_no_route_answers_to_a_key_without_its_scope(house: House):
    for method, path, operation in routes(house):
        scopes = scopes_of(operation)
        others = [other for other in Scope if other not in scopes]
        async with house.client(*others) as client:
            answer = await client.request(method, filled(path), headers=once())
            assert answer.status_code == 403, (method, path)
            assert answer.json()["code"] == "scope-missing"
        for scope in scopes:
            async with house.client(scope) as client:
                answer = await client.request(method, filled(path), headers=once())
            assert answer.status_code not in (401, 403), (method, path, answer.text)


async def test_only_a_hash_of_the_secret_is_kept(house: House):
    token = await house.key(Scope.CASES_READ)
    secret = token.split("_", 2)[2]
    with closing(sqlite3.connect(house.services.settings.data_dir / "tracer.sqlite")) as raw:
        assert secret not in "\n".join(raw.iterdump())


@pytest.mark.parametrize("spoil", [str.upper, lambda t: t[:-1], lambda t: t + "a", lambda t: "x"])
async def test_a_key_that_is_not_exactly_right_is_refused(house: House, spoil: Any):
    token = await house.key()
    assert (await house.services.keys.authenticate(token)).name == "test"
    with pytest.raises(KeyRequired):
        await house.services.keys.authenticate(spoil(token))


async def test_a_revoked_key_is_refused_at_once(house: House):
    async with house.client() as client:
        assert (await client.get("/v1/cases")).status_code == 200
        (line,) = await house.services.keys.keys()
        await house.services.keys.revoke(line.id)
        assert (await client.get("/v1/cases")).status_code == 401
    with pytest.raises(NotFound):
        await house.services.keys.revoke("none")


async def test_the_last_use_of_a_key_is_noted(house: House):
    token = await house.key()
    assert (await house.services.keys.keys())[0].last_used_at is None
    await house.services.keys.authenticate(token)
    assert (await house.services.keys.keys())[0].last_used_at == house.clock.now()


async def test_a_scope_nobody_knows_makes_no_key(house: House):
    with pytest.raises(Invalid):
        await house.services.keys.create_key("test", ["cases:everything"])
    assert await house.services.keys.keys() == ()
