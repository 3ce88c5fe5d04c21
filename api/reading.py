"""Reads JSON into a model; an error names every field that is wrong and never repeats a value."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from tracer.errors import Invalid

Model = TypeVar("Model", bound=BaseModel)


def parse(model: type[Model], text: str | bytes) -> Model:
    """JSON text as a model; raises InvalidFile naming every field that is wrong."""
    try:
        told = json.loads(text, object_pairs_hook=_no_twins)
    except Invalid as error:
        raise InvalidFile(
            [(error.field, error.problem)], [(error.field, "written_twice")]
        ) from None
    except (ValueError, RecursionError) as error:
        where = f"line {error.lineno}" if isinstance(error, json.JSONDecodeError) else "the file"
        raise InvalidFile([(where, "not valid JSON")], [("file", "json_invalid")]) from None
    return checked(lambda: model.model_validate(told))


def checked(read: Callable[[], Model]) -> Model:
    """The model, or InvalidFile with a field and a problem for each error, and never a value."""
    try:
        return read()
    except ValidationError as error:
        raise invalid_file(error.errors(include_input=False, include_url=False)) from None


def invalid_file(errors: Sequence[Any]) -> InvalidFile:
    """What pydantic found wrong, in our words and by field."""
    wording = {
        "extra_forbidden": "unknown field; remove it or correct its name",
        "missing": "required; add it",
        "decimal_parsing": "not an amount; write it as 123.45",
        "string_pattern_mismatch": "not written as its format asks; see the published schema",
    }
    fields = [".".join(str(part) for part in error["loc"]) or "file" for error in errors]
    told = [
        wording.get(error["type"])
        or str(error.get("msg", "not valid")).removeprefix("Value error, ")
        for error in errors
    ]
    codes = [str(error["type"]) for error in errors]
    return InvalidFile(list(zip(fields, told, strict=True)), list(zip(fields, codes, strict=True)))


class InvalidFile(Invalid):
    """The file is not what the contract says: every field that is wrong, each with its problem.

    `codes` say the same in stable words, for the journal.
    """

    def __init__(self, found: list[tuple[str, str]], codes: list[tuple[str, str]]) -> None:
        super().__init__(*found[0])
        self.found = tuple(found)
        self.codes = tuple(codes)


def refuse_twins(text: bytes) -> None:
    """Raises Invalid, naming it, for a field written twice: which of the two would be true?"""
    with suppress(ValueError, RecursionError):
        json.loads(text, object_pairs_hook=_no_twins)


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    told = dict(pairs)
    if len(told) != len(pairs):
        names = [name for name, _ in pairs]
        twin = next(name for name in names if names.count(name) > 1)
        raise Invalid(twin, "written twice; keep one")
    return told
