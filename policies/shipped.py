"""Which packs are shipped: the folders beside this file, but for the product's own."""

from __future__ import annotations

from importlib.resources import files

SHIPPED: tuple[str, ...] = tuple(
    sorted(
        folder.name
        for folder in (files("policies") / "packs").iterdir()
        if folder.name != "product"
        and folder.is_dir()
        and any(item.name.endswith(".toml") for item in folder.iterdir())
    )
)
"""The codes of the packs: `eu`, and countries by their ISO 3166-1 code in small letters."""
