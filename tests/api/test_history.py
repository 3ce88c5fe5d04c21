"""What is told after a case was opened takes effect, in the journal first, and stops what it must."""

from __future__ import annotations

from tests.api.house import House, once, open_case, search

QUIET = {"complete": True, "objection_open": False, "restricted": False}


async def told(client, case: str, **history: object):
    return await client.post(f"/v1/cases/{case}/history", json=QUIET | history, headers=once())


async def test_an_objection_told_later_stops_the_channels_already_proposed(house: House):
    async with house.client() as client:
        case = await open_case(client)
        await search(house, client, case)
        listed = (await client.get(f"/v1/cases/{case}/contact-proposals")).json()["proposals"]
        assert listed
        house.clock.move(minutes=1)
        said = await told(client, case, objection_open=True)
        assert said.status_code == 201, said.text
        channel = f"/v1/cases/{case}/contact-proposals/{listed[0]['id']}/open"
        refused = await client.post(channel)
        assert refused.status_code == 403
        assert "EU-21-OBJECT" in {rule["rule"] for rule in refused.json()["rules"]}
        assert "value" not in refused.json()
        found = await search(house, client, case)
        assert found["report"]["status"] == "refused"
        assert found["report"]["proposals"] == []


async def test_the_telling_is_in_the_journal_and_repeats_once(house: House):
    async with house.client() as client:
        case = await open_case(client)
        key = once()
        first = await client.post(f"/v1/cases/{case}/history", json=QUIET, headers=key)
        again = await client.post(f"/v1/cases/{case}/history", json=QUIET, headers=key)
        assert first.json() == again.json()
        kinds = [entry.entry.kind for entry in await house.services.journal.read(case)]
        assert kinds.count("history") == 1


async def test_the_last_history_told_is_the_one_in_force(house: House):
    async with house.client() as client:
        case = await open_case(client)
        await told(client, case, objection_open=True)
        await told(client, case)
        found = await house.services.store.get(case)
        assert found.history.objection_open is False


async def test_a_month_without_notice_is_counted_from_the_day_the_case_was_opened(house: House):
    async with house.client() as client:
        case = await open_case(client, history=QUIET)
        assert (await search(house, client, case))["report"]["status"] == "proposed"
        house.clock.move(days=40)
        found = (await search(house, client, case))["report"]
        rules = {rule["rule"] for rule in found["refusal"]["rules"]} if found["refusal"] else set()
        rules |= {rule for asked in found["coverage"] for rule in asked["rules"]}
        assert found["proposals"] == []
        assert "EU-14-NOTICE" in rules
