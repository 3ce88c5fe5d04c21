"""Every word a page shows is there in French and in English."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.requests import Request

from api.console.locale import QUESTIONS, SENTENCES, chosen
from api.searches import SearchState

TEMPLATES = Path(__file__).parents[2] / "api" / "console" / "templates"
TRACER = Path(__file__).parents[2] / "tracer"


def test_every_sentence_a_template_asks_for_is_written_and_none_is_left_over():
    text = "".join(path.read_text() for path in TEMPLATES.glob("*.html"))
    asked = set(re.findall(r'\bt\(["\'](\w+)["\']\)', text)) - {"state_"}
    asked |= {f"state_{state}" for state in ("ready", *SearchState)}
    assert asked == set(SENTENCES)


def test_no_sentence_is_empty_or_the_same_by_oversight():
    same = {key for key, (french, english) in SENTENCES.items() if french == english}
    assert same == {
        "absent",
        "bits",
        "conditions",
        "journal",
        "question",
        "source",
        "source_says",
        "sources",
        "total",
    }
    assert all(french.strip() and english.strip() for french, english in SENTENCES.values())


def test_every_question_of_the_plan_has_its_french():
    plan = (TRACER / "plan.py").read_text()
    asked = set(re.findall(r'(?:[:,=] ?|else |\()"([a-z][a-z\' -]+ [a-z\' -]+)"', plan))
    assert asked
    assert asked == set(QUESTIONS)


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("en", "en"),
        ("en-GB,fr;q=0.5", "en"),
        ("de, en;q=0.4, fr;q=0.8", "fr"),
        ("de", "fr"),
        ("", "fr"),
        ("en;q=x,fr;q=0.1", "fr"),
    ],
)
def test_the_browser_preference_is_followed(header: str, language: str):
    headers = [(b"accept-language", header.encode())]
    scope = {"type": "http", "headers": headers, "query_string": b"", "method": "GET", "path": "/"}
    assert chosen(Request(scope)) == language
