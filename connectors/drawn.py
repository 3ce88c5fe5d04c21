"""Drawing entities and links from what a source says: each once, all with one provenance."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from connectors.base import statements
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
)


@dataclass(slots=True)
class Drawn:
    """Entities and links as they are drawn from a unit, each entity and link once."""

    provenance: Provenance
    entities: dict[EntityId, Entity] = field(default_factory=dict)
    links: dict[Link, None] = field(default_factory=dict)

    def add(
        self,
        entity_id: EntityId,
        kind: EntityKind,
        said: Iterable[tuple[Property, str | Masked | None]],
    ) -> EntityId:
        """Put an entity in, unless it is there already."""
        entity = Entity(id=entity_id, kind=kind, statements=statements(said, self.provenance))
        self.entities.setdefault(entity_id, entity)
        return entity_id

    def link(
        self,
        source: EntityId,
        type_: LinkType,
        target: EntityId,
        role: str | None = None,
        *,
        start: str | None = None,
        end: str | None = None,
        current: bool | None = True,
    ) -> None:
        """Put a link in. `current` is None where the register does not tell."""
        link = Link(
            source=source,
            type=type_,
            target=target,
            provenance=self.provenance,
            role=role,
            start=start,
            end=end,
            current=current,
        )
        self.links[link] = None

    def record(self, key: str, *, withheld: bool = False, unread: Iterable[str] = ()) -> Record:
        """Everything drawn, as one record; `unread` are names of fields nobody here knows."""
        return Record(
            key=key,
            entities=tuple(self.entities.values()),
            links=tuple(self.links),
            provenance=self.provenance,
            withheld=withheld,
            unread_fields=tuple(sorted(set(unread))),
        )


def company_id(siren: str) -> EntityId:
    """The id of the company of that SIREN, whichever source speaks of it."""
    return EntityId(f"fr-siren-{siren}")


def opaque(prefix: str, *parts: str) -> EntityId:
    """A stable id that says nothing about what it is made of."""
    return EntityId(prefix + hashlib.sha256("|".join(parts).encode()).hexdigest()[:20])


def calendar_day(text: str | None) -> str | None:
    """A day that exists, as ISO, or None."""
    try:
        return date.fromisoformat(text[:10]).isoformat() if text else None
    except ValueError:
        return None


def has_come(day: str | None, by: date) -> bool:
    """Whether a day is said, exists, and has come by another; what is no day has not."""
    said = calendar_day(day)
    return said is not None and date.fromisoformat(said) <= by
