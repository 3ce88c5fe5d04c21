"""Downloads of open data from a server on this machine that stands in for the publisher's hosts."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from connectors.download import MOST_CATALOGUE_BYTES, Downloads
from tests.connectors.outside import Respond, Server, serving
from tracer.errors import SourceChanged, SourceError, SourceForbidden

HOST, OTHER = "files.example", "elsewhere.example"
FILE = bytes(range(256)) * 40
URL = f"https://{HOST}/deces-2026-m02.txt"


class ToLoopback(httpx.AsyncHTTPTransport):
    """Leads every request to one port of this machine, whatever host it is for."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self.port = port

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        request.url = request.url.copy_with(scheme="http", host="127.0.0.1", port=self.port)
        return await super().handle_async_request(request)


def said(status: str, body: bytes = b"", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


def ranged(head: bytes) -> bytes:
    """The file, or the part of it that is asked for."""
    asked = re.search(rb"(?i)range: bytes=(\d+)-", head)
    if asked is None:
        return said("200 OK", FILE)
    start = int(asked[1])
    span = f"Content-Range: bytes {start}-{len(FILE) - 1}/{len(FILE)}"
    return said("206 Partial Content", FILE[start:], span)


@asynccontextmanager
async def publisher(respond: Respond) -> AsyncIterator[tuple[Server, Downloads]]:
    async with serving(respond) as server:
        downloads = Downloads(
            "fr.deces", [HOST], contact="c@tracer.example", transport=ToLoopback(server.port)
        )
        try:
            yield server, downloads
        finally:
            await downloads.aclose()


async def whole(downloads: Downloads, url: str = URL, offset: int = 0) -> bytes:
    return b"".join([chunk async for chunk in downloads.fetch(url, offset)])


async def test_a_file_comes_whole_without_a_range():
    async with publisher(ranged) as (server, downloads):
        assert await whole(downloads) == FILE
    assert b"range:" not in server.heads[0].lower()
    assert b"accept-encoding: identity" in server.heads[0].lower()


@pytest.mark.parametrize("offset", [1, 5_000, len(FILE) - 1])
async def test_a_file_goes_on_where_it_was_left(offset):
    async with publisher(ranged) as (server, downloads):
        assert await whole(downloads, offset=offset) == FILE[offset:]
    assert f"range: bytes={offset}-".encode() in server.heads[0].lower()


@pytest.mark.parametrize("offset", [1, 5_000])
async def test_trap_a_publisher_that_gives_the_whole_file_anyway_is_read_from_the_offset(offset):
    async with publisher(lambda head: said("200 OK", FILE)) as (_, downloads):
        assert await whole(downloads, offset=offset) == FILE[offset:]


@pytest.mark.parametrize("span", ["bytes 0-9/10", "items 7-9/10", f"bytes {'9' * 5000}-", ""])
async def test_trap_a_part_that_starts_elsewhere_is_not_taken(span):
    headers = [f"Content-Range: {span}"] if span else []
    async with publisher(lambda _: said("206 Partial Content", b"abc", *headers)) as (_, downloads):
        with pytest.raises(SourceChanged):
            await whole(downloads, offset=7)


async def test_a_catalogue_is_json():
    async with publisher(lambda _: said("200 OK", b'{"resources": []}')) as (_, downloads):
        assert await downloads.catalogue(f"https://{HOST}/api") == {"resources": []}


@pytest.mark.parametrize(
    "body", [b"<html>", b"\xff\xfe", b"[" * 200_000, b"a" * (MOST_CATALOGUE_BYTES + 1)]
)
async def test_what_is_no_catalogue_is_said_to_have_changed(body):
    async with publisher(lambda _: said("200 OK", body)) as (_, downloads):
        with pytest.raises(SourceChanged):
            await downloads.catalogue(f"https://{HOST}/api")


@pytest.mark.parametrize("url", [f"http://{HOST}/x", f"https://{OTHER}/x", f"https://{HOST}.o/x"])
async def test_no_host_but_the_publishers_is_asked(url):
    async with publisher(ranged) as (server, downloads):
        with pytest.raises(SourceForbidden):
            await whole(downloads, url)
    assert not server.reached


@pytest.mark.parametrize("target", [f"https://{OTHER}/x", f"http://{HOST}/x", "file:///etc/hosts"])
async def test_trap_a_redirect_to_another_host_is_not_followed(target):
    async with publisher(lambda _: said("302 Found", b"", f"Location: {target}")) as (
        server,
        downloads,
    ):
        with pytest.raises(SourceError):
            await whole(downloads)
    assert server.connections == 1


async def test_a_redirect_within_the_hosts_keeps_the_range():
    def respond(head: bytes) -> bytes:
        moved = head.startswith(b"GET /deces")
        return said("302 Found", b"", f"Location: https://{HOST}/b") if moved else ranged(head)

    async with publisher(respond) as (server, downloads):
        assert await whole(downloads, offset=9) == FILE[9:]
    assert server.paths() == {"/deces-2026-m02.txt", "/b"}


async def test_redirects_without_end_are_said_to_have_changed():
    async with publisher(lambda _: said("302 Found", b"", f"Location: {URL}")) as (_, downloads):
        with pytest.raises(SourceChanged):
            await whole(downloads)


@pytest.mark.parametrize("status", ["404 Not Found", "416 Range Not Satisfiable", "503 Busy"])
async def test_any_other_answer_is_a_failure_that_names_no_url(status):
    async with publisher(lambda _: said(status)) as (_, downloads):
        with pytest.raises(SourceError) as failed:
            await whole(downloads, offset=3)
    assert HOST not in str(failed.value)
    assert status.split()[0] in str(failed.value)


async def test_a_connection_that_breaks_is_a_failure():
    cut = said("200 OK", FILE)[:-100]
    async with publisher(lambda _: cut) as (_, downloads):
        with pytest.raises(SourceError):
            await whole(downloads)


async def test_without_a_transport_of_its_own_only_named_hosts_on_the_https_port_are_reached():
    downloads = Downloads("fr.deces", ["127.0.0.1"], contact="c@tracer.example")
    with pytest.raises(SourceForbidden):
        await whole(downloads, "https://127.0.0.1/x")
    await downloads.aclose()
