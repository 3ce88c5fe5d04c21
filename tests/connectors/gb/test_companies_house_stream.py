"""The streams of Companies House, over invented lines."""

from __future__ import annotations

import json

import pytest

from connectors.gb.companies_house_stream import StreamEvent, events
from tracer.errors import SourceBusy, SourceChanged


def line(
    uri: str = "/company/99900011/appointments/aa", timepoint: int = 7, type_: str = "changed"
) -> bytes:
    said = {
        "resource_kind": "company-officers",
        "resource_uri": uri,
        "resource_id": "aa",
        "data": {"name": "THORNQUILL, Ottoline", "nationality": "British"},
        "event": {"timepoint": timepoint, "published_at": "2026-10-01T08:00:00", "type": type_},
    }
    return json.dumps(said).encode() + b"\n"


def test_a_line_is_a_change_and_nobody_s_data():
    (event,) = events([line()])
    assert event == StreamEvent(
        kind="company-officers",
        uri="/company/99900011/appointments/aa",
        number="99900011",
        timepoint=7,
        deleted=False,
    )


def test_an_empty_line_is_a_heartbeat():
    told = [
        e.timepoint for e in events([b"\n", line(timepoint=1), b"", b"\r\n", line(timepoint=2)])
    ]
    assert told == [1, 2]


def test_what_was_deleted_says_so():
    assert [e.deleted for e in events([line(type_="deleted"), line()])] == [True, False]


@pytest.mark.parametrize(
    ("uri", "number"),
    [
        ("/company/99900011", "99900011"),
        ("/company/SC095000/insolvency", "SC095000"),
        ("/disqualified-officers/natural/aa", None),
    ],
)
def test_a_change_is_of_a_company_or_of_none(uri, number):
    assert [e.number for e in events([line(uri)])] == [number]


def test_a_timepoint_too_old_asks_for_a_reload():
    with pytest.raises(SourceChanged, match="reload"):
        list(events([], status=416))


def test_a_third_connection_waits_a_minute_at_least():
    with pytest.raises(SourceBusy) as raised:
        list(events([], status=429))
    assert raised.value.retry_after >= 60


def test_another_status_is_a_changed_source():
    with pytest.raises(SourceChanged):
        list(events([line()], status=301))


def test_a_last_line_cut_short_is_left_because_it_comes_again():
    assert [e.timepoint for e in events([line(), line(timepoint=8)[:40]])] == [7]


@pytest.mark.parametrize("bad", [b"{\n", b"[]\n", b'{"resource_kind": "x"}\n', b"\xff\n"])
def test_a_line_that_is_not_as_known_is_a_changed_source_and_repeats_nothing(bad):
    with pytest.raises(SourceChanged) as raised:
        list(events([bad, line()]))
    assert "THORNQUILL" not in str(raised.value)
