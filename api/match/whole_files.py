"""Files that appear whole or not at all: written beside, synced, and moved into place."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A path to write to; what was written takes the place of `path` when the block ends well."""
    beside = path.with_name(f"{path.name}.partial")
    yield beside
    with beside.open("rb") as file:
        os.fsync(file.fileno())
    beside.replace(path)


def write_whole(path: Path, text: str) -> None:
    """Text as one file."""
    with whole(path) as beside:
        beside.write_text(text, "utf-8")


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
