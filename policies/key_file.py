"""A secret key of 32 bytes in a file of its own, made on first use, that only its owner may read."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

KEY_BYTES = 32


def key_digits(path: Path) -> str:
    """The hexadecimal digits in a key file; a key is made, whole or not at all, where there is none.

    What the file holds is for the caller to judge. Raises OSError where it cannot be read or made.
    """
    if not path.exists():
        unfinished = path.with_name(f"{path.name}.{os.getpid()}")
        descriptor = os.open(unfinished, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(os.urandom(KEY_BYTES).hex())
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):  # another process was first: its key is the key
            os.link(unfinished, path)
        unfinished.unlink()
    return path.read_text("ascii", errors="replace").strip()
