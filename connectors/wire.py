"""What came back over the wire, before it means anything: the body within its cap, failures by name."""

from __future__ import annotations

import logging
import re
import ssl
import zlib
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from math import isfinite
from urllib.parse import urlsplit

import httpx

from connectors.answer import delay_asked, digits
from tracer.errors import Invalid, SourceChanged, SourceError, SourceForbidden

JSON = "application/json"
LOOPBACK = ("127.0.0.1", "::1", "localhost")
REMAINING = ("x-ratelimit-remain", "x-ratelimit-remaining", "ratelimit-remaining")
RESET = ("x-ratelimit-reset", "ratelimit-reset", "retry-after")
QUOTED = re.compile(r'"[^"]*"')
EPOCH = 1_000_000_000  # a reset above this is an instant, below it a delay


class Again(Exception):
    """One attempt failed in a way that may pass; `error` is what to raise if it does not.

    `wait` is the delay the source asked for, in seconds.
    """

    def __init__(self, error: SourceError, wait: float | None = None) -> None:
        super().__init__(error.code)
        self.error = error
        self.wait = wait


def is_json(content_type: str) -> bool:
    """Whether a media type is JSON, or a format written in it (RFC 6839: `+json`)."""
    kind = content_type.partition(";")[0].strip().lower()
    return kind == JSON or (kind.startswith("application/") and kind.endswith("+json"))


async def read_body(response: httpx.Response, source: str, cap: int) -> bytes:
    """The body, decompressed no further than a cap: SourceChanged for one no honest answer has.

    Raises zlib.error for a compressed body that is cut short or is none.
    """
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip"):
        raise SourceChanged(source, "an encoding that was not asked for")
    taken, received = 0, bytearray()
    if response.is_stream_consumed:  # a transport may hand over a body it has already read
        received += response.content
    else:
        inflate = zlib.decompressobj(zlib.MAX_WBITS | 16) if encoding == "gzip" else None
        async for chunk in response.aiter_raw():
            left = cap + 1 - len(received)
            received += inflate.decompress(chunk, left) if inflate else chunk
            taken += len(chunk)  # what follows the end of a gzip counts too
            if max(len(received), taken) > cap:
                break
        else:
            if inflate is not None and not inflate.eof:
                raise zlib.error
    if max(len(received), taken) > cap:
        raise SourceChanged(source, "the body is larger than any honest answer")
    return bytes(received)


def failure(source: str, error: Exception) -> Exception:
    """A transport failure by its name; what cannot pass by itself is not tried again."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return SourceForbidden(source, "its TLS certificate or handshake is refused")
        if type(cause).__name__ == "gaierror":
            return Again(SourceError(source, "its name cannot be resolved"))
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, TimeoutError | httpx.TimeoutException):
        return Again(SourceError(source, "no whole answer in time"))
    return Again(SourceError(source, "the connection failed"))


def pause_told(headers: httpx.Headers, now: datetime) -> float:
    """Seconds to wait before the next question, where a good answer says that it was the last allowed.

    Reads the several spellings of the rate-limit headers (Companies House, AT Protocol, Mastodon,
    RateLimit of the IETF draft and of its first versions). The longest pause counts; what cannot be
    read asks for nothing.
    """
    pause = quota_pause(headers.get("ratelimit", ""))
    remaining = next((headers[name].strip() for name in REMAINING if name in headers), "")
    if digits(remaining) != 0:
        return pause
    reset = next((headers[name].strip() for name in RESET if name in headers), "")
    try:
        until = float(reset)
    except ValueError:
        return max(pause, instant(reset, now))
    if not reset.isascii() or not isfinite(until):
        return pause
    return max(pause, until - now.timestamp() if until > EPOCH else until)


def quota_pause(header: str) -> float:
    """Seconds until every quota of a RateLimit field is there again: `"name";r=0;t=30` says 30.

    `r` is what remains and `t` the seconds until more does (draft-ietf-httpapi-ratelimit-headers).
    """
    waits = [0]
    for quota in QUOTED.sub("", header).split(","):
        parts = (part.strip().partition("=") for part in quota.split(";"))
        told = {name: digits(said) for name, _, said in parts}
        if told.get("r") == 0:
            waits.append(told.get("t") or 0)
    return float(max(waits))


def instant(text: str, now: datetime) -> float:
    """Seconds until an instant written as ISO 8601 or as an HTTP date; 0 for anything else."""
    try:
        until = datetime.fromisoformat(text)
    except ValueError:
        return delay_asked(text, now) or 0.0
    return max(0.0, (until - now).total_seconds()) if until.tzinfo else 0.0


def keep_urls_out_of_logs() -> None:
    """Keep httpx from logging whole URLs, which name people: only warnings pass."""
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)


def own_version() -> str:
    """The version of Tracer that asks."""
    try:
        return version("tracer")
    except PackageNotFoundError:
        return "0"


def checked(base_url: str) -> str:
    """A base URL that is https, or http on loopback; nothing personal travels in clear."""
    parts = urlsplit(base_url)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK):
        return base_url.rstrip("/")
    raise Invalid("base_url", "must be https, or http on loopback")
