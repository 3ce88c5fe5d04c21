"""The numbers the engine weighs with: learned once, shipped as one small file, read as they are."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from hashlib import sha256
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

from tracer.matching.levels import Birth, Contact, Given, Place, Sex, Surname

Table = npt.NDArray[np.float64]
MODEL = "fr.json"


@dataclass(frozen=True)
class Parameters:
    """Probabilities by level. m: among pairs of one person; u: among strangers; r: among relatives.

    Where a level rests on a name or place, u is its share of the population times `*_times`, and
    the tables hold the factor. `raw` is the file as read; `hash` names it in certificates.
    """

    raw: Mapping[str, Any]

    @cached_property
    def hash(self) -> str:
        """The SHA-256 of the parameters, whatever the spacing of the file."""
        text = json.dumps(self.raw, sort_keys=True, separators=(",", ":"))
        return sha256(text.encode()).hexdigest()

    @property
    def version(self) -> str:
        """The model's own name and version."""
        return str(self.raw["version"])

    def number(self, name: str) -> float:
        """One of the single numbers."""
        return float(self.raw["numbers"][name])

    def table(self, family: str, kind: str) -> Table:
        """One number for each level of a family; 1 for MISSING and for what the file leaves out."""
        found = self.tables.get((family, kind))
        return np.ones(len(LEVELS[family])) if found is None else found

    @cached_property
    def tables(self) -> dict[tuple[str, str], Table]:
        """Every table of the file, by family and kind."""
        return {
            (family, kind): by_level(LEVELS[family], values)
            for family, kinds in self.raw["levels"].items()
            for kind, values in kinds.items()
        }


LEVELS: dict[str, type[IntEnum]] = {
    "surname": Surname,
    "given": Given,
    "birth": Birth,
    "place": Place,
    "sex": Sex,
    "contact": Contact,
    "birth_place": Contact,
    "occupation": Contact,
    "address_line": Contact,
}


def by_level(levels: type[IntEnum], values: Mapping[str, float]) -> Table:
    """A table in the order of the levels."""
    return np.array([float(values.get(level.name.lower(), 1.0)) for level in levels])


def load_parameters(name: str = MODEL) -> Parameters:
    """The parameters that ship with the package."""
    text = files("tracer.matching").joinpath("data", name).read_text("utf-8")
    return Parameters(json.loads(text))
