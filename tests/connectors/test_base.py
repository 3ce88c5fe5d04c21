"""Strict reading: every field is known, dropped by name, or reported by name."""

from __future__ import annotations

from typing import ClassVar

import pytest

from connectors.base import Payload, read, unread_fields, value_or_masked
from tracer.entities import Masked
from tracer.errors import SourceChanged


class Inner(Payload):
    DROPPED: ClassVar[frozenset[str]] = frozenset({"noise"})

    kept: str | None = None


class Outer(Payload):
    inner: Inner
    many: tuple[Inner, ...] = ()


def test_a_dropped_field_is_not_even_held():
    got = read(Inner, {"kept": "a", "noise": "secret"}, "x")
    assert "secret" not in repr(got)
    assert unread_fields(got) == ()


def test_unknown_fields_are_named_at_any_depth():
    body = {"inner": {"kept": None, "b": 1}, "many": [{"c": 1}, {"c": 2}], "d": 1}
    assert unread_fields(read(Outer, body, "x")) == ("d", "inner.b", "many.c")


@pytest.mark.parametrize(
    "body", [{"inner": "secret"}, {"inner": {"kept": ["secret"]}}, "secret", 3]
)
def test_another_shape_is_a_change_that_names_the_field_and_not_the_value(body):
    with pytest.raises(SourceChanged) as changed:
        read(Outer, body, "x")
    assert "secret" not in str(changed.value)
    assert "inner" in changed.value.problem or "body" in changed.value.problem
    assert changed.value.__cause__ is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("[NON-DIFFUSIBLE]", Masked("x")),
        ("[NON-DIFFUSIBLE] ([NON-DIFFUSIBLE])", Masked("x")),
        ("12 RUE [non diffusible]", Masked("x")),
        ("NON DIFFUSIBLE", "NON DIFFUSIBLE"),
        ("  a\u00a0b\x00c\n", "a b c"),
        ("   ", None),
        ("", None),
        (None, None),
    ],
)
def test_a_mask_is_a_type_and_a_text_is_tidy(text, value):
    assert value_or_masked(text, "x") == value
