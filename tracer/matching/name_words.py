"""How common a word is in the names of people and of bodies, and which given names are one name.

Counts come from the national tables, from sanction lists and from invented names of many countries;
a word no table holds is rare. Nothing here is about one person.
"""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from math import log2

from tracer.matching.population import Population, load_population
from tracer.normalise.diminutives import same_given

LEAST_BITS, MOST_BITS = 4.0, 13.0
"""The commonest words still say something, and beyond 1 in 8,000 rarity says nothing more."""
LISTED_SHARE = 1.5e-5
"""A word this common is a name of its own, hardly a slip for another."""
TRANSLATED_LIST = """
    AARON HAROUN HARUN ABRAHAM IBRAHIM CARLOS CARLO CHARLES KARL DAVID DAOUD DAWOOD DAWUD DIEGO ELIAS
    ELIZABETH ISABEL ENRICO ENRIQUE HEINRICH HENRI HENRY ESTEBAN ETIENNE ISTVAN STEFAN STEPHEN STEVEN
    FRANCIS FRANCISCO FRANZ FRANCOIS FERENC FYODOR THEODORE GABRIEL JIBRIL GEORGE GEORG GIORGIO JERZY JIRI
    JORGE YURI GUGLIELMO GUILHERME GUILLAUME GUILLERMO WILHELM WILLEM WILLIAM GIACOMO JACOB JACQUES JAIME
    JAMES SANTIAGO TIAGO YAQUB YAKUB GIOVANNI HANS IAN IOANNIS IVAN JAN JEAN JOAO JOHANN JOHANNES JOHN JUAN
    SEAN YAHYA GIUSEPPE JOSE JOSEPH JOSEF YUSUF YOUSSEF ISAAC ISHAQ LADISLAV LASZLO VLADISLAV LARS LORENZO
    LAWRENCE LAURENT LAJOS LOUIS LUDWIG LUIGI LUIS MARY MARIA MIRIAM MARYAM MICHAEL MICHEL MIGUEL MIKHAIL
    MOSES MUSA MOSHE MOISES PABLO PAOLO PAUL PAVEL PEDRO PETER PETR PIERRE PIETRO PIOTR PYOTR RALPH RAUL
    RAOUL ROLF SOLOMON SULEIMAN VACLAV VYACHESLAV WALTER GAUTIER ANNE HANNAH JANE JEANNE JUANA GIOVANNA
    HELEN ELENA CATHERINE EKATERINA AGNES INES EVA EVE HUGO HUGH GODFREY GEOFFREY"""
TRANSLATED = frozenset(TRANSLATED_LIST.split())
"""Full names of saints and prophets that languages write too differently to be spellings."""
ONE_SEX = 0.97
NONE: frozenset[int] = frozenset()
LEAST_LISTED = 2e-5
"""The share granted to a word that is known to be a name, but not how common it is."""
BODY_LEAST, BODY_MOST = 2.0, 11.0


@dataclass(frozen=True, eq=False)
class NameWords:
    """The words of names: their rarity in bits, their other forms, the sex they imply."""

    population: Population
    people: Mapping[str, float]  # word: share of names that hold it
    bodies: Mapping[str, float]
    forms: Mapping[str, frozenset[int]]
    romanisations: Mapping[str, frozenset[int]]
    men: frozenset[str]
    women: frozenset[str]
    known: dict[str, float] = field(default_factory=dict, repr=False)

    def share(self, word: str) -> float:
        """The share of people whose name holds a word."""
        found = self.known.get(word)
        if found is None:
            found = max(
                self.people.get(word, 0.0),
                self.population.surname_share(word),
                self.population.given_share(word) / 2,
            )
            if len(self.known) < 1_000_000:
                self.known[word] = found
        return found

    def bits(self, word: str) -> float:
        """How much it says that two names hold this word."""
        return min(max(-log2(self.share(word)), LEAST_BITS), MOST_BITS)

    def body_bits(self, word: str) -> float:
        """How much it says that the names of two companies or bodies hold this word."""
        share = self.bodies.get(word)
        return BODY_MOST if share is None else min(max(-log2(share) - 1, BODY_LEAST), BODY_MOST)

    def is_listed(self, word: str) -> bool:
        """Whether a word is a common name of its own."""
        return self.share(word) >= LISTED_SHARE

    def one_name(self, a: str, b: str) -> bool:
        """Whether two words are forms of one name: Bob and Robert, Iouri and Georgi, Zhou and Chou."""
        return same_given(a, b) or any(
            not table.get(a, NONE).isdisjoint(table.get(b, NONE))
            for table in (self.forms, self.romanisations)
        )

    def translated(self, a: str, b: str) -> bool:
        """Whether both words are full names of two languages, neither short for the other."""
        return a in TRANSLATED and b in TRANSLATED

    def two_names(self, a: str, b: str) -> bool:
        """Whether both words are listed given names, of no common origin: Andrew and Andrea."""
        return not self.one_name(a, b) and any(
            a in table and b in table for table in (self.forms, self.romanisations)
        )

    def are_given(self, a: str, b: str) -> bool:
        """Whether both words are known as given names."""
        return all(word in self.men or word in self.women for word in (a, b))

    def is_given(self, word: str) -> bool:
        """Whether a word is rather a given name than a surname."""
        given = self.population.given_share(word)
        return word in self.forms or (given > 1e-5 and given > self.population.surname_share(word))

    def of_two_sexes(self, a: str, b: str) -> bool:
        """Whether one word is a man's given name and the other a woman's that resembles it."""
        sexes = (self.sex(a), self.sex(b))
        if None in sexes:
            return feminine_of(a, b) or feminine_of(b, a)
        return sexes[0] != sexes[1]

    def sex(self, word: str) -> str | None:
        """The sex that hardly any bearer of a given name is not of; None if both or unknown."""
        woman = self.population.sex_share(word, "F")
        if woman is not None:
            return "F" if woman >= ONE_SEX else "M" if woman <= 1 - ONE_SEX else None
        if (word in self.men) is (word in self.women):
            return None
        return "M" if word in self.men else "F"


def feminine_of(feminine: str, masculine: str) -> bool:
    """Whether an ending alone makes a man's name a woman's, in Romance and Germanic languages."""
    if len(masculine) < 3 or feminine.endswith(("OVA", "EVA", "INA", "AYA", "AIA")):
        return False
    if masculine[-1] == "O" and len(masculine) > 3:
        return feminine == masculine[:-1] + "A"
    if masculine[-1] in "AEIOUYH":
        return False
    return feminine in {masculine + "A", masculine + "INE", masculine + masculine[-1] + "E"}


def load_name_words() -> NameWords:
    """The words from the tables that ship with the package."""
    folder = files("tracer.matching").joinpath("data")
    shares: dict[str, dict[str, float]] = {kind: {} for kind in "POMFS"}
    table = gzip.decompress(folder.joinpath("listed_words.tsv.gz").read_bytes()).decode("ascii")
    for line in table.splitlines():
        kind, word, per_million = line.split("\t")
        shares[kind][word] = float(per_million) / 1e6
    for line in folder.joinpath("common_names.txt").read_text(encoding="ascii").splitlines():
        kind, *words = line.split()
        shares.get(kind, {}).update(dict.fromkeys(words, 0.0))
    listed = dict.fromkeys([*shares["M"], *shares["F"], *shares["S"]], LEAST_LISTED)
    return NameWords(
        population=load_population(),
        people=listed | {word: max(share, LEAST_LISTED) for word, share in shares["P"].items()},
        bodies=shares["O"],
        forms=groups("given_forms.txt"),
        romanisations=groups("romanisations.txt"),
        men=frozenset(shares["M"]),
        women=frozenset(shares["F"]),
    )


def groups(name: str) -> dict[str, frozenset[int]]:
    """Each word of a table that holds one name a line, with the lines it stands on."""
    text = files("tracer.matching").joinpath("data", name).read_text(encoding="ascii")
    found: dict[str, set[int]] = {}
    for at, line in enumerate(line for line in text.splitlines() if not line.startswith("#")):
        for word in line.split():
            found.setdefault(word, set()).add(at)
    return {word: frozenset(at) for word, at in found.items()}
