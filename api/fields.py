"""The kinds of fields that files and requests share, each checked in one place."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
)

from connectors.profiles.urls import fediverse_of, profile_of
from tracer.normalise.dates import parse_partial
from tracer.normalise.identifiers import siren_valid
from tracer.private_life import tells_health, tells_private_life
from tracer.subject import PartialDate

PRINTABLE = r"^[^\x00-\x1f\x7f-\x9f]*$"
"""Text on one line: a control character in a name is a mistake, or an attack on who reads it."""

Short = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=PRINTABLE),
]
Reference = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=80, pattern=PRINTABLE),
]
OpaqueId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
Euros = Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=2)]


def _siren(value: str) -> str:
    compact = value.replace(" ", "")
    if not siren_valid(compact):
        raise ValueError("the check digit is wrong; copy the nine digits from the register")
    return compact


def no_private_life(value: str) -> str:
    """The same words, or ValueError when they tell somebody's health or private life."""
    if tells_health(value):
        raise ValueError("it tells somebody's health; leave it out, and say subject.vulnerable")
    if tells_private_life(value):
        raise ValueError("it tells private life, which is no ground for a search; leave it out")
    return value


def _partial(value: object) -> object:
    if not isinstance(value, str):
        raise ValueError("write it as text: 1979, 1979-03 or 1979-03-14")
    try:
        return parse_partial(value)
    except ValueError as error:
        raise ValueError("no such date; write 1979, 1979-03 or 1979-03-14") from error


Siren = Annotated[str, AfterValidator(_siren)]
RegistrationNumber = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9 ./-]{1,29}$", strip_whitespace=True)
]
"""A number in the company register of another country, as it is written there."""

WebAddress = StringConstraints(pattern=r"^https?://[^/?#@\s]{3,190}(/\S{0,200})?$")
Website = Annotated[str, WebAddress]
"""Where the debtor's own enterprise publishes."""


def _profile(value: str) -> str:
    if profile_of(value) is None and fediverse_of(value) is None:
        raise ValueError("it names no account; give the link of an account's own page")
    return value


ProfileLink = Annotated[str, WebAddress, AfterValidator(_profile)]
"""The page of one account on a network: an instance of the fediverse writes https://host/@user."""

Remark = Annotated[Short, AfterValidator(no_private_life)]
"""A few words about what was done; they may not say how somebody is or lives."""

Partial = Annotated[
    PartialDate,
    BeforeValidator(_partial),
    WithJsonSchema({"type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"}),
]


class Part(BaseModel):
    """A part of a case file: frozen, and an unknown field is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)
