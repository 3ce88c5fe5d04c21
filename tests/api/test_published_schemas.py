"""The schemas in the documentation are those of the code."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.schemas.export import PUBLISHED, schema_text

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_published_schema_is_the_one_in_force(name: str) -> None:
    assert (DOCS / name).read_text() == schema_text(PUBLISHED[name]), "run `make schemas`"
