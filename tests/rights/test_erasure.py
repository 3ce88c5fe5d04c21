"""Erasure: within a second, and then nobody can find the person in any file, in any form."""

from __future__ import annotations

import base64
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import Any

import httpx
import pytest

from api.rights.erasure import finish_erasures
from graph.sql import open_sql_graph
from policies.journal import verify_file
from tests.api.house import House, once, open_case, opened, papers, search
from tests.rights import planted
from tests.rights.conftest import bundled, post, ruled, worked
from tracer.case import CaseId
from tracer.errors import NotFound


@asynccontextmanager
async def filled(folder: Path) -> AsyncIterator[tuple[House, httpx.AsyncClient, str]]:
    """A house with the durable graph, and a case that was worked in every way there is."""
    graph = await open_sql_graph(folder / "graph.sqlite")
    async with opened(folder, registers=[planted.PlantedRegister()]) as house:
        kit = replace(house.services.kit, graph=graph)
        object.__setattr__(house.services, "kit", kit)
        house.services.runner._kit = kit
        async with house.client() as client:
            case = await planted_case(house, client)
            yield house, client, case
    await graph.close()


async def planted_case(house: House, client: httpx.AsyncClient) -> str:
    case = await open_case(
        client,
        reference=planted.REFERENCE,
        subject=planted.SUBJECT,
        history=planted.HISTORY,
        claim={
            "nature": "business",
            "amount": "1840.00",
            "due_on": "2026-03-01",
            "disputed": False,
            "evidence": [planted.EVIDENCE],
        },
    )
    await search(house, client, case)
    found = (await client.get(f"/v1/cases/{case}/candidates")).json()["items"]
    decision = {"candidate": found[0]["id"], "judgement": "same", "reason": planted.REASON}
    await post(client, f"/cases/{case}/decisions", decision)
    await post(client, f"/cases/{case}/history", planted.HISTORY)
    await search(house, client, case)
    await worked(client, case, "access", notes=planted.NOTE)
    assert (await bundled(house, case)).status_code == 200
    return case


def clear_reading(folder: Path) -> set[str]:
    """What stands in clear before: the scan would be worth nothing if it found nothing then."""
    return planted.standing(folder)


async def test_twenty_identifiers_are_nowhere_a_second_after_erasure_and_the_journal_verifies(
    tmp_path: Path,
):
    assert len(set(planted.PLANTED)) >= 20
    async with filled(tmp_path) as (house, client, case):
        before = clear_reading(tmp_path)
        assert before >= {planted.ALIAS, planted.FIRM, planted.REFERENCE, planted.SIREN}
        request = await worked(client, case, "erasure")
        began = monotonic()
        await ruled(client, request, granted=True)
        seconds = monotonic() - began
        assert seconds <= 1.0, seconds
        assert planted.standing(tmp_path) == set(), "with every file still open"
        assert (await client.get(f"/v1/cases/{case}")).status_code == 404
        with pytest.raises(NotFound):
            house.services.rights.vault.open_bytes(case, "case", b"0" * 40)
        found = await house.services.journal.verify()
        assert found.intact, found.problem
    assert planted.standing(tmp_path) == set(), "and closed"
    assert (await verify_file(tmp_path / "journal.sqlite")).intact


async def test_the_proof_of_deletion_counts_and_names_nobody(tmp_path: Path):
    async with filled(tmp_path) as (house, client, case):
        request = await worked(client, case, "erasure")
        await ruled(client, request, granted=True)
        erased = (await house.services.journal.read(case))[-1].entry
        assert (erased.kind, erased.subject) == ("erased", None)
        gone = erased.body["gone"]
        assert gone["cases"] == 1
        assert gone["searches"] == 2
        assert gone["judgements"] == 1
        assert gone["histories"] == 1
        assert gone["graph"] > 0
        assert len(erased.body["documents_hash"]) == 64
        one = (await client.get(f"/v1/rights-requests/{request}")).json()
        assert (one["state"], one["kind"]) == ("granted", "erasure")


async def test_an_erased_person_is_on_the_suppression_list_and_only_as_hashes(tmp_path: Path):
    async with filled(tmp_path) as (_, client, case):
        await ruled(client, await worked(client, case, "erasure"), granted=True)
        with sqlite3.connect(tmp_path / "tracer.sqlite") as connection:
            keys = [key for (key,) in connection.execute("SELECT key FROM suppressions")]
        assert keys
        assert all(len(key) == 64 and set(key) <= set("0123456789abcdef") for key in keys)
        mandate, basis = await papers(client)
        body: dict[str, Any] = {
            "reference": "DOS-0002",
            "mandate_id": mandate,
            "basis_record_id": basis,
            "claim": {
                "nature": "business",
                "amount": "1.00",
                "due_on": "2026-03-01",
                "disputed": False,
            },
            "subject": {
                "kind": "sole_trader",
                "names": [{"surname": "zephyrinault", "given": ["PHILOMENE"]}],
                "birth": "1979-03",
            },
            "history": {"complete": True, "objection_open": False, "restricted": False},
        }
        refused = await client.post("/v1/cases", json=body, headers=once())
        assert refused.status_code == 403, refused.text
        assert "X-SUPPRESSED" in refused.text
        other = body | {"subject": body["subject"] | {"birth": "1984-11"}}
        answer = await client.post("/v1/cases", json=other, headers=once())
        assert "X-SUPPRESSED" not in answer.text


async def test_every_case_of_the_agency_about_the_person_goes_and_no_other(tmp_path: Path):
    async with filled(tmp_path) as (house, client, case):
        async with house.client(desk="other") as stranger:
            theirs = await open_case(stranger, reference="DOS-X", subject=planted.SUBJECT)
            father = planted.SUBJECT | {"birth": "1949-01-02", "siren": None}
            kept = await open_case(stranger, reference="DOS-Y", subject=father)
        await ruled(client, await worked(client, case, "erasure"), granted=True)
        for gone in (case, theirs):
            with pytest.raises(NotFound):
                await house.services.store.get(CaseId(gone))
        assert (await house.services.store.get(CaseId(kept))).reference == "DOS-Y"


async def test_erasure_is_refused_for_legal_claims_only_by_a_person_with_reasons(tmp_path: Path):
    async with filled(tmp_path) as (house, client, case), house.client() as colleague:
        request = await worked(client, case, "erasure")
        no = {"granted": False, "ground": "legal_claims"}
        await ruled(colleague, request, 422, **no)
        await ruled(client, request, 409, **no, reasons="the claim is before a court")
        await ruled(colleague, request, **no, reasons="the claim is before a court")
        assert (await house.services.store.get(CaseId(case))).reference == planted.REFERENCE


async def test_an_erasure_that_was_cut_short_is_finished_at_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    class Cut(Exception):
        pass

    async def cut(*_: object) -> None:
        raise Cut

    async with filled(tmp_path) as (house, client, case):
        request = await worked(client, case, "erasure")
        graph = house.services.kit.graph
        with monkeypatch.context() as broken:
            broken.setattr(type(graph), "erase_subject", cut)
            answer = await client.post(
                f"/v1/rights-requests/{request}/decision", json={"granted": True}, headers=once()
            )
            assert answer.status_code == 500
        assert planted.standing(tmp_path) != set()
        assert await finish_erasures(house.services) == 1
        assert planted.standing(tmp_path) == set()
        assert await finish_erasures(house.services) == 0


async def test_what_a_backup_brings_back_is_erased_again_at_the_next_start(tmp_path: Path):
    async with filled(tmp_path) as (house, client, case):
        request = await worked(client, case, "erasure")
        stores = [*tmp_path.glob("tracer.sqlite*"), *tmp_path.glob("keys.sqlite*")]
        backup = {path: path.read_bytes() for path in stores}
        await ruled(client, request, granted=True)
        assert planted.standing(tmp_path) == set()
    for path in [*tmp_path.glob("tracer.sqlite*"), *tmp_path.glob("keys.sqlite*")]:
        path.unlink()
    for path, body in backup.items():
        path.write_bytes(body)
    assert planted.standing(tmp_path) != set()
    async with opened(tmp_path) as house:  # which finishes erasures by itself
        await finish_erasures(house.services)
        with pytest.raises(NotFound):
            await house.services.store.get(CaseId(case))
        erased = [e.entry for e in await house.services.journal.read() if e.entry.kind == "erased"]
        assert "put back from a backup" in {entry.body["reason"] for entry in erased}
        assert await finish_erasures(house.services) == 0
    assert planted.standing(tmp_path) == set()


async def test_a_granted_erasure_and_what_it_takes_are_kept_together_or_not_at_all(
    tmp_path: Path,
):
    async with filled(tmp_path) as (_, client, case):
        request = await worked(client, case, "erasure")
        with sqlite3.connect(tmp_path / "tracer.sqlite") as connection:
            connection.execute(
                "CREATE TRIGGER cut BEFORE INSERT ON request_cases "
                "BEGIN SELECT RAISE(ABORT, 'cut'); END"
            )
        await ruled(client, request, 500, granted=True)
        one = (await client.get(f"/v1/rights-requests/{request}")).json()
        assert one["state"] == "in_progress", "a grant that erases nothing would be forgotten"
        with sqlite3.connect(tmp_path / "tracer.sqlite") as connection:
            connection.execute("DROP TRIGGER cut")
        await ruled(client, request, granted=True)
        assert planted.standing(tmp_path) == set()


async def test_the_proof_names_the_files_that_are_still_to_be_emptied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    async with filled(tmp_path) as (house, client, case):
        request = await worked(client, case, "erasure")
        monkeypatch.setattr("api.rights.scrub.WAIT_MILLISECONDS", 20)
        with sqlite3.connect(tmp_path / "graph.sqlite", isolation_level=None) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM sqlite_master").fetchone()
            await ruled(client, request, granted=True)
            reader.execute("COMMIT")
        erased = (await house.services.journal.read(case))[-1].entry
        assert erased.body["to_be_emptied"] == ["graph.sqlite"]


def test_the_scan_finds_an_identifier_however_it_is_written(tmp_path: Path):
    text = planted.SURNAME
    for n, raw in enumerate(
        (
            text.encode(),
            text.encode("utf-16-le"),
            text.encode("utf-16-be"),
            b"x" + base64.b64encode(text.encode()),
            base64.b64encode(b"a" + text.encode() + b"z"),
            base64.b64encode(b"ab" + text.encode() + b"zz"),
            base64.urlsafe_b64encode(b"ab" + text.encode("utf-16-le")),
            text.encode().hex().encode(),
        )
    ):
        folder = tmp_path / str(n)
        folder.mkdir()
        (folder / "file").write_bytes(b"\x00\x01" + raw + b"\xff")
        assert planted.standing(folder, [text]) == {text}, n
        assert planted.standing(folder, ["Nobody"]) == set()
