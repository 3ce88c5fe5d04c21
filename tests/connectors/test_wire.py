"""What a good answer says about the next question: every spelling of the rate-limit headers."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime

import httpx
import pytest

from connectors.wire import pause_told
from tests.connectors.doubles import NOW

SOON = NOW + timedelta(seconds=30)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0),
        ({"x-ratelimit-remain": "0", "x-ratelimit-reset": str(int(SOON.timestamp()))}, 30),
        ({"ratelimit-remaining": "0", "ratelimit-reset": "30"}, 30),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": SOON.isoformat()}, 30),
        ({"x-ratelimit-remaining": "1", "x-ratelimit-reset": "30"}, 0),
        ({"x-ratelimit-remaining": "0", "retry-after": "30"}, 30),
        ({"x-ratelimit-remaining": "0", "retry-after": format_datetime(SOON, usegmt=True)}, 30),
        ({"retry-after": "30"}, 0),
        ({"ratelimit": '"default";r=0;t=30'}, 30),
        ({"ratelimit": '"default";r=5;t=30'}, 0),
        ({"ratelimit": '"default";r=0'}, 0),
        ({"ratelimit": '"a second";r=0;t=1, "a;r=0;t=99, day"; r=0; t=30;pk=:YQ==:'}, 30),
        ({"ratelimit": '"default";r=0;t=30', "x-ratelimit-remaining": "5"}, 30),
    ],
)
def test_the_last_question_allowed_says_when_the_next_may_leave(headers, seconds):
    assert pause_told(httpx.Headers(headers), NOW) == pytest.approx(seconds)


@pytest.mark.parametrize("name", ["x-ratelimit-remaining", "x-ratelimit-reset", "ratelimit"])
@pytest.mark.parametrize(
    "said", ["9" * 5000, "nan", "inf", "-1", "", "٣", "a=b=c", ";;,,==", f'"a";r=0;t={"9" * 5000}']
)
def test_what_no_counter_says_asks_for_nothing(name, said):
    headers = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "0", name: said}
    kept = httpx.Headers([(key.encode(), text.encode()) for key, text in headers.items()])
    assert pause_told(kept, NOW) == 0
