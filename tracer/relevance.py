"""Whether a source has anything to do with a case, or with an entity: by country, never by curiosity."""

from __future__ import annotations

import re

from tracer.case import Case
from tracer.entities import Entity, Property
from tracer.source import SourceCard, SourceKind

HOME = "FR"
REGISTER_ID = re.compile("([a-z]{2})-[a-z]+-")
EVERYWHERE = (
    SourceKind.IDENTIFIER_REGISTER,
    SourceKind.SOCIAL_NETWORK,
    SourceKind.DEATH_FILE,
    SourceKind.BENEFICIAL_OWNERS,
)
"""Kinds of source that are not of one country, whatever country their publisher is in."""


def concerns_case(card: SourceCard, case: Case) -> bool:
    """Whether a source may know the debtor: it is of a country that his file names, or of none."""
    subject = case.subject
    named = {HOME, subject.country, *(address.country for address in subject.addresses)}
    return card.kind in EVERYWHERE or card.country in ("", *named)


def concerns_entity(card: SourceCard, entity: Entity) -> bool:
    """Whether a source may know an entity: it is of the country of the register that names it.

    Where no country is told, the source itself says whether it can answer.
    """
    country = country_of(entity)
    return card.kind in EVERYWHERE or country is None or card.country in ("", country)


def country_of(entity: Entity) -> str | None:
    """The country of the register an entity comes from; its id begins with it (`fr-siren-...`)."""
    of_the_id = REGISTER_ID.match(entity.id)
    return entity.text(Property.JURISDICTION) or (of_the_id[1].upper() if of_the_id else None)
