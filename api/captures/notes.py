"""Notes of a person who looked herself: closed facts and an attestation, sealed; no copy of the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import TypeAdapter
from sqlalchemy import insert, select

from api.auth import Principal
from api.captures.errors import CaptureRefused
from api.captures.intents import Target, noted
from api.captures.store import KEPT_DAYS, CaptureStore
from api.captures.tables import human_notes
from api.safeguards.seeing import seen
from api.services import Services
from policies.human_note import NOTED, HumanNote, human_note
from policies.platforms import Mode, Platforms, load_platforms

WRITTEN = TypeAdapter(HumanNote)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptNote:
    """One note, the journal entry that has it, and its last instant."""

    id: str
    receipt: int
    keep_until: datetime
    note: HumanNote


async def write_note(
    services: Services,
    who: Principal,
    case: str,
    note_id: str,
    *,
    intent_id: str,
    said: Mapping[str, object],
    attested: Mapping[str, object],
    platforms: Platforms | None = None,
) -> KeptNote:
    """Keep what was noted for an open intent, used up by it; the journal has which facts, not what
    they are. Raises NoCaptureIntent, CaptureRefused for a company's own site (it is captured), Invalid
    naming the field.
    """
    found = await seen(services, who, case)
    store, now = CaptureStore.of(services), services.clock.now()
    intent = await store.intent(found.id, intent_id, who.id, now)
    known = platforms or load_platforms()
    if intent.mode is Mode.API_OPEN and known.find(intent.platform) is None:
        raise CaptureRefused("a company's own site is captured, not noted")
    note = human_note(
        said,
        attested,
        platform=intent.platform,
        platforms=known,
        natural_person=intent.target == Target.NATURAL_PERSON,
        operator=who.id,
        at=now,
    )
    await store.take(intent, note_id)
    for kept in await notes_of(store, found.id, now):
        if kept.id == note_id:  # the process died after keeping it and before answering
            return kept
    facts = [name for name in NOTED if getattr(note, name) is not None]
    body: dict[str, object] = {"id": note_id, "intent": intent.id, "facts": facts}
    receipt = await services.journal.append(noted("human_note", found.id, who.id, body))
    until = now + timedelta(days=KEPT_DAYS)
    row = {
        "id": note_id,
        "case_id": found.id,
        "receipt": receipt.sequence,
        "keep_until": until,
        "document": store.vault.seal_bytes(found.id, f"note|{note_id}", WRITTEN.dump_json(note)),
    }
    async with store.engine.begin() as connection:
        await connection.execute(insert(human_notes).values(**row))
    return KeptNote(id=note_id, receipt=receipt.sequence, keep_until=until, note=note)


async def notes_of(store: CaptureStore, case: str, now: datetime) -> tuple[KeptNote, ...]:
    """The notes of a case within their term, oldest first."""
    of = human_notes.c
    asked = select(human_notes).where(of.case_id == case, of.keep_until > now).order_by(of.n)
    async with store.engine.connect() as connection:
        rows = (await connection.execute(asked)).all()
    return tuple(
        KeptNote(
            id=row.id,
            receipt=row.receipt,
            keep_until=row.keep_until,
            note=WRITTEN.validate_json(
                store.vault.open_bytes(case, f"note|{row.id}", row.document)
            ),
        )
        for row in rows
    )
