"""What may enter a graph, checked before anything is written, so that a bad record leaves nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from graph.identity import link_key, statement_key
from tracer.entities import (
    CONTACT_PROPERTIES,
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
from tracer.errors import Conflict, Invalid
from tracer.lawful import Sealed

LOST = re.compile("[\0\ud800-\udfff]")
"""Characters that some store cannot keep: NUL, and halves of surrogate pairs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One statement, with whom it is about and its identity."""

    key: str
    entity: EntityId
    statement: Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """One link, with its identity."""

    key: str
    link: Link


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Everything some records say, each thing once, in the order it is said."""

    kinds: tuple[tuple[EntityId, EntityKind], ...]
    statements: tuple[Said, ...]
    links: tuple[Linked, ...]

    @property
    def ids(self) -> tuple[EntityId, ...]:
        """The entities the records describe."""
        return tuple(entity for entity, _ in self.kinds)

    @property
    def ends_elsewhere(self) -> tuple[EntityId, ...]:
        """The ends of links that no record here describes: they must be in the graph already."""
        here = set(self.ids)
        ends = (end for said in self.links for end in (said.link.source, said.link.target))
        return tuple(dict.fromkeys(end for end in ends if end not in here))


def batch_of(records: Sequence[Record]) -> Batch:
    """The content of records, checked.

    Raises Invalid for a contact value in clear, a time without zone, text no store can keep, or a
    SAME_AS link (a decision, never what a source says); Conflict for an entity of two kinds.
    """
    kinds: dict[EntityId, EntityKind] = {}
    statements: dict[str, Said] = {}
    links: dict[str, Linked] = {}
    for record in records:
        for entity in record.entities:
            check_text("id", entity.id)
            check_kind(kinds.setdefault(entity.id, entity.kind), entity.kind)
            for said in statements_of(entity):
                statements.setdefault(said.key, said)
        for link in record.links:
            if link.type is LinkType.SAME_AS:
                raise Invalid("links.type", "SAME_AS is a decision; link_same_as says it")
            check_link(link)
            key = link_key(link)
            links.setdefault(key, Linked(key=key, link=link))
    return Batch(
        kinds=tuple(kinds.items()),
        statements=tuple(statements.values()),
        links=tuple(links.values()),
    )


def statements_of(entity: Entity) -> Iterable[Said]:
    """The statements about one entity, checked."""
    for statement in entity.statements:
        check_value(statement.prop, statement.value)
        check_provenance(statement.provenance)
        yield Said(key=statement_key(entity.id, statement), entity=entity.id, statement=statement)


def check_value(prop: Property, value: str | Masked | Sealed) -> None:
    """A value that reaches somebody is sealed or withheld, never in clear."""
    if isinstance(value, str):
        if prop in CONTACT_PROPERTIES:
            raise Invalid(prop, "a contact value must be sealed before it is stored")
        check_text(prop, value)
    elif isinstance(value, Masked):
        check_text(prop, value.by)


def check_link(link: Link) -> None:
    """A link any store can keep."""
    check_text("links.source", link.source)
    check_text("links.target", link.target)
    check_text("links.role", link.role or "")
    check_text("links.start", link.start or "")
    check_text("links.end", link.end or "")
    check_provenance(link.provenance)


def check_same_as(link: Link) -> None:
    """A SAME_AS link between two different entities."""
    check_link(link)
    if link.type is not LinkType.SAME_AS:
        raise Invalid("type", "only SAME_AS is said this way")
    if link.source == link.target:
        raise Invalid("target", "an entity needs no link to itself")


def check_provenance(provenance: Provenance) -> None:
    """Provenance any store can keep, with an instant that means one thing."""
    check_instant("provenance.retrieved_at", provenance.retrieved_at)
    for name in ("source", "record", "url", "body_sha256", "licence"):
        check_text(f"provenance.{name}", getattr(provenance, name))


def check_instant(field: str, at: datetime) -> None:
    """An instant means the same everywhere."""
    if at.utcoffset() is None:
        raise Invalid(field, "the time has no zone")


def check_kind(held: EntityKind, said: EntityKind) -> None:
    """An entity keeps its kind."""
    if held is not said:
        raise Conflict("kind: an entity of that id is of another kind")


def check_ends(missing: Iterable[EntityId]) -> None:
    """A link has two ends the case knows."""
    if any(True for _ in missing):
        raise Invalid("links", "an end of a link is described by no record of this case")


def check_limit(limit: int) -> None:
    """A limit counts something."""
    if limit < 0:
        raise Invalid("limit", "it cannot be negative")


def check_text(field: str, text: str) -> None:
    """Text every store gives back as it was: no NUL and no half of a surrogate pair."""
    if LOST.search(text):
        raise Invalid(field, "the text holds a character no store can keep")
