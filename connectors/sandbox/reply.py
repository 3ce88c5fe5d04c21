"""What a pretend source answers, before it is written as bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from connectors.sandbox.model import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A status, the JSON body, and headers beyond the usual ones; or a page with its media type."""

    status: int
    body: Json = None
    headers: tuple[tuple[str, str], ...] = ()
    page: bytes | None = None
    media_type: str = "application/json"


Answer: TypeAlias = Callable[[Mapping[str, str]], Reply]
"""What a source says to the parameters of its path, its query and a JSON body, taken together."""
