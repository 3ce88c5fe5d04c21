"""A procedure that a watch found stops openings and searches, until a later answer outweighs it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from connectors.fr.bodacc_rules import Then
from tests.api.house import SIREN, once, search
from tests.connectors.fr.test_bodacc import CLOSING, LIQUIDATION, before, judged, notice
from tests.monitoring.watched import Scene, scene
from tracer.entities import Property
from tracer.monitoring import EventKind, WatchedCompany, WatchEvent
from tracer.screening import Finding, InsolvencyState
from tracer.watched import insolvency_told

TODAY = "2026-11-23"
LETTER = "declared-address-0-letter"
OWN = WatchedCompany(country="FR", number=SIREN)


def row(day: str = TODAY, number: int = 1, **more: Any) -> dict[str, Any]:
    """A judgment about the debtor's company."""
    return judged(LIQUIDATION, day=day, number=number, siren=SIREN, **more)


async def letter(there: Scene) -> httpx.Response:
    """The letter to the debtor's declared address, opened."""
    path = f"/v1/cases/{there.case}/contact-proposals/{LETTER}/open"
    return await there.client.post(path, headers=once())


async def insolvency(there: Scene) -> tuple[str, list[str]]:
    """What a new search says of the debtor's insolvency, and the channels it proposes."""
    report = (await search(there.house, there.client, there.case))["report"]
    (said,) = [one["finding"] for one in report["screening"] if one["kind"] == "insolvency"]
    return said, [one["id"] for one in report["proposals"]]


async def found(there: Scene, *rows: dict[str, Any]) -> None:
    """A poll that finds those notices."""
    await there.watch()
    there.gazette.rows = list(rows)
    await there.poll()


async def test_a_liquidation_that_the_watch_found_stops_the_letter(there: Scene):
    await found(there)
    assert (await letter(there)).status_code == 200
    there.gazette.rows = [row()]
    await there.poll()
    answer = await letter(there)
    assert answer.status_code == 403, answer.text
    assert "FR-PROC-COLL" in answer.text


async def test_a_search_of_the_same_day_withholds_what_the_watch_found(there: Scene):
    await found(there, row())
    assert await insolvency(there) == ("yes", [])


async def test_a_search_withholds_even_when_the_gazette_no_longer_answers(there: Scene):
    await found(there, row())
    there.gazette.fails_from = there.gazette.asked
    assert await insolvency(there) == ("yes", [])


async def test_a_quiet_poll_keeps_the_answers_and_an_event_drops_them(there: Scene):
    await there.watch(purposes=["insolvency", "seat"])
    await there.poll()
    asked = there.asked
    await search(there.house, there.client, there.case)
    assert there.asked == asked
    there.register.facts = {Property.CITY: "Autre-Ville"}
    assert await there.poll() == 1
    asked = there.gazette.asked
    await search(there.house, there.client, there.case)
    assert there.gazette.asked > asked


async def test_a_notice_taken_back_stops_no_letter(there: Scene):
    first = row()
    taken_back = notice(TODAY, 2, SIREN, typeavis="annulation", parutionavisprecedent=before(first))
    await found(there, first, taken_back)
    assert (await letter(there)).status_code == 200


async def test_a_company_that_he_only_directs_owes_its_own_debts(tmp_path: Path):
    async with scene(tmp_path, searched=False) as there:
        there.register.facts = {Property.LEGAL_FORM: "5710"}
        assert await insolvency(there) == ("no", [LETTER])
        await found(there, row())
        assert len(await there.events()) == 1
        assert (await letter(there)).status_code == 200


async def test_a_later_answer_of_the_gazette_outweighs_what_the_watch_found(there: Scene):
    await found(there, row())
    there.clock.move(days=2)
    there.gazette.rows.append(
        judged(CLOSING, day="2026-11-24", number=3, siren=SIREN, famille="Jugement de clôture")
    )
    assert (await insolvency(there))[0] == "yes"
    there.clock.move(minutes=5)
    assert await insolvency(there) == ("no", [LETTER])
    assert (await letter(there)).status_code == 200


def told(after: str | None, day: int = 1, source: str = "fr.bodacc", number: str = SIREN) -> Any:
    """An event about a company, published on a day."""
    return WatchEvent(
        id=f"{source}-{day}-{after}",
        kind=EventKind.INSOLVENCY,
        companies=(WatchedCompany(country="FR", number=number),),
        on=date(2026, 11, day),
        source=source,
        record=f"{source}-{day}",
        after=after,
    )


LIQUIDATED = InsolvencyState.LIQUIDATION


@pytest.mark.parametrize(
    ("events", "finding"),
    [
        ([], None),
        ([told(LIQUIDATED)], Finding.YES),
        ([told(LIQUIDATED, number="987654324")], None),
        ([told(Then.ENDS)], None),
        ([told(LIQUIDATED), told(Then.ENDS, 2)], None),
        ([told(Then.ENDS, 2), told(LIQUIDATED, 1)], None),
        ([told(Then.ENDS), told(LIQUIDATED, 2)], Finding.YES),
        ([told(LIQUIDATED), told(Then.NOTHING, 2), told(Then.EXCLUDED, 3)], Finding.YES),
        ([told(Then.NOTHING)], None),
        ([told(LIQUIDATED), told(Then.UNCLEAR, 2), told(Then.UNKNOWN, 3)], Finding.YES),
        ([told(Then.UNCLEAR)], Finding.UNKNOWN),
        ([told(Then.UNKNOWN)], Finding.UNKNOWN),
        ([told(LIQUIDATED), told(Then.REVERSES, 2)], Finding.UNKNOWN),
        ([told(LIQUIDATED), told(Then.RETRACTS, 2)], Finding.UNKNOWN),
        ([told(None)], Finding.UNKNOWN),
        ([told("none", source="gb.companies_house")], None),
        ([told(LIQUIDATED), told("none", 2, source="gb.companies_house")], Finding.YES),
        ([told(Then.UNCLEAR), told(LIQUIDATED, 1, source="gb.companies_house")], Finding.YES),
    ],
)
def test_what_events_tell_together(events: list[WatchEvent], finding: Finding | None):
    stop = insolvency_told(events, frozenset({OWN}))
    assert (stop.finding if stop else None) is finding
    if finding is Finding.YES:
        assert stop is not None
        assert stop.state is LIQUIDATED
        assert stop.since in [event.on for event in events]


def test_every_word_of_a_judgment_is_taken_on_purpose():
    """A word that no one foresaw is for a person to read."""
    quiet = {Then.ENDS, Then.NOTHING, Then.EXCLUDED}
    for then in Then:
        stop = insolvency_told([told(then)], frozenset({OWN}))
        assert (stop is None) is (then in quiet), then
