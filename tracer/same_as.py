"""The reversible SAME_AS links that a confirmed match leaves in the graph."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import pairwise

from tracer.case import HumanJudgement
from tracer.entities import EntityId, Link, LinkType, Provenance
from tracer.evidence import Judgement, Match
from tracer.lawful import Permit
from tracer.matching.decision import latest


def severed(
    match: Match, judgements: tuple[HumanJudgement, ...]
) -> Iterable[tuple[EntityId, EntityId]]:
    """The pairs of mentions that are no longer one person, since somebody said it is not the debtor."""
    said = latest(judgements)
    for weighed in (*((match.best,) if match.best else ()), *match.others):
        judged = said.get(weighed.candidate.id)
        if judged is not None and judged.judgement is Judgement.DIFFERENT:
            yield from pairwise(weighed.candidate.mentions)


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
