"""What happens to a person on the way into a creditor's file, each change with its tag.

The default rates are those measured on FR-SYNTH dev; `DRIFTED` is a worse file from elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

Happens = Callable[..., bool]
SOUNDS = (
    *(("AU", "O"), ("EAU", "AU"), ("PH", "F"), ("Y", "I"), ("I", "Y"), ("SS", "C"), ("C", "SS")),
    *(("AN", "EN"), ("EN", "AN"), ("QU", "K"), ("K", "C"), ("T", "TH"), ("AI", "E"), ("Z", "S")),
)
KEYS = dict(
    zip("AZERTYUIOPQSDFGHJKLMWXCVBN", "ZERTYUIOPOSDFGHJKLMLXCVBNB", strict=True)
)  # the key to the right on a French keyboard
SHORT = {
    **{"ALEXANDRE": "ALEX", "ALEXANDRA": "ALEX", "ANTOINE": "TOINE", "AURELIE": "LILY"},
    **{"BENJAMIN": "BEN", "BERNADETTE": "BERNIE", "BERNARD": "NANARD", "CAROLINE": "CARO"},
    **{"CATHERINE": "CATHY", "CHRISTIAN": "CHRIS", "CHRISTOPHE": "CHRIS", "CHRISTINE": "KIKI"},
    **{"DANIEL": "DANY", "DOMINIQUE": "DOMI", "ELISABETH": "BABETH", "EMMANUEL": "MANU"},
    **{"EMMANUELLE": "MANU", "FLORENCE": "FLO", "FLORIAN": "FLO", "FRANCOIS": "FANFAN"},
    **{"FREDERIC": "FRED", "FREDERIQUE": "FRED", "GREGORY": "GREG", "GUILLAUME": "GUIGUI"},
    **{"ISABELLE": "ISA", "JACQUELINE": "JACKY", "JACQUES": "JACKY", "JEAN": "JEANNOT"},
    **{
        "JEROME": "GEGE",
        "JOSEPH": "JO",
        "JULIEN": "JUJU",
        "LAURENT": "LOLO",
        "MARGUERITE": "MARGOT",
    },
    **{"MAXIME": "MAX", "MICHEL": "MICH", "MOHAMED": "MOMO", "MONIQUE": "MONA", "NATHALIE": "NAT"},
    **{
        "NICOLAS": "NICO",
        "OLIVIER": "OLIVE",
        "PATRICK": "PAT",
        "PATRICIA": "PAT",
        "PHILIPPE": "PHIL",
    },
    **{
        "PIERRE": "PIERROT",
        "RAPHAEL": "RAPH",
        "ROBERT": "BOB",
        "SANDRINE": "SANDY",
        "SEBASTIEN": "SEB",
    },
    **{"STEPHANE": "STEPH", "STEPHANIE": "STEPH", "THEODORE": "THEO", "THIERRY": "TITI"},
    **{
        "THOMAS": "TOM",
        "VALERIE": "VAL",
        "VERONIQUE": "VERO",
        "VINCENT": "VINCE",
        "VIRGINIE": "VIRGI",
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Noise:
    """How often each change happens: among all, or among those it can happen to (`short`, `glued`)."""

    moved: float = 0.449
    no_birth_date: float = 0.311
    year_only: float = 0.045
    day_month_swap: float = 0.02
    wrong_digit: float = 0.043
    second_given: float = 0.056
    compound: float = 0.04
    initial: float = 0.019
    short: float = 0.055
    surname_typo: float = 0.086
    given_typo: float = 0.061
    glued: float = 0.4
    inverted: float = 0.022
    capitals: float = 0.506
    titled: float = 0.189
    accents: float = 0.5
    unhyphened: float = 0.5
    sex_known: float = 0.345


DRIFTED = replace(
    Noise(),
    moved=0.6,
    no_birth_date=0.45,
    surname_typo=0.172,
    given_typo=0.122,
    second_given=0.1,
    initial=0.04,
    day_month_swap=0.03,
    wrong_digit=0.06,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person as they are: capitals without accents, a full birth date, where they live."""

    entity: int
    household: int
    male: bool
    surname: str
    usage: str | None
    given: tuple[str, ...]
    born: tuple[int, int, int]
    present: bool


def debtor(
    rng: np.random.Generator, noise: Noise, person: Person, accented: dict[str, str]
) -> tuple[dict[str, str | None], list[str]]:
    """The name, birth date and sex a creditor has, and the tags of what happened to them."""
    tags: list[str] = []

    def happens(rate: float, tag: str = "") -> bool:
        done = bool(rng.random() < rate)
        if done and tag:
            tags.append(tag)
        return done

    surname = person.surname
    if person.usage is not None:
        tags.append("nom_usage")
        surname = person.usage
    given = spelled(rng, noise, person.given, accented, happens)
    born = date(rng, noise, person.born, happens)
    if happens(noise.surname_typo, "typo_nom"):
        surname = mistyped(rng, surname)
    if happens(noise.given_typo, "typo_prenom") and not given.endswith("."):
        given = cased(mistyped(rng, given.upper()))
    if " " in surname and happens(noise.glued, "particule_collee"):
        surname = "".join(surname.split())
    surname = surname if happens(noise.capitals) else cased(surname)
    if happens(noise.inverted, "inversion"):
        surname, given = given, surname
    if happens(noise.titled):
        surname = f"{'M.' if person.male else 'Mme'} {surname}"
    sex = ("M" if person.male else "F") if happens(noise.sex_known) else None
    return {"nom": surname, "prenoms": given, "dob": born, "sexe": sex}, tags


def spelled(
    rng: np.random.Generator,
    noise: Noise,
    names: tuple[str, ...],
    accented: dict[str, str],
    happens: Happens,
) -> str:
    """The given name that is used: the first, another, two joined, short, or an initial."""
    if len(names) > 1 and happens(noise.second_given, "second_prenom"):
        names = names[1:]
    name = names[0]
    if name in SHORT and happens(noise.short, "diminutif"):
        return cased(SHORT[name])
    if "-" in name and happens(noise.unhyphened):
        name = name.replace("-", " ")
    if len(names) > 1 and happens(noise.compound, "compose"):
        name = f"{name}{' ' if rng.random() < 0.5 else '-'}{names[1]}"
    if happens(noise.initial, "initiale"):
        return f"{name[0]}."
    return cased(accented.get(name, name) if happens(noise.accents) else name)


def date(
    rng: np.random.Generator, noise: Noise, born: tuple[int, int, int], happens: Happens
) -> str | None:
    """The birth date as written: absent, a year, day and month swapped, or a wrong digit."""
    year, month, day = born
    if happens(noise.no_birth_date, "dob_absente"):
        return None
    if happens(noise.year_only / (1 - noise.no_birth_date), "dob_annee"):
        return f"{year}"
    if day <= 12 and day != month and happens(noise.day_month_swap / 0.36, "jour_mois"):
        month, day = day, month
    text = f"{year}-{month:02}-{day:02}"
    if happens(noise.wrong_digit, "dob_typo"):
        at = int(rng.choice((2, 3, 5, 6, 8, 9)))
        text = text[:at] + str(rng.integers(0, 10)) + text[at + 1 :]
    return text


def mistyped(rng: np.random.Generator, word: str) -> str:
    """One slip: a letter lost, doubled, swapped, hit beside, or another spelling of a sound."""
    sounds = [(a, b) for a, b in SOUNDS if a in word[1:]]
    kind = int(rng.integers(0, 5))
    at = int(rng.integers(1, len(word))) if len(word) > 1 else 0
    if kind == 0 and sounds:
        a, b = sounds[int(rng.integers(0, len(sounds)))]
        return word[0] + word[1:].replace(a, b, 1)
    if kind == 1 and len(word) > 4:
        return word[:at] + word[at + 1 :]
    if kind == 2 and 1 <= at < len(word) - 1:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind == 3 and word[at] in KEYS:
        return word[:at] + KEYS[word[at]] + word[at + 1 :]
    return word[:at] + word[at] + word[at:]


def cased(name: str) -> str:
    """Capitals at the beginning of each part, as people type."""
    return "-".join(" ".join(w.capitalize() for w in p.split(" ")) for p in name.split("-"))
