"""Looks for debtors in the national file of deceased persons. It finds or doubts; it never confirms.

A likely hit needs the name and the birth to the day, or to the month with a rare name.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

import numpy as np
import numpy.typing as npt

from tracer.deaths import DeathOutcome
from tracer.matching.blocking import KeyIndex
from tracer.matching.candidates import find_candidates
from tracer.matching.frequencies import Frequencies
from tracer.matching.levels import Birth, Given, Levels, Sex, Surname, compare
from tracer.matching.parameters import Parameters
from tracer.matching.population import DEPENDENCE, Population
from tracer.matching.reading import Read
from tracer.matching.records import BIRTH, FEMALE, MALE, SEX, Array, Pairing, Records
from tracer.matching.rivals import posterior
from tracer.matching.spelling_index import SpellingIndex
from tracer.matching.vocabulary import Vocabulary
from tracer.matching.weights import Weights, weigh
from tracer.subject import PartialDate

Bits = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]

DEAD_AMONG_DEBTORS = 0.02
"""The share of debtors taken to be dead before anything is compared, and in a file of at least two
years of deaths (product default). A smaller file holds as much less of them."""
LIKELIER_THAN_NOT = 0.5
"""Under another surname (a usage name) or given name, a possible hit needs this (product default)."""
TWO_YEARS_OF_DEATHS = 1_300_000
WHOLE_FILE = 27_000_000
"""Deaths since 1970. A smaller file does not show how common a name is, nor holds every relative."""
MOST_OTHERS = 0.01
"""A likely hit leaves fewer than one other person in a hundred such searches, living or in the file,
who would agree as well (product default)."""
LIKELY, MAYBE = 0.95, 0.05
"""From these probabilities on somebody is a likely, or a possible, hit (product defaults)."""
WORTH_A_LOOK = -24.0
"""Bits under which nobody can become a possible hit."""
WHOLE = np.isin(
    np.arange(len(Given)), [Given.EQUAL, Given.EQUAL_AND_SECOND, Given.APART, Given.OTHER_RANK]
)
OUTCOMES = (DeathOutcome.NOT_FOUND, DeathOutcome.POSSIBLE, DeathOutcome.FOUND)
NOT_FOUND, POSSIBLE, FOUND = range(len(OUTCOMES))


@dataclass(frozen=True, slots=True, kw_only=True)
class DeathIndex:
    """Everybody in the file, ready to be searched. Arrays may be memory maps.

    `died` is packed like births; `places` and `acts` are bytes. The ids of the records are left
    empty: a line is told by its place, day and certificate.
    """

    records: Records
    keys: KeyIndex
    spellings: SpellingIndex
    known: Frequencies
    died: Array
    places: npt.NDArray[np.bytes_]
    acts: npt.NDArray[np.bytes_]
    until: date

    def __len__(self) -> int:
        return len(self.records)


@dataclass(frozen=True, slots=True)
class Screened:
    """Pairs of a debtor and a deceased person worth a look, debtor by debtor, likeliest first."""

    query: Places
    row: Places
    outcome: npt.NDArray[np.int8]  # places in `OUTCOMES`
    probability: Bits
    namesakes: Bits
    bars: dict[str, Bits]
    levels: Levels


def screen_deaths(
    index: DeathIndex, debtors: Read, by: Parameters, population: Population
) -> Screened:
    """Everybody in the file who may be one of the debtors, compared with the engine's own evidence.

    How rare a name is, is told by the national tables as long as the file holds less than two years
    of deaths, and by the less favourable of tables and file from then on; the bar `rarity` is what
    that changes. A debtor's scores do not depend on which others are asked about.
    """
    pairing = Pairing.of(debtors.records, index.records)
    found = find_candidates(pairing, debtors.inverted, index.keys, index.spellings, index.known)
    levels = compare(pairing, debtors.inverted, found.query, found.row, index.known)
    weights = weigh(levels, index.known, by)
    dead = DEAD_AMONG_DEBTORS * min(1.0, len(index) / TWO_YEARS_OF_DEATHS)
    shift = float(np.log2(dead / (1 - dead)) - np.log2(by.number("prior_odds")))
    at = np.flatnonzero(weights.total + shift > WORTH_A_LOOK)
    levels, weights = chosen(levels, at), chosen_weights(weights, at)
    query, row = found.query[at], found.row[at]
    wider = max(1.0, population.size / len(index))
    strangers = expected_others(index, levels, weights, by, population)
    kin = weights.namesakes * (np.exp2(-weights.relative) - 1) * min(1.0, len(index) / WHOLE_FILE)
    others = strangers * wider
    bars = {
        "prior": np.full(len(at), round(weights.prior + shift, 3)),
        "name": weights.name,
        "birth": weights.birth,
        "birth_place": weights.contact,
        "rarity": np.round(np.log2(weights.namesakes / strangers), 3),
        "relative": np.round(-np.log2(1 + kin / strangers), 3),
    }
    total = np.round(sum(bars.values(), np.zeros(len(at))), 3)
    probability, _ = posterior(total, query, len(debtors.records), by.number("unseen"))
    dead_at_all = totals(probability, query, len(debtors.records))[query]
    outcome = outcomes(levels, probability, dead_at_all, others)
    order = np.lexsort((row, -total, query))
    return Screened(
        query[order],
        row[order],
        outcome[order],
        probability[order],
        others[order],
        {name: bits[order] for name, bits in bars.items()},
        chosen(levels, order),
    )


def totals(probability: Bits, query: Places, queries: int) -> Bits:
    """The probabilities of each debtor's pairs, added up; 0 for a debtor without any."""
    return np.bincount(query, weights=probability, minlength=queries).astype(np.float64)


def outcomes(
    levels: Levels, probability: Bits, dead_at_all: Bits, others: Bits
) -> npt.NDArray[np.int8]:
    """Likely, possible or neither, pair by pair.

    Two lines about one death share its probability: what has to be likely is that the debtor is one
    of the lines, whichever it is.
    """
    named = (levels.surname == Surname.EQUAL) & WHOLE[levels.given]
    born = (levels.birth == Birth.DAY) | (levels.birth == Birth.MONTH)
    same_sex = levels.sex != Sex.DIFFER
    rare = others <= MOST_OTHERS
    renamed = (levels.surname == Surname.DIFFERENT) | (levels.given == Given.DIFFERENT)
    maybe = probability >= np.where(renamed, LIKELIER_THAN_NOT, MAYBE)
    likely = named & born & same_sex & rare & maybe & (dead_at_all >= LIKELY)
    return np.where(likely, FOUND, np.where(maybe, POSSIBLE, NOT_FOUND)).astype(np.int8)


def expected_others(
    index: DeathIndex, levels: Levels, weights: Weights, by: Parameters, population: Population
) -> Bits:
    """How many others in the file are expected to agree as much, by the less favourable count."""
    counted = weights.namesakes * DEPENDENCE
    place = by.table("birth_place", "u")[levels.birth_place]
    names, share = index.records.names, len(index) / population.size
    national = np.zeros(len(counted))
    for at, level in enumerate(levels.birth):
        row = levels.theirs[at]
        cut = {Birth.DAY: 3, Birth.MONTH: 2, Birth.YEAR: 1, Birth.MISSING: 0}.get(level)
        if cut is None:
            continue
        expected = people_alike(
            population,
            surname=spelled(names, int(levels.surname_theirs[at])),
            given=spelled(names, int(levels.given_theirs[at])),
            sex={MALE: "M", FEMALE: "F"}.get(int(row[SEX])),
            birth=partial(int(row[BIRTH]), cut),
        )
        national[at] = expected * share * place[at]
    small = (len(index) < TWO_YEARS_OF_DEATHS) & (national > 0)
    return np.where(small, national, np.maximum(counted, national))


def people_alike(
    population: Population,
    *,
    surname: str | None,
    given: str | None,
    sex: str | None,
    birth: PartialDate | None,
) -> float:
    """How many people of the country agree on what does agree; a name that differs tells nobody apart."""
    year = birth.year if birth else None
    expected = float(population.size)
    if surname is not None:
        expected *= population.surname_share(surname, year)
    if given is not None:
        of_sex = 0.5 if sex else 1.0
        expected *= min(1.0, DEPENDENCE * of_sex * population.given_share(given, sex, year))
    return expected * (population.birth_share(birth) if birth else 1.0)


def chosen(levels: Levels, at: Places) -> Levels:
    """Some of the pairs, in the order asked."""
    return Levels(*(getattr(levels, one.name)[at] for one in fields(levels)))


def chosen_weights(weights: Weights, at: Places) -> Weights:
    """The weights of some of the pairs; the prior is one for all."""
    held = {one.name: getattr(weights, one.name) for one in fields(weights)}
    return Weights(**{name: bits if name == "prior" else bits[at] for name, bits in held.items()})


def partial(packed: int, parts: int = 3) -> PartialDate | None:
    """A packed date, cut to its first parts: year, month, day. None when it is not known."""
    year, month, day = packed >> 9, packed >> 5 & 15, packed & 31
    if year == 0 or parts == 0:
        return None
    month = month if parts > 1 else 0
    return PartialDate(year=year, month=month or None, day=(day or None) if parts > 2 else None)


def spelled(names: Vocabulary, number: int) -> str | None:
    """One name, as the vocabulary writes it: upper case, no accents, no spaces; None for none."""
    return str(names.keys[number].as_py()) if number >= 0 else None
