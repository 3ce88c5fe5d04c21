"""What a poll asks, makes of the answers, and leaves alone."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from api.monitoring.sweep import poll_due, watch_companies
from policies.rights import RightKind
from tests.api.house import OTHER_SIREN, SIREN, search
from tests.connectors.fr.test_bodacc import LIQUIDATION, before, judged, notice
from tests.monitoring.watched import Scene, not_him
from tests.rights.conftest import post, ruled, worked
from tracer.case import CaseId
from tracer.entities import Property
from tracer.errors import SourceError
from tracer.ports import JournalEntry

TODAY = "2026-11-23"
STRUCK = {"family": "radiation", "radiationaurcs": {"radiationPM": "O"}}
MOVED = {"family": "modification"}


def row(day: str = TODAY, number: int = 1, **more: Any) -> dict[str, Any]:
    """A judgment about the debtor's company."""
    return judged(LIQUIDATION, day=day, number=number, siren=SIREN, **more)


def undoing(first: dict[str, Any], kind: str, number: int, **more: Any) -> dict[str, Any]:
    """A notice that corrects or cancels another one."""
    said = {"typeavis": kind, "parutionavisprecedent": before(first)}
    made = row if kind == "rectificatif" else plain
    return made(number=number, **{**said, **more})


def plain(day: str = TODAY, number: int = 1, **more: Any) -> dict[str, Any]:
    """A notice about the debtor's company without a judgment."""
    return notice(day, number, SIREN, **more)


async def test_a_notice_makes_an_event_once(there: Scene):
    await there.watch()
    there.gazette.rows = [row()]
    assert await there.poll() == 1
    assert await there.poll() == 0
    (event,) = await there.events()
    assert (event["kind"], event["state"], event["on"]) == ("insolvency", "live", TODAY)
    assert event["after"] == "liquidation_judiciaire"
    assert (event["source"], event["record"]) == ("fr.bodacc", "A202600421")
    assert event["companies"] == [{"country": "FR", "number": SIREN}]
    assert SIREN not in event["url"]


async def test_each_event_is_journalled_once_without_saying_of_whom(there: Scene):
    await there.watch()
    there.gazette.rows = [row()]
    await there.poll()
    await there.poll()
    (event,) = await there.events()
    (body,) = await there.journalled("watch-event")
    assert body == {
        "id": event["id"],
        "watch": event["watch"],
        "kind": "insolvency",
        "source": "fr.bodacc",
    }


async def test_a_duplicate_in_the_same_answer_makes_one_event(there: Scene):
    await there.watch()
    there.gazette.rows = [row(), row()]
    assert await there.poll() == 1


async def test_a_notice_older_than_one_already_seen_is_taken(there: Scene):
    await there.watch()
    there.gazette.rows = [row(number=2)]
    await there.poll()
    there.clock.move(days=1)
    there.gazette.rows.append(row("2026-11-22", number=1))
    assert await there.poll() == 1
    assert [event["on"] for event in await there.events()] == [TODAY, "2026-11-22"]


@pytest.mark.parametrize(("late", "new"), [("2026-11-21", 1), ("2026-11-20", 0)])
async def test_a_poll_reads_two_days_again(there: Scene, late: str, new: int):
    await there.watch()
    there.gazette.rows = [row(late)]
    assert await there.poll() == new


async def test_a_day_that_was_not_read_whole_is_read_again(there: Scene):
    await there.watch()
    there.gazette.fails_from = 1
    await there.poll()
    (watch,) = await there.watches()
    assert {"source": "fr.bodacc", "heard": "unavailable"} in watch["heard"]
    there.clock.move(days=10)
    there.gazette.fails_from, there.gazette.rows = None, [row("2026-11-24")]
    assert await there.poll() == 1
    (watch,) = await there.watches()
    assert {"source": "fr.bodacc", "heard": "answered"} in watch["heard"]
    there.clock.move(days=10)
    there.gazette.rows = [row("2026-11-30", number=9)]
    assert await there.poll() == 0


async def test_what_came_before_a_failure_is_kept(there: Scene):
    await there.watch()
    there.gazette.rows, there.gazette.fails_from = [row()], 1
    assert await there.poll() == 1


@pytest.mark.parametrize("cancelled_first", [False, True])
async def test_a_cancellation_cancels_and_nothing_is_lost(there: Scene, cancelled_first: bool):
    await there.watch()
    first = row(number=1)
    second = undoing(first, "annulation", 2)
    for each in (second, first) if cancelled_first else (first, second):
        there.gazette.rows.append(each)
        await there.poll()
    told = {event["record"]: event for event in await there.events()}
    assert told[first["id"]]["state"] == "cancelled"
    assert (told[second["id"]]["kind"], told[second["id"]]["state"]) == ("cancellation", "live")
    assert told[second["id"]]["after"] is None


async def test_a_correction_replaces(there: Scene):
    await there.watch()
    first = row(number=1)
    second = undoing(first, "rectificatif", 2)
    there.gazette.rows = [first, second]
    await there.poll()
    told = {event["record"]: event for event in await there.events()}
    assert told[first["id"]]["state"] == "replaced"
    assert (told[second["id"]]["state"], told[second["id"]]["correction"]) == ("live", True)


@pytest.mark.parametrize(
    ("more", "after"),
    [
        (STRUCK, "struck_off"),
        (
            STRUCK | {"radiationaurcs": {"commentaire": "Transfert du siège hors ressort"}},
            "transferred",
        ),
        (STRUCK | {"radiationaurcs": {"commentaire": "Rapport de radiation d'office"}}, "undone"),
    ],
)
async def test_leaving_for_another_court_is_not_a_striking_off(
    there: Scene, more: dict[str, Any], after: str
):
    await there.watch()
    there.gazette.rows = [plain(**more)]
    await there.poll()
    (event,) = await there.events()
    assert (event["kind"], event["after"]) == ("striking_off", after)


@pytest.mark.parametrize(
    ("purpose", "kinds"),
    [
        ("insolvency", ["insolvency"]),
        ("striking_off", ["status", "striking_off"]),
        ("seat", ["registration", "seat"]),
        ("legal_form", ["legal_form", "registration"]),
        ("mandate", ["mandate", "registration"]),
    ],
)
async def test_what_serves_no_purpose_of_the_watch_is_not_kept(
    there: Scene, purpose: str, kinds: list[str]
):
    await there.watch(purposes=[purpose])
    await there.poll()
    there.gazette.rows = [row(), plain(number=2, **STRUCK), plain(number=3, **MOVED)]
    there.register.facts = {
        Property.CITY: "Ville-Autre",
        Property.STATUS: "closed",
        Property.LEGAL_FORM: "5710",
    }
    there.register.directors = ("colleague",)
    await there.poll()
    assert sorted(event["kind"] for event in await there.events()) == kinds


async def test_the_first_look_at_a_register_is_no_event(there: Scene):
    await there.watch()
    assert await there.poll() == 0


@pytest.mark.parametrize(
    ("prop", "value", "told"),
    [
        (Property.CITY, "Autre-Ville", ("seat", "99999 VILLE-FICTIVE", "99999 AUTRE-VILLE")),
        (Property.POSTAL_CODE, "99998", ("seat", "99999 VILLE-FICTIVE", "99998 VILLE-FICTIVE")),
        (Property.STATUS, "closed", ("status", "active", "closed")),
        (Property.LEGAL_FORM, "5710", ("legal_form", "1000", "5710")),
    ],
)
async def test_a_fact_that_changed_is_an_event_once(
    there: Scene, prop: Property, value: str, told: tuple[str, str, str]
):
    await there.watch()
    await there.poll()
    there.register.facts = {prop: value}
    assert await there.poll() == 1
    assert await there.poll() == 0
    (event,) = await there.events()
    assert (event["kind"], event["before"], event["after"]) == told


async def test_a_change_back_and_forth_is_three_events(there: Scene):
    await there.watch()
    await there.poll()
    for status in ("closed", "active", "closed"):
        there.register.facts = {Property.STATUS: status}
        assert await there.poll() == 1


@pytest.mark.parametrize("prop", [Property.CITY, Property.STATUS, Property.LEGAL_FORM])
async def test_a_fact_the_register_no_longer_tells_is_no_change(there: Scene, prop: Property):
    await there.watch()
    await there.poll()
    there.register.facts = {prop: None}
    assert await there.poll() == 0
    there.register.facts = {prop: "other"}
    assert await there.poll() == 1


async def test_the_debtor_no_longer_among_the_directors(there: Scene):
    there.register.directors = ("debtor", "colleague")
    await there.watch()
    await there.poll()
    there.register.directors = ("colleague",)
    assert await there.poll() == 1
    (event,) = await there.events()
    assert (event["kind"], event["before"], event["after"]) == ("mandate", "named", "not_named")
    assert "VESPERAC" not in repr(await there.read("events"))


async def test_a_director_of_the_past_is_none(there: Scene):
    there.register.directors = ("debtor", "colleague")
    await there.watch(purposes=["mandate"])
    await there.poll()
    there.register.former = ("debtor",)
    assert await there.poll() == 1
    (event,) = await there.events()
    assert event["after"] == "not_named"


async def test_a_register_that_names_no_director_says_nothing_of_the_mandate(there: Scene):
    await there.watch()
    await there.poll()
    there.register.directors = ()
    assert await there.poll() == 0


@pytest.mark.parametrize("how", ["withheld", "unknown", "failing"])
async def test_an_absence_is_no_event(there: Scene, how: str):
    await there.watch()
    await there.poll()
    there.register.facts = {Property.STATUS: "closed"}
    there.register.withheld = how == "withheld"
    there.register.known = how != "unknown"
    there.register.failure = SourceError("test", "down") if how == "failing" else None
    assert await there.poll() == 0
    (watch,) = await there.watches()
    heard = {each["source"]: each["heard"] for each in watch["heard"]}
    told = {"withheld": "withheld", "unknown": "answered", "failing": "unavailable"}
    assert heard["fr.recherche_entreprises"] == told[how]


async def test_a_watch_ends_at_its_date(there: Scene):
    made = await there.watch(until="2026-11-25")
    there.gazette.rows = [row("2026-11-25"), row("2026-11-26", number=2)]
    there.clock.move(days=2)
    assert await there.poll() == 1
    asked = there.asked
    there.clock.move(days=1)
    assert await there.poll() == 0
    assert there.asked == asked
    (watch,) = await there.watches()
    assert watch["end"] == "term"
    assert await there.journalled("watch-end") == [{"id": made["id"], "end": "term"}]


async def test_a_closed_case_ends_its_watches(there: Scene):
    await there.watch()
    await post(there.client, f"/cases/{there.case}/closing", {"closed_on": TODAY})
    assert await there.poll() == 0
    assert there.asked == 0
    (watch,) = await there.watches()
    assert watch["end"] == "closed"
    await there.watch(status=409)


@pytest.mark.parametrize(
    ("kind", "ground"),
    [("objection", "compelling_grounds"), ("restriction", "conditions_not_met")],
)
async def test_an_objection_or_a_restriction_stops_the_polls_and_its_end_resumes_them(
    there: Scene, kind: str, ground: str
):
    await there.watch()
    there.gazette.rows = [row()]
    request = await worked(there.client, there.case, kind)
    assert await there.poll() == 1
    assert await there.poll() == 0
    assert there.asked == 0
    (event,) = await there.events()
    assert (event["kind"], event["companies"]) == ("withheld", [])
    assert event["rules"]
    (watch,) = await there.watches()
    assert (watch["end"], watch["heard"]) == (None, [{"source": "fr.bodacc", "heard": "withheld"}])
    async with there.house.client() as colleague:
        await ruled(colleague, request, granted=False, ground=ground, reasons="Not shown.")
    assert await there.poll() == 1


async def test_a_debtor_on_the_suppression_list_is_not_polled(there: Scene):
    await there.watch()
    services = there.house.services
    case = await services.store.get(CaseId(there.case))
    await services.rights.suppress([case.subject], RightKind.OBJECTION)
    await there.poll()
    assert there.asked == 0
    assert [event["kind"] for event in await there.events()] == ["withheld"]


async def test_two_polls_at_once_make_one_event(there: Scene):
    await there.watch()
    there.gazette.rows = [row()]
    await asyncio.gather(there.poll(), there.poll())
    assert len(await there.events()) == 1


async def test_withheld_day_after_day_is_an_event_a_day(there: Scene):
    await there.watch()
    await worked(there.client, there.case, "objection")
    for _ in range(3):
        await there.poll()
        there.clock.move(days=1)
    assert [event["on"] for event in await there.events()] == [TODAY, "2026-11-24", "2026-11-25"]


async def test_a_debtor_no_longer_confirmed_is_not_polled(there: Scene):
    await there.watch()
    await not_him(there)
    await search(there.house, there.client, there.case)
    asked = there.asked
    assert await there.poll() == 1
    assert there.asked == asked
    (event,) = await there.events()
    assert (event["kind"], event["source"]) == ("withheld", "unconfirmed")


async def test_an_erased_case_takes_its_watches_along(there: Scene):
    await there.watch()
    there.gazette.rows = [row()]
    await there.poll()
    request = await worked(there.client, there.case, "erasure")
    await ruled(there.client, request, granted=True)
    assert await there.poll() == 0
    left = await there.house.services.journal.read()
    assert SIREN not in repr([one.entry.body for one in left])


@pytest.mark.parametrize("where", range(5))  # two decisions, then three events
async def test_a_kill_in_the_middle_loses_nothing_and_repeats_nothing(
    there: Scene, where: int, monkeypatch: pytest.MonkeyPatch
):
    """The process dies after the given step of a poll; the next one finds the same, once."""
    await there.watch()
    await there.poll()
    there.gazette.rows = [row(), row(number=2)]
    there.register.facts = {Property.STATUS: "closed"}
    journal, left = there.house.services.journal, [where]
    append = journal.append

    async def dying(entry: JournalEntry, **more: Any) -> Any:
        receipt = await append(entry, **more)
        if not left[0]:
            left[0] = -1
            raise asyncio.CancelledError
        left[0] -= 1
        return receipt

    monkeypatch.setattr(journal, "append", dying)
    with pytest.raises(asyncio.CancelledError):
        await there.poll()
    await there.poll()
    assert await there.poll() == 0
    kinds = sorted(event["kind"] for event in await there.events())
    assert kinds == ["insolvency", "insolvency", "status"]
    ids = [body["id"] for body in await there.journalled("watch-event")]
    assert len(ids) == len(set(ids)) == 3


async def test_only_watches_that_wait_are_polled(there: Scene):
    await there.watch()
    await poll_due(there.house.services)
    asked = there.asked
    await poll_due(there.house.services, timedelta(hours=12))
    assert there.asked == asked
    there.clock.move(hours=12)
    await poll_due(there.house.services, timedelta(hours=12))
    assert there.asked > asked


async def test_the_background_sweep_polls_and_ends_when_told(there: Scene):
    await there.watch()
    there.gazette.rows = [row()]
    task = asyncio.create_task(watch_companies(there.house.services))
    for _ in range(200):
        await asyncio.sleep(0.01)
        if await there.events():
            break
    task.cancel()
    await asyncio.wait([task], timeout=5)
    assert task.done()
    assert len(await there.events()) == 1


async def test_another_company_in_the_answer_is_not_the_debtors(there: Scene):
    await there.watch()
    there.gazette.rows = [judged(LIQUIDATION, day=TODAY, siren=OTHER_SIREN)]
    assert await there.poll() == 0
