"""The session over a real loopback socket: what leaves, what is read, and when it gives up."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import logging
import socket
import sqlite3
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from email.utils import format_datetime
from pathlib import Path

import httpx
import pytest
import structlog

from connectors.answer import Declined, Fetched, delay_asked, read_json
from connectors.base import Sessions
from connectors.buckets import Buckets
from connectors.courtesy import Courtesy, Patience
from connectors.fr.ban import CARD
from connectors.fr.insee_sirene import CARD as KEYED
from connectors.profiles.mastodon import CARD as FEDIVERSE
from connectors.session import Session
from tests.connectors.doubles import FAST, NOW, StoppedClock, Wire, permit
from tracer.errors import (
    BudgetExhausted,
    CostExhausted,
    Invalid,
    SourceBusy,
    SourceChanged,
    SourceError,
    SourceForbidden,
)

Script = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def serving(script: Script) -> AsyncIterator[str]:
    """A socket that reads one request head and then does as the script says."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            await script(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


def body(payload: bytes, *headers: str, length: int | None = None) -> Script:
    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        size = len(payload) if length is None else length
        head = ["HTTP/1.1 200 OK", "content-type: application/json", f"content-length: {size}"]
        head += [*headers, "connection: close", "", ""]
        writer.write("\r\n".join(head).encode() + payload)
        await writer.drain()

    return script


def session(
    base_url: str = "https://ban.example",
    transport: httpx.AsyncBaseTransport | None = None,
    patience: Patience = FAST,
    card=CARD,
    courtesy: Courtesy | None = None,
) -> Session:
    return Session(
        card,
        clock=StoppedClock(),
        courtesy=courtesy or Courtesy(patience=patience, rates={CARD.id: 10_000.0}),
        contact="https://tracer.example/contact",
        base_url=base_url,
        transport=transport,
    )


async def over_mock(respond, patience: Patience = FAST, **how) -> Fetched | Declined:
    line = session(transport=httpx.MockTransport(Wire(respond)), patience=patience, **how)
    return await line.get("/search", {"q": "12 rue des Tanneurs", "limit": "1"}, permit(CARD.id))


async def test_an_answer_carries_its_url_without_what_was_asked_its_time_and_its_hash():
    async with serving(body(b'{"a": 1}')) as url:
        line = session(url)
        got = await line.get("/search", {"q": "12 rue", "limit": "1"}, permit(CARD.id))
        await line.aclose()
    assert isinstance(got, Fetched)
    assert got.body == {"a": 1}
    assert got.url == f"{url}/search?q=…&limit=1"
    assert got.retrieved_at == NOW
    assert got.sha256 == hashlib.sha256(b'{"a": 1}').hexdigest()


async def test_a_body_that_drips_for_ever_ends_at_the_deadline():
    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n[")
        while True:
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.02)

    started = time.monotonic()
    async with serving(drip) as url:
        line = session(url)
        with pytest.raises(SourceError, match="in time"):
            await line.get("/search", {"q": "x"}, permit(CARD.id))
        await line.aclose()
    assert time.monotonic() - started < 2


async def test_the_deadline_of_the_card_rules_over_every_retry():
    card = replace(CARD, deadline_seconds=0.15)
    patience = replace(FAST, attempts=50, attempt_seconds=0.1)

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(5)

    started = time.monotonic()
    async with serving(silent) as url:
        line = session(url, patience=patience, card=card)
        with pytest.raises(SourceError):
            await line.get("/search", {"q": "x"}, permit(CARD.id))
        await line.aclose()
    assert time.monotonic() - started < 1.5


async def test_a_gzip_bomb_is_cut_at_the_cap():
    bomb = gzip.compress(b'"' + b"0" * 30_000_000 + b'"')
    assert len(bomb) < FAST.max_body_bytes
    async with serving(body(bomb, "content-encoding: gzip")) as url:
        line = session(url)
        with pytest.raises(SourceChanged, match="larger"):
            await line.get("/search", {"q": "x"}, permit(CARD.id))
        await line.aclose()


@pytest.mark.parametrize(
    "payload", [gzip.compress(b"[1]", mtime=0)[:-9], b"not gzip at all"], ids=["cut", "not gzip"]
)
async def test_a_gzip_cut_short_is_never_read_as_whole(payload):
    async with serving(body(payload, "content-encoding: gzip")) as url:
        line = session(url)
        with pytest.raises(SourceChanged, match="decompressed"):
            await line.get("/search", {"q": "x"}, permit(CARD.id))
        await line.aclose()


async def test_what_follows_the_end_of_a_gzip_is_cut_at_the_cap():
    async def endless(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (
            b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-encoding: gzip\r\n\r\n"
        )
        writer.write(head + gzip.compress(b"[1]"))
        while True:
            writer.write(bytes(65_536))
            await writer.drain()

    async with serving(endless) as url:
        line = session(url)
        with pytest.raises(SourceChanged, match="larger"):
            await line.get("/search", {"q": "x"}, permit(CARD.id))
        await line.aclose()


@pytest.mark.parametrize("flood", [b"x-a: b\r\n" * 1000, b"y" * 5000])
async def test_headers_without_end_are_a_typed_answer(flood):
    async def endless(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-b: ")
        while True:
            writer.write(flood)
            await writer.drain()

    async with serving(endless) as url:
        line = session(url)
        with pytest.raises(SourceError):
            await line.get("/search", {"q": "x"}, permit(CARD.id))
        await line.aclose()


async def test_an_honest_gzip_is_read():
    async with serving(body(gzip.compress(b"[1]"), "content-encoding: gzip")) as url:
        line = session(url)
        got = await line.get("/search", {"q": "x"}, permit(CARD.id))
        await line.aclose()
    assert isinstance(got, Fetched)
    assert got.body == [1]


async def test_an_encoding_on_top_of_another_is_refused_unread():
    twice = gzip.compress(gzip.compress(b"[1]"))
    async with serving(body(twice, "content-encoding: gzip, gzip")) as url:
        line = session(url)
        with pytest.raises(SourceChanged, match="encoding"):
            await line.get("/search", {"q": "x"}, permit(CARD.id))
        await line.aclose()


async def test_a_body_cut_short_is_never_read_as_whole():
    async with serving(body(b'{"results": []', length=400)) as url:
        line = session(url)
        with pytest.raises(SourceError):
            await line.get("/search", {"q": "x"}, permit(CARD.id))
        await line.aclose()


async def test_a_closed_port_is_a_typed_answer():
    async with serving(body(b"[]")) as url:
        pass
    line = session(url)
    with pytest.raises(SourceError, match="connection"):
        await line.get("/search", {"q": "x"}, permit(CARD.id))
    await line.aclose()


@pytest.mark.parametrize("url", ["http://ban.example", "ftp://ban.example", "ban.example", ""])
def test_nothing_personal_travels_in_clear(url):
    if url:
        with pytest.raises(Invalid):
            session(url)
    else:
        assert session(url).base_url == CARD.base_url


async def test_the_user_agent_names_tracer_and_whom_to_write_to():
    wire = Wire(lambda request, n: httpx.Response(200, json=[]))
    line = session(transport=httpx.MockTransport(wire))
    await line.get("/search", {"q": "x"}, permit(CARD.id))
    agent = wire.left[0].headers["user-agent"]
    assert agent.startswith("Tracer/")
    assert agent.endswith("(+https://tracer.example/contact)")


async def test_no_cookie_is_carried_from_one_question_to_the_next():
    wire = Wire(lambda request, n: httpx.Response(200, json=[], headers={"set-cookie": "id=1"}))
    line = session(transport=httpx.MockTransport(wire))
    await line.get("/search", {"q": "x"}, permit(CARD.id))
    await line.get("/search", {"q": "y"}, permit(CARD.id))
    assert "cookie" not in wire.left[1].headers


async def test_the_environment_s_proxy_is_not_used(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    async with serving(body(b"[]")) as url:
        line = session(url)
        assert isinstance(await line.get("/search", {"q": "x"}, permit(CARD.id)), Fetched)
        await line.aclose()


@pytest.mark.parametrize("status", [400, 404, 413])
async def test_a_source_that_declines_is_for_the_connector_to_read(status):
    got = await over_mock(lambda request, n: httpx.Response(status, json={"erreur": "non"}))
    assert got == Declined(source=CARD.id, status=status, message="non")


async def test_a_delay_longer_than_the_deadline_is_reported_and_not_waited_for():
    started = time.monotonic()
    with pytest.raises(SourceBusy) as busy:
        await over_mock(lambda request, n: httpx.Response(429, headers={"retry-after": "3600"}))
    assert busy.value.retry_after == 3600
    assert time.monotonic() - started < 1


async def test_a_short_delay_is_waited_for():
    started = time.monotonic()
    got = await over_mock(
        lambda request, n: (
            httpx.Response(200, json=[]) if n else httpx.Response(429, headers={"retry-after": "1"})
        )
    )
    assert isinstance(got, Fetched)
    assert time.monotonic() - started >= 1


async def test_a_delay_asked_of_one_is_kept_by_all():
    wire = Wire(
        lambda request, n: httpx.Response(
            200 if n else 429, json=[], headers={} if n else {"retry-after": "1"}
        )
    )
    courtesy = Courtesy(patience=replace(FAST, attempts=1), rates={CARD.id: 1e4})
    lines = [session(transport=httpx.MockTransport(wire), courtesy=courtesy) for _ in range(2)]
    started = time.monotonic()
    with pytest.raises(SourceBusy):
        await lines[0].get("/search", {"q": "x"}, permit(CARD.id))
    assert isinstance(await lines[1].get("/search", {"q": "y"}, permit(CARD.id)), Fetched)
    assert time.monotonic() - started >= 1


@pytest.mark.parametrize("asked", ["9999999", "31536000"])
async def test_a_delay_beyond_the_deadline_is_kept_without_waiting_and_never_for_ever(asked):
    wire = Wire(lambda request, n: httpx.Response(429, headers={"retry-after": asked}))
    patience = replace(FAST, attempts=1, breaker_max_seconds=3600)
    line = session(transport=httpx.MockTransport(wire), patience=patience)
    for _ in range(2):
        with pytest.raises(SourceBusy) as busy:
            await line.get("/search", {"q": "x"}, permit(CARD.id))
    assert busy.value.retry_after == pytest.approx(3600, abs=1)
    assert len(wire.left) == 1


async def test_a_delay_of_nothing_is_no_leave_to_hammer():
    patience = replace(FAST, attempts=3, wait_initial=0.1)
    started = time.monotonic()
    with pytest.raises(SourceBusy):
        await over_mock(
            lambda request, n: httpx.Response(429, headers={"retry-after": "0"}), patience
        )
    assert time.monotonic() - started >= 0.2


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        (format_datetime(NOW + timedelta(seconds=90), usegmt=True), 90.0),
        (format_datetime(NOW - timedelta(seconds=90), usegmt=True), 0.0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("31536000", 31_536_000.0),
        ("99999999999999999999", None),
        ("9" * 30, None),
        ("Mon, 01 Jan 99999999999 00:00:00 GMT", None),
        ("Mon, 01 Jan 2026 00:00:00 +99999999999999999999", None),
        ("1 Jan 2026 999999999999999999999:00", None),
    ],
)
def test_retry_after_is_read_in_both_its_forms(header, seconds):
    assert delay_asked(header, NOW) == seconds


async def test_three_failures_in_a_row_and_the_source_is_left_alone():
    patience = replace(FAST, attempts=1, breaker_failures=3, breaker_seconds=60)
    wire = Wire(lambda request, n: httpx.Response(500))
    line = session(transport=httpx.MockTransport(wire), patience=patience)
    for _ in range(3):
        with pytest.raises(SourceError, match="500"):
            await line.get("/search", {"q": "x"}, permit(CARD.id))
    with pytest.raises(SourceBusy) as busy:
        await line.get("/search", {"q": "x"}, permit(CARD.id))
    assert busy.value.retry_after == pytest.approx(60, abs=1)
    assert len(wire.left) == 3


async def test_calls_out_together_when_a_source_fails_open_the_breaker_once():
    patience = replace(FAST, attempts=1, breaker_failures=3, breaker_seconds=60)

    async def fail(request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(0.01)
        return httpx.Response(500)

    line = session(transport=httpx.MockTransport(fail), patience=patience)
    gets = [line.get("/search", {"q": "x"}, permit(CARD.id)) for _ in range(10)]
    assert all(isinstance(e, SourceError) for e in await asyncio.gather(*gets, return_exceptions=1))
    with pytest.raises(SourceBusy) as busy:
        await line.get("/search", {"q": "x"}, permit(CARD.id))
    assert busy.value.retry_after == pytest.approx(60, abs=1)


async def test_the_breaker_doubles_its_pause_and_forgets_after_a_success():
    now = [0.0]
    patience = replace(FAST, attempts=1, breaker_failures=1, breaker_seconds=60)
    courtesy = Courtesy(patience=patience, rates={CARD.id: 1e4}, monotonic=lambda: now[0])
    answers = [500, 500, 200, 500]
    wire = Wire(lambda request, n: httpx.Response(answers[n], json=[]))
    line = session(transport=httpx.MockTransport(wire), courtesy=courtesy)

    async def get() -> object:
        return await line.get("/search", {"q": "x"}, permit(CARD.id))

    pauses = []
    for _ in range(2):
        with pytest.raises(SourceError, match="500"):
            await get()
        with pytest.raises(SourceBusy) as busy:
            await get()
        pauses.append(busy.value.retry_after)
        now[0] += pauses[-1] + 1
    assert pauses == [60, 120]
    assert isinstance(await get(), Fetched)
    with pytest.raises(SourceError, match="500"):
        await get()
    with pytest.raises(SourceBusy) as busy:
        await get()
    assert busy.value.retry_after == 60


async def test_a_spent_budget_does_not_keep_the_breaker_on_trial():
    now = [0.0]
    patience = replace(FAST, attempts=1, breaker_failures=1)
    courtesy = Courtesy(patience=patience, rates={CARD.id: 1e4}, monotonic=lambda: now[0])
    wire = Wire(lambda request, n: httpx.Response(200 if n else 500, json=[]))
    line = session(transport=httpx.MockTransport(wire), courtesy=courtesy)
    with pytest.raises(SourceError):
        await line.get("/search", {"q": "x"}, permit(CARD.id))
    now[0] += 61
    with pytest.raises(BudgetExhausted):
        await line.get("/search", {"q": "x"}, permit(CARD.id, calls=0))
    assert isinstance(await line.get("/search", {"q": "x"}, permit(CARD.id)), Fetched)


async def test_two_sessions_of_one_source_share_one_rate():
    courtesy = Courtesy(patience=FAST, rates={CARD.id: 20.0})
    wire = Wire(lambda request, n: httpx.Response(200, json=[]))
    lines = [session(transport=httpx.MockTransport(wire), courtesy=courtesy) for _ in range(2)]
    started = time.monotonic()
    async with asyncio.TaskGroup() as group:
        for n in range(15):
            group.create_task(lines[n % 2].get("/search", {"q": "x"}, permit(CARD.id)))
    assert time.monotonic() - started >= (15 - 20 / 4) / 20 * 0.9


async def test_at_most_ten_requests_are_in_flight():
    flying, most = 0, 0

    async def slow(request: httpx.Request) -> httpx.Response:
        nonlocal flying, most
        flying += 1
        most = max(most, flying)
        await asyncio.sleep(0.01)
        flying -= 1
        return httpx.Response(200, json=[])

    line = session(transport=httpx.MockTransport(slow))
    async with asyncio.TaskGroup() as group:
        for _ in range(40):
            group.create_task(line.get("/search", {"q": "x"}, permit(CARD.id)))
    assert most == 10


async def test_no_log_line_says_what_was_asked(caplog):
    caplog.set_level(logging.DEBUG)
    with structlog.testing.capture_logs() as lines:
        await over_mock(lambda request, n: httpx.Response(200 if n else 503, json=[]))
    assert [line["status"] for line in lines if line["event"] == "source-asked"] == [503, 200]
    assert any(line["event"] == "stamina.retry_scheduled" for line in lines)
    assert "Tanneurs" not in repr(lines) + caplog.text


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"NaN",
        b'{"a":1,"a":2}',
        b'{"b":{"a":1,"a":2}}',
        b'"\xff"',
        b'"\\ud800"',
        b'{"a":["\\u0000"]}',
        b'{"\\u0000":1}',
        b"1e999",
        b"[-1e999]",
        b"[" * 100_000,
        b"1" * 5000,
    ],
)
def test_what_is_not_strict_json_is_a_change(text):
    with pytest.raises(SourceChanged):
        read_json("fr.ban", text)


def test_a_backslash_written_before_the_letters_of_nul_is_text():
    assert read_json("fr.ban", rb'"\\u0000"') == r"\u0000"


def test_a_byte_order_mark_and_a_paired_surrogate_are_read():
    assert read_json("fr.ban", b'\xef\xbb\xbf"\\ud83d\\ude00"') == "😀"


@pytest.mark.parametrize(
    ("cause", "error", "words", "calls"),
    [
        (ssl.SSLCertVerificationError("x"), SourceForbidden, "TLS", 1),
        (socket.gaierror("x"), SourceError, "resolved", FAST.attempts),
        (OSError("x"), SourceError, "connection", FAST.attempts),
    ],
)
async def test_a_refused_certificate_is_final_and_a_missing_name_is_tried_again(
    cause, error, words, calls
):
    def fail(request: httpx.Request, n: int) -> httpx.Response:
        raise httpx.ConnectError("down") from cause

    wire = Wire(fail)
    with pytest.raises(error, match=words):
        await session(transport=httpx.MockTransport(wire)).get(
            "/search", {"q": "x"}, permit(CARD.id)
        )
    assert len(wire.left) == calls


@asynccontextmanager
async def held(place: Path) -> AsyncIterator[sqlite3.Connection]:
    """The file of the buckets, held by another worker for as long as the context lasts."""
    other = sqlite3.connect(place, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield other
    finally:
        other.close()


def paid(place: Path, wire: Wire, **changes) -> Session:
    """A line to a source that costs a euro a call, over the buckets in a file."""
    return session(
        transport=httpx.MockTransport(wire),
        card=replace(CARD, cost_per_call=Decimal(1)),
        courtesy=Courtesy(
            patience=replace(FAST, **changes), rates={CARD.id: 1e4}, buckets=Buckets(place)
        ),
    )


async def test_while_another_worker_holds_the_buckets_nothing_leaves_and_nothing_is_counted(
    tmp_path,
):
    place = tmp_path / "courtesy.sqlite"
    wire = Wire(lambda request, n: httpx.Response(500 if n == 0 else 200, json=[]))
    line = paid(place, wire, attempts=1, breaker_failures=1, breaker_seconds=0.0)
    with pytest.raises(SourceError, match="500"):
        await line.get("/search", {"q": "x"}, permit(CARD.id))
    leave = permit(CARD.id)
    async with held(place):
        with pytest.raises(SourceBusy, match="buckets"):
            await line.get("/search", {"q": "x"}, leave)
    assert (len(wire.left), leave.allowance.calls) == (1, 0)
    assert isinstance(await line.get("/search", {"q": "x"}, leave), Fetched)
    assert (leave.allowance.calls, leave.allowance.cost) == (1, 1)


async def test_a_pause_that_cannot_be_written_loses_neither_the_answer_nor_its_cost(tmp_path):
    place = tmp_path / "courtesy.sqlite"
    other = sqlite3.connect(place, isolation_level=None)

    def last_allowed(request: httpx.Request, n: int) -> httpx.Response:
        other.execute("BEGIN IMMEDIATE")
        return httpx.Response(
            200, json=[1], headers={"x-ratelimit-remaining": "0", "x-ratelimit-reset": "30"}
        )

    line = paid(place, Wire(last_allowed), attempt_seconds=5.0)
    got = await line.get("/search", {"q": "x"}, permit(CARD.id))
    other.close()
    assert isinstance(got, Fetched)
    assert got.body == [1]
    assert line.courtesy.buckets.spent_on("case-1") == 1


async def test_a_pause_asked_while_another_worker_holds_the_buckets_is_a_typed_answer(tmp_path):
    place = tmp_path / "courtesy.sqlite"
    other = sqlite3.connect(place, isolation_level=None)

    def busy(request: httpx.Request, n: int) -> httpx.Response:
        other.execute("BEGIN IMMEDIATE")
        return httpx.Response(429, headers={"retry-after": "60"})

    line = paid(place, Wire(busy), attempt_seconds=5.0)
    with pytest.raises(SourceBusy, match="slow down"):
        await line.get("/search", {"q": "x"}, permit(CARD.id))
    other.close()


async def test_once_the_breaker_opens_the_last_failure_is_told_and_nothing_more_leaves():
    patience = replace(FAST, attempts=5, breaker_failures=2, breaker_seconds=60)
    wire = Wire(lambda request, n: httpx.Response(500))
    line = session(transport=httpx.MockTransport(wire), patience=patience)
    with pytest.raises(SourceError, match="500") as failed:
        await line.get("/search", {"q": "x"}, permit(CARD.id))
    assert not isinstance(failed.value, SourceBusy)
    assert len(wire.left) == 2


async def test_a_spent_allowance_is_told_at_once_and_uses_up_no_place():
    courtesy = Courtesy(patience=FAST, rates={CARD.id: 0.5})
    wire = Wire(lambda request, n: httpx.Response(200, json=[]))
    line = session(transport=httpx.MockTransport(wire), courtesy=courtesy)
    started = time.monotonic()
    for _ in range(3):
        with pytest.raises(BudgetExhausted):
            await line.get("/search", {"q": "x"}, permit(CARD.id, calls=0))
    assert isinstance(await line.get("/search", {"q": "x"}, permit(CARD.id)), Fetched)
    with pytest.raises(BudgetExhausted):  # the bucket is full now
        await line.get("/search", {"q": "x"}, permit(CARD.id, calls=0))
    assert time.monotonic() - started < 1


async def test_an_allowance_spent_while_waiting_for_a_place_lets_nothing_more_leave():
    courtesy = Courtesy(patience=FAST, rates={CARD.id: 20.0})
    wire = Wire(lambda request, n: httpx.Response(200, json=[]))
    line = session(transport=httpx.MockTransport(wire), courtesy=courtesy)
    leave = permit(CARD.id, calls=6)
    gets = [line.get("/search", {"q": "x"}, leave) for _ in range(9)]
    ends = await asyncio.gather(*gets, return_exceptions=True)
    assert sum(isinstance(end, BudgetExhausted) for end in ends) == 3
    assert len(wire.left) == leave.allowance.calls == 6


async def test_what_the_ledger_refuses_does_not_leave_and_counts_as_no_call(tmp_path):
    wire = Wire(lambda request, n: httpx.Response(200, json=[]))
    line = paid(tmp_path / "courtesy.sqlite", wire)
    mine, other = permit(CARD.id), permit(CARD.id)
    mine.allowance.max_cost = other.allowance.max_cost = Decimal(1)
    assert isinstance(await line.get("/search", {"q": "x"}, other), Fetched)
    with pytest.raises(CostExhausted):
        await line.get("/search", {"q": "y"}, mine)
    assert (len(wire.left), mine.allowance.calls, mine.allowance.cost) == (1, 0, 0)


async def test_a_host_that_hangs_does_not_keep_the_others_waiting():
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            if b"/slow.example/" in head:
                await asyncio.sleep(30)
            await body(b"[]")(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    sessions = Sessions(
        clock=StoppedClock(),
        contact="https://tracer.example/contact",
        base_urls={FEDIVERSE.id: f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"},
        courtesy=Courtesy(patience=replace(FAST, attempt_seconds=5), rates={FEDIVERSE.id: 1e4}),
    )
    line = sessions.open(FEDIVERSE)
    slow = [
        asyncio.create_task(line.get("/x", {}, permit(FEDIVERSE.id), host="slow.example"))
        for _ in range(12)
    ]
    await asyncio.sleep(0.2)
    started = time.monotonic()
    got = await line.get("/x", {}, permit(FEDIVERSE.id), host="good.example")
    took = time.monotonic() - started
    for task in slow:
        task.cancel()
    await asyncio.gather(*slow, return_exceptions=True)
    await sessions.aclose()
    server.close()
    assert isinstance(got, Fetched)
    assert took < 2


async def test_calls_that_waited_for_a_connection_keep_the_pace():
    left: list[float] = []
    let_go = asyncio.Event()

    async def slow(request: httpx.Request) -> httpx.Response:
        left.append(time.monotonic())
        await let_go.wait()
        return httpx.Response(200, json=[])

    patience = replace(FAST, attempt_seconds=5)
    courtesy = Courtesy(patience=patience, rates={CARD.id: 20.0})
    line = session(transport=httpx.MockTransport(slow), courtesy=courtesy)
    async with asyncio.TaskGroup() as group:
        for _ in range(20):
            group.create_task(line.get("/search", {"q": "x"}, permit(CARD.id)))
        await asyncio.sleep(1.2)
        assert len(left) == 10
        let_go.set()
    assert len(left) == 20
    assert left[19] - left[10] >= 4 / 20 * 0.9


@pytest.mark.parametrize("said", ["clé", "zz9\n", " zz9", "z\x00z9"])
def test_a_key_that_no_header_can_carry_is_refused_by_the_name_of_its_setting(said):
    with pytest.raises(Invalid) as refused:
        Session(
            KEYED,
            clock=StoppedClock(),
            courtesy=Courtesy(),
            contact="https://tracer.example/contact",
            secret=said,
        )
    assert refused.value.field == "TRACER_CREDENTIALS"
    assert KEYED.id in refused.value.problem
    assert said.strip() not in str(refused.value)
