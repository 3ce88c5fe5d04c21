"""People in columns of integers: a million records side by side, ready to be compared.

A value that is not stated is a number of its own and never compares with anything.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tracer.matching.vocabulary import NONE, Bridge, Ids, Vocabulary
from tracer.subject import PartialDate

Array = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]
Level = npt.NDArray[np.int8]
Places = npt.NDArray[np.int64]
Feature = TypeVar("Feature", bound=np.generic)

SURNAMES, GIVEN = 2, 4
"""Surnames a record may hold (birth and usage), and given names (the first four are compared)."""
UNSTATED, MALE, FEMALE = 0, 1, 2
COLUMNS = (
    "surname_0",
    "surname_1",
    "given_0",
    "given_1",
    "given_2",
    "given_3",
    "birth",
    "sex",
    "postcode",
    "town",
    "street",
    "number",
)
S0, S1, G0, BIRTH, SEX, POSTCODE, TOWN, STREET, NUMBER = 0, 1, 2, 6, 7, 8, 9, 10, 11
EXTRAS = ("email", "phone", "birth_place", "occupation", "address_line")
DETAILS = ("birth_place", "occupation", "address_line")
"""Extra columns whose values are the rarer the more telling."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """Records with their vocabularies. `rows` is [n, 12] int32, in the order of `COLUMNS`.

    Names, streets and towns are numbers into their vocabularies, births are packed (`pack_birth`),
    postcodes are their digits as a number. `extras` hold what few files state: e-mail, telephone,
    place of birth, companies; each is a number into `terms`.
    """

    ids: pa.StringArray
    rows: Array
    names: Vocabulary
    streets: Vocabulary
    towns: Vocabulary
    extras: dict[str, Array]
    terms: Vocabulary

    def __len__(self) -> int:
        return len(self.rows)

    def column(self, at: int) -> Array:
        """One column."""
        return self.rows[:, at]

    def take(self, chosen: npt.NDArray[np.integer]) -> Records:
        """Some of the records, in the order asked, with the same vocabularies."""
        return replace(
            self,
            ids=self.ids.take(pa.array(chosen)),
            rows=self.rows[chosen],
            extras={name: column[chosen] for name, column in self.extras.items()},
        )


@dataclass(frozen=True, slots=True)
class Pairing:
    """Left records beside right records, and the bridges between their vocabularies."""

    left: Records
    right: Records
    names: Bridge
    streets: Bridge
    towns: Bridge
    terms: Bridge

    @classmethod
    def of(cls, left: Records, right: Records) -> Pairing:
        """Both sides as they are."""
        bridges = (
            Bridge(getattr(left, name), getattr(right, name))
            for name in ("names", "streets", "towns", "terms")
        )
        return cls(left, right, *bridges)


def unpack_birth(packed: Array) -> tuple[Array, Array, Array]:
    """Year, month and day of births packed in one number each; 0 for a part that is not known."""
    return packed >> 9, (packed >> 5) & 15, packed & 31


def packed(birth: PartialDate | None) -> int:
    """One birth as a packed number; 0 when it is not stated."""
    if birth is None:
        return 0
    return birth.year << 9 | (birth.month or 0) << 5 | (birth.day or 0)


def halves_of(names: Vocabulary, numbers: Ids, which: int) -> Ids:
    """The first (0) or last (1) half of double names; NONE for simple ones."""
    if len(names) == 0:
        return np.full(len(numbers), NONE, np.int32)
    return np.where(numbers >= 0, names.halves[np.maximum(numbers, 0), which], NONE).astype(
        np.int32
    )


def same(a: Array, b: Array) -> Bools:
    """Where two columns state the same."""
    return np.asarray((a >= 0) & (a == b))


def feature(values: npt.NDArray[Feature], numbers: Ids) -> npt.NDArray[Feature]:
    """A vocabulary's feature for each number; 0 where there is no name."""
    if len(values) == 0:
        return np.zeros(len(numbers), values.dtype)
    found = np.zeros(len(numbers), values.dtype)
    at = np.flatnonzero(numbers >= 0)
    found[at] = values[numbers[at]]
    return found
