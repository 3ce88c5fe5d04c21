"""Every statement the durable graph runs, named and explained once. The same on SQLite and PostgreSQL."""

from __future__ import annotations

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Delete,
    Select,
    and_,
    bindparam,
    delete,
    exists,
    func,
    or_,
    select,
    union_all,
)

from graph.schema import entity, link, statement
from tracer.entities import LinkType, Property

CASE: BindParameter[str] = bindparam("case")
IDS: BindParameter[str] = bindparam("ids", expanding=True)
BEFORE: BindParameter[str] = bindparam("before")

# --- reading -------------------------------------------------------------------------------------

KINDS = select(entity.c.id, entity.c.kind).where(entity.c.case_id == CASE, entity.c.id.in_(IDS))
"""Which of some ids exist in a case, and what they are."""

STATEMENTS = (
    select(statement)
    .where(statement.c.case_id == CASE, statement.c.entity_id.in_(IDS))
    .order_by(statement.c.seq)
)
"""Everything said about some entities, in the order it was said."""

LINKS_FROM = select(link).where(link.c.case_id == CASE, link.c.source.in_(IDS))
"""The links that start at some entities."""

ALL_IDS = select(entity.c.id).where(entity.c.case_id == CASE)
"""Every entity of a case."""

ALL_LINKS = select(link).where(link.c.case_id == CASE)
"""Every link of a case."""

WITH_NUMBER = select(statement.c.entity_id).where(
    statement.c.case_id == CASE,
    statement.c.value == bindparam("number"),
    statement.c.prop == Property.REGISTRATION_NUMBER.value,
    statement.c.form == "clear",
)
"""The entities that carry a registration number."""

DEGREES = union_all(
    select(link.c.source.label("id"), func.count().label("links"))
    .where(link.c.case_id == CASE, link.c.source.in_(IDS))
    .group_by(link.c.source),
    select(link.c.target.label("id"), func.count().label("links"))
    .where(link.c.case_id == CASE, link.c.target.in_(IDS), link.c.source != link.c.target)
    .group_by(link.c.target),
)
"""How many links leave and how many reach each entity; a link to itself counts once."""


def capped(*, outward: bool, typed: bool) -> Select[tuple[object, ...]]:
    """The first links of each of some entities, in one direction, at most `cap` an entity.

    The inner select is correlated: for each entity it walks an index that is already in the order
    links are given, and stops at the cap, so that a hub costs no more than the cap.
    """
    near, far = ("source", "target") if outward else ("target", "source")
    one = link.alias("one")
    wanted = [one.c.case_id == entity.c.case_id, one.c[near] == entity.c.id]
    if typed:
        wanted.append(one.c.type.in_(bindparam("types", expanding=True)))
    first = (
        select(one.c.seq)
        .where(*wanted)
        .order_by(one.c.type, one.c[far], one.c.key)
        .limit(bindparam("cap"))
        .correlate(entity)
    )
    return (
        select(entity.c.id.label("near"), link)
        .select_from(entity.join(link, link.c.seq.in_(first)))
        .where(entity.c.case_id == CASE, entity.c.id.in_(IDS))
    )


CAPPED = {
    (outward, typed): capped(outward=outward, typed=typed)
    for outward in (True, False)
    for typed in (True, False)
}
"""The four forms of `capped`, built once."""

# --- taking away ---------------------------------------------------------------------------------

UNLINK = delete(link).where(link.c.case_id == CASE, link.c.key == bindparam("key"))
"""Take one link back by its identity."""

ERASE: tuple[Delete, ...] = (
    delete(link).where(link.c.case_id == CASE),
    delete(statement).where(statement.c.case_id == CASE),
    delete(entity).where(entity.c.case_id == CASE),
)
"""Remove a whole case; links and statements first, so that each row is counted."""


def touches(end: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether a link's end is the entity at hand."""
    return and_(link.c.case_id == entity.c.case_id, end == entity.c.id)


def either_end(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether the entity at hand has such a link, in either direction."""
    return or_(
        exists().where(touches(link.c.source), *conditions).correlate(entity),
        exists().where(touches(link.c.target), *conditions).correlate(entity),
    )


def said(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether there is such a statement about the entity at hand."""
    about = and_(statement.c.case_id == entity.c.case_id, statement.c.entity_id == entity.c.id)
    return exists().where(about, *conditions).correlate(entity)


EMPTIED = and_(
    or_(said(statement.c.retrieved_at < BEFORE), either_end(link.c.retrieved_at < BEFORE)),
    ~said(statement.c.retrieved_at >= BEFORE),
    ~either_end(link.c.retrieved_at >= BEFORE, link.c.type != LinkType.SAME_AS.value),
)
"""An entity that loses something to a purge and of which nothing newer is said but SAME_AS."""

COUNT_EXPIRED = union_all(
    select(func.count()).select_from(statement).where(statement.c.retrieved_at < BEFORE),
    select(func.count()).select_from(link).where(link.c.retrieved_at < BEFORE),
)
"""How many statements and links were retrieved before an instant."""

PURGE_SAME_AS = delete(link).where(
    link.c.retrieved_at >= BEFORE,
    link.c.type == LinkType.SAME_AS.value,
    or_(
        exists().where(touches(link.c.source), EMPTIED).correlate(link),
        exists().where(touches(link.c.target), EMPTIED).correlate(link),
    ),
)
"""Newer identity links of entities that are about to go."""

PURGE_ENTITIES = delete(entity).where(EMPTIED)
"""Entities that are emptied; their old statements and links go with them (ON DELETE CASCADE)."""

PURGE_REST: tuple[Delete, ...] = (
    delete(link).where(link.c.retrieved_at < BEFORE),
    delete(statement).where(statement.c.retrieved_at < BEFORE),
)
"""What else was retrieved before the instant, of entities that stay."""
