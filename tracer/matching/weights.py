"""What levels are worth, in bits, after Fellegi and Sunter (1969): for or against each pair.

Three explanations compete for what two records share: one person, a stranger, a relative. A family
shares its surname and address, so a shared address speaks against a stranger, not a relative.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from tracer.matching.frequencies import Frequencies, span_of
from tracer.matching.levels import Birth, Contact, Given, Levels, Place, Sex, Surname
from tracer.matching.parameters import Parameters
from tracer.matching.records import BIRTH, DETAILS, POSTCODE, TOWN, Array

Bits = npt.NDArray[np.float64]
PARTS = ("prior", "name", "birth", "place", "contact", "relative")
"""The bars of a comparison. They add up to its total."""
DECIMALS = 3


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


@dataclass(frozen=True, slots=True)
class Chances:
    """The chance of a field's level among pairs of one person, strangers and relatives, as log2."""

    m: Bits
    u: Bits
    r: Bits

    @property
    def bits(self) -> Bits:
        """Evidence against a stranger."""
        return np.round(self.m - self.u, DECIMALS)


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


LEAST_COUNTED = 100_000
"""A name that a smaller file does not hold is taken to be as rare as in one of this size."""
LEAST_NAMESAKES = 1e-5
"""However rare surname and given name are apart, one search in 100,000 meets another bearer of both."""


def borne_by_few(surname: Chances, given: Chances, size: float) -> Chances:
    """Given names whose rarity stops where independence of the two names can no longer be believed.

    Without this floor a larger population would make two unlisted names ever rarer together.
    """
    least = np.log2(LEAST_NAMESAKES) - np.log2(size) - surname.u
    return replace(given, u=np.maximum(given.u, np.minimum(least, 0.0)))


def surname_chances(levels: Levels, known: Frequencies, by: Parameters) -> Chances:
    """Surnames: the rarer the one both bear, the more it says; women change theirs more often."""
    level = levels.surname
    unlisted = by.number("surname_unlisted") / max(known.size, LEAST_COUNTED)
    ours = others(known.surname, levels.surname_ours, known.own) / known.size + unlisted
    theirs = others(known.surname, levels.surname_theirs, known.own) / known.size + unlisted
    half = others(known.surname_or_half, levels.surname_ours, known.own)
    u = shares(
        level,
        equal=level == Surname.EQUAL,
        ours=ours,
        theirs=theirs + by.number("surname_slip_floor"),
        times=by.table("surname", "times"),
        slip=by.table("surname", "slip"),
    )
    halved = level == Surname.HALF
    unseen = by.number("surname_half_unlisted") / max(known.size, LEAST_COUNTED)
    u = np.where(halved, half / known.size + unseen, u)
    m = np.stack([by.table("surname", kind) for kind in ("m", "m_man", "m_woman")])
    return Chances(
        m=np.log2(m[levels.woman, level]),
        u=np.log2(np.minimum(u, 1.0)),
        r=np.log2(by.table("surname", "r")[level]),
    )


def given_chances(levels: Levels, known: Frequencies, by: Parameters) -> Chances:
    """Given names: their rarity is that of the generation, when both births are known."""
    level = levels.given
    year = levels.theirs[:, BIRTH] >> 9
    dated = (levels.ours[:, BIRTH] > 0) & (year > 0)
    span = span_of(year)
    ours = given_share(known, levels.given_ours, span, dated, by)
    theirs = given_share(known, levels.given_theirs, span, dated, by)
    u = shares(
        level,
        equal=FIRST_EQUAL[level],
        ours=ours,
        theirs=theirs + by.number("given_slip_floor"),
        times=by.table("given", "times"),
        slip=by.table("given", "slip"),
    )
    u = np.where(level == Given.SHORT_FORM, theirs * by.table("given", "times")[level], u)
    u = np.minimum(u, 1.0)
    named = by.table("given", "tradition")[level] * by.number("tradition")
    relative = np.minimum(u * by.table("given", "r_times")[level] + named, 1.0)
    return Chances(m=np.log2(by.table("given", "m")[level]), u=np.log2(u), r=np.log2(relative))


def shares(
    level: npt.NDArray[np.int8],
    *,
    equal: npt.NDArray[np.bool_],
    ours: Bits,
    theirs: Bits,
    times: npt.NDArray[np.float64],
    slip: npt.NDArray[np.float64],
) -> Bits:
    """The chance that a stranger's name shows this level.

    A name both bear: its share. A slip: a stranger bears exactly our spelling, or writes theirs with
    the same slip; `slip` is the chance of that one slip. A level without a name: its own chance.
    """
    named = times[level]
    slipped = slip[level]
    u = np.where(slipped < 1.0, (ours + slipped * theirs) / slipped, named)
    rests_on_name = equal | RESTS_ON_NAME[level] if len(times) == len(RESTS_ON_NAME) else equal
    return np.where(rests_on_name, ours * named, u)


FIRST_EQUAL = np.isin(
    np.arange(len(Given)),
    [Given.EQUAL, Given.EQUAL_AND_SECOND, Given.APART, Given.EQUAL_AND_INITIAL,
     Given.EQUAL_OTHER_SECOND],
)  # fmt: skip
RESTS_ON_NAME = np.zeros(len(Given), bool)
RESTS_ON_NAME[[Given.OTHER_RANK, Given.PART]] = True


def given_share(
    known: Frequencies, name: Array, span: npt.NDArray[np.int64], dated: npt.NDArray[np.bool_],
    by: Parameters,
) -> Bits:  # fmt: skip
    """The share of people who bear a given name, of those born in the same five years if known."""
    place = np.maximum(name, 0)
    unlisted = by.number("given_unlisted") / max(known.size, LEAST_COUNTED)
    share = others(known.given, name, known.own) / known.size + unlisted
    held = np.where(name >= 0, known.given_by_span[place, span], 0.0)
    pseudo = by.number("given_span_weight")
    close = np.maximum(held - known.own, 0.0) + pseudo * share + 1e-9
    close = close / (known.people_by_span[span] + pseudo)
    least = share * by.number("given_span_least")
    return np.where(dated, np.maximum(close, least), share)


def sex_chances(levels: Levels, by: Parameters) -> Chances:
    """The sex, where the given names do not settle it already; and the order of the names."""
    differ = levels.sex == Sex.DIFFER
    equal = AGREES[levels.given]
    u = np.where(differ, np.where(equal, 1.0 / by.number("sex_differs_given_equal"), 1.0), 1.0)
    m = np.where(differ, np.where(equal, 1.0, by.number("sex_differs")), 1.0)
    m = np.where(levels.inverted, m * by.number("inverted"), m)
    same_for_relatives = np.zeros(len(m))
    return Chances(m=np.log2(m), u=np.log2(u), r=same_for_relatives)


AGREES = FIRST_EQUAL | (np.arange(len(Given)) == Given.OTHER_RANK)


def birth_chances(levels: Levels, known: Frequencies, by: Parameters) -> Chances:
    """Births: people born that year, over twelve months and thirty days."""
    level = levels.birth
    year = np.minimum(levels.theirs[:, BIRTH] >> 9, len(known.people_by_year) - 1)
    share = np.maximum(known.people_by_year[year], 1.0) / known.size
    equal = (level == Birth.DAY) | (level == Birth.MONTH) | (level == Birth.YEAR)
    u = by.table("birth", "u")[level] * np.where(equal, share, 1.0)
    return Chances(
        m=np.log2(by.table("birth", "m")[level]),
        u=np.log2(np.minimum(u, 1.0)),
        r=np.log2(by.table("birth", "r")[level]),
    )


def place_chances(levels: Levels, known: Frequencies, by: Parameters) -> Chances:
    """Places: people who live in the same postcode or town."""
    level = levels.place
    people = known.postcode_count(levels.theirs[:, POSTCODE])
    town = levels.theirs[:, TOWN]
    if len(known.people_by_town):
        in_town = known.people_by_town[np.maximum(town, 0)]
        by_town = (people == 0) | (levels.ours[:, POSTCODE] != levels.theirs[:, POSTCODE])
        people = np.where(by_town & (town >= 0), in_town, people)
    share = np.maximum(people, 1.0) / known.size
    u = by.table("place", "u")[level] * np.where(ONE_TOWN[level], share, 1.0)
    return Chances(
        m=np.log2(by.table("place", "m")[level]),
        u=np.log2(np.minimum(u, 1.0)),
        r=np.log2(by.table("place", "r")[level]),
    )


ONE_TOWN = np.isin(
    np.arange(len(Place)),
    [Place.ADDRESS, Place.STREET, Place.TOWN, Place.TOWN_OTHER_STREET, Place.ADDRESS_CLOSE,
     Place.STREET_CLOSE, Place.SAME_NUMBER],
)  # fmt: skip


def contact_chances(levels: Levels, known: Frequencies, by: Parameters) -> Chances:
    """E-mail and telephone, and the details: place of birth, occupation, further address lines.

    Where a model has `times` of a detail, a value both state says the more the rarer it is.
    """
    width = levels.details.shape[1]
    found = [("contact", levels.contact), ("birth_place", levels.birth_place)]
    found += [(name, levels.details[:, at]) for at, name in enumerate(DETAILS[:width]) if at]
    m = sum(np.log2(by.table(name, "m")[level]) for name, level in found)
    r = sum(np.log2(by.table(name, "r")[level]) for name, level in found)
    u = sum(np.log2(by.table(name, "u")[level]) for name, level in found)
    for at, name in enumerate(DETAILS[:width]):
        if (name, "times") in by.tables:
            level = levels.details[:, at]
            people = others(known.people_by_term, levels.details_theirs[:, at], known.own)
            share = (people + by.number("detail_unlisted")) / known.size
            rarity = np.minimum(share * by.table(name, "times")[level], 1.0)
            constant = by.table(name, "u")[level]
            u = u + np.where(level == Contact.EQUAL, np.log2(rarity) - np.log2(constant), 0.0)
    return Chances(m=m, u=u, r=r)


ONLY_DETAILS = tuple(name for name in DETAILS if name != "birth_place")


def others(counts: npt.NDArray[np.float32], name: Array, own: float) -> Bits:
    """How many other people are counted under a name."""
    found = np.where(name >= 0, counts[np.maximum(name, 0)], 0.0)
    return np.maximum(found - own, 0.0).astype(np.float64)
