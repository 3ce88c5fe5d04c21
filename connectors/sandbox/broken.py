"""Answers gone wrong, as bytes: half of them, something else, another field name, far too many."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from functools import lru_cache

from connectors.sandbox.model import Json, Payload

HTML = (
    b"<!DOCTYPE html><html><head><title>Service temporarily down</title></head><body></body></html>"
)

# Fields whose loss must be noticed, by where they stand; the first one present is broken.
_LISTS = ("results", "features")
_ESSENTIAL = ("siren", "familleavis", "properties", "id")


def truncated(body: Json) -> bytes:
    """The first half of the body."""
    whole = encoded(body)
    return whole[: len(whole) // 2]


def renamed(body: Json) -> bytes:
    """The body with an essential field under another name."""
    return encoded(_changed(body, rename=True))


def without_field(body: Json) -> bytes:
    """The body without an essential field."""
    return encoded(_changed(body, rename=False))


def encoded(body: Json) -> bytes:
    """The body as the source would write it."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def huge(size: int) -> Iterator[bytes]:
    """About `size` bytes of one JSON document."""
    block = b'"' + b"x" * 65_533 + b'",'
    yield b'{"results":['
    for _ in range(size // len(block)):
        yield block
    yield b'""]}'


@lru_cache(maxsize=2)
def gzip_bomb(size: int) -> bytes:
    """A gzip stream of a few kilobytes that unpacks to about `size` bytes of JSON."""
    packer = zlib.compressobj(9, wbits=zlib.MAX_WBITS | 16)
    packed = [packer.compress(b'{"results":["')]
    packed += [packer.compress(b" " * 1_048_576) for _ in range(size // 1_048_576)]
    packed += [packer.compress(b'"]}'), packer.flush()]
    return b"".join(packed)


def _changed(body: Json, *, rename: bool) -> Json:
    """The first record loses a field; an answer without records loses its list."""
    if isinstance(body, list):
        return [_broken(body[0], rename), *body[1:]] if body else body
    if not isinstance(body, dict):
        return body
    for key in _LISTS:
        records = body.get(key)
        if isinstance(records, list) and records:
            return body | {key: [_broken(records[0], rename), *records[1:]]}
    return _broken(body, rename)


def _broken(record: Json, rename: bool) -> Json:
    if not isinstance(record, dict):
        return record
    key = next((k for k in (*_ESSENTIAL, *_LISTS) if k in record), None)
    if key is None:
        return record
    changed: Payload = {k: v for k, v in record.items() if k != key}
    return changed | {f"{key}_v2": record[key]} if rename else changed
