"""What an auditor reads: pages of the journal, who looked at whom, the facts of a decision, receipts."""

from __future__ import annotations

from tests.api.house import House, open_case, search
from tests.api.test_cases import STREET


async def test_the_journal_comes_in_pages_from_the_store(house: House, monkeypatch):
    async with house.client() as client:
        case = await open_case(client)
        await search(house, client, case)
        whole = (await client.get("/v1/journal/entries", params={"limit": 1000})).json()
        asked = []
        read = house.services.journal.read

        async def spying(*given, **more):
            asked.append(more)
            return await read(*given, **more)

        monkeypatch.setattr(house.services.journal, "read", spying)
        found, after = [], -1
        while after is not None:
            page = (
                await client.get("/v1/journal/entries", params={"after": after, "limit": 3})
            ).json()
            found += page["items"]
            after = page["next"]
        assert found[: len(whole["items"])] == whole["items"]
        assert all(more["limit"] == 4 for more in asked)  # never the whole journal


async def test_an_auditor_reads_who_looked_and_who_opened(house: House):
    async with house.client() as client:
        case = await open_case(client)
        await search(house, client, case)
        listed = (await client.get(f"/v1/cases/{case}/contact-proposals")).json()["proposals"]
        office = next(o for o in listed if o["origin"] == "public_register")
        await client.post(f"/v1/cases/{case}/contact-proposals/{office['id']}/open")
        asked = {"case": case, "limit": 1}
        first = (await client.get("/v1/journal/consultations", params=asked)).json()
        assert len(first["items"]) == 1
        asked = {"case": case, "after": first["next"]}
        rest = (await client.get("/v1/journal/consultations", params=asked)).json()
        assert rest["next"] is None
        told = [(one["kind"], one["what"]) for one in (*first["items"], *rest["items"])]
        assert ("look", "channels") in told
        assert told[-1] == ("opening", "letter")
        assert all(one["operator"] for one in rest["items"])
        assert STREET not in str(rest)


async def test_the_facts_of_a_decision_are_read_on_record_only(house: House):
    async with house.client() as client:
        case = await open_case(client)
        entries = (await client.get("/v1/journal/entries", params={"case": case})).json()["items"]
        decided = next(entry for entry in entries if entry["kind"] == "decision")
        assert "facts" not in decided["body"]
        shown = await client.get(f"/v1/journal/entries/{decided['sequence']}/facts")
        assert shown.status_code == 200, shown.text
        assert shown.json()["facts"]["mandate_present"] is True
        assert "eu" in shown.json()["packs"]
        last = (await house.services.journal.read(case))[-1].entry
        assert (last.kind, last.body["what"]) == ("look", "facts")
        for sequence in (decided["sequence"] + 10_000, len(entries) + 9_999):
            missing = await client.get(f"/v1/journal/entries/{sequence}/facts")
            assert missing.status_code == 404
        house.services.watch.vault.forget(case)  # type: ignore[attr-defined]
        gone = await client.get(f"/v1/journal/entries/{decided['sequence']}/facts")
        assert (gone.status_code, gone.json()["code"]) == (404, "not-found")


async def test_every_entry_has_a_receipt_anybody_can_verify(house: House):
    async with house.client() as client:
        await open_case(client)
        found = await client.get("/v1/journal/entries/1/receipt")
        assert found.json()["proof"].startswith("c2sp.org/tlog-proof@v1\nindex 0\n")
        assert (await client.get("/v1/journal/entries/999999/receipt")).status_code == 404


async def test_when_the_journal_cannot_be_written_no_channel_is_opened(house: House, monkeypatch):
    async with house.client() as client:
        case = await open_case(client)
        await search(house, client, case)
        listed = (await client.get(f"/v1/cases/{case}/contact-proposals")).json()["proposals"]
        office = next(o for o in listed if o["origin"] == "public_register")
        door = f"/v1/cases/{case}/contact-proposals/{office['id']}/open"
        writer = house.services.journal._writer  # type: ignore[attr-defined]
        monkeypatch.setattr(writer, "_file", (0, 0))  # as if the file had been taken away
        refused = await client.post(door)
        assert (refused.status_code, refused.json()["code"]) == (503, "journal-unavailable")
        assert STREET not in refused.text
        monkeypatch.undo()
        assert (await client.post(door)).json()["value"] == STREET
