"""What levels are worth, in bits, after Fellegi and Sunter (1969): for or against each pair.

Three explanations compete for what two records share: one person, a stranger, a relative. A family
shares its surname and address, so a shared address speaks against a stranger, not a relative.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from tracer.matching.chances import (
    DECIMALS,
    Bits,
    birth_chances,
    borne_by_few,
    contact_chances,
    given_chances,
    place_chances,
    sex_chances,
    surname_chances,
)
from tracer.matching.frequencies import Frequencies
from tracer.matching.levels import Levels
from tracer.matching.parameters import Parameters

PARTS = ("prior", "name", "birth", "place", "contact", "relative")
"""The bars of a comparison. They add up to its total."""


@dataclass(frozen=True)
class Weights:
    """Bits of each pair by field, against a stranger; and what a relative takes away again."""

    prior: float
    surname: Bits
    given: Bits
    sex: Bits  # with the order of the names
    birth: Bits
    place: Bits
    contact: Bits
    relative: Bits
    namesakes: Bits  # how many other people are expected to agree as much
    odds_over_relative: Bits  # log2: one person rather than a relative of the household

    def take(self, order: npt.NDArray[np.integer]) -> Weights:
        """The same for some of the pairs, in the order asked."""
        parts = {
            field.name: getattr(self, field.name)[order]
            for field in fields(self)
            if field.name != "prior"
        }
        return replace(self, **parts)

    @property
    def name(self) -> Bits:
        """The family of the names, sex included."""
        return self.surname + self.given + self.sex

    @cached_property
    def total(self) -> Bits:
        """All bars together: log2 of the odds that the pair is one person, no rival considered."""
        bars = self.prior + self.name + self.birth + self.place + self.contact + self.relative
        return np.round(bars, DECIMALS)


def weigh(levels: Levels, known: Frequencies, by: Parameters) -> Weights:
    """The bits of every pair. The same pair gets the same bits, alone or among millions."""
    surname = surname_chances(levels, known, by)
    given = borne_by_few(surname, given_chances(levels, known, by), known.size)
    sex = sex_chances(levels, by)
    birth = birth_chances(levels, known, by)
    place = place_chances(levels, known, by)
    contact = contact_chances(levels, known, by)
    fields = (surname, given, sex, birth, place, contact)
    stranger = np.log2(known.size) + sum(field.u for field in fields)
    relative = np.log2(by.number("relatives")) + sum(field.r for field in fields)
    same_person = np.log2(by.number("prior_odds")) + sum(field.m for field in fields)
    taken = -np.logaddexp2(0.0, relative - stranger)
    return Weights(
        prior=round(float(np.log2(by.number("prior_odds")) - np.log2(known.size)), DECIMALS),
        surname=surname.bits,
        given=given.bits,
        sex=sex.bits,
        birth=birth.bits,
        place=place.bits,
        contact=contact.bits,
        relative=np.round(taken, DECIMALS),
        namesakes=np.exp2(stranger),
        odds_over_relative=same_person - relative,
    )
