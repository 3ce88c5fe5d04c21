"""Pages captured by a real Chromium, from a site that is really on loopback."""

from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from api.routes import captures
from connectors.capture import ANSWERS, COPY, PICTURE
from connectors.egress import Policy
from connectors.egress_proxy import Streams
from tests.captures.house import intent_of, searched, take, with_captures
from tests.captures.sites import HOST, TEXT, URL, captured_by, served, site
from tests.connectors.outside import PUBLIC, page
from tracer.errors import SourceError, SourceForbidden

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def records(warc: bytes) -> dict[str, tuple[str, bytes, dict[str, str]]]:
    return {
        record.rec_headers.get_header("WARC-Target-URI"): (
            record.rec_headers.get_header("WARC-Date"),
            record.content_stream().read(),
            dict(record.http_headers.headers),
        )
        for record in ArchiveIterator(BytesIO(warc), check_digests="raise")
    }


async def test_a_page_is_kept_in_three_forms() -> None:
    async with captured_by(site()) as (capturer, _, streets):
        captured = await capturer.capture(URL, AT)
    picture = captured.files[PICTURE]
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = (int.from_bytes(picture[i : i + 4], "big") for i in (16, 20))
    assert (width, height >= 900) == (1280, True)
    assert TEXT in captured.files[COPY].decode()
    found = records(captured.files[ANSWERS])
    assert found.keys() == {URL, f"http://{HOST}/style.css"}
    date, body, _ = found[URL]
    assert date == "2026-11-23T09:00:00Z"
    assert TEXT in body.decode()
    assert captured.tools.keys() == {"chromium", "playwright", "tracer", "warcio"}
    assert set(streets.dialled) == {PUBLIC}


async def test_the_picture_is_of_the_whole_page() -> None:
    async with captured_by(site(text='<div style="height: 3000px"></div>end')) as (capturer, _, _):
        picture = (await capturer.capture(URL, AT)).files[PICTURE]
    assert int.from_bytes(picture[20:24], "big") > 3000


async def test_bodies_stand_decoded_so_their_coding_headers_do_not() -> None:
    async with captured_by(site("Content-Encoding: identity")) as (capturer, _, _):
        captured = await capturer.capture(URL, AT)
    _, body, headers = records(captured.files[ANSWERS])[URL]
    assert TEXT in body.decode()
    lower = {name.lower() for name in headers}
    assert lower & {"content-encoding", "content-length", "transfer-encoding"} == set()
    assert "content-type" in lower


@pytest.mark.parametrize(
    ("respond", "problem"),
    [
        (site("X-Robots-Tag: noindex"), "not to be indexed"),
        (site("X-Robots-Tag: max-snippet:0, NoArchive"), "not to be indexed"),
        (site("X-Robots-Tag: none"), "not to be indexed"),
        (site(head='<meta name="Robots" content="noarchive">'), "not to be indexed"),
        (site(head='<meta name="robots" content="noindex, follow">'), "not to be indexed"),
        (site("tdm-reservation: 1"), "reserves itself"),
        (site(head='<meta name="tdm-reservation" content="1">'), "reserves itself"),
        (site(status="401 Unauthorized"), "not open to everybody"),
        (site(status="403 Forbidden"), "not open to everybody"),
        (site(status="429 Too Many Requests"), "not open to everybody"),
        (site(status="451 Unavailable"), "not open to everybody"),
        (site(robots=page("User-agent: *\nDisallow: /")), "robots.txt does not let us"),
        (site(robots=page("down", status="503 Down")), "robots.txt cannot be read"),
    ],
)
async def test_a_refusal_a_machine_can_read_is_honoured(respond: object, problem: str) -> None:
    async with captured_by(respond) as (capturer, _, _):  # type: ignore[arg-type]
        with pytest.raises(SourceForbidden, match=problem):
            await capturer.capture(URL, AT)


@pytest.mark.parametrize(
    "respond",
    [
        site("X-Robots-Tag: nofollow"),
        site(head='<meta name="robots" content="index, follow">'),
        site(head='<!-- <meta name="robots" content="noindex"> -->'),
        site("tdm-reservation: 0"),
        site(robots=page("", status="404 Not Found")),
        site(robots=page("User-agent: *\nDisallow: /private")),
    ],
)
async def test_what_is_no_refusal_is_none(respond: object) -> None:
    async with captured_by(respond) as (capturer, _, _):  # type: ignore[arg-type]
        assert (await capturer.capture(URL, AT)).files


async def test_where_robots_say_no_the_page_is_not_asked_for() -> None:
    respond = site(robots=page("User-agent: *\nDisallow: /"))
    async with captured_by(respond) as (capturer, server, _):
        with pytest.raises(SourceForbidden):
            await capturer.capture(URL, AT)
    asked = {path.removeprefix(f"http://{HOST}") for path in server.paths()}
    assert asked - {"/favicon.ico"} == {"/robots.txt"}  # the browser asks for the icon by itself


async def test_a_page_that_leads_to_another_host_is_not_kept() -> None:
    def respond(asked: bytes) -> bytes:
        if b"robots.txt" in asked:
            return page("", status="404 Not Found")
        if HOST.encode() in asked:
            return page("", "Location: http://elsewhere.example/", status="302 Found")
        return page("elsewhere")

    async with captured_by(respond) as (capturer, _, _):
        with pytest.raises(SourceError, match="another host"):
            await capturer.capture(URL, AT)


async def test_a_page_that_gives_way_while_it_is_captured_is_not_kept() -> None:
    """It leaves once its caret, hidden for the picture, is back; a body on its way leaves it time."""
    leaving = f"""<!doctype html><p>{TEXT}</p><input><script>
        const field = document.querySelector("input");
        new MutationObserver(() => {{
            if (field.style.caretColor !== "transparent") location.replace("/private/next");
        }}).observe(field, {{attributes: true}});
        onload = () => fetch("/private/never");
    </script>"""
    never = page("half").replace(b"Length: 4", b"Length: 4000")
    respond = served(shown=page(leaving), next=page("another page"), never=never)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        writer.write(respond(head))
        await writer.drain()
        if b"/never" in head:
            await reader.read()  # until the browser is closed
        writer.close()

    async def connect(address: str, port: int) -> Streams:
        del address, port
        return await asyncio.open_connection(*server.sockets[0].getsockname())

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server, captured_by(site()) as (capturer, _, _):
        with pytest.raises(SourceError, match="gave way"):
            await replace(capturer, connect=connect).capture(URL, AT)


async def test_a_page_without_end_is_given_up_and_the_next_is_captured() -> None:
    endless = "<script>onload = () => setTimeout(() => { while (1); }, 50)</script>"
    respond = served(shown=page(f"<!doctype html>{TEXT}{endless}"))
    async with asyncio.timeout(60):
        async with captured_by(respond) as (capturer, _, _):
            with pytest.raises(SourceError, match="too long"):
                await replace(capturer, seconds=5.0).capture(URL, AT)
        async with captured_by(site()) as (capturer, _, _):
            assert (await capturer.capture(URL, AT)).files


def truncated(warc: bytes) -> dict[str, str | None]:
    return {
        record.rec_headers.get_header("WARC-Target-URI"): record.rec_headers.get_header(
            "WARC-Truncated"
        )
        for record in ArchiveIterator(BytesIO(warc))
    }


async def test_a_body_that_came_is_kept_though_the_page_left_it() -> None:
    """Chromium drops the bodies of a page once another takes its place."""
    leaving = "<script>setTimeout(() => location.replace('/private/next'), 300)</script>"
    respond = served(shown=page(f"<!doctype html>{TEXT}{leaving}"), next=page("next"))
    async with captured_by(respond) as (capturer, _, _):
        warc = (await capturer.capture(URL, AT)).files[ANSWERS]
    assert TEXT in records(warc)[URL][1].decode()
    assert set(truncated(warc).values()) == {None}


async def test_a_body_that_never_came_whole_is_said_to_be_missing() -> None:
    cut = page("half", "Content-Type: text/css").replace(b"Length: 4", b"Length: 4000")
    shown = page(f'<!doctype html>{TEXT}<link rel="stylesheet" href="/private/cut">')
    async with captured_by(served(shown=shown, cut=cut)) as (capturer, _, _):
        warc = (await capturer.capture(URL, AT)).files[ANSWERS]
    assert truncated(warc) == {URL: None, f"http://{HOST}/private/cut": "unspecified"}


async def test_a_redirect_has_no_body_and_none_is_missing() -> None:
    moved = page("moved", "Location: /private/there", status="302 Found")
    respond = served(shown=moved, there=page(TEXT))
    async with captured_by(respond) as (capturer, _, _):
        warc = (await capturer.capture(URL, AT)).files[ANSWERS]
    assert records(warc)[URL][1] == b""
    assert truncated(warc) == {URL: None, f"http://{HOST}/private/there": None}


async def test_a_denied_network_is_never_reached() -> None:
    async with captured_by(site(), Policy(denied_hosts=frozenset({HOST}))) as (capturer, server, _):
        with pytest.raises(SourceError):
            await capturer.capture(URL, AT)
    assert not server.reached


@pytest.mark.parametrize("status", ["404 Not Found", "500 Broken"])
async def test_a_page_that_is_not_there_is_not_evidence(status: str) -> None:
    async with captured_by(site(status=status)) as (capturer, _, _):
        with pytest.raises(SourceError, match="answers"):
            await capturer.capture(URL, AT)


async def test_from_the_intent_to_the_file_over_http_and_nothing_is_opened_before_the_journal(
    tmp_path: Path,
) -> None:
    journal: list[str] = []
    respond = site()

    def noting(asked: bytes) -> bytes:
        with sqlite3.connect(f"file:{tmp_path / 'journal.sqlite'}?mode=ro", uri=True) as found:
            rows = found.execute("SELECT * FROM journal_entry").fetchall()
        found.close()
        journal.append(str(rows))
        return respond(asked)

    async with captured_by(noting) as (capturer, server, _), with_captures(tmp_path) as (house, _):
        house.app.dependency_overrides[captures.capturer] = lambda: capturer
        async with house.client() as client:
            case = await searched(house, client)
            intent = await intent_of(client, case)
            assert not server.reached
            made = await take(client, case, intent)
            assert made.status_code == 201, made.text
            path = f"/v1/cases/{case}/captures/{made.json()['id']}/file/{PICTURE}"
            assert (await client.get(path)).content.startswith(b"\x89PNG")
    assert "capture_intent" in journal[0]
    assert "capture_begun" in journal[0]


async def test_a_page_that_asks_not_to_be_archived_is_a_conflict_over_http(tmp_path: Path) -> None:
    respond = site("X-Robots-Tag: noarchive")
    async with captured_by(respond) as (capturer, _, _), with_captures(tmp_path) as (house, _):
        house.app.dependency_overrides[captures.capturer] = lambda: capturer
        async with house.client() as client:
            case = await searched(house, client)
            made = await take(client, case, await intent_of(client, case))
    assert (made.status_code, made.json()["code"]) == (409, "capture-refused")
    assert "not to be indexed" in made.json()["detail"]
