"""The reversible SAME_AS links that a confirmed match leaves in the graph."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import pairwise

from tracer.entities import EntityId, Link, LinkType, Provenance, Subgraph
from tracer.evidence import Match
from tracer.lawful import Permit


def severed(match: Match, found: Subgraph) -> Iterable[tuple[EntityId, EntityId]]:
    """The pairs of mentions that an earlier trace took for one person and this one does not.

    Links mirror the present decision: a person may have judged otherwise, or a register changed.
    """
    kept = match.best.candidate.mentions if match.confirmed and match.best else ()
    for link in found.links:
        if link.type is LinkType.SAME_AS and not {link.source, link.target} <= set(kept):
            yield link.source, link.target


def same_as_links(match: Match, permit: Permit, at: datetime) -> Iterable[Link]:
    """One link between each two neighbouring mentions of the confirmed candidate.

    The provenance names the decision: the journal entry that allowed the combination.
    """
    if match.best is None:
        return
    provenance = Provenance(
        source="tracer.match",
        record=match.best.candidate.id,
        url=f"journal:{permit.receipt.sequence}",
        retrieved_at=at,
        body_sha256=permit.receipt.entry_hash,
        licence="",
    )
    for a, b in pairwise(match.best.candidate.mentions):
        yield Link(
            source=a,
            type=LinkType.SAME_AS,
            target=b,
            provenance=provenance,
            bits=match.best.total_bits,
        )
