"""Notes of a person who looked herself: closed facts and an attestation, sealed; no copy of the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import insert, select

from api.auth import Principal
from api.captures.errors import CaptureRefused
from api.captures.intents import Target, noted, takes_notes
from api.captures.store import CaptureStore
from api.captures.tables import human_notes
from api.safeguards.seeing import seen
from api.services import Services
from policies.human_note import NOTED, HumanNote, human_note
from policies.platforms import Platforms, load_platforms
from tracer.subject import Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What is sealed: the note, and the address it is about."""

    url: str
    note: HumanNote


WRITTEN = TypeAdapter(Written)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptNote:
    """One note with the address it is about, the journal entry that has it, and its last instant."""

    id: str
    url: str
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
    they are. Raises NoCaptureIntent, CaptureRefused for a company's own site (it is captured) or a page
    whose term is over, Invalid naming the field.
    """
    found = await seen(services, who, case)
    store, now = CaptureStore.of(services), services.clock.now()
    intent = await store.intent(found.id, intent_id, who.id, now)
    if not takes_notes(intent):
        raise CaptureRefused("a company's own site is captured, not noted")
    note = human_note(
        said,
        attested,
        platform=intent.platform,
        platforms=platforms or load_platforms(),
        natural_person=intent.target == Target.NATURAL_PERSON,
        own_names=own_names(found.subject),
        operator=who.id,
        at=now,
    )
    until = await store.term(found.id, intent.url, now)
    await store.take(intent, note_id)
    for kept in await notes_of(store, found.id, now):
        if kept.id == note_id:  # the process died after keeping it and before answering
            return kept
    facts = [name for name in NOTED if getattr(note, name) is not None]
    body: dict[str, object] = {"id": note_id, "intent": intent.id, "facts": facts}
    receipt = await services.journal.append(noted("human_note", found.id, who.id, body))
    sealed = WRITTEN.dump_json(Written(url=intent.url, note=note))
    row = {
        "id": note_id,
        "case_id": found.id,
        "place": store.place(found.id, intent.url),
        "noted_at": now,
        "receipt": receipt.sequence,
        "keep_until": until,
        "document": store.vault.seal_bytes(found.id, f"note|{note_id}", sealed),
    }
    async with store.engine.begin() as connection:
        await connection.execute(insert(human_notes).values(**row))
    return KeptNote(
        id=note_id, url=intent.url, receipt=receipt.sequence, keep_until=until, note=note
    )


async def notes_of(store: CaptureStore, case: str, now: datetime) -> tuple[KeptNote, ...]:
    """The notes of a case within their term, oldest first."""
    of = human_notes.c
    asked = select(human_notes).where(
        of.case_id == case, of.keep_until > now, of.document.is_not(None)
    )
    async with store.engine.connect() as connection:
        rows = (await connection.execute(asked.order_by(of.n))).all()
    found = []
    for row in rows:
        body = store.vault.open_bytes(case, f"note|{row.id}", row.document)
        written = WRITTEN.validate_json(body)
        found.append(
            KeptNote(
                id=row.id,
                url=written.url,
                receipt=row.receipt,
                keep_until=row.keep_until,
                note=written.note,
            )
        )
    return tuple(found)


def own_names(subject: Subject) -> tuple[str, ...]:
    """The names that the case file gives its debtor."""
    names = [part for name in subject.names for part in (name.surname, *name.given)]
    return (*names, subject.company_name) if subject.company_name else tuple(names)
