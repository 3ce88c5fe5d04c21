"""What makes two statements, or two links, one: the same in every store.

Saying a thing twice leaves one thing. Sealing is randomised, so a sealed value is known by its
fingerprint; a SAME_AS link is known by its two ends, whichever way round they are given.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC

from tracer.entities import EntityId, Link, LinkType, Masked, Provenance, Statement
from tracer.lawful import Sealed


def statement_key(entity: EntityId, statement: Statement) -> str:
    """The identity of a statement within a case: whom it is about, what it says, who says so when."""
    value = statement.value
    if isinstance(value, Sealed):
        said = ("sealed", value.fingerprint)
    elif isinstance(value, Masked):
        said = ("masked", value.by)
    else:
        said = ("clear", value)
    return _digest(entity, statement.prop, *said, *_told(statement.provenance))


def link_key(link: Link) -> str:
    """The identity of a link within a case."""
    if link.type is LinkType.SAME_AS:
        return pair_key(link.source, link.target)
    term = (link.start, link.end, None if link.current is None else str(link.current))
    told = () if term == (None, None, "True") else term
    return _digest(link.type, link.source, link.target, link.role, *told, *_told(link.provenance))


def pair_key(a: EntityId, b: EntityId) -> str:
    """The identity of the SAME_AS link between two entities; there is at most one."""
    return _digest(LinkType.SAME_AS, *sorted((a, b)))


def in_order(links: Iterable[Link]) -> tuple[Link, ...]:
    """Those links, each once, in the order every store gives them, however they came in."""
    once = {link_key(link): link for link in links}
    by_place = sorted(once.items(), key=lambda item: (*ends(item[1]), item[0]))
    return tuple(link for _, link in by_place)


def ends(link: Link) -> tuple[str, str, str]:
    """The type of a link and what it joins."""
    return (link.type.value, link.source, link.target)


def _told(provenance: Provenance) -> tuple[str, ...]:
    at = provenance.retrieved_at.astimezone(UTC).isoformat(timespec="microseconds")
    return (
        provenance.source,
        provenance.record,
        provenance.url,
        at,
        provenance.body_sha256,
        provenance.licence,
    )


def _digest(*parts: str | None) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
