"""What Wikidata answers (MediaWiki search API, Wikibase JSON), down to the few properties read.

Every other property is left where it is: an item may say anything about anybody. An empty object is
written `[]` by the server.
"""

from __future__ import annotations

import re
from typing import ClassVar

from pydantic import Field, model_validator

from connectors.base import Payload

ITEM = re.compile(r"Q[1-9]\d*")
PROPERTY = re.compile(r"P[1-9]\d*")
LANGUAGE = re.compile(r"[a-z]{2,8}(-[a-z0-9]+)*")


class Keyed(Payload):
    """An object whose keys are data. Those of `KEYS` that have no field of their own are not read."""

    KEYS: ClassVar[re.Pattern[str]]

    @model_validator(mode="before")
    @classmethod
    def only_known(cls, said: object) -> object:
        """What is read, and whatever is not a key of the kind that is expected."""
        if said == []:
            return {}
        if not isinstance(said, dict):
            return said
        own = {field.alias or name for name, field in cls.model_fields.items()}
        return {
            name: value
            for name, value in said.items()
            if name in own or not cls.KEYS.fullmatch(name)
        }


class Hit(Payload):
    """An item that has the number asked."""

    DROPPED: ClassVar[frozenset[str]] = frozenset(
        {"ns", "pageid", "size", "wordcount", "snippet", "timestamp"}
    )

    title: str


class Found(Payload):
    """The items found; none is an empty list."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"searchinfo"})

    search: list[Hit]


class SearchPage(Payload):
    """A page of a search."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"batchcomplete", "continue"})

    query: Found


class ItemId(Payload):
    """An item as a value."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"entity-type", "numeric-id"})

    id: str


class DataValue(Payload):
    """A value: an item, or the text of an identifier or an address."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"type"})

    value: str | ItemId


class Snak(Payload):
    """What a claim says. "somevalue" and "novalue" are no value."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"datatype", "hash", "property"})

    snaktype: str
    datavalue: DataValue | None = None


class Used(Keyed):
    """Which properties qualify or support a claim: only the few that change what is made of it."""

    KEYS = PROPERTY

    ended: list[object] = Field(default_factory=list, alias="P582")
    imported: list[object] = Field(default_factory=list, alias="P143")
    others: int = 0

    @model_validator(mode="before")
    @classmethod
    def count(cls, said: object) -> object:
        """How many properties there are beside "imported from": a copy of a wiki supports nothing."""
        if not isinstance(said, dict):
            return said
        return {**said, "others": sum(1 for k in said if PROPERTY.fullmatch(k) and k != "P143")}


class Reference(Payload):
    """What supports a claim."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"hash", "snaks-order"})

    snaks: Used


class Claim(Payload):
    """One claim with its rank: preferred, normal or deprecated."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"id", "type", "qualifiers-order"})

    mainsnak: Snak
    rank: str
    qualifiers: Used = Field(default_factory=Used)
    references: tuple[Reference, ...] = ()

    @property
    def text(self) -> str | None:
        """The value as text, an item by its number."""
        held = self.mainsnak.datavalue
        if self.mainsnak.snaktype != "value" or held is None:
            return None
        return held.value if isinstance(held.value, str) else held.value.id

    @property
    def is_supported(self) -> bool:
        """Whether a reference supports it that is not merely another wiki."""
        return any(reference.snaks.others for reference in self.references)


class Claims(Keyed):
    """The properties read of an organisation."""

    KEYS = PROPERTY

    kinds: tuple[Claim, ...] = Field(default=(), alias="P31")
    sirens: tuple[Claim, ...] = Field(default=(), alias="P1616")
    leis: tuple[Claim, ...] = Field(default=(), alias="P1278")
    websites: tuple[Claim, ...] = Field(default=(), alias="P856")
    x: tuple[Claim, ...] = Field(default=(), alias="P2002")
    facebook: tuple[Claim, ...] = Field(default=(), alias="P2013")
    instagram: tuple[Claim, ...] = Field(default=(), alias="P2003")
    youtube: tuple[Claim, ...] = Field(default=(), alias="P2397")
    github: tuple[Claim, ...] = Field(default=(), alias="P2037")
    linkedin: tuple[Claim, ...] = Field(default=(), alias="P4264")
    mastodon: tuple[Claim, ...] = Field(default=(), alias="P4033")
    bluesky: tuple[Claim, ...] = Field(default=(), alias="P12361")


class Label(Payload):
    """A name in one language."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"language", "for-language", "source-language"})

    value: str


class Labels(Keyed):
    """The names read."""

    KEYS = LANGUAGE

    fr: Label | None = None
    en: Label | None = None


class Item(Payload):
    """One item."""

    DROPPED: ClassVar[frozenset[str]] = frozenset(
        {"aliases", "descriptions", "lastrevid", "modified", "ns", "pageid", "sitelinks", "title"}
        | {"type"}
    )

    id: str
    labels: Labels = Field(default_factory=Labels)
    claims: Claims = Field(default_factory=Claims)


class Items(Payload):
    """Items by their numbers; one that is a redirect comes under the number it leads to."""

    items: tuple[Item, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def gather(cls, said: object) -> object:
        """The items in a row, and whatever else the object holds."""
        if not isinstance(said, dict):
            return said
        numbered = {name: value for name, value in said.items() if ITEM.fullmatch(name)}
        rest = {name: value for name, value in said.items() if name not in numbered}
        present = [v for v in numbered.values() if not (isinstance(v, dict) and "missing" in v)]
        return {**rest, "items": present}


class ItemPage(Payload):
    """The items asked for."""

    DROPPED: ClassVar[frozenset[str]] = frozenset({"success"})

    entities: Items
