"""Every pack that ever decided, kept under the hash of what it says, so that its decisions replay."""

from __future__ import annotations

import json
import os
from pathlib import Path

from pydantic import ValidationError

from policies.canonical import canonical
from policies.load import Packs
from policies.model import Rule
from tracer.errors import IntegrityFailure, NotFound


class PackNotKept(NotFound):
    """The rules of that hash are not kept here, or this version of Tracer cannot read them."""


class KeptPacks:
    """Packs in a folder, one file for each hash, never changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, packs: Packs) -> None:
        """Keep packs, once, whole or not at all."""
        place = self._folder / f"{packs.hash}.json"
        if place.is_file():
            return
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = place.with_suffix(f".{os.getpid()}")
        unfinished.write_text(dumped(packs), "utf-8")
        unfinished.replace(place)

    def get(self, pack_hash: str) -> Packs:
        """The packs of that hash. Raises PackNotKept, or IntegrityFailure if they were changed."""
        try:
            text = (self._folder / f"{pack_hash}.json").read_text("utf-8")
        except (OSError, ValueError):
            raise PackNotKept("the rules of that hash are not kept here") from None
        try:
            packs = read_back(text)
        except (ValueError, ValidationError):
            raise PackNotKept("this version cannot read the rules of that hash") from None
        if packs.hash != pack_hash:
            raise IntegrityFailure("kept rules are not those of their hash")
        return packs


def dumped(packs: Packs) -> str:
    """Everything packs say, as JSON."""
    return canonical(
        {
            code: [rule.model_dump(mode="json", by_alias=True) for rule in rules]
            for code, rules in packs.by_code.items()
        }
    )


def read_back(text: str) -> Packs:
    """Packs from their dump."""
    by_code = {
        code: tuple(Rule.model_validate_json(json.dumps(rule)) for rule in rules)
        for code, rules in json.loads(text).items()
    }
    every = [rule for rules in by_code.values() for rule in rules]
    return Packs.of(every, tuple(sorted(by_code)), by_code)
