"""Everything that may be set from outside, read once, in `api/wiring.py`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from tracer.errors import Invalid
from tracer.logs import LEVELS


def by_number(url: str) -> str:
    """The same root URL; this machine by its number, for no name of it is ever looked up."""
    return re.sub(r"^(http://)localhost(?=[:/]|$)", r"\g<1>127.0.0.1", url)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """A variable that is read where it is used, before or without the settings."""

    variable: str
    what: str
    default: str | None


OUTSIDE = (
    Outside(
        variable="TRACER_LOG_LEVEL",
        what=f"least level of the log on standard error: {', '.join(LEVELS)}",
        default="ERROR",
    ),
    Outside(
        variable="TRACER_CHROMIUM",
        what="the Chromium that prints and draws pages; otherwise the first one found in PATH",
        default=None,
    ),
)


class Settings(BaseSettings):
    """Settings come from `TRACER_...` environment variables.

    Raises Invalid that names the variable and never its value, for it may be a key.
    """

    model_config = SettingsConfigDict(env_prefix="TRACER_", frozen=True, extra="ignore")

    def __init__(self, **told: Any) -> None:
        try:
            super().__init__(**told)
        except ValidationError as error:
            wrong = error.errors(include_input=False, include_url=False, include_context=False)[0]
            name = "_".join(str(part) for part in wrong["loc"][:1])
            raise Invalid(f"TRACER_{name.upper()}", wrong["msg"]) from None
        except SettingsError as error:
            field = re.search(r'field "(\w+)"', str(error))
            name = field[1].upper() if field else "..."
            raise Invalid(f"TRACER_{name}", "not JSON as this setting asks") from None

    data_dir: Annotated[
        Path, Field(description="where cases, journal, graph and keys are kept, mode 0700")
    ] = Path.home() / ".local" / "share" / "tracer"
    key_encryption_key: Annotated[
        SecretStr | None,
        Field(description="64 hex digits; without it a key file is made in data_dir, mode 0600"),
    ] = None
    journal_url: Annotated[
        SecretStr | None,
        Field(
            description="PostgreSQL database of the journal, postgresql://...; without it the journal "
            "is a file in data_dir"
        ),
    ] = None
    sources_at: Annotated[
        str | None,
        AfterValidator(lambda url: url and by_number(url)),
        Field(description="root URL that stands in for every source (the sandbox)"),
    ] = None
    credentials: Annotated[
        dict[str, SecretStr],
        Field(
            description="what sources know the house by, as JSON by source id: a key, or user:password"
        ),
    ] = {}
    profiles: Annotated[
        str | None,
        Field(
            min_length=1,
            description="reference of the assessment that opens public profiles; closed without it",
        ),
    ] = None
    kbo: Annotated[
        Path | None,
        Field(
            description="index of the Belgian open-data files, made by `tracer sources kbo`; "
            "otherwise kbo.sqlite in data_dir"
        ),
    ] = None
    osm: Annotated[
        Path | None,
        Field(
            description="index of an OpenStreetMap extract, made by `tracer sources osm`; "
            "otherwise osm.sqlite in data_dir"
        ),
    ] = None
    contact: Annotated[
        str | None,
        Field(
            description="who a source may write to; part of the User-Agent, needed to ask real ones"
        ),
    ] = None
    deceased: Annotated[
        Path | None,
        Field(
            description="index of the file of deceased persons, asked first when it is set; made by "
            "`tracer match deceased build`"
        ),
    ] = None
    agency: Annotated[
        str | None,
        Field(description="name and postal address of who runs this service, as notices give them"),
    ] = None
    dpo: Annotated[
        str | None,
        Field(description="where to write about personal data; the data protection officer's"),
    ] = None
    profile: Annotated[
        Literal["development", "production"],
        Field(
            description="development or production; in production nothing starts before everything it rests "
            "on is named"
        ),
    ] = "development"
    key_encryption_key_file: Annotated[
        Path | None,
        Field(description="file of the key-encryption key, outside data_dir, its owner's alone"),
    ] = None
    mandate_registry: Annotated[
        str | None, Field(description="where the signed mandates are kept")
    ] = None
    operator_licence: Annotated[
        str | None, Field(description="reference of the licence to search for debtors")
    ] = None
    lia: Annotated[
        str | None, Field(description="reference of the legitimate interest assessment")
    ] = None
    dpia: Annotated[
        str | None, Field(description="reference of the data protection impact assessment")
    ] = None
    established_in: Annotated[
        tuple[str, ...],
        Field(description="packs of the countries the house is established in, France among them"),
    ] = ("fr",)
    host: Annotated[
        str, Field(description="address the service listens at; put a TLS proxy before any other")
    ] = "127.0.0.1"
    port: Annotated[
        int, Field(ge=0, le=65535, description="port it listens at; 0 picks a free one")
    ] = 8765
    approvers: Annotated[
        tuple[str, ...],
        Field(
            description="Ed25519 public keys, in hexadecimal, whose approval of the rules counts, as "
            "JSON; without it any key's does"
        ),
    ] = ()
