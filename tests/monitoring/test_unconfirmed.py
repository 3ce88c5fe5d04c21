"""Nobody is watched whom a person judged or reported to be somebody else, even without a new search."""

from __future__ import annotations

from tests.api.house import KNOWN_SUBJECT, SIREN
from tests.connectors.fr.test_bodacc import LIQUIDATION, judged
from tests.monitoring.watched import Scene, not_him
from tests.rights.conftest import post, ruled, worked


async def not_the_person(there: Scene) -> None:
    """Whom the last search found is settled to be somebody else."""
    made = await post(there.client, f"/cases/{there.case}/wrong-person", {})
    ruling = {"outcome": "not_the_person", "reasons": "another birth date on the card shown"}
    async with there.house.client() as colleague:
        await post(colleague, f"/wrong-person/{made['id']}/settlement", ruling)


async def test_no_watch_is_opened_on_whom_a_person_judged_different(there: Scene):
    await not_him(there)
    said = await there.watch(status=409)
    assert "judged after this search" in repr(said)
    assert await there.watches() == []


async def test_a_watch_asks_nothing_about_whom_a_person_judged_different(there: Scene):
    await there.watch()
    await not_him(there)
    assert await there.poll() == 1
    assert there.asked == 0
    (event,) = await there.events()
    assert (event["kind"], event["source"]) == ("withheld", "unconfirmed")


async def test_a_watch_asks_nothing_about_a_debtor_told_otherwise(there: Scene):
    await there.watch()
    correction = KNOWN_SUBJECT | {"birth_place": "Ville-Fictive"}
    request = await worked(there.client, there.case, "rectification", correction=correction)
    await ruled(there.client, request, granted=True)
    await there.poll()
    assert there.asked == 0


async def test_somebody_else_s_watch_ends_without_his_company_and_his_events_go(there: Scene):
    made = await there.watch()
    there.gazette.rows = [judged(LIQUIDATION, day="2026-11-23", siren=SIREN)]
    await there.poll()
    await not_the_person(there)
    assert await there.events() == []
    (watch,) = await there.watches()
    assert (watch["end"], watch["companies"]) == ("not_the_person", [])
    assert await there.journalled("watch-end") == [{"id": made["id"], "end": "not_the_person"}]
    (body,) = await there.journalled("let_go")
    assert body["gone"]["watch_events"] == 1
    asked = there.asked
    assert await there.poll() == 0
    assert there.asked == asked


async def test_a_watch_that_ended_before_keeps_its_end_but_not_the_company(there: Scene):
    made = await there.watch()
    await there.client.delete(f"/v1/cases/{there.case}/watches/{made['id']}")
    await not_the_person(there)
    (watch,) = await there.watches()
    assert (watch["end"], watch["companies"]) == ("asked", [])
