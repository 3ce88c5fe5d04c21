"""The profiles of a confirmed debtor's enterprise as a case holds them now, with what people noted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select

from api.captures.notes import KeptNote, notes_of
from api.captures.store import CaptureStore
from api.captures.tables import capture_intents
from api.confirmed import confirmed
from api.profile_standing import Seen, weigh_profiles
from api.schemas.profiles import ProfileOut
from api.services import Services
from connectors.profiles.activity import Bucket
from connectors.profiles.urls import fediverse_of, profile_id, profile_of
from policies.platforms import Platform, Platforms, load_platforms
from tracer.case import Case
from tracer.entities import Entity, EntityKind, Property, Provenance
from tracer.plan import declared

NOTE = "human note"


async def profiles_of(services: Services, case: Case) -> tuple[ProfileOut, ...]:
    """Each profile, weighed; Conflict where the debtor is not confirmed, or not any more."""
    debtor = await confirmed(services, case)
    platforms, now = load_platforms(), services.clock.now()
    held = await services.kit.graph.export_subject(case.id)
    found = weigh_profiles(
        replace(held, entities=(*held.entities, *declared_profiles(case, now))),
        debtor,
        seen=await seen_by_people(services, case),
        platforms=platforms,
        on=now.date(),
        natural_person=not case.subject.is_company,
    )
    return tuple(ProfileOut.of(one, in_force(platforms, one.platform, now.date())) for one in found)


def declared_profiles(case: Case, at: datetime) -> Iterator[Entity]:
    """The accounts whose links the case file gives, also those of networks that no program reads."""
    for link in case.subject.profiles:
        told = profile_of(link) or fediverse_of(link)
        if told is not None:
            said = (
                (Property.PLATFORM, told.platform),
                (Property.HANDLE, told.handle),
                (Property.WEBSITE, told.url),
            )
            yield Entity(
                id=profile_id(told),
                kind=EntityKind.PROFILE,
                statements=tuple(declared(prop, value, case, at) for prop, value in said),
            )


async def seen_by_people(services: Services, case: Case) -> dict[str, list[Seen]]:
    """What people noted of profiles they looked at themselves, by profile address, oldest first."""
    store = CaptureStore.of(services)
    notes = {kept.id: kept for kept in await notes_of(store, case.id, services.clock.now())}
    of = capture_intents.c
    asked = select(of.id, of.used_by, of.document).where(
        of.case_id == case.id, of.used_by.in_(notes)
    )
    async with store.engine.connect() as connection:
        intents = (await connection.execute(asked.order_by(of.n))).all()
    found: dict[str, list[Seen]] = {}
    for intent in intents:
        told = store.vault.open_bytes(case.id, f"intent|{intent.id}", intent.document)
        address = json.loads(told)["url"]
        profile = profile_of(address) or fediverse_of(address)
        if profile is not None:
            found.setdefault(profile.url, []).append(seen_in(notes[intent.used_by]))
    return found


def seen_in(kept: KeptNote) -> Seen:
    """What a note tells of its profile; the one who noted it is in the journal, and not named here."""
    note = kept.note
    by = Provenance(
        source=NOTE, record=kept.id, url="", retrieved_at=note.at, body_sha256="", licence=""
    )
    activity = Bucket(note.last_activity_bucket) if note.last_activity_bucket else Bucket.UNKNOWN
    return Seen(by=by, links_to_site=note.link_to_official_site, activity=activity)


def in_force(platforms: Platforms, code: str | None, on: date) -> Platform | None:
    """The entry of a network in the register, if its review holds on a day."""
    found = platforms.find(code or "")
    return found if found and found.terms_reviewed_on <= on < found.next_review else None
