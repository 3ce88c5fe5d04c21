"""The durable graph: one set of SQL statements, on SQLite now and meant for PostgreSQL later."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import structlog
from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from graph import queries, schema
from graph.batch import (
    Batch,
    Linked,
    batch_of,
    check_ends,
    check_instant,
    check_kind,
    check_limit,
    check_same_as,
)
from graph.identity import in_order, link_key, pair_key
from graph.reads import chunks, entities, kinds, links_among, links_of, read
from graph.rows import Row, instant, link_row, read_link, statement_row
from graph.sqlite import make_durable, open_sqlite, truncate_log
from tracer.case import CaseId
from tracer.entities import (
    Entity,
    EntityId,
    Expansion,
    Link,
    LinkType,
    Record,
    Subgraph,
)
from tracer.errors import NotFound

log = structlog.get_logger(__name__)


async def open_sql_graph(path_or_url: str | Path) -> SqlGraphStore:
    """The graph at a file path, or at a database URL; its tables are made if there are none."""
    where = str(path_or_url)
    if "://" not in where:
        engine = open_sqlite(Path(where))
    else:
        engine = create_async_engine(where, hide_parameters=True)
        if engine.dialect.name == "sqlite":
            make_durable(engine)
    store = SqlGraphStore(engine)
    await store.create()
    return store


class SqlGraphStore:
    """Entities and links of each case in a database.

    An SQLite engine comes from `graph.sqlite`, or loses updates; `open_sql_graph` sees to that.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._reader = engine.execution_options(reading=True)
        self._writing = asyncio.Lock()  # writers of one process queue here, not in the database

    async def create(self) -> None:
        """Make the tables that are missing."""
        async with self._engine.begin() as connection:
            await connection.run_sync(schema.metadata.create_all)
            await connection.run_sync(schema.add_missing_columns)

    async def close(self) -> None:
        """Let the database go."""
        await self._engine.dispose()

    async def merge(self, case: CaseId, records: Sequence[Record]) -> Subgraph:
        """Add what records say, all of it or nothing; return the touched entities and links."""
        batch = batch_of(records)
        async with self._writing, self._engine.begin() as connection:
            await self._write(connection, case, batch)
            links = await links_among(connection, case, batch.ids)
            return subgraph(await entities(connection, case, batch.ids), links)

    async def get(self, case: CaseId, ids: Sequence[EntityId]) -> tuple[Entity, ...]:
        """The entities of those ids that exist, in the order asked."""
        async with self._reader.connect() as connection:
            found = {entity.id: entity for entity in await entities(connection, case, ids)}
        return tuple(found[entity] for entity in dict.fromkeys(ids) if entity in found)

    async def find_by_identifier(self, case: CaseId, number: str) -> tuple[Entity, ...]:
        """Entities whose registration number is this one."""
        async with self._reader.connect() as connection:
            rows = await read(connection, queries.WITH_NUMBER, case=case, number=number)
            return await entities(connection, case, [EntityId(row["entity_id"]) for row in rows])

    async def expand(
        self,
        case: CaseId,
        ids: Sequence[EntityId],
        types: Sequence[LinkType] | None = None,
        limit: int = 200,
    ) -> Expansion:
        """Links in either direction from each id, at most `limit` a node, with both ends."""
        check_limit(limit)
        async with self._reader.connect() as connection:
            touching = await links_of(connection, case, ids, types, limit + 1)
            links = [link for own in touching.values() for link in own[:limit]]
            ends = {end for link in links for end in (link.source, link.target)}
            return Expansion(
                subgraph=subgraph(await entities(connection, case, ends | set(ids)), links),
                truncated=tuple(sorted(id for id, own in touching.items() if len(own) > limit)),
            )

    async def degree(self, case: CaseId, ids: Sequence[EntityId]) -> Mapping[EntityId, int]:
        """How many links each id has."""
        degrees = dict.fromkeys(ids, 0)
        async with self._reader.connect() as connection:
            for chunk in chunks(ids):
                for row in await read(connection, queries.DEGREES, case=case, ids=chunk):
                    degrees[row["id"]] += row["links"]
        return degrees

    async def link_same_as(self, case: CaseId, link: Link) -> None:
        """Say that two entities are one. Reversible; saying it twice changes nothing.

        Raises NotFound when an end is not in the case, Conflict when the two are of unequal kinds.
        """
        check_same_as(link)
        async with self._writing, self._engine.begin() as connection:
            held = await kinds(connection, case, [link.source, link.target])
            if len(held) < 2:
                raise NotFound("an end of the link is not in this case")
            check_kind(held[link.source], held[link.target])
            row = link_row(case, Linked(key=link_key(link), link=link))
            await self._insert(connection, schema.link, [row])

    async def unlink(self, case: CaseId, a: EntityId, b: EntityId) -> bool:
        """Take a SAME_AS back; whether there was one."""
        said = {"case": case, "key": pair_key(a, b)}
        async with self._writing, self._engine.begin() as connection:
            return (await connection.execute(queries.UNLINK, said)).rowcount > 0

    async def erase_subject(self, case: CaseId) -> int:
        """Remove everything held for a case; how many entities, statements and links went.

        On SQLite the freed bytes are overwritten and the write-ahead log is emptied.
        """
        async with self._writing, self._engine.begin() as connection:
            gone = 0
            for statement in queries.ERASE:
                gone += (await connection.execute(statement, {"case": case})).rowcount
        await self.scrub()
        return gone

    async def export_subject(self, case: CaseId) -> Subgraph:
        """Everything held for a case (GDPR art. 15)."""
        async with self._reader.connect() as connection:
            ids = [row["id"] for row in await read(connection, queries.ALL_IDS, case=case)]
            links = [read_link(row) for row in await read(connection, queries.ALL_LINKS, case=case)]
            return subgraph(await entities(connection, case, ids), links)

    async def purge_expired(self, before: datetime) -> int:
        """Remove what was retrieved before an instant, in every case; how many things went.

        An entity goes with its last statement, unless a newer link other than SAME_AS names it.
        """
        check_instant("before", before)
        limit = {"before": instant(before)}
        async with self._writing, self._engine.begin() as connection:
            gone = (await connection.execute(queries.PURGE_SAME_AS, limit)).rowcount
            gone += sum((await connection.execute(queries.COUNT_EXPIRED, limit)).scalars())
            gone += (await connection.execute(queries.PURGE_ENTITIES, limit)).rowcount
            for statement in queries.PURGE_REST:
                await connection.execute(statement, limit)
        await self.scrub()
        return gone

    async def scrub(self) -> bool:
        """Empty the write-ahead log, where erased values may remain; whether it is empty."""
        if self._engine.dialect.name != "sqlite":
            return True
        async with self._writing:
            empty = await truncate_log(self._engine)
        if not empty:
            log.warning("graph-log-not-emptied", reason="a reader holds an older snapshot")
        return empty

    async def _write(self, connection: AsyncConnection, case: CaseId, batch: Batch) -> None:
        new: list[Row] = [
            {"case_id": case, "id": id, "kind": kind.value} for id, kind in batch.kinds
        ]
        await self._insert(connection, schema.entity, new)
        held = await kinds(connection, case, [*batch.ids, *batch.ends_elsewhere])
        for entity, kind in batch.kinds:
            check_kind(held[entity], kind)
        check_ends(end for end in batch.ends_elsewhere if end not in held)
        said = [statement_row(case, said) for said in batch.statements]
        await self._insert(connection, schema.statement, said)
        linked = [link_row(case, linked) for linked in batch.links]
        await self._insert(connection, schema.link, linked)

    async def _insert(self, connection: AsyncConnection, table: Table, rows: Sequence[Row]) -> None:
        """Add rows that are not there yet, by the table's own uniqueness."""
        if not rows:
            return
        if self._engine.dialect.name == "postgresql":
            await connection.execute(postgresql.insert(table).on_conflict_do_nothing(), rows)
        else:
            await connection.execute(sqlite.insert(table).on_conflict_do_nothing(), rows)


def subgraph(found: tuple[Entity, ...], links: Sequence[Link]) -> Subgraph:
    """Those entities and links, in order, each link once."""
    return Subgraph(entities=found, links=in_order(links))
