"""Intents, captures and human notes at rest. Every document is sealed under the key of its case.

A capture or a note is kept for a fixed time from the **first** one of that page in the case; another
does not renew it (CNIL SAN-2024-020), which is why an expired row stays, emptied, with a keyed hash.
An intent goes with what it served, or the day after it ended.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import Insert, Row, delete, func, insert, or_, select, union_all, update

from api.captures.errors import CaptureRefused, NoCaptureIntent
from api.captures.tables import capture_files, capture_intents, captures, human_notes
from api.documents import DocumentVault
from connectors.profiles.urls import fediverse_of, profile_of
from policies.evidence import Manifest, manifest_of
from policies.platforms import Mode
from policies.retention import RETENTION, Category
from tracer.errors import NotFound

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from api.services import Services

KEPT_DAYS = RETENTION[Category.FOUND].days or 0
TOKEN = re.compile(r"timestamp(?:-(\d+))?\.tsr")
"""Tokens stand beside the files, numbered by the journal entry of each; no file of a capture has such
a name.
"""
UNUSED_DAYS = 1
NO_CAPTURE = "there is no such capture"


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """What somebody is about to look at in a case, how, and why. `receipt` has it in the journal."""

    id: str
    case: str
    operator: str
    platform: str
    mode: Mode
    target: str
    url: str
    purpose: str
    necessity: str
    receipt: int
    expires_at: datetime
    used_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One capture: its manifest, the journal entry that has its hash, and its last instant."""

    manifest: Manifest
    receipt: int
    keep_until: datetime
    stamped: bool


@dataclass(frozen=True, slots=True)
class CaptureStore:
    """The three over one engine."""

    engine: AsyncEngine
    vault: DocumentVault

    @classmethod
    def of(cls, services: Services) -> Self:
        """Over the cases of the services."""
        return cls(services.watch.engine, services.watch.vault)

    async def add_intent(self, intent: Intent) -> None:
        """Keep an intent; the same one again changes nothing."""
        told = {"url": intent.url, "purpose": intent.purpose, "necessity": intent.necessity}
        row = {
            name: getattr(intent, name)
            for name in ("id", "operator", "platform", "mode", "target", "receipt", "expires_at")
        }
        sealed = self._seal(intent.case, f"intent|{intent.id}", json.dumps(told).encode())
        async with self.engine.begin() as connection:
            same = select(capture_intents.c.n).where(capture_intents.c.id == intent.id)
            if (await connection.execute(same)).first() is None:
                values = {**row, "case_id": intent.case, "document": sealed}
                await connection.execute(insert(capture_intents).values(**values))

    async def intent(self, case: str, asked: str, operator: str, now: datetime) -> Intent:
        """An intent of this case and this person that is not over; NoCaptureIntent otherwise."""
        of = capture_intents.c
        wanted = select(capture_intents).where(
            of.id == asked, of.case_id == case, of.operator == operator, of.expires_at > now
        )
        async with self.engine.connect() as connection:
            row = (await connection.execute(wanted)).one_or_none()
        if row is None:
            raise NoCaptureIntent("no open intent of yours has this id in this case")
        return self._intent(case, row)

    async def open_intents(self, case: str, operator: str, now: datetime) -> tuple[Intent, ...]:
        """The intents of a person in a case that are neither used nor over, oldest first."""
        of = capture_intents.c
        wanted = select(capture_intents).where(
            of.case_id == case, of.operator == operator, of.expires_at > now, of.used_by.is_(None)
        )
        async with self.engine.connect() as connection:
            rows = (await connection.execute(wanted.order_by(of.n))).all()
        return tuple(self._intent(case, row) for row in rows)

    def _intent(self, case: str, row: Row[Any]) -> Intent:
        told = json.loads(self.vault.open_bytes(case, f"intent|{row.id}", row.document))
        return Intent(
            id=row.id,
            case=case,
            operator=row.operator,
            platform=row.platform,
            mode=Mode(row.mode),
            target=row.target,
            receipt=row.receipt,
            expires_at=row.expires_at,
            used_by=row.used_by,
            **told,
        )

    async def take(self, intent: Intent, by: str) -> Intent:
        """Use an intent up for one capture or note, the only one; NoCaptureIntent if it is used."""
        of = capture_intents.c
        free = or_(of.used_by.is_(None), of.used_by == by)
        taking = update(capture_intents).where(of.id == intent.id, free).values(used_by=by)
        async with self.engine.begin() as connection:
            if (await connection.execute(taking)).rowcount != 1:
                raise NoCaptureIntent("the intent was used already")
        return replace(intent, used_by=by)

    async def term(self, case: str, url: str, now: datetime) -> datetime:
        """Until when a capture or a note of a page made now is kept; CaptureRefused once it is over."""
        place = self.place(case, url)
        before = union_all(
            select(captures.c.captured_at.label("at")).where(
                captures.c.case_id == case, captures.c.place == place
            ),
            select(human_notes.c.noted_at.label("at")).where(
                human_notes.c.case_id == case, human_notes.c.place == place
            ),
        ).subquery()
        async with self.engine.connect() as connection:
            asked = select(func.min(before.c.at))
            since = (await connection.execute(asked)).scalar_one() or now
        until: datetime = since + timedelta(days=KEPT_DAYS)
        if until <= now:
            raise CaptureRefused("the page was captured or noted before, and its term is over")
        return until

    async def add(self, capture: Capture, url: str, files: Mapping[str, bytes]) -> None:
        """Keep a capture whole, or nothing of it."""
        manifest = capture.manifest
        case, made = manifest.case, manifest.capture
        row = {
            "id": made,
            "case_id": case,
            "place": self.place(case, url),
            "captured_at": manifest.captured_at,
            "keep_until": capture.keep_until,
            "receipt": capture.receipt,
            "document": self._seal(case, f"manifest|{made}", manifest.text.encode()),
        }
        async with self.engine.begin() as connection:
            await connection.execute(insert(captures).values(**row))
            for name, body in files.items():
                await connection.execute(self._filed(case, made, name, body))

    async def captures(self, case: str, now: datetime) -> tuple[Capture, ...]:
        """The captures of a case within their term, oldest first."""
        of = captures.c
        stamped = select(capture_files.c.name).where(
            capture_files.c.capture_id == of.id, capture_files.c.name.like("timestamp%.tsr")
        )
        asked = (
            select(captures, stamped.exists().label("stamped"))
            .where(of.case_id == case, of.keep_until > now, of.document.is_not(None))
            .order_by(of.n)
        )
        async with self.engine.connect() as connection:
            rows = (await connection.execute(asked)).all()
        return tuple(
            Capture(
                manifest=manifest_of(
                    self.vault.open_bytes(case, f"manifest|{row.id}", row.document).decode()
                ),
                receipt=row.receipt,
                keep_until=row.keep_until,
                stamped=row.stamped,
            )
            for row in rows
        )

    async def capture(self, case: str, capture: str, now: datetime) -> Capture:
        """One of them, or NotFound."""
        for one in await self.captures(case, now):
            if one.manifest.capture == capture:
                return one
        raise NotFound(NO_CAPTURE)

    async def files(self, case: str, capture: str) -> dict[str, bytes]:
        """The files of a capture in clear, by name; its timestamp tokens among them."""
        asked = select(capture_files).where(
            capture_files.c.capture_id == capture, capture_files.c.case_id == case
        )
        async with self.engine.connect() as connection:
            rows = (await connection.execute(asked)).all()
        return {
            row.name: self.vault.open_bytes(case, f"file|{capture}|{row.name}", row.document)
            for row in rows
        }

    async def stamp(self, case: str, capture: str, token: bytes, receipt: int) -> None:
        """Keep a timestamp token as it was given, beside earlier ones; `receipt` has its hash."""
        async with self.engine.begin() as connection:
            name = f"timestamp-{receipt}.tsr"
            await connection.execute(self._filed(case, capture, name, token))

    def _filed(self, case: str, capture: str, name: str, body: bytes) -> Insert:
        sealed = self._seal(case, f"file|{capture}|{name}", body)
        row = {"capture_id": capture, "name": name, "case_id": case, "document": sealed}
        return insert(capture_files).values(**row)

    def _seal(self, case: str, context: str, body: bytes) -> bytes:
        return self.vault.seal_bytes(case, context, body)

    def place(self, case: str, url: str) -> str:
        """A keyed hash of the page at an address: of a profile, however its address is spelt."""
        told = profile_of(url) or fediverse_of(url)
        return self.vault.pseudonym(f"capture|{case}|{told.url if told else url.partition('#')[0]}")


def token_number(name: str) -> int | None:
    """Which token a name is of, a later one by a higher number; None for a file of the capture."""
    found = TOKEN.fullmatch(name)
    return int(found[1] or 0) if found else None


async def drop_expired(services: Services) -> int:
    """Empty captures and notes past their term, with their intents; how many of the two there were.

    Intents that served nothing, or what was never kept, go the day after they end.
    """
    now = services.clock.now()
    over = select(captures.c.id).where(
        captures.c.keep_until <= now, captures.c.document.is_not(None)
    )
    stale = human_notes.c.keep_until <= now, human_notes.c.document.is_not(None)
    kept = union_all(
        *(
            select(table.c.id).where(table.c.document.is_not(None))
            for table in (captures, human_notes)
        )
    )
    of = capture_intents.c
    intents = delete(capture_intents).where(
        of.expires_at <= now - timedelta(days=UNUSED_DAYS),
        or_(of.used_by.is_(None), of.used_by.not_in(kept)),
    )
    async with services.watch.engine.begin() as connection:
        ids = list((await connection.execute(over)).scalars())
        await connection.execute(delete(capture_files).where(capture_files.c.capture_id.in_(ids)))
        await connection.execute(
            update(captures).where(captures.c.id.in_(ids)).values(document=None)
        )
        notes = await connection.execute(update(human_notes).where(*stale).values(document=None))
        await connection.execute(intents)
    return len(ids) + notes.rowcount
