"""What may be written of a case file that was turned away: names of our own fields, and codes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from typing import get_args, get_type_hints

from tracer.case import Case

UNRECOGNISED = "unrecognised"
"""What stands for a name that is not ours: a stranger's field name may itself be personal data."""

CODE = re.compile(r"[a-z][a-z0-9_-]{0,60}")


def field_names(kind: type) -> Iterator[str]:
    """Every field name of a domain type and of the types inside it."""
    for field in fields(kind):
        yield field.name
    for hint in get_type_hints(kind).values():
        for inner in (hint, *get_args(hint)):
            if isinstance(inner, type) and is_dataclass(inner):
                yield from field_names(inner)


OURS = frozenset(field_names(Case)) | {"case", "file", "body"}


def named_fields(problems: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Each problem with only our own words left in it."""
    for field, code in problems:
        parts = field.replace("[", ".").replace("]", "").split(".")
        known = (part if part in OURS or part.isdecimal() else UNRECOGNISED for part in parts)
        yield ".".join(known), code if CODE.fullmatch(code) else UNRECOGNISED
