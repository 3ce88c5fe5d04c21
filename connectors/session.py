"""The one way out: no other module sends a request. Nothing leaves without a permit for its source."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import ssl
import time
import zlib
from collections.abc import Mapping
from http.cookiejar import CookieJar, DefaultCookiePolicy
from importlib.metadata import PackageNotFoundError, version
from urllib.parse import urljoin, urlsplit

import httpx
import stamina
import structlog

from connectors.answer import (
    Declined,
    Fetched,
    delay_asked,
    message_of,
    public_url,
    read_json,
)
from connectors.courtesy import MAX_IN_FLIGHT, Courtesy, Patience
from tracer.errors import (
    Invalid,
    SourceBusy,
    SourceChanged,
    SourceError,
    SourceForbidden,
)
from tracer.lawful import Operation, Permit
from tracer.ports import Clock
from tracer.source import SourceCard

log = structlog.get_logger(__name__)

Transport = httpx.AsyncBaseTransport
JSON_TYPES = ("application/json", "application/geo+json")
LOOPBACK = ("127.0.0.1", "::1", "localhost")
DECLINED = (400, 404, 413, 414)


class Again(Exception):
    """One attempt failed in a way that may pass; `error` is what to raise if it does not.

    `wait` is the delay the source asked for, in seconds.
    """

    def __init__(self, error: SourceError, wait: float | None = None) -> None:
        super().__init__(error.code)
        self.error = error
        self.wait = wait


class Session:
    """A source's line to the outside. Belongs to one event loop.

    Raises SourceBusy, SourceChanged, SourceForbidden or SourceError as they say, BudgetExhausted
    when the permit is spent. None of them says what was asked.
    """

    def __init__(
        self,
        card: SourceCard,
        *,
        clock: Clock,
        courtesy: Courtesy,
        contact: str,
        base_url: str | None = None,
        transport: Transport | None = None,
    ) -> None:
        self.card = card
        self.clock = clock
        self.courtesy = courtesy
        self.base_url = checked(base_url or card.base_url)
        self._breaker = courtesy.breaker(card)
        keep_urls_out_of_logs()
        self._client = httpx.AsyncClient(
            transport=transport,
            headers={
                "User-Agent": f"Tracer/{own_version()} (+{contact})",
                "Accept": ", ".join(JSON_TYPES),
                "Accept-Encoding": "gzip",
            },
            timeout=httpx.Timeout(self.patience.attempt_seconds),
            limits=httpx.Limits(max_connections=MAX_IN_FLIGHT),
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
            follow_redirects=False,
            trust_env=False,
        )

    @property
    def patience(self) -> Patience:
        """How long and how often this session tries."""
        return self.courtesy.patience

    async def get(self, path: str, params: Mapping[str, str], permit: Permit) -> Fetched | Declined:
        """Ask once, politely, and return what the source said: an answer, or that it declines."""
        if not isinstance(permit, Permit):
            raise TypeError("a permit is needed before anything is asked")
        if permit.source != self.card.id or permit.operation is not Operation.COLLECT:
            raise SourceForbidden(self.card.id, "the permit is not for collecting from this source")
        deadline = asyncio.get_running_loop().time() + self.card.deadline_seconds
        try:
            async with asyncio.timeout_at(deadline):
                return await self._persist(path, params, permit, deadline)
        except Again as last:
            raise last.error from None
        except TimeoutError:
            raise SourceError(self.card.id, "no whole answer before the deadline") from None

    async def _persist(
        self, path: str, params: Mapping[str, str], permit: Permit, deadline: float
    ) -> Fetched | Declined:
        """Try until an answer, a final failure, or patience ends."""

        def wait(error: Exception) -> bool | float:
            if not isinstance(error, Again) or self._breaker.is_open:
                return False
            if error.wait is None:
                return True
            left = deadline - asyncio.get_running_loop().time()
            return max(error.wait, self.patience.wait_initial) if error.wait < left else False

        async for attempt in stamina.retry_context(
            on=wait,
            attempts=self.patience.attempts,
            timeout=self.card.deadline_seconds,
            wait_initial=self.patience.wait_initial,
            wait_max=self.patience.wait_max,
            wait_jitter=self.patience.wait_jitter,
        ):
            with attempt:
                return await self._attempt(path, params, permit, deadline)
        raise AssertionError("stamina either returns or raises")

    async def _attempt(
        self, path: str, params: Mapping[str, str], permit: Permit, deadline: float
    ) -> Fetched | Declined:
        """One request that leaves: breaker, pace, allowance, then the wire. The breaker learns."""
        breaker, lane = self._breaker, self.courtesy.lane(self.card)
        now = asyncio.get_running_loop().time
        if lane.quiet_until > deadline:
            left = lane.quiet_until - now()
            raise SourceBusy(self.card.id, "has asked us to slow down", retry_after=left)
        breaker.admit()
        try:
            async with lane.slots:
                await asyncio.sleep(max(0.0, lane.quiet_until - now()))
                await lane.limiter.acquire()
                permit.allowance.take()
                answer = await self._send(path, params)
        except Again as again:
            breaker.failure()
            pause = min(again.wait or 0.0, self.patience.breaker_max_seconds)
            lane.quiet_until = max(lane.quiet_until, now() + pause)
            raise
        except SourceError:
            breaker.failure()
            raise
        except BaseException:  # cancelled or out of budget: it says nothing about the source
            breaker.release()
            raise
        breaker.success()
        return answer

    async def _send(self, path: str, params: Mapping[str, str]) -> Fetched | Declined:
        """The request itself, its body read up to a cap and a wall-clock limit."""
        started, status = time.monotonic(), 0
        try:
            async with (
                asyncio.timeout(self.patience.attempt_seconds),
                self._client.stream("GET", self.base_url + path, params=dict(params)) as response,
            ):
                status = response.status_code
                body = await self._body(response)
                return self._interpret(response, body, path, params)
        except (httpx.TransportError, TimeoutError) as error:
            raise self._failed(error) from None
        except (zlib.error, httpx.DecodingError):
            raise Again(SourceChanged(self.card.id, "the body cannot be decompressed")) from None
        finally:
            log.info(
                "source-asked",
                source=self.card.id,
                route=path,
                status=status,
                seconds=round(time.monotonic() - started, 3),
            )

    async def _body(self, response: httpx.Response) -> bytes:
        """The body, decompressed no further than a cap: SourceChanged for one no honest answer has."""
        encoding = response.headers.get("content-encoding", "identity").strip().lower()
        if encoding not in ("identity", "gzip"):
            raise SourceChanged(self.card.id, "an encoding that was not asked for")
        cap, taken, received = self.patience.max_body_bytes, 0, bytearray()
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
            raise SourceChanged(self.card.id, "the body is larger than any honest answer")
        return bytes(received)

    def _interpret(
        self, response: httpx.Response, body: bytes, path: str, params: Mapping[str, str]
    ) -> Fetched | Declined:
        """What a status and a body mean."""
        source, status = self.card.id, response.status_code
        if response.is_redirect or 300 <= status < 400:
            target = urljoin(str(response.url), response.headers.get("location", ""))
            if urlsplit(target).netloc != urlsplit(self.base_url).netloc:
                raise SourceForbidden(source, "redirects to another host")
            raise SourceChanged(source, "redirects elsewhere")
        if status in (401, 403):
            raise SourceForbidden(source, f"answers {status}")
        if status == 429:
            wait = delay_asked(response.headers.get("retry-after", ""), self.clock.now())
            error = SourceBusy(source, "asks us to slow down", retry_after=wait)
            raise Again(error, self.patience.busy_seconds if wait is None else wait)
        if status >= 500:
            wait = delay_asked(response.headers.get("retry-after", ""), self.clock.now())
            if wait is not None:
                raise Again(SourceBusy(source, f"answers {status}", retry_after=wait), wait)
            raise Again(SourceError(source, f"answers {status}"))
        if status in DECLINED:
            return Declined(source=source, status=status, message=message_of(source, body))
        if status != 200:
            raise SourceChanged(source, f"answers {status}")
        kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind not in JSON_TYPES:
            raise Again(SourceChanged(source, "the content type is not JSON"))
        try:
            parsed = read_json(source, body)
        except SourceChanged as error:  # a proxy's page passes; a changed contract stays
            raise Again(error) from None
        return Fetched(
            source=source,
            body=parsed,
            url=public_url(self.card, self.base_url, path, params),
            retrieved_at=self.clock.now(),
            sha256=hashlib.sha256(body).hexdigest(),
            licence=self.card.licence,
        )

    def _failed(self, error: Exception) -> Exception:
        """A transport failure by its name; what cannot pass by itself is not tried again."""
        cause: BaseException | None = error
        while cause is not None:
            if isinstance(cause, ssl.SSLError):
                return SourceForbidden(self.card.id, "its TLS certificate or handshake is refused")
            if type(cause).__name__ == "gaierror":
                return Again(SourceError(self.card.id, "its name cannot be resolved"))
            cause = cause.__cause__ or cause.__context__
        if isinstance(error, TimeoutError | httpx.TimeoutException):
            return Again(SourceError(self.card.id, "no whole answer in time"))
        return Again(SourceError(self.card.id, "the connection failed"))

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()


def checked(base_url: str) -> str:
    """A base URL that is https, or http on loopback; nothing personal travels in clear."""
    parts = urlsplit(base_url)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK):
        return base_url.rstrip("/")
    raise Invalid("base_url", "must be https, or http on loopback")


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
