"""What the person gets to read: everything held, every consultation, the exact source of each datum."""

from __future__ import annotations

from datetime import timedelta
from time import monotonic

from api.monitoring.store import WatchState, watch_store
from api.safeguards.operators import lock
from tests.api.house import AGENCY, KNOWN_SUBJECT, House, once, open_case, search
from tests.rights.conftest import asked, bundled, post, worked
from tracer.monitoring import CompanyWatch, WatchedCompany, WatchPurpose


async def test_the_bundle_has_every_consultation_the_journal_has_and_no_operator(house: House):
    async with house.client() as client:
        case = await open_case(client)
        await search(house, client, case)
        for _ in range(7):
            await client.get(f"/v1/cases/{case}")
        channels = (await client.get(f"/v1/cases/{case}/contact-proposals")).json()["proposals"]
        await client.post(
            f"/v1/cases/{case}/contact-proposals/{channels[0]['id']}/open", headers=once()
        )
        await worked(client, case, "access")
        began = monotonic()
        answer = await bundled(house, case)
        assert answer.status_code == 200, answer.text
        assert monotonic() - began < 60
        (held,) = answer.json()["cases"]
        written = await house.services.journal.read(case)
        assert len(held["consultations"]) == len(written)
        assert [one["at"] for one in held["consultations"]] == sorted(
            one["at"] for one in held["consultations"]
        )
        assert {one["purpose"] for one in held["consultations"]} == {"debtor_tracing"}
        looks = [e for e in written if e.entry.kind == "look"]
        said = [c for c in held["consultations"] if c["what"]["en"] == "Your file was looked at"]
        assert len(said) == len(looks) >= 7
        operators = {e.entry.operator for e in written if e.entry.operator}
        assert operators
        assert not any(operator in answer.text for operator in operators)


async def test_whoever_recorded_the_request_does_not_take_its_bundle(house: House):
    """Nobody invents a person's request to read what he may not."""
    async with house.client() as client:
        case = await open_case(client)
        await worked(client, case, "access")
        answer = await client.get(f"/v1/cases/{case}/access-bundle")
        assert answer.status_code == 403
        assert answer.json()["code"] == "second-person-needed"
        assert (await bundled(house, case)).status_code == 200


async def test_a_locked_key_passes_no_door_not_even_of_the_rights_desk(house: House):
    async with house.client() as client:
        case = await open_case(client)
        await worked(client, case, "access")
        mine = client.headers["Authorization"].split("_")[1]
        await lock(house.services.watch, mine, "canary")
        for path in (f"cases/{case}/access-bundle", f"cases/{case}/notice", "rights-requests"):
            answer = await client.get(f"/v1/{path}")
            assert (answer.status_code, answer.json()["code"]) == (403, "operator-locked"), path
        body = {"operator": "somebody"}
        path = f"/v1/cases/{case}/assignments"
        assert (await client.post(path, json=body, headers=once())).status_code == 403


async def test_the_bundle_says_what_is_held_from_where_to_whom_for_how_long_and_by_what_logic(
    house: House,
):
    async with house.client() as client:
        case = await open_case(client)
        await search(house, client, case)
        await worked(client, case, "access")
        bundle = (await bundled(house, case)).json()
        (held,) = bundle["cases"]
        values = {(one["kind"], one["value"]) for one in held["data"]}
        assert ("phone", "06 39 98 00 01") in values
        assert ("email", "maelle@quervalec.example") in values
        assert ("birth", "1979-03") in values
        found = [one for one in held["data"] if one["publicly_accessible"]]
        assert {one["record"] for one in found} >= {"r1"}
        assert "r2" not in {one["record"] for one in held["data"]}, "somebody else's record"
        assert "1951-11" not in str(bundle), "somebody else's birth"
        assert held["not_shown"] > 0
        assert held["compared"]
        assert held["sources"]
        assert bundle["recipients"] == ["Menuiserie Exemple"]
        assert bundle["retention"]
        assert bundle["logic"]
        assert (bundle["controller"], bundle["dpo"]) == (AGENCY, "dpo@agence.example")


async def test_nothing_is_shown_unless_an_identified_person_asked(house: House):
    async with house.client() as client:
        case = await open_case(client)
        path = f"/v1/cases/{case}/access-bundle"
        assert (await client.get(path)).status_code == 409
        await asked(client, case, "access")
        answer = await client.get(path)
        assert answer.status_code == 409
        assert "06 39" not in answer.text


async def test_it_covers_the_cases_of_the_desk_about_the_same_person_and_no_other(house: House):
    async with house.client() as client, house.client(desk="other") as stranger:
        first = await open_case(client)
        await open_case(client, reference="DOS-0002")
        await open_case(client, reference="DOS-0003", subject=KNOWN_SUBJECT | {"birth": "1951-11"})
        await open_case(stranger, reference="DOS-0004")
        await worked(client, first, "access")
        bundle = (await bundled(house, first)).json()
        assert [one["reference"] for one in bundle["cases"]] == ["DOS-0001", "DOS-0002"]


async def test_it_reads_as_a_page_in_the_persons_language_and_escapes_what_it_holds(house: House):
    subject = KNOWN_SUBJECT | {"birth_place": "<b>Ville</b>", "language": "en"}
    async with house.client() as client:
        case = await open_case(client, subject=subject)
        await worked(client, case, "access")
        page = await bundled(house, case, format="html")
        assert page.headers["content-type"].startswith("text/html")
        assert "<h2>What we hold</h2>" in page.text
        assert "<b>Ville" not in page.text
        assert "&lt;b&gt;Ville" in page.text
        text = await bundled(house, case, format="text")
        assert "Your file was" in text.text or "The rules were asked" in text.text


async def test_a_bundle_of_thousands_of_consultations_takes_seconds(house: House):
    async with house.client() as client:
        case = await open_case(client)
        from tracer.ports import JournalEntry

        look = JournalEntry(
            kind="look", case=case, subject=None, operator="k", body={"what": "case"}
        )
        for _ in range(2000):
            await house.services.journal.append(look)
        await worked(client, case, "access")
        began = monotonic()
        answer = await bundled(house, case)
        assert monotonic() - began < 20
        (held,) = answer.json()["cases"]
        assert len(held["consultations"]) == len(await house.services.journal.read(case)) > 2000


async def test_the_notice_says_who_why_what_from_where_and_what_to_do(house: House):
    async with house.client() as client:
        case = await open_case(client)
        await search(house, client, case)
        answer = await client.get(f"/v1/cases/{case}/notice")
        assert answer.status_code == 200, answer.text
        notice = answer.json()
        assert (notice["language"], notice["due_on"], notice["overdue"]) == (
            "fr",
            "2026-12-23",
            False,
        )
        text = (await client.get(f"/v1/cases/{case}/notice", params={"format": "text"})).text
        for said in (
            AGENCY,
            "dpo@agence.example",
            "Menuiserie Exemple",
            "RGPD, article 6",
            "prescription de la créance",
            "www.cnil.fr",
            "fiche r1, consulté le",
            "Nous avons trouvé cette adresse dans",
            "Si vous n'êtes pas la personne nommée",
        ):
            assert said in text, said
        assert "06 39 98" not in text, "a letter that went astray tells nobody the number"
        for datum in notice["data"]:
            assert datum["source"]
            assert datum["tell_by"] <= "2026-12-23"


async def test_past_its_day_the_notice_is_overdue_until_it_was_sent(house: House):
    async with house.client() as client:
        case = await open_case(client)
        house.clock.move(days=31)  # type: ignore[attr-defined]
        assert (await client.get(f"/v1/cases/{case}/notice")).json()["overdue"]
        history = {"complete": True, "notice_sent_on": "2026-12-20", "notice_language": "fr"}
        await post(client, f"/cases/{case}/history", history)
        assert not (await client.get(f"/v1/cases/{case}/notice")).json()["overdue"]


async def test_a_language_there_is_no_text_in_goes_to_a_person(house: House):
    async with house.client() as client:
        case = await open_case(client, subject=KNOWN_SUBJECT | {"language": "pt"})
        answer = await client.get(f"/v1/cases/{case}/notice")
        assert answer.status_code == 409
        assert "translate" in answer.text


async def test_a_notice_without_a_controller_to_name_is_not_made(house: House):
    async with house.client() as client:
        case = await open_case(client)
        plain = house.services.settings.model_copy(update={"agency": None})
        object.__setattr__(house.services, "settings", plain)
        answer = await client.get(f"/v1/cases/{case}/notice")
        assert answer.status_code == 422
        assert "TRACER_AGENCY" in answer.text


async def test_the_bundle_tells_of_watches_and_of_what_they_told(house: House):
    async with house.client() as client:
        case = await open_case(client)
        await search(house, client, case)
        today = house.clock.now().date()
        watch = CompanyWatch(
            id="wat_1",
            case=case,
            companies=(WatchedCompany(country="FR", number="299950014"),),
            purposes=(WatchPurpose.INSOLVENCY,),
            until=today + timedelta(days=9),
            created_by="somebody",
            created_at=house.clock.now(),
        )
        await watch_store(house.services).add(WatchState(watch=watch, seen_to=today), 1)
        await worked(client, case, "access")
        answer = await bundled(house, case)
    (held,) = answer.json()["cases"]
    [line] = held["looked_at"]
    assert line == f"watch: insolvency, until {(today + timedelta(days=9)).isoformat()}"
    assert "somebody" not in answer.text
