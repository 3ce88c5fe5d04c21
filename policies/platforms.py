"""Which networks may be looked at, how, and until when that has been reviewed (`platforms.toml`).

A network nobody has reviewed, or whose review is over, is forbidden. The file loads whole or not at all.
"""

from __future__ import annotations

import tomllib
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Annotated, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from policies.model import PackRefused

FILE = "platforms.toml"

Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Host = Annotated[str, StringConstraints(pattern=r"^([a-z0-9-]+\.)+[a-z]{2,}$")]
Https = Annotated[str, StringConstraints(pattern=r"^https://")]


class Mode(StrEnum):
    """How far one may go on a network."""

    API_OPEN = "api_open"  # by program, what it gives to everybody
    ORGANISATIONS_ONLY = "organisations_only"  # by program, never for a natural person
    HUMAN_CAPTURE = "human_capture"  # a person opens the page; a copy may be kept as evidence
    HUMAN_NOTE = "human_note"  # a person opens the page and notes facts; no copy is kept
    FORBIDDEN = "forbidden"


class Act(StrEnum):
    """What somebody is about to do there."""

    READ_BY_PROGRAM = "read_by_program"
    CAPTURE = "capture"
    NOTE = "note"


PERMITS: dict[Act, frozenset[Mode]] = {
    Act.READ_BY_PROGRAM: frozenset({Mode.API_OPEN, Mode.ORGANISATIONS_ONLY}),
    Act.CAPTURE: frozenset({Mode.API_OPEN, Mode.ORGANISATIONS_ONLY, Mode.HUMAN_CAPTURE}),
    Act.NOTE: frozenset(Mode) - {Mode.FORBIDDEN},
}


class Reason(BaseModel):
    """Why, in both languages."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fr: Words
    en: Words


class Platform(BaseModel):
    """One network. `reviewer` is an office, never a name."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: Code
    name: Words
    mode: Mode
    hosts: Annotated[tuple[Host, ...], Field(min_length=1)]
    terms_url: Https
    terms_reviewed_on: date
    reviewer: Words
    next_review: date
    reason: Reason

    @model_validator(mode="after")
    def in_order(self) -> Self:
        """A review is followed by another, a year later at most."""
        if not 0 < (self.next_review - self.terms_reviewed_on).days <= 366:
            raise ValueError("the next review is not within a year of the last one")
        return self

    def is_at(self, host: str) -> bool:
        """Whether a host is one of this network's, or below one."""
        return any(host == own or host.endswith(f".{own}") for own in self.hosts)


class Platforms(BaseModel):
    """The whole register; no code and no host stands twice."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    platform: Annotated[tuple[Platform, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def once(self) -> Self:
        """One answer for each question."""
        said = [one.code for one in self.platform]
        said += [host for one in self.platform for host in one.hosts]
        if len(set(said)) != len(said):
            raise ValueError("a code or a host stands twice")
        return self

    def find(self, host_or_code: str) -> Platform | None:
        """The network of a code, or of a host by its most exact entry."""
        asked = host_or_code.strip().lower().rstrip(".")
        by_code = next((one for one in self.platform if one.code == asked), None)
        return by_code or next((one for one in self.platform if one.is_at(asked)), None)


def parse(text: str) -> Platforms:
    """The register a file says, or PackRefused naming what is wrong with it."""
    try:
        return Platforms.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise PackRefused(FILE, None, f"not TOML: {error}") from None
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise PackRefused(FILE, where or None, first["msg"]) from None


@cache
def load_platforms() -> Platforms:
    """The register of the package."""
    return parse((files("policies") / FILE).read_text("utf-8"))


def mode_of(platforms: Platforms, host_or_code: str, on: date) -> Mode:
    """How far one may go on a network, on a day: not at all if it is unknown or not reviewed then."""
    found = platforms.find(host_or_code)
    if found is None or not found.terms_reviewed_on <= on < found.next_review:
        return Mode.FORBIDDEN
    return found.mode


def allows(
    platforms: Platforms, host_or_code: str, on: date, *, act: Act, natural_person: bool
) -> bool:
    """Whether an act may be done there, for an organisation or a natural person, on a day."""
    mode = mode_of(platforms, host_or_code, on)
    if natural_person and mode is Mode.ORGANISATIONS_ONLY:
        return False
    return mode in PERMITS[act]
