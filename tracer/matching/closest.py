"""Compares one subject with all candidates of a case at once: for each, its best pair of readings.

The same functions compare millions of records (`answers`); one candidate scores alone as among many.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from tracer.evidence import Candidate
from tracer.matching.claims import Claim, Sheet, claims
from tracer.matching.frequencies import Frequencies
from tracer.matching.levels import (
    Birth,
    Contact,
    Given,
    Levels,
    Place,
    Places,
    Sex,
    Surname,
    compare,
)
from tracer.matching.national import by_number, national_frequencies
from tracer.matching.parameters import Parameters
from tracer.matching.places import declared_spots, known_spots, perhaps_same
from tracer.matching.population import Population
from tracer.matching.records import Pairing
from tracer.matching.weights import Weights, weigh
from tracer.subject import Subject

FIELDS = ("surname", "given", "sex", "birth", "place", "contact")


@dataclass(frozen=True, slots=True, kw_only=True)
class Closest:
    """The readings of subject and candidate that agree best, field by field.

    `stranger` and `relative` are log2: how many other people, and relatives of the debtor, are
    expected to agree as much; before what companies say.
    """

    ours: Claim
    theirs: Claim
    surname: Surname
    given: Given
    sex: Sex
    birth: Birth
    place: Place
    contact: Contact
    inverted: bool
    bits: dict[str, float]
    stranger: float
    over_relative: float


def closest(
    subject: Subject, candidates: Sequence[Candidate], population: Population, by: Parameters
) -> tuple[Closest, ...]:
    """The best pair of readings for each candidate, in their order; ties go to the first in order."""
    theirs = [claims(one.names, known_spots(one), (*one.phones, *one.emails)) for one in candidates]
    touched = any(one.phones or one.emails for one in candidates)
    contacts = (*subject.phones, *subject.emails) if touched else ()
    ours = claims(subject.names, declared_spots(subject), contacts)
    sheet = Sheet()
    left = sheet.add(ours, subject.birth, subject.sex)
    rights = [sheet.add(rows, one.birth) for rows, one in zip(theirs, candidates, strict=True)]
    right = rights[0].joined(rights[1:])
    pairing = Pairing.of(*sheet.records((left, right)))
    owner = np.repeat(np.arange(len(candidates)), [len(rows) for rows in theirs])
    a = np.tile(np.arange(len(ours)), len(owner))
    b = np.repeat(np.arange(len(owner)), len(ours))
    known = told_apart(national_frequencies(pairing.right, population), sheet, population)
    flat = [claim for rows in theirs for claim in rows]
    levels = open_places(compare(pairing, left.turned, a, b, known), ours, flat, a, b)
    weights = weigh(levels, known, by)
    order = np.lexsort((a, b, -weights.total, owner[b]))
    first = order[np.searchsorted(owner[b[order]], np.arange(len(candidates)))]
    return tuple(picked(levels, weights, at, ours[a[at]], flat[b[at]]) for at in first.tolist())


def told_apart(known: Frequencies, sheet: Sheet, population: Population) -> Frequencies:
    """The counts with those of the very towns the addresses name, arrondissements apart."""
    people = {
        number: population.towns.town_share(spot.address) * population.size
        for number, spot in sheet.where.items()
    }
    return replace(
        known,
        postcodes=known.postcodes[:0],
        people_by_postcode=known.people_by_postcode[:0],
        people_by_town=by_number(people, len(sheet.towns.numbers)),
    )


def open_places(
    levels: Levels, ours: Sequence[Claim], theirs: Sequence[Claim], left: Places, right: Places
) -> Levels:
    """The levels, saying nothing of two places of which it is open whether they are one."""
    unclear = {
        (a, b)
        for a, here in enumerate(ours)
        if here.place is not None
        for b, there in enumerate(theirs)
        if there.place is not None and perhaps_same(here.place, there.place)
    }
    if not unclear:
        return levels
    hidden = np.array([pair in unclear for pair in zip(left.tolist(), right.tolist(), strict=True)])
    place = np.where(hidden, np.int8(Place.MISSING), levels.place)
    return replace(levels, place=place)


def picked(levels: Levels, weights: Weights, at: int, ours: Claim, theirs: Claim) -> Closest:
    """One pair of readings in plain numbers."""
    return Closest(
        ours=ours,
        theirs=theirs,
        surname=Surname(levels.surname[at]),
        given=Given(levels.given[at]),
        sex=Sex(levels.sex[at]),
        birth=Birth(levels.birth[at]),
        place=Place(levels.place[at]),
        contact=Contact(levels.contact[at]),
        inverted=bool(levels.inverted[at]),
        bits={field: float(getattr(weights, field)[at]) for field in FIELDS},
        stranger=float(np.log2(weights.namesakes[at])),
        over_relative=float(weights.odds_over_relative[at]),
    )
