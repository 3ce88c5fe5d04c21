"""Local API keys: scoped, shown once, kept as a hash; and the page sessions that stand for one."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from api.errors import KeyRequired
from api.store import MAIN_DESK
from api.tables import api_keys, sessions
from tracer.errors import Invalid, NotFound
from tracer.ports import Clock

SESSION_LASTS = timedelta(hours=8)
USE_IS_NOTED_EVERY = timedelta(minutes=1)


class Scope(StrEnum):
    """What a key may do."""

    MANDATES_WRITE = "mandates:write"
    BASIS_WRITE = "basis:write"
    CASES_READ = "cases:read"
    CASES_WRITE = "cases:write"
    SEARCH_RUN = "search:run"
    IDENTITY_READ = "identity:read"
    IDENTITY_DECIDE = "identity:decide"
    CONTACT_READ = "contact:read"
    AUDIT_READ = "audit:read"
    POLICY_READ = "policy:read"
    SOURCES_READ = "sources:read"
    RIGHTS_READ = "rights:read"
    RIGHTS_WRITE = "rights:write"
    CASES_ASSIGN = "cases:assign"  # who works which case
    CASES_APPROVE = "cases:approve"  # the second person: cases, break-glass and its review
    POLICY_OVERRIDE = "policy:override"  # waivers of overridable rules
    OPERATORS_WRITE = "operators:write"  # lock and unlock keys


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """Who is asking: the id of the key, its desk and what it may do. `name` is for its owner."""

    id: str
    name: str
    desk: str
    scopes: frozenset[Scope]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyLine:
    """One key in a list; the secret is nowhere."""

    id: str
    name: str
    desk: str
    scopes: tuple[Scope, ...]
    created_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A page session: the key behind it, and the token its forms carry."""

    principal: Principal
    form_token: str


class KeyRing:
    """API keys over one engine. The secret has 256 bits, so a plain SHA-256 of it is enough."""

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._reader = engine.execution_options(reading=True)
        self._clock = clock

    async def create_key(self, name: str, scopes: Iterable[str], desk: str = MAIN_DESK) -> str:
        """A new key, returned this once and never again."""
        try:
            granted = sorted(Scope(scope) for scope in scopes)
        except ValueError:
            raise Invalid("scopes", f"unknown; choose among {', '.join(Scope)}") from None
        key_id, secret = secrets.token_hex(8), secrets.token_urlsafe(32)
        async with self._engine.begin() as connection:
            await connection.execute(
                insert(api_keys).values(
                    id=key_id,
                    name=name,
                    digest=digest(secret),
                    scopes=" ".join(granted),
                    desk=desk,
                    created_at=self._clock.now(),
                )
            )
        return f"trk_{key_id}_{secret}"

    async def authenticate(self, token: str) -> Principal:
        """Who holds this key; KeyRequired when it is unknown, wrong or revoked."""
        prefix, _, rest = token.partition("_")
        key_id, _, secret = rest.partition("_")
        async with self._reader.connect() as connection:
            asked = select(api_keys).where(api_keys.c.id == key_id)
            row = (await connection.execute(asked)).one_or_none()
        # One comparison whatever was found: the time taken does not tell which ids exist.
        right = hmac.compare_digest(row.digest if row else digest(""), digest(secret))
        if row is None or not right or prefix != "trk" or row.revoked_at is not None:
            raise KeyRequired("the key is unknown, wrong or revoked")
        now = self._clock.now()
        if row.last_used_at is None or now - row.last_used_at >= USE_IS_NOTED_EVERY:
            async with self._engine.begin() as connection:
                await connection.execute(
                    update(api_keys).where(api_keys.c.id == key_id).values(last_used_at=now)
                )
        return principal(row.id, row.name, row.desk, row.scopes)

    async def revoke(self, key_id: str) -> None:
        """End a key and every session that stands for it; NotFound if there is none."""
        async with self._engine.begin() as connection:
            ended = await connection.execute(
                update(api_keys).where(api_keys.c.id == key_id).values(revoked_at=self._clock.now())
            )
            await connection.execute(delete(sessions).where(sessions.c.key_id == key_id))
        if ended.rowcount == 0:
            raise NotFound("there is no such key")

    async def keys(self) -> tuple[KeyLine, ...]:
        """Every key, without its secret."""
        async with self._reader.connect() as connection:
            rows = (await connection.execute(select(api_keys).order_by(api_keys.c.id))).all()
        return tuple(
            KeyLine(
                id=row.id,
                name=row.name,
                desk=row.desk,
                scopes=tuple(Scope(scope) for scope in row.scopes.split()),
                created_at=row.created_at,
                last_used_at=row.last_used_at,
                revoked_at=row.revoked_at,
            )
            for row in rows
        )


class Sessions:
    """Page sessions, kept here and named by a cookie; each ends after eight hours at most."""

    def __init__(self, engine: AsyncEngine, keys: KeyRing, clock: Clock) -> None:
        self._engine = engine
        self._reader = engine.execution_options(reading=True)
        self._keys = keys
        self._clock = clock

    async def begin(self, token: str) -> str:
        """A new session for the holder of a key: the value of its cookie."""
        holder = await self._keys.authenticate(token)
        cookie = secrets.token_urlsafe(32)
        now = self._clock.now()
        async with self._engine.begin() as connection:
            await connection.execute(delete(sessions).where(sessions.c.expires_at <= now))
            await connection.execute(
                insert(sessions).values(
                    digest=digest(cookie),
                    key_id=holder.id,
                    form_token=secrets.token_urlsafe(32),
                    expires_at=now + SESSION_LASTS,
                )
            )
        return cookie

    async def find(self, cookie: str) -> Session:
        """The session of a cookie; KeyRequired when it is over or never was."""
        asked = (
            select(api_keys, sessions.c.form_token)
            .join_from(sessions, api_keys)
            .where(
                sessions.c.digest == digest(cookie),
                sessions.c.expires_at > self._clock.now(),
                api_keys.c.revoked_at.is_(None),
            )
        )
        async with self._reader.connect() as connection:
            row = (await connection.execute(asked)).one_or_none()
        if row is None:
            raise KeyRequired("the session is over")
        return Session(
            principal=principal(row.id, row.name, row.desk, row.scopes), form_token=row.form_token
        )

    async def end(self, cookie: str) -> None:
        """Forget a session."""
        async with self._engine.begin() as connection:
            await connection.execute(delete(sessions).where(sessions.c.digest == digest(cookie)))


def digest(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def principal(key_id: str, name: str, desk: str, scopes: str) -> Principal:
    """A row as who is asking."""
    granted = frozenset(Scope(scope) for scope in scopes.split())
    return Principal(id=key_id, name=name, desk=desk, scopes=granted)
