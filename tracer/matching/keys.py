"""What two records of one person usually share, as hashed keys: a sound with a sound, a month, a place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tracer.matching.records import (
    BIRTH,
    G0,
    GIVEN,
    NUMBER,
    POSTCODE,
    S0,
    S1,
    STREET,
    TOWN,
    Array,
    Bools,
    Places,
    feature,
    halves_of,
    unpack_birth,
)
from tracer.matching.vocabulary import Vocabulary

Keys = npt.NDArray[np.uint64]
Sounds = npt.NDArray[np.uint32]
Part = npt.NDArray[np.integer]
KINDS = (
    "surname sound, given name sound",
    "surname sound, initial",
    "surname sound, birth month",
    "surname sound, postcode",
    "given name sound, birth day",
    "given name sound, birth month",
    "given name sound, postcode",
    "given name sound, address",
    "birth month, postcode",
    "address",
    "e-mail or telephone",
)
(
    SURNAME_GIVEN,
    SURNAME_INITIAL,
    SURNAME_MONTH,
    SURNAME_POSTCODE,
    GIVEN_DAY,
    GIVEN_MONTH,
    GIVEN_POSTCODE,
    GIVEN_ADDRESS,
    MONTH_POSTCODE,
    ADDRESS,
    CONTACT,
) = range(len(KINDS))


def mix(kinds: npt.NDArray[np.integer] | int, *parts: npt.NDArray[np.integer]) -> Keys:
    """64-bit keys from their kinds and parts: a sum of odd multiples, scattered as splitmix64 does."""
    state = (np.atleast_1d(kinds).astype(np.uint64) + np.uint64(1)) * np.uint64(SPREAD[0])
    for part, spread in zip(parts, SPREAD[1:], strict=False):
        state = state + part.astype(np.int64).view(np.uint64) * np.uint64(spread)
    state ^= state >> np.uint64(32)
    state *= np.uint64(0xBF58476D1CE4E5B9)
    state ^= state >> np.uint64(29)
    return state


SPREAD = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5)


@dataclass(frozen=True, slots=True)
class Sounding:
    """Rows by their sounds: what keys are made of."""

    surnames: tuple[Sounds, ...]  # sounds of both surnames and of their halves; 0 for none
    given: tuple[Sounds, ...]  # sounds of the given names, then of the halves of the first
    initial: npt.NDArray[np.uint8]
    rows: Array
    extras: dict[str, Array]

    def with_surname(self, at: npt.NDArray[np.int64], sounds: npt.NDArray[np.uint32]) -> Sounding:
        """Some rows with one other surname."""
        none = np.zeros_like(sounds)
        return Sounding(
            surnames=(sounds, *(none for _ in self.surnames[1:])),
            given=tuple(given[at] for given in self.given),
            initial=self.initial[at],
            rows=self.rows[at],
            extras=self.no_extras(len(at)),
        )

    def with_given(
        self,
        at: npt.NDArray[np.int64],
        sounds: npt.NDArray[np.uint32],
        initials: npt.NDArray[np.uint8],
    ) -> Sounding:
        """Some rows with one other given name."""
        none = np.zeros_like(sounds)
        return Sounding(
            surnames=tuple(surname[at] for surname in self.surnames),
            given=(sounds, *(none for _ in self.given[1:])),
            initial=initials,
            rows=self.rows[at],
            extras=self.no_extras(len(at)),
        )

    def no_extras(self, size: int) -> dict[str, Array]:
        """The extra columns, saying nothing."""
        return {name: np.full(size, -1, np.int32) for name in self.extras}

    @classmethod
    def all(cls, parts: Sequence[Sounding]) -> Sounding:
        """Several, one after the other."""
        first = parts[0]
        return cls(
            surnames=tuple(
                np.concatenate([part.surnames[at] for part in parts])
                for at in range(len(first.surnames))
            ),
            given=tuple(
                np.concatenate([part.given[at] for part in parts]) for at in range(len(first.given))
            ),
            initial=np.concatenate([part.initial for part in parts]),
            rows=np.concatenate([part.rows for part in parts]),
            extras={
                name: np.concatenate([part.extras[name] for part in parts]) for name in first.extras
            },
        )


def sounding(rows: Array, names: Vocabulary, extras: dict[str, Array] | None = None) -> Sounding:
    """The sounds of some rows."""
    sound = names.sounds
    full = [rows[:, S0], rows[:, S1]]
    halves = [halves_of(names, name, which) for name in full for which in (0, 1)]
    first = rows[:, G0]
    given = [rows[:, G0 + rank] for rank in range(GIVEN)]
    given += [halves_of(names, first, which) for which in (0, 1)]
    return Sounding(
        surnames=tuple(feature(sound, name) for name in (*full, *halves)),
        given=tuple(feature(sound, name) for name in given),
        initial=feature(names.initials, first),
        rows=rows,
        extras=extras or {},
    )


@dataclass(frozen=True, slots=True)
class RowKeys:
    """Keys, the kind of each, and the place of the row it belongs to."""

    keys: Keys
    kinds: npt.NDArray[np.int8]
    at: npt.NDArray[np.int64]


def row_keys(of: Sounding) -> RowKeys:
    """Every key of every row."""
    year, month, day = unpack_birth(of.rows[:, BIRTH])
    by_month = year * 16 + month
    by_day = by_month * 32 + day
    postcode, street, number = of.rows[:, POSTCODE], of.rows[:, STREET], of.rows[:, NUMBER]
    place = np.where(postcode >= 0, postcode, -2 - of.rows[:, TOWN])
    placed = (postcode >= 0) | (of.rows[:, TOWN] >= 0)
    address = mix(np.full(len(place), ADDRESS), place, street, number).view(np.int64)
    addressed = placed & (street >= 0) & (number >= 0)
    found: list[tuple[int, npt.NDArray[np.int64], Part, Part]] = []

    def some(kind: int, rows: Places, where: Bools, one: Part, other: Part) -> None:
        at = np.flatnonzero(where)
        if len(at):
            found.append((kind, rows[at], one[at], other[at]))

    for sounds in of.surnames:
        rows = np.flatnonzero(sounds)
        if len(rows) == 0:
            continue
        surname, near = sounds[rows], placed[rows]
        for names in (*of.given[:2], *of.given[GIVEN:]):
            given = names[rows]
            some(SURNAME_GIVEN, rows, given != 0, surname, given)
        some(SURNAME_INITIAL, rows, of.initial[rows] != 0, surname, of.initial[rows])
        some(SURNAME_MONTH, rows, month[rows] > 0, surname, by_month[rows])
        some(SURNAME_POSTCODE, rows, near, surname, place[rows])
    for rank in (0, 1, GIVEN):
        rows = np.flatnonzero(of.given[rank])
        given = of.given[rank][rows]
        some(GIVEN_DAY, rows, day[rows] > 0, given, by_day[rows])
        some(GIVEN_MONTH, rows, month[rows] > 0, given, by_month[rows])
        if rank != 1:
            some(GIVEN_POSTCODE, rows, placed[rows], given, place[rows])
            some(GIVEN_ADDRESS, rows, addressed[rows], given, address[rows])
    everybody = np.arange(len(place))
    some(MONTH_POSTCODE, everybody, (month > 0) & placed, by_month, place)
    some(ADDRESS, everybody, addressed, address, address)
    for name in ("email", "phone"):
        if name in of.extras:
            term = of.extras[name]
            some(CONTACT, everybody, term >= 0, term, term)
    if not found:
        empty = np.empty(0, np.int64)
        return RowKeys(empty.view(np.uint64), empty.astype(np.int8), empty)
    kinds = np.repeat([kind for kind, *_ in found], [len(at) for _, at, *_ in found])
    one = np.concatenate([one.astype(np.int64) for *_, one, _ in found])
    other = np.concatenate([other.astype(np.int64) for *_, other in found])
    at = np.concatenate([at for _, at, *_ in found])
    return RowKeys(mix(kinds, one, other), kinds.astype(np.int8), at)
