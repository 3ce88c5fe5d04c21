"""The one way out: no other module sends a request. Nothing leaves without a permit for its source."""

from __future__ import annotations

import asyncio
import sqlite3
import time
import zlib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from http.cookiejar import CookieJar, DefaultCookiePolicy
from urllib.parse import quote

import httpx
import stamina
import structlog

from connectors.answer import Declined, Fetched, Json, Page, unplaced
from connectors.buckets import Full
from connectors.courtesy import Courtesy, Patience
from connectors.credentials import authorisation, lane_of, sendable
from connectors.egress import EgressDenied
from connectors.interpret import Question, interpret
from connectors.local_file import ASKING
from connectors.wire import (
    JSON,
    Again,
    checked,
    failure,
    keep_urls_out_of_logs,
    own_version,
    pause_told,
    read_body,
)
from tracer.errors import (
    SourceBusy,
    SourceChanged,
    SourceError,
    SourceForbidden,
    SourceNotConfigured,
)
from tracer.lawful import Permit
from tracer.ports import Clock
from tracer.source import SourceCard

log = structlog.get_logger(__name__)

Transport = httpx.AsyncBaseTransport
PAGE_BYTES = 2_000_000


class Session:
    """A source's line to the outside. Belongs to one event loop.

    `secret` is what the source wants to know the house by, if its card has a credential.

    Raises SourceBusy, SourceChanged, SourceForbidden, SourceNotConfigured or SourceError as they
    say, BudgetExhausted when the permit is spent. None of them says what was asked.
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
        secret: str | None = None,
    ) -> None:
        self.card = card
        self.clock = clock
        self.courtesy = courtesy
        self.base_url = checked(base_url or card.base_url)
        self.stands_in = base_url is not None  # a sandbox: open hosts are folders of it
        self._secret = sendable(card, secret)
        keep_urls_out_of_logs()
        self._client = httpx.AsyncClient(
            transport=transport,
            headers={
                "User-Agent": f"Tracer/{own_version()} (+{contact})",
                "Accept": f"{JSON}, application/geo+json",
                "Accept-Encoding": "gzip",
            },
            timeout=httpx.Timeout(self.patience.attempt_seconds),
            limits=httpx.Limits(max_connections=None),  # each lane has its own bound
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
            follow_redirects=False,
            trust_env=False,
        )

    @property
    def patience(self) -> Patience:
        """How long and how often this session tries."""
        return self.courtesy.patience

    def secret(self) -> str:
        """The credential of the house for this source, or SourceNotConfigured."""
        if self._secret is None:
            raise SourceNotConfigured(self.card.id, "the settings give no key for it")
        return self._secret

    async def get(
        self,
        path: str,
        params: Mapping[str, str],
        permit: Permit,
        *,
        headers: Mapping[str, str] | None = None,
        host: str | None = None,
    ) -> Fetched | Declined:
        """Ask once, politely, and return what the source said: an answer, or that it declines.

        `{name}` in the path is filled from `params`; the others are the query. `host` is where a
        source with open hosts is asked.
        """
        question = self._question("GET", self.place(host), path, params, headers, host)
        answer = await self._ask(question, permit)
        assert not isinstance(answer, Page)
        return answer

    async def post(
        self,
        path: str,
        body: Json,
        permit: Permit,
        *,
        headers: Mapping[str, str] | None = None,
    ) -> Fetched | Declined:
        """Ask by a JSON body, where a publisher offers no other way to put its question."""
        question = replace(self._question("POST", self.base_url, path, {}, headers), body=body)
        answer = await self._ask(question, permit)
        assert not isinstance(answer, Page)
        return answer

    def _question(
        self,
        method: str,
        base: str,
        path: str,
        params: Mapping[str, str],
        headers: Mapping[str, str] | None,
        host: str | None = None,
    ) -> Question:
        return Question(
            method=method,
            lane=lane_of(self.card, self._secret, host),
            url=base
            + path.format_map({name: quote(said, safe="") for name, said in params.items()}),
            base=base,
            path=path,
            params=params,
            headers=headers or {},
            busy_seconds=self.patience.busy_seconds,
        )

    def place(self, host: str | None = None, scheme: str = "https") -> str:
        """The base URL of a host; a sandbox serves every open host as a folder of its own."""
        if host is None:
            return self.base_url
        if not self.card.open_hosts:
            raise SourceForbidden(self.card.id, "is asked at its own host alone")
        return f"{self.base_url}/{host}" if self.stands_in else f"{scheme}://{host}"

    def check(self, permit: Permit) -> None:
        """Let through a permit for asking this source, and nothing else."""
        if not isinstance(permit, Permit):
            raise TypeError("a permit is needed before anything is asked")
        if permit.source != self.card.id or permit.operation not in ASKING:
            raise SourceForbidden(self.card.id, "the permit is not for asking this source")
        if self.card.credential is not None:
            self.secret()

    async def _ask(self, question: Question, permit: Permit) -> Fetched | Declined | Page:
        """Check the leave, then try until the deadline of the card."""
        self.check(permit)
        deadline = asyncio.get_running_loop().time() + self.card.deadline_seconds
        try:
            async with asyncio.timeout_at(deadline):
                return await self._persist(question, permit, deadline)
        except Again as last:
            raise last.error from None
        except TimeoutError:
            raise SourceError(self.card.id, "no whole answer before the deadline") from None

    async def _persist(
        self, question: Question, permit: Permit, deadline: float
    ) -> Fetched | Declined | Page:
        """Try until an answer, a final failure, or patience ends."""
        breaker = self.courtesy.breaker(self.card, question.lane)

        def wait(error: Exception) -> bool | float:
            if not isinstance(error, Again) or breaker.is_open:
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
                return await self._attempt(question, permit, deadline)
        raise AssertionError("stamina either returns or raises")

    async def _attempt(
        self, question: Question, permit: Permit, deadline: float
    ) -> Fetched | Declined | Page:
        """One request that leaves."""
        async with self.leaving(question.lane, permit, deadline):
            return await self._send(question)

    @asynccontextmanager
    async def leaving(self, lane: str, permit: Permit, deadline: float) -> AsyncIterator[None]:
        """What stands around every call: breaker, allowance, connection, pace and ledger.

        The place is taken with a connection in hand: calls that waited for one never leave together.
        The ledger has the call before it leaves; the breaker learns how it ends.
        """
        buckets, allowance, cost = self.courtesy.buckets, permit.allowance, self.card.cost_per_call
        breaker = self.courtesy.breaker(self.card, lane)
        breaker.admit()
        try:
            allowance.check(cost)
            async with self.courtesy.connections(lane):
                left = deadline - asyncio.get_running_loop().time()
                await asyncio.sleep(buckets.take(lane, self.courtesy.limits(self.card), left))
                allowance.check(cost)
                buckets.enter(self.card.id, permit.case, cost, allowance.case_money)
                allowance.count(cost)
                yield
        except Full as full:
            breaker.release()
            problem = "its limit leaves no place before the deadline"
            raise SourceBusy(self.card.id, problem, retry_after=full.wait) from None
        except sqlite3.Error:
            breaker.release()
            raise SourceBusy(self.card.id, "its buckets cannot be read or written") from None
        except Again as again:
            breaker.failure()
            pause = min(again.wait or 0.0, self.patience.breaker_max_seconds)
            buckets.hold(lane, pause)
            raise
        except SourceError:
            breaker.failure()
            raise
        except BaseException:  # cancelled or out of budget: it says nothing about the source
            breaker.release()
            raise
        breaker.success()

    async def _send(self, question: Question) -> Fetched | Declined | Page:
        """The request itself, its body read up to a cap and a wall-clock limit."""
        started, status, buckets = time.monotonic(), 0, self.courtesy.buckets
        most = self.patience.max_body_bytes
        cap = min(PAGE_BYTES, most) if question.page else most
        try:
            async with (
                asyncio.timeout(self.patience.attempt_seconds),
                self._client.stream(
                    question.method,
                    question.url,
                    params=unplaced(question.path, question.params) or None,
                    json=question.body,
                    headers={**authorisation(self.card, self._secret), **question.headers},
                ) as response,
            ):
                status = response.status_code
                body = await read_body(response, self.card.id, cap)
                pause = pause_told(response.headers, self.clock.now())
                buckets.hold(question.lane, min(pause, self.patience.breaker_max_seconds))
                return interpret(response, body, question, self.card, self.clock.now())
        except (httpx.TransportError, TimeoutError) as error:
            raise failure(self.card.id, error) from None
        except EgressDenied as denied:
            raise SourceForbidden(self.card.id, denied.problem) from None
        except httpx.InvalidURL:
            raise SourceForbidden(self.card.id, "sends us to what is no address") from None
        except (zlib.error, httpx.DecodingError):
            raise Again(SourceChanged(self.card.id, "the body cannot be decompressed")) from None
        finally:
            log.info(
                "source-asked",
                source=self.card.id,
                route=question.path,
                status=status,
                seconds=round(time.monotonic() - started, 3),
            )

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()
