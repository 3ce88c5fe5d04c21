"""Drops, as soon as it arrives, what a source says about people who cannot be the debtor.

Co-directors are third parties: all that is kept is that somebody else holds an office there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from tracer.entities import Entity, EntityKind, Record, Subgraph
from tracer.evidence import Comparison
from tracer.identify import person_candidate, surname_keys
from tracer.ports import Matcher
from tracer.subject import Subject

OTHER_NAME = frozenset({"surname_different", "given_different"})
"""The evidence that says the name is another's (`matching.surnames`, `matching.given_names`)."""


def without_third_parties(
    subject: Subject, records: Iterable[Record], matcher: Matcher
) -> tuple[Record, ...]:
    """The same records in which a person of another name is a node that says nothing.

    Directors of a debtor company are kept: they are whom a letter to the company is for.
    """
    if subject.is_company:
        return tuple(records)
    return tuple(
        replace(
            record,
            entities=tuple(
                replace(entity, statements=())
                if is_third_party(subject, entity, record, matcher)
                else entity
                for entity in record.entities
            ),
        )
        for record in records
    )


def is_third_party(subject: Subject, entity: Entity, record: Record, matcher: Matcher) -> bool:
    """Whether a mentioned person bears another surname or another first given name."""
    if entity.kind is not EntityKind.PERSON or not surname_keys(entity):
        return False
    around = Subgraph(entities=record.entities, links=record.links)
    return another_name(matcher.compare(subject, person_candidate([entity], around)))


def another_name(weighed: Comparison) -> bool:
    """Whether the evidence says that the name itself is somebody else's."""
    return any(item.code in OTHER_NAME for item in weighed.evidence)
