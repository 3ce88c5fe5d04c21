"""A register ready to be searched: its records, their keys, the spellings and the counts of names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tracer.matching.blocking import KeyIndex, build_index
from tracer.matching.frequencies import Frequencies, count_register
from tracer.matching.records import BIRTH, S1, STREET, Array, Records
from tracer.matching.spelling_index import SpellingIndex

SAMPLE = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """The people among whom debtors are looked for."""

    records: Records
    index: KeyIndex
    spellings: SpellingIndex
    known: Frequencies
    shares: Mapping[str, float]
    """What its records state, of a sample spread over the whole."""

    @classmethod
    def of(cls, records: Records) -> Register:
        """Build everything a search needs."""
        return cls(
            records=records,
            index=build_index(records),
            spellings=SpellingIndex.of(records.names),
            known=count_register(records),
            shares=shares_of(records.rows[:: max(len(records) // SAMPLE, 1)]),
        )

    def __len__(self) -> int:
        return len(self.records)


def shares_of(rows: Array) -> dict[str, float]:
    """How many of some records state what."""
    if len(rows) == 0:
        return {}
    birth = rows[:, BIRTH]
    stated = {
        "no birth": birth == 0,
        "birth to the day": (birth & 31) > 0,
        "two surnames": rows[:, S1] >= 0,
        "street": rows[:, STREET] >= 0,
    }
    return {name: round(float(where.mean()), 4) for name, where in stated.items()}
