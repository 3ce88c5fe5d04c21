"""Writes the page of the documentation that lists every setting, from the settings themselves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from pydantic import SecretStr

from tracer.settings import OUTSIDE, Settings

HEAD = """# Settings

Environment variables, read when a command starts. Lists and sets of keys are written as JSON.
This page is made from the code by `make schemas`.

| variable | what it is | unless set |
|---|---|---|
"""


def settings_page() -> str:
    """The page, always the same bytes for the same settings, on every machine."""
    return HEAD + "".join(f"| `{name}` | {what} | {default} |\n" for name, what, default in rows())


def rows() -> Iterator[tuple[str, str, str]]:
    """Each variable with what it is and its default, as a table shows them."""
    prefix = Settings.model_config["env_prefix"]
    for name, field in Settings.model_fields.items():
        yield f"{prefix}{name.upper()}", field.description or "", shown(field.default)
    for one in OUTSIDE:
        yield one.variable, one.what, shown(one.default)


def shown(default: object) -> str:
    """A default in the words of a table; a path without whose home it is in."""
    if default is None or default in ({}, ()) or isinstance(default, SecretStr):
        return "nothing"
    if isinstance(default, Path) and default.is_relative_to(Path.home()):
        return f"`~/{default.relative_to(Path.home())}`"
    if isinstance(default, tuple):
        return f"`{json.dumps(default)}`"
    return f"`{default}`"
