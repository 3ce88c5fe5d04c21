"""The schemas in the documentation are those of the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from api.schemas.export import PUBLISHED, schema_text
from api.schemas.settings_page import rows, settings_page

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
READ = re.compile(r"""environ(?:\.get\(|\[)["'](TRACER_\w+)""")


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_published_schema_is_the_one_in_force(name: str) -> None:
    assert (DOCS / name).read_text() == schema_text(PUBLISHED[name]), "run `make schemas`"


def test_the_page_of_settings_is_the_one_in_force() -> None:
    assert (DOCS / "settings.md").read_text() == settings_page(), "run `make schemas`"
    assert "(docs/settings.md)" in (ROOT / "README.md").read_text()


def test_every_setting_says_what_it_is_and_every_variable_read_is_one() -> None:
    listed = {name: what for name, what, _ in rows()}
    assert all(listed.values()), listed
    for folder in ("api", "connectors", "graph", "policies", "tracer"):
        for path in (ROOT / folder).rglob("*.py"):
            assert set(READ.findall(path.read_text())) <= set(listed), path.name


def test_the_page_of_settings_is_the_same_in_every_home() -> None:
    assert str(Path.home()) not in settings_page().replace("`~/", "")
