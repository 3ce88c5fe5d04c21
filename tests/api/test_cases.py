"""A case over HTTP, from its papers to an opened channel."""

from __future__ import annotations

from tests.api.house import (
    SIREN,
    STREET,
    SUBJECT,
    VAGUE_SUBJECT,
    House,
    case_body,
    once,
    open_case,
    papers,
    search,
)


async def test_a_case_goes_from_papers_to_an_opened_channel(house: House):
    async with house.client() as client:
        case = await open_case(client)
        found = await search(house, client, case)
        assert found["state"] == "finished"
        assert found["report"]["status"] == "proposed", found["report"]
        channels = (await client.get(f"/v1/cases/{case}/contact-proposals")).json()
        assert [offer["value"] for offer in channels["proposals"]] == [None] * len(
            channels["proposals"]
        )
        office = next(o for o in channels["proposals"] if o["origin"] == "public_register")
        before = await house.services.journal.read(case)
        opened = await client.post(f"/v1/cases/{case}/contact-proposals/{office['id']}/open")
        assert opened.status_code == 200, opened.text
        assert opened.json()["value"] == STREET
        after = (await house.services.journal.read(case))[len(before) :]
        assert [entry.entry.kind for entry in after] == ["decision", "opening"]
        assert {entry.entry.operator for entry in after} == {after[0].entry.operator} != {None}
        assert opened.json()["receipt"]["sequence"] == after[1].receipt.sequence
        assert opened.json()["proof"].startswith("c2sp.org/tlog-proof@v1\n")


async def test_a_search_never_shows_a_channel_in_clear(house: House):
    async with house.client() as client:
        case = await open_case(client)
        await search(house, client, case)
        for path in ("", "/candidates", "/contact-proposals", "/decisions"):
            shown = await client.get(f"/v1/cases/{case}{path}")
            assert shown.status_code == 200
            for hidden in ("rue Imaginaire", "rue Fictive", "06 39 98 00 01", "maelle@"):
                assert hidden not in shown.text, path


async def test_a_refused_case_is_journalled_and_nothing_is_kept(house: House):
    minor = SUBJECT | {"birth": "2015-03-01"}
    async with house.client() as client:
        mandate, basis = await papers(client)
        body = case_body(mandate, basis, subject=minor)
        refused = await client.post("/v1/cases", json=body, headers=once())
        assert refused.status_code == 403
        problem = refused.json()
        assert problem["code"] == "refused-by-policy"
        assert "FR-MINEUR" in [rule["rule"] for rule in problem["rules"]]
        assert all(rule["message"]["fr"] and rule["message"]["en"] for rule in problem["rules"])
        assert (await client.get("/v1/cases")).json()["items"] == []
        entry = await house.services.journal.prove(problem["receipt"])
        assert entry.entry.body["effect"] == "forbid"


async def test_a_case_needs_papers_that_exist(house: House):
    async with house.client() as client:
        mandate, _ = await papers(client)
        body = case_body(mandate, "bas_none")
        answer = await client.post("/v1/cases", json=body, headers=once())
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == "body.basis_record_id"


async def test_candidates_say_what_speaks_for_and_against(house: House):
    async with house.client() as client:
        case = await open_case(client)
        await search(house, client, case)
        weighed = (await client.get(f"/v1/cases/{case}/candidates")).json()
        assert weighed["decision"] == "confirmed"
        best, other = weighed["items"]
        assert best["offices"][0]["siren"] == SIREN
        why = (await client.get(f"/v1/cases/{case}/candidates/{other['id']}/why")).json()
        assert any(item["family"] == "birth" for item in why["speaks_against"])
        bars = (*why["speaks_for"], *why["speaks_against"], *why["absent"])
        total = why["prior_bits"] + sum(item["bits"] for item in bars)
        assert abs(total - why["total_bits"]) < 0.01


async def test_a_decision_is_appended_journalled_and_counts_in_the_next_search(house: House):
    async with house.client() as client:
        case = await open_case(client, subject=VAGUE_SUBJECT)
        first = await search(house, client, case)
        assert first["report"]["status"] == "needs_review", first["report"]["match"]
        candidate = first["report"]["match"]["candidates"][0]["id"]
        decide = f"/v1/cases/{case}/decisions"
        for judgement in ("unsure", "same"):
            house.clock.move(seconds=1)
            told = {"candidate": candidate, "judgement": judgement, "reason": "birth and town"}
            made = await client.post(decide, json=told, headers=once())
            assert made.status_code == 201, made.text
            entry = await house.services.journal.prove(made.json()["receipt"])
            assert entry.entry.kind == "judgement"
            assert "birth and town" not in str(entry.entry.body)
        listed = (await client.get(decide)).json()["items"]
        assert [(made["judgement"], made["in_force"]) for made in listed] == [
            ("unsure", False),
            ("same", True),
        ]
        house.clock.move(seconds=1)
        second = await search(house, client, case)
        assert second["report"]["status"] == "proposed"
        assert second["report"]["match"]["decided_by"] == listed[1]["decided_by"]


async def test_nobody_is_judged_who_is_not_a_candidate(house: House):
    async with house.client() as client:
        case = await open_case(client)
        await search(house, client, case)
        told = {"candidate": "can_other", "judgement": "same", "reason": "because"}
        answer = await client.post(f"/v1/cases/{case}/decisions", json=told, headers=once())
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "body.candidate")
        assert (await client.get(f"/v1/cases/{case}/decisions")).json()["items"] == []


async def test_a_channel_is_not_opened_once_a_candidate_was_judged_after_the_search(house: House):
    async with house.client() as client:
        case = await open_case(client)
        found = await search(house, client, case)
        offer = found["report"]["proposals"][0]["id"]
        candidate = found["report"]["match"]["candidates"][0]["id"]
        house.clock.move(seconds=1)
        told = {"candidate": candidate, "judgement": "different", "reason": "another person"}
        await client.post(f"/v1/cases/{case}/decisions", json=told, headers=once())
        answer = await client.post(f"/v1/cases/{case}/contact-proposals/{offer}/open")
        assert (answer.status_code, answer.json()["code"]) == (409, "conflict")


async def test_an_expired_proposal_is_refused_with_its_rule(house: House):
    async with house.client() as client:
        case = await open_case(client)
        found = await search(house, client, case)
        offer = found["report"]["proposals"][0]["id"]
        house.clock.move(days=31)
        answer = await client.post(f"/v1/cases/{case}/contact-proposals/{offer}/open")
        assert answer.status_code == 403
        assert answer.json()["rules"][0]["rule"] == "X-PROPOSAL-EXPIRED"


async def test_another_desks_case_does_not_exist(house: House):
    async with house.client() as ours, house.client(desk="other") as theirs:
        case = await open_case(ours)
        found = await search(house, ours, case)
        hidden = [
            f"/v1/cases/{case}",
            f"/v1/cases/{case}/candidates",
            f"/v1/cases/{case}/decisions",
            f"/v1/cases/{case}/contact-proposals",
            f"/v1/searches/{found['id']}",
        ]
        for path in hidden:
            answer = await theirs.get(path)
            assert (answer.status_code, answer.json()["code"]) == (404, "not-found"), path
            missing = await theirs.get(path.replace(case, "cas_none").replace("sea_", "sex_"))
            assert missing.json() == answer.json(), path
        assert (await theirs.get("/v1/cases")).json()["items"] == []
        assert (await theirs.post(f"/v1/cases/{case}/searches", headers=once())).status_code == 404


async def test_the_list_of_cases_tells_nothing_about_whom_they_are(house: House):
    async with house.client() as client:
        await open_case(client)
        shown = await client.get("/v1/cases")
        assert set(shown.json()["items"][0]) == {"id", "reference", "state", "created_at"}


async def test_cases_come_in_pages_newest_first(house: House):
    async with house.client() as client:
        made = [await open_case(client, reference=f"DOS-{n}") for n in range(3)]
        first = (await client.get("/v1/cases", params={"limit": 2})).json()
        assert [case["id"] for case in first["items"]] == [made[2], made[1]]
        rest = await client.get("/v1/cases", params={"limit": 2, "after": first["next"]})
        assert [case["id"] for case in rest.json()["items"]] == [made[0]]
        assert rest.json()["next"] is None


async def test_a_second_search_waits_for_the_first(house: House):
    house.register.wait = 5
    async with house.client() as client:
        case = await open_case(client)
        first = await client.post(f"/v1/cases/{case}/searches", headers=once())
        second = await client.post(f"/v1/cases/{case}/searches", headers=once())
        assert (first.status_code, second.status_code) == (202, 409)


async def test_every_look_at_a_case_is_in_the_journal(house: House):
    async with house.client() as client:
        case = await open_case(client)
        await client.get(f"/v1/cases/{case}")
        last = (await house.services.journal.read(case))[-1].entry
        assert (last.kind, last.body["what"]) == ("look", "case")
        assert last.operator
