"""How many people in France bear a name, live in a town or were born in a year: rarity for a few records.

A register counts its own people (`frequencies.count_register`); for a case file the national tables do.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from tracer.matching.frequencies import FIRST_YEAR, SPAN, SPANS, YEARS, Counts, Frequencies
from tracer.matching.population import (
    DEPENDENCE,
    LAST_YEAR,
    UNLISTED_GIVEN_BIRTHS,
    Population,
    span_column,
)
from tracer.matching.records import POSTCODE, TOWN, Array, Records
from tracer.matching.vocabulary import NONE, Vocabulary
from tracer.subject import PartialDate, PostalAddress

DOUBLE_NAMES = 0.1
"""So many more people bear a surname as half of a double one, beside those who bear it whole."""
ENOUGH_BIRTHS = 100
"""Fewer births than this say nothing about the sex of a given name."""


def national_frequencies(records: Records, population: Population) -> Frequencies:
    """The counts of the names, towns and years of a few records, among the whole population.

    Only other people are counted (`own` is 0). Given names are counted `DEPENDENCE` times over:
    surname and given name go together by region, origin and generation, so that more people bear
    both than their shares multiplied say; the excess is put on the given name, once.
    """
    years, spans = people_by_year(population), people_by_span(population)
    surname, by_span, women, men = bearers(records.names, population)
    listed = slice(0, span_column(LAST_YEAR) + 1)  # the last spans repeat the table's last column
    born = by_span[:, listed].sum(axis=1)
    given = np.maximum(born, UNLISTED_GIVEN_BIRTHS * listed.stop) / spans[listed].sum()
    postcodes, people, towns = residents(records, population)
    return Frequencies(
        size=float(population.size),
        own=0.0,
        surname=surname,
        surname_or_half=surname * np.float32(1 + DOUBLE_NAMES),
        given=(given * DEPENDENCE * population.size).astype(np.float32),
        given_by_span=np.maximum(by_span, UNLISTED_GIVEN_BIRTHS) * np.float32(DEPENDENCE),
        people_by_span=spans,
        women=women,
        men=men,
        people_by_year=years,
        postcodes=postcodes,
        people_by_postcode=people,
        people_by_town=towns,
        people_by_street=np.zeros(len(records.streets), np.float32),
        people_by_term=np.zeros(max(len(records.terms), 1), np.float32),
    )


def bearers(names: Vocabulary, population: Population) -> tuple[Counts, Counts, Counts, Counts]:
    """For each name: people who bear it as surname, births by five years as a given name, and the
    women and men among those."""
    size = max(len(names), 1)  # companies state no name: number 0 is then nobody's
    surname, by_span = np.zeros(size, np.float32), np.zeros((size, SPANS), np.float32)
    of_sex = {sex: np.zeros(size, np.float32) for sex in ("F", "M")}
    keys = names.keys.to_pylist()
    for at, halves in enumerate(names.halves.tolist()):
        spellings = {keys[at]}
        if halves[0] != NONE:  # the tables write compound names apart, the vocabulary glues them
            spellings.add(f"{keys[halves[0]]} {keys[halves[1]]}")
        surname[at] = max(map(population.surname_share, sorted(spellings))) * population.size
        for sex, births in of_sex.items():
            for spelling in spellings:
                row = population.given_births.row(spelling, sex)
                if row:
                    said = [int(count or 0) for count in row]
                    by_span[at] += said + said[-1:] * (SPANS - len(said))
                    births[at] += sum(said)
    listed = of_sex["F"] + of_sex["M"] >= ENOUGH_BIRTHS
    women, men = (np.where(listed, of_sex[sex], 0).astype(np.float32) for sex in ("F", "M"))
    return surname, by_span, women, men


def residents(records: Records, population: Population) -> tuple[Array, Counts, Counts]:
    """Postcodes of records that state no town, the people there, and the people of each town."""
    codes: dict[int, float] = {}
    towns: dict[int, float] = {}
    names = records.towns.keys.to_pylist()
    for code, town in {(int(row[POSTCODE]), int(row[TOWN])) for row in records.rows}:
        postcode = f"{code:05d}" if 0 <= code < 100_000 else None
        city = names[town] if town != NONE else None
        where = PostalAddress(postcode=postcode, city=city)
        people = population.towns.town_share(where) * population.size
        if town != NONE:
            towns[town] = max(people, towns.get(town, 0.0))
        elif postcode:
            codes[code] = people
    listed = sorted(codes)
    return (
        np.array(listed, np.int32),
        np.array([codes[code] for code in listed], np.float32),
        by_number(towns, len(names)),
    )


def by_number(people: Mapping[int, float], size: int) -> Counts:
    """Counts in the order of a vocabulary's numbers; 0 where nobody is known."""
    return np.array([people.get(number, 0.0) for number in range(size)], np.float32)


@lru_cache(maxsize=4)
def people_by_year(population: Population) -> Counts:
    """People of the population born in each year, those beyond the table in its nearest year."""
    first, last = population.years
    listed = [population.birth_share(PartialDate(year=year)) for year in range(first, last + 1)]
    shares = np.array(listed)[np.clip(np.arange(YEARS), first, last) - first]
    return (shares * population.size).astype(np.float32)


@lru_cache(maxsize=4)
def people_by_span(population: Population) -> Counts:
    """Births with a given name, by five years; the dead are not taken off, as registers keep them."""
    totals = population.given_totals
    columns = [span_column(FIRST_YEAR + SPAN * span) for span in range(SPANS)]
    return np.array([totals["F"][at] + totals["M"][at] for at in columns], np.float32)
