"""A waiver over HTTP: one asks, another approves, an overridable rule only, for a time, in writing."""

from __future__ import annotations

import json
from datetime import timedelta

import httpx
import pytest

from api.auth import Scope
from api.safeguards import operators
from api.safeguards.bodies import DeclarationBody
from tests.abuse.test_who_sees_a_case import me
from tests.api.house import House, once, open_case, search

RULE = "X-OPERATOR-RELATED"


async def tied(house: House, mine: httpx.AsyncClient) -> str:
    """A case whose operator declared the debtor's surname: it is referred."""
    case = await open_case(mine)
    declared = DeclarationBody.model_validate({"surnames": ["Quervalec"]})
    await operators.declare(house.services.watch, me(mine), declared.lines())
    over = await search(house, mine, case)
    assert RULE in json.dumps(over["report"]["refusal"])
    return case


async def ask(
    house: House, client: httpx.AsyncClient, case: str, rule: str = RULE, days: float = 3
) -> httpx.Response:
    """The answer to asking that a rule be set aside."""
    until = (house.clock.now() + timedelta(days=days)).isoformat()
    body = {"rule": rule, "reason": "a mere namesake, looked into", "until": until}
    return await client.post(f"/v1/cases/{case}/waivers", json=body, headers=once())


async def test_a_referred_case_goes_on_once_another_approved_and_only_while_it_lasts(house: House):
    async with house.client() as mine, house.client(Scope.POLICY_OVERRIDE) as officer:
        case = await tied(house, mine)
        asked = await ask(house, mine, case)
        assert asked.status_code == 201
        waiver = asked.json()["id"]
        approval = f"/v1/cases/{case}/waivers/{waiver}/approval"
        still = await search(house, mine, case)
        assert RULE in json.dumps(still["report"]["refusal"])  # asked is not approved
        alone = await mine.post(approval)
        assert (alone.status_code, alone.json()["code"]) == (403, "second-person-needed")
        assert (await officer.post(approval)).status_code == 200
        assert (await officer.post(approval)).status_code == 409  # once
        channel = (await search(house, mine, case))["report"]["proposals"][0]["id"]
        opening = f"/v1/cases/{case}/contact-proposals/{channel}/open"
        assert (await mine.post(opening)).status_code == 200
        entries = await house.services.journal.read(case)
        written = {e.entry.kind: e.entry for e in entries if e.entry.kind.startswith("waiver")}
        assert {kind: entry.operator for kind, entry in written.items()} == {
            "waiver_asked": me(mine),
            "waiver_approved": me(officer),
        }
        assert {entry.body["rule"] for entry in written.values()} == {RULE}
        assert any(RULE in e.entry.body.get("waived", ()) for e in entries)
        house.clock.move(days=3)  # type: ignore[attr-defined]
        assert (await mine.post(opening)).status_code != 200
        over = await search(house, mine, case)
        assert RULE in json.dumps(over["report"]["refusal"])


async def test_a_waiver_of_one_case_is_none_of_another(house: House):
    async with house.client() as mine, house.client(Scope.POLICY_OVERRIDE) as officer:
        other = await open_case(mine)
        case = await tied(house, mine)
        waiver = (await ask(house, mine, case)).json()["id"]
        crossed = await officer.post(f"/v1/cases/{other}/waivers/{waiver}/approval")
        assert crossed.status_code == 404
        assert (await officer.post(f"/v1/cases/{case}/waivers/{waiver}/approval")).is_success
        assert RULE in json.dumps((await search(house, mine, other))["report"]["refusal"])


async def test_no_key_without_the_scope_approves(house: House):
    others = [scope for scope in Scope if scope is not Scope.POLICY_OVERRIDE]
    async with house.client() as mine, house.client(*others) as colleague:
        case = await open_case(mine)
        waiver = (await ask(house, mine, case)).json()["id"]
        answer = await colleague.post(f"/v1/cases/{case}/waivers/{waiver}/approval")
        assert answer.status_code == 403


@pytest.mark.parametrize(
    "rule", ["FR-MINEUR", "FR-CP-433-13", "X-SECOND-PERSON", "X-SUBJECTS-A-DAY", "X-NONE-SUCH"]
)
async def test_only_a_rule_that_says_so_can_be_set_aside(house: House, rule: str):
    async with house.client() as mine:
        answer = await ask(house, mine, await open_case(mine), rule)
        assert answer.status_code == 422
        assert [wrong["field"] for wrong in answer.json()["errors"]] == ["body.rule"]


async def test_no_rule_in_force_is_both_absolute_and_overridable(house: House):
    assert not [r.id for r in house.services.rules if r.overridable and r.absolute]


@pytest.mark.parametrize("days", [-1, 0, 30.1, 400])
async def test_a_waiver_ends_within_thirty_days(house: House, days: float):
    async with house.client() as mine:
        answer = await ask(house, mine, await open_case(mine), days=days)
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == "body.until"


async def waived(house: House, mine: httpx.AsyncClient, officer: httpx.AsyncClient) -> str:
    """The address of a waiver in force in a case that is referred without it."""
    case = await tied(house, mine)
    path = f"/v1/cases/{case}/waivers/{(await ask(house, mine, case)).json()['id']}"
    assert (await officer.post(f"{path}/approval")).is_success
    assert not await referred(house, mine, path)
    return path


async def referred(house: House, mine: httpx.AsyncClient, path: str) -> bool:
    """Whether the case of a waiver is referred by its rule."""
    over = await search(house, mine, path.split("/")[3])
    return RULE in json.dumps(over["report"]["refusal"])


@pytest.mark.parametrize("who", ["asker", "approver", "another officer"])
async def test_a_waiver_is_withdrawn_at_once_and_for_good(house: House, who: str):
    writer, officers = Scope.CASES_WRITE, Scope.POLICY_OVERRIDE
    async with (
        house.client() as mine,
        house.client(officers) as officer,
        house.client(officers) as another,
    ):
        case = await tied(house, mine)
        async with house.client(writer) as asker:  # to whom the case is assigned
            path = f"/v1/cases/{case}/waivers/{(await ask(house, asker, case)).json()['id']}"
            assert (await officer.post(f"{path}/approval")).is_success
            assert not await referred(house, mine, path)
            by = {"asker": asker, "approver": officer, "another officer": another}[who]
            assert (await by.delete(path)).status_code == 204
            assert await referred(house, mine, path)
            assert (await officer.post(f"{path}/approval")).status_code == 409
            assert (await by.delete(path)).status_code == 409
        (entry,) = [
            e.entry
            for e in await house.services.journal.read(case)
            if e.entry.kind == "waiver_withdrawn"
        ]
        assert (entry.operator, entry.body["rule"]) == (me(by), RULE)
        assert entry.body["waiver"] == path.rpartition("/")[2]


async def test_a_waiver_that_was_asked_and_withdrawn_is_not_approved(house: House):
    async with house.client() as mine, house.client(Scope.POLICY_OVERRIDE) as officer:
        case = await tied(house, mine)
        path = f"/v1/cases/{case}/waivers/{(await ask(house, mine, case)).json()['id']}"
        assert (await mine.delete(path)).status_code == 204
        assert (await officer.post(f"{path}/approval")).status_code == 409
        assert await referred(house, mine, path)


async def test_nobody_else_withdraws_a_waiver_nor_learns_that_there_is_one(house: House):
    async with house.client() as mine, house.client(Scope.POLICY_OVERRIDE) as officer:
        path = await waived(house, mine, officer)
        async with (
            house.client() as second,
            house.client(Scope.CASES_WRITE) as colleague,
            house.client(Scope.POLICY_OVERRIDE, desk="elsewhere") as stranger,
        ):
            other = f"/v1/cases/{await open_case(second)}/waivers/{path.rpartition('/')[2]}"
            answers = [
                await second.delete(other),
                await colleague.delete(path),
                await stranger.delete(path),
            ]
        assert {(a.status_code, a.json()["code"]) for a in answers} == {(404, "not-found")}
        assert not await referred(house, mine, path)


@pytest.mark.parametrize("who", ["asker", "approver"])
@pytest.mark.parametrize("how", ["revoked", "locked"])
async def test_a_waiver_counts_no_more_once_one_of_its_two_keys_is_lost(
    house: House, who: str, how: str
):
    async with (
        house.client() as mine,
        house.client(Scope.POLICY_OVERRIDE) as officer,
    ):
        case = await tied(house, mine)
        async with house.client(Scope.CASES_WRITE) as asker:
            path = f"/v1/cases/{case}/waivers/{(await ask(house, asker, case)).json()['id']}"
            assert (await officer.post(f"{path}/approval")).is_success
            assert not await referred(house, mine, path)
            lost = me(asker if who == "asker" else officer)
        if how == "revoked":
            await house.services.keys.revoke(lost)
        else:
            await operators.lock(house.services.watch, lost, "by_hand", by=me(mine))
        assert await referred(house, mine, path)
        if how == "locked":
            await operators.unlock(house.services.watch, lost, by=me(mine))
            assert not await referred(house, mine, path)
