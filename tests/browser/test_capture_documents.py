"""Pages and frames that may not be kept, whatever led a real Chromium to them."""

from __future__ import annotations

import pytest

from connectors.capture import ANSWERS, COPY
from tests.browser.test_capture import AT, records
from tests.captures.sites import HOST, TEXT, URL, captured_by, served
from tests.connectors.outside import page
from tracer.errors import SourceForbidden

NO_PRIVATE = page("User-agent: *\nDisallow: /private")
CLOSED_TEXT = "what may not be kept"
LED_BY_SCRIPT = page("<!doctype html><script>location.replace('/private/closed')</script>")


@pytest.mark.parametrize(
    ("closed", "problem"),
    [
        (page(CLOSED_TEXT, "X-Robots-Tag: noindex"), "not to be indexed"),
        (page(CLOSED_TEXT, status="403 Forbidden"), "not open to everybody"),
    ],
)
async def test_a_page_a_script_leads_to_is_judged_like_the_first(
    closed: bytes, problem: str
) -> None:
    async with captured_by(served(shown=LED_BY_SCRIPT, closed=closed)) as (capturer, _, _):
        with pytest.raises(SourceForbidden, match=problem):
            await capturer.capture(URL, AT)


@pytest.mark.parametrize(
    "shown", [page("", "Location: /private/closed", status="302 Found"), LED_BY_SCRIPT]
)
async def test_where_a_page_leads_is_not_asked_for_when_robots_say_no(shown: bytes) -> None:
    respond = served(NO_PRIVATE, shown=shown, closed=page(CLOSED_TEXT))
    async with captured_by(respond) as (capturer, server, _):
        with pytest.raises(SourceForbidden, match=r"robots\.txt does not let us"):
            await capturer.capture(URL, AT)
    assert not {path for path in server.paths() if "private" in path}


FRAMED = page(f'<!doctype html><p>{TEXT}</p><iframe src="/private/closed"></iframe>')
FRAMED_ELSEWHERE = page(
    f'<!doctype html><p>{TEXT}</p><iframe src="http://elsewhere.example/private/closed"></iframe>'
)


@pytest.mark.parametrize("shown", [FRAMED, FRAMED_ELSEWHERE])
async def test_a_frame_robots_close_is_left_out_and_not_asked_for(shown: bytes) -> None:
    def respond(asked: bytes) -> bytes:
        return at_home(asked.replace(b"http://elsewhere.example", b""))

    at_home = served(NO_PRIVATE, shown=shown, closed=page(CLOSED_TEXT))
    async with captured_by(respond) as (capturer, server, _):
        copy = (await capturer.capture(URL, AT)).files[COPY].decode()
    assert TEXT in copy
    assert CLOSED_TEXT not in copy
    assert not {path for path in server.paths() if "private" in path}


async def test_a_frame_whose_answer_asks_not_to_be_archived_is_left_out() -> None:
    respond = served(shown=FRAMED, closed=page(CLOSED_TEXT, "X-Robots-Tag: noarchive"))
    async with captured_by(respond) as (capturer, _, _):
        files = (await capturer.capture(URL, AT)).files
    assert TEXT in files[COPY].decode()
    assert CLOSED_TEXT not in files[COPY].decode()
    assert f"http://{HOST}/private/closed" not in records(files[ANSWERS])


async def test_a_page_with_a_frame_that_says_so_in_its_own_words_is_not_kept() -> None:
    closed = page(f'<meta name="robots" content="noindex">{CLOSED_TEXT}')
    async with captured_by(served(shown=FRAMED, closed=closed)) as (capturer, _, _):
        with pytest.raises(SourceForbidden, match="not to be indexed"):
            await capturer.capture(URL, AT)


async def test_a_frame_nobody_closes_is_kept() -> None:
    respond = served(shown=FRAMED, closed=page("of the frame"))
    async with captured_by(respond) as (capturer, _, _):
        files = (await capturer.capture(URL, AT)).files
    assert "of the frame" in files[COPY].decode()
    assert f"http://{HOST}/private/closed" in records(files[ANSWERS])
