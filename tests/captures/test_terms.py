"""Intents go with what they served, and noting the same page again renews nothing."""

from __future__ import annotations

from datetime import timedelta

import httpx
from sqlalchemy import func, select

from api.auth import Scope
from api.captures.store import KEPT_DAYS, CaptureStore, drop_expired
from api.captures.tables import capture_intents, human_notes
from tests.api.house import KNOWN_SUBJECT, House, once
from tests.captures.house import (
    LINKEDIN,
    Camera,
    intend,
    intent_of,
    jot,
    searched,
    social,
    take,
)
from tests.captures.sites import URL
from tracer.errors import SourceError

Both = tuple[House, Camera]
PERSON = {"url": LINKEDIN, "target": "natural_person"}


async def intents_left(house: House) -> int:
    """How many intents are left once the sweep has been."""
    await drop_expired(house.services)
    async with house.services.watch.engine.connect() as connection:
        asked = select(func.count()).select_from(capture_intents)
        return (await connection.execute(asked)).scalar_one()


async def waived(house: House, client: httpx.AsyncClient, case: str) -> None:
    """Networks opened again by two people, for three days."""
    body = {
        "rule": "FR-CP-226-18-HUMAN",
        "reason": "the register gives no way to reach the debtor",
        "until": (house.clock.now() + timedelta(days=3)).isoformat(),
    }
    asked = await client.post(f"/v1/cases/{case}/waivers", json=body, headers=once())
    assert asked.status_code == 201, asked.text
    async with house.client(Scope.POLICY_OVERRIDE) as officer:
        path = f"/v1/cases/{case}/waivers/{asked.json()['id']}/approval"
        assert (await officer.post(path)).status_code == 200


async def test_an_intent_nobody_used_goes_the_day_after_it_ends(opened: Both) -> None:
    house, _ = opened
    async with house.client() as client:
        case = await social(house, client)
        await intent_of(client, case, **PERSON)
    house.clock.move(hours=24, minutes=59)  # type: ignore[attr-defined]
    assert await intents_left(house) == 1
    house.clock.move(minutes=1)  # type: ignore[attr-defined]
    assert await intents_left(house) == 0


async def test_an_intent_goes_at_the_term_of_its_note(opened: Both) -> None:
    house, _ = opened
    async with house.client() as client:
        case = await social(house, client)
        intent = await intent_of(client, case, **PERSON)
        assert (await jot(client, case, intent, city="Ville-Fictive")).status_code == 201
    house.clock.move(days=KEPT_DAYS - 1)  # type: ignore[attr-defined]
    assert await intents_left(house) == 1
    house.clock.move(days=1)  # type: ignore[attr-defined]
    assert await intents_left(house) == 0


async def test_an_intent_goes_at_the_term_of_its_capture(opened: Both) -> None:
    house, _ = opened
    async with house.client() as client:
        case = await searched(house, client)
        await take(client, case, await intent_of(client, case))
    house.clock.move(days=KEPT_DAYS - 1)  # type: ignore[attr-defined]
    assert await intents_left(house) == 1
    house.clock.move(days=1)  # type: ignore[attr-defined]
    assert await intents_left(house) == 0


async def test_an_intent_of_a_capture_that_was_never_kept_goes_the_day_after(opened: Both) -> None:
    house, camera = opened
    camera.failure = SourceError("web.capture", "answers 500")
    async with house.client() as client:
        case = await searched(house, client)
        await take(client, case, await intent_of(client, case))
    house.clock.move(days=1, hours=1)  # type: ignore[attr-defined]
    assert await intents_left(house) == 0


async def test_noting_a_profile_again_does_not_renew_its_term(opened: Both) -> None:
    house, _ = opened
    async with house.client() as client:
        case = await social(house, client)
        first = await jot(client, case, await intent_of(client, case, **PERSON), city="A")
        house.clock.move(days=KEPT_DAYS - 1)  # type: ignore[attr-defined]
        await waived(house, client, case)
        spelt = PERSON | {"url": "https://fr.linkedin.com/in/Invented-Maelle/?trk=public"}
        again = await jot(client, case, await intent_of(client, case, **spelt), city="B")
        assert again.json()["keep_until"] == first.json()["keep_until"]
        late = await intent_of(client, case, **PERSON)
        house.clock.move(days=1)  # type: ignore[attr-defined]
        assert await drop_expired(house.services) == 2
        assert await drop_expired(house.services) == 0
        refused = await intend(client, case, **PERSON)
        assert (refused.status_code, refused.json()["code"]) == (409, "capture-refused")
        other = PERSON | {"url": "https://www.linkedin.com/in/invented-other"}
        assert (await intend(client, case, **other)).status_code == 201
        assert late
    async with house.services.watch.engine.connect() as connection:
        kept = (await connection.execute(select(human_notes.c.document))).scalars().all()
    assert kept == [None, None]


async def test_a_note_is_refused_once_the_term_is_over_even_for_an_open_intent(
    opened: Both,
) -> None:
    house, _ = opened
    async with house.client() as client:
        case = await social(house, client)
        await jot(client, case, await intent_of(client, case, **PERSON), city="A")
        house.clock.move(days=KEPT_DAYS, minutes=-30)  # type: ignore[attr-defined]
        await waived(house, client, case)
        late = await intent_of(client, case, **PERSON)
        house.clock.move(minutes=30)  # type: ignore[attr-defined]
        refused = await jot(client, case, late, city="B")
    assert (refused.status_code, refused.json()["code"]) == (409, "capture-refused")


async def test_a_note_says_which_address_it_is_about(opened: Both) -> None:
    house, _ = opened
    async with house.client() as client:
        case = await social(house, client)
        await jot(client, case, await intent_of(client, case, **PERSON), city="Ville-Fictive")
        [listed] = (await client.get(f"/v1/cases/{case}/captures")).json()["notes"]
    assert listed["url"] == LINKEDIN
    async with house.services.watch.engine.connect() as connection:
        [row] = (await connection.execute(select(human_notes))).all()
    assert "linkedin" not in str(row)
    store = CaptureStore.of(house.services)
    assert row.place == store.place(case, LINKEDIN) != store.place("other", LINKEDIN)


async def test_the_debtor_s_own_name_may_be_noted_whatever_word_it_is(opened: Both) -> None:
    house, _ = opened
    subject = KNOWN_SUBJECT | {"names": [{"surname": "Gay", "given": ["Maëlle"]}]}
    async with house.client() as client:
        case = await social(house, client, subject=subject)
        intent = await intent_of(client, case, **PERSON)
        other = await jot(client, case, intent, display_name="Maëlle Juif")
        assert other.status_code == 422
        kept = await jot(client, case, intent, display_name="Maëlle Gay")
    assert kept.status_code == 201, kept.text


async def test_another_page_of_a_site_is_another_page(opened: Both) -> None:
    store = CaptureStore.of(opened[0].services)
    assert store.place("case", f"{URL}#contact") == store.place("case", URL)
    assert store.place("case", f"{URL}/more") != store.place("case", URL)
