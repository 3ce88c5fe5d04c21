"""What the durable store owes beyond the contract: it lasts, it loses no update, it guards itself."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from graph.batch import Said
from graph.rows import statement_row
from graph.schema import metadata, statement
from graph.sql import open_sql_graph
from graph.sqlite import open_sqlite
from tracer.case import CaseId
from tracer.entities import (
    Entity,
    EntityId,
    EntityKind,
    Link,
    LinkType,
    Property,
    Provenance,
    Record,
    Statement,
)

CASE = CaseId("case-1")
TOLD = Provenance(
    source="invented register",
    record="r1",
    url="https://register.example/r1",
    retrieved_at=datetime(2026, 3, 4, tzinfo=UTC),
    body_sha256="00",
    licence="Invented Licence 1.0",
)


def named(entity: str) -> Record:
    said = Statement(prop=Property.NAME, value=f"Nom {entity}", provenance=TOLD)
    person = Entity(id=EntityId(entity), kind=EntityKind.PERSON, statements=(said,))
    return Record(key=entity, entities=(person,), links=(), provenance=TOLD)


async def test_what_was_merged_is_there_after_closing_and_opening_again(tmp_path: Path) -> None:
    first = await open_sql_graph(tmp_path / "graph.sqlite")
    kept = await first.merge(CASE, [named("anne")])
    await first.close()
    second = await open_sql_graph(f"sqlite+aiosqlite:///{tmp_path / 'graph.sqlite'}")
    try:
        assert await second.export_subject(CASE) == kept
    finally:
        await second.close()


async def test_two_processes_that_read_then_write_lose_nothing(tmp_path: Path) -> None:
    engines = [open_sqlite(tmp_path / "count.sqlite") for _ in range(2)]
    async with engines[0].begin() as connection:
        await connection.execute(text("CREATE TABLE counter (n INTEGER)"))
        await connection.execute(text("INSERT INTO counter VALUES (0)"))

    async def add_one(engine: AsyncEngine) -> None:
        async with engine.begin() as connection:
            n = (await connection.execute(text("SELECT n FROM counter"))).scalar_one()
            await asyncio.sleep(0)
            await connection.execute(text("UPDATE counter SET n = :n"), {"n": n + 1})

    async with asyncio.TaskGroup() as group:
        for engine in engines * 10:
            group.create_task(add_one(engine))
    async with engines[0].begin() as connection:
        assert (await connection.execute(text("SELECT n FROM counter"))).scalar_one() == 20
    for engine in engines:
        await engine.dispose()


async def test_two_stores_on_one_file_merge_at_once(tmp_path: Path) -> None:
    stores = [await open_sql_graph(tmp_path / "graph.sqlite") for _ in range(2)]
    async with asyncio.TaskGroup() as group:
        for n in range(16):
            group.create_task(stores[n % 2].merge(CASE, [named("shared"), named(f"p{n}")]))
    held = await stores[0].export_subject(CASE)
    for store in stores:
        await store.close()
    assert len(held.entities) == 17
    assert all(len(entity.statements) == 1 for entity in held.entities)


async def test_reading_does_not_wait_for_a_writer(tmp_path: Path) -> None:
    store = await open_sql_graph(tmp_path / "graph.sqlite")
    kept = await store.merge(CASE, [named("anne")])
    writer = open_sqlite(tmp_path / "graph.sqlite")
    async with writer.begin() as connection:
        await connection.execute(text("DELETE FROM graph_entity"))
        async with asyncio.timeout(2):
            assert await store.export_subject(CASE) == kept
    await writer.dispose()
    await store.close()


async def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    store = await open_sql_graph(tmp_path / "new" / "graph.sqlite")
    await store.merge(CASE, [named("anne")])
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "new").iterdir()}
    await store.close()
    assert "graph.sqlite-wal" in modes
    assert set(modes.values()) == {0o600}


async def test_every_connection_is_durable_and_overwrites_what_it_deletes(tmp_path: Path) -> None:
    engine = open_sqlite(tmp_path / "graph.sqlite")
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
    async with engine.connect() as one, engine.connect() as two:
        for connection in (one, two):
            for name, value in wanted.items():
                found = (await connection.execute(text(f"PRAGMA {name}"))).scalar_one()
                assert found == value, name
            driver = (await connection.get_raw_connection()).driver_connection
            assert driver is not None
            assert driver.isolation_level is None, "the driver begins nothing by itself"
            await connection.rollback()
    await engine.dispose()


@pytest.mark.parametrize("prop", [Property.PHONE, Property.EMAIL, Property.STREET, Property.FULL])
async def test_the_database_itself_refuses_a_contact_value_in_clear(
    tmp_path: Path, prop: Property
) -> None:
    store = await open_sql_graph(tmp_path / "graph.sqlite")
    await store.merge(CASE, [named("anne")])
    await store.close()
    clear = Statement(prop=prop, value="une valeur", provenance=TOLD)
    row = statement_row(CASE, Said(key="k", entity=EntityId("anne"), statement=clear))
    engine = open_sqlite(tmp_path / "graph.sqlite")
    with pytest.raises(IntegrityError, match="contact_sealed") as refused:
        async with engine.begin() as connection:
            await connection.execute(statement.insert(), [row])
    assert "une valeur" not in str(refused.value)
    await engine.dispose()


def test_the_same_tables_can_be_made_on_postgresql() -> None:
    from sqlalchemy.dialects import postgresql
    from sqlalchemy.schema import CreateIndex, CreateTable

    from graph import queries

    dialect = postgresql.dialect()
    for table in metadata.sorted_tables:
        made = str(CreateTable(table).compile(dialect=dialect))
        assert 'COLLATE "C"' in made
        for index in table.indexes:
            assert str(CreateIndex(index).compile(dialect=dialect))
    named_statements = [
        getattr(queries, name) for name in ("KINDS", "STATEMENTS", "DEGREES", "PURGE_ENTITIES")
    ]
    for named_statement in (*named_statements, *queries.CAPPED.values()):
        assert "graph_" in str(named_statement.compile(dialect=dialect))


async def test_a_graph_made_before_links_had_terms_is_read_as_it_was(tmp_path: Path) -> None:
    place = tmp_path / "graph.sqlite"
    at = Link(
        source=EntityId("anne"),
        type=LinkType.DIRECTORSHIP,
        target=EntityId("mill"),
        provenance=TOLD,
        role="Gérant",
    )
    drawn = Record(
        key="r",
        entities=(*named("anne").entities, *named("mill").entities),
        links=(at,),
        provenance=TOLD,
    )
    first = await open_sql_graph(place)
    kept = await first.merge(CASE, [drawn])
    await first.close()
    with sqlite3.connect(place) as older:
        for column in ("start_on", "end_on", "current"):
            older.execute(f"ALTER TABLE graph_link DROP COLUMN {column}")
    second = await open_sql_graph(place)
    try:
        assert await second.export_subject(CASE) == kept
        assert (await second.merge(CASE, [drawn])).links == (at,)
    finally:
        await second.close()
