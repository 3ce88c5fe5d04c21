"""What is kept: sealed, for a fixed time, gone with its case, and verified from the command line."""

from __future__ import annotations

import asyncio
import base64
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update
from typer.testing import CliRunner, Result

from api.captures.checking import verified
from api.captures.commands import evidence_app
from api.captures.intents import noted
from api.captures.store import KEPT_DAYS, Capture, CaptureStore, drop_expired, token_number
from api.captures.tables import capture_files, capture_intents, captures, human_notes
from api.rights.erasure import erase_cases
from api.wiring import wired
from policies.evidence import Manifest, hashed, piece
from policies.platforms import Mode
from tests.api.house import House
from tests.captures.house import (
    ATTESTED,
    LINKEDIN,
    SECRET,
    Camera,
    intend,
    intent_of,
    jot,
    searched,
    social,
    take,
)
from tests.captures.sites import HOST, URL
from tests.policies.situations import lawful_case
from tests.policies.test_timestamp import Authority
from tracer.case import CaseId
from tracer.errors import IntegrityFailure
from tracer.settings import Settings

Both = tuple[House, Camera]
TABLES = (capture_intents, captures, capture_files, human_notes)


async def counted(house: House) -> dict[str, int]:
    async with house.services.watch.engine.connect() as connection:
        return {
            table.name: (
                await connection.execute(select(func.count()).select_from(table))
            ).scalar_one()
            for table in TABLES
        }


async def test_nothing_of_a_capture_or_a_note_is_in_clear_in_the_files(
    opened: Both, tmp_path: Path
) -> None:
    house, _ = opened
    async with house.client() as client:
        case = await searched(house, client)
        await take(client, case, await intent_of(client, case, necessity="nothing else zzqq"))
        open_case = await social(house, client)
        intent = await intent_of(client, open_case, url=LINKEDIN, target="natural_person")
        noted = await jot(client, open_case, intent, display_name="Oriane Tresplain")
        assert noted.status_code == 201
    words = [SECRET, HOST, URL, "zzqq", LINKEDIN, "Oriane", "Tresplain", "invented-maelle"]
    files = [path for path in tmp_path.iterdir() if path.is_file()]
    assert any("sqlite" in path.name for path in files)
    for path in files:
        body = path.read_bytes()
        assert [word for word in words if word.encode() in body] == []


async def test_a_second_capture_does_not_renew_the_term(opened: Both) -> None:
    house, camera = opened
    async with house.client() as client:
        case = await searched(house, client)
        first = (await take(client, case, await intent_of(client, case))).json()
        house.clock.move(days=KEPT_DAYS - 1)  # type: ignore[attr-defined]
        fragment = await intent_of(client, case, url=f"{URL}#contact")
        second = (await take(client, case, fragment)).json()
        assert second["keep_until"] == first["keep_until"]
        house.clock.move(days=1)  # type: ignore[attr-defined]
        assert (await client.get(f"/v1/cases/{case}/captures")).json()["items"] == []
        path = f"/v1/cases/{case}/captures/{first['id']}/file/page.png"
        assert (await client.get(path)).status_code == 404
        assert await drop_expired(house.services) == 2
        assert (await counted(house))["capture_files"] == 0
        assert await drop_expired(house.services) == 0
        again = await intend(client, case)
        assert (again.status_code, again.json()["code"]) == (409, "capture-refused")
    assert len(camera.asked) == 2


async def test_notes_go_at_their_term(opened: Both) -> None:
    house, _ = opened
    async with house.client() as client:
        case = await social(house, client)
        intent = await intent_of(client, case, url=LINKEDIN, target="natural_person")
        await jot(client, case, intent, city="Ville-Fictive")
        house.clock.move(days=KEPT_DAYS)  # type: ignore[attr-defined]
        assert (await client.get(f"/v1/cases/{case}/captures")).json()["notes"] == []
        assert await drop_expired(house.services) == 1


async def test_of_a_person_s_page_the_manifest_has_the_host_only(opened: Both) -> None:
    house, _ = opened
    async with house.client() as client:
        case = await social(house, client)
        intent = await intent_of(client, case, url=LINKEDIN, target="natural_person")
        copies = update(capture_intents).values(mode=str(Mode.HUMAN_CAPTURE))
        async with house.services.watch.engine.begin() as connection:
            await connection.execute(copies)
        png = base64.b64encode(b"\x89PNG\r\n\x1a\n invented").decode()
        made = await take(client, case, intent, files=[png], attestation=ATTESTED)
        assert made.status_code == 201, made.text
        listed = (await client.get(f"/v1/cases/{case}/captures")).json()["items"]
    assert listed[0]["url"] == "https://www.linkedin.com/"


async def test_everything_goes_with_the_case(opened: Both) -> None:
    house, _ = opened
    async with house.client() as client:
        case = await searched(house, client)
        await take(client, case, await intent_of(client, case))
        assert (await counted(house))["capture_files"] == 2
        await erase_cases(house.services, [CaseId(case)], "test", None)
    assert set((await counted(house)).values()) == {0}


async def test_a_flipped_byte_of_a_sealed_file_fails(opened: Both) -> None:
    house, _ = opened
    async with house.client() as client:
        case = await searched(house, client)
        made = (await take(client, case, await intent_of(client, case))).json()["id"]
        assert (await verified(house.services, case, made))[1].keys() == {"page.mhtml", "page.png"}
        of = capture_files.c
        async with house.services.watch.engine.begin() as connection:
            whole = select(of.document).where(of.name == "page.png")
            body = bytearray((await connection.execute(whole)).scalar_one())
            body[40] ^= 1
            changed = update(capture_files).where(of.name == "page.png")
            await connection.execute(changed.values(document=bytes(body)))
        with pytest.raises(IntegrityFailure):
            await verified(house.services, case, made)
        path = f"/v1/cases/{case}/captures/{made}/file/page.mhtml"
        assert (await client.get(path)).json()["code"] == "integrity-failure"


async def test_a_file_or_manifest_sealed_anew_by_an_insider_fails(opened: Both) -> None:
    house, _ = opened
    vault = house.services.watch.vault
    async with house.client() as client:
        case = await searched(house, client)
        made = (await take(client, case, await intent_of(client, case))).json()["id"]
    found, files, _ = await verified(house.services, case, made)
    forged = replace(
        found.manifest,
        files=tuple(
            piece(f.name, f.media_type, b"forged" if f.name == "page.png" else files[f.name])
            for f in found.manifest.files
        ),
    )
    async with house.services.watch.engine.begin() as connection:
        body = vault.seal_bytes(case, f"file|{made}|page.png", b"forged")
        of = capture_files.c
        await connection.execute(
            update(capture_files).where(of.name == "page.png").values(document=body)
        )
    with pytest.raises(IntegrityFailure, match=r"page\.png"):
        await verified(house.services, case, made)
    async with house.services.watch.engine.begin() as connection:
        body = vault.seal_bytes(case, f"manifest|{made}", forged.text.encode())
        await connection.execute(update(captures).values(document=body))
    with pytest.raises(IntegrityFailure, match="journal"):
        await verified(house.services, case, made)


CASE, CAPTURE = "cas_000000000000000000000001", "cap_000000000000000000000001"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with one capture in it."""
    monkeypatch.setenv("TRACER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("TRACER_CONTACT", "ops@agence.example")
    asyncio.run(kept())
    return tmp_path


async def kept() -> None:
    async with wired(Settings()) as services:
        await services.store.add(replace(lawful_case(), id=CaseId(CASE)))
        now = services.clock.now()
        files = {"page.png": b"\x89PNG\r\n\x1a\n"}
        manifest = Manifest(
            capture=CAPTURE,
            case=CASE,
            intent="cai_1",
            operator="op_1",
            url=URL,
            captured_at=now,
            tools={},
            files=tuple(piece(name, "image/png", body) for name, body in files.items()),
        )
        body: dict[str, object] = {"id": CAPTURE, "manifest": manifest.sha256}
        receipt = await services.journal.append(noted("capture", CASE, "op_1", body))
        capture = Capture(
            manifest=manifest,
            receipt=receipt.sequence,
            keep_until=now + timedelta(days=1),
            stamped=False,
        )
        await CaptureStore.of(services).add(capture, URL, files)


def told(command: str, *more: str) -> Result:
    return CliRunner().invoke(evidence_app, [command, "--case", CASE, "--capture", CAPTURE, *more])


def test_the_command_verifies_and_an_unverifiable_token_is_no_failure(folder: Path) -> None:
    assert "1 files\ttimestamp: absent" in told("verify").stdout
    token = folder / "told.tsr"
    token.write_bytes(b"no token at all")
    assert "stored, unverified" in told("stamp", str(token)).stdout
    done = told("verify")
    assert (done.exit_code, "stored, unverified" in done.stdout) == (0, True)


def test_the_command_asks_for_a_timestamp_and_verifies_it(folder: Path) -> None:
    authority = Authority(folder / "tsa")
    asked = folder / "asked.tsq"
    assert told("request", str(asked)).exit_code == 0
    token = folder / "told.tsr"
    token.write_bytes(authority.answer(asked.read_bytes()))
    assert told("stamp", str(token)).exit_code == 0
    roots = str(authority.folder / "root.pem")
    assert "timestamp: verified" in told("verify", "--roots", roots).stdout
    assert "timestamp: stored, unverified" in told("verify").stdout


def test_the_command_fails_for_another_byte(folder: Path) -> None:
    async def forge() -> None:
        async with wired(Settings()) as services:
            sealed = services.watch.vault.seal_bytes(CASE, f"file|{CAPTURE}|page.png", b"forged")
            async with services.watch.engine.begin() as connection:
                await connection.execute(update(capture_files).values(document=sealed))

    asyncio.run(forge())
    assert isinstance(told("verify").exception, IntegrityFailure)


def test_a_bad_token_does_not_destroy_a_good_one(folder: Path) -> None:
    authority = Authority(folder / "tsa")
    asked, token, bad = folder / "asked.tsq", folder / "told.tsr", folder / "bad.tsr"
    assert told("request", str(asked)).exit_code == 0
    token.write_bytes(authority.answer(asked.read_bytes()))
    bad.write_bytes(b"no token at all")
    for one in (bad, token, bad):
        assert told("stamp", str(one)).exit_code == 0
    roots = str(authority.folder / "root.pem")
    verified_by = told("verify", "--roots", roots).stdout
    assert f"timestamp: verified\t{hashed(token.read_bytes())}" in verified_by
    assert (
        f"1 files\ttimestamp: stored, unverified\t{hashed(bad.read_bytes())}"
        in told("verify").stdout
    )

    async def journalled() -> list[object]:
        async with wired(Settings()) as services:
            entries = await services.journal.read(CASE)
            return [s.entry.body["token"] for s in entries if s.entry.kind == "capture_stamped"]

    hashes = [hashed(one.read_bytes()) for one in (bad, token, bad)]
    assert asyncio.run(journalled()) == hashes


def test_the_newest_token_that_verifies_is_the_one_that_counts(folder: Path) -> None:
    authority = Authority(folder / "tsa")
    asked, token = folder / "asked.tsq", folder / "told.tsr"
    answers = []
    for _ in range(2):
        assert told("request", str(asked)).exit_code == 0
        answers.append(authority.answer(asked.read_bytes()))
        token.write_bytes(answers[-1])
        assert told("stamp", str(token)).exit_code == 0
    roots = str(authority.folder / "root.pem")
    assert answers[0] != answers[1]
    assert hashed(answers[1]) in told("verify", "--roots", roots).stdout


def test_a_token_has_a_number_and_a_file_of_a_capture_has_none() -> None:
    names = ("timestamp.tsr", "timestamp-9.tsr", "timestamp-10.tsr", "page.png", "upload-1.pdf")
    assert [token_number(name) for name in names] == [0, 9, 10, None, None]


@pytest.mark.parametrize(
    ("kind", "case"), [("capture", "cas_000000000000000000000002"), ("capture_begun", CASE)]
)
def test_a_receipt_of_another_case_or_another_act_is_no_proof(
    folder: Path, kind: str, case: str
) -> None:
    async def forged() -> None:
        async with wired(Settings()) as services:
            found, _, _ = await verified(services, CASE, CAPTURE)
            body: dict[str, object] = {"id": CAPTURE, "manifest": found.manifest.sha256}
            receipt = await services.journal.append(noted(kind, case, "op_1", body))
            async with services.watch.engine.begin() as connection:
                await connection.execute(update(captures).values(receipt=receipt.sequence))

    asyncio.run(forged())
    result = told("verify")
    assert isinstance(result.exception, IntegrityFailure)
    assert "journal does not hold" in str(result.exception)
