"""`Idempotency-Key`: a request that creates something may be sent twice and takes effect once."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from api.auth import digest
from api.errors import RepeatInFlight, RepeatKeyReused
from api.tables import requests
from tracer.ports import Clock

KEPT_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """The answer to a request that created something. It holds no personal data: it is kept."""

    status: int
    location: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A request seen for the first time, or again after the process died working on it."""

    key_id: str
    route: str
    digest: str
    seed: str

    def mint(self, prefix: str) -> str:
        """An opaque id, the same each time this very request is worked on."""
        told = hashlib.sha256(f"{self.seed}|{prefix}".encode()).hexdigest()
        return f"{prefix}_{told[:24]}"


class Repeats:
    """Requests and their answers, kept for a day. The key itself is not kept, only its hash."""

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self._run = secrets.token_hex(8)  # a claim of another run died with its process

    async def claim(self, key_id: str, route: str, key: str, body: bytes) -> Claim | Made:
        """Leave to work on a request, or the answer it already had.

        Raises RepeatKeyReused for another body, RepeatInFlight while the first is worked on.
        """
        named = digest(key)
        # Keyed by what is not kept, so that nobody can guess a body from its fingerprint.
        fingerprint = hmac.new(key.encode(), body, hashlib.sha256).hexdigest()
        same = (
            (requests.c.key_id == key_id)
            & (requests.c.route == route)
            & (requests.c.digest == named)
        )
        now = self._clock.now()
        async with self._engine.begin() as connection:
            await connection.execute(
                delete(requests).where(requests.c.created_at <= now - KEPT_FOR)
            )
            row = (await connection.execute(select(requests).where(same))).one_or_none()
            if row is None:
                seed = secrets.token_hex(32)
                await connection.execute(
                    insert(requests).values(
                        key_id=key_id,
                        route=route,
                        digest=named,
                        fingerprint=fingerprint,
                        seed=seed,
                        run=self._run,
                        created_at=now,
                    )
                )
                return Claim(key_id=key_id, route=route, digest=named, seed=seed)
            if not hmac.compare_digest(row.fingerprint, fingerprint):
                raise RepeatKeyReused("the body is another than the first time")
            if row.status is not None:
                return Made(status=row.status, location=row.location, body=row.body)
            if row.run == self._run:
                raise RepeatInFlight("the first request is not over")
            await connection.execute(update(requests).where(same).values(run=self._run))
            return Claim(key_id=key_id, route=route, digest=named, seed=row.seed)

    async def settle(self, claim: Claim, made: Made) -> None:
        """Keep the answer, for whoever asks again."""
        async with self._engine.begin() as connection:
            await connection.execute(
                update(requests)
                .where(*self._of(claim))
                .values(status=made.status, location=made.location, body=made.body)
            )

    async def release(self, claim: Claim) -> None:
        """Nothing was made: the same request may be sent again and is then worked on anew."""
        async with self._engine.begin() as connection:
            await connection.execute(delete(requests).where(*self._of(claim)))

    def _of(self, claim: Claim) -> tuple[ColumnElement[bool], ...]:
        return (
            requests.c.key_id == claim.key_id,
            requests.c.route == claim.route,
            requests.c.digest == claim.digest,
        )
