"""What was looked at and kept beside the sources: intents, captures, notes, watches and what they told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from api.captures.intents import LASTS
from api.captures.notes import KeptNote, notes_of
from api.captures.store import CaptureStore
from api.captures.tables import capture_intents
from api.monitoring.store import watch_store
from api.services import Services
from policies.human_note import ANSWERS, TEXTS
from tracer.case import CaseId


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """What somebody meant to look at: where, when, what for, and the capture or note it served."""

    url: str
    on: date
    purpose: str
    necessity: str
    served: str | None


async def looked_at(services: Services, case: CaseId) -> tuple[str, ...]:
    """A line for each, in the order they were made; who made it is not said (CJEU C-579/21)."""
    now, store, watches = services.clock.now(), CaptureStore.of(services), watch_store(services)
    intents = await meant(store, case)
    about = {one.served: one.url for one in intents if one.served}
    wanted = [
        f"intent: {one.url}, {one.on.isoformat()}, {one.purpose}: {one.necessity}"
        for one in intents
    ]
    captured = [
        f"capture: {one.manifest.url}, {one.manifest.captured_at.date().isoformat()}"
        for one in await store.captures(case, now)
    ]
    noted = [
        line
        for note in await notes_of(store, case, now)
        for line in note_lines(note, about.get(note.id))
    ]
    watched = [
        f"watch: {', '.join(str(purpose) for purpose in one.watch.purposes)}, until "
        f"{one.watch.until.isoformat()}"
        for one in await watches.of_case(case)
    ]
    told = [
        f"event: {one.event.kind}, {one.event.on.isoformat()}, {one.event.source}, "
        f"{one.event.record}"
        for one in await watches.events(case)
    ]
    return (*wanted, *captured, *noted, *watched, *told)


async def meant(store: CaptureStore, case: CaseId) -> tuple[Meant, ...]:
    """The intents of a case, used or not, oldest first."""
    asked = select(capture_intents).where(capture_intents.c.case_id == case)
    async with store.engine.connect() as connection:
        rows = (await connection.execute(asked.order_by(capture_intents.c.n))).all()
    return tuple(
        Meant(
            on=(row.expires_at - LASTS).date(),
            served=row.used_by,
            **json.loads(store.vault.open_bytes(case, f"intent|{row.id}", row.document)),
        )
        for row in rows
    )


def note_lines(kept: KeptNote, address: str | None) -> Iterator[str]:
    """Each fact of a note by itself, with the address it was noted at."""
    note = kept.note
    where = f"{note.platform}, {address}" if address else note.platform
    for name in (*TEXTS, "last_activity_bucket", *ANSWERS):
        value = getattr(note, name)
        if value is not None:
            yield f"note: {where}, {note.at.date().isoformat()}, {name}: {value}"
