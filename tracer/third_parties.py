"""Drops, as soon as it arrives, what a source says about people who cannot be the debtor.

Co-directors are third parties: all that is kept is that somebody else holds an office there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from tracer.entities import Entity, EntityKind, Record, Subgraph
from tracer.evidence import Comparison
from tracer.identify import person_candidate, surname_keys
from tracer.matching.doubts import GIVEN_AGREES, told
from tracer.ports import Matcher
from tracer.subject import Subject

OTHER_NAME = frozenset({"surname_different", "surname_close", "given_different", "given_close"})
"""The levels at which a name is another's (`matching.agreement`); likeness alone is not a slip."""


def without_third_parties(
    subject: Subject, records: Iterable[Record], matcher: Matcher
) -> tuple[Record, ...]:
    """The same records in which a person of another name is a node that says nothing.

    Directors of a debtor company are kept: they are whom a letter to the company is for.
    """
    if subject.is_company:
        return tuple(records)
    return tuple(
        replace(record, entities=tuple(kept(subject, record, matcher))) for record in records
    )


def kept(subject: Subject, record: Record, matcher: Matcher) -> Iterator[Entity]:
    """The entities of a record, those of another surname or first given name emptied."""
    around = Subgraph(entities=record.entities, links=record.links)
    people = [
        entity
        for entity in record.entities
        if entity.kind is EntityKind.PERSON and surname_keys(entity)
    ]
    weighed = matcher.compare_all(subject, [person_candidate([one], around) for one in people])
    others = {id(one) for one, said in zip(people, weighed, strict=True) if another_name(said)}
    for entity in record.entities:
        yield replace(entity, statements=()) if id(entity) in others else entity


def another_name(weighed: Comparison) -> bool:
    """Whether the evidence says that the name itself is somebody else's.

    A name that sounds the same and is the other sex's is a brother's or a sister's.
    """
    codes = told(weighed)
    return bool(codes & OTHER_NAME) or ("sex_differ" in codes and not codes & GIVEN_AGREES)
