"""Invented French households drawn from the national tables, many at once: who they really are.

Children may have left home; a wife may use her husband's name; one address holds one family.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from benchmarks.identity.france import Codes, Draw, France, decade

FIRST_YEAR, LAST_YEAR = 1936, 2004
NONE = -1
DOUBLE, OWN, MARRIED = 0.12, 0.08, 0.48


@dataclass(frozen=True, slots=True, kw_only=True)
class Customs:
    """How families live and are named. The defaults give the shares seen in FR-SYNTH dev."""

    couple: float = 0.5
    children: tuple[float, ...] = (0.4, 0.25, 0.23, 0.12)
    left_home: float = 0.55
    usage: float = MARRIED
    namesake_child: float = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """One row a person; codes into the tables of `France`, NONE where there is nothing.

    A usage name is one surname, or two of which `usage_second` is the second.
    """

    household: Codes
    male: npt.NDArray[np.bool_]
    year: Codes
    day: Codes
    surname: Codes
    usage: Codes
    usage_second: Codes
    given: Codes
    place: Codes
    street: Codes
    number: Codes

    def take(self, at: npt.NDArray[np.generic]) -> People:
        return People(**{f.name: getattr(self, f.name)[at] for f in fields(self)})


def people(
    rng: np.random.Generator, tables: France, customs: Customs, first: int, count: int
) -> People:
    """Everyone in `count` households numbered from `first`, household by household."""
    head_year = rng.integers(FIRST_YEAR + 4, 1992, count)
    head_male = rng.random(count) < 0.55
    couple = rng.random(count) < customs.couple
    spouse_year = np.clip(head_year + np.rint(rng.normal(0, 3.5, count)), FIRST_YEAR, LAST_YEAR)
    children = rng.choice(len(customs.children), count, p=customs.children)
    head_name = by_decade(rng, tables.surname_by_decade, head_year)
    spouse_name = by_decade(rng, tables.surname_by_decade, spouse_year.astype(np.int64))
    family_name = np.where(couple & ~head_male, spouse_name, head_name)
    size = 1 + couple + children
    of = np.repeat(np.arange(count), size)
    rank = np.arange(len(of)) - np.repeat(np.cumsum(size) - size, size)
    head, spouse = rank == 0, couple[of] & (rank == 1)
    child = ~head & ~spouse
    year = np.where(head, head_year[of], spouse_year[of].astype(np.int64))
    year = np.where(child, head_year[of] + rng.integers(20, 37, len(of)), year)
    kept = year <= LAST_YEAR
    of, year, head, spouse, child = of[kept], year[kept], head[kept], spouse[kept], child[kept]
    male = np.where(child, rng.random(len(of)) < 0.5, head_male[of] ^ spouse)
    surname = np.where(child, family_name[of], np.where(head, head_name[of], spouse_name[of]))
    partner = np.where(head, spouse_name[of], head_name[of])
    usage, second = usage_names(
        rng, tables, customs, male, year, surname, np.where(child | ~couple[of], NONE, partner)
    )
    given = given_names(rng, tables, male, year)
    named = child & (male == head_male[of]) & (rng.random(len(of)) < customs.namesake_child)
    given[named, 0] = given[head][of[named], 0]
    place, street, number = addresses(rng, tables, of, child, customs.left_home, count)
    return People(
        household=of + first,
        male=male,
        year=year,
        day=rng.integers(0, 365, len(of)),
        surname=surname,
        usage=usage,
        usage_second=second,
        given=given,
        place=place,
        street=street,
        number=number,
    )


def usage_names(
    rng: np.random.Generator,
    tables: France,
    customs: Customs,
    male: npt.NDArray[np.bool_],
    year: Codes,
    surname: Codes,
    partner: Codes,
) -> tuple[Codes, Codes]:
    """What married women go by: the husband's name, both, or their own kept on purpose."""
    has = ~male & (rng.random(len(male)) < customs.usage)
    elsewhere = by_decade(rng, tables.surname_by_decade, year)
    husband = np.where(partner == NONE, elsewhere, partner)
    kind = rng.random(len(male))
    double, own = kind < DOUBLE, (kind >= DOUBLE) & (kind < DOUBLE + OWN)
    turned = rng.random(len(male)) < 0.5
    usage = np.where(own | (double & turned), surname, husband)
    second = np.where(double, np.where(turned, husband, surname), NONE)
    return np.where(has, usage, NONE), np.where(has, second, NONE)


def given_names(
    rng: np.random.Generator, tables: France, male: npt.NDArray[np.bool_], year: Codes
) -> Codes:
    """One to four given names, n × 4, NONE past the last."""
    many = 1 + rng.choice(4, len(year), p=(0.07, 0.39, 0.45, 0.09))
    given = np.full((len(year), 4), NONE)
    for (sex, when), draw in tables.given_by_sex_decade.items():
        who = np.flatnonzero((male == (sex == 1)) & (decade(year) == when))
        for n in range(4):
            with_it = who[many[who] > n]
            given[with_it, n] = draw.sample(rng, len(with_it))
    return given


def addresses(
    rng: np.random.Generator,
    tables: France,
    of: Codes,
    child: npt.NDArray[np.bool_],
    left_home: float,
    count: int,
) -> tuple[Codes, Codes, Codes]:
    """The household's address, or one's own."""
    alone = child & (rng.random(len(of)) < left_home)
    home = np.where(alone, count + np.cumsum(alone) - 1, of)
    place, street, number = anywhere(rng, tables, count + int(alone.sum()))
    return place[home], street[home], number[home]


def anywhere(rng: np.random.Generator, tables: France, count: int) -> tuple[Codes, Codes, Codes]:
    """Addresses by population. A small town has few streets, and not the same as its neighbour."""
    place = tables.place.sample(rng, count)
    nth = rng.integers(0, tables.streets_of_place[place])
    street = (place * 7919 + nth * 191) % len(tables.streets)
    return place, street, rng.integers(1, 121, count)


def by_decade(rng: np.random.Generator, draws: tuple[Draw, ...], year: Codes) -> Codes:
    drawn = np.empty(len(year), dtype=np.int64)
    born = decade(year)
    for when, draw in enumerate(draws):
        who = np.flatnonzero(born == when)
        drawn[who] = draw.sample(rng, len(who))
    return drawn
