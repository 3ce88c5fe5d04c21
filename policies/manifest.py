"""Which pack files are shipped: their SHA-256, so that one that was changed since refuses to load.

`make packs` writes the list after a change was read. It shows a change, not an author: whoever can
change a pack can change the list too, and only a signature of counsel then stands against it.
"""

from __future__ import annotations

import hashlib
import json
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from policies.model import PackRefused

MANIFEST = "MANIFEST.json"


def digests(root: Traversable) -> dict[str, str]:
    """The SHA-256 of every pack file under a folder, by code and name."""
    return {
        f"{folder.name}/{item.name}": hashlib.sha256(item.read_bytes()).hexdigest()
        for folder in sorted(root.iterdir(), key=lambda one: one.name)
        if folder.is_dir()
        for item in sorted(folder.iterdir(), key=lambda one: one.name)
        if item.name.endswith(".toml")
    }


def untouched(root: Traversable) -> None:
    """Raise PackRefused for a pack file that is not the one of the manifest, is gone, or is new."""
    try:
        listed: dict[str, str] = json.loads((root / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        raise PackRefused(f"packs/{MANIFEST}", None, "cannot be read") from None
    there = digests(root)
    for name in sorted(listed.keys() | there.keys()):
        if name not in there:
            raise PackRefused(f"packs/{name}", None, "is in the manifest and not here")
        if name not in listed:
            raise PackRefused(f"packs/{name}", None, "is not in the manifest; make packs lists it")
        if there[name] != listed[name]:
            raise PackRefused(
                f"packs/{name}",
                None,
                "was changed since the manifest; make packs, once it was read",
            )


def main() -> None:
    """Write the manifest of the packs that lie here."""
    root = Path(str(files("policies"))) / "packs"
    (root / MANIFEST).write_text(
        json.dumps(digests(root), indent=1, sort_keys=True) + "\n", "utf-8"
    )


if __name__ == "__main__":
    main()
