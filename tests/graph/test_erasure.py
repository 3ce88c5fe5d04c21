"""After an erasure the files hold nothing of the person: not in pages, not in the log, not in slack."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from graph.sql import SqlGraphStore, open_sql_graph
from graph.sqlite import open_sqlite
from tracer.case import CaseId
from tracer.entities import (
    Entity,
    EntityId,
    EntityKind,
    Link,
    LinkType,
    Masked,
    Property,
    Provenance,
    Record,
    Statement,
)
from tracer.lawful import Sealed

CASE, OTHER = CaseId("case-erased"), CaseId("case-kept")
AT = datetime(2026, 3, 4, tzinfo=UTC)
KEY = AESGCM(AESGCM.generate_key(bit_length=256))


def planted(case: CaseId, n: int) -> list[str]:
    """Strings that stand nowhere else: names, identifiers, roles, origins, and a long one."""
    mark = f"{case}-{n:03}"
    return [
        f"nom-{mark}",
        f"id-{mark}",
        f"role-{mark}",
        f"record-{mark}",
        f"https://register.example/{mark}",
        f"mask-{mark}",
        f"long-{mark}-" + "x" * 9000,  # more than a page: it spills over
        f"phone-{mark}",
    ]


def sealed(case: CaseId, value: str) -> Sealed:
    nonce = os.urandom(12)
    context = "id|phone"
    return Sealed(
        subject=case,
        context=context,
        nonce=nonce,
        ciphertext=KEY.encrypt(nonce, value.encode(), context.encode()),
        fingerprint=f"fp-{len(value)}-{hash(value)}",
    )


def record(case: CaseId, n: int, at: datetime = AT) -> Record:
    name, id, role, key, url, mask, long, phone = planted(case, n)
    by = Provenance(
        source="invented register",
        record=key,
        url=url,
        retrieved_at=at,
        body_sha256="00",
        licence="Invented Licence 1.0",
    )
    said: tuple[tuple[Property, str | Masked | Sealed], ...] = (
        (Property.NAME, name),
        (Property.ALIAS, long),
        (Property.REGISTRATION_NUMBER, name),
        (Property.FIRST_NAME, Masked(mask)),
        (Property.PHONE, sealed(case, phone)),
    )
    person = Entity(
        id=EntityId(id),
        kind=EntityKind.PERSON,
        statements=tuple(Statement(prop=p, value=v, provenance=by) for p, v in said),
    )
    company = Entity(id=EntityId(f"{id}-firm"), kind=EntityKind.COMPANY)
    link = Link(
        source=person.id,
        type=LinkType.DIRECTORSHIP,
        target=company.id,
        provenance=by,
        role=role,
    )
    return Record(key=key, entities=(person, company), links=(link,), provenance=by)


def still_there(folder: Path, strings: Iterable[str]) -> list[str]:
    """Which of some strings stand in any file of a folder, in clear, UTF-16 or base 64."""
    contents = [path.read_bytes() for path in folder.iterdir()]
    return [
        string[:24]
        for string in strings
        for form in (
            string[:40].encode(),
            string[:40].encode("utf-16-le"),
            base64.b64encode(string[:39].encode()),
        )
        if any(form in content for content in contents)
    ]


async def filled(folder: Path) -> SqlGraphStore:
    store = await open_sql_graph(folder / "graph.sqlite")
    for case in (CASE, OTHER):
        for n in range(0, 40, 4):
            await store.merge(case, [record(case, n + i) for i in range(4)])
    return store


async def test_after_an_erasure_no_file_holds_anything_of_the_case(tmp_path: Path) -> None:
    store = await filled(tmp_path)
    mine = [string for n in range(40) for string in planted(CASE, n)]
    clear = [string for string in mine if not string.startswith("phone")]
    assert len(still_there(tmp_path, clear)) >= len(clear), "the scan finds what is there"
    assert await store.erase_subject(CASE) == 40 * (2 + 5 + 1)
    assert still_there(tmp_path, [*mine, CASE]) == [], "with the database still open"
    kept = [planted(OTHER, n)[0] for n in range(40)]
    assert len(still_there(tmp_path, kept)) == 40
    await store.close()
    assert still_there(tmp_path, [*mine, CASE]) == []


async def test_a_sealed_value_is_on_disk_only_as_ciphertext(tmp_path: Path) -> None:
    store = await filled(tmp_path)
    phones = [planted(case, n)[-1] for case in (CASE, OTHER) for n in range(40)]
    assert still_there(tmp_path, phones) == []
    await store.close()


async def test_what_a_purge_takes_is_gone_from_the_files_too(tmp_path: Path) -> None:
    store = await filled(tmp_path)
    await store.merge(OTHER, [record(OTHER, 41, at=AT + timedelta(days=90))])
    assert await store.purge_expired(AT + timedelta(days=1)) == 2 * 40 * (2 + 5 + 1)
    gone = [s for case in (CASE, OTHER) for n in range(40) for s in planted(case, n)]
    assert still_there(tmp_path, gone) == []
    assert still_there(tmp_path, planted(OTHER, 41)[:1]) != []
    await store.close()


async def test_a_reader_in_the_way_is_told_and_the_log_is_emptied_later(tmp_path: Path) -> None:
    store = await filled(tmp_path)
    reader = open_sqlite(tmp_path / "graph.sqlite")
    async with reader.execution_options(reading=True).connect() as connection:
        await connection.exec_driver_sql("PRAGMA busy_timeout = 50")
        await connection.exec_driver_sql("SELECT count(*) FROM graph_entity")
        await store.erase_subject(CASE)
        assert not await store.scrub()
    assert await store.scrub()
    assert still_there(tmp_path, [CASE]) == []
    await reader.dispose()
    await store.close()
