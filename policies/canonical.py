"""One way of writing a value as bytes, so that the same value always has the same hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

ENCODER = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
)


def canonical(value: Mapping[str, Any] | Sequence[Any]) -> str:
    """JSON with sorted keys and no spaces. Raises TypeError or ValueError for what JSON has not."""
    return ENCODER.encode(value)


def digest(value: Mapping[str, Any] | Sequence[Any]) -> str:
    """SHA-256 of the canonical form, in hexadecimal."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()
