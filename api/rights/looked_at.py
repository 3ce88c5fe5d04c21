"""What was looked at and kept beside the sources: captures, notes, watches and what they told."""

from __future__ import annotations

from collections.abc import Iterator

from api.captures.notes import KeptNote, notes_of
from api.captures.store import CaptureStore
from api.monitoring.store import watch_store
from api.services import Services
from policies.human_note import ANSWERS, TEXTS
from tracer.case import CaseId


async def looked_at(services: Services, case: CaseId) -> tuple[str, ...]:
    """A line for each, in the order they were made; who made it is not said (CJEU C-579/21)."""
    now, store, watches = services.clock.now(), CaptureStore.of(services), watch_store(services)
    captured = [
        f"capture: {one.manifest.url}, {one.manifest.captured_at.date().isoformat()}"
        for one in await store.captures(case, now)
    ]
    noted = [line for note in await notes_of(store, case, now) for line in note_lines(note)]
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
    return (*captured, *noted, *watched, *told)


def note_lines(kept: KeptNote) -> Iterator[str]:
    """Each fact of a note by itself."""
    note = kept.note
    for name in (*TEXTS, "last_activity_bucket", *ANSWERS):
        value = getattr(note, name)
        if value is not None:
            yield f"note: {note.platform}, {note.at.date().isoformat()}, {name}: {value}"
