"""Evidence from the date of birth, at the precision both sides know.

A swap of day and month or one wrong digit is weaker evidence for; nothing is ever corrected.
"""

from __future__ import annotations

from rapidfuzz.distance import OSA

from tracer.evidence import EvidenceFamily
from tracer.lawful import Text
from tracer.matching.model import Finding, Held, Pair, finding, weigh
from tracer.matching.population import precision
from tracer.subject import PartialDate

EQUAL, SWAPPED, SLIPPED, DIFFERENT = 0.97, 0.004, 0.01, 0.002
DAYS_ONE_DIGIT_AWAY = 30
"""One wrong digit could have given about this many other days."""
MONTHS_ONE_DIGIT_AWAY = 20
WORDS = {
    "birth year": Text(fr="année de naissance", en="year of birth"),
    "birth month": Text(fr="mois et année de naissance", en="month and year of birth"),
    "birth day": Text(fr="date de naissance", en="date of birth"),
}


def birth_evidence(pair: Pair) -> tuple[Finding, ...]:
    """What the dates of birth say; nothing when one side does not state any."""
    ours, theirs = pair.subject.birth, pair.candidate.birth
    if ours is None or theirs is None:
        return ()
    for level in LEVELS:
        found = level(*alike(ours, theirs), pair)
        if found is not None:
            return (found,)
    return ()


def births_contradict(ours: PartialDate | None, theirs: PartialDate | None) -> bool:
    """Whether two full dates of birth disagree in a way no slip explains."""
    if ours is None or theirs is None or ours.day is None or theirs.day is None:
        return False
    return not (ours == theirs or swapped(ours, theirs) or one_digit_away(ours, theirs))


def birth_equal(ours: PartialDate, theirs: PartialDate, pair: Pair) -> Finding | None:
    """The same birth, to the day, the month or the year: as far as both sides know it."""
    if ours != theirs:
        return None
    known = precision(ours)
    share = pair.population.birth_share(ours)
    words = WORDS[known]
    return born(
        known.replace(" ", "_") + "_equal",
        weigh(EQUAL, share),
        Text(fr=f"Même {words.fr}", en=f"Same {words.en}"),
        (ours, theirs),
        Held(what=known, share=share),
    )


def birth_day_month_swapped(ours: PartialDate, theirs: PartialDate, pair: Pair) -> Finding | None:
    """Day and month stand in each other's place, as between French and English forms."""
    if not swapped(ours, theirs):
        return None
    return born(
        "birth_day_month_swapped",
        weigh(SWAPPED, pair.population.birth_share(theirs)),
        Text(fr="Jour et mois de naissance intervertis", en="Day and month of birth swapped"),
        (ours, theirs),
        held_prefix(ours, theirs, pair),
    )


def birth_digit_slip(ours: PartialDate, theirs: PartialDate, pair: Pair) -> Finding | None:
    """The dates differ by one digit, or by two neighbouring digits in each other's place."""
    if not one_digit_away(ours, theirs):
        return None
    if ours.month is None:  # years a digit apart are simply different years
        return None
    spread = MONTHS_ONE_DIGIT_AWAY if ours.day is None else DAYS_ONE_DIGIT_AWAY
    return born(
        "birth_digit_slip",
        weigh(SLIPPED / spread, pair.population.birth_share(theirs)),
        Text(
            fr="Dates de naissance à un chiffre près",
            en="Dates of birth one digit apart",
        ),
        (ours, theirs),
        held_prefix(ours, theirs, pair),
    )


def birth_differs(ours: PartialDate, theirs: PartialDate, _pair: Pair) -> Finding | None:
    """The births disagree and no single slip explains it. Two full dates that do exclude."""
    return born(
        "birth_differs",
        weigh(DIFFERENT, 1.0),
        Text(fr="Dates de naissance différentes", en="Different dates of birth"),
        (ours, theirs),
        veto="birth_dates_contradict" if births_contradict(ours, theirs) else None,
    )


LEVELS = (birth_equal, birth_day_month_swapped, birth_digit_slip, birth_differs)


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


def swapped(ours: PartialDate, theirs: PartialDate) -> bool:
    """Whether day and month are exchanged and both readings are days of the calendar."""
    return (
        ours.day is not None
        and ours != theirs
        and (ours.year, ours.month, ours.day) == (theirs.year, theirs.day, theirs.month)
    )


def one_digit_away(ours: PartialDate, theirs: PartialDate) -> bool:
    """Whether one digit, or the order of two neighbours, is all that differs."""
    a, b = str(ours).replace("-", ""), str(theirs).replace("-", "")
    return len(a) == len(b) and OSA.distance(a, b, score_cutoff=1) == 1


def held_prefix(ours: PartialDate, theirs: PartialDate, pair: Pair) -> Held | None:
    """What of two unequal dates is still equal: the year, or the year and month."""
    if ours.year != theirs.year:
        return None
    same = PartialDate(year=ours.year, month=ours.month if ours.month == theirs.month else None)
    return Held(what=precision(same), share=pair.population.birth_share(same))


def born(
    code: str,
    bits: float,
    text: Text,
    compared: tuple[PartialDate, PartialDate],
    held: Held | None = None,
    *,
    veto: str | None = None,
) -> Finding:
    """A finding of the BIRTH family, with the dates it compared."""
    return finding(
        EvidenceFamily.BIRTH,
        code,
        bits,
        text,
        ours=str(compared[0]),
        theirs=str(compared[1]),
        held=held,
        veto=veto,
    )
