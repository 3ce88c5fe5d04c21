"""Tells words about somebody's health or private life in free text, so that they are never kept.

A list of words can miss one; what protects is that free text is hardly read at all.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace

from tracer.entities import Entity, EntityKind, Property, Record, Statement

HEALTH = re.compile(
    r"\b(malad(e|es|ie|ies)|souffrant(e|s|es)?|hospitalis\w*|hopital|hopitaux|cancer\w*|tumeur\w*"
    r"|chimio\w*|depressi(f|fs|ve|ves|on|ons)|burn ?out|handicap\w*|invalid(e|es|ite)"
    r"|arret (de )?(travail|maladie)|diagnostic\w*|psychiatri\w*|suicid\w*|enceinte|avc"
    r"|sick(ness)?|ill(ness)?|disease\w*|hospital\w*|tumou?rs?|depress(ed|ion)|disab(led|ility)"
    r"|pregnan(t|cy)|sida|vih|hiv|seropositi\w*|diabet\w*)\b"
)
"""Words of sickness in French and English, without accents (GDPR art. 9(1))."""

PRIVATE_LIFE = re.compile(
    r"\b(divorc\w*|conjugal\w*|adulter\w*|separation|luxe|luxueu(x|se|ses)|train de vie|yachts?"
    r"|vacances|voyag(e|es|er)|croisieres?|luxur(y|ious)|lifestyle|holidays?|travel(s|ling)?"
    r"|religio\w*|syndica\w*|homosexu\w*)\b"
)
"""Words of private life that are no ground for a search (Cass. crim. 30 April 2024, n° 23-80.962)."""

FREE_TEXT = frozenset({EntityKind.PROFILE, EntityKind.WEBSITE})
"""Pages where people write what they like; a register's entry is not one."""


NAMED = frozenset(
    {
        Property.WEBSITE,
        Property.HANDLE,
        Property.PLATFORM,
        Property.LAST_ACTIVITY,
        Property.OPENING,
        Property.SIGNAL,
    }
)
"""Addresses and codes: a firm may be called after what it treats, and that tells nothing of the debtor."""


def tells_health(text: str) -> bool:
    """Whether a text bears a word of sickness."""
    return HEALTH.search(plain(text)) is not None


def tells_private_life(text: str) -> bool:
    """Whether a text bears a word of private life: divorce, luxury, travel, opinions."""
    return PRIVATE_LIFE.search(plain(text)) is not None


def without_private_life(records: Iterable[Record]) -> tuple[Record, ...]:
    """The same records without what a page tells of health or private life.

    Of sickness, all that is kept is that a person must look: `Record.vulnerable`.
    """
    return tuple(map(_kept, records))


def _kept(record: Record) -> Record:
    sick, entities = record.vulnerable, []
    for entity in record.entities:
        free = entity.statements if entity.kind in FREE_TEXT else ()
        said = [statement for statement in free if statement.prop not in NAMED]
        health = [s for s in said if tells_health(_text(s))]
        private = [s for s in said if tells_private_life(_text(s))]
        sick = sick or bool(health)
        entities.append(_less(entity, [*health, *private]))
    return replace(record, entities=tuple(entities), vulnerable=sick)


def _less(entity: Entity, dropped: list[Statement]) -> Entity:
    if not dropped:
        return entity
    return replace(entity, statements=tuple(s for s in entity.statements if s not in dropped))


def _text(statement: Statement) -> str:
    return statement.value if isinstance(statement.value, str) else ""


def plain(text: str) -> str:
    """In lower case, without accents, words parted by single spaces."""
    bare = unicodedata.normalize("NFKD", text).casefold()
    letters = "".join(c for c in bare if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", letters))
