"""What reaches somebody is encrypted before the graph sees it, and no id tells what it was."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from tracer.entities import (
    CONTACT_PROPERTIES,
    Entity,
    EntityId,
    EntityKind,
    Link,
    Record,
    Statement,
)
from tracer.ports import Vault

HASHED = re.compile(r"(.+-)[0-9a-f]{20}")
"""An id that a source made by hashing what it names; others are made of registration numbers."""


def sealed(records: Iterable[Record], subject: str, vault: Vault) -> tuple[Record, ...]:
    """The same records with every value that reaches somebody encrypted under the subject's key.

    A source names a contact by a hash of it, which anybody could search through: there are only so
    many telephone numbers. Here it gets the vault's keyed fingerprint for a name.
    """
    told = tuple(records)
    names = {
        entity.id: renamed(entity, value, subject, vault)
        for record in told
        for entity in record.entities
        if (value := reached_by(entity)) is not None
    }

    def name(entity: EntityId) -> EntityId:
        return names.get(entity, entity)

    def seal(entity: EntityId, statement: Statement) -> Statement:
        if statement.prop not in CONTACT_PROPERTIES or not isinstance(statement.value, str):
            return statement
        context = f"{entity}|{statement.prop}"
        return replace(statement, value=vault.seal(subject, context, statement.value))

    def moved(link: Link) -> Link:
        return replace(link, source=name(link.source), target=name(link.target))

    return tuple(
        replace(
            record,
            entities=tuple(
                replace(
                    entity,
                    id=name(entity.id),
                    statements=tuple(seal(name(entity.id), s) for s in entity.statements),
                )
                for entity in record.entities
            ),
            links=tuple(map(moved, record.links)),
        )
        for record in told
    )


def reached_by(entity: Entity) -> str | None:
    """The value an entity is named after, if it is a contact or an address in clear."""
    named = entity.kind in (EntityKind.CONTACT, EntityKind.ADDRESS)
    if not named or not HASHED.fullmatch(entity.id):
        return None
    said = (s.value for s in entity.statements if s.prop in CONTACT_PROPERTIES)
    return next((value for value in said if isinstance(value, str)), None)


def renamed(entity: Entity, value: str, subject: str, vault: Vault) -> EntityId:
    """The id of a contact by the keyed fingerprint of what it is."""
    kind = entity.id.rpartition("-")[0] + "-"
    return EntityId(f"{kind}{vault.seal(subject, 'id', value).fingerprint[:20]}")
