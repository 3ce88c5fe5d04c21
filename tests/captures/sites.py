"""An invented site on loopback, reached through the egress proxy as if it were a public one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from connectors.capture import PageCapturer
from connectors.egress import Policy
from tests.browser.conftest import chromium
from tests.connectors.outside import PUBLIC, Names, Respond, Server, Streets, page, serving

HOST = "atelier-fictif.example"
URL = f"http://{HOST}/mentions-legales"
TEXT = "Atelier Fictif, SIREN 123 456 782"
NO_ROBOTS = page("nothing here", status="404 Not Found")


def site(
    *headers: str,
    text: str = TEXT,
    head: str = "",
    status: str = "200 OK",
    robots: bytes = NO_ROBOTS,
) -> Respond:
    """Every page of the site is this one; robots.txt is what is given."""

    def respond(asked: bytes) -> bytes:
        path = asked.split(b" ")[1].decode().removeprefix(f"http://{HOST}")
        if path == "/robots.txt":
            return robots
        if path == "/style.css":
            return page("body { color: black }", "Content-Type: text/css")
        linked = '<link rel="stylesheet" href="/style.css">'
        return page(f"<!doctype html>{head}{linked}<p>{text}</p>", *headers, status=status)

    return respond


def served(robots: bytes = NO_ROBOTS, **pages: bytes) -> Respond:
    """The page under `shown`, the others under their own names in `/private/`."""

    def respond(asked: bytes) -> bytes:
        path = asked.split(b" ")[1].decode().removeprefix(f"http://{HOST}")
        known = {"/robots.txt": robots, urlsplit(URL).path: pages["shown"]}
        known |= {f"/private/{name}": answer for name, answer in pages.items()}
        return known.get(path, NO_ROBOTS)

    return respond


@asynccontextmanager
async def captured_by(
    respond: Respond, policy: Policy | None = None
) -> AsyncIterator[tuple[PageCapturer, Server, Streets]]:
    """A capturer for which the site is at a public address."""
    async with serving(respond) as server:
        streets = Streets({PUBLIC: server.port})
        names = Names()
        names.answers |= {HOST: [[PUBLIC]], f"www.{HOST}": [[PUBLIC]]}
        names.answers |= {"elsewhere.example": [[PUBLIC]]}
        capturer = PageCapturer(
            executable=chromium(),
            policy=policy or Policy(),
            resolver=names,
            connect=streets.connect,
        )
        yield capturer, server, streets
