"""A declared profile, and what a connector says of it."""

from __future__ import annotations

from tests.connectors.doubles import NOW, Wire, connector, permit
from tracer.entities import Entity, EntityId, EntityKind, Property, Provenance, Record, Statement

SITE = Provenance(
    source="web.site",
    record="1",
    url="https://tanneurs.example",
    retrieved_at=NOW,
    body_sha256="0" * 64,
    licence="none",
)


def entity(id_: str, kind: EntityKind, said: dict[Property, str | None]) -> Entity:
    """An entity as the company's own site gave it."""
    return Entity(
        id=EntityId(id_),
        kind=kind,
        statements=tuple(
            Statement(prop=prop, value=value, provenance=SITE)
            for prop, value in said.items()
            if value is not None
        ),
    )


def declared(platform: str, handle: str | None = None, website: str | None = None) -> Entity:
    """A profile as the company's own site gave it."""
    said = {Property.PLATFORM: platform, Property.HANDLE: handle, Property.WEBSITE: website}
    return entity("profile-declared", EntityKind.PROFILE, said)


async def expand(source: str, wire: Wire, about: Entity) -> list[Record]:
    """Every record the source has of an entity."""
    found = connector(source, wire).expand(about, permit(source))
    return [record async for record in found]
