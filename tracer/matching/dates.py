"""Two births of single people, compared as the engine compares columns of them."""

from __future__ import annotations

import numpy as np

from tracer.matching.field_levels import birth_levels
from tracer.matching.records import packed
from tracer.matching.verdicts import BORN_APART
from tracer.subject import PartialDate


def births_contradict(ours: PartialDate | None, theirs: PartialDate | None) -> bool:
    """Whether two full dates of birth disagree in a way no slip explains."""
    if ours is None or theirs is None or ours.day is None or theirs.day is None:
        return False
    here, there = (np.array([packed(birth)], np.int32) for birth in (ours, theirs))
    return bool(BORN_APART[birth_levels(here, there)][0])


def alike(ours: PartialDate, theirs: PartialDate) -> tuple[PartialDate, PartialDate]:
    """Both dates cut to the precision both sides know."""
    if ours.month is None or theirs.month is None:
        return PartialDate(year=ours.year), PartialDate(year=theirs.year)
    if ours.day is None or theirs.day is None:
        return (
            PartialDate(year=ours.year, month=ours.month),
            PartialDate(year=theirs.year, month=theirs.month),
        )
    return ours, theirs
