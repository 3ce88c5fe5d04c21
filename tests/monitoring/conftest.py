"""A confirmed debtor to watch."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.monitoring.watched import Scene, scene


@pytest.fixture
async def there(tmp_path: Path) -> AsyncIterator[Scene]:
    async with scene(tmp_path) as built:
        yield built
