"""Every word a page shows is there in French and in English."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path

import pytest
from starlette.requests import Request

from api.console.locale import SENTENCES, chosen
from api.console.seen_pages import ATTESTED
from api.searches import SearchState
from api.words import label
from policies.human_note import NOTED
from tracer.evidence import EvidenceFamily, Judgement, MatchDecision
from tracer.lawful import Authority, ChannelKind, Effect, Obligation, Operation, Purpose
from tracer.outcome import Outcome, Question, Reason
from tracer.proposal import Origin, Owner
from tracer.report import TraceStatus
from tracer.screening import Finding, InsolvencyState

TEMPLATES = Path(__file__).parents[2] / "api" / "console" / "templates"


def test_every_sentence_a_template_asks_for_is_written_and_none_is_left_over():
    text = "".join(path.read_text() for path in TEMPLATES.glob("*.html"))
    asked = set(re.findall(r'\bt\(["\'](\w+)["\']\)', text)) - {"state_"}
    asked |= {f"state_{state}" for state in ("ready", *SearchState)}
    asked |= {*NOTED, *ATTESTED}
    assert asked == set(SENTENCES)


def test_no_sentence_is_empty_or_the_same_by_oversight():
    same = {key for key, (french, english) in SENTENCES.items() if french == english}
    assert same == {
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


VOCABULARIES = (
    Authority,
    ChannelKind,
    Effect,
    EvidenceFamily,
    Finding,
    InsolvencyState,
    Judgement,
    MatchDecision,
    Obligation,
    Operation,
    Origin,
    Outcome,
    Owner,
    Purpose,
    Question,
    Reason,
    TraceStatus,
)


@pytest.mark.parametrize("vocabulary", VOCABULARIES, ids=lambda v: v.__name__)
def test_every_value_a_reader_may_meet_has_its_label_in_both_languages(vocabulary: type[StrEnum]):
    for value in vocabulary:
        assert label(value, "fr").strip()
        assert label(value, "en").strip()


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
