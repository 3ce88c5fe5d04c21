"""What is set from outside: a mistake is told by the name of its variable, and never by its value."""

from __future__ import annotations

import pytest

from tracer.errors import Invalid
from tracer.settings import Settings


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("TRACER_PROFILE", "a-secret"),
        ("TRACER_CREDENTIALS", '{"a-secret'),
        ("TRACER_CREDENTIALS", '["a-secret"]'),
        ("TRACER_PROFILES", ""),
    ],
)
def test_a_wrong_setting_is_named_and_its_value_is_not(
    variable: str, value: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv(variable, value)
    with pytest.raises(Invalid) as wrong:
        Settings()
    assert wrong.value.field == variable
    assert "a-secret" not in f"{wrong.value} {wrong.value.problem}"
    assert wrong.value.__cause__ is None


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("http://localhost:8899", "http://127.0.0.1:8899"),
        ("http://localhost", "http://127.0.0.1"),
        ("http://localhost.example:1", "http://localhost.example:1"),
        ("http://127.0.0.1:8899/x", "http://127.0.0.1:8899/x"),
        (None, None),
    ],
)
def test_this_machine_is_asked_by_its_number(told: str | None, kept: str | None):
    assert Settings(sources_at=told).sources_at == kept
