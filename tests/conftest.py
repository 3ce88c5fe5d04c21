"""What every test shares: asyncio as the async backend, and where real recorded answers may lie."""

from __future__ import annotations

import os
from pathlib import Path

import hypothesis
import pytest
import structlog

from tests.cluster import cluster  # noqa: F401 - a fixture for whoever asks

# What a property says does not depend on how busy the machine is.
hypothesis.settings.register_profile("busy machine", deadline=None)
hypothesis.settings.load_profile("busy machine")


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def payloads() -> Path:
    """The folder of real recorded answers, read in place; the test is skipped without it."""
    folder = os.environ.get("TRACER_PAYLOADS")
    if not folder:
        pytest.skip("TRACER_PAYLOADS is not set")
    return Path(folder)


def pytest_runtest_teardown() -> None:
    """A command that set up the logs of its process leaves them as they were for the next test."""
    structlog.reset_defaults()
