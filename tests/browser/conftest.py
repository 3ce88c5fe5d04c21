"""A real Chromium, and the application on a real loopback port."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import uvicorn
from playwright.async_api import Browser, async_playwright

from tests.api.house import House, opened

NAMES = ("chromium", "chromium-headless-shell", "chromium-browser", "google-chrome")


def chromium() -> str:
    """Where Chromium is; these tests do not pass without it."""
    for name in (os.environ.get("TRACER_CHROMIUM"), *NAMES):
        found = shutil.which(name) if name else None
        if found:
            return found
    pytest.fail("no Chromium here: run tests/install-chromium, or set TRACER_CHROMIUM to one")


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    flags = ["--disable-gpu", "--no-first-run", "--disable-background-networking"]
    if os.geteuid() == 0:
        flags.append("--no-sandbox")
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(
            executable_path=chromium(), headless=True, args=flags
        )
        yield started
        await started.close()


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with opened(tmp_path) as built:
        yield built


@pytest.fixture
async def site(house: House) -> AsyncIterator[str]:
    """The application on a free loopback port."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(house.app, log_level="error", access_log=False, lifespan="off")
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve(sockets=[listening]))
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    await task
    listening.close()
