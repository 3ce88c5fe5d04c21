"""A house that can capture, and the camera it captures with."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.api.house import House
from tests.captures.house import Camera, with_captures


@pytest.fixture
async def opened(tmp_path: Path) -> AsyncIterator[tuple[House, Camera]]:
    async with with_captures(tmp_path) as both:
        yield both
