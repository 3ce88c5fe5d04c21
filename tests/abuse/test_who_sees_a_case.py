"""Abuses by those who may work: each ends as the control says (A1-A4, A7, A8, A12)."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

import httpx

from api.auth import Scope
from api.safeguards import operators
from api.safeguards.bodies import DeclarationBody
from api.safeguards.quotas import count_subject
from api.safeguards.seeing import plant_canary
from api.safeguards.standing import with_standing
from tests.api.house import (
    SUBJECT,
    House,
    Register,
    case_body,
    once,
    open_case,
    opened,
    papers,
    search,
)
from tracer.case import CaseId
from tracer.subject import PersonName


def me(client: httpx.AsyncClient) -> str:
    """The id of the key a client holds."""
    return str(client.headers["authorization"].split("_")[1])


async def alerts(house: House) -> list[str]:
    entries = await house.services.journal.read()
    return [stored.entry.body["alert"] for stored in entries if stored.entry.kind == "alert"]


async def test_a1_no_mandate_and_no_source_is_called(tmp_path: Path):
    notes = tmp_path / "asked.txt"
    async with opened(tmp_path, registers=[Register(notes=notes)]) as house, house.client() as me_:
        _, basis = await papers(me_)
        body = case_body("man_forged", basis)
        answer = await me_.post("/v1/cases", json=body, headers=once())
        assert answer.status_code == 422
    assert not notes.exists()


async def test_a2_a_case_that_is_not_mine_answers_like_none(house: House):
    async with house.client() as mine, house.client() as other:
        case = await open_case(mine)
        found = await search(house, mine, case)
        for path in ("", "/candidates", "/decisions", "/contact-proposals"):
            theirs = await other.get(f"/v1/cases/{case}{path}")
            none = await other.get(f"/v1/cases/cas_000000000000000000000000{path}")
            assert (theirs.status_code, theirs.content) == (none.status_code, none.content)
            assert theirs.status_code == 404
        assert (await other.get(f"/v1/searches/{found['id']}")).status_code == 404
        assert (await other.get("/v1/cases")).json()["items"] == []


async def test_a2_an_assigned_case_is_seen_and_nobody_assigns_to_himself(house: House):
    async with (
        house.client() as mine,
        house.client(Scope.CASES_READ) as other,
        house.client(Scope.CASES_ASSIGN) as desk,
    ):
        case = await open_case(mine)
        path = f"/v1/cases/{case}/assignments"
        alone = await mine.post(path, json={"operator": me(mine)}, headers=once())
        assert (alone.status_code, alone.json()["code"]) == (403, "second-person-needed")
        nobody = await desk.post(path, json={"operator": "0" * 16}, headers=once())
        assert nobody.status_code == 404
        done = await desk.post(path, json={"operator": me(other)}, headers=once())
        assert done.status_code == 201
        assert (await other.get(f"/v1/cases/{case}")).status_code == 200


async def test_a2_the_debtors_surname_sends_the_case_to_somebody_else(house: House):
    ties: dict[str, Any] = {"surnames": ["QUERVALEC-Exemple"], "mail_domains": ["gmail.com"]}
    async with house.client() as mine:
        case = await open_case(mine)
        declared = DeclarationBody.model_validate(ties)
        await operators.declare(house.services.watch, me(mine), declared.lines())
        over = await search(house, mine, case)
        assert over["report"]["status"] == "refused"
        assert "X-OPERATOR-RELATED" in json.dumps(over["report"]["refusal"])


async def test_a_free_mail_domain_ties_nobody(house: House):
    async with house.client() as mine:
        case = await open_case(mine, subject=SUBJECT | {"emails": ["m@gmail.com"]})
        ties = {"surnames": ["Autre"], "mail_domains": ["gmail.com"]}
        declared = DeclarationBody.model_validate(ties)
        await operators.declare(house.services.watch, me(mine), declared.lines())
        kept = await house.services.store.get(CaseId(case))
        worked = await with_standing(house.services, kept, me(mine))
        assert not worked.standing.operator_related


async def test_a3_who_opens_a_case_alone_is_shown_no_channel(house: House):
    async with house.client() as mine, house.client(Scope.CASES_APPROVE) as second:
        body = case_body(*await papers(mine))
        case = (await mine.post("/v1/cases", json=body, headers=once())).json()["id"]
        alone = await search(house, mine, case)
        assert alone["report"]["proposals"] == []
        assert "X-SECOND-PERSON" in json.dumps(alone["report"]["refusals"])
        assert (await mine.post(f"/v1/cases/{case}/approval")).status_code == 403
        assert (await second.post(f"/v1/cases/{case}/approval")).status_code == 200
        assert (await search(house, mine, case))["report"]["proposals"]


async def test_a4_the_twenty_first_person_is_429_with_an_alert(house: House):
    async with house.client() as mine:
        case = await open_case(mine)
        kept = await house.services.store.get(CaseId(case))
        for n in range(20):
            someone = replace(kept.subject, names=(PersonName(surname=f"N{n}", given=("A",)),))
            await count_subject(house.services.watch, me(mine), someone)
        over = await mine.get(f"/v1/cases/{case}")
        assert over.status_code == 429
        assert over.headers["content-type"] == "application/problem+json"
        assert 0 < int(over.headers["retry-after"]) <= 86_400
        assert await alerts(house) == ["subjects_quota"]


async def test_a4_the_sixth_channel_within_an_hour_is_429(house: House):
    async with house.client() as mine:
        case = await open_case(mine)
        found = await search(house, mine, case)
        channel = found["report"]["proposals"][0]["id"]
        path = f"/v1/cases/{case}/contact-proposals/{channel}/open"
        answers = [(await mine.post(path)).status_code for _ in range(6)]
        assert answers == [200] * 5 + [429]
        assert "openings_quota" in await alerts(house)


async def test_a4_a_canary_locks_within_a_second_until_somebody_else_unlocks(house: House):
    async with house.client() as mine, house.client(Scope.OPERATORS_WRITE) as warden:
        real = await house.services.store.get(CaseId(await open_case(mine)))
        bait = replace(real, id=CaseId("cas_bait"), operator="compliance")
        await plant_canary(house.services.watch, bait, "main", by="compliance")
        began = monotonic()
        assert (await mine.get("/v1/cases/cas_bait")).status_code == 404  # like none: not assigned
        locked = await mine.get(f"/v1/cases/{real.id}")
        assert monotonic() - began < 1.0
        assert (locked.status_code, locked.json()["code"]) == (403, "operator-locked")
        assert "operator_locked" in await alerts(house)
        path = f"/v1/operators/{me(mine)}/unlock"
        assert (await mine.post(path)).status_code == 403
        assert (await warden.post(path)).json() == {"operator": me(mine), "reasons": []}
        assert (await mine.get(f"/v1/cases/{real.id}")).status_code == 200


async def test_a7_what_may_not_be_seen_answers_with_one_entropy(house: House):
    async with house.client() as mine, house.client() as other:
        case = await open_case(mine)
        bodies = {
            (await other.get(f"/v1/cases/{name}")).content
            for name in (case, "cas_none", "man_1", me(mine))
        }
        assert len(bodies) == 1


async def test_a8_break_glass_takes_two_lasts_half_an_hour_and_is_reviewed(house: House):
    asked = {"code": "absence", "reason": "the term ends today"}
    async with (
        house.client() as mine,
        house.client() as other,
        house.client(Scope.CASES_APPROVE) as second,
        house.client(Scope.CASES_APPROVE) as third,
    ):
        case = await open_case(mine)
        wish = await other.post(f"/v1/cases/{case}/break-glass", json=asked, headers=once())
        glass = f"/v1/break-glass/{wish.json()['id']}"
        none = await other.post("/v1/cases/cas_none/break-glass", json=asked, headers=once())
        assert (wish.status_code, none.status_code) == (201, 201)
        assert (await other.post(f"{glass}/approval")).status_code == 403
        assert (await other.get(f"/v1/cases/{case}")).status_code == 404
        assert (await second.post(f"{glass}/approval")).status_code == 200
        assert (await other.get(f"/v1/cases/{case}")).status_code == 200
        house.clock.move(minutes=31)  # type: ignore[attr-defined]
        assert (await other.get(f"/v1/cases/{case}")).status_code == 404
        found = {"finding": "justified"}
        assert (await second.post(f"{glass}/review", json=found)).status_code == 403
        assert (await third.post(f"{glass}/review", json=found)).status_code == 200


async def test_a8_a_review_left_undone_for_a_day_locks_who_asked(house: House):
    asked = {"code": "danger", "reason": "somebody may be hurt"}
    async with (
        house.client() as mine,
        house.client() as other,
        house.client(Scope.CASES_APPROVE) as second,
    ):
        case = await open_case(mine)
        wish = await other.post(f"/v1/cases/{case}/break-glass", json=asked, headers=once())
        await second.post(f"/v1/break-glass/{wish.json()['id']}/approval")
        house.clock.move(hours=24, seconds=1)  # type: ignore[attr-defined]
        late = await other.get("/v1/cases")
        assert (late.status_code, late.json()["code"]) == (403, "operator-locked")


async def test_a12_three_operators_in_three_cases_share_one_count(house: House):
    now = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    kept = []
    for hours in (2, 3, 50):
        async with house.client() as operator:
            told = {"channel": "call", "at": (now - timedelta(hours=hours)).isoformat()}
            history = {"complete": True, "objection_open": False, "restricted": False}
            case = await open_case(operator, history=history | {"attempts": [told]})
            kept.append((await house.services.store.get(CaseId(case)), me(operator)))
    for case, operator in kept:
        standing = (await with_standing(house.services, case, operator)).standing
        assert (standing.attempts_24h, standing.attempts_7d) == (2, 3)
