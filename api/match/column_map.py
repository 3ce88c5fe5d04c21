"""Which of a file's columns hold our fields, when they are called otherwise: the map of `--map`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tracer.errors import Invalid
from tracer.matching.reading import FIELDS, OPTIONAL

KNOWN = (*FIELDS, *OPTIONAL)
"""Our fields, by our names."""
PARTS = ("queries", "against")


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMap:
    """Our field and their column: for both files, and for one of them alone."""

    columns: Mapping[str, str] = field(default_factory=dict)
    by_part: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def of(self, part: str) -> dict[str, str]:
        """What holds for one file; its own table comes before the common one."""
        return {**self.columns, **self.by_part.get(part, {})}


def read_map(path: Path | None) -> ColumnMap:
    """A TOML file with `[columns]`, `[queries]` and `[against]`, each `field = "their column"`.

    Raises Invalid naming the entry for a field that is none of ours.
    """
    if path is None:
        return ColumnMap()
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
    except OSError:
        raise Invalid("map", "there is no such file") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise Invalid("map", "not valid TOML") from None
    for name in raw:
        if name not in {"columns", *PARTS}:
            raise Invalid(f"map.{name}", "unknown; write [columns], [queries] or [against]")
    return ColumnMap(
        columns=section(raw, "columns"), by_part={part: section(raw, part) for part in PARTS}
    )


def section(raw: Mapping[str, object], name: str) -> dict[str, str]:
    """One table of the map."""
    told = raw.get(name, {})
    if not isinstance(told, dict):
        raise Invalid(f"map.{name}", 'not a table; write nom = "their column" under it')
    for ours, theirs in told.items():
        where = f"map.{name}.{ours}"
        if ours not in KNOWN:
            raise Invalid(where, f"no field of ours; the fields are {', '.join(KNOWN)}")
        if not isinstance(theirs, str) or not theirs.strip():
            raise Invalid(where, "not the name of a column")
    return dict(told)
