"""One process serves a data folder: two would run every search twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.serve import alone
from tracer.errors import Conflict


def test_a_second_serving_process_is_turned_away_and_the_first_lets_go(tmp_path: Path):
    with alone(tmp_path), pytest.raises(Conflict), alone(tmp_path):
        pass
    with alone(tmp_path):
        pass
