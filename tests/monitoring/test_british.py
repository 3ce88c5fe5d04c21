"""A British company: what Companies House's stream tells has its register asked again."""

from __future__ import annotations

import json
from typing import Any

from api.monitoring.sweep import heed
from tests.api.house import SIREN
from tests.monitoring.watched import CRN, Scene
from tracer.entities import Property

NOW = "2026-11-23T09:00:00"


def line(number: str = CRN, kind: str = "company-profile", timepoint: int = 1) -> bytes:
    """One line of a stream."""
    said: dict[str, Any] = {
        "resource_kind": kind,
        "resource_uri": f"/company/{number}",
        "resource_id": number,
        "data": {"company_number": number},
        "event": {"timepoint": timepoint, "type": "changed", "published_at": NOW},
    }
    return json.dumps(said).encode()


async def test_a_line_about_a_watched_company_has_its_register_asked(there: Scene):
    await there.watch(companies=[CRN])
    await there.poll()
    there.british.facts[Property.STATUS] = "dissolved"
    assert await heed(there.house.services, [b"", line(), line(timepoint=2)]) == 1
    assert there.british.asked == 2
    (event,) = await there.events()
    assert event["companies"] == [{"country": "GB", "number": CRN}]
    assert (event["kind"], event["before"], event["after"]) == ("status", "active", "dissolved")
    assert (there.gazette.asked, there.register.asked) == (0, 0)


async def test_a_procedure_the_british_register_tells_of(there: Scene):
    there.british.facts[Property.INSOLVENCY_STATE] = "none"
    await there.watch(companies=[CRN], purposes=["insolvency"])
    await there.poll()
    there.british.facts[Property.INSOLVENCY_STATE] = "liquidation"
    assert await heed(there.house.services, [line(kind="company-insolvency")]) == 1
    (event,) = await there.events()
    assert (event["kind"], event["before"], event["after"]) == ("insolvency", "none", "liquidation")


async def test_a_line_about_another_company_asks_nothing(there: Scene):
    await there.watch(companies=[CRN])
    assert await heed(there.house.services, [line("00000043"), line(SIREN[:8])]) == 0
    assert there.asked == 0


async def test_a_line_about_no_company_asks_nothing(there: Scene):
    await there.watch(companies=[CRN])
    said = json.loads(line()) | {"resource_uri": "/disqualified-officers/natural/abc"}
    assert await heed(there.house.services, [json.dumps(said).encode()]) == 0
    assert there.asked == 0


async def test_a_french_watch_is_not_stirred_by_the_british_stream(there: Scene):
    await there.watch(companies=[SIREN])
    assert await heed(there.house.services, [line()]) == 0
    assert there.asked == 0


async def test_companies_of_both_countries_are_asked_each_in_its_register(there: Scene):
    await there.watch(companies=[SIREN, CRN])
    await there.poll()
    (watch,) = await there.watches()
    heard = {each["source"]: each["heard"] for each in watch["heard"]}
    assert heard == dict.fromkeys(
        ["fr.bodacc", "fr.recherche_entreprises", "gb.companies_house"], "answered"
    )
    assert (there.register.asked, there.british.asked) == (1, 1)
