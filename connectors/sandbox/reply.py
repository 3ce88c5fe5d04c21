"""What a pretend source answers, before it is written as bytes."""

from __future__ import annotations

from dataclasses import dataclass

from connectors.sandbox.model import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A status, the JSON body, and headers beyond the usual ones."""

    status: int
    body: Json
    headers: tuple[tuple[str, str], ...] = ()
