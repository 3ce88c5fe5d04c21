"""What the engine found about a person, field by field, as evidence with the values as written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import IntEnum

from tracer.evidence import Candidate, Evidence
from tracer.matching.chances import AGREES, FIRST_EQUAL, ONE_TOWN
from tracer.matching.closest import FIELDS, Closest
from tracer.matching.levels import Birth, Given, Place, Sex, Surname
from tracer.matching.places import shown
from tracer.matching.sentences import FAMILIES, INVERTED, SENTENCES
from tracer.matching.verdicts import BORN_APART, WHOLE_NAME
from tracer.subject import Subject

WHOLE = frozenset(level for level in Given if FIRST_EQUAL[level])
"""The first given name agrees, and not only in part."""
SLIPS = frozenset({Given.SOUND, Given.ONE_LETTER, Given.SHORT_FORM})
HELD_GIVEN = {
    **dict.fromkeys(WHOLE, "given name"),
    **dict.fromkeys(SLIPS, "given name within a typo"),
    Given.OTHER_RANK: "given name at another rank",
    Given.INITIAL: "initial",
}
HELD_BIRTH = {Birth.DAY: "birth day", Birth.MONTH: "birth month", Birth.YEAR: "birth year"}


def codes(field: str, levels: Iterable[IntEnum]) -> frozenset[str]:
    """The codes of some levels of a field."""
    return frozenset(f"{field}_{level.name.lower()}" for level in levels)


def field_evidence(subject: Subject, candidate: Candidate, best: Closest) -> tuple[Evidence, ...]:
    """One piece of evidence for each field both sides state."""
    return tuple(stated(subject, candidate, best))


def stated(subject: Subject, candidate: Candidate, best: Closest) -> Iterator[Evidence]:
    """The fields that say something, in the order they are shown."""
    values = compared(subject, candidate, best)
    for field in FIELDS:
        level, bits = getattr(best, field), best.bits[field]
        code, text = f"{field}_{level.name.lower()}", SENTENCES[f"{field}_{level.name.lower()}"]
        if field == "sex" and best.inverted:
            code, text = "order_inverted", INVERTED
        if (level == 0 or field == "sex") and bits == 0.0:
            continue  # not stated, or a sex the given name already says
        ours, theirs = values[field]
        yield Evidence(
            family=FAMILIES[field], code=code, ours=ours, theirs=theirs, bits=bits, text=text
        )


def compared(
    subject: Subject, candidate: Candidate, best: Closest
) -> dict[str, tuple[str | None, str | None]]:
    """The two values of each field as written. Contact points are sealed and never shown here."""
    ours, theirs = best.ours, best.theirs
    given = (" ".join(ours.given) or None, " ".join(theirs.given) or None)
    births = (subject.birth, candidate.birth)
    places = (ours.place, theirs.place)
    return {
        "surname": (ours.surname, theirs.surname),
        "given": given,
        "sex": (subject.sex if not best.inverted and subject.sex else given[0], given[1]),
        "birth": tuple(str(birth) if birth else None for birth in births),  # type: ignore[dict-item]
        "place": tuple(shown(spot) if spot else None for spot in places),  # type: ignore[dict-item]
        "contact": (None, None),
    }


def held_equal(best: Closest) -> Iterator[str]:
    """What the fields hold equal, in words the report lists."""
    if best.surname is Surname.EQUAL:
        yield "surname"
    elif best.surname is Surname.HALF:
        yield "half of the surname"
    elif Surname.SOUND <= best.surname <= Surname.CLOSE:
        yield "surname within a typo"
    if best.given in HELD_GIVEN:
        yield HELD_GIVEN[best.given]
    if best.given is Given.EQUAL_AND_SECOND:
        yield "another given name"
    if best.birth in HELD_BIRTH:
        yield HELD_BIRTH[best.birth]
    if best.place is not Place.MISSING and ONE_TOWN[best.place]:
        yield "town"


def field_veto(subject: Subject, best: Closest) -> str | None:
    """A contradiction no agreement outweighs: two full births, or the given name of the other sex.

    A file that states the sex excludes a name of the other sex however alike the names sound.
    """
    if BORN_APART[best.birth]:
        return "birth_dates_contradict"
    alike = AGREES if subject.sex else WHOLE_NAME
    if best.sex is Sex.DIFFER and not alike[best.given]:
        return "sex_contradicts"
    return None


def who(best: Closest) -> str | None:
    """ "Jean MARTIN", when that surname and the given name are both held equal."""
    if best.surname is Surname.EQUAL and best.given in WHOLE and best.ours.given:
        return f"{best.ours.given[0]} {(best.ours.surname or '').upper()}"
    return None
