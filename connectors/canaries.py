"""Questions whose answer is known, one for each source: what is asked, and which facts must come back.

They are data (`canaries.toml`): organisations that are public bodies or known to everybody, never a
person. The block `sandbox` names what the pretend internet knows instead.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter

from tracer.entities import Property

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


@cache
def canaries(where: Where) -> Mapping[str, Canary]:
    """Every canary by source id. Raises pydantic.ValidationError for a file that is not as described."""
    text = files("connectors").joinpath("canaries.toml").read_text("utf-8")
    return TypeAdapter(dict[Where, dict[str, Canary]]).validate_python(tomllib.loads(text))[where]
