"""Whether a source has anything to do with a case, or with an entity: by country, never by curiosity."""

from __future__ import annotations

import re

from tracer.case import Case
from tracer.entities import Entity, Property
from tracer.normalise.identifiers import registration_key
from tracer.source import SourceCard, SourceKind
from tracer.subject import Subject

HOME = "FR"
REGISTER_ID = re.compile("([a-z]{2})-[a-z]+-")
EVERYWHERE = (
    SourceKind.IDENTIFIER_REGISTER,
    SourceKind.SOCIAL_NETWORK,
    SourceKind.COMPANY_WEBSITE,
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


def is_declared(company: Entity, subject: Subject) -> bool:
    """Whether a company bears the number that the case file gives, in the register it is of."""
    country, number = country_of(company), company.text(Property.REGISTRATION_NUMBER)
    if subject.siren is not None and country in (HOME, None):
        return number == subject.siren
    declared = registration_key(subject.registration)
    same = declared is not None and registration_key(number) == declared
    return same and country == subject.country


def country_of(entity: Entity) -> str | None:
    """The country of the register an entity comes from; its id begins with it (`fr-siren-...`)."""
    of_the_id = REGISTER_ID.match(entity.id)
    return entity.text(Property.JURISDICTION) or (of_the_id[1].upper() if of_the_id else None)
