"""Who may be watched, for what, and until when."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.api.house import BASIS, MANDATE, OTHER_SIREN, SIREN, VAGUE_SUBJECT, once, open_case
from tests.monitoring.watched import Scene, scene


async def test_a_watch_is_kept_with_its_purposes_and_its_last_day(there: Scene):
    made = await there.watch(companies=["123 456 782"], purposes=["insolvency"])
    (watch,) = await there.watches()
    assert watch["id"] == made["id"]
    assert watch["companies"] == [{"country": "FR", "number": SIREN}]
    assert (watch["purposes"], watch["until"]) == (["insolvency"], "2027-03-01")
    assert (watch["polled_at"], watch["end"]) == (None, None)
    assert there.asked == 0


async def test_the_journal_has_the_watch_and_no_company(there: Scene):
    made = await there.watch()
    (body,) = await there.journalled("watch")
    assert (body["id"], body["companies"], body["until"]) == (made["id"], 1, "2027-03-01")
    assert SIREN not in repr(body)


@pytest.mark.parametrize("case", [{"searched": False}, {"subject": VAGUE_SUBJECT}])
async def test_no_watch_for_an_unconfirmed_debtor(tmp_path: Path, case: dict[str, Any]):
    async with scene(tmp_path, **case) as there:
        said = await there.watch(status=409)
        assert said["type"].endswith("conflict")
        assert await there.watches() == []
        assert await there.journalled("watch") == []


@pytest.mark.parametrize("numbers", [[OTHER_SIREN], [SIREN, OTHER_SIREN], ["987654324"], ["1"]])
async def test_only_the_debtors_own_companies(there: Scene, numbers: list[str]):
    said = await there.watch(status=422, companies=numbers)
    assert "body.companies" in repr(said)
    assert OTHER_SIREN not in repr(said)


@pytest.mark.parametrize(
    "until", [None, "2026-11-22", "2027-05-23", "2030-01-01"], ids=["none", "past", "181", "years"]
)
async def test_a_last_day_is_told_and_not_too_far(there: Scene, until: str | None):
    said = await there.watch(status=422, until=until)
    assert "until" in repr(said)


@pytest.mark.parametrize("until", ["2026-11-23", "2027-05-22"], ids=["today", "180"])
async def test_from_today_to_180_days(there: Scene, until: str):
    await there.watch(until=until)


@pytest.mark.parametrize("paper", [MANDATE, BASIS], ids=["mandate", "basis"])
async def test_never_past_the_mandate_or_the_basis(
    tmp_path: Path, paper: dict[str, Any], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(paper, "expires_on", "2027-01-15")
    async with scene(tmp_path) as there:
        await there.watch(status=422, until="2027-01-16")
        await there.watch(until="2027-01-15")


@pytest.mark.parametrize("purposes", [[], ["lifestyle"], None])
async def test_a_purpose_of_the_closed_list(there: Scene, purposes: list[str] | None):
    await there.watch(status=422, purposes=purposes)


async def test_the_same_request_twice_makes_one_watch(there: Scene):
    body = {"companies": [SIREN], "purposes": ["seat"], "until": "2027-01-15"}
    headers, path = once(), f"/v1/cases/{there.case}/watches"
    first = await there.client.post(path, json=body, headers=headers)
    again = await there.client.post(path, json=body, headers=headers)
    assert (first.status_code, again.json()) == (201, first.json())
    assert len(await there.watches()) == 1


async def test_a_case_of_others_is_none(there: Scene):
    await there.watch()
    async with there.house.client(desk="other") as stranger:
        for what in ("watches", "events"):
            path = f"/v1/cases/{there.case}/{what}"
            assert (await stranger.get(path)).status_code == 404
        body = {"companies": [SIREN], "purposes": ["seat"], "until": "2027-01-15"}
        made = await stranger.post(f"/v1/cases/{there.case}/watches", json=body, headers=once())
        assert made.status_code == 404


async def test_ended_by_hand_it_asks_nothing_more_and_keeps_what_it_found(there: Scene):
    made = await there.watch()
    path = f"/v1/cases/{there.case}/watches/{made['id']}"
    assert (await there.client.delete(path)).status_code == 204
    assert (await there.client.delete(path)).status_code == 204
    (watch,) = await there.watches()
    assert watch["end"] == "asked"
    assert await there.poll() == 0
    assert there.asked == 0
    assert await there.journalled("watch-end") == [{"id": made["id"], "end": "asked"}]


async def test_a_watch_of_another_case_is_none(there: Scene):
    made = await there.watch()
    other = await open_case(there.client, reference="DOS-0002")
    for case, watch in ((other, made["id"]), (there.case, "wat_000000000000000000000000")):
        path = f"/v1/cases/{case}/watches/{watch}"
        assert (await there.client.delete(path)).status_code == 404
    (watch,) = await there.watches()
    assert watch["end"] is None


async def test_what_is_watched_is_sealed_at_rest(there: Scene, tmp_path: Path):
    await there.watch()
    await there.poll()
    kept = b"".join(each.read_bytes() for each in tmp_path.glob("*.sqlite*"))
    assert b"wat_" in kept
    assert SIREN.encode() not in kept
