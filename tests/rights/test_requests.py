"""Rights as a person exercises them, through the doors: what stops, what is due, who decides."""

from __future__ import annotations

from tests.api.house import SUBJECT, House, case_body, once, open_case, papers, search
from tests.rights.conftest import asked, post, ruled, worked


def rules_of(problem: object) -> set[str]:
    """The rules a refusal names."""
    assert isinstance(problem, dict)
    refusal = problem.get("refusal") or problem
    return {rule["rule"] for rule in refusal.get("rules", ())}


async def test_an_objection_stops_the_case_at_once_whatever_the_case_system_tells(house: House):
    async with house.client() as client:
        case = await open_case(client)
        assert (await search(house, client, case))["report"]["proposals"]
        await asked(client, case, "objection")
        told = {"complete": True, "objection_open": False, "restricted": False}
        await post(client, f"/cases/{case}/history", told)
        report = (await search(house, client, case))["report"]
        assert report["status"] == "refused"
        assert "EU-21-OBJECT" in str(report["refusal"])


async def test_an_objection_in_one_case_stops_the_others_about_the_same_person(house: House):
    async with house.client() as client:
        first = await open_case(client)
        second = await open_case(client, reference="DOS-0002")
        await asked(client, first, "objection")
        assert (await search(house, client, second))["report"]["status"] == "refused"


async def test_an_objection_overruled_by_a_second_person_in_writing_lets_the_case_go_on(
    house: House,
):
    async with house.client() as client, house.client() as colleague:
        case = await open_case(client)
        request = await worked(client, case, "objection")
        no = {"granted": False, "ground": "legal_claims", "reasons": "the claim is before a court"}
        await ruled(client, request, 409, **no)
        await ruled(colleague, request, 422, granted=False, ground="legal_claims")
        await ruled(colleague, request, 422, **no | {"ground": "accurate_as_it_is"})
        decided = await ruled(colleague, request, **no)
        assert (decided["state"], decided["ground"]) == ("refused", "legal_claims")
        assert (await search(house, client, case))["report"]["status"] != "refused"


async def test_an_objection_upheld_puts_the_person_on_the_suppression_list(house: House):
    async with house.client() as client:
        case = await open_case(client)
        request = await worked(client, case, "objection")
        await ruled(client, request, granted=True)
        again = case_body(*await papers(client), reference="DOS-0002")
        refused = await client.post("/v1/cases", json=again, headers=once())
        assert refused.status_code == 403
        assert "X-SUPPRESSED" in refused.text
        assert (await search(house, client, case))["report"]["status"] == "refused"


async def test_a_restriction_holds_until_it_is_lifted(house: House):
    async with house.client() as client:
        case = await open_case(client)
        request = await worked(client, case, "restriction")
        await ruled(client, request, granted=True)
        report = (await search(house, client, case))["report"]
        assert report["status"] == "refused"
        assert "EU-18-RESTRICT" in str(report["refusal"])
        await post(client, f"/rights-requests/{request}/lifting", {"told_on": "2026-11-23"})
        assert (await search(house, client, case))["report"]["status"] != "refused"


async def test_a_rectification_makes_a_new_version_and_recipients_are_told_in_72_hours(
    house: House,
):
    async with house.client() as client:
        case = await open_case(client)
        await search(house, client, case)
        right = SUBJECT | {"birth": "1951-11", "roles": []}
        request = await worked(client, case, "rectification", correction=right)
        await ruled(client, request, granted=True)
        shown = (await client.get(f"/v1/cases/{case}")).json()
        assert shown["debtor"]["birth"] == "1951-11"
        assert (await client.get(f"/v1/cases/{case}/candidates")).json()["items"] == []
        (owed,) = (await client.get("/v1/rights-requests")).json()["to_tell"]
        assert (owed["mandate"], owed["told_at"]) == ("M-1", None)
        assert owed["tell_by"].startswith("2026-11-26T09:00")
        store = house.services.store
        house.clock.move(hours=73)  # type: ignore[attr-defined]
        assert (await store.get(case)).history.correction_untold is True  # type: ignore[arg-type]
        await post(client, f"/rights-requests/{request}/recipients", {"mandate": "M-1"})
        assert (await store.get(case)).history.correction_untold is not True  # type: ignore[arg-type]


async def test_a_rectification_says_what_is_right_and_nothing_else_does(house: House):
    async with house.client() as client:
        case = await open_case(client)
        path, day = f"/cases/{case}/rights-requests", "2026-11-23"
        await post(client, path, {"kind": "rectification", "received_on": day}, 422)
        body = {"kind": "access", "received_on": day, "correction": SUBJECT}
        await post(client, path, body, 422)


async def test_a_request_that_waits_for_more_than_thirty_days_stops_new_traces(house: House):
    async with house.client() as client:
        case = await open_case(client)
        request = await worked(client, case, "access")
        house.clock.move(days=30)  # type: ignore[attr-defined]
        report = (await search(house, client, case))["report"]
        assert "X-REQUEST-UNANSWERED" not in str(report)
        house.clock.move(days=1)  # type: ignore[attr-defined]
        assert "X-REQUEST-UNANSWERED" in str((await search(house, client, case))["report"])
        one = (await client.get(f"/v1/rights-requests/{request}")).json()
        assert (one["due_on"], one["overdue"]) == ("2026-12-23", True)


async def test_every_step_is_in_the_journal_before_it_takes_effect_and_names_nobody(house: House):
    async with house.client() as client:
        case = await open_case(client)
        request = await worked(client, case, "restriction", notes="the invoice is not mine")
        entries = [e.entry for e in await house.services.journal.read(case)]
        kinds = [entry.kind for entry in entries]
        assert kinds[-2:] == ["right_received", "right_moved"]
        assert entries[-1].body["request"] == request
        assert "invoice" not in str([dict(entry.body) for entry in entries])


async def test_when_the_journal_cannot_be_written_no_request_is_kept(house: House):
    async with house.client() as client:
        case = await open_case(client)
        await house.services.journal.close()  # type: ignore[attr-defined]
        (house.services.settings.data_dir / "journal.sqlite").rename(
            house.services.settings.data_dir / "gone"
        )
        body = {"kind": "objection", "received_on": "2026-11-23"}
        await post(client, f"/cases/{case}/rights-requests", body, 503)
        assert await house.services.rights.requests("main") == ()


async def test_another_desks_case_request_and_report_do_not_exist(house: House):
    async with house.client() as client, house.client(desk="other") as stranger:
        case = await open_case(client)
        request = await asked(client, case, "access")
        made = await post(client, f"/cases/{case}/wrong-person", {})
        for path in (f"/cases/{case}/notice", f"/cases/{case}/access-bundle"):
            assert (await stranger.get(f"/v1{path}")).status_code == 404
        assert (await stranger.get(f"/v1/rights-requests/{request}")).status_code == 404
        assert (await stranger.get("/v1/rights-requests")).json()["items"] == []
        settle = {"outcome": "not_the_person", "reasons": "another person"}
        await post(stranger, f"/wrong-person/{made['id']}/settlement", settle, 404)
        await post(stranger, f"/cases/{case}/wrong-person", {}, 404)
