"""An answer of a source: its bytes read strictly as JSON, and the provenance of what it says."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import parsedate_to_datetime
from math import isfinite
from typing import TypeAlias
from urllib.parse import quote

from tracer.entities import Provenance
from tracer.errors import SourceChanged
from tracer.source import SourceCard

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"

BLANK = "…"
MAYBE_LOST = re.compile(rb"\\u(?:[dD][89a-fA-F]|0000)")
LOST = re.compile("[\0\ud800-\udfff]")
"""Characters that no store can keep: NUL, and halves of surrogate pairs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A usable answer: the parsed body, and what a statement made from it must carry.

    `url` has the card's personal parameters blanked; `sha256` is of the body as it was received,
    after transfer decoding.
    """

    source: str
    body: Json
    url: str
    retrieved_at: datetime
    sha256: str
    licence: str

    def provenance(self, record: str) -> Provenance:
        """Where a statement about one record of this answer comes from."""
        return Provenance(
            source=self.source,
            record=record,
            url=self.url,
            retrieved_at=self.retrieved_at,
            body_sha256=self.sha256,
            licence=self.licence,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of a website as it was received. `location` is where it sends instead of answering."""

    source: str
    url: str
    location: str | None
    body: bytes
    content_type: str
    headers: Mapping[str, str]
    retrieved_at: datetime
    sha256: str
    licence: str

    def at(self, url: str) -> Page:
        """The same page under the address that was asked for."""
        return replace(self, url=url)

    def provenance(self, record: str) -> Provenance:
        """Where a statement read on this page comes from."""
        return Provenance(
            source=self.source,
            record=record,
            url=self.url,
            retrieved_at=self.retrieved_at,
            body_sha256=self.sha256,
            licence=self.licence,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Declined:
    """The source understood that it was asked and said no (400, 404, 413): the connector interprets.

    `message` is what the source says about it. It may quote the question: never log or raise it.
    """

    source: str
    status: int
    message: str | None


def read_json(source: str, body: bytes) -> Json:
    """The body as JSON, or SourceChanged: nothing is guessed from a body that is not what we know."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise SourceChanged(source, "the body is not UTF-8") from None
    try:
        parsed: Json = json.loads(
            text.removeprefix("\ufeff"),
            object_pairs_hook=once,
            parse_float=finite,
            parse_constant=refuse_constant,
        )
    except DuplicateKey:
        raise SourceChanged(source, "the body says the same field twice") from None
    except (ValueError, RecursionError):
        raise SourceChanged(source, "the body is not JSON") from None
    if MAYBE_LOST.search(body) and not keepable(parsed):
        raise SourceChanged(source, "the body holds a character no store can keep")
    return parsed


def keepable(said: Json) -> bool:
    """Whether every text at any depth, keys too, can be stored and given back as it was."""
    waiting: list[Json] = [said]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            waiting += [*part, *part.values()]
        elif isinstance(part, list):
            waiting += part
        elif isinstance(part, str) and LOST.search(part):
            return False
    return True


class DuplicateKey(ValueError):
    """An object says the same key twice: which one would be true?"""


def once(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    """An object whose keys are all different."""
    made = dict(pairs)
    if len(made) != len(pairs):
        raise DuplicateKey
    return made


def refuse_constant(name: str) -> Json:
    """NaN and infinities are not JSON."""
    raise ValueError(name)


def finite(text: str) -> float:
    """A number; one too large to be written is read as infinity, which is not JSON either."""
    number = float(text)
    if not isfinite(number):
        raise ValueError("infinite")
    return number


def message_of(source: str, body: bytes) -> str | None:
    """What a source says when it declines, from any of the fields sources use."""
    try:
        said: Json = read_json(source, body)
    except SourceChanged:
        return None
    if not isinstance(said, dict):
        return None
    texts = [said.get(name) for name in ("erreur", "message", "detail", "error")]
    return next((text for text in texts if isinstance(text, str)), None)


def delay_asked(header: str, now: datetime) -> float | None:
    """The delay in seconds that a Retry-After header asks for, in either of its two forms."""
    said = header.strip()
    seconds = digits(said)
    if seconds is not None:
        return float(seconds)
    try:
        until = parsedate_to_datetime(said)
    except (ValueError, OverflowError):
        return None
    if until.tzinfo is None:
        return None
    return max(0.0, (until - now).total_seconds())


def digits(said: str) -> int | None:
    """A whole number in ASCII digits; None for anything else, or for one longer than any counter."""
    return int(said) if said.isascii() and said.isdigit() and len(said) < 20 else None


def public_url(card: SourceCard, base: str, path: str, params: Mapping[str, str]) -> str:
    """The URL as it may be kept and shown: personal parameters are blanked, the others are whole."""
    shown = {
        name: BLANK if name in card.personal_parameters else quote(value, safe="")
        for name, value in params.items()
    }
    route, rest = path.format_map(shown), unplaced(path, shown)
    pairs = [f"{name}={value}" for name, value in rest.items()]
    return f"{base}{route}" + (f"?{'&'.join(pairs)}" if pairs else "")


def unplaced(path: str, params: Mapping[str, str]) -> dict[str, str]:
    """The parameters that have no place of their own in the path, written `{name}` there."""
    return {name: value for name, value in params.items() if f"{{{name}}}" not in path}
