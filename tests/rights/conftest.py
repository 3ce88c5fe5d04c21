"""The house the tests of the rights desk stand in, with two colleagues."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.api.house import House, once, opened


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with opened(tmp_path) as built:
        yield built


async def post(client: httpx.AsyncClient, path: str, body: Any, status: int = 201) -> Any:
    """The answer to a creating request, or a failed test."""
    answer = await client.post(f"/v1{path}", json=body, headers=once())
    assert answer.status_code == status, answer.text
    return answer.json()


async def asked(client: httpx.AsyncClient, case: str, kind: str, **more: Any) -> str:
    """A request about a right, written down today; its id."""
    body = {"kind": kind, "received_on": "2026-11-23", **more}
    return str((await post(client, f"/cases/{case}/rights-requests", body))["id"])


async def worked(client: httpx.AsyncClient, case: str, kind: str, **more: Any) -> str:
    """A request whose person was identified; its id."""
    request = await asked(client, case, kind, **more)
    await post(client, f"/rights-requests/{request}/identity", {"identified": True})
    return request


async def ruled(client: httpx.AsyncClient, request: str, status: int = 201, **ruling: Any) -> Any:
    """A request decided."""
    return await post(client, f"/rights-requests/{request}/decision", ruling, status)


async def bundled(house: House, case: str, **params: str) -> httpx.Response:
    """The access bundle, as a colleague of whoever recorded the request takes it."""
    async with house.client() as colleague:
        return await colleague.get(f"/v1/cases/{case}/access-bundle", params=params)
