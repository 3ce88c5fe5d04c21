"""How likely each field's level is among pairs of one person, strangers and relatives.

The docstrings of the functions for a field are published (`published.py`): what they say is shown.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from tracer.matching.frequencies import Frequencies, span_of
from tracer.matching.levels import Birth, Contact, Given, Levels, Place, Sex, Surname
from tracer.matching.parameters import Parameters
from tracer.matching.records import BIRTH, DETAILS, POSTCODE, TOWN, Array

Bits = npt.NDArray[np.float64]
DECIMALS = 3


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
    """The rarer a surname both bear, the more it says. Half of a double surname, the same sound and a
    slip of the pen say less; another surname says more against a man than against a woman, who
    may have taken it by marriage.

    FR: Plus un nom commun aux deux est rare, plus il en dit. La moitié d'un nom double, la même
    prononciation ou une faute de plume en disent moins ; un autre nom pèse plus contre un homme
    que contre une femme, qui a pu en changer par le mariage.
    """
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
    """The first given name counts by how rare it is in its generation. A second one that is equal, an
    initial, a short form or a slip are levels of their own; a son may bear his father's name.

    FR: Le premier prénom compte selon sa rareté dans sa génération. Un deuxième prénom identique, une
    initiale, un diminutif ou une faute sont des niveaux à part ; un fils peut porter le prénom de
    son père.
    """
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
    close = np.where(held > known.own, close, least)  # nobody else seen: growing says no more
    return np.where(dated, np.maximum(close, least), share)


def sex_chances(levels: Levels, by: Parameters) -> Chances:
    """The sex, stated or that of the given name, speaks only where it differs; and surname and given
    name in each other's place speak a little against.

    FR: Le sexe, déclaré ou dit par le prénom, ne parle que lorsqu'il diffère ; un nom et un prénom
    intervertis parlent un peu contre.
    """
    differ = levels.sex == Sex.DIFFER
    equal = AGREES[levels.given]
    u = np.where(differ, np.where(equal, 1.0 / by.number("sex_differs_given_equal"), 1.0), 1.0)
    m = np.where(differ, np.where(equal, 1.0, by.number("sex_differs")), 1.0)
    m = np.where(levels.inverted, m * by.number("inverted"), m)
    same_for_relatives = np.zeros(len(m))
    return Chances(m=np.log2(m), u=np.log2(u), r=same_for_relatives)


AGREES = FIRST_EQUAL | (np.arange(len(Given)) == Given.OTHER_RANK)


def birth_chances(levels: Levels, known: Frequencies, by: Parameters) -> Chances:
    """Births are compared as far as both are known, and weighed by how many were born that year, that
    month, that day. Day and month exchanged, or one wrong digit, say less and correct nothing; two
    full dates that disagree beyond that exclude.

    FR: Les naissances sont comparées aussi loin que les deux sont connues, et pesées selon le nombre de
    personnes nées cette année, ce mois, ce jour. Un jour et un mois intervertis ou un chiffre faux
    en disent moins et ne corrigent rien ; deux dates complètes qui diffèrent davantage excluent.
    """
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
    """A place both state counts by how few people live there. It speaks against a stranger, not against a
    relative, and never confirms with a name alone; people move, so that another place says little.

    FR: Un lieu commun compte selon le peu de personnes qui y vivent. Il parle contre un inconnu, non
    contre un parent, et ne confirme jamais avec un nom seul ; on déménage, si bien qu'un autre
    lieu dit peu.
    """
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
    """An e-mail address or telephone number both state is hardly ever a stranger's; so are, as far as
    they go, the place of birth and what else both files state. Another one says little.

    FR: Une adresse électronique ou un numéro de téléphone commun n'est presque jamais celui d'un
    inconnu ; de même, à leur mesure, le lieu de naissance et ce que les deux fichiers disent
    encore. Une coordonnée différente dit peu ; une coordonnée que beaucoup d'autres indiquent aussi
    ne dit rien.

    Where a model has `times` of a detail, a value both state says the more the rarer it is. A
    telephone or address more than `MOST_SHARING` others state as well is a desk's, and says nothing;
    one that any other states is a household's.
    """
    width = levels.details.shape[1]
    sharing = others(known.people_by_term, levels.contact_theirs, known.own)
    equal = levels.contact == Contact.EQUAL
    contact = np.where(equal & (sharing > MOST_SHARING), Contact.MISSING, levels.contact)
    found = [("contact", contact), ("birth_place", levels.birth_place)]
    found += [(name, levels.details[:, at]) for at, name in enumerate(DETAILS[:width]) if at]
    m = sum(np.log2(by.table(name, "m")[level]) for name, level in found)
    r = sum(np.log2(by.table(name, "r")[level]) for name, level in found)
    u = sum(np.log2(by.table(name, "u")[level]) for name, level in found)
    shared = (contact == Contact.EQUAL) & (sharing > 0)
    r = np.where(shared, np.maximum(r, np.log2(AT_HOME)), r)
    u = np.where(shared, np.maximum(u, np.log2(sharing + 1) - np.log2(known.size)), u)
    for at, name in enumerate(DETAILS[:width]):
        if (name, "times") in by.tables:
            level = levels.details[:, at]
            people = others(known.people_by_term, levels.details_theirs[:, at], known.own)
            share = (people + by.number("detail_unlisted")) / known.size
            rarity = np.minimum(share * by.table(name, "times")[level], 1.0)
            constant = by.table(name, "u")[level]
            u = u + np.where(level == Contact.EQUAL, np.log2(rarity) - np.log2(constant), 0.0)
    return Chances(m=m, u=u, r=r)


MOST_SHARING = 5
AT_HOME = 0.25
"""How often relatives state the one telephone or e-mail address of a household."""
ONLY_DETAILS = tuple(name for name in DETAILS if name != "birth_place")


def others(counts: npt.NDArray[np.float32], name: Array, own: float) -> Bits:
    """How many other people are counted under a name."""
    found = np.where(name >= 0, counts[np.maximum(name, 0)], 0.0)
    return np.maximum(found - own, 0.0).astype(np.float64)
