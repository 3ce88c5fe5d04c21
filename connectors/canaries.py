"""Questions whose answer is known, one for each source: what is asked, and which facts must come back.

They are data (`canaries.toml`): organisations that are public bodies or known to everybody, never a
person. The block `sandbox` names what the pretend internet knows instead.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter

from connectors.base import statements
from tracer.entities import Entity, EntityId, EntityKind, Property, Provenance
from tracer.subject import PostalAddress, Subject, SubjectKind

Where = Literal["real", "sandbox"]


class Place(BaseModel):
    """A postal address, for a source that is asked for addresses."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    line: str
    postcode: str
    city: str


class Canary(BaseModel):
    """What one source is asked and what it must say.

    `number` is the one of the register of `country` (a SIREN in France). With `about` the source is
    asked about an entity already found, of that kind; otherwise it is searched. `expect` are the
    properties that must stand somewhere in the records that come back.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    expect: tuple[Property, ...]
    country: str = "FR"
    number: str | None = None
    address: Place | None = None
    about: Literal["Company", "Profile"] | None = None
    website: str | None = None
    platform: str | None = None
    handle: str | None = None

    @property
    def subject(self) -> Subject:
        """The organisation as a subject to search for."""
        french, where = self.country == "FR", self.address
        return Subject(
            kind=SubjectKind.COMPANY,
            company_name=self.name,
            siren=self.number if french else None,
            registration=None if french else self.number,
            country=self.country,
            addresses=(PostalAddress(**where.model_dump()),) if where else (),
        )

    def entity(self, now: datetime) -> Entity | None:
        """The organisation or its account as already found; None where a source is searched."""
        if self.about is None:
            return None
        told = (
            (Property.NAME, self.name),
            (Property.REGISTRATION_NUMBER, self.number),
            (Property.JURISDICTION, self.country),
            (Property.WEBSITE, self.website),
            (Property.PLATFORM, self.platform),
            (Property.HANDLE, self.handle),
        )
        provenance = Provenance(
            source="canary", record="", url="", retrieved_at=now, body_sha256="", licence=""
        )
        prefix = "fr-siren" if self.country == "FR" else self.country.lower()
        return Entity(
            id=EntityId(f"{prefix}-{self.number}" if self.number else "canary"),
            kind=EntityKind(self.about),
            statements=statements(told, provenance),
        )


@cache
def canaries(where: Where) -> Mapping[str, Canary]:
    """Every canary by source id. Raises pydantic.ValidationError for a file that is not as described."""
    text = files("connectors").joinpath("canaries.toml").read_text("utf-8")
    return TypeAdapter(dict[Where, dict[str, Canary]]).validate_python(tomllib.loads(text))[where]
