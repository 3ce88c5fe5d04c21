"""What the durable graph reads within one transaction, a bounded number of ids at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import Executable, RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from graph import queries
from graph.identity import in_order
from graph.rows import read_entities, read_link
from tracer.case import CaseId
from tracer.entities import Entity, EntityId, EntityKind, Link, LinkType

CHUNK = 500
"""How many ids go into one statement."""


async def kinds(
    connection: AsyncConnection, case: CaseId, ids: Collection[EntityId]
) -> dict[EntityId, EntityKind]:
    """The kinds of those ids that exist."""
    found: dict[EntityId, EntityKind] = {}
    for chunk in chunks(ids):
        for row in await read(connection, queries.KINDS, case=case, ids=chunk):
            found[EntityId(row["id"])] = EntityKind(row["kind"])
    return found


async def entities(
    connection: AsyncConnection, case: CaseId, ids: Collection[EntityId]
) -> tuple[Entity, ...]:
    """The entities of those ids that exist, with all their statements, by id."""
    found: list[Entity] = []
    for chunk in chunks(ids):
        rows = await read(connection, queries.KINDS, case=case, ids=chunk)
        said = await read(connection, queries.STATEMENTS, case=case, ids=chunk)
        found += read_entities(rows, said)
    return tuple(sorted(found, key=lambda entity: entity.id))


async def links_of(
    connection: AsyncConnection,
    case: CaseId,
    ids: Collection[EntityId],
    types: Collection[LinkType] | None,
    cap: int,
) -> dict[EntityId, tuple[Link, ...]]:
    """The first `cap` links of each entity, in order."""
    found: dict[EntityId, list[Link]] = {}
    given = {} if types is None else {"types": [type.value for type in types]}
    for chunk in chunks(ids):
        for outward in (True, False):
            query = queries.CAPPED[outward, types is not None]
            for row in await read(connection, query, case=case, ids=chunk, cap=cap, **given):
                found.setdefault(EntityId(row["near"]), []).append(read_link(row))
    return {id: in_order(own)[:cap] for id, own in found.items()}


async def links_among(
    connection: AsyncConnection, case: CaseId, ids: Collection[EntityId]
) -> list[Link]:
    """The links both ends of which are among those ids."""
    here = set(ids)
    return [
        read_link(row)
        for chunk in chunks(ids)
        for row in await read(connection, queries.LINKS_FROM, case=case, ids=chunk)
        if row["target"] in here
    ]


async def read(
    connection: AsyncConnection, query: Executable, **given: object
) -> Sequence[RowMapping]:
    """The rows of a named statement."""
    return (await connection.execute(query, given)).mappings().all()


def chunks(ids: Collection[EntityId]) -> Iterator[list[EntityId]]:
    """Those ids, each once, a statement's worth at a time."""
    once = sorted(set(ids))
    for start in range(0, len(once), CHUNK):
        yield once[start : start + CHUNK]
